"""A block as a fragment of HTML: the same markup in JupyterLab and in the published page.

Fragments carry structure and names, never looks: classes begin with ``csp-`` and the page's own style
sheet dresses them. Every text is escaped; the only markup taken over is a chart's SVG, which is read and
rewritten by ``pictures``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch
from hashlib import sha256

from markupsafe import Markup
from pydantic import BaseModel

from csp_toolkit.blocks import model
from csp_toolkit.blocks.html_parts import Place, join_html, label_html, lower_first, notes_html, text_html
from csp_toolkit.blocks.html_tables import grid_html
from csp_toolkit.blocks.pictures import safe_svg, svg_size
from csp_toolkit.blocks.plain_text import clean_text

__all__ = [
    "Place",
    "caption_html",
    "facts_html",
    "figure_html",
    "join_html",
    "render_html",
    "text_html",
]


def render_html(block: BaseModel, place: Place | None = None) -> str:
    """The block as an HTML fragment; ``place`` numbers it and gives it an address.

    Without a place (in JupyterLab) the id is derived from the block's content, so that the same block always
    gives the same bytes. Raises ``RenderingError`` where a chart's SVG is unsafe.
    """
    place = place or Place()
    if place.identifier is None:
        digest = sha256(block.model_dump_json().encode("utf-8", "replace")).hexdigest()[:10]
        place = Place(f"csp-{digest}", place.label, place.download, place.values)
    return str(_render(block, place))


@singledispatch
def _render(block: object, place: Place) -> Markup:
    raise TypeError(f"{type(block).__name__} is not a block")


@_render.register
def _cover(block: model.Cover, place: Place) -> Markup:
    parts = [Markup('<p class="csp-partnership">{}</p>').format(text_html(block.partnership))]
    parts.append(Markup('<h1 id="{}">{}</h1>').format(place.identifier, text_html(block.title)))
    parts.append(Markup('<p class="csp-period">{}</p>').format(text_html(block.period)))
    marks = [
        block.marking,
        block.status.capitalize(),
        *(["SYNTHETIC: made-up data"] if block.synthetic else []),
    ]
    parts.append(Markup('<p class="csp-marks">{}</p>').format(text_html(" · ".join(marks))))
    parts.append(facts_html(block.facts))
    return Markup('<div class="csp-cover">\n{}\n</div>').format(join_html(parts))


def facts_html(facts: Sequence[model.Fact]) -> Markup:
    """Facts as a description list; nothing where there are none."""
    if not facts:
        return Markup("")
    rows = [Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(text_html(f.label), _fact(f)) for f in facts]
    return Markup('<dl class="csp-facts">\n{}\n</dl>').format(join_html(rows))


def _fact(fact: model.Fact) -> Markup:
    if fact.link is None:
        return text_html(fact.text)
    return Markup('<a href="{}">{}</a>').format(clean_text(fact.link), text_html(fact.text))


@_render.register
def _heading(block: model.Heading, place: Place) -> Markup:
    tag = f"h{block.level}"
    return Markup('<{0} id="{1}">{2}</{0}>').format(tag, place.identifier, text_html(block.text))


@_render.register
def _paragraph(block: model.Paragraph, place: Place) -> Markup:
    return Markup("<p>{}</p>").format(text_html(block.text))


@_render.register
def _findings(block: model.Findings, place: Place) -> Markup:
    items = [
        Markup("<li>{}<p>{}</p></li>").format(_verdict(i.verdict), text_html(i.text)) for i in block.items
    ]
    plain = "" if any(item.verdict for item in block.items) else " csp-plain"
    return Markup('<ul class="csp-findings{}" role="list">\n{}\n</ul>').format(plain, join_html(items))


def _verdict(verdict: model.VerdictName | None) -> Markup:
    if verdict is None:
        return Markup("")
    kind = verdict.replace(" ", "-")
    words = Markup('<strong class="csp-verdict csp-{}">{}</strong>').format(kind, verdict.capitalize())
    return Markup('<p class="csp-verdict-line">{}<span class="csp-hidden">:</span></p>').format(words)


@_render.register
def _callout(block: model.Callout, place: Place) -> Markup:
    heading = Markup('<p class="csp-callout-title" id="{}">{}{}</p>').format(
        place.identifier, "Warning: " if block.tone == "warning" else "", text_html(block.title)
    )
    return Markup(
        '<div class="csp-callout csp-callout-{}" role="note" aria-labelledby="{}">\n{}\n<p>{}</p>\n</div>'
    ).format(block.tone, place.identifier, heading, text_html(block.text))


@_render.register
def _table(block: model.Table, place: Place) -> Markup:
    return join_html(
        [grid_html(block, place), notes_html(block.notes, block.source, place.label), place.download]
    )


@_render.register
def _chart(block: model.Chart, place: Place) -> Markup:
    identifier = place.identifier or "chart"
    picture = safe_svg(
        block.svg, prefix=identifier, title=block.title, alternative=block.alternative, values=place.values
    )
    return figure_html(
        place,
        caption=caption_html(place, block.title, block.subtitle),
        picture=Markup(picture),
        wide=svg_size(block.svg)[0] > 480,
        after=[
            notes_html(block.notes, block.source, place.label),
            _data_html(block.table, identifier, place),
        ],
    )


def caption_html(place: Place, title: str, subtitle: str | None) -> Markup:
    """The message of a figure and, below it, what it shows."""
    below = (
        Markup('<span class="csp-subtitle">{}</span>').format(text_html(subtitle)) if subtitle else Markup("")
    )
    return Markup('<figcaption id="{}-caption"><span class="csp-title">{}{}</span>{}</figcaption>').format(
        place.identifier, label_html(place.label), text_html(title), below
    )


def figure_html(
    place: Place, *, caption: Markup, picture: Markup, wide: bool, after: Sequence[Markup]
) -> Markup:
    """A figure: caption, picture (in a focusable region when it may need scrolling), what follows it."""
    name = f"{place.label or 'Figure'}: picture"
    scroll = Markup(' role="region" aria-label="{}" tabindex="0"').format(name) if wide else Markup("")
    opening = Markup('<figure class="csp-figure" id="{0}" aria-labelledby="{0}-caption">')
    drawing = Markup('<div class="csp-picture{}"{}>{}</div>').format(
        " csp-wide" if wide else "", scroll, picture
    )
    parts = [opening.format(place.identifier), caption, drawing, *after, Markup("</figure>")]
    return join_html(parts)


def _data_html(table: model.Table, identifier: str, place: Place) -> Markup:
    of_figure = lower_first(place.label) if place.label else None
    inner = Place(f"{identifier}-data", f"Data for {of_figure}" if of_figure else None, place.download)
    words = f"Show the data for {of_figure}" if of_figure else f"Show the data: {table.caption}"
    return Markup('<details class="csp-data">\n<summary>{}</summary>\n{}\n</details>').format(
        text_html(words), _table(table, inner)
    )
