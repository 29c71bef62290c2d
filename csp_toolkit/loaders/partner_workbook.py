"""Partners' workbooks as they really come: titles above the table, merged cells, totals, counts as text.

Values only: a formula is never evaluated, its last calculated value is taken. Every cell that is
refused is named by its sheet and reference.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.sheet_xml import SheetFacts, cell_name, read_sheet_facts
from csp_toolkit.loaders.source import Source, plain_name
from csp_toolkit.loaders.workbook import require_extent
from csp_toolkit.loaders.workbook_outline import kind_of_workbook, outline

TITLE_ROWS = 30
"""How far down the header may stand below titles and notes."""
Cells = list[list[object]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's values from its first row and column on; "" where a cell is empty."""

    name: str
    hidden: bool
    cells: Cells
    facts: SheetFacts
    merged: frozenset[tuple[int, int]]

    def place(self, row: int, column: int) -> str:
        """A cell as a person finds it: "Return!F12"."""
        plain = re.fullmatch(r"[^\W\d]\w*", self.name)
        name = self.name if plain else "'" + self.name.replace("'", "''") + "'"
        return f"{name}!{cell_name(row, column)}"


class TableShape(Protocol):
    """What a table is called, and how its header is known."""

    @property
    def title(self) -> str: ...

    def looks_like(self, header: Sequence[str]) -> bool: ...


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table in a sheet: the row of its header, and in which columns its names stand."""

    sheet: Sheet
    header_row: int
    header: tuple[str, ...]


def is_excel(source: Source) -> bool:
    """Whether a file is read as an Excel workbook, or else as CSV. Raises DataError for another workbook."""
    kind = kind_of_workbook(source.path)
    if kind == "ods":
        message = "what partners fill in is read from Excel workbooks and CSV, and this is OpenDocument"
        raise DataError(Problem(message, source.path, hint="Save it as .xlsx and ingest that."))
    return kind == "xlsx"


def find_headers(source: Source) -> tuple[tuple[str, ...], ...]:
    """What may be a header near the top of any sheet, as plain names; none where the file is no workbook.

    A heading may be merged over two rows, so each row is given alone and with the next.
    """
    seen = source.path.stat()
    return _first_rows(source.path, seen.st_mtime_ns, seen.st_size)


@lru_cache(maxsize=1)
def _first_rows(path: Path, changed: int, size: int) -> tuple[tuple[str, ...], ...]:
    # Several loaders ask the same of one file in turn: it is opened once.
    try:
        sheets = outline(Source(path, path.name))
    except DataError:
        return ()
    found: list[tuple[str, ...]] = []
    for sheet in sheets:
        rows = [tuple(header_name(text) for text in row) for row in sheet.rows]
        found += rows
        found += [(*upper, *lower) for upper, lower in pairwise(rows)]
    return tuple(found)


def header_name(cell: object) -> str:
    """A heading as the loaders compare it: "Period start (YYYY-MM-DD) *" is period_start."""
    return plain_name(re.sub(r"\(.*?\)|\[.*?\]", " ", str(cell)))


def read_sheets(source: Source) -> list[Sheet]:
    """Every worksheet with its values, filled down where merged. Raises DataError for a damaged one."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    facts = read_sheet_facts(source)
    sheets = []
    try:
        book = CalamineWorkbook.from_path(source.path)
        for about in book.sheets_metadata:
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            require_extent(source, about.name)
            sheet = book.get_sheet_by_name(about.name)
            cells: Cells = [list(row) for row in sheet.to_python(skip_empty_area=False)]
            merged = _fill_merged(cells, sheet.merged_cell_ranges or [])
            hidden = about.visible != SheetVisibleEnum.Visible
            sheets.append(Sheet(about.name, hidden, cells, facts.get(about.name, SheetFacts()), merged))
    except CalamineError as error:
        raise DataError(Problem(f"this workbook is damaged ({error})", source.path)) from None
    return sheets


def _fill_merged(
    cells: Cells, ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]
) -> frozenset[tuple[int, int]]:
    """Fill down what is merged over rows, which is how people say "the same". Gives back those cells."""
    filled = set()
    for (top, left), (bottom, _) in ranges:
        if top == bottom or top >= len(cells) or left >= len(cells[top]):
            continue
        for row in range(top, min(bottom + 1, len(cells))):
            cells[row][left] = cells[top][left]
            filled.add((row, left))
    return frozenset(filled)


def find_tables(source: Source, shape: TableShape, notes: list[str]) -> list[FoundTable]:
    """Each visible sheet that has the table's header; hidden ones are noted and left out.

    Raises DataError where no visible sheet has it.
    """
    tables = []
    for sheet in read_sheets(source):
        place = _header_row(sheet.cells, shape)
        if sheet.hidden:
            what = "holds such a table and was" if place is not None else "was"
            notes.append(f'the hidden sheet "{sheet.name}" {what} left out')
        elif place is not None:
            header = tuple(header_name(cell) for cell in sheet.cells[place])
            tables.append(FoundTable(sheet, place, header))
    if not tables:
        raise DataError(
            Problem(
                f'no visible sheet of this workbook has the header of a "{shape.title}"',
                source.path,
                hint="Show the hidden sheet, or send its table in the template.",
            )
        )
    return tables


def _header_row(cells: Cells, shape: TableShape) -> int | None:
    """The last of the header's rows: a heading may be merged over two, with a heading of headings above."""
    found = None
    for place, row in enumerate(cells[:TITLE_ROWS]):
        if shape.looks_like([header_name(cell) for cell in row]):
            found = place
        elif found is not None:
            break
    return found
