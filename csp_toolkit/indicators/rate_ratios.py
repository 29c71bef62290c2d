"""Two rates of one area and period side by side, such as that of women to that of men ("disproportionality").

``change`` compares periods and ``comparators`` areas; here the *people* differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from csp_toolkit.indicators.intervals import rate_interval, ratio_interval, ratio_p_value
from csp_toolkit.indicators.results import Result

RATIO_METHOD = "score interval, exact conditional test"


@dataclass(frozen=True, slots=True)
class RateRatio:
    """How many times the rate of ``first`` is that of ``second``: 2 says twice as many for each person.

    ``ratio`` and ``upper`` are ``None`` where ``second`` counts none, ``lower`` too where neither counts any;
    all of them and ``p_value`` where a figure is missing or withheld, and then ``reason`` says which. A ratio
    says nothing of the reason for it: recording and reporting can differ between the two groups.
    """

    first: Result
    second: Result
    ratio: float | None
    lower: float | None
    upper: float | None
    p_value: float | None
    confidence: float
    method: str
    reason: str


def calculate_rate_ratio(first: Result, second: Result, *, confidence: float = 0.95) -> RateRatio:
    """The ratio of two rates, such as offences per 1,000 females to offences per 1,000 males.

    The interval is the score interval (Graham, Mengersen and Morton 2003) and the test the exact conditional
    one, as in comparisons of periods. Each result's denominator is the people of its own group.

    Raises ``ValueError`` for two areas, two periods, one indicator twice, or counts without denominators.
    """
    _require_two_groups(first, second)
    absent = [r for r in (first, second) if not r.has_value]
    if absent:
        reason = "; ".join(dict.fromkeys(f"{r.indicator_id} is {_words(r)}" for r in absent))
        return RateRatio(first, second, None, None, None, None, confidence, RATIO_METHOD, reason)
    pair = *_count_and_people(first), *_count_and_people(second)
    lower, upper = ratio_interval(*pair, confidence=confidence)
    count, people, base, base_people = pair
    ratio = count / people * base_people / base if base else None
    reason = "" if base else f"{second.indicator_id} counts none"
    return RateRatio(
        first, second, ratio, lower, upper, ratio_p_value(*pair), confidence, RATIO_METHOD, reason
    )


def _words(result: Result) -> str:
    return f"{result.status.replace('_', ' ')}: {result.status_reason}"


def _count_and_people(result: Result) -> tuple[int, float]:
    if result.numerator is None or result.denominator is None:
        raise ValueError(f"{result.indicator_id} has no count or nothing to divide it by")
    return result.numerator, result.denominator


def _require_two_groups(first: Result, second: Result) -> None:
    if (first.area.code, first.period.label) != (second.area.code, second.period.label):
        raise ValueError("a rate ratio is of one area in one period")
    if first.indicator_id == second.indicator_id:
        raise ValueError("a rate ratio is of two indicators, one for each group")


@dataclass(frozen=True, slots=True)
class Stratum:
    """A part of an area, such as an age group: its people, and the reference's events for each of them."""

    people: float
    reference_rate: float


@dataclass(frozen=True, slots=True)
class StandardisedRatio:
    """What was counted, for each 100 that the reference's rates would have given in this area's people."""

    observed: int
    expected: float
    ratio: float
    lower: float
    upper: float
    confidence: float
    method: str


def calculate_standardised_ratio(
    observed: int, strata: Sequence[Stratum], *, confidence: float = 0.95
) -> StandardisedRatio:
    """The indirectly standardised ratio: it takes out that areas differ in, say, how young they are.

    100 is as many as expected. The interval is that of the observed count (exact Poisson under ten, Byar from
    ten); the expected one is taken as known (Breslow and Day 1987, volume II).

    Raises ``ValueError`` for a count below zero, people or rates below zero, or where nothing is expected.
    """
    if any(stratum.people < 0 or stratum.reference_rate < 0 for stratum in strata):
        raise ValueError("people and rates are not below zero")
    expected = sum(stratum.people * stratum.reference_rate for stratum in strata)
    interval = rate_interval(observed, expected, 100, confidence)
    method = f"indirectly standardised, {interval.method}"
    ratio = 100 * observed / expected
    return StandardisedRatio(observed, expected, ratio, interval.lower, interval.upper, confidence, method)
