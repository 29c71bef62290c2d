"""Counts over people: one Result for each area, missing where any month or the population is.

The frames that go in are plain pandas, and nothing here opens a file:

- counts: ``area_code``, ``period`` ("2025-01"), ``category``, ``count``. Only combinations that occur; one
  that is absent in a covered month is a true zero.
- coverage: ``area_code``, ``period``, ``edition``. A month of an area that is absent is missing, never zero.
- population: ``area_code``, ``reference_date`` (date), ``population``, ``edition``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from csp_toolkit.areas import Area
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.inputs import require_counts, require_coverage, require_population
from csp_toolkit.indicators.intervals import rate_interval
from csp_toolkit.indicators.results import Result
from csp_toolkit.periods import Month, Period

if TYPE_CHECKING:
    import pandas as pd

GAPS_NAMED = 3
"""Runs of missing months that a reason names; more are summed up, so that it can be read."""

Editions = Mapping[tuple[str, str], Sequence[str]]
"""The editions that supply an area's month, by area code and month label."""


@dataclass(frozen=True, slots=True)
class Population:
    """How many people lived in an area on a date, and the edition that says so."""

    reference_date: date
    people: int
    edition: str


@dataclass(frozen=True, slots=True)
class _Inputs:
    """What one area's figure is made from; ``missing`` says what is not there."""

    area: Area
    count: int
    population: Population | None
    editions: tuple[str, ...]
    missing: str


def calculate_rates(
    counts: pd.DataFrame,
    coverage: pd.DataFrame,
    population: pd.DataFrame,
    indicator: Indicator,
    areas: Sequence[Area],
    period: Period,
    *,
    confidence: float = 0.95,
) -> list[Result]:
    """One Result for each area, in the order given: the indicator's rate in the period, not made annual.

    The count is the sum of the indicator's categories over the months of the period. It is divided by the
    population whose reference date is nearest the middle of the period, the earlier of two equally near.
    A result is ``missing``, its reason naming months or population, where anything of that is not there.

    Raises ``DataError`` for frames that lack a column, hold a figure twice or a count below zero.
    """
    require_counts(counts)
    require_coverage(coverage)
    require_population(population)
    totals = _total_counts(counts, indicator, period.months, by="area_code")
    editions = _group_editions(coverage, period.months)
    people = find_populations(population, period)
    return [
        _make_result(
            indicator,
            period,
            _gather(area, period, totals.get(area.code, 0), editions, people.get(area.code)),
            confidence,
        )
        for area in areas
    ]


def calculate_step_counts(
    counts: pd.DataFrame,
    coverage: pd.DataFrame,
    indicator: Indicator,
    area: Area,
    months: Sequence[Month],
) -> list[tuple[Month, int | None]]:
    """The indicator's count in each of the months, for a chart; ``None`` is missing and zero is zero.

    Raises ``DataError`` as ``calculate_rates`` does.
    """
    require_counts(counts)
    require_coverage(coverage)
    own = counts[counts["area_code"] == area.code]
    totals = _total_counts(own, indicator, months, by="period")
    covered = set(coverage.loc[coverage["area_code"] == area.code, "period"])
    return [(month, totals.get(month.label, 0) if month.label in covered else None) for month in months]


def find_populations(population: pd.DataFrame, period: Period) -> dict[str, Population]:
    """For each area code the population nearest the middle of the period, the earlier of two equally near.

    Blank and zero populations are no populations: an area without another is not in the answer.
    """
    nearest: dict[str, Population] = {}
    usable = population[population["population"] > 0]
    for code, day, people, edition in zip(
        usable["area_code"], usable["reference_date"], usable["population"], usable["edition"], strict=True
    ):
        found = Population(day.date() if isinstance(day, datetime) else day, int(people), str(edition))
        kept = nearest.get(code)
        if kept is None or _distance(found, period) < _distance(kept, period):
            nearest[code] = found
    return nearest


def _distance(population: Population, period: Period) -> tuple[int, date, str]:
    """Twice the days to the middle of the period (which can lie at noon), then date and edition for ties."""
    from_start = (population.reference_date - period.start).days
    return abs(2 * from_start - (period.days - 1)), population.reference_date, population.edition


def _gather(
    area: Area, period: Period, count: int, editions: Editions, population: Population | None
) -> _Inputs:
    absent = [month for month in period.months if (area.code, month.label) not in editions]
    reasons = [describe_missing(absent, len(period.months))] if absent else []
    if population is None:
        reasons.append(f"no population figure for {period.long_label}")
    sources = {e for month in period.months for e in editions.get((area.code, month.label), ())}
    if population is not None:
        sources.add(population.edition)
    return _Inputs(area, count, population, tuple(sorted(sources)), "; ".join(reasons))


def _make_result(indicator: Indicator, period: Period, inputs: _Inputs, confidence: float) -> Result:
    people = float(inputs.population.people) if inputs.population else None
    if inputs.missing or people is None:
        return Result(
            indicator_id=indicator.id,
            area=inputs.area,
            period=period,
            numerator=None,
            denominator=people,
            value=None,
            lower=None,
            upper=None,
            confidence=confidence,
            method="",
            status="missing",
            status_reason=inputs.missing,
            editions=inputs.editions,
        )
    interval = rate_interval(inputs.count, people, indicator.multiplier, confidence)
    return Result(
        indicator_id=indicator.id,
        area=inputs.area,
        period=period,
        numerator=inputs.count,
        denominator=people,
        value=indicator.multiplier * inputs.count / people,
        lower=interval.lower,
        upper=interval.upper,
        confidence=confidence,
        method=interval.method,
        status="published",
        status_reason="",
        editions=inputs.editions,
    )


def _total_counts(
    counts: pd.DataFrame, indicator: Indicator, months: Sequence[Month], by: str
) -> dict[str, int]:
    labels = [month.label for month in months]
    wanted = counts[counts["period"].isin(labels) & counts["category"].isin(indicator.categories)]
    totals = wanted.groupby(by, observed=True)["count"].sum()
    return {str(key): int(total) for key, total in totals.items()}


def _group_editions(coverage: pd.DataFrame, months: Sequence[Month]) -> Editions:
    wanted = coverage[coverage["period"].isin([month.label for month in months])]
    editions: dict[tuple[str, str], list[str]] = {}
    for code, month, edition in zip(wanted["area_code"], wanted["period"], wanted["edition"], strict=True):
        editions.setdefault((code, month), []).append(str(edition))
    return editions


def describe_missing(absent: Sequence[Month], months: int) -> str:
    """Which months have no data, as ``no data for January 2024, March to May 2024``.

    Only more than ``GAPS_NAMED`` gaps are summed up: ``no data for 5 of 12 months, May 2022 to March 2023``.
    """
    gaps = find_gaps(absent)
    if len(gaps) > GAPS_NAMED:
        span = describe_gap((min(absent), max(absent)))
        return f"no data for {len(absent)} of {months} months, {span}"
    return f"no data for {', '.join(describe_gap(gap) for gap in gaps)}"


def find_gaps(absent: Sequence[Month]) -> list[tuple[Month, Month]]:
    """First and last month of each run of consecutive months."""
    ordered = sorted(absent)
    runs = groupby(enumerate(ordered), lambda item: item[1].plus(-item[0]))
    gaps = [[month for _, month in run] for _, run in runs]
    return [(gap[0], gap[-1]) for gap in gaps]


def describe_gap(gap: tuple[Month, Month]) -> str:
    """A run of months in words: "January 2024", "March to May 2024"."""
    first, last = gap
    if first == last:
        return first.long_label
    opening = first.name if first.year == last.year else first.long_label
    return f"{opening} to {last.long_label}"
