"""Plain counts: of events, which chance has a part in, and of work done, which is what it is."""

from __future__ import annotations

from dataclasses import replace

from csp_toolkit.areas import Area
from csp_toolkit.indicators.availability import Availability
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.inputs import Inputs
from csp_toolkit.indicators.intervals import rate_interval
from csp_toolkit.indicators.results import Result
from csp_toolkit.periods import Period

COMPLETE_COUNT = "complete count"
"""The method of work done: sessions held are counted, not drawn, so that they have no interval."""


def make_count(
    inputs: Inputs, indicator: Indicator, area: Area, period: Period, held: Availability, confidence: float
) -> Result:
    """The number of events in the period, with the exact Poisson or Byar's interval of a count."""
    count, held = count_events(inputs, indicator, area, period, held)
    if count is None:
        return without_figure(indicator, area, period, held, confidence)
    interval = rate_interval(count, 1, indicator.multiplier, confidence)
    made = _complete(indicator, area, period, held, confidence, count)
    return replace(made, lower=interval.lower, upper=interval.upper, method=interval.method)


def make_output(
    inputs: Inputs, indicator: Indicator, area: Area, period: Period, held: Availability, confidence: float
) -> Result:
    """How much was done in the period: a value without an interval. Amounts are in whole units."""
    count, held = count_events(inputs, indicator, area, period, held)
    if count is None:
        return without_figure(indicator, area, period, held, confidence)
    return _complete(indicator, area, period, held, confidence, count)


def count_events(
    inputs: Inputs, indicator: Indicator, area: Area, period: Period, held: Availability
) -> tuple[int | None, Availability]:
    """The sum over the period's steps and the indicator's categories; ``None`` where there is none to give.

    Corrections of earlier periods are counted below zero by some publishers. Where they outweigh what was
    counted, the sum is no number of events, and the period is not comparable.
    """
    if not held.has_figure:
        return None, held
    count = round(inputs.total(area.code, held.steps, indicator.categories).counted)
    if count >= 0:
        return count, held
    reason = f"corrections of earlier periods outweigh what was counted for {period.long_label}"
    return None, replace(held, status="not_comparable", reason=reason)


def without_figure(
    indicator: Indicator,
    area: Area,
    period: Period,
    held: Availability,
    confidence: float,
    *,
    denominator: float | None = None,
) -> Result:
    """A result that says why there is no figure, and holds none."""
    return Result(
        indicator_id=indicator.id,
        area=area,
        period=period,
        numerator=None,
        denominator=denominator,
        value=None,
        lower=None,
        upper=None,
        confidence=confidence,
        method="",
        status=held.status,
        status_reason=held.reason,
        editions=held.editions,
    )


def _complete(
    indicator: Indicator, area: Area, period: Period, held: Availability, confidence: float, count: int
) -> Result:
    return Result(
        indicator_id=indicator.id,
        area=area,
        period=period,
        numerator=count,
        denominator=None,
        value=float(indicator.multiplier * count),
        lower=None,
        upper=None,
        confidence=confidence,
        method=COMPLETE_COUNT,
        status=held.status,
        status_reason=held.reason,
        editions=held.editions,
    )
