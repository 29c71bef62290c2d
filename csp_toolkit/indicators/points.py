"""The difference of two proportions in percentage points, over time or between areas.

Never a percent change of a percentage: from 10% to 12% are two points, which "20% more" would hide.
"""

from __future__ import annotations

from collections.abc import Sequence

from csp_toolkit.indicators.catalogue import Break
from csp_toolkit.indicators.change import Comparison, cannot_say, judge
from csp_toolkit.indicators.comparability import (
    find_doubts,
    find_reasons,
    require_separate_areas,
    require_separate_periods,
)
from csp_toolkit.indicators.intervals import points_interval, points_p_value
from csp_toolkit.indicators.results import Result


def compare_proportions(
    current: Result, baseline: Result, comparator: str, *, breaks: Sequence[Break] = ()
) -> Comparison:
    """Compare a proportion in percent with an earlier one of the same area, or with that of other areas.

    ``value_difference`` is in percentage points, with Newcombe's interval (1998) in ``value_lower`` and
    ``value_upper``, and the score test decides. Both rest on the effective number of answers
    (``Result.effective_n``), so that weights make them no surer than they are. The two are taken as
    separate samples: of the same people asked twice the interval is wider than it need be.

    ``cannot say``, with the reason, where either has no figure or one of ``breaks`` lies between them.
    Raises ``ValueError`` where the two are not proportions of one statistic, or overlap.
    """
    if current.area.code == baseline.area.code:
        require_separate_periods(current, baseline, proportions=True)
    else:
        require_separate_areas(current, baseline, proportions=True)
    reasons = find_reasons((current, baseline), breaks)
    if reasons:
        return cannot_say(current, baseline, comparator, reasons, scale="points")
    parts = (*part_and_whole(current), *part_and_whole(baseline))
    lower, upper = points_interval(*parts, current.confidence)
    p_value = points_p_value(*parts)
    return Comparison(
        current=current,
        baseline=baseline,
        comparator=comparator,
        difference=None,
        percent_change=None,
        ratio=None,
        ratio_lower=None,
        ratio_upper=None,
        p_value=p_value,
        q_value=None,
        verdict=judge(p_value, lower, upper, no_change=0.0),
        reason="; ".join(find_doubts((current, baseline))),
        scale="points",
        value_difference=100 * (parts[0] / parts[1] - parts[2] / parts[3]),
        value_lower=100 * lower,
        value_upper=100 * upper,
    )


def part_and_whole(result: Result) -> tuple[float, float]:
    """How many of how many equally weighted answers the proportion stands for."""
    if result.value is None or result.numerator is None or result.denominator is None:
        raise ValueError(f"{result.indicator_id} in {result.period.label} is not a part of a whole")
    whole = result.effective_n or result.denominator
    if whole == result.denominator:
        return float(result.numerator), whole
    if not 0 <= result.value <= 100:
        raise ValueError(f"{result.indicator_id}: {result.value} is not in percent")
    return whole * result.value / 100, whole
