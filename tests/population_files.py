"""Workbooks and tables of population for tests, in the published layouts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

SHEETS = {"persons": "MYE2 - Persons", "female": "MYE2 - Females", "male": "MYE2 - Males"}
SINGLE_YEARS = tuple(f"{sex}{age}" for sex in "FM" for age in range(91))
BROAD_AGES = ("0 to 15", "16 to 29", "30 to 44", "45 to 64", "65 and over")


def district_row(code: str, each: int, *, total: int | None = None) -> list[object]:
    """A district with as many people of every age."""
    return [code, "THURROCK", "Unitary Authority", 91 * each if total is None else total, *[each] * 91]


def write_districts(
    path: Path, sheets: Mapping[str, Sequence[Sequence[object]]], titles: Mapping[str, str] | None = None
) -> Path:
    """The workbook of mid-year estimates, a sheet for each sex, header on row 8."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Contents").write(0, 0, "Contents")
        for sex, rows in sheets.items():
            sheet = book.add_worksheet(SHEETS[sex])
            sheet.write(0, 0, (titles or {}).get(sex, "Population estimates, mid-2024"))
            sheet.write_row(7, 0, ["Code", "Name", "Geography", "All ages", *range(90), "90+"])
            for number, row in enumerate(rows, start=8):
                sheet.write_row(number, 0, row)
    return path


def small_area_row(code: str, ages: Sequence[int], *, total: int | None = None) -> list[object]:
    """A small area with people of each age column in turn."""
    return ["E06000034", "Thurrock", code, "Thurrock 001A", sum(ages) if total is None else total, *ages]


def write_small_areas(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[object]]],
    ages: Sequence[str] = SINGLE_YEARS,
    title: str = "Population of small areas",
) -> Path:
    """The workbook of estimates of small areas, a sheet for each year, header on row 4."""
    header = ["LAD 2023 Code", "LAD 2023 Name", "LSOA 2021 Code", "LSOA 2021 Name", "Total", *ages]
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Notes").write(0, 0, "Notes")
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.write(0, 0, title)
            sheet.write_row(3, 0, header)
            for number, row in enumerate(rows, start=4):
                sheet.write_row(number, 0, row)
    return path
