"""Dwellings of each district on 31 March, as a plain table of the toolkit's own.

The published stock of dwellings comes in forms of its own, from which an analyst makes such a table.
"""

from __future__ import annotations

from pathlib import Path

from csp_toolkit.sample.calibration import DWELLINGS
from csp_toolkit.sample.places import DISTRICTS, District

DWELLINGS_FILE = "synthetic-dwelling-stock-2021-to-2024.csv"
HEADER = "area_code,reference_date,dwellings"
YEARS = (2021, 2022, 2023, 2024)


def write_dwellings(folder: Path) -> None:
    """Write the table into ``folder``/homes."""
    lines = [HEADER]
    for year in YEARS:
        lines += [f"{district.code},{year}-03-31,{dwellings(district, year)}" for district in DISTRICTS]
    path = folder / "homes" / DWELLINGS_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(("\n".join(lines) + "\n").encode("ascii"))


def dwellings(district: District, year: int) -> int:
    """Dwellings on 31 March of a year from 2021 to 2024, on a straight line."""
    first, last = DWELLINGS[district.name]
    return first + (last - first) * (year - YEARS[0]) // (YEARS[-1] - YEARS[0])
