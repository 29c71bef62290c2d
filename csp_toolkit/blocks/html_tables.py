"""A table as HTML: in a region that scrolls, or, of sentences on a phone, as a card for each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from csp_toolkit.blocks import model
from csp_toolkit.blocks.html_parts import Place, join_html, label_html, text_html
from csp_toolkit.blocks.plain_text import clean_text

SHORT = 5
"""Characters up to which the name of a row, such as 2.1 or C12, takes no more room than it needs."""


SENTENCE = 40
"""Characters from which on what stands in a cell is taken for a sentence."""


def grid_html(block: model.Table, place: Place) -> Markup:
    """The table in a region that can be focused and scrolled where the screen is too narrow for it.

    Of a table of sentences a page for a phone makes a card of each row, so its cells carry their column's
    name. Its parts bear no roles: a table's have theirs, browsers keep them however it is set, and to name
    them again is an error to the Nu HTML checker.
    """
    caption_id = f"{place.identifier}-caption"
    parts = _Parts(_is_prose(block))
    head = join_html([_column(column) for column in block.columns])
    body = join_html([_row(block.columns, row, parts) for row in block.rows])
    caption = Markup('<caption><span class="csp-caption" id="{}">{}{}</span></caption>').format(
        caption_id, label_html(place.label), text_html(block.caption)
    )
    region = Markup('<div class="csp-table{}" id="{}" role="region" aria-labelledby="{}" tabindex="0">')
    return Markup(
        "{}\n<table>\n{}\n<thead>\n<tr>\n{}\n</tr>\n</thead>\n<tbody>\n{}\n</tbody>\n</table>\n</div>"
    ).format(
        region.format(" csp-prose" if parts.prose else "", place.identifier, caption_id),
        caption,
        head,
        body,
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the parts of a table say of themselves."""

    prose: bool

    def label(self, column: model.Column) -> Markup:
        return Markup(' data-label="{}"').format(clean_text(column.label)) if self.prose else Markup("")


def _is_prose(block: model.Table) -> bool:
    """Whether cells hold sentences, which would stand a word a line in the columns of a narrow screen."""
    return any(len(cell) > SENTENCE for row in block.rows for cell in row[1:])


def _figures(column: model.Column) -> Markup:
    return Markup(' class="csp-figures"') if column.numeric else Markup("")


def _column(column: model.Column) -> Markup:
    return Markup('<th scope="col"{}>{}</th>').format(_figures(column), text_html(column.label))


def _row(columns: Sequence[model.Column], row: Sequence[str], parts: _Parts) -> Markup:
    short = Markup(' class="csp-short"') if len(row[0]) <= SHORT and not columns[0].numeric else Markup("")
    first = Markup('<th scope="row"{}{}>{}</th>').format(_figures(columns[0]), short, text_html(row[0]))
    rest = [
        Markup("<td{}{}>{}</td>").format(_figures(column), parts.label(column), text_html(cell))
        for column, cell in zip(columns[1:], row[1:], strict=True)
    ]
    return Markup("<tr>{}</tr>").format(Markup("").join([first, *rest]))
