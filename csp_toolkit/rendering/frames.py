"""Tables that pandas printed as HTML, read back into ``Table`` blocks.

The first column of a ``Table`` holds the row headers: it is the frame's index (its levels joined), or the
frame's first column where the index only counts the rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from csp_toolkit.blocks.model import Column, Table
from csp_toolkit.errors import RenderingError

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

NOT_AVAILABLE = "[x]"
_MISSING = {"", "nan", "none", "nat", "<na>"}
_FIGURES = re.compile(r"[-+\u2212]?[£$€]?\d[\d,.]*(e[-+]?\d+)?\s?%?|\[\w+\]", re.IGNORECASE)
_SIZE = re.compile(r"(\d+) rows × (\d+) columns")
_CUT_LENGTH = 49
"""To which pandas cuts longer cells unless told otherwise, dots included (``display.max_colwidth``)."""

Grid = list[list[str]]


def is_figures(cells: Sequence[str]) -> bool:
    """True where every cell is a number or table shorthand such as [x], and at least one is a number."""
    return all(_FIGURES.fullmatch(cell) for cell in cells) and any(cell[0] != "[" for cell in cells)


def has_table(html: str) -> bool:
    """True where the HTML is a table, whatever stands around it."""
    return "<table" in html


def read_frame(html: str, *, caption: str | None) -> Table:
    """The table in pandas' HTML (of a frame or a Styler).

    ``caption`` is the cell's; a Styler may bring its own. Missing values become ``[x]``, explained in a note.
    Raises ``RenderingError`` for several tables, no caption, no rows, and where pandas cut the table or a
    cell short.
    """
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "html.parser")
    tables = soup.find_all("table")
    if len(tables) != 1:
        raise RenderingError(f"holds {len(tables)} tables in one output; show them one by one")
    table = tables[0]
    caption = caption or (table.caption.get_text(" ", strip=True) if table.caption else None)
    if not caption:
        raise RenderingError('shows a table without a caption; set "caption" in the metadata of the cell')
    head = _grid(table.find("thead"))
    body = _grid(table.find("tbody"))
    _require_whole(soup, body)
    return _build(caption, head, body, _index_width(table))


def _grid(part: Tag | None) -> Grid:
    """Rows of cell texts, with spanned cells repeated wherever they reach."""
    grid: dict[tuple[int, int], str] = {}
    rows = part.find_all("tr") if part is not None else []
    for y, row in enumerate(rows):
        x = 0
        for cell in row.find_all(["th", "td"]):
            while (y, x) in grid:
                x += 1
            text = cell.get_text(" ", strip=True)
            for down in range(int(str(cell.get("rowspan", "1")))):
                for right in range(int(str(cell.get("colspan", "1")))):
                    grid[y + down, x + right] = text
    width = max((x for _, x in grid), default=-1) + 1
    return [[grid.get((y, x), "") for x in range(width)] for y in range(len(rows))]


def _index_width(table: Tag) -> int:
    """How many columns of the body are the frame's index: the most header cells in one of its rows."""
    body = table.find("tbody")
    rows = body.find_all("tr") if body is not None else []
    return max((len(row.find_all("th")) for row in rows), default=0)


def _require_whole(soup: BeautifulSoup, body: Grid) -> None:
    size = _SIZE.search(soup.get_text())
    if not body:
        raise RenderingError("shows a table without rows; say in words that there is nothing to show")
    if size and (int(size[1]) != len(body) or "..." in body[0]):
        raise RenderingError(
            f"shows a table that pandas cut short ({size[0]}); show fewer rows and columns, "
            "or raise display.max_rows and display.max_columns"
        )
    for row in body:
        for cell in row:
            if len(cell) == _CUT_LENGTH and cell.endswith("..."):
                raise RenderingError(
                    f'shows text that pandas cut short ("{cell}"); raise display.max_colwidth'
                )


def _build(caption: str, head: Grid, body: Grid, index_width: int) -> Table:
    labels, index_label = _labels(head, index_width)
    missing = any(cell.lower() in _MISSING for row in body for cell in row)
    rows = [[NOT_AVAILABLE if cell.lower() in _MISSING else cell for cell in row] for row in body]
    index = [", ".join(row[:index_width]) for row in rows]
    cells = [row[index_width:] for row in rows]
    if not index_width or (not index_label and index == [str(n) for n in range(len(rows))] and labels):
        full = cells
    else:
        full = [[name, *row] for name, row in zip(index, cells, strict=True)]
        labels = [index_label or "Row", *labels]
    columns = tuple(
        Column(label=label or f"Column {n + 1}", numeric=n > 0 and is_figures([row[n] for row in full]))
        for n, label in enumerate(labels)
    )
    notes = ("[x] = not available",) if missing else ()
    return Table(caption=caption, columns=columns, rows=tuple(tuple(row) for row in full), notes=notes)


def _labels(head: Grid, index_width: int) -> tuple[list[str], str]:
    """Column labels (levels joined) and the index's label, which pandas prints in a row of its own."""
    names = ""
    levels = list(head)
    if len(levels) > 1 and index_width and not any(levels[-1][index_width:]):
        names = ", ".join(name for name in levels.pop()[:index_width] if name)
    width = max((len(level) for level in levels), default=0)
    labels = []
    for x in range(index_width, width):
        parts = [level[x] for level in levels if level[x]]
        labels.append(", ".join(dict.fromkeys(parts)))
    return labels, names
