"""What a count could have shown at all: the smallest change that the test can tell from chance.

"No clear change" of a small count is weak news. Two numbers say how weak: by how much the count would have
had to differ to be called clear, and how large a true change would have been found four times in five.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from csp_toolkit.indicators.change import SIGNIFICANCE, find_ratio, judge
from csp_toolkit.indicators.dispersion import Dispersion
from csp_toolkit.indicators.intervals import ratio_limits, ratio_p_values

POWER = 0.8
"""How often a true change should be found, by custom (Cohen 1988)."""
SMALLEST_RATIO, LARGEST_RATIO = 1e-6, 100.0
"""Between these a true change is looked for: to next to nothing, and to a hundred times the base."""
PLACES = 100
"""Places at which each count's distribution is looked at; more move the answer by under half a point."""


@dataclass(frozen=True, slots=True)
class DetectableChange:
    """What a base count could have shown, in percent of the rate; falls are below zero.

    ``fall`` and ``rise`` are the smallest *observed* changes that are just clear. ``true_fall`` and
    ``true_rise`` are the smallest true changes that come out clear in a share ``power`` of all cases.
    ``None`` where there is no such change: five events cannot clearly fall, not even to none.
    """

    base: int
    power: float
    fall: float | None
    rise: float | None
    true_fall: float | None
    true_rise: float | None


def find_detectable_change(
    base: int,
    *,
    exposure_ratio: float = 1.0,
    dispersion: Dispersion | None = None,
    confidence: float = 0.95,
    power: float = POWER,
) -> DetectableChange:
    """The smallest changes from ``base`` events that the test of ``change.compare_results`` can show.

    ``exposure_ratio`` is the later period's person-days over the base's. Just clear is searched among whole
    counts with the test itself. The true changes are those at which the test reaches ``power`` where both
    counts vary by chance, for one test alone: among many looks they are larger. (The power functions of
    statsmodels are those of other tests, and go wrong on small counts.)

    Raises ``ValueError`` for a base below zero, and unless exposure ratio and power are sensible.
    """
    if base < 0 or exposure_ratio <= 0 or not 0 < power < 1:
        raise ValueError(f"no change of {base} events can be found at {exposure_ratio} and {power}")
    clear = _clear_test(base, exposure_ratio, dispersion, confidence)
    strength = _power_at(base, exposure_ratio, dispersion or Dispersion(1.0), confidence)
    return DetectableChange(
        base=base,
        power=power,
        fall=_percent(_largest_clear_fall(base, exposure_ratio, clear), base, exposure_ratio),
        rise=_percent(_smallest_clear_rise(base, exposure_ratio, clear), base, exposure_ratio),
        true_fall=_true_change(strength, power, SMALLEST_RATIO) if base else None,
        true_rise=_true_change(strength, power, LARGEST_RATIO) if base else None,
    )


def _clear_test(
    base: int, exposure_ratio: float, dispersion: Dispersion | None, confidence: float
) -> Callable[[int], bool]:
    """Whether a later count would be called clear."""

    def clear(count: int) -> bool:
        found = find_ratio(count, exposure_ratio, base, 1.0, dispersion, confidence)
        return judge(found.p_value, found.lower, found.upper) != "no clear change"

    return clear


def _largest_clear_fall(base: int, exposure_ratio: float, clear: Callable[[int], bool]) -> int | None:
    expected = math.floor(base * exposure_ratio)
    if base == 0 or not clear(0):
        return None
    return _edge(clear, 0, expected)


def _smallest_clear_rise(base: int, exposure_ratio: float, clear: Callable[[int], bool]) -> int | None:
    expected = math.ceil(base * exposure_ratio)
    most = max(expected, 10)
    while not clear(most):
        most *= 2
    return _edge(clear, most, expected) if base else None


def _edge(clear: Callable[[int], bool], known: int, expected: int) -> int:
    """The clear count nearest the expected one, which is not clear: by halving what lies between."""
    while abs(known - expected) > 1:
        middle = (known + expected) // 2
        known, expected = (middle, expected) if clear(middle) else (known, middle)
    return known


def _percent(count: int | None, base: int, exposure_ratio: float) -> float | None:
    return None if count is None else 100 * (count / (base * exposure_ratio) - 1)


def _power_at(
    base: int, exposure_ratio: float, dispersion: Dispersion, confidence: float
) -> Callable[[float], float]:
    """The chance that a true ratio of the later rate to the base's comes out clear.

    The test is applied to every pair of ``PLACES`` places of the two counts' distributions. Counts that vary
    phi times as much are phi times those of a Poisson distribution with a mean as much smaller.
    """
    import numpy as np
    from scipy.stats import poisson

    phi, degrees = dispersion.phi, dispersion.degrees_of_freedom
    places = (np.arange(PLACES) + 0.5) / PLACES
    bases = phi * poisson.ppf(places, base / phi)[:, None]

    def strength(ratio: float) -> float:
        counts = phi * poisson.ppf(places, base * exposure_ratio * ratio / phi)[None, :]
        pairs = (counts, exposure_ratio, bases, 1.0, phi, degrees)
        lower, upper = ratio_limits(*pairs, confidence=confidence)
        outside = lower > 1 if ratio > 1 else upper < 1
        return float(np.mean(outside & (ratio_p_values(*pairs) < SIGNIFICANCE)))

    return strength


def _true_change(strength: Callable[[float], float], power: float, far: float) -> float | None:
    """Where the power is just reached between no change and the ratio ``far``; ``None`` where it is not."""
    from scipy.optimize import brentq

    if strength(far) < power:
        return None
    found = float(brentq(lambda ratio: strength(ratio) - power, min(far, 1.0), max(far, 1.0), xtol=1e-4))
    return 100 * (found - 1)
