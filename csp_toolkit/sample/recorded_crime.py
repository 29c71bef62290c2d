"""Home Office recorded crime by partnership: a spreadsheet with a sheet for each financial year.

A partnership's offences of a quarter sum to its street-level crimes of the same three months. In
reality the two sources differ a little: they are counted on other days and by other rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np

from csp_toolkit.periods import Quarter
from csp_toolkit.sample.calibration import (
    ASB,
    CORRECTIONS,
    CRIME_TYPES,
    QUARTERS_TO_2022_09,
    QUARTERS_TO_2023_09,
    THURROCK_OFFENCES,
    UNASSIGNED_A_QUARTER,
)
from csp_toolkit.sample.counts import THURROCK, monthly_counts
from csp_toolkit.sample.offences import OFFENCES, Offence
from csp_toolkit.sample.open_document import Row, open_document_bytes
from csp_toolkit.sample.places import DISTRICTS, FORCE_NAME
from csp_toolkit.sample.seeded import Stream, Whole, draw_overdispersed, pick, share_out

RECORDED_CRIME_FILE = "prc-csp-mar2022-mar2025-tables.ods"
HEADER = (
    "Financial Year", "Financial Quarter", "Police Force", "CSP Name", "Offence Description",
    "Offence Group", "Offence Subgroup", "Offence Code", "Offence Count",
)  # fmt: skip
NOTES = (
    ("SYNTHETIC police recorded crime by Community Safety Partnership, April 2021 to March 2025",),
    ("Made up by the CSP toolkit in the layout of the Home Office's open data table. Not to be cited.",),
    ("Essex only. A count below zero is a correction of an earlier quarter.",),
    ("Offences marked (outcome only) are no longer recorded; outcomes may still refer to them.",),
)
YEARS = (2021, 2022, 2023, 2024)
CODES = [offence.code for offence in OFFENCES]
CALIBRATED = np.array([CODES.index(code) for code in THURROCK_OFFENCES])
NOISE_OF_SMALL_COUNTS = 60
"""Size of the negative binomial for Thurrock's calibrated offences: little more than chance."""


def write_recorded_crime(folder: Path) -> None:
    """Write the spreadsheet into ``folder``/recorded_crime."""
    path = folder / "recorded_crime" / RECORDED_CRIME_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    sheets = [(f"{year}_{(year + 1) % 100}", _year_rows(year)) for year in YEARS]
    path.write_bytes(open_document_bytes([("Notes", NOTES), *sheets]))


def _year_rows(year: int) -> Iterator[Row]:
    """Every offence of every partnership and quarter, those of which there was none too, as published."""
    yield HEADER
    for number in range(1, 5):
        counts = quarterly_offences(Quarter(year, number)).tolist()
        names = [*(district.name for district in DISTRICTS), f"Unassigned {FORCE_NAME}"]
        for name, row in zip(names, counts, strict=True):
            start = (f"{year}/{(year + 1) % 100}", number, FORCE_NAME, name)
            for offence, count in zip(OFFENCES, row, strict=True):
                group = _group_as_spelt(offence, year)
                yield (*start, offence.description, group, offence.subgroup, offence.code, count)


def _group_as_spelt(offence: Offence, year: int) -> str:
    """Spelling drifts between the published sheets; readers must bring it together."""
    return offence.group.title() if year == YEARS[0] and offence.group == "Theft offences" else offence.group


@cache
def quarterly_offences(quarter: Quarter) -> Whole:
    """Counts by district (as in DISTRICTS, then the unassigned) and offence (as in OFFENCES).

    Do not write to the array: it is kept.
    """
    stream = Stream(f"recorded crime {quarter.label}")
    counts = np.zeros((len(DISTRICTS) + 1, len(OFFENCES)), dtype=np.int64)
    counts[THURROCK, CALIBRATED] = _thurrock_calibrated()[_step(quarter)]
    crimes = _street_crimes(quarter)
    for place in range(len(DISTRICTS)):
        fixed = CALIBRATED if place == THURROCK else CALIBRATED[:0]
        for kind, crime_type in enumerate(CRIME_TYPES):
            if crime_type != ASB:
                weights = _weights(crime_type, fixed)
                left = int(crimes[place, kind]) - int(counts[place, _of_type(crime_type)].sum())
                counts[place] += np.bincount(pick(stream, weights, left), minlength=len(OFFENCES))
    least, most = UNASSIGNED_A_QUARTER
    unassigned = least + int(stream.below(most - least + 1, 1)[0])
    counts[-1] = np.bincount(pick(stream, _all_weights(), unassigned), minlength=len(OFFENCES))
    _correct(counts, quarter)
    counts.flags.writeable = False
    return counts


def _correct(counts: Whole, quarter: Quarter) -> None:
    """Put the corrections in; the commonest offence of the same type makes up for each."""
    for when, district, code, count in CORRECTIONS:
        if when == quarter:
            place, offence = [d.name for d in DISTRICTS].index(district), CODES.index(code)
            same = _of_type(OFFENCES[offence].street_type)
            commonest = same[int(np.argmax(counts[place, same]))]
            counts[place, commonest] += counts[place, offence] - count
            counts[place, offence] = count


def _street_crimes(quarter: Quarter) -> Whole:
    """The quarter's street-level rows by district and type."""
    first = _step(quarter) * 3
    return np.asarray(monthly_counts()[first : first + 3].sum(axis=0), dtype=np.int64)


def _step(quarter: Quarter) -> int:
    """Quarters after the sample's first one."""
    return (quarter.start_year - YEARS[0]) * 4 + quarter.quarter - 1


@cache
def _thurrock_calibrated() -> Whole:
    """Thurrock's counts of the calibrated offences by quarter: both windows come out exactly."""
    windows = [slice(_step(q[0]), _step(q[-1]) + 1) for q in (QUARTERS_TO_2022_09, QUARTERS_TO_2023_09)]
    totals = np.array(list(THURROCK_OFFENCES.values()), dtype=np.int64)
    means = np.repeat(totals[None, :, 1] / 4.0, len(YEARS) * 4, axis=0)
    means[: windows[0].stop] = totals[:, 0] / 4.0
    sizes = np.full(means.shape, NOISE_OF_SMALL_COUNTS, dtype=np.int64)
    counts = draw_overdispersed(Stream("recorded crime, Thurrock"), means, sizes)
    for window, column in zip(windows, (0, 1), strict=True):
        for offence, total in enumerate(totals[:, column].tolist()):
            counts[window, offence] = share_out(total, counts[window, offence] + 1)
    return counts


@cache
def _of_type(crime_type: str) -> Whole:
    """Positions in OFFENCES of the offences counted under a street-level type."""
    found = [place for place, offence in enumerate(OFFENCES) if offence.street_type == crime_type]
    return np.array(found, dtype=np.int64)


def _all_weights() -> Whole:
    return np.array([offence.weight for offence in OFFENCES], dtype=np.int64)


def _weights(crime_type: str, fixed: Whole) -> Whole:
    """Weights of the offences of one type; none for the others, nor for those whose counts are fixed."""
    weights = np.zeros(len(OFFENCES), dtype=np.int64)
    weights[_of_type(crime_type)] = _all_weights()[_of_type(crime_type)]
    weights[fixed] = 0
    return weights
