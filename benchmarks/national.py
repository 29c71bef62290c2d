"""A made-up national year of street-level files in the published layout, for measuring.

    python benchmarks/national.py FOLDER [--rows 5760000] [--months 12]

Writes FOLDER/YYYY-MM/YYYY-MM-<force>-street.csv for the 43 forces of England and Wales and the
British Transport Police, and SYNTHETIC.txt. The same seed gives the same bytes: every value comes
from a SHA-256 of the seed and the number of a row, point or area. Small areas carry codes of a
range that is given to no real one; no name of a street or district is looked up anywhere.

What a row costs to read depends on how long its texts are and how often they come back, so these
are those of published months; ``likeness.py`` prints both side by side. How large a force is comes
from police_forces.csv: its small areas and districts (ONS lookups of 2024) and the offences it
recorded in 2017/18 (Home Office). The default number of rows gives Essex what it published for 2025.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate
from math import exp
from pathlib import Path
from statistics import NormalDist

import duckdb
import pandas as pd
from made_up_names import CREATE_NAMES, district_name

SEED = "national year 2"
FORCES = Path(__file__).with_name("police_forces.csv")
TRANSPORT = "British Transport Police"
"""Publishes stations for streets, and neither crime ids nor outcomes: two columns without a value."""
ROWS = 5_760_000
"""In a year."""
YEAR = 2024
"""The year whose January comes first."""

SPREAD, TRANSPORT_SPREAD = 0.95, 1.5
"""How unequal small areas are: standard deviations of the logarithm of what they have."""
POINTS, TRANSPORT_POINTS = 14, 1
"""Map points that crimes of an area are put on; the first are used most."""
OF_SHOPS = 0.2
"""The share of the areas, by their rows, that have shops: thefts of that kind are nowhere else."""
UNPLACED, TRANSPORT_UNPLACED = 13, 24
"""Rows in a thousand without an area: a force's have no coordinates either, those of stations have."""
KINDS = {
    "Anti-social behaviour": (92, 0),
    "Bicycle theft": (7, 45),
    "Burglary": (33, 3),
    "Criminal damage and arson": (80, 82),
    "Drugs": (41, 48),
    "Other theft": (65, 140),
    "Possession of weapons": (11, 13),
    "Public order": (69, 168),
    "Robbery": (9, 29),
    "Shoplifting": (89, 52),
    "Theft from the person": (7, 178),
    "Vehicle crime": (66, 23),
    "Violence and sexual offences": (409, 210),
    "Other crime": (22, 9),
}
"""Crime types as a published file orders them; shares in a thousand: Essex, the transport police."""
OUTCOMES = {
    "Unable to prosecute suspect": 398,
    "Investigation complete; no suspect identified": 363,
    "Court result unavailable": 67,
    "Local resolution": 40,
    "Status update unavailable": 38,
    "Action to be taken by another organisation": 36,
    "Awaiting court outcome": 28,
    "Formal action is not in the public interest": 18,
    "Offender given a caution": 11,
    "Further investigation is not in the public interest": 1,
}


@dataclass(frozen=True)
class Force:
    """One publisher: its small areas and districts, its rows in a month, the number of its first area."""

    name: str
    areas: int
    districts: int
    rows: int
    first_area: int

    @property
    def is_transport(self) -> bool:
        return self.name == TRANSPORT

    @property
    def slug(self) -> str:
        """Its name in the names of files."""
        slug = self.name.lower().replace(" & ", "-and-").replace(" ", "-")
        for ending in ("-police-service", "-police", "-constabulary"):
            slug = slug.removesuffix(ending)
        return "btp" if self.is_transport else slug

    def path(self, month: str) -> Path:
        return Path(month) / f"{month}-{self.slug}-street.csv"


def plan_forces(rows: int = ROWS) -> Iterator[Force]:
    """Every publisher; their rows add up to about what was asked for, over a year."""
    with FORCES.open(newline="", encoding="utf-8") as file:
        published = list(csv.DictReader(file))
    share = rows / 12 / sum(int(line["offences_2017_18"]) for line in published)
    first_area = 0
    for line in published:
        areas = int(line["small_areas"])
        count = round(share * int(line["offences_2017_18"]))
        yield Force(line["police_force"], areas, int(line["districts"]), count, first_area)
        first_area += areas


def _drawn(kind: str, number: int) -> float:
    """Between 0 and 1, always the same for a kind and number."""
    return (int(sha256(f"{SEED} {kind} {number}".encode()).hexdigest()[:12], 16) + 0.5) / (1 << 48)


def _areas_of(force: Force) -> pd.DataFrame:
    """A force's small areas by name, and where in 0 to 1 the part of its rows begins that is theirs."""
    normal = NormalDist(0, TRANSPORT_SPREAD if force.is_transport else SPREAD)
    numbers = range(force.first_area, force.first_area + force.areas)
    weights = [exp(normal.inv_cdf(_drawn("area", number))) for number in numbers]
    begins = [0.0, *accumulate(weights)]
    size = max(1, force.areas // (force.districts or 330))
    names = [
        f"{district_name((number - place % size) // 5)} {1 + place % size // 5:03}{'ABCDE'[place % 5]}"
        for place, number in enumerate(numbers)
    ]
    return pd.DataFrame(
        {
            "area": list(numbers),
            "code": [f"E019{number:05}" for number in numbers],
            "name": names,
            "begin": [value / begins[-1] for value in begins[:-1]],
        }
    )


CREATE_POINTS = f"""CREATE OR REPLACE TABLE points AS
WITH numbered AS (
    SELECT area, place, sha256('{SEED} point ' || area || ' ' || place) AS id
    FROM areas, range($points) AS places(place)),
drawn AS (
    SELECT area, place, hex4(id, 1) AS a, hex4(id, 5) AS b, hex4(id, 9) AS c, hex4(id, 13) AS d,
        hex4(id, 17) AS e
    FROM numbered)
SELECT area, place, printf('%.6f', -3.0 + (area % 200) / 40.0 + a / 3000000.0) AS longitude,
    printf('%.6f', 50.5 + (area // 200) / 50.0 + b / 5000000.0) AS latitude,
    'On or near ' || if($stations, station_name(c, d, e), point_name(c, d, e)) AS location
FROM drawn"""
COPY_ROWS = f"""COPY (
WITH numbered AS (
    SELECT i, sha256('{SEED}' || i) AS id, sha256('{SEED} drawn ' || i) AS other
    FROM range($first::BIGINT, $first::BIGINT + $rows::BIGINT) AS numbers(i)),
drawn AS (
    SELECT i, id, hex8(other, 1) / 4294967296.0 AS u, hex8(other, 9) / 4294967296.0 AS v,
        hex8(other, 17) AS c, hex8(other, 25) AS d, hex8(other, 33) % 1000 < $unplaced AS unplaced
    FROM numbered),
kinds AS (
    SELECT *, $kinds[1 + c % len($kinds)] AS kind, $outcomes[1 + d % len($outcomes)] AS outcome FROM drawn),
placed AS (
    SELECT i, id, kind, outcome, unplaced, area, code, name, floor($points * v * v)::BIGINT AS place
    FROM (SELECT * REPLACE (if(kind IN ('Shoplifting', 'Theft from the person'), u * {OF_SHOPS}, u) AS u)
        FROM kinds) AS drawn
    ASOF JOIN areas ON u >= areas.begin)
SELECT if(kind = '{next(iter(KINDS))}' OR $stations, NULL, id) AS "Crime ID", $month AS "Month",
    $force AS "Reported by", $force AS "Falls within",
    if(unplaced AND NOT $stations, NULL, longitude) AS "Longitude",
    if(unplaced AND NOT $stations, NULL, latitude) AS "Latitude",
    if(unplaced AND NOT $stations, 'No Location', location) AS "Location",
    if(unplaced, NULL, code) AS "LSOA code", if(unplaced, NULL, name) AS "LSOA name", kind AS "Crime type",
    if(kind = '{next(iter(KINDS))}' OR $stations, NULL, outcome) AS "Last outcome category", NULL AS "Context"
FROM placed JOIN points USING (area, place)
ORDER BY unplaced, name, list_position($order, kind), i)
TO '{{path}}' (HEADER, DELIMITER ',')"""


def write_force(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    force: Force,
    months: int,
    first: int,
    year: int = YEAR,
) -> None:
    """A force's files, sorted by area and type as published, with what has no area last."""
    connection.register("found_areas", _areas_of(force))
    connection.execute("CREATE OR REPLACE TABLE areas AS SELECT * FROM found_areas ORDER BY begin")
    points = TRANSPORT_POINTS if force.is_transport else POINTS
    connection.execute(CREATE_POINTS, {"points": points, "stations": force.is_transport})
    shares = {name: share[force.is_transport] for name, share in KINDS.items()}
    values = {
        "points": points,
        "stations": force.is_transport,
        "unplaced": TRANSPORT_UNPLACED if force.is_transport else UNPLACED,
        "kinds": _repeated(shares),
        "outcomes": _repeated(OUTCOMES),
        "order": list(KINDS),
        "force": force.name,
        "rows": force.rows,
    }
    for number in range(months):
        month = f"{year + number // 12}-{number % 12 + 1:02}"
        path = folder / force.path(month)
        path.parent.mkdir(parents=True, exist_ok=True)
        first_row = first + number * force.rows
        query = COPY_ROWS.format(path=path.as_posix())
        connection.execute(query, {**values, "month": month, "first": first_row})


def _repeated(shares: dict[str, int]) -> list[str]:
    return [name for name, share in shares.items() for _ in range(share)]


def write_forces(folder: Path, forces: Sequence[Force], months: int = 12, year: int = YEAR) -> int:
    """The files of some forces, from January of a year. Gives back how many rows were written."""
    folder.mkdir(parents=True, exist_ok=True)
    first = 0
    with duckdb.connect() as connection:
        connection.execute(CREATE_NAMES)
        for force in forces:
            write_force(connection, folder, force, months, first, year)
            first += force.rows * months
    (folder / "SYNTHETIC.txt").write_text(
        "Made up for measuring; describes no real place or event.\n", "utf-8"
    )
    return first


def write_year(folder: Path, rows: int, months: int = 12) -> int:
    """The whole year of all forces. Gives back how many rows were written."""
    return write_forces(folder, list(plan_forces(rows)), months)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--months", type=int, default=12)
    chosen = parser.parse_args()
    print(f"{write_year(chosen.folder, chosen.rows, chosen.months):,} rows")
