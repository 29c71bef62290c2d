"""ONS mid-year population estimates: a workbook a year in the layout of ``mye24tablesew.xlsx``.

A sheet for persons and one for each sex; at every age females and males are the persons.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
import xlsxwriter

from csp_toolkit.constant_zip import zip_again
from csp_toolkit.sample.places import COUNTY_CODE, COUNTY_NAME, DISTRICTS, District
from csp_toolkit.sample.seeded import Whole, share_out

YEARS = (2021, 2022, 2023, 2024)
SHEETS = {"persons": "MYE2 - Persons", "males": "MYE2 - Males", "females": "MYE2 - Females"}
HEADER_ROW = 7
"""Counted from 0: the header stands on row 8."""
OLDEST = 90
"""The open group of 90 and over."""
HEADER = ("Code", "Name", "Geography", "All ages", *range(OLDEST), f"{OLDEST}+")
FIXED_DATE = datetime(2025, 7, 30)
"""Stands in the workbook as its creation date, so that no clock does."""

PROFILE_AGES = (0, 10, 18, 25, 35, 45, 55, 65, 75, 85, 89)
PROFILE_PEOPLE = (110, 126, 116, 115, 137, 131, 135, 106, 86, 36, 18)
PEOPLE_OVER_89 = 75
"""A made-up age profile: people of an age, straight lines between."""
FEMALE_AGES = (0, 18, 30, 60, 75, 85, 90)
FEMALES_PER_1000 = (487, 489, 516, 512, 529, 571, 662)
"""How many of a thousand people of an age are female, straight lines between. Our choice: 51 in a hundred of
all ages, as in Thurrock (ONS, mid-2024: 92,613 of 180,989)."""


def write_estimates(folder: Path) -> None:
    """Write ``mye21tablesew.xlsx`` to ``mye24tablesew.xlsx`` into ``folder``/population."""
    target = folder / "population"
    target.mkdir(parents=True, exist_ok=True)
    for year in YEARS:
        (target / f"mye{year % 100}tablesew.xlsx").write_bytes(zip_again(_workbook(year)))


def _workbook(year: int) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": FIXED_DATE, "title": f"SYNTHETIC population estimates, mid-{year}"})
        for people, name in SHEETS.items():
            sheet = book.add_worksheet(name)
            for row, text in enumerate(_title_rows(year, people)):
                sheet.write_string(row, 0, text)
            sheet.write_row(HEADER_ROW, 0, HEADER)
            for row, values in enumerate(_rows(year, people), start=HEADER_ROW + 1):
                sheet.write_row(row, 0, values)
    return buffer.getvalue()


def _title_rows(year: int, people: str) -> tuple[str, ...]:
    return (
        f"MYE2: SYNTHETIC population by single year of age, {people}, mid-{year}",
        "Made up by the CSP toolkit in the layout of an ONS workbook. Not an estimate and not to be cited.",
        f"Residents at 30 June {year}. Totals are close to real ones; ages and sexes are invented.",
        "Essex only: its 14 districts and the county without Southend-on-Sea and Thurrock.",
    )


def _rows(year: int, people: str) -> list[Sequence[str | int]]:
    """The county first, then its districts and the unitary authorities, as the published table nests them."""
    ages = {district: people_by_age(district, year, people) for district in DISTRICTS}
    county = np.stack([own for district, own in ages.items() if not district.is_unitary]).sum(axis=0)
    rows = [_row(COUNTY_CODE, COUNTY_NAME, "County", county)]
    for district, own in ages.items():
        kind = "Unitary Authority" if district.is_unitary else "Non-metropolitan District"
        rows.append(_row(district.code, district.name, kind, own))
    return rows


def _row(code: str, name: str, kind: str, people: Whole) -> Sequence[str | int]:
    return [code, name, kind, int(people.sum()), *people.tolist()]


def people_by_age(district: District, year: int, people: str = "persons") -> Whole:
    """Persons, females or males aged 0, 1 ... 89 and 90 or over; persons sum to the district's residents."""
    weights = np.array([*_profile(PROFILE_AGES, PROFILE_PEOPLE)[:OLDEST], PEOPLE_OVER_89 * 1000], np.int64)
    tilt = 1000 + district.older * (np.arange(OLDEST + 1, dtype=np.int64) - 40)
    persons = share_out(district.residents(year), weights * tilt)
    if people == "persons":
        return persons
    females = persons * np.array(_profile(FEMALE_AGES, FEMALES_PER_1000), np.int64) // 1_000_000
    return females if people == "females" else persons - females


def _profile(ages: Sequence[int], values: Sequence[int]) -> list[int]:
    """A thousand times the value at each age from 0 to 90, on straight lines between those given."""
    found = []
    for age in range(OLDEST + 1):
        right = max(1, next((n for n, at in enumerate(ages) if at >= age), len(ages) - 1))
        width, gone = ages[right] - ages[right - 1], age - ages[right - 1]
        found.append((values[right - 1] * (width - gone) + values[right] * gone) * 1000 // width)
    return found
