"""A made-up national store: every partnership of England and Wales, for batches of reports.

    python benchmarks/national_store.py FOLDER [--rows 5760000]

Writes FOLDER/published, the street-level files of national.py from January 2022 to March 2025 with lookups
and residents to match, and takes it into FOLDER/store with csp ingest. 43 police forces, 318 districts in
314 partnerships, 37,000 small areas. Names and codes of areas are invented; only the forces' are real.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import xlsxwriter
from made_up_names import district_name
from national import ROWS, Force, plan_forces, write_forces

FIRST_YEAR, MONTHS = 2022, 39
"""January 2022 to March 2025: the months that a report of the last quarter looks back on."""
AS_AT = "2025-05-31"
PARTNERSHIPS = 314
PEOPLE_IN_AN_AREA, OLDEST = 1_650, 90
POPULATION_YEARS = (2021, 2022, 2023, 2024)
SHEETS = {"MYE2 - Persons": 2, "MYE2 - Males": 1, "MYE2 - Females": 1}
"""Sheets of the estimates, and how many people of each two are in them."""


@dataclass(frozen=True)
class District:
    """A made-up district: its codes and names, and the numbers of its small areas."""

    code: str
    name: str
    partnership_code: str
    partnership: str
    force_code: str
    force: str
    areas: range


def plan_districts(forces: list[Force]) -> list[District]:
    """The districts of all territorial forces; the first two of four forces make one partnership."""
    names = _names()
    found: list[District] = []
    shared = sum(force.districts for force in forces) - PARTNERSHIPS
    for number, force in enumerate(force for force in forces if not force.is_transport):
        size = force.areas // force.districts
        joined = number < shared and force.districts > 1
        for place in range(force.districts):
            begin = force.first_area + place * size
            end = force.first_area + force.areas if place == force.districts - 1 else begin + size
            own, name = len(found), next(names)
            with_first = joined and place == 1
            found.append(
                District(
                    f"E07{900_000 + own}",
                    name,
                    found[-1].partnership_code if with_first else f"E22{900_000 + own}",
                    found[-1].partnership if with_first else name,
                    f"E23{900_000 + number}",
                    _area_name(force),
                    range(begin, end),
                )
            )
    return found


def _names() -> Iterator[str]:
    """Names of districts, no two of which are spelt alike in paths."""
    seen: set[str] = set()
    for number in count(1):
        name = district_name(number)
        if name not in seen:
            seen.add(name)
            yield name


def _area_name(force: Force) -> str:
    """What the force's area is called: its own name without the kind of force."""
    name = force.name
    for ending in (" Police Service", " Police", " Constabulary"):
        name = name.removesuffix(ending)
    return name


def write_lookups(folder: Path, districts: list[District]) -> None:
    """The three ONS lookups; every small area has the same code in 2011 and in 2021."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [(d.code, d.name, d.partnership_code, d.partnership, d.force_code, d.force) for d in districts]
    head = ["LAD24CD", "LAD24NM", "CSP24CD", "CSP24NM", "PFA24CD", "PFA24NM"]
    _write(folder / "LAD24_CSP24_PFA24_EW_LU.csv", head, rows)
    areas = [(f"E019{n:05}", f"{d.name} {n:05}", d, n) for d in districts for n in d.areas]
    head = ["LSOA11CD", "LSOA11NM", "LSOA21CD", "LSOA21NM", "CHGIND", "LAD22CD", "LAD22NM", "LAD22NMW"]
    rows = [(code, name, code, name, "U", d.code, d.name, "") for code, name, d, _ in areas]
    _write(folder / "LSOA11_to_LSOA21.csv", head, rows)
    head = [
        "LSOA21CD",
        "LSOA21NM",
        "LSOA21NMW",
        "WD24CD",
        "WD24NM",
        "WD24NMW",
        "LAD24CD",
        "LAD24NM",
        "LAD24NMW",
    ]
    rows = [
        (code, name, "", f"E05{900_000 + n // 5}", f"{d.name} ward {n // 5}", "", d.code, d.name, "")
        for code, name, d, n in areas
    ]
    _write(folder / "LSOA21_to_WD24.csv", head, rows)


def _write(path: Path, header: list[str], rows: list[tuple[str, ...]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*header, "ObjectId"])
        writer.writerows([*row, number] for number, row in enumerate(rows, start=1))


def write_population(folder: Path, districts: list[District]) -> None:
    """Mid-year estimates of districts, the same number of every age."""
    folder.mkdir(parents=True, exist_ok=True)
    for year in POPULATION_YEARS:
        with xlsxwriter.Workbook(folder / f"mye{year % 100}tablesew.xlsx") as book:
            for sheet_name, half in SHEETS.items():
                sheet = book.add_worksheet(sheet_name)
                people = sheet_name.partition(" - ")[2].lower()
                sheet.write_string(0, 0, f"MYE2: SYNTHETIC population by age, {people}, mid-{year}")
                sheet.write_row(7, 0, ("Code", "Name", "Geography", "All ages", *range(OLDEST), f"{OLDEST}+"))
                for row, district in enumerate(districts, start=8):
                    everyone = len(district.areas) * PEOPLE_IN_AN_AREA * (100 + year - 2021) // 100
                    of_age = everyone // (OLDEST + 1) // 2 * half
                    ages = [of_age] * (OLDEST + 1)
                    place = (district.code, district.name, "Non-metropolitan District")
                    sheet.write_row(row, 0, (*place, sum(ages), *ages))


def build_store(folder: Path, rows: int = ROWS) -> Path:
    """The store in ``folder``, made first where it is not there. The files it is made of are not kept."""
    store, published = folder / "store", folder / "published"
    if (folder / "store.complete").exists():
        return store
    for left in (store, published):
        shutil.rmtree(left, ignore_errors=True)
    forces = list(plan_forces(rows))
    districts = plan_districts(forces)
    write_forces(published, forces, MONTHS, FIRST_YEAR)
    write_lookups(published / "geography", districts)
    write_population(published / "population", districts)
    command = [sys.executable, "-m", "csp_toolkit.cli", "ingest", "--data", str(store), "--as-at", AS_AT]
    subprocess.run([*command, str(published)], check=True, stderr=subprocess.DEVNULL)
    shutil.rmtree(published)
    (folder / "store.complete").touch()
    return store


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=ROWS, help="street-level rows in a year")
    chosen = parser.parse_args()
    print(build_store(chosen.folder, chosen.rows).as_posix())
