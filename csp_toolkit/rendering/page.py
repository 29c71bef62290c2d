"""The document as one HTML file that needs nothing else: styles, fonts and charts are inside it."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from csp_toolkit.blocks.html import (
    Place,
    caption_html,
    facts_html,
    figure_html,
    join_html,
    render_html,
    text_html,
)
from csp_toolkit.blocks.pictures import safe_svg, svg_size
from csp_toolkit.blocks.plain_text import clean_text
from csp_toolkit.rendering.document import (
    Document,
    Item,
    Picture,
    Preformatted,
    Quotation,
    RichList,
    RichParagraph,
    RichText,
    Span,
)
from csp_toolkit.rendering.gates.html_gate import require_sound_page
from csp_toolkit.rendering.reader import read_document
from csp_toolkit.rendering.table_files import download_link

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATES = files("csp_toolkit.rendering") / "templates"
_FACES = (("regular", 400, "normal"), ("bold", 700, "normal"), ("italic", 400, "italic"))


def render_notebook_html(notebook: Mapping[str, Any], *, interactive: bool = False) -> str:
    """The page of an executed notebook, as one self-contained HTML file.

    Where ``interactive``, a small script inside it makes tables sortable and charts tell their values; the
    page is complete without it, and otherwise holds none.

    The same notebook gives the same bytes, whatever its file is called and whenever it ran. Raises
    ``RenderingError`` with every problem that keeps it from being accessible.
    """
    return render_page(read_document(notebook), interactive=interactive)


def render_page(document: Document, *, interactive: bool = False) -> str:
    """A checked document as an HTML page, held against it again once it is written."""
    cover = document.cover
    style, script = Markup(_style()), Markup(_script() if interactive else "")
    page = _template().render(
        cover=cover,
        title=clean_text(cover.title),
        facts=facts_html(cover.facts),
        contents=_contents(document),
        body=join_html([_item(item, document, interactive) for item in document.items]),
        style=style,
        script=script,
        policy=_policy(style, script),
        clean=clean_text,
    )
    page = page.rstrip("\n") + "\n"
    require_sound_page(page, document)
    return page


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents and the lines below it."""

    identifier: str
    text: str
    below: tuple[Entry, ...] = ()


def _contents(document: Document) -> tuple[Entry, ...]:
    """The headings of level 2, each with those of level 3 that follow it."""
    entries: list[Entry] = []
    for item, heading in document.headings:
        entry = Entry(item.identifier, clean_text(heading.text))
        if heading.level == 2:
            entries.append(entry)
        elif heading.level == 3:
            last = entries[-1]
            entries[-1] = Entry(last.identifier, last.text, (*last.below, entry))
    return tuple(entries)


def _policy(style: str, script: str) -> str:
    """Nothing may be fetched, run or sent but its own style and script, by hash, and data it carries."""
    rules = ["default-src 'none'", f"style-src '{_digest(style)}'", "img-src data:", "font-src data:"]
    if script:
        rules.append(f"script-src '{_digest(script)}'")
    return "; ".join([*rules, "base-uri 'none'", "form-action 'none'"])


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}"


@cache
def _style() -> str:
    faces = [_face(name, weight, slope) for name, weight, slope in _FACES]
    return "".join(faces) + (TEMPLATES / "report.css").read_text(encoding="utf-8")


@cache
def _script() -> str:
    return (TEMPLATES / "report.js").read_text(encoding="utf-8")


def _face(name: str, weight: int, slope: str) -> str:
    data = (TEMPLATES / "fonts" / f"csp-report-sans-{name}.woff2").read_bytes()
    source = f"url(data:font/woff2;base64,{base64.b64encode(data).decode()})"
    return (
        f'@font-face{{font-family:"CSP Report Sans";font-weight:{weight};font-style:{slope};'
        f'font-display:block;src:{source} format("woff2")}}\n'
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string((TEMPLATES / "report.html.j2").read_text(encoding="utf-8"))


def _item(item: Item, document: Document, interactive: bool) -> Markup:
    download = download_link(item, synthetic=document.cover.synthetic)
    place = Place(item.identifier, item.label, download, interactive)
    content = item.content
    if isinstance(content, Picture):
        return _picture(content, place)
    if isinstance(content, RichParagraph | RichList | Quotation | Preformatted):
        return _rich(content)
    return Markup(render_html(content, place))


def _picture(picture: Picture, place: Place) -> Markup:
    label = place.label or ""
    caption = caption_html(place, picture.caption or picture.alternative, picture.subtitle)
    if picture.media_type == "image/svg+xml":
        svg = picture.data.decode("utf-8", "replace")
        words, prefix = picture.alternative, place.identifier or label
        drawing = Markup(safe_svg(svg, prefix=prefix, title=picture.caption or label, alternative=words))
        return figure_html(place, caption=caption, picture=drawing, wide=svg_size(svg)[0] > 480, after=[])
    address = f"data:{picture.media_type};base64,{base64.b64encode(picture.data).decode()}"
    image = Markup('<img src="{}" alt="{}">').format(address, clean_text(picture.alternative))
    return figure_html(place, caption=caption, picture=image, wide=False, after=[])


def _rich(part: RichText) -> Markup:
    if isinstance(part, RichParagraph):
        return Markup("<p>{}</p>").format(_spans(part.spans))
    if isinstance(part, Quotation):
        return Markup("<blockquote>\n{}\n</blockquote>").format(join_html([_rich(p) for p in part.parts]))
    if isinstance(part, RichList):
        return _list(part)
    lines = Markup("<pre><code>{}</code></pre>")
    return lines.format(text_html(part.text))


def _list(part: RichList) -> Markup:
    entries = [Markup("<li>{}</li>").format(_entry(entry)) for entry in part.entries]
    if not part.ordered:
        return Markup("<ul>\n{}\n</ul>").format(join_html(entries))
    start = Markup(' start="{}"').format(part.start) if part.start != 1 else Markup("")
    return Markup("<ol{}>\n{}\n</ol>").format(start, join_html(entries))


def _entry(entry: Sequence[RichText]) -> Markup:
    """An entry of a list; a single paragraph stands without a <p> of its own."""
    if entry and isinstance(entry[0], RichParagraph):
        rest = [_rich(part) for part in entry[1:]]
        return join_html([_spans(entry[0].spans), *rest])
    return join_html([_rich(part) for part in entry])


def _spans(spans: Sequence[Span]) -> Markup:
    return Markup("").join(_span(span) for span in spans)


def _span(span: Span) -> Markup:
    html = Markup("<br>").join(escape(line) for line in clean_text(span.text).split("\n"))
    for wanted, tag in ((span.code, "code"), (span.emphasis, "em"), (span.strong, "strong")):
        if wanted:
            html = Markup("<{0}>{1}</{0}>").format(tag, html)
    if span.link:
        html = Markup('<a href="{}">{}</a>').format(clean_text(span.link), html)
    return html
