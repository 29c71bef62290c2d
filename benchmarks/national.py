"""A made-up national year of street-level files in the published layout, for measuring.

    python benchmarks/national.py FOLDER [--rows 4800000] [--months 12]

Writes FOLDER/YYYY-MM/YYYY-MM-<force>-street.csv for 43 forces, and SYNTHETIC.txt. The same seed
gives the same bytes: every value comes from the SHA-256 of seed and row number. Small areas carry
codes of a range that is given to no real one.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

SEED = "national year 1"
FORCES = [
    "Avon and Somerset Constabulary",
    "Bedfordshire Police",
    "Cambridgeshire Constabulary",
    "Cheshire Constabulary",
    "City of London Police",
    "Cleveland Police",
    "Cumbria Constabulary",
    "Derbyshire Constabulary",
    "Devon & Cornwall Police",
    "Dorset Police",
    "Durham Constabulary",
    "Dyfed-Powys Police",
    "Essex Police",
    "Gloucestershire Constabulary",
    "Greater Manchester Police",
    "Gwent Police",
    "Hampshire Constabulary",
    "Hertfordshire Constabulary",
    "Humberside Police",
    "Kent Police",
    "Lancashire Constabulary",
    "Leicestershire Police",
    "Lincolnshire Police",
    "Merseyside Police",
    "Metropolitan Police Service",
    "Norfolk Constabulary",
    "North Wales Police",
    "North Yorkshire Police",
    "Northamptonshire Police",
    "Northumbria Police",
    "Nottinghamshire Police",
    "South Wales Police",
    "South Yorkshire Police",
    "Staffordshire Police",
    "Suffolk Constabulary",
    "Surrey Police",
    "Sussex Police",
    "Thames Valley Police",
    "Warwickshire Police",
    "West Mercia Police",
    "West Midlands Police",
    "West Yorkshire Police",
    "Wiltshire Police",
]
SIZES = {"Metropolitan Police Service": 9.0, "Greater Manchester Police": 3.0, "City of London Police": 0.1}
"""How many times the average force's rows; others have 0.78."""
OTHERS = 0.78
AREAS_PER_1000_ROWS = 60
TYPES = (
    ("Violence and sexual offences", 33),
    ("Anti-social behaviour", 16),
    ("Shoplifting", 9),
    ("Public order", 7),
    ("Criminal damage and arson", 8),
    ("Other theft", 8),
    ("Vehicle crime", 6),
    ("Burglary", 4),
    ("Drugs", 3),
    ("Theft from the person", 2),
    ("Other crime", 2),
    ("Robbery", 1),
    ("Possession of weapons", 1),
)
OUTCOMES = (
    "Investigation complete; no suspect identified",
    "Unable to prosecute suspect",
    "Status update unavailable",
    "Under investigation",
    "Awaiting court outcome",
    "Local resolution",
    "Action to be taken by another organisation",
)
STREETS = ("High Street", "Church Road", "Mill Lane", "Station Road", "The Avenue", "Park View", "Elm Close")
WITHOUT_LOCATION = 20
"""Rows in a thousand."""


@dataclass(frozen=True)
class FileToMake:
    """One force's month: how many rows, and which small areas are its own."""

    force: str
    month: str
    rows: int
    first_row: int
    first_area: int
    areas: int

    @property
    def path(self) -> Path:
        slug = self.force.lower().replace(" & ", "-and-").replace(" ", "-")
        for ending in ("-police-service", "-police", "-constabulary"):
            slug = slug.removesuffix(ending)
        return Path(self.month) / f"{self.month}-{slug}-street.csv"


def plan_files(rows: int, months: int) -> Iterator[FileToMake]:
    """Every file of the year; the rows add up to about what was asked for."""
    share = rows / 12 / sum(SIZES.get(force, OTHERS) for force in FORCES)
    first_row = 0
    for month in range(1, months + 1):
        first_area = 0
        for force in FORCES:
            count = round(share * SIZES.get(force, OTHERS))
            areas = max(6, count * AREAS_PER_1000_ROWS // 1000)
            yield FileToMake(force, f"2024-{month:02}", count, first_row, first_area, areas)
            first_row, first_area = first_row + count, first_area + areas


def write_file(connection: duckdb.DuckDBPyConnection, folder: Path, file: FileToMake) -> None:
    """One file, sorted by area as published."""
    path = folder / file.path
    path.parent.mkdir(parents=True, exist_ok=True)
    kinds = [name for name, weight in TYPES for _ in range(weight)]
    values = {
        "seed": SEED,
        "first": file.first_row,
        "end": file.first_row + file.rows,
        "areas": file.areas,
        "first_area": file.first_area,
        "kinds": kinds,
        "outcomes": list(OUTCOMES),
        "streets": list(STREETS),
        "force": file.force,
        "month": file.month,
    }
    connection.execute(f"COPY ({ROWS}) TO '{path.as_posix()}' (HEADER, DELIMITER ',')", values)


ROWS = f"""
WITH drawn AS (
    SELECT i, sha256($seed || i) AS id FROM range($first, $end) AS numbers(i)),
numbers AS (
    SELECT i, id, ('0x' || id[1:8])::BIGINT AS a, ('0x' || id[9:16])::BIGINT AS b,
        ('0x' || id[17:24])::BIGINT AS c, ('0x' || id[25:32])::BIGINT AS d FROM drawn),
placed AS (
    SELECT *, ($first_area + a % $areas)::BIGINT AS area, b % 14 AS street,
        $kinds[1 + c % len($kinds)] AS kind, d % 1000 < {WITHOUT_LOCATION} AS unplaced FROM numbers)
SELECT if(kind = 'Anti-social behaviour', NULL, id) AS "Crime ID", $month AS "Month",
    $force AS "Reported by", $force AS "Falls within",
    if(unplaced, NULL, printf('%.6f', -3.0 + (area % 2000) / 500.0 + street / 10000.0)) AS "Longitude",
    if(unplaced, NULL, printf('%.6f', 50.5 + (area // 2000) / 20.0 + street / 20000.0)) AS "Latitude",
    if(unplaced, 'No Location', 'On or near ' || $streets[1 + (area + street) % len($streets)]) AS "Location",
    if(unplaced, NULL, printf('E019%05d', area)) AS "LSOA code",
    if(unplaced, NULL, printf('Madeup %03d%s', area // 5, chr((65 + area % 5)::INT))) AS "LSOA name",
    kind AS "Crime type",
    if(kind = 'Anti-social behaviour', NULL, $outcomes[1 + d % len($outcomes)]) AS "Last outcome category",
    NULL AS "Context"
FROM placed ORDER BY unplaced, area, i"""


def write_year(folder: Path, rows: int, months: int = 12) -> int:
    """The whole year. Gives back how many rows were written."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "SYNTHETIC.txt").write_text(
        "Made up for measuring; describes no real place or event.\n", "utf-8"
    )
    files = list(plan_files(rows, months))
    with duckdb.connect() as connection:
        for file in files:
            write_file(connection, folder, file)
    return sum(file.rows for file in files)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=4_800_000)
    parser.add_argument("--months", type=int, default=12)
    chosen = parser.parse_args()
    print(f"{write_year(chosen.folder, chosen.rows, chosen.months):,} rows")
