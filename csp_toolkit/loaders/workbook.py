"""Tables in Excel and OpenDocument workbooks: values only, so no formula, link or macro is ever run."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.source import Source

TITLE_ROWS = 20
"""How far down the header may stand below titles and notes."""


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A sheet's title rows as one text, its header, and its rows with their number in the sheet."""

    title: str
    header: list[str]
    rows: list[tuple[int, list[object]]]


def sheet_names(source: Source) -> list[str]:
    """The names of a workbook's sheets; none where the file is no workbook."""
    if not zipfile.is_zipfile(source.path):
        return []
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return list(CalamineWorkbook.from_path(source.path).sheet_names)
    except (CalamineError, OSError):
        return []


def read_table(source: Source, sheet: str, header_starts: Sequence[str]) -> SheetTable:
    """The table of a sheet whose header row begins with the given columns.

    Raises DataError where no row of the first twenty does.
    """
    from python_calamine import CalamineWorkbook

    cells = CalamineWorkbook.from_path(source.path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
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


def _header_text(cell: object) -> str:
    """A header as text: ages come as numbers."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
