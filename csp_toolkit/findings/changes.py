"""Counts and rates over time: both counts, then the change of the rate with its interval."""

from __future__ import annotations

from csp_toolkit.findings.sentence import (
    choose_short,
    count_of,
    describe_percent,
    describe_span,
    state_confidence,
    state_when,
    with_article,
)
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.change import Comparison
from csp_toolkit.number_format import percent_decimals, write_percent


def state_change(comparison: Comparison, indicator: Indicator) -> list[str]:
    """The two counts with their periods, then what became of the rate."""
    return [_state_counts(comparison, indicator), _state_change(comparison)]


def _state_counts(comparison: Comparison, indicator: Indicator) -> str:
    """Both counts with their periods; the comparator's name too where the sentence stays short enough."""
    current, baseline = comparison.current, comparison.baseline
    opening = f"{indicator.name}: {count_of(current.numerator or 0, indicator.numerator)}"
    opening += f" {state_when(current, indicator)}, against"
    comparator = with_article(comparison.comparator)
    if comparison.averaged:
        base = f"{_write_mean(comparison.base_count or 0.0)}, {comparator}"
        named = [result.period.label for result in reversed(comparison.averaged)]
        return choose_short(
            f"{opening} {base} ({', '.join(named)}).", f"{opening} {base} ({named[0]} to {named[-1]})."
        )
    base = f"{baseline.numerator or 0:,} in"
    return choose_short(
        f"{opening} {base} {comparator}, {baseline.period.long_label}.",
        f"{opening} {base} {baseline.period.long_label}.",
    )


def _write_mean(mean: float) -> str:
    return f"{mean:,.0f}" if mean == round(mean) else f"{mean:,.1f}"


def _state_change(comparison: Comparison) -> str:
    allowance = _allowance(comparison)
    if comparison.rate_change is None:
        return _state_difference(comparison, allowance)
    change, lower, upper = comparison.rate_change
    decimals = percent_decimals(lower, upper)
    interval = f"{state_confidence(comparison.current)} interval: {describe_span(lower, upper, decimals)}"
    if comparison.verdict == "no clear change":
        what = f"that is no clear change: {describe_percent(change, decimals)} ({interval})."
    else:
        what = f"that is a {comparison.verdict} of {write_percent(change, decimals)} ({interval})."
    return f"Allowing for {allowance}, {what}" if allowance else f"T{what[1:]}"


def _state_difference(comparison: Comparison, allowance: str) -> str:
    """On a small base the difference of the counts, without a percentage."""
    verdict = comparison.verdict
    amount = _state_amount(comparison)
    if verdict == "no clear change":
        return f"That is {amount}, which is no clear change."
    return f"That is {amount}, which is a {verdict}{f', allowing for {allowance}' if allowance else ''}."


def _state_amount(comparison: Comparison) -> str:
    difference = comparison.difference or 0
    if difference == 0:
        return "the same number"
    return f"{abs(difference):,} {'fewer' if difference < 0 else 'more'}"


def _allowance(comparison: Comparison) -> str:
    """What differs between the periods besides the counts: ``population and days``, or nothing."""
    current, baselines = comparison.current, comparison.averaged or (comparison.baseline,)
    words = []
    if any(current.denominator != baseline.denominator for baseline in baselines):
        words.append("population")
    if comparison.per_day and any(current.period.days != baseline.period.days for baseline in baselines):
        words.append("days")
    return " and ".join(words)
