"""Intervals and the test behind every figure. Each is scipy's or statsmodels', put to this use.

Counts are taken as Poisson and proportions as binomial. Where the counts of a ratio vary ``phi`` times as
much (see ``dispersion``), it is as if ``count / phi`` independent events had been seen, and where phi is
itself an estimate, Student's distribution takes the normal one's place. The methods, their sources and
worked answers are in docs/methods.md.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

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
    _require(count > 0, f"Byar's approximation needs a count above zero, not {count}")
    z = _quantile(1 - _tail(confidence))
    above = count + 1
    lower = count * (1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3
    upper = above * (1 - 1 / (9 * above) + z / (3 * math.sqrt(above))) ** 3
    return max(lower, 0.0), upper


@cache
def _quantile(share: float) -> float:
    """Of the standard normal distribution. Kept: thousands of intervals ask for the same few."""
    from scipy.stats import norm

    return float(norm.ppf(share))


def proportion_interval(numerator: float, denominator: float, confidence: float = 0.95) -> Interval:
    """The interval of ``numerator / denominator``, between 0 and 1, by Wilson's score method (Wilson 1927).

    Raises ``ValueError`` unless ``0 <= numerator <= denominator`` and the denominator is above zero.
    """
    _require(denominator > 0, f"a denominator is above zero, not {denominator}")
    _require(0 <= numerator <= denominator, f"{numerator} is not a part of {denominator}")
    lower, upper = _wilson(numerator, denominator, confidence)
    return Interval(lower, upper, WILSON)


def ratio_interval(
    count: int,
    exposure: float,
    base_count: int,
    base_exposure: float,
    confidence: float = 0.95,
    *,
    phi: float = 1.0,
    degrees_of_freedom: float = math.inf,
) -> tuple[float | None, float | None]:
    """The score interval of the ratio of two rates, ``count / exposure`` to the base's.

    Given their sum, the first count is binomial, and the score interval of the ratio is Wilson's interval of
    that binomial's odds (Graham, Mengersen and Morton 2003). It is the interval of statsmodels'
    ``confint_poisson_2indep(method="score")``, and is got through Wilson because that function's root search
    goes wrong where a count is zero. ``phi`` is how many times as much as Poisson the counts vary, and
    ``degrees_of_freedom`` how well that is known.

    An end is ``None`` where the data do not bound it: above when the base is zero, both when both are.
    Raises ``ValueError`` for a negative count, an exposure that is not above zero or a phi under 1.
    """
    _require_counts(count, exposure, base_count, base_exposure)
    _require(phi >= 1, f"counts do not vary less than by chance, as a phi of {phi} says")
    if count + base_count == 0:
        return None, None
    lower, upper = ratio_limits(
        count, exposure, base_count, base_exposure, phi, degrees_of_freedom, confidence=confidence
    )
    return float(lower), None if base_count == 0 else float(upper)


def ratio_limits(
    count: ArrayLike,
    exposure: ArrayLike,
    base_count: ArrayLike,
    base_exposure: ArrayLike,
    phi: ArrayLike = 1.0,
    degrees_of_freedom: ArrayLike = math.inf,
    *,
    confidence: float = 0.95,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The ends of ``ratio_interval`` for whole arrays: 0 and infinity where the data do not bound it."""
    import numpy as np
    from scipy.stats import norm, t
    from statsmodels.stats.proportion import proportion_confint

    count, base_count, phi = (np.asarray(given, dtype=np.float64) for given in (count, base_count, phi))
    tail = norm.sf(t.isf(_tail(confidence), np.asarray(degrees_of_freedom, dtype=np.float64)))
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = proportion_confint(count / phi, (count + base_count) / phi, alpha=2 * tail, method="wilson")
        # Rounding can leave 1e-17 where the method gives exactly 0 or 1; without any event all is possible.
        lower = np.where(count > 0, shares[0], 0.0)
        upper = np.where(base_count > 0, shares[1], 1.0)
        scale = np.asarray(base_exposure, dtype=np.float64) / np.asarray(exposure, dtype=np.float64)
        return scale * lower / (1 - lower), scale * upper / (1 - upper)


def ratio_p_value(
    count: int,
    exposure: float,
    base_count: int,
    base_exposure: float,
    *,
    phi: float = 1.0,
    degrees_of_freedom: float = math.inf,
) -> float:
    """The p value of the exact conditional test that two rates are equal.

    Twice the smaller one-sided p, at most 1 (the "central" test, Fay 2010): a verdict names a direction, so
    the chance of wrongly naming either is held to half. The other two-sided p, of all outcomes as unlikely,
    jumps when exposures differ by a day: five in 90 days against none in 91 is 0.030, the reverse 0.063.
    ``phi`` and ``degrees_of_freedom`` are as in ``ratio_interval``.

    Raises ``ValueError`` for a negative count, an exposure that is not above zero or a phi under 1.
    """
    _require_counts(count, exposure, base_count, base_exposure)
    _require(phi >= 1, f"counts do not vary less than by chance, as a phi of {phi} says")
    return float(ratio_p_values(count, exposure, base_count, base_exposure, phi, degrees_of_freedom))


def ratio_p_values(
    count: ArrayLike,
    exposure: ArrayLike,
    base_count: ArrayLike,
    base_exposure: ArrayLike,
    phi: ArrayLike = 1.0,
    degrees_of_freedom: ArrayLike = math.inf,
) -> NDArray[np.float64]:
    """``ratio_p_value`` for whole arrays.

    The binomial distribution of the first count, given the sum, stands in the form of the incomplete beta
    function, which takes the broken numbers that ``count / phi`` are. With a phi of 1 it is the test of
    statsmodels' ``test_poisson_2indep(method="exact-cond")``. The p value's place on the normal curve is
    then looked up on Student's.
    """
    import numpy as np
    from scipy.special import betainc
    from scipy.stats import norm, t

    own, other = (np.asarray(given, dtype=np.float64) for given in (exposure, base_exposure))
    first, second = (np.asarray(given, dtype=np.float64) / np.asarray(phi) for given in (count, base_count))
    share = own / (own + other)
    some = np.finfo(np.float64).tiny
    at_least = np.where(first > 0, betainc(np.maximum(first, some), second + 1, share), 1.0)
    at_most = np.where(second > 0, betainc(np.maximum(second, some), first + 1, 1 - share), 1.0)
    p_values = np.minimum(1.0, 2 * np.minimum(at_least, at_most))
    known = np.isinf(degrees_of_freedom)
    on_student = 2 * t.sf(norm.isf(p_values / 2), np.where(known, 1.0, degrees_of_freedom))
    answer: NDArray[np.float64] = np.where(known, p_values, on_student)
    return answer


def points_interval(
    part: float, whole: float, base_part: float, base_whole: float, confidence: float = 0.95
) -> tuple[float, float]:
    """The interval of ``part / whole - base_part / base_whole``, between -1 and 1.

    Newcombe's hybrid score interval (1998), by statsmodels. A survey's whole is its effective number
    of respondents, and its part that times the weighted share.

    Raises ``ValueError`` for a whole that is not above zero, or a part that is none of its whole.
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    _require_parts(part, whole, base_part, base_whole)
    lower, upper = confint_proportions_2indep(
        part, whole, base_part, base_whole, method="newcomb", compare="diff", alpha=2 * _tail(confidence)
    )
    return float(lower), float(upper)


def points_p_value(part: float, whole: float, base_part: float, base_whole: float) -> float:
    """The p value of the score test that two proportions are equal (Miettinen and Nurminen 1985).

    By statsmodels. Where both are none or all, nothing tells them apart: 1. Raises as ``points_interval``.
    """
    import numpy as np
    from statsmodels.stats.proportion import test_proportions_2indep

    _require_parts(part, whole, base_part, base_whole)
    together = part + base_part
    if together == 0 or together == whole + base_whole:
        return 1.0
    parts = np.array([part, whole, base_part, base_whole], dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):  # of ratios that it works out besides
        found = test_proportions_2indep(*parts, method="score", compare="diff")
    return float(found.pvalue)


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


def _require_parts(part: float, whole: float, base_part: float, base_whole: float) -> None:
    for one, of in ((part, whole), (base_part, base_whole)):
        _require(of > 0, f"a denominator is above zero, not {of}")
        _require(0 <= one <= of, f"{one} is not a part of {of}")


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise ValueError(message)
