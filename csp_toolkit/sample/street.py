"""data.police.uk street-level files: ``police_uk/YYYY-MM/YYYY-MM-essex-street.csv``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from csp_toolkit.periods import Month
from csp_toolkit.sample.calibration import ASB, CRIME_TYPES, FIRST_MONTH_OF_2021_CODES, LAST_MONTH
from csp_toolkit.sample.counts import monthly_counts, sample_months
from csp_toolkit.sample.geography import STREETS_IN_AN_AREA, small_areas, streets
from csp_toolkit.sample.outcomes import OUTCOMES, draw_outcomes
from csp_toolkit.sample.places import ASB_WARDS, DISTRICTS, NEIGHBOURS
from csp_toolkit.sample.seeded import Stream, Whole, pick

HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context"
)
FORCE = "Essex Police"
CRIME_ID_MARK = "facade"
"""Every synthetic crime id begins so; the other 58 of its 64 digits are random."""
NO_LOCATION = ",,No Location,,"
MONTHS_WITH_CRLF = tuple(Month(2024, number) for number in (1, 2, 3, 4))
MONTH_WITH_REPEATED_ID = Month(2025, 2)
CONCENTRATED = ("Bicycle theft", "Robbery", "Shoplifting", "Theft from the person")
"""Types that gather in few places, such as town centres."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A month's rows before they are text: street (one past the last: no location) and type, by position."""

    street: Whole
    kind: Whole


def write_street_month(folder: Path, month: Month) -> Path:
    """Write one month's file below ``folder`` and give back its path."""
    path = folder / "police_uk" / month.label / f"{month.label}-essex-street.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [HEADER, *_lines(month)]
    end = "\r\n" if month in MONTHS_WITH_CRLF else "\n"
    path.write_bytes((end.join(lines) + end).encode("ascii"))
    return path


def _lines(month: Month) -> list[str]:
    stream = Stream(f"police.uk street {month.label}")
    rows = _draw_rows(stream, month)
    ids = _crime_ids(stream, rows.kind)
    outcomes = draw_outcomes(stream, rows.kind, _months_before_last(month))
    places = _place_texts(month >= FIRST_MONTH_OF_2021_CODES)
    start = f",{month.label},{FORCE},{FORCE},"
    tails = [f",{kind},{outcome}," for kind in CRIME_TYPES for outcome in OUTCOMES]
    chosen = (rows.kind * len(OUTCOMES) + outcomes).tolist()
    lines = [
        f"{crime_id}{start}{places[street]}{tails[tail]}"
        for crime_id, street, tail in zip(ids, rows.street.tolist(), chosen, strict=True)
    ]
    if month == MONTH_WITH_REPEATED_ID:
        lines.append(_repeat_id(lines, start))
    return lines


def _repeat_id(lines: list[str], start: str) -> str:
    """The first crime once more under its own id, without a place, as in Essex's real file of that month."""
    crime_id = next(line.split(",")[0] for line in lines if line.startswith(CRIME_ID_MARK))
    return f"{crime_id}{start}{NO_LOCATION},Violence and sexual offences,Unable to prosecute suspect,"


def _months_before_last(month: Month) -> int:
    return (LAST_MONTH.year - month.year) * 12 + LAST_MONTH.month - month.month


def _draw_rows(stream: Stream, month: Month) -> Rows:
    """The counted rows of Essex, a few beyond its border and some without location, in file order."""
    counts = monthly_counts()[sample_months().index(month)]
    kinds = np.tile(np.arange(len(CRIME_TYPES)), len(DISTRICTS)).repeat(counts.ravel())
    districts = np.arange(len(DISTRICTS)).repeat(counts.sum(axis=1))
    beyond, unplaced = 6 + int(stream.below(14, 1)[0]), 30 + int(stream.below(40, 1)[0])
    street = [
        _draw_streets(stream, districts, kinds),
        _first_street_beyond() + _draw_beyond(stream, beyond),
        np.full(unplaced, len(streets())),
    ]
    kind = [kinds, pick(stream, counts.sum(axis=0), beyond + unplaced)]
    rows = Rows(np.concatenate(street), np.concatenate(kind))
    order = np.argsort(_file_order()[rows.street], kind="stable")
    return Rows(rows.street[order], rows.kind[order])


def _draw_streets(stream: Stream, districts: Whole, kinds: Whole) -> Whole:
    """A street in its own district for each row, with chances by type."""
    chosen = np.empty(len(kinds), dtype=np.int64)
    patterns = _pattern_of_type()[kinds]
    for pattern, (running, first, total) in enumerate(_street_chances()):
        rows = np.flatnonzero(patterns == pattern)
        where = districts[rows]
        drawn = first[where] + stream.below(total[where], len(rows))
        chosen[rows] = np.searchsorted(running, drawn, side="right")
    return chosen


def _pattern_of_type() -> Whole:
    """0 ordinary, 1 concentrated, 2 anti-social behaviour; by type."""
    return np.array([2 if name == ASB else int(name in CONCENTRATED) for name in CRIME_TYPES], dtype=np.int64)


@cache
def _street_chances() -> tuple[tuple[Whole, Whole, Whole], ...]:
    """By pattern: running weights over all streets of Essex; by district, where its own begin and their sum.

    Some areas see five times what others see; concentrated types see the square of that.
    """
    areas = [area for area in small_areas() if area.district_code not in {n.code for n in NEIGHBOURS}]
    base = 40 + 200_000 // (200 + Stream("area weights").below(1000, len(areas)))
    hot = np.array([3 if area.ward_name in ASB_WARDS else 1 for area in areas], dtype=np.int64)
    district = [d.code for d in DISTRICTS]
    owner = np.array([district.index(area.district_code) for area in areas]).repeat(STREETS_IN_AN_AREA)
    mix = 1 + Stream("street weights").below(4, len(owner))
    patterns = []
    for weights in (base, base * base, base * hot):
        running = np.cumsum(weights.repeat(STREETS_IN_AN_AREA) * mix)
        last = np.searchsorted(owner, np.arange(len(district)), side="right") - 1
        first = np.concatenate([[0], running[last][:-1]])
        patterns.append((running, first, running[last] - first))
    return tuple(patterns)


def _first_street_beyond() -> int:
    return len(streets()) - len(NEIGHBOURS) * STREETS_IN_AN_AREA


def _draw_beyond(stream: Stream, count: int) -> Whole:
    weights = np.array([neighbour.weight for neighbour in NEIGHBOURS], dtype=np.int64)
    return pick(stream, weights.repeat(STREETS_IN_AN_AREA), count)


@cache
def _file_order() -> Whole:
    """Rank of each street in a file: by area name, as published; rows without location come last."""
    areas = small_areas()
    order = sorted(range(len(streets())), key=lambda n: (areas[streets()[n].area].name_2011, n))
    ranks = np.empty(len(order) + 1, dtype=np.int64)
    ranks[order] = np.arange(len(order))
    ranks[-1] = len(order)
    return ranks


@cache
def _place_texts(codes_of_2021: bool) -> list[str]:
    texts = [street.text_2021 if codes_of_2021 else street.text_2011 for street in streets()]
    return [*texts, NO_LOCATION]


def _crime_ids(stream: Stream, kinds: Whole) -> list[str]:
    """An id of 64 hexadecimal digits for each crime; none for anti-social behaviour."""
    digits = stream.hex_text(len(kinds), 64 - len(CRIME_ID_MARK))
    asb = CRIME_TYPES.index(ASB)
    pairs = zip(kinds.tolist(), digits, strict=True)
    return ["" if kind == asb else CRIME_ID_MARK + text for kind, text in pairs]
