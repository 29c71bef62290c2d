"""An executed report as the one file that Quarto renders: Markdown, and what Markdown has no words for.

Prose is pandoc's Markdown. Tables, figures, callouts and preformatted text stand twice, as our HTML for pages
and as Typst for PDF: Markdown loses header cells of rows, alternative texts and what belongs together.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from csp_toolkit.blocks.html import Place, caption_html, facts_html, figure_html, render_html, text_html
from csp_toolkit.blocks.markup_text import markdown_text, raw_block
from csp_toolkit.blocks.model import Chart, Cover
from csp_toolkit.blocks.pictures import safe_svg, svg_size
from csp_toolkit.blocks.plain_text import clean_text
from csp_toolkit.quarto.front_matter import write_front_matter
from csp_toolkit.quarto.prose import APART, LISTS, PROSE, write_prose
from csp_toolkit.quarto.typst import write_facts, write_table, write_typst
from csp_toolkit.rendering.document import Document, Item, Picture, Preformatted, svg_of
from csp_toolkit.rendering.reader import read_document


def prepare_notebook(notebook: Mapping[str, Any]) -> str:
    """What ``quarto render`` takes, of an executed notebook: the same text every time.

    Raises ``RenderingError`` with every problem that keeps the report from being accessible.
    """
    return prepare_document(read_document(notebook))


def prepare_document(document: Document) -> str:
    """A checked document as Quarto Markdown."""
    parts = [write_front_matter(document.cover), *_cover(document.cover)]
    for before, item in zip([None, *document.items], document.items, strict=False):
        if before is not None and isinstance(before.content, LISTS) and isinstance(item.content, LISTS):
            parts.append(APART)
        parts += _item(item)
    return "\n\n".join([*parts, *_annex(document)]) + "\n"


def _cover(cover: Cover) -> Iterator[str]:
    """What the title of Quarto's own has no room for: marking, status and facts."""
    status = "Draft: not yet approved" if cover.status == "draft" else "Approved"
    yield f"**{markdown_text(cover.marking)}** · {status}"
    if cover.facts:
        yield from _both(str(facts_html(cover.facts)), write_facts(cover.facts))


def _item(item: Item) -> Iterator[str]:
    content = item.content
    if isinstance(content, PROSE):
        yield write_prose(content, item.identifier)
    else:
        yield from _both(_html(item), write_typst(item))


def _annex(document: Document) -> Iterator[str]:
    """The tables of the charts at the end of a PDF; in the page each stands below its chart."""
    charts = [(item.label or "", item.content) for item in document.items if isinstance(item.content, Chart)]
    tables = [
        raw_block("typst", write_table(chart.table, f"Data for {label[0].lower()}{label[1:]}"))
        for label, chart in charts
    ]
    if tables:
        yield _only("typst", "\n\n".join(["## Data behind the figures {#annex}", *tables]))


def _both(html: str, typst: str) -> Iterator[str]:
    # Quarto makes tables of raw HTML for every output that is not HTML, unless the HTML is hidden from it.
    yield _only("html", raw_block("html", html.replace("`", "&#96;").replace("{{<", "&#123;{<")))
    yield _only("typst", raw_block("typst", typst))


def _only(form: str, source: str) -> str:
    """Quarto leaves out what is for the other form."""
    return f'::: {{.content-visible when-format="{form}"}}\n\n{source}\n\n:::'


def _html(item: Item) -> str:
    content, place = item.content, Place(item.identifier, item.label)
    if isinstance(content, Picture):
        return _picture(content, place, svg_of(content))
    if isinstance(content, Preformatted):
        return str(Markup("<pre><code>{}</code></pre>").format(text_html(content.text)))
    return render_html(content, place)  # type: ignore[arg-type]  # what is left are blocks


def _picture(picture: Picture, place: Place, svg: str | None) -> str:
    caption = caption_html(place, picture.caption or picture.alternative, picture.subtitle)
    if svg is not None:
        prefix = place.identifier or "picture"
        title = picture.caption or place.label or ""
        image = Markup(safe_svg(svg, prefix=prefix, title=title, alternative=picture.alternative))
        wide = svg_size(svg)[0] > 480
    else:
        address = f"data:{picture.media_type};base64,{base64.b64encode(picture.data).decode()}"
        image = Markup('<img src="{}" alt="{}">').format(address, clean_text(picture.alternative))
        wide = False
    return str(figure_html(place, caption=caption, picture=image, wide=wide, after=[]))
