"""How a table is set on a printed page: size of letters, widths of columns, what stays together.

Heights are estimates from the letters' widths, which decide where a page may end, never what is on it. Only
of rows that certainly take one line is the height known: Typst would find the same one, at twice the cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from csp_toolkit.blocks.model import Table
from csp_toolkit.rendering.column_widths import column_widths, row_lines, rows_on_one_line

LINE_WIDTH = 482.0
"""In points: a line of the page, 170 mm."""
GUTTER = 16.0
"""In points: between the columns of a table that is set in columns."""
_KEPT = 180.0
"""Points up to which a table stays on one page: a larger one leaves too much of a page empty."""
_ROWS_AT_A_PAGE_S_END = 3
_START = 125.0
"""Points that are enough below the place where a table begins, however tall its rows."""
_SMALLEST, _SMALL, _USUAL = 8.5, 9.0, 10.0
_LEADING = 1.16
"""The height of a line in shares of the letters' size."""
CAPITALS = 0.66
"""The height of the font's capital letters in shares of their size: Typst's height of a single line."""
_PADDING, _SMALL_PADDING = 3.6, 3.0
"""Points above and below a cell's words."""
_CAPTION = 34.0
_FEW_ROWS = 9
"""A table with no more rows than this is not set in columns."""


def table_setting(table: Table, *, annexed: bool) -> dict[str, Any]:
    """Size, widths in points, columns of the page, and heights in points that must be free below its caption.

    A chart's own table (``annexed``) is set small, in up to three columns where it is narrow and long.
    """
    size = _SMALL if annexed or len(table.columns) > 7 else _USUAL
    folds, size = _folds(table) if annexed else (1, size)
    line = (LINE_WIDTH - GUTTER * (folds - 1)) / folds
    widths = column_widths(table, line, size)
    padding = _SMALL_PADDING if annexed else _PADDING
    heights = [(lines * _LEADING - 0.5) * size + 2 * padding for lines in row_lines(table, widths, size)]
    return {
        "size": size,
        "padding": padding,
        "heights": _known_heights(table, widths, size, padding),
        "points": [round(width, 2) for width in widths],
        "folds": folds,
        "gutter": GUTTER,
        "spare": 0 if folds == 1 else round(_spare(heights, folds), 1),
        "whole": sum(heights) + _CAPTION <= _KEPT,
        "start": round(min(_CAPTION + sum(heights[: _ROWS_AT_A_PAGE_S_END + 1]), _START), 1),
    }


def _folds(table: Table) -> tuple[int, float]:
    """Columns of the page into which a narrow table goes with every cell on one line, and its size."""
    if len(table.rows) > _FEW_ROWS:
        for folds, size in ((3, _SMALL), (2, _SMALL), (2, _SMALLEST)):
            line = (LINE_WIDTH - GUTTER * (folds - 1)) / folds
            widths = column_widths(table, line, size)
            if max(row_lines(table, widths, size)[1:]) == 1:
                return folds, size
    return 1, _SMALL


def _known_heights(table: Table, widths: Sequence[float], size: float, padding: float) -> list[float | None]:
    """In points, the row of headings first; none where the row may take several lines."""
    one = round(CAPITALS * size + 2 * padding, 2)
    return [one if certain else None for certain in rows_on_one_line(table, widths, size)]


def _spare(heights: Sequence[float], folds: int) -> float:
    """What a column needs beyond its even share, so that none runs over: part of a row."""
    rows = heights[1:]
    missing = -len(rows) % folds
    return max(rows) * missing / folds + 1
