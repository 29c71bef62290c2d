"""data.police.uk files of the British Transport Police: ``police_uk/YYYY-MM/YYYY-MM-btp-street.csv``.

The published files cover all of Great Britain; these hold the stations of Essex only. As in the
published ones no row has a crime id or an outcome, and none is anti-social behaviour.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from csp_toolkit.periods import Month
from csp_toolkit.sample.calibration import (
    BTP_DISPERSION_SIZE,
    BTP_MONTHLY_LEVELS,
    BTP_TYPE_WEIGHTS,
    BTP_WINDOWS,
    CRIME_TYPES,
    FIRST_MONTH_OF_2021_CODES,
    STATIONS,
)
from csp_toolkit.sample.counts import THURROCK, place_of_months, sample_months
from csp_toolkit.sample.geography import FLAVOURS, NAMES, STREETS_IN_AN_AREA, small_areas, streets
from csp_toolkit.sample.places import DISTRICTS
from csp_toolkit.sample.seeded import Stream, Whole, draw_overdispersed, pick, share_out
from csp_toolkit.sample.street import HEADER, MONTHS_WITH_CRLF, NO_LOCATION

FORCE = "British Transport Police"
MONTH_WITH_HALF_ITS_ROWS = Month(2025, 1)
"""A fault of the published file of that month, which nothing in the file says."""


def write_transport_month(folder: Path, month: Month) -> Path:
    """Write one month's file below ``folder`` and give back its path."""
    path = folder / "police_uk" / month.label / f"{month.label}-btp-street.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [HEADER, *_lines(month)]
    end = "\r\n" if month in MONTHS_WITH_CRLF else "\n"
    path.write_bytes((end.join(lines) + end).encode("ascii"))
    return path


@cache
def transport_counts() -> Whole:
    """Rows by month and district (as in DISTRICTS), before any is lost. Do not write to it: it is kept."""
    levels = np.array([BTP_MONTHLY_LEVELS[district.name] for district in DISTRICTS], dtype=np.float64)
    means = np.broadcast_to(levels, (len(sample_months()), len(levels)))
    sizes = np.full(means.shape, BTP_DISPERSION_SIZE, dtype=np.int64)
    counts = draw_overdispersed(Stream("transport police counts"), means, sizes)
    for first, last, total in BTP_WINDOWS:
        months = place_of_months(first, last)
        counts[months, THURROCK] = share_out(total, counts[months, THURROCK] + 1)
    counts.flags.writeable = False
    return counts


def _lines(month: Month) -> list[str]:
    """Rows in the order of their area's name, those without location last, as published."""
    stream = Stream(f"police.uk transport police {month.label}")
    start = f",{month.label},{FORCE},{FORCE},"
    places = _draw_places(stream, month)
    kinds = pick(stream, np.array(BTP_TYPE_WEIGHTS, dtype=np.int64), len(places))
    lines = [
        f"{start}{place},{CRIME_TYPES[kind]},," for place, kind in zip(places, kinds.tolist(), strict=True)
    ]
    return lines[::2] if month == MONTH_WITH_HALF_ITS_ROWS else lines


def _draw_places(stream: Stream, month: Month) -> list[str]:
    """The place text of each row: a station of its district, or none for one to six rows."""
    found: list[tuple[str, str]] = []
    counts = transport_counts()[sample_months().index(month)]
    for district, count in zip(DISTRICTS, counts.tolist(), strict=True):
        stations = _stations(district.name, month >= FIRST_MONTH_OF_2021_CODES)
        weights = np.arange(len(stations), 0, -1, dtype=np.int64)
        found += [stations[place] for place in pick(stream, weights, count).tolist()]
    without = 1 + int(stream.below(6, 1)[0])
    return [*(text for _, text in sorted(found)), *[NO_LOCATION] * without]


@cache
def _stations(district: str, codes_of_2021: bool) -> list[tuple[str, str]]:
    """Area name and place text of a district's stations, spread over its areas; the first is the busiest."""
    areas = [number for number, area in enumerate(small_areas()) if area.district_name == district]
    total = STATIONS[district]
    names = Stream(f"stations {district}").bits(total).tolist()
    made = []
    for number, word in enumerate(names):
        street = streets()[areas[len(areas) * (2 * number + 1) // (2 * total)] * STREETS_IN_AN_AREA]
        text = street.text_2021 if codes_of_2021 else street.text_2011
        east, north, _, code, area = text.split(",")
        made.append((area, f"{east},{north},On or near {_station_name(word)} (Station),{code},{area}"))
    return made


def _station_name(word: int) -> str:
    word, flavour = divmod(word, len(FLAVOURS))
    return f"{FLAVOURS[flavour]} {NAMES[word % len(NAMES)]}"
