"""Funnel plots: which areas differ from the average by more than areas of their size do by chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from csp_toolkit.areas import Area
from csp_toolkit.indicators.intervals import WILSON, proportion_interval, rate_interval
from csp_toolkit.indicators.results import Result

WARNING, CONTROL = 0.95, 0.998
"""The two pairs of limits: about two and three standard deviations."""
WINSORISED: Final = 0.1
"""The share of areas at each end that have no more say in the dispersion than the ones next to them."""

Kind = Literal["rate", "proportion"]
Position = Literal["high at 99.8%", "high at 95%", "within the limits", "low at 95%", "low at 99.8%"]


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """An area in a funnel; value, size and position are ``None`` where it has no figure.

    ``size`` is what the limits depend on: the denominator, or the effective number of a weighted survey.
    """

    area: Area
    result: Result
    value: float | None
    size: float | None
    position: Position | None


@dataclass(frozen=True, slots=True)
class Funnel:
    """Areas against their average: ``baseline`` and values are in the indicator's unit.

    ``baseline`` is ``None`` where no area has a figure. ``dispersion`` is how many times more than by chance
    the areas vary (``None`` for under three of them, never below 1); the limits are widened by its square
    root only where ``adjusted``. ``multiplier`` is the indicator's: 1,000 for a rate per 1,000.
    """

    points: tuple[FunnelPoint, ...]
    baseline: float | None
    multiplier: float
    kind: Kind
    dispersion: float | None
    adjusted: bool
    method: str

    def limits(self, denominator: float, confidence: float) -> tuple[float, float]:
        """Both limits for an area of this size, in the indicator's unit.

        Raises ``ValueError`` for a funnel without a baseline.
        """
        if self.baseline is None:
            raise ValueError("a funnel without figures has no limits")
        phi = (self.dispersion or 1.0) if self.adjusted else 1.0
        shares = self.baseline / self.multiplier, denominator, confidence
        lower, upper = funnel_limits(*shares, kind=self.kind, dispersion=phi)
        return lower * self.multiplier, upper * self.multiplier


def calculate_funnel(
    results: Sequence[Result], multiplier: float, *, baseline: float | None = None, adjust: bool = False
) -> Funnel:
    """A funnel of one indicator in one period, in the order of the results.

    The baseline is the sum of counts over the sum of denominators, unless one is given in the indicator's
    unit. An area is placed by whether its own interval holds the baseline, so that funnel and table agree:
    exact Poisson under ten, Byar from ten, Wilson for a proportion. With ``adjust`` the limits are widened by
    the areas' own dispersion (Spiegelhalter 2005), and then rates use the exact interval throughout.

    Raises ``ValueError`` for several indicators, periods, methods of rate and proportion, or an area twice.
    """
    kind = _require_one_family(results)
    pairs = [parts for r in results if (parts := _parts(r))]
    if baseline is None and pairs:
        baseline = multiplier * sum(n for n, _ in pairs) / sum(d for _, d in pairs)
    average = None if baseline is None else baseline / multiplier
    phi = None if average is None else estimate_funnel_dispersion(pairs, average, kind=kind)
    points = [_point(result, average, kind, phi or 1.0 if adjust else 1.0) for result in results]
    return Funnel(tuple(points), baseline, multiplier, kind, phi, adjust, _method(kind, adjust))


def _method(kind: Kind, adjust: bool) -> str:
    name = "Wilson" if kind == "proportion" else "Poisson"
    return f"funnel, {name}, {'widened by dispersion' if adjust else 'chance alone'}"


def _parts(result: Result) -> tuple[float, float] | None:
    """Count and denominator; those of a weighted survey stand for its effective number of answers."""
    if not result.has_value or result.numerator is None or result.denominator is None:
        return None
    size = result.effective_n or result.denominator
    return result.numerator * (size / result.denominator), size


def _point(result: Result, average: float | None, kind: Kind, phi: float) -> FunnelPoint:
    parts = _parts(result)
    if parts is None or average is None:
        return FunnelPoint(result.area, result, None, None, None)
    position = place_in_funnel(*parts, average, kind=kind, dispersion=phi)
    return FunnelPoint(result.area, result, result.value, parts[1], position)


def place_in_funnel(
    numerator: float, denominator: float, baseline: float, *, kind: Kind, dispersion: float = 1.0
) -> Position:
    """Where ``numerator / denominator`` stands against ``baseline``, a plain share or rate per one.

    High or low at 99.8% where that interval leaves the baseline out, else at 95% where that one does. With a
    ``dispersion`` above 1 the share itself is held against the widened limits.

    Raises ``ValueError`` as the intervals do, for a negative count or a denominator not above zero.
    """
    place = numerator, denominator, baseline, kind, dispersion
    if side := _side(*place, CONTROL):
        return "high at 99.8%" if side > 0 else "low at 99.8%"
    if side := _side(*place, WARNING):
        return "high at 95%" if side > 0 else "low at 95%"
    return "within the limits"


def _side(n: float, d: float, baseline: float, kind: Kind, phi: float, confidence: float) -> int:
    """1 where ``n / d`` is clearly above the baseline, -1 clearly below, else 0."""
    if phi > 1:
        lower, upper = funnel_limits(baseline, d, confidence, kind=kind, dispersion=phi)
        return int(n / d > upper) - int(n / d < lower)
    if kind == "proportion":
        interval = proportion_interval(n, d, confidence)
    else:
        interval = rate_interval(int(n), d, 1, confidence)
    return int(interval.lower > baseline) - int(interval.upper < baseline)


def funnel_limits(
    baseline: float, denominator: float, confidence: float, *, kind: Kind, dispersion: float = 1.0
) -> tuple[float, float]:
    """The lowest and highest share or rate per one that chance explains in an area of this size.

    For a proportion they invert Wilson's interval: ``p`` less and plus ``z * sqrt(p * (1 - p) / n)``, within
    0 and 1. For a rate they invert the exact Poisson interval, counts taken as continuous (Spiegelhalter
    2005). A ``dispersion`` above 1 counts every area as that many times smaller.

    Raises ``ValueError`` for a denominator that is not above zero.
    """
    if denominator <= 0:
        raise ValueError(f"a denominator is above zero, not {denominator}")
    size = denominator / dispersion
    if kind == "proportion":
        return _proportion_limits(baseline, size, confidence)
    return _rate_limits(baseline, size, confidence)


def _proportion_limits(baseline: float, size: float, confidence: float) -> tuple[float, float]:
    from scipy.stats import norm

    reach = float(norm.ppf((1 + confidence) / 2)) * math.sqrt(baseline * (1 - baseline) / size)
    return max(0.0, baseline - reach), min(1.0, baseline + reach)


def _rate_limits(baseline: float, size: float, confidence: float) -> tuple[float, float]:
    from scipy.special import pdtrik

    expected, tail = baseline * size, (1 - confidence) / 2
    # Where even a count of 0 is likelier than the tail, no low count is outside and the limit is zero.
    lower = float(pdtrik(tail, expected)) if math.exp(-expected) < tail else 0.0
    upper = float(pdtrik(1 - tail, expected)) + 1 if math.exp(-expected) < 1 - tail else 1.0
    return max(0.0, lower) / size, upper / size


def estimate_funnel_dispersion(
    pairs: Sequence[tuple[float, float]], baseline: float, *, kind: Kind
) -> float | None:
    """How many times more than by chance the areas vary: the mean square of their z scores, never under 1.

    ``pairs`` are counts and denominators. The highest and lowest tenth of the z scores are drawn in to those
    next to them (winsorised), so that the areas a funnel should point out do not hide themselves
    (Spiegelhalter 2005). ``None`` for under three areas or a baseline of nothing or everything.
    """
    import numpy as np
    from scipy.stats.mstats import winsorize

    variance = baseline * (1 - baseline) if kind == "proportion" else baseline
    if len(pairs) < 3 or variance <= 0:
        return None
    scores = [(n / d - baseline) / math.sqrt(variance / d) for n, d in pairs]
    drawn_in = winsorize(np.array(scores), limits=(WINSORISED, WINSORISED))
    return max(1.0, float((drawn_in**2).mean()))


def _require_one_family(results: Sequence[Result]) -> Kind:
    known = [r for r in results if r.has_value]
    if len({(r.indicator_id, r.period.label) for r in results}) > 1:
        raise ValueError("a funnel is of one indicator in one period")
    if len({r.area.code for r in results}) < len(results):
        raise ValueError("an area comes twice in a funnel")
    if len({r.method == WILSON for r in known}) > 1:
        raise ValueError("a funnel holds rates or proportions, not both")
    if any(r.denominator is None for r in known):
        raise ValueError("a count without a denominator has no place in a funnel")
    return "proportion" if known and known[0].method == WILSON else "rate"
