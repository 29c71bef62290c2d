"""Results as an audience may see them: withheld, or worked out anew from a rounded count."""

from __future__ import annotations

from dataclasses import replace

from csp_toolkit.disclosure import Policy, limits_of_shown
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.intervals import proportion_interval, rate_interval
from csp_toolkit.indicators.results import Result

NOT_SHOWN = "withheld so that no small count can be worked out"
"""Said of a small count and of one that would give it away alike."""
NOT_FOR_THIS_AUDIENCE = "not for this audience"


def suppress_result(result: Result, reason: str) -> Result:
    """The result without any figure. The denominator of a proportion goes too: it is a count of people."""
    return replace(
        result,
        numerator=None,
        denominator=None if result.effective_n is not None else result.denominator,
        value=None,
        lower=None,
        upper=None,
        method="",
        status="suppressed",
        status_reason=reason,
        effective_n=None,
    )


def round_result(
    result: Result, indicator: Indicator, policy: Policy, number: int, whole: int | None
) -> Result:
    """The result worked out from the counts as they are shown, saying so; a plain 0 is exact and stays."""
    if policy.nearest == 1 or not (number or whole):
        return result
    said = (
        f"counts rounded to the nearest {policy.nearest}"
        if whole is not None
        else (f"count rounded to the nearest {policy.nearest}")
    )
    reason = "; ".join(part for part in (result.status_reason, said) if part)
    result = replace(result, numerator=number, status_reason=reason)
    return _share(result, indicator, whole) if whole is not None else _rate(result, indicator, policy)


def _rate(result: Result, indicator: Indicator, policy: Policy) -> Result:
    """A rate, a plain count or work done. What had no interval has none.

    The interval holds for every count that is shown as this one: from the least's lower end to the upper end
    of the most.
    """
    number, per = result.numerator or 0, result.denominator or 1
    value = indicator.multiplier * number / per
    if result.lower is None:
        return replace(result, value=value)
    least, most = limits_of_shown(number, policy)
    low, high = (rate_interval(n, per, indicator.multiplier, result.confidence) for n in (least, most))
    return replace(result, value=value, lower=low.lower, upper=high.upper, method=high.method)


def _share(result: Result, indicator: Indicator, whole: int) -> Result:
    """A proportion. Weights are left aside: a weighted share would tell more than rounded counts do."""
    number = min(result.numerator or 0, whole)  # the whole can be open, and exact
    interval = proportion_interval(number, whole, result.confidence)
    return replace(
        result,
        numerator=number,
        denominator=float(whole),
        value=indicator.multiplier * number / whole,
        lower=indicator.multiplier * interval.lower,
        upper=indicator.multiplier * interval.upper,
        method=interval.method,
        effective_n=float(whole),
    )
