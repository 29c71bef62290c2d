"""Census 2021 usual residents by small area, in the layout of the Nomis bulk file of table TS001."""

from __future__ import annotations

from pathlib import Path

from csp_toolkit.sample.geography import residents_2021, small_areas
from csp_toolkit.sample.seeded import Stream

CENSUS_FILE = "census2021-ts001-lsoa.csv"
HEADER = (
    'date,geography,geography code,"Residence type: Total; measures: Value",'
    '"Residence type: Lives in a household; measures: Value",'
    '"Residence type: Lives in a communal establishment; measures: Value"'
)


def write_census(folder: Path) -> None:
    """Write the table into ``folder``/population.

    A district's areas sum to its mid-2021 estimate. Published figures differ a little there, since
    the census was in March and the estimate is for June.
    """
    names = {area.code_2021: area.name_2021 for area in small_areas()}
    residents = residents_2021()
    communal = Stream("communal establishments").below(25, len(residents))
    lines = [HEADER]
    for (code, total), in_homes in zip(sorted(residents.items()), communal.tolist(), strict=True):
        lines.append(f"2021,{names[code]},{code},{total},{total - in_homes},{in_homes}")
    path = folder / "population" / CENSUS_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(("\n".join(lines) + "\n").encode("ascii"))
