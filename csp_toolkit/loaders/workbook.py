"""Tables in Excel workbooks: values only, so no formula, link or macro is ever run.

Of a formula the value counts that was saved beside it. Before a workbook is handed to the reader its
parts are looked through (``harmless.require_harmless``), and the extent of the sheet is bounded here:
the reader keeps a place for every cell between the first and the last, so that one cell in the
furthest corner would take more memory than any machine has, and end the program.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.source import Source
from csp_toolkit.loaders.workbook_outline import kind_of_workbook, outline, sheet_parts

TITLE_ROWS = 20
"""How far down the header may stand below titles and notes."""
MOST_CELLS = 12_000_000
"""Places from the first cell to the last: the largest published table read this way has seven million."""
LARGEST_SHEET = 768 << 20
"""Bytes of XML of a sheet of that many cells."""
CHUNK = 1 << 20
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)([0-9]+)["']""")


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A sheet's title rows as one text, its header, and its rows with their number in the sheet."""

    title: str
    header: list[str]
    rows: list[tuple[int, list[object]]]


def sheet_names(source: Source) -> list[str]:
    """The names of an Excel workbook's sheets; none where the file is none, or is damaged."""
    if kind_of_workbook(source.path) != "xlsx":
        return []
    try:
        return [sheet.name for sheet in outline(source)]
    except DataError:
        return []


def read_table(source: Source, sheet: str, header_starts: Sequence[str]) -> SheetTable:
    """The table of a sheet whose header row begins with the given columns.

    Raises DataError where no row of the first twenty does, and where the sheet is absurdly large.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    require_extent(source, sheet)
    try:
        book = CalamineWorkbook.from_path(source.path)
        cells = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise DataError(Problem(f"this workbook is damaged ({error})", source.path)) from None
    for place, row in enumerate(cells[:TITLE_ROWS]):
        texts = [_header_text(cell) for cell in row]
        if texts[: len(header_starts)] == list(header_starts):
            title = " ".join(str(cell) for above in cells[:place] for cell in above if cell != "")
            rows = [
                (number, below)
                for number, below in enumerate(cells[place + 1 :], start=place + 2)
                if any(below)
            ]
            return SheetTable(title, texts, [(number, list(below)) for number, below in rows])
    wanted = ", ".join(header_starts)
    raise DataError(Problem(f'sheet "{sheet}" has no header row that begins with {wanted}', source.path))


def require_extent(source: Source, sheet: str) -> None:
    """Raise DataError where the cells of a sheet lie so far apart that reading it would fill the memory.

    Every reader of whole sheets asks this first.
    """
    try:
        with zipfile.ZipFile(source.path) as archive:
            part = sheet_parts(archive)[sheet]
            size = archive.getinfo(part).file_size
            rows, columns = _extent(archive, part) if size <= LARGEST_SHEET else (0, 0)
    except (zipfile.BadZipFile, KeyError, EOFError) as error:
        raise DataError(Problem(f"this workbook is damaged ({error})", source.path)) from None
    if size > LARGEST_SHEET or rows * columns > MOST_CELLS:
        found = f"reaches to row {rows:,} and column {columns:,}" if rows else f"holds {size:,} bytes of XML"
        hint = (
            "No published table is as large. Delete the empty rows and columns beyond the data, and save it."
        )
        raise DataError(Problem(f'sheet "{sheet}" {found}', source.path, hint=hint))


def _extent(archive: zipfile.ZipFile, part: str) -> tuple[int, int]:
    """The last row and column a sheet names. By pattern: asking a parser takes ten times as long."""
    rows, columns, rest = 0, set[bytes](), b""
    with archive.open(part) as file:
        while chunk := file.read(CHUNK):
            found = _PLACE.findall(rest + chunk)
            rows = max([rows, *(int(row[:9]) for row in {row for _, row in found})])
            columns |= {column.upper()[:7] for column, _ in found}
            rest = chunk[-64:]
    return rows, max((_column_number(column) for column in columns), default=0)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number


def _header_text(cell: object) -> str:
    """A header as text: ages come as numbers."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
