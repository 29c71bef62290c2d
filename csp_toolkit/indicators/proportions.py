"""Parts of a whole: answers of a survey, or one count among another, with Wilson's interval.

In a weighted survey the value is the weighted share, and its interval that of as many equally weighted
answers as the weights stand for (Kish, Survey Sampling, 1965).
"""

from __future__ import annotations

from dataclasses import replace

from csp_toolkit.areas import Area
from csp_toolkit.indicators.availability import Availability
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.counts import without_figure
from csp_toolkit.indicators.inputs import DENOMINATOR, NUMERATOR, Inputs, Tally
from csp_toolkit.indicators.intervals import proportion_interval
from csp_toolkit.indicators.results import Result
from csp_toolkit.periods import Period


def make_proportion(
    inputs: Inputs, indicator: Indicator, area: Area, period: Period, held: Availability, confidence: float
) -> Result:
    """The share of the period, in percent where the indicator's multiplier is 100.

    ``numerator`` and ``denominator`` are as counted, so that a weighted value is not their quotient. Missing
    where the whole is zero or smaller than its part.
    """
    if not held.has_figure:
        return without_figure(indicator, area, period, held, confidence)
    part = inputs.total(area.code, held.steps, (NUMERATOR,))
    whole = inputs.total(area.code, held.steps, (DENOMINATOR,))
    if fault := _fault(part, whole, period):
        faulty = replace(held, status="missing", reason=fault)
        return without_figure(indicator, area, period, faulty, confidence)
    share = part.weighted / whole.weighted
    effective_n = whole.effective_n
    interval = proportion_interval(share * effective_n, effective_n, confidence)
    return Result(
        indicator_id=indicator.id,
        area=area,
        period=period,
        numerator=round(part.counted),
        denominator=float(whole.counted),
        value=indicator.multiplier * share,
        lower=indicator.multiplier * interval.lower,
        upper=indicator.multiplier * interval.upper,
        confidence=confidence,
        method=interval.method,
        status=held.status,
        status_reason=held.reason,
        editions=held.editions,
        effective_n=effective_n,
    )


def _fault(part: Tally, whole: Tally, period: Period) -> str:
    """Why two numbers are no part and whole, without telling them: they may be small."""
    if whole.counted == 0 or whole.weighted == 0 or whole.effective_n <= 0:
        return f"nobody and nothing was counted of which there could be a share in {period.long_label}"
    if part.counted < 0 or whole.counted < 0:
        return f"a count below zero is no part or whole, in {period.long_label}"
    if part.counted > whole.counted or part.weighted > whole.weighted:
        return f"the part is larger than the whole in {period.long_label}, so one of the two is wrong"
    return ""
