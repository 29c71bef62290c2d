"""What a comparison shows, or why it shows nothing: counts of two periods, and the change of their rate."""

from __future__ import annotations

from csp_toolkit.findings.doubts import explain_doubt
from csp_toolkit.findings.sentence import (
    Sentence,
    as_sentence,
    choose_short,
    count_of,
    describe_percent,
    describe_span,
    give_reasons,
    join_sentences,
    split_reasons,
    state_confidence,
    with_article,
)
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.change import Comparison
from csp_toolkit.number_format import percent_decimals, write_percent


def describe_comparison(comparison: Comparison, indicator: Indicator) -> Sentence:
    """What a comparison shows, or why it shows nothing.

    The percentage and its interval are those of the rate per person and day, introduced as "allowing for
    population and days" where those differ between the periods. They are never mixed with the percent change
    of the counts, which an interval of the rate could exclude.
    """
    if comparison.verdict == "cannot say":
        parts = _cannot_say(comparison, indicator)
    else:
        parts = [_state_counts(comparison, indicator), _state_change(comparison)]
        parts += _remarks(comparison, indicator)
    return join_sentences(parts, comparison.verdict)


def _state_counts(comparison: Comparison, indicator: Indicator) -> str:
    """Both counts with their periods; the comparator's name too where the sentence stays short enough."""
    current, baseline = comparison.current, comparison.baseline
    opening = f"{indicator.name}: {count_of(current.numerator or 0, indicator.numerator)}"
    opening += f" in {current.period.long_label}, against {baseline.numerator or 0:,} in"
    return choose_short(
        f"{opening} {with_article(comparison.comparator)}, {baseline.period.long_label}.",
        f"{opening} {baseline.period.long_label}.",
    )


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
    difference = comparison.difference or 0
    if difference == 0:
        amount = "the same number"
    else:
        amount = f"{abs(difference):,} {'fewer' if difference < 0 else 'more'}"
    verdict = comparison.verdict
    if verdict == "no clear change":
        return f"That is {amount}, which is no clear change."
    return f"That is {amount}, which is a {verdict}{f', allowing for {allowance}' if allowance else ''}."


def _remarks(comparison: Comparison, indicator: Indicator) -> list[str]:
    """What a reader of the verdict should know, each a sentence."""
    remarks = [as_sentence(part) for part in split_reasons(comparison.reason)]
    doubt = explain_doubt(comparison)
    if doubt:
        remarks.insert(0, doubt)
    if comparison.verdict != "no clear change" and indicator.better == "neither" and indicator.caveats:
        remarks.append(as_sentence(indicator.caveats[0]))
    return remarks


def _cannot_say(comparison: Comparison, indicator: Indicator) -> list[str]:
    current, baseline = comparison.current, comparison.baseline
    if current.has_value and current.numerator is not None:
        figure = f"{count_of(current.numerator, indicator.numerator)} in"
    else:
        figure = "no figure for"
    doubt = choose_short(
        f"We cannot say how this compares with {with_article(comparison.comparator)}, "
        f"{baseline.period.long_label}.",
        f"We cannot say how this compares with {baseline.period.long_label}.",
    )
    opening = f"{indicator.name}: {figure} {current.period.long_label}."
    return [opening, doubt, *give_reasons(comparison.reason)]


def _allowance(comparison: Comparison) -> str:
    """What differs between the periods besides the counts: ``population and days``, or nothing."""
    current, baseline = comparison.current, comparison.baseline
    words = []
    if current.denominator != baseline.denominator:
        words.append("population")
    if current.period.days != baseline.period.days:
        words.append("days")
    return " and ".join(words)
