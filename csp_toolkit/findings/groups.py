"""An area's rate against that of others: both rates with their counts, then the ratio in words."""

from __future__ import annotations

from csp_toolkit.findings.sentence import (
    Sentence,
    count_of,
    give_reasons,
    is_short,
    join_sentences,
    state_confidence,
    with_article,
)
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.change import Comparison, judge
from csp_toolkit.indicators.groups import Group
from csp_toolkit.indicators.rate_ratios import RateRatio
from csp_toolkit.indicators.results import Result
from csp_toolkit.number_format import rate_decimals


def state_difference_of_areas(comparison: Comparison, indicator: Indicator) -> list[str]:
    """Rate and count here and there, then how many times the one is the other."""
    current, baseline = comparison.current, comparison.baseline
    own = f"{indicator.name} in {current.area.name}: {_write_rate(current, indicator)}"
    other = f"{_write_value(baseline)} ({baseline.numerator or 0:,}) in {with_article(comparison.comparator)}"
    return [
        *_in_one_or_two(own, current, other),
        _state_ratio(
            comparison.words, comparison.ratio, comparison.ratio_lower, comparison.ratio_upper, current
        ),
    ]


def describe_group(group: Group, indicator: Indicator, among: str = "others") -> Sentence:
    """An area's rate, the mean of the others, and between which limits areas like them commonly lie.

    ``among`` names the others, such as ``others of the most similar group``.
    """
    own = f"{indicator.name} in {group.own.area.name}: {_write_rate(group.own, indicator)}"
    decimals = rate_decimals(group.mean)
    parts = [
        *_in_one_or_two(own, group.own, ""),
        f"The mean of {group.areas} {among} is {group.mean:,.{decimals}f}.",
    ]
    if group.lower is not None and group.upper is not None and group.own.value is not None:
        limits = f"{group.lower:,.{decimals}f} and {group.upper:,.{decimals}f}"
        value = group.own.value
        side = "above" if value > group.upper else "below" if value < group.lower else "within"
        parts += [
            f"Areas like them commonly lie between {limits}.",
            f"Its own figure lies {side} these limits.",
        ]
    return join_sentences(parts)


def describe_rate_ratio(found: RateRatio, first: Indicator, second: Indicator) -> Sentence:
    """Two groups of people in one area, such as women and men: both rates, then their ratio."""
    if found.p_value is None:
        opening = f"{first.name}: nothing can be said of it against {second.name} in"
        parts = [f"{opening} {found.first.period.long_label}.", *give_reasons(found.reason)]
        return join_sentences(parts, "cannot say")
    own = f"{first.name}: {_write_rate(found.first, first)}"
    other = f"{_write_value(found.second)} {second.unit} ({found.second.numerator or 0:,})"
    verdict = judge(found.p_value, found.lower, found.upper)
    words = {"clear rise": "clearly higher", "clear fall": "clearly lower"}.get(
        verdict, "no clear difference"
    )
    ratio = _state_ratio(words, found.ratio, found.lower, found.upper, found.first)
    return join_sentences([*_in_one_or_two(own, found.first, other), ratio])


def _in_one_or_two(own: str, result: Result, other: str) -> list[str]:
    when = f" in {result.period.long_label}"
    whole = f"{own}{when}, against {other}." if other else f"{own}{when}."
    return [whole] if is_short(whole) or not other else [f"{own}{when}.", f"Against that: {other}."]


def _write_rate(result: Result, indicator: Indicator) -> str:
    return f"{_write_value(result)} {indicator.unit} ({count_of(result.numerator or 0, indicator.numerator)})"


def _write_value(result: Result) -> str:
    value = result.value or 0.0
    return f"{value:,.{rate_decimals(value)}f}"


def _state_ratio(
    words: str, ratio: float | None, lower: float | None, upper: float | None, result: Result
) -> str:
    """``That is clearly higher: 1.4 times the rate (95% interval: 1.2 to 1.6 times).``"""
    if ratio is None or lower is None or upper is None:
        return f"That is {words}. No ratio can be given to a rate of zero."
    decimals = 2 if upper - lower < 1 else 1
    interval = f"{state_confidence(result)} interval: {lower:.{decimals}f} to {upper:.{decimals}f} times"
    return f"That is {words}: {ratio:.{decimals}f} times the rate ({interval})."
