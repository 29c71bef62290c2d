"""A year's season out of a series taken apart: what each month of the year adds to the trend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from csp_toolkit.indicators.catalogue import Break
from csp_toolkit.indicators.seasonality import Seasonality, find_seasonality
from csp_toolkit.periods import Month

AVERAGE_DAYS: Final = 365.25 / 12
FEWEST_A_MONTH: Final = 10
"""Under as many events in the average month a season cannot be seen for chance."""


@dataclass(frozen=True, slots=True)
class MonthOfYear:
    """What a month of the year, 1 to 12, adds to the trend: in events, and in percent of the trend."""

    month: int
    added: float
    percent: float


@dataclass(frozen=True, slots=True)
class SeasonOfYear:
    """The months of the year from January on, of the latest twelve months of a series taken apart.

    ``months`` is empty where ``reason`` says why. ``first`` and ``last`` are the months the method used.
    """

    months: tuple[MonthOfYear, ...]
    first: Month | None
    last: Month | None
    parts: Seasonality
    reason: str

    @property
    def highest(self) -> MonthOfYear:
        """The month of the year that adds most."""
        return max(self.months, key=lambda each: (each.percent, -each.month))

    @property
    def lowest(self) -> MonthOfYear:
        """The month of the year that takes most away."""
        return min(self.months, key=lambda each: (each.percent, each.month))


def find_season(series: Sequence[tuple[Month, int | None]], *, breaks: Sequence[Break] = ()) -> SeasonOfYear:
    """The season of a monthly series of counts, by ``find_seasonality``.

    Months differ in their days, which is no season: counts are those of a month of average length.
    A series of few events, or too short, has none, and the reason says so.

    Raises ``ValueError`` where a month comes twice.
    """
    even = [(month, _evened(month, count)) for month, count in series]
    parts = find_seasonality(even, breaks=breaks)
    if parts.reason:
        return SeasonOfYear((), None, None, parts, parts.reason)
    first, last = parts.months[0].month, parts.months[-1].month
    mean = sum(each.value for each in parts.months) / len(parts.months)
    if mean < FEWEST_A_MONTH:
        reason = f"There are {mean:.1f} a month on average, too few to see a season for chance."
        return SeasonOfYear((), first, last, parts, reason)
    year = sorted(parts.months[-12:], key=lambda each: each.month.month)
    months = tuple(
        MonthOfYear(each.month.month, each.seasonal, 100 * each.seasonal / max(each.trend, mean / 10))
        for each in year
    )
    return SeasonOfYear(months, first, last, parts, "")


def _evened(month: Month, count: int | None) -> float | None:
    return None if count is None else count * AVERAGE_DAYS / month.days
