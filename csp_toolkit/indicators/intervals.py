"""Intervals and the test behind every figure. Each is scipy's or statsmodels', put to this use.

Counts are taken as Poisson and proportions as binomial (see ``METHOD_CAVEAT`` in ``change``). The methods,
their sources and worked answers are in docs/methods.md.
"""

from __future__ import annotations

import math
from typing import NamedTuple

EXACT_BELOW = 10
"""Counts below this have an exact Poisson interval, others Byar's."""
EXACT_POISSON, BYAR, WILSON = "exact Poisson", "Byar", "Wilson"


class Interval(NamedTuple):
    """The two ends of an interval and the name of the method that gave them."""

    lower: float
    upper: float
    method: str


def rate_interval(count: int, denominator: float, multiplier: float, confidence: float = 0.95) -> Interval:
    """The interval of ``multiplier * count / denominator``, in that unit.

    Exact Poisson below a count of ten and Byar's approximation from ten, as the Office for Health Improvement
    and Disparities does. The denominator is taken as known.

    Raises ``ValueError`` for a negative count or a denominator that is not above zero.
    """
    _require(count >= 0, f"a count is not below zero, as {count} is")
    _require(denominator > 0, f"a denominator is above zero, not {denominator}")
    exact = count < EXACT_BELOW
    lower, upper = (exact_poisson_limits if exact else byar_limits)(count, confidence)
    scale = multiplier / denominator
    return Interval(lower * scale, upper * scale, EXACT_POISSON if exact else BYAR)


def exact_poisson_limits(count: int, confidence: float = 0.95) -> tuple[float, float]:
    """Limits of a Poisson mean by the chi-square distribution (Garwood 1936); from 0 for a count of 0."""
    from scipy.stats import chi2

    tail = _tail(confidence)
    lower = float(chi2.ppf(tail, 2 * count)) / 2 if count else 0.0
    return lower, float(chi2.ppf(1 - tail, 2 * count + 2)) / 2


def byar_limits(count: float, confidence: float = 0.95) -> tuple[float, float]:
    """Limits of a Poisson mean by Byar's approximation (Breslow and Day 1987, volume II, page 69).

    Meant for counts of ten and more; the count is above zero.
    """
    from scipy.stats import norm

    _require(count > 0, f"Byar's approximation needs a count above zero, not {count}")
    z = float(norm.ppf(1 - _tail(confidence)))
    above = count + 1
    lower = count * (1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3
    upper = above * (1 - 1 / (9 * above) + z / (3 * math.sqrt(above))) ** 3
    return max(lower, 0.0), upper


def proportion_interval(numerator: float, denominator: float, confidence: float = 0.95) -> Interval:
    """The interval of ``numerator / denominator``, between 0 and 1, by Wilson's score method (Wilson 1927).

    Raises ``ValueError`` unless ``0 <= numerator <= denominator`` and the denominator is above zero.
    """
    _require(denominator > 0, f"a denominator is above zero, not {denominator}")
    _require(0 <= numerator <= denominator, f"{numerator} is not a part of {denominator}")
    lower, upper = _wilson(numerator, denominator, confidence)
    return Interval(lower, upper, WILSON)


def ratio_interval(
    count: int, exposure: float, base_count: int, base_exposure: float, confidence: float = 0.95
) -> tuple[float | None, float | None]:
    """The score interval of the ratio of two Poisson rates, ``count / exposure`` to the base's.

    Given their sum, the first count is binomial, and the score interval of the ratio is Wilson's interval of
    that binomial's odds (Graham, Mengersen and Morton 2003). It is the interval of statsmodels'
    ``confint_poisson_2indep(method="score")``, and is got through Wilson because that function's root search
    goes wrong where a count is zero.

    An end is ``None`` where the data do not bound it: above when the base is zero, both when both are.
    Raises ``ValueError`` for a negative count or an exposure that is not above zero.
    """
    _require_counts(count, exposure, base_count, base_exposure)
    total = count + base_count
    if total == 0:
        return None, None
    share_lower, share_upper = _wilson(count, total, confidence)
    scale = base_exposure / exposure
    upper = None if base_count == 0 else scale * share_upper / (1 - share_upper)
    return scale * share_lower / (1 - share_lower), upper


def ratio_p_value(count: int, exposure: float, base_count: int, base_exposure: float) -> float:
    """The p value of the exact conditional test that two Poisson rates are equal.

    Twice the smaller one-sided p, at most 1 (the "central" test, Fay 2010): a verdict names a direction, so
    the chance of wrongly naming either is held to half. The other two-sided p, of all outcomes as unlikely,
    jumps when exposures differ by a day: five in 90 days against none in 91 is 0.030, the reverse 0.063.

    Raises ``ValueError`` for a negative count or an exposure that is not above zero.
    """
    from statsmodels.stats.rates import test_poisson_2indep

    _require_counts(count, exposure, base_count, base_exposure)
    if count + base_count == 0:
        return 1.0
    if base_count == 0:  # statsmodels divides by the second rate; the test is the same the other way round
        count, exposure, base_count, base_exposure = base_count, base_exposure, count, exposure
    rates = count, exposure, base_count, base_exposure
    larger, smaller = (
        float(test_poisson_2indep(*rates, method="exact-cond", alternative=side).pvalue)
        for side in ("larger", "smaller")
    )
    return min(1.0, 2 * min(larger, smaller))


def _wilson(part: float, whole: float, confidence: float) -> tuple[float, float]:
    from statsmodels.stats.proportion import proportion_confint

    lower, upper = proportion_confint(part, whole, alpha=2 * _tail(confidence), method="wilson")
    # Rounding can leave 1e-17 where the method gives exactly 0 or 1.
    return (0.0 if part == 0 else float(lower)), (1.0 if part == whole else float(upper))


def _tail(confidence: float) -> float:
    _require(0 < confidence < 1, f"a confidence lies between 0 and 1, as 0.95 does, not {confidence}")
    return (1 - confidence) / 2


def _require_counts(count: int, exposure: float, base_count: int, base_exposure: float) -> None:
    _require(count >= 0 and base_count >= 0, f"a count is not below zero, as in {count} and {base_count}")
    exposures = f"{exposure} and {base_exposure}"
    _require(exposure > 0 and base_exposure > 0, f"exposures are above zero, not {exposures}")


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise ValueError(message)
