"""Series of counts in which nothing changes, or as much as is asked; and phi for thousands of them at once.

Months are uneven in length, have a season, and vary more than by chance: each month's level is off by a
random factor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csp_toolkit.indicators.dispersion import (
    FEWEST_EVENTS_A_MONTH,
    design_matrix,
    group_steps,
    neighbours,
)
from csp_toolkit.indicators.residual_moments import ResidualMoments
from csp_toolkit.periods import Month, Quarter, TwelveMonths

Numbers = NDArray[np.float64]
LAST_MONTH = Month(2025, 3)
LAST_QUARTER = Quarter(2024, 4)
TESTED = {3: LAST_QUARTER, 12: TwelveMonths(LAST_MONTH)}
"""The periods that end with the last month, by their length."""
SCALINGS = 40
SPIKE = 1.2
"""What the busiest month has beside a smooth season: seasons of real series are not waves."""


@dataclass(frozen=True)
class Noise:
    """How counts of an unchanging place vary: each month's level is off by this share (standard deviation).

    ``carried`` is the correlation with the month before. With a share of 0 events are independent.
    """

    share: float
    carried: float = 0.0


def days_of_months(months: int) -> Numbers:
    """The days of so many months up to the last."""
    return np.array([LAST_MONTH.plus(back).days for back in range(1 - months, 1)], dtype=np.float64)


def draw_series(
    rng: np.random.Generator,
    expected_quarters: Numbers,
    months: int,
    noise: Noise,
    *,
    evenness: Numbers | float = 1.0,
    change: float = 0.0,
    changed_months: int = 0,
) -> NDArray[np.int64]:
    """Counts by series and month. ``expected_quarters`` are the series' mean counts in 91 days.

    The season differs between series. ``evenness`` multiplies the noise of each: totals of types have less.
    ``change`` is by how much, as a share, the last ``changed_months`` differ.
    """
    number = len(expected_quarters)
    daily = np.repeat(expected_quarters[:, None] / 91, months, axis=1) * days_of_months(months)
    level = daily * _draw_season(rng, number, months)
    if changed_months:
        level[:, -changed_months:] *= 1 + change
    share = noise.share * np.broadcast_to(evenness, number)[:, None]
    return rng.poisson(level * _draw_factors(rng, share, months, noise.carried))


def _draw_season(rng: np.random.Generator, number: int, months: int) -> Numbers:
    """Up to 15% above and below the mean in a wave, and one busy month."""
    of_year = np.arange(12)
    phase, height = rng.uniform(0, 12, (number, 1)), rng.uniform(0, 0.15, (number, 1))
    season = 1 + height * np.cos(2 * np.pi * (of_year - phase) / 12)
    season[np.arange(number), rng.integers(0, 12, number)] *= SPIKE
    season /= season.mean(axis=1, keepdims=True)
    places = np.arange(LAST_MONTH.month - months, LAST_MONTH.month) % 12
    return np.asarray(season[:, places])


def _draw_factors(rng: np.random.Generator, share: Numbers, months: int, carried: float) -> Numbers:
    """Log-normal factors with mean 1; each month's logarithm carries part of the month before."""
    width = np.sqrt(np.log1p(share**2))
    shocks = rng.standard_normal((len(share), months))
    for month in range(1, months):
        shocks[:, month] *= np.sqrt(1 - carried**2)
        shocks[:, month] += carried * shocks[:, month - 1]
    return np.asarray(np.exp(width * shocks - width**2 / 2))


def estimate_many(counts: NDArray[np.int64], tested: int) -> tuple[Numbers, float]:
    """``estimate_dispersion`` for many series of months: the estimates, and their degrees of freedom.

    The last ``tested`` months are those of the period that is tested. The regression is the library's, on
    levels and months of the year, and is solved by scaling the sums of each in turn. Not a number where a
    level, a month of the year or nearly everything is empty: such series go without. A test holds the two
    equal.
    """
    steps = [LAST_MONTH.plus(back) for back in range(1 - counts.shape[1], 1)]
    groups = group_steps(steps, tested=TESTED[tested])
    in_level, in_season = (_membership(kinds) for kinds in zip(*groups, strict=True))
    numbers, days = counts.astype(np.float64), days_of_months(len(steps))
    level_sums, season_sums = numbers @ in_level, numbers @ in_season
    season = np.ones_like(numbers)
    with np.errstate(divide="ignore", invalid="ignore"):
        for _ in range(SCALINGS):
            level = (level_sums / ((days * season) @ in_level)) @ in_level.T
            season = (season_sums / ((days * level) @ in_season)) @ in_season.T
        fitted = days * level * season
        residuals = (numbers - fitted) / np.sqrt(fitted)
    usable = (level_sums > 0).all(axis=1) & (season_sums > 0).all(axis=1)
    usable &= numbers.mean(axis=1) >= FEWEST_EVENTS_A_MONTH
    moments = ResidualMoments(design_matrix(groups), neighbours(steps))
    estimates, degrees = moments.find_variance(residuals)
    return np.where(usable, estimates, np.nan), degrees


def _membership(kinds: Sequence[object]) -> Numbers:
    """A row for each step and a column for each kind, with a 1 where the step is of the kind."""
    distinct = sorted(set(kinds), key=str)
    return np.array([[kind == one for one in distinct] for kind in kinds], dtype=np.float64)
