"""Counts over people or homes: one Result for each area, missing where a step or the population is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from csp_toolkit.areas import Area
from csp_toolkit.indicators.availability import Availability
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.counts import count_events, without_figure
from csp_toolkit.indicators.inputs import Inputs, Population, group_populations
from csp_toolkit.indicators.intervals import rate_interval
from csp_toolkit.indicators.results import Result
from csp_toolkit.periods import Period

if TYPE_CHECKING:
    import pandas as pd

HOMES = ("dwellings", "households")
"""Denominators that are not people."""


def make_rate(
    inputs: Inputs, indicator: Indicator, area: Area, period: Period, held: Availability, confidence: float
) -> Result:
    """The count of the period for each ``multiplier`` of what it is set against, not made annual.

    The population is the one whose reference date is nearest the middle of the period, the earlier of two
    equally near; without one the rate is missing. Exact Poisson or Byar's interval by the count.
    """
    population = nearest_population(inputs.populations.get(area.code, ()), period)
    held = _with_population(held, population, indicator, period)
    people = float(population.people) if population else None
    count, held = count_events(inputs, indicator, area, period, held)
    if count is None or people is None:
        return without_figure(indicator, area, period, held, confidence, denominator=people)
    interval = rate_interval(count, people, indicator.multiplier, confidence)
    return Result(
        indicator_id=indicator.id,
        area=area,
        period=period,
        numerator=count,
        denominator=people,
        value=indicator.multiplier * count / people,
        lower=interval.lower,
        upper=interval.upper,
        confidence=confidence,
        method=interval.method,
        status=held.status,
        status_reason=held.reason,
        editions=held.editions,
    )


def _with_population(
    held: Availability, population: Population | None, indicator: Indicator, period: Period
) -> Availability:
    """What a rate rests on: the steps of its count and the population."""
    if population is not None:
        editions = tuple(sorted({*held.editions, population.edition}))
        return Availability(held.steps, held.status, held.reason, editions)
    if held.status in ("suppressed", "not_comparable"):
        # What a supplier withholds stays withheld, whether there are people to divide by or not.
        return held
    of_what = f"figure of {indicator.denominator}" if indicator.per in HOMES else "population figure"
    reason = f"no {of_what} for {period.long_label}"
    reasons = [held.reason] if held.status == "missing" else []
    return Availability(held.steps, "missing", "; ".join([*reasons, reason]), held.editions)


def find_populations(population: pd.DataFrame, period: Period) -> dict[str, Population]:
    """For each area code the population nearest the middle of the period, the earlier of two equally near.

    Blank and zero populations are no populations: an area without another is not in the answer.
    """
    grouped = group_populations(population)
    return {code: min(known, key=lambda p: _distance(p, period)) for code, known in grouped.items()}


def nearest_population(known: Iterable[Population], period: Period) -> Population | None:
    """The one nearest the middle of the period, the earlier of two equally near; ``None`` of none."""
    return min(known, key=lambda population: _distance(population, period), default=None)


def _distance(population: Population, period: Period) -> tuple[int, date, str]:
    """Twice the days to the middle of the period (which can lie at noon), then date and edition for ties."""
    from_start = (population.reference_date - period.start).days
    return abs(2 * from_start - (period.days - 1)), population.reference_date, population.edition
