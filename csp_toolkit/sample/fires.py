"""Fires attended by Essex's fire service: a row for each, in the columns of the Home Office's incident files.

Published files hold false alarms and other calls too; these hold fires only.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from csp_toolkit.periods import Month
from csp_toolkit.sample.calibration import (
    ACCIDENTAL_DWELLING_FIRES,
    DWELLING_FIRES_PER_10000_RESIDENTS,
    FIRE_DISPERSION_SIZE,
    FIRES_AFTER,
    FIRES_BEFORE,
    FIRES_PER_10000_RESIDENTS,
)
from csp_toolkit.sample.counts import THURROCK, place_of_months, sample_months
from csp_toolkit.sample.geography import small_areas
from csp_toolkit.sample.places import DISTRICTS, FIRE_SERVICE_CODE, FIRE_SERVICE_NAME, District
from csp_toolkit.sample.seeded import Stream, Whole, draw_overdispersed, pick, share_out

FIRES_FILE = "fire-incidents-essex-2021-22-to-2024-25.csv"
HEADER = (
    "FINANCIAL_YEAR,MONTH_NAME,FRS_NAME,E_CODE,LA_CODE,LSOA_CODE,INCIDENT_TYPE,BUILDING_OR_PROPERTY_TYPE,"
    "ACCIDENTAL_OR_DELIBERATE"
)
DWELLING = "Primary fire - dwelling"
ACCIDENTAL_DWELLINGS = {
    f"{DWELLING},House,Accidental": 52,
    f"{DWELLING},Purpose built flat,Accidental": 30,
    f"{DWELLING},Bungalow,Accidental": 8,
    f"{DWELLING},House,Not known": 6,
    f"{DWELLING},Purpose built flat,Not known": 4,
}
"""Cause not known counts as accidental, as in the published definition. In a hundred; our choice."""
OTHER_FIRES = {
    "Secondary fire,Refuse,Deliberate": 24,
    "Secondary fire,Grassland,Accidental": 22,
    "Secondary fire,Grassland,Deliberate": 12,
    "Primary fire - road vehicle,Car,Accidental": 12,
    "Primary fire - road vehicle,Car,Deliberate": 9,
    "Primary fire - other buildings,Industrial,Accidental": 9,
    "Primary fire - other outdoors,Fence,Not known": 6,
    f"{DWELLING},House,Deliberate": 4,
    "Chimney fire,House,Accidental": 2,
}
WINDOWS = ((Month(2021, 10), Month(2022, 9)), (Month(2022, 10), Month(2023, 9)))
ALL_FIRES = (FIRES_BEFORE.value, FIRES_AFTER.value)


def write_fires(folder: Path) -> None:
    """Write the file into ``folder``/fire."""
    path = folder / "fire" / FIRES_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [HEADER, *(line for month in sample_months() for line in _month_lines(month))]
    path.write_bytes(("\n".join(lines) + "\n").encode("ascii"))


@cache
def monthly_fires() -> tuple[Whole, Whole]:
    """Accidental dwelling fires and other fires, each by month and district (as in DISTRICTS).

    Do not write to the arrays: they are kept.
    """
    accidental = _draw("accidental dwelling fires", DWELLING_FIRES_PER_10000_RESIDENTS)
    other = _draw("other fires", FIRES_PER_10000_RESIDENTS)
    for (first, last), fires, dwellings in zip(WINDOWS, ALL_FIRES, ACCIDENTAL_DWELLING_FIRES, strict=True):
        months = place_of_months(first, last)
        for counts, total in ((accidental, dwellings), (other, fires - dwellings)):
            counts[months, THURROCK] = share_out(total, counts[months, THURROCK] + 1)
    return accidental, other


def _draw(name: str, per_10000: int) -> Whole:
    residents = np.array([district.residents_2021 for district in DISTRICTS], dtype=np.float64)
    means = np.broadcast_to(residents * per_10000 / 120_000.0, (len(sample_months()), len(residents)))
    return draw_overdispersed(Stream(name), means, np.full(means.shape, FIRE_DISPERSION_SIZE, dtype=np.int64))


def _month_lines(month: Month) -> list[str]:
    stream = Stream(f"fires {month.label}")
    start_year = month.year if month.month >= 4 else month.year - 1
    start = f"{start_year}/{(start_year + 1) % 100},{month.name},{FIRE_SERVICE_NAME},{FIRE_SERVICE_CODE}"
    lines = []
    for counts, kinds in zip(monthly_fires(), (ACCIDENTAL_DWELLINGS, OTHER_FIRES), strict=True):
        texts, weights = list(kinds), np.array(list(kinds.values()), dtype=np.int64)
        for district, count in zip(DISTRICTS, counts[sample_months().index(month)].tolist(), strict=True):
            places = stream.below(len(_codes(district)), count).tolist()
            chosen = pick(stream, weights, count).tolist()
            lines += [
                f"{start},{district.code},{_codes(district)[place]},{texts[kind]}"
                for place, kind in zip(places, chosen, strict=True)
            ]
    return lines


@cache
def _codes(district: District) -> list[str]:
    """The codes of a district's small areas of 2021."""
    return sorted({area.code_2021 for area in small_areas() if area.district_code == district.code})
