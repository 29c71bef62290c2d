"""How many rows of each type each district has in each month."""

from __future__ import annotations

from functools import cache

import numpy as np

from csp_toolkit.periods import Month
from csp_toolkit.sample.calibration import (
    CRIME_TYPES,
    DISPERSION_SIZES,
    FIRST_MONTH,
    LAST_MONTH,
    SEASON_PERCENT,
    THURROCK_WINDOWS,
    TREND_MONTHS,
    TREND_PERCENT,
    YEARLY_LEVELS,
    Window,
)
from csp_toolkit.sample.places import DISTRICTS
from csp_toolkit.sample.seeded import Real, Stream, Whole, draw_overdispersed, share_out

THURROCK = [district.name for district in DISTRICTS].index("Thurrock")


def sample_months() -> tuple[Month, ...]:
    """The months that the sample covers, in order."""
    return tuple(FIRST_MONTH.plus(step) for step in range(_steps(LAST_MONTH) + 1))


def _steps(month: Month) -> int:
    """Months after the first one."""
    return (month.year - FIRST_MONTH.year) * 12 + month.month - FIRST_MONTH.month


def place_of_months(first: Month, last: Month) -> slice:
    """Where a run of months stands among the sample's."""
    return slice(_steps(first), _steps(last) + 1)


def _place(window: Window) -> slice:
    return place_of_months(window.first, window.last)


@cache
def monthly_counts() -> Whole:
    """Whole numbers by month, district (as in DISTRICTS) and type (as in CRIME_TYPES).

    Noise is negative binomial round level x trend x season. Thurrock's months are then scaled so that
    its calibrated windows come out exactly. Do not write to the array: it is kept.
    """
    means = _expected_counts()
    sizes = np.broadcast_to(np.array(DISPERSION_SIZES, dtype=np.int64), means.shape)
    counts = draw_overdispersed(Stream("monthly counts"), means, sizes)
    for window in THURROCK_WINDOWS:
        for kind, total in enumerate(window.totals):
            drawn = counts[_place(window), THURROCK, kind]
            counts[_place(window), THURROCK, kind] = share_out(total, drawn + 1)
    counts.flags.writeable = False
    return counts


def _expected_counts() -> Real:
    """Mean counts by month, district and type."""
    levels = np.array([YEARLY_LEVELS[district.name] for district in DISTRICTS], dtype=np.float64) / 12.0
    season = _season()
    means = levels[None, :, :] * (_trend() * season)[:, None, :]
    means[:, THURROCK, :] = _thurrock_levels(season) * season
    return means


def _season() -> Real:
    """Seasonal factors by month and type; 1 is the average month."""
    percent = np.array(SEASON_PERCENT, dtype=np.float64)
    factors = percent * 12.0 / np.cumsum(percent, axis=1)[:, -1:]
    return np.stack([factors[:, month.month - 1] for month in sample_months()])


def _trend() -> Real:
    """Trend factors by month and type, straight between the turning points and level after the last."""
    at = np.array([_steps(month) for month in TREND_MONTHS], dtype=np.int64)
    rows = np.empty((len(sample_months()), len(CRIME_TYPES)))
    for step in range(len(rows)):
        right = min(int(np.searchsorted(at, step, side="right")), len(at) - 1)
        width, gone = int(at[right] - at[right - 1]), min(step, int(at[-1])) - int(at[right - 1])
        for kind, percent in enumerate(TREND_PERCENT):
            before, after = percent[right - 1], percent[right]
            rows[step, kind] = (before * (width - gone) + after * gone) / width / 100.0
    return rows


def _thurrock_levels(season: Real) -> Real:
    """Thurrock's level by month and type: a window's own inside it, between two the mean of both."""
    inside = [np.array(w.totals) / np.cumsum(season[_place(w)], axis=0)[-1] for w in THURROCK_WINDOWS]
    levels = np.empty_like(season)
    for step in range(len(season)):
        before = max((n for n, w in enumerate(THURROCK_WINDOWS) if _steps(w.first) <= step), default=0)
        after = min(n for n, w in enumerate(THURROCK_WINDOWS) if _steps(w.last) >= step)
        levels[step] = (inside[before] + inside[after]) / 2.0
    return levels
