"""How much more than by chance alone a series of counts varies: its dispersion, phi.

Offences cluster and repeat, so the counts of an unchanging place vary more than independent events would. Phi
is the variance in units of the mean: 1 for independent events, often 2 to 6 for police records. It is
estimated from a series of months or quarters once level and season are taken out, and it widens the interval
and the test of every change of that series (``change.compare_results``).

All functions are pure. Counts are numbers of events in a step; ``None`` is missing and never zero.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from csp_toolkit.indicators.catalogue import Break
from csp_toolkit.indicators.residual_moments import ResidualMoments
from csp_toolkit.periods import Month, Period, Quarter

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Steps = Sequence[tuple[Month | Quarter, int | None]]
"""A series: months or quarters, not both, each with its count; ``None`` where that is missing or withheld."""

Level = tuple[int, int, bool]
Group = tuple[Level, int]
"""A step's level, and the month of the year it begins with, which is its season."""

FEWEST_MONTHS = 24
"""Months with a figure that an estimate needs: two of each season."""
FEWEST_EVENTS_A_MONTH = 1.0
"""On fewer events in the average month phi cannot be told from 1, and the exact test is cautious anyway."""
ASSUMED_SIZE, MOST_ASSUMED = 50.0, 4.0
FEWEST_DEGREES = 3
"""Eight quarters leave three degrees of freedom; with fewer the estimate says next to nothing."""


@dataclass(frozen=True, slots=True)
class Dispersion:
    """How many times as much as independent events counts vary, and how well that is known.

    ``estimate`` is the variance in units of the mean, as estimated. ``degrees_of_freedom`` is that of the
    estimate, infinite where phi is given and not estimated. ``mean_count`` is the mean of a month, which
    pooling needs; 0 where there was no series.

    Raises ``ValueError`` for a number below zero or no degrees of freedom.
    """

    estimate: float
    degrees_of_freedom: float = math.inf
    mean_count: float = 0.0

    def __post_init__(self) -> None:
        numbers = (self.estimate, self.mean_count)
        if not all(math.isfinite(number) and number >= 0 for number in numbers):
            raise ValueError(f"{self.estimate} or {self.mean_count} is no dispersion or mean")
        if not self.degrees_of_freedom > 0:
            raise ValueError(f"an estimate has degrees of freedom, not {self.degrees_of_freedom}")

    @property
    def phi(self) -> float:
        """What is used: never under 1, as real events are at least as uneven as independent ones."""
        return max(1.0, self.estimate)


def estimate_dispersion(
    series: Steps, breaks: Sequence[Break] = (), *, tested: Period | None = None
) -> Dispersion | None:
    """The quasi-Poisson phi of a series of months or quarters, or ``None`` where it cannot be estimated.

    A Poisson regression (statsmodels' GLM, log link, the days of each step as its exposure) gives every
    twelve months, counted back from the last, a level of their own, and every quarter or month of the year
    its season. Together they take up any steady trend and any change from year to year, which is what is to
    be tested and no noise. So may the period that is ``tested``, such as the quarter of a report, which has a
    level of its own: its change would pass for noise otherwise. The level may also step at each of
    ``breaks``: before it, in the months in which it may have happened, and after. Phi is Pearson's chi-square
    over its degrees of freedom (McCullagh and Nelder 1989, section 6.2.3).

    A bad month is often followed by another, which makes quarters and years more uneven than independent
    months would. So a phi of months is that of their quarters: it allows for what neighbouring months share
    (``residual_moments``), and knows less for it. A phi of quarters needs no such step.

    Steps without a count are left out. ``None`` with under ``FEWEST_MONTHS`` months of figures, under
    ``FEWEST_EVENTS_A_MONTH`` events in the average month, or under ``FEWEST_DEGREES`` degrees of freedom.

    Raises ``ValueError`` for a count below zero, a step given twice, or months and quarters together.
    """
    _require_series(series)
    usable = _usable(series, breaks)
    months = sum(len(step.months) for step, _ in usable)
    if months < FEWEST_MONTHS:
        return None
    mean = sum(count for _, count in usable) / months
    if mean < FEWEST_EVENTS_A_MONTH:
        return None
    estimate, degrees = _fit(usable, breaks, tested)
    return Dispersion(estimate, degrees, mean) if degrees >= FEWEST_DEGREES else None


def design_matrix(groups: Sequence[Group]) -> NDArray[np.float64]:
    """The columns of the regression, a row for each step: its level, and its season but for the first.

    Columns may depend on each other where steps are missing; the fit counts only those that do not.
    """
    import numpy as np

    levels, seasons = zip(*groups, strict=True)
    columns = [[level == one for level in levels] for one in sorted(set(levels))]
    columns += [[season == one for season in seasons] for one in sorted(set(seasons))[1:]]
    return np.array(columns, dtype=np.float64).T


def group_steps(
    steps: Sequence[Period], breaks: Sequence[Break] = (), tested: Period | None = None
) -> list[Group]:
    """For each step the level it shares and its season.

    A level is that of twelve months, counted back from the last step, before, within or after every break;
    steps of the period that is tested have another.
    """
    own = tested.months if tested else ()
    newest = max((_number(step.months[-1]) for step in steps), default=0)
    return [
        (
            (
                (newest - _number(step.months[-1])) // 12,
                sum((step.months[0] > found.after) + (step.months[0] >= found.before) for found in breaks),
                step.months[0] in own,
            ),
            step.months[0].month,
        )
        for step in steps
    ]


def _require_series(series: Steps) -> None:
    steps: list[Period] = [step for step, _ in series]
    if len({type(step) for step in steps}) > 1:
        raise ValueError("a series is of months or of quarters, not of both")
    if len(set(steps)) != len(steps):
        raise ValueError("a step is in the series twice")
    if any(count is not None and count < 0 for _, count in series):
        raise ValueError("a count is not below zero")


def _usable(series: Steps, breaks: Sequence[Break]) -> list[tuple[Month | Quarter, int]]:
    """The steps with a count, in order, but for those that hold months before and after a break."""
    kept = [(step, count) for step, count in series if count is not None and not _spans(step, breaks)]
    return sorted(kept, key=lambda item: item[0].start)


def _spans(step: Period, breaks: Sequence[Break]) -> bool:
    """Whether a step holds months on both sides of a break."""
    first, last = step.months[0], step.months[-1]
    return any(first <= found.after and last >= found.before for found in breaks)


def assume_dispersion(series: Steps) -> Dispersion | None:
    """What is taken for phi where too little is held to estimate it; ``None`` where events are very few.

    Real counts vary more than independent events would, and the more so the larger they are: the variance of
    a month is taken to be ``mean + mean ** 2 / ASSUMED_SIZE``, at most ``MOST_ASSUMED`` times the mean. Both
    numbers are our choice, near what police records of a district show; no test should rest on phi = 1.
    """
    known = [(step, count) for step, count in series if count is not None]
    months = sum(len(step.months) for step, _ in known)
    mean = sum(count for _, count in known) / months if months else 0.0
    if mean < FEWEST_EVENTS_A_MONTH:
        return None
    return Dispersion(min(MOST_ASSUMED, 1 + mean / ASSUMED_SIZE), mean_count=mean)


def neighbours(steps: Sequence[Period]) -> list[tuple[int, int]]:
    """The places of months that follow each other; none among quarters, which are long enough alone."""
    numbers = [_number(step.months[0]) for step in steps if isinstance(step, Month)]
    at = {number: place for place, number in enumerate(numbers)}
    return [(place, at[number + 1]) for number, place in at.items() if number + 1 in at]


def _number(month: Month) -> int:
    return 12 * month.year + month.month


def _tell_apart(groups: Sequence[Group], counts: Sequence[int]) -> list[int]:
    """The places of steps whose level and season have any event.

    A group without one is fitted exactly whatever phi is, so it tells nothing and must not be counted.
    """
    by_level: dict[Level, int] = {}
    by_season: dict[int, int] = {}
    for (level, season), count in zip(groups, counts, strict=True):
        by_level[level] = by_level.get(level, 0) + count
        by_season[season] = by_season.get(season, 0) + count
    return [at for at, (level, season) in enumerate(groups) if by_level[level] and by_season[season]]


@dataclass(frozen=True, slots=True)
class _Fit:
    """What a fit needs of its steps alone, which is the same for every series of them."""

    groups: list[Group]
    design: NDArray[np.float64]
    days: NDArray[np.float64]
    moments: ResidualMoments


@lru_cache(maxsize=64)
def _prepare_fit(steps: tuple[Period, ...], breaks: tuple[Break, ...], tested: Period | None) -> _Fit:
    """Kept, as an area's peers and many indicators have figures for the same steps."""
    import numpy as np

    groups = group_steps(steps, breaks, tested)
    design = design_matrix(groups)
    days = np.array([step.days for step in steps], dtype=np.float64)
    return _Fit(groups, design, days, ResidualMoments(design, neighbours(steps)))


def _fit(
    series: Sequence[tuple[Period, int]], breaks: Sequence[Break], tested: Period | None
) -> tuple[float, float]:
    """Pearson's chi-square over its degrees of freedom, and these; (0, 0) where none are left."""
    import numpy as np
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    steps, counts = zip(*series, strict=True)
    fit = _prepare_fit(steps, tuple(breaks), tested)
    kept = _tell_apart(fit.groups, counts)
    if not kept:
        return 0.0, 0.0
    if len(kept) < len(series):
        fit = _prepare_fit(tuple(steps[at] for at in kept), tuple(breaks), tested)
    events = np.array([counts[at] for at in kept], dtype=np.float64)
    model = GLM(events, fit.design, family=Poisson(), exposure=fit.days)
    if model.df_resid < 1:
        return 0.0, 0.0
    # Fitted as Poisson: phi does not move the fit, and asked for at once it fails on equal counts.
    residuals = model.fit().resid_pearson[None, :]
    estimates, degrees = fit.moments.find_variance(residuals)
    return float(estimates[0]), degrees
