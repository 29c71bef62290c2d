"""The counts of indicators that a plan's targets name, quarter by quarter, for an audience."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from csp_toolkit.periods import Month, Period, Quarter
from csp_toolkit.plan import Plan, Update
from csp_toolkit.plan.delivered import Counts
from csp_toolkit.report.figures import Figures


def count_targets(figures: Figures, plan: Plan, updates: Iterable[Update]) -> Counts:
    """By indicator and quarter of the plan's year, what was counted for targets on which nobody reports.

    None where a month of the quarter is missing, or is not for the audience.
    """
    reported = {update.activity_id for update in updates}
    silent = [work for work in plan.works if work.tracker_id not in reported]
    names = {work.target.indicator for work in silent if work.target and work.target.indicator}
    return {name: _by_quarter(figures, plan, name) for name in sorted(names)}


def _by_quarter(figures: Figures, plan: Plan, name: str) -> Mapping[Quarter, float | None]:
    held: dict[Period, int | None] = dict(figures.released(figures.catalogue.get(name)).steps)
    return {quarter: _count(held, quarter) for quarter in plan.quarters}


def _count(held: Mapping[Period, int | None], quarter: Quarter) -> float | None:
    """The quarter's own count, or the sum of its months where those are counted."""
    if quarter in held:
        return held[quarter]
    months: tuple[Month, ...] = quarter.months
    counts = [held.get(month) for month in months]
    known = [count for count in counts if count is not None]
    return float(sum(known)) if len(known) == len(counts) else None
