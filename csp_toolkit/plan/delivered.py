"""What has been delivered, counted up from the first quarter of the plan's year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from csp_toolkit.periods import FinancialYear, Quarter
from csp_toolkit.plan.timescale import quarters_between, quarters_of
from csp_toolkit.plan.updates import Update
from csp_toolkit.plan.work import Activity, Commitment, Target

Counts = Mapping[str, Mapping[Quarter, float | None]]
"""Indicator id -> quarter -> what was counted in it; None, and a quarter that is absent, is not known."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A count by quarter, up to one quarter, and its target where there is one.

    ``by_quarter`` has every quarter from the first of the plan's year; None is not known, which is not 0.
    ``other_units`` are units in which numbers were reported that are not counted here.
    """

    by_quarter: tuple[tuple[Quarter, float | None], ...]
    unit: str
    target: Target | None = None
    other_units: tuple[str, ...] = ()

    @property
    def total(self) -> float:
        """The sum of what is known: at least so many, where a quarter is missing."""
        return sum(value for _, value in self.by_quarter if value is not None)

    @property
    def missing(self) -> tuple[Quarter, ...]:
        """The quarters of which nothing is known."""
        return tuple(quarter for quarter, value in self.by_quarter if value is None)

    @property
    def cumulative(self) -> tuple[tuple[Quarter, float | None], ...]:
        """The sum up to each quarter; None from the first quarter on that is missing."""
        sums: list[tuple[Quarter, float | None]] = []
        total: float | None = 0.0
        for quarter, value in self.by_quarter:
            total = None if total is None or value is None else total + value
            sums.append((quarter, total))
        return tuple(sums)

    @property
    def reached(self) -> bool:
        """Whether the target is reached, by what is known alone."""
        return self.target is not None and self.total >= self.target.number

    @property
    def percent_of_target(self) -> float | None:
        """How much of the target is delivered; None without a target or with a quarter missing."""
        if self.target is None or self.missing:
            return None
        return 100 * self.total / self.target.number


def count_delivered(
    work: Activity | Commitment,
    updates: Sequence[Update],
    quarter: Quarter,
    year: FinancialYear,
    counts: Counts | None = None,
) -> Delivered | None:
    """What a piece of work has delivered from the first quarter of ``year`` up to and with ``quarter``.

    Numbers come from the updates on it; where these give none at all, from the target's indicator in
    ``counts``. With a target only numbers in its unit count. None where nothing is counted, or before the
    year.
    """
    quarters = _quarters_up_to(quarter, year)
    own = [u for u in updates if u.activity_id == work.tracker_id and u.quarter in quarters]
    values = {u.quarter: u for u in own if u.value is not None}
    if not quarters or (not values and work.target is None):
        return None
    unit = work.target.unit if work.target else values[max(values)].unit
    found: dict[Quarter, float | None] = {q: u.value for q, u in values.items() if _same(u.unit, unit)}
    if not values and work.target and work.target.indicator:
        found = dict((counts or {}).get(work.target.indicator, {}))
    others = {u.unit for u in values.values() if not _same(u.unit, unit)}
    by_quarter = tuple((q, found.get(q)) for q in quarters)
    return Delivered(by_quarter, unit, work.target, tuple(sorted(others)))


def expected_by(delivered: Delivered, quarter: Quarter, due: Quarter) -> int:
    """How much of the target an even pace would have delivered by a quarter's end, rounded down.

    An even pace is an assumption: as much in each quarter up to the due one. Nothing without a target.
    """
    if delivered.target is None or not delivered.by_quarter:
        return 0
    first = delivered.by_quarter[0][0]
    whole = max(quarters_between(first, due) + 1, 1)
    passed = min(quarters_between(first, quarter) + 1, whole)
    return delivered.target.number * passed // whole


def _quarters_up_to(quarter: Quarter, year: FinancialYear) -> tuple[Quarter, ...]:
    return tuple(q for q in quarters_of(year) if q <= quarter)


def _same(unit: str, other: str) -> bool:
    return " ".join(unit.split()).casefold() == " ".join(other.split()).casefold()
