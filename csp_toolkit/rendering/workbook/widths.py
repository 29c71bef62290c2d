"""How wide the columns of a worksheet are, in characters."""

from __future__ import annotations

from csp_toolkit.rendering.workbook.columns import ValueColumn

_NARROWEST, _WIDEST, _WIDEST_HEADING = 12, 70, 24
_LETTER = 1.25
"""Of the 12 point type used here, in the widths that spreadsheets count in."""


def column_width(column: ValueColumn) -> float:
    """Wide enough for its longest cell, up to a limit beyond which text is wrapped; headings wrap earlier."""
    longest = max((len(line) for cell in column.cells for line in cell.text.split("\n")), default=0)
    word = max((len(word) for word in column.heading.split()), default=0)
    heading = max(word, min(len(column.heading), _WIDEST_HEADING))
    return round(min(max(longest, heading, _NARROWEST / _LETTER), _WIDEST) * _LETTER, 2)
