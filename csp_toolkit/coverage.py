"""What a dataset's slices cover: the periods between the first and the last that nobody supplied, and
those whose figures are early ones that publishers still change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from csp_toolkit.errors import ParameterError
from csp_toolkit.periods import FinancialYear, Month, Period, TwelveMonths, parse_month, parse_period
from csp_toolkit.store import Edition, Store


@dataclass(frozen=True, slots=True)
class Settling:
    """Until when a dataset's figures count as early ones: so many months after the end of their period."""

    months: int
    reason: str
    source: str


_POLICE_UK = Settling(
    months=12,
    reason="forces reclassify, withdraw and add records, and later releases carry the changes",
    source="a judgement of this project, to be confirmed: data.police.uk names no such age",
)
_HOME_OFFICE = Settling(
    months=12,
    reason="each release revises the whole series, its newest periods most",
    source="a judgement of this project, to be confirmed against the notes of a release",
)
SETTLING: Mapping[str, Settling] = {
    "police_uk_street": _POLICE_UK,
    "police_uk_outcomes": _POLICE_UK,
    "police_uk_stops": _POLICE_UK,
    "recorded_crime": _HOME_OFFICE,
    "fire_incidents": _HOME_OFFICE,
    "fire_incident_totals": _HOME_OFFICE,
}
"""The rule of each dataset that has one; docs/data/README.md shows them."""


def provisional_slices(store: Store, dataset: str) -> dict[tuple[str, ...], Edition]:
    """The slices whose figures may still be changed, each with the edition they are read from.

    Either that edition was known too early to be final, by the dataset's rule, or its supplier marked
    rows of the slice as provisional (its facts count them under that word). A slice stops being
    provisional when it is published again late enough, not by the passing of time: an early file
    that was never fetched again still holds early figures. As known at the store's day.
    """
    rule, current = SETTLING.get(dataset), store.current(dataset)
    periods = read_periods(key[-1] for key in current) if rule else {}
    return {
        key: edition
        for key, edition in sorted(current.items(), key=lambda item: item[0])
        if edition.slice_facts(key).get("provisional", 0) > 0
        or (rule and key[-1] in periods and edition.as_at < settled_on(periods[key[-1]], rule))
    }


def settled_on(period: Period, rule: Settling) -> date:
    """The first day on which figures for the period, published then, count as final."""
    return Month.of(period.end).plus(rule.months).end


def read_periods(labels: Iterable[str]) -> dict[str, Period]:
    """The periods that a dataset's labels mean; labels that are none (a day, a vintage) are left out.

    "2011-12" among labels of which any can only be a month is December 2011, else a financial year.
    """
    distinct = sorted(set(labels))
    periods: dict[str, Period] = {}
    for label in distinct:
        with suppress(ParameterError):
            periods[label] = parse_period(label)
    if any(isinstance(period, Month) for period in periods.values()):
        for label, period in periods.items():
            if isinstance(period, FinancialYear):
                periods[label] = parse_month(label)
    return periods


def find_gaps(labels: Sequence[str]) -> list[tuple[str, str]]:
    """The runs of periods missing between the first and the last of the labels: first and last of each.

    Only where all are months, all quarters or all financial years: what is missing between days
    cannot be told.
    """
    periods = read_periods(labels)
    kinds = {type(period) for period in periods.values()}
    if len(periods) != len(set(labels)) or len(kinds) != 1 or kinds == {TwelveMonths}:
        return []
    held = sorted(periods.values(), key=lambda period: period.start)
    gaps = []
    for earlier, later in pairwise(held):
        if missing := _between(earlier, later):
            gaps.append((missing[0].label, missing[-1].label))
    return gaps


def _between(earlier: Period, later: Period) -> list[Period]:
    """The periods after one and before another of its kind, in order."""
    missing: list[Period] = []
    period = later.previous()
    while period.start > earlier.end:
        missing.insert(0, period)
        period = period.previous()
    return missing
