"""A block as a fragment of HTML: the same markup in JupyterLab and in the published page.

Fragments carry structure and names, never looks: classes begin with ``csp-`` and the page's own style
sheet dresses them. Every text is escaped; the only markup taken over is a chart's SVG, which is read and
rewritten by ``pictures``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import singledispatch
from hashlib import sha256

from markupsafe import Markup, escape
from pydantic import BaseModel

from csp_toolkit.blocks import model
from csp_toolkit.blocks.pictures import safe_svg, svg_size
from csp_toolkit.blocks.plain_text import clean_text

SHORT = 5
"""Characters up to which the name of a row, such as 2.1 or C12, takes no more room than it needs."""


SENTENCE = 40
"""Characters from which on what stands in a cell is taken for a sentence."""
NOTES_SHOWN = 3
"""Notes below a table or a figure that are read without opening anything."""
NOTHING = Markup("")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands in a document: its id in the page and its label, such as "Figure 1".

    ``download`` is what a page puts below a block's table to take the table away with; ``values`` keeps what
    a chart's marks say for themselves, for a script to tell.
    """

    identifier: str | None = None
    label: str | None = None
    download: Markup = NOTHING
    values: bool = False


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


def text_html(text: str) -> Markup:
    """Text from data: cleaned, then escaped."""
    return escape(clean_text(text))


def join_html(parts: Sequence[Markup]) -> Markup:
    """Fragments one after the other, a line each."""
    return Markup("\n").join(part for part in parts if part)


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
        [_grid(block, place), notes_html(block.notes, block.source, place.label), place.download]
    )


def _grid(block: model.Table, place: Place) -> Markup:
    """The table in a region that can be focused and scrolled where the screen is too narrow for it.

    Of a table of sentences a page for a phone makes a card of each row, so its cells carry their column's
    name; and its parts say what they are, since some browsers forget that of what is not set as a table.
    """
    caption_id = f"{place.identifier}-caption"
    parts = _Parts(_is_prose(block))
    head = join_html([_column(column, parts) for column in block.columns])
    body = join_html([_row(block.columns, row, parts) for row in block.rows])
    caption = Markup('<caption><span class="csp-caption" id="{}">{}{}</span></caption>').format(
        caption_id, label_html(place.label), text_html(block.caption)
    )
    region = Markup('<div class="csp-table{}" id="{}" role="region" aria-labelledby="{}" tabindex="0">')
    return Markup(
        "{}\n<table{}>\n{}\n<thead{}>\n<tr{}>\n{}\n</tr>\n</thead>\n<tbody{}>\n{}\n</tbody>\n</table>\n</div>"
    ).format(
        region.format(" csp-prose" if parts.prose else "", place.identifier, caption_id),
        parts.role("table"),
        caption,
        parts.role("rowgroup"),
        parts.role("row"),
        head,
        parts.role("rowgroup"),
        body,
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the parts of a table say of themselves."""

    prose: bool

    def role(self, name: str) -> Markup:
        return Markup(' role="{}"').format(name) if self.prose else Markup("")

    def label(self, column: model.Column) -> Markup:
        return Markup(' data-label="{}"').format(clean_text(column.label)) if self.prose else Markup("")


def _is_prose(block: model.Table) -> bool:
    """Whether cells hold sentences, which would stand a word a line in the columns of a narrow screen."""
    return any(len(cell) > SENTENCE for row in block.rows for cell in row[1:])


def label_html(label: str | None) -> Markup:
    """ "Table 1: " before a caption; nothing without a label."""
    return Markup('<span class="csp-label">{}:</span> ').format(label) if label else Markup("")


def _figures(column: model.Column) -> Markup:
    return Markup(' class="csp-figures"') if column.numeric else Markup("")


def _column(column: model.Column, parts: _Parts) -> Markup:
    return Markup('<th scope="col"{}{}>{}</th>').format(
        parts.role("columnheader"), _figures(column), text_html(column.label)
    )


def _row(columns: Sequence[model.Column], row: Sequence[str], parts: _Parts) -> Markup:
    short = Markup(' class="csp-short"') if len(row[0]) <= SHORT and not columns[0].numeric else Markup("")
    first = Markup('<th scope="row"{}{}{}>{}</th>').format(
        parts.role("rowheader"), _figures(columns[0]), short, text_html(row[0])
    )
    rest = [
        Markup("<td{}{}{}>{}</td>").format(
            parts.role("cell"), _figures(column), parts.label(column), text_html(cell)
        )
        for column, cell in zip(columns[1:], row[1:], strict=True)
    ]
    return Markup("<tr{}>{}</tr>").format(parts.role("row"), Markup("").join([first, *rest]))


def notes_html(notes: Sequence[str], source: str | None, label: str | None = None) -> Markup:
    """What is printed below a table or a figure: notes first, then the source.

    More than ``NOTES_SHOWN`` of them would bury what they explain, so the long ones then wait behind a line
    that opens them; what shorthand means is always in sight.
    """
    shown = [note for note in notes if len(notes) <= NOTES_SHOWN or note.startswith("[")]
    folded = [note for note in notes if note not in shown]
    lines = [Markup('<p class="csp-note">{}</p>').format(text_html(note)) for note in shown]
    if len(folded) == 1:
        lines.append(Markup('<p class="csp-note">{}</p>').format(text_html(folded[0])))
    elif folded:
        lines.append(_folded_notes(folded, label))
    if source:
        lines.append(Markup('<p class="csp-source">Source: {}</p>').format(text_html(source)))
    return join_html(lines)


def _folded_notes(notes: Sequence[str], label: str | None) -> Markup:
    words = f"Notes on {_lower(label)}" if label else "Notes"
    lines = [Markup('<p class="csp-note">{}</p>').format(text_html(note)) for note in notes]
    return Markup('<details class="csp-notes">\n<summary>{} ({})</summary>\n{}\n</details>').format(
        text_html(words), len(notes), join_html(lines)
    )


def _lower(label: str) -> str:
    return f"{label[0].lower()}{label[1:]}"


@_render.register
def _chart(block: model.Chart, place: Place) -> Markup:
    identifier = place.identifier or "chart"
    picture = safe_svg(block.svg, prefix=identifier, alternative=block.alternative, values=place.values)
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
    return Markup(
        '<figure class="csp-figure" id="{}">\n{}\n<div class="csp-picture{}"{}>{}</div>\n{}\n</figure>'
    ).format(place.identifier, caption, " csp-wide" if wide else "", scroll, picture, join_html(after))


def _data_html(table: model.Table, identifier: str, place: Place) -> Markup:
    of_figure = _lower(place.label) if place.label else None
    inner = Place(f"{identifier}-data", f"Data for {of_figure}" if of_figure else None, place.download)
    words = f"Show the data for {of_figure}" if of_figure else f"Show the data: {table.caption}"
    return Markup('<details class="csp-data">\n<summary>{}</summary>\n{}\n</details>').format(
        text_html(words), _table(table, inner)
    )
