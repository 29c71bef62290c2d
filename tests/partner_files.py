"""Tiny partner returns for tests, as CSV and as the workbooks that partners really send."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from csp_toolkit.loaders.partner_return_schema import PARTNER_RETURN

NAMES = PARTNER_RETURN.names
SOUND = {
    "supplier": "Sample Council",
    "indicator_id": "hate_crime_offences",
    "definition_version": "1",
    "area_code": "E22000258",
    "geography_vintage": "2024",
    "period_start": "2025-01-01",
    "period_end": "2025-03-31",
    "period_type": "quarter",
    "breakdown": "",
    "breakdown_value": "",
    "measure": "count",
    "value": "42",
    "status": "published",
    "missing_reason": "",
    "data_as_at": "2025-04-14",
    "sensitivity": "partnership",
    "note": "",
}


def row(**changes: str) -> dict[str, str]:
    """A sound row with some cells changed."""
    return {**SOUND, **changes}


def part(name: str, value: str, **changes: str) -> dict[str, str]:
    """A sound row about one sex."""
    return row(breakdown="sex", breakdown_value=name, value=value, **changes)


def write_csv(path: Path, rows: Iterable[Mapping[str, str]], names: Iterable[str] = NAMES) -> Path:
    """Write rows as a tidy CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(names), extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_book(path: Path, sheets: Mapping[str, list[list[Any]]], *, hidden: Iterable[str] = ()) -> Path:
    """Write sheets as they are given; dates become date cells, text stays text."""
    import datetime

    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, cells in sheets.items():
            sheet = book.add_worksheet(name)
            for place, values in enumerate(cells):
                for column, value in enumerate(values):
                    if isinstance(value, datetime.date):
                        sheet.write_datetime(place, column, value, day)
                    elif isinstance(value, str):
                        sheet.write_string(place, column, value)
                    elif value is not None:
                        sheet.write(place, column, value)
            if name in hidden:
                sheet.hide()
    return path
