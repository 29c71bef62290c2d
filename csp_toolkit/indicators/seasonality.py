"""What months of the year add and take away, where a series is long enough to tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from csp_toolkit.indicators.catalogue import Break
from csp_toolkit.periods import Month

FEWEST_MONTHS: Final = 36
"""Three of each month: with two, what a season adds cannot be told from what a year did."""
YEAR: Final = 12
STL_METHOD = "STL, robust, period 12; Kruskal-Wallis test"
SIGNIFICANCE: Final = 0.05


@dataclass(frozen=True, slots=True)
class SeasonalMonth:
    """A month's value in parts: ``value = trend + seasonal + remainder``, all in the unit of the values."""

    month: Month
    value: float
    trend: float
    seasonal: float
    remainder: float

    @property
    def adjusted(self) -> float:
        """The value without what its season adds."""
        return self.value - self.seasonal


@dataclass(frozen=True, slots=True)
class Seasonality:
    """A series in parts; ``months`` is empty where ``reason`` says why it cannot be taken apart.

    ``p_value`` is how often chance alone would set months of the year this far apart, ``strength`` how much
    of what moves around the trend is season, from 0 to 1 (Wang, Smith and Hyndman 2006). The strength of a
    short series says little by itself: three years of pure chance have one of 0.46. ``highest`` and
    ``lowest`` are the months of the year, 1 to 12, to which the season of the last twelve months adds most
    and least.
    """

    months: tuple[SeasonalMonth, ...]
    strength: float | None
    p_value: float | None
    highest: int | None
    lowest: int | None
    method: str
    reason: str

    @property
    def is_clear(self) -> bool:
        """Whether months of the year differ by more than chance explains, at 5%."""
        return self.p_value is not None and self.p_value < SIGNIFICANCE


def find_seasonality(
    series: Sequence[tuple[Month, float | None]], *, breaks: Sequence[Break] = ()
) -> Seasonality:
    """Take a monthly series apart into trend, season and remainder, by STL on its latest unbroken months.

    ``None`` is missing. The method needs every month: only those after the last gap, and after the last of
    ``breaks``, count, and there must be ``FEWEST_MONTHS``. Robust fitting keeps one odd month from passing
    for a season. Whether there is one is told by the Kruskal-Wallis test of what the trend leaves. Source:
    Cleveland, Cleveland, McRae and Terpenning (1990), by statsmodels; Kruskal and Wallis (1952), by scipy.

    Raises ``ValueError`` where a month comes twice.
    """
    run = latest_unbroken(series, breaks)
    reason = find_reason_against(series, run, FEWEST_MONTHS, "A season")
    if reason:
        return Seasonality((), None, None, None, None, STL_METHOD, reason)
    import numpy as np
    from statsmodels.tsa.seasonal import STL

    values = np.array([value for _, value in run])
    parts = STL(values, period=YEAR, robust=True).fit()
    columns = zip(run, parts.trend, parts.seasonal, parts.resid, strict=True)
    months = tuple(SeasonalMonth(m, v, float(t), float(s), float(r)) for (m, v), t, s, r in columns)
    strength = _strength(parts.seasonal, parts.resid, 1e-9 * float(np.abs(values).max()))
    year = sorted(months[-YEAR:], key=lambda one: one.seasonal)
    ends = year[-1].month.month, year[0].month.month
    return Seasonality(months, strength, _p_value(months), *ends, STL_METHOD, "")


def _p_value(months: Sequence[SeasonalMonth]) -> float:
    """The Kruskal-Wallis test that the months of the year are alike, once the trend is taken out."""
    from scipy.stats import kruskal

    detrended = [round(one.value - one.trend, 9) for one in months]
    if len(set(detrended)) == 1:  # nothing moves, and scipy has no answer
        return 1.0
    groups = [detrended[first::YEAR] for first in range(YEAR)]
    return float(kruskal(*groups).pvalue)


def _strength(seasonal: Sequence[float], remainder: Sequence[float], least: float) -> float:
    """One less the remainder's share of the variance of season and remainder together, never under 0."""
    import numpy as np

    together = float(np.var(np.asarray(seasonal) + np.asarray(remainder)))
    # What moves by less than the last digits of a sum does not move.
    return max(0.0, 1 - float(np.var(remainder)) / together) if together > least**2 else 0.0


def latest_unbroken(
    series: Sequence[tuple[Month, float | None]], breaks: Sequence[Break] = ()
) -> list[tuple[Month, float]]:
    """The months up to the last known one that follow each other without a gap or a break.

    Raises ``ValueError`` where a month comes twice.
    """
    if len({month for month, _ in series}) < len(series):
        raise ValueError("a month comes twice in a series")
    known = [(month, value) for month, value in sorted(series, key=_month) if value is not None]
    since = max((found.before for found in breaks if known and found.before <= known[-1][0]), default=None)
    run: list[tuple[Month, float]] = []
    for month, value in reversed(known):
        if (run and run[-1][0].previous() != month) or (since and month < since):
            break
        run.append((month, value))
    return run[::-1]


def _month(pair: tuple[Month, float | None]) -> Month:
    return pair[0]


def find_reason_against(
    series: Sequence[tuple[Month, float | None]], run: Sequence[tuple[Month, float]], needed: int, what: str
) -> str:
    """Why a series is too short for a method, in words for a reader; empty where it is not."""
    if len(run) >= needed:
        return ""
    known = sum(value is not None for _, value in series)
    if not run:
        return f"{what} needs {needed} months in a row; there are none."
    since = f"{len(run)} since {run[0][0].long_label}"
    missing = ", after a gap or break" if known > len(run) else ""
    return f"{what} needs {needed} months in a row; there are {since}{missing}."
