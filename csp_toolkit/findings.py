"""Sentences for councillors that claim no more than the evidence behind them.

Every comparison says its period, its comparator, both counts and the change with its interval. No sentence
is longer than ``MOST_WORDS``, gives a cause, or calls "stable" what merely shows no clear change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.change import SIGNIFICANCE, Comparison, Verdict
from csp_toolkit.indicators.ranking import Rank
from csp_toolkit.indicators.results import Result
from csp_toolkit.number_format import percent_decimals, rate_decimals, write_percent

MOST_WORDS = 25


@dataclass(frozen=True, slots=True)
class Sentence:
    """A finding in words (one sentence or a few) and its verdict; ``None`` where no comparison is made."""

    text: str
    verdict: Verdict | None = None


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
    return Sentence(" ".join(parts), comparison.verdict)


def describe_rank(rank: Rank, indicator: Indicator, among: str = "partnerships") -> Sentence:
    """An area's rate with its interval, and its rank with the ranks it could as well have.

    ``among`` names what is ranked, such as ``partnerships in Essex``.
    """
    result = rank.result
    heading = f"{indicator.name} in {rank.area.name}"
    if rank.rank is None or rank.rank_lower is None or rank.rank_upper is None:
        opening = f"{heading}: there is no rank for {result.period.long_label}."
        return Sentence(" ".join([opening, *_give_reasons(result.status_reason)]), "cannot say")
    parts = [*_state_rate(heading, result, indicator), _state_rank(rank, rank.rank, among)]
    if rank.ranked > 1:
        parts.append(_state_rank_interval(rank, rank.rank_lower, rank.rank_upper))
    return Sentence(" ".join(parts))


def describe_many_looks(comparisons: Sequence[Comparison]) -> Sentence:
    """How many changes a report tested, what came of them, and that their number was allowed for."""
    found = Counter(comparison.verdict for comparison in comparisons)
    tested = len(comparisons) - found["cannot say"]
    if not tested:
        return Sentence("No change could be tested.", "cannot say")
    parts = [
        f"{_count(tested, 'changes')} {'was' if tested == 1 else 'were'} tested: "
        f"{_count(found['clear rise'], 'clear rises')}, {_count(found['clear fall'], 'clear falls')}, "
        f"{found['no clear change']} with no clear change."
    ]
    if tested > 1:
        parts.append("Verdicts allow for their number, so that chance alone seldom makes a change clear.")
    if found["cannot say"]:
        parts.append(f"Nothing can be said of {_count(found['cannot say'], 'other changes')}.")
    return Sentence(" ".join(parts))


def _state_counts(comparison: Comparison, indicator: Indicator) -> str:
    """Both counts with their periods; the comparator's name too where the sentence stays short enough."""
    current, baseline = comparison.current, comparison.baseline
    opening = f"{indicator.name}: {_count(current.numerator or 0, indicator.numerator)}"
    opening += f" in {current.period.long_label}, against {baseline.numerator or 0:,} in"
    named = f"{opening} {_with_article(comparison.comparator)}, {baseline.period.long_label}."
    return named if _is_short(named) else f"{opening} {baseline.period.long_label}."


def _state_change(comparison: Comparison) -> str:
    allowance = _allowance(comparison)
    if comparison.rate_change is None:
        return _state_difference(comparison, allowance)
    change, lower, upper = comparison.rate_change
    decimals = percent_decimals(lower, upper)
    interval = f"{_confidence(comparison.current)} interval: {_describe_span(lower, upper, decimals)}"
    if comparison.verdict == "no clear change":
        what = f"that is no clear change: {_describe_percent(change, decimals)} ({interval})."
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
    remarks = [_as_sentence(part) for part in _split(comparison.reason)]
    doubt = explain_doubt(comparison)
    if doubt:
        remarks.insert(0, doubt)
    if comparison.verdict != "no clear change" and indicator.better == "neither" and indicator.caveats:
        remarks.append(_as_sentence(indicator.caveats[0]))
    return remarks


def explain_doubt(comparison: Comparison) -> str:
    """Why a change is not clear although its own interval leaves out no change; else empty."""
    if comparison.verdict != "no clear change" or not _interval_leaves_out_no_change(comparison):
        return ""
    return _explain_wide_verdict(comparison)


def _interval_leaves_out_no_change(comparison: Comparison) -> bool:
    lower, upper = comparison.ratio_lower, comparison.ratio_upper
    return (lower is not None and lower > 1) or (upper is not None and upper < 1)


def _explain_wide_verdict(comparison: Comparison) -> str:
    """Why a change is not clear although its interval alone suggests so."""
    if comparison.p_value is not None and comparison.p_value < SIGNIFICANCE:
        return "Tested alone it would be clear; among all the changes tested here it is not."
    return f"The exact test is more cautious than the interval (p = {comparison.p_value:.2g})."


def _cannot_say(comparison: Comparison, indicator: Indicator) -> list[str]:
    current, baseline = comparison.current, comparison.baseline
    if current.has_value and current.numerator is not None:
        figure = f"{_count(current.numerator, indicator.numerator)} in"
    else:
        figure = "no figure for"
    opening = f"{indicator.name}: {figure} {current.period.long_label}."
    doubt = (
        "We cannot say how this compares with "
        f"{_with_article(comparison.comparator)}, {baseline.period.long_label}."
    )
    if not _is_short(doubt):
        doubt = f"We cannot say how this compares with {baseline.period.long_label}."
    return [opening, doubt, *_give_reasons(comparison.reason)]


def _give_reasons(reason: str) -> list[str]:
    words = ["Reason", *["Also"] * reason.count(";")]
    sentences = [f"{word}: {part}." for word, part in zip(words, _split(reason), strict=False)]
    return [s if _is_short(s) else "The reason stands beside the figure in the results." for s in sentences]


def _state_rate(heading: str, result: Result, indicator: Indicator) -> list[str]:
    value, lower, upper = result.value or 0.0, result.lower or 0.0, result.upper or 0.0
    decimals = rate_decimals(value)
    rate = f"{heading}: {value:,.{decimals}f} {indicator.unit} in {result.period.long_label}"
    span = f"{lower:,.{decimals}f} to {upper:,.{decimals}f}"
    whole = f"{rate} ({_confidence(result)} interval: {span})."
    return [whole] if _is_short(whole) else [f"{rate}.", f"Its {_confidence(result)} interval is {span}."]


def _state_rank(rank: Rank, place: int, among: str) -> str:
    if rank.ranked == 1:
        return f"No other of the {among} has a figure to rank it with."
    if place == 1:
        return f"That is the highest rate of {rank.ranked} {among}."
    if place == rank.ranked:
        return f"That is the lowest rate of {rank.ranked} {among}."
    return f"That is the {_ordinal(place)} highest rate of {rank.ranked} {among}."


def _state_rank_interval(rank: Rank, first: int, last: int) -> str:
    confidence = _confidence(rank.result)
    if first == last:
        return f"Its {confidence} rank interval holds that rank alone."
    every = ", which is every rank" if (first, last) == (1, rank.ranked) else ""
    return f"Its {confidence} rank interval runs from {_ordinal(first)} to {_ordinal(last)}{every}."


def _allowance(comparison: Comparison) -> str:
    """What differs between the periods besides the counts: ``population and days``, or nothing."""
    current, baseline = comparison.current, comparison.baseline
    words = []
    if current.denominator != baseline.denominator:
        words.append("population")
    if current.period.days != baseline.period.days:
        words.append("days")
    return " and ".join(words)


def _describe_span(lower: float, upper: float, decimals: int) -> str:
    if lower < 0 < upper:
        return f"{_describe_percent(lower, decimals)} to {_describe_percent(upper, decimals)}"
    near, far = sorted((lower, upper), key=abs)
    return f"{write_percent(near, decimals)} to {_describe_percent(far, decimals)}"


def _describe_percent(change: float, decimals: int) -> str:
    if change == 0:
        return "the same rate"
    return f"{write_percent(change, decimals)} {'lower' if change < 0 else 'higher'}"


def _count(number: int, plural: str) -> str:
    """``1 offence``, ``1,045 offences``: nouns whose plural ends in s."""
    return f"{number:,} {plural.removesuffix('s') if number == 1 else plural}"


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _confidence(result: Result) -> str:
    return f"{100 * result.confidence:g}%"


def _with_article(comparator: str) -> str:
    return comparator if comparator.startswith("the ") else f"the {comparator}"


def _split(reason: str) -> list[str]:
    return [part.strip() for part in reason.split(";") if part.strip()]


def _as_sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:].rstrip('.')}."


def _is_short(sentence: str) -> bool:
    return len(sentence.split()) <= MOST_WORDS
