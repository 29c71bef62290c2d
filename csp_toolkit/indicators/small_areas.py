"""Rates of small areas, drawn towards the rate of all by as much as chance may have moved them.

In an area of 1,500 residents the count of a quarter is mostly chance: ranked as they are, the smallest areas
lead the table at both ends. Empirical Bayes estimates borrow strength from the other areas (Clayton and
Kaldor 1987): true rates are taken to vary as a gamma distribution, estimated from all areas together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from csp_toolkit.areas import Area
from csp_toolkit.indicators.intervals import rate_interval
from csp_toolkit.indicators.results import Result

FEWEST_AREAS: Final = 10
"""Fewer areas do not tell how much true rates vary."""
LEAST_VARIANCE: Final = 1e-4
"""A squared coefficient of variation below this is none: 1% between areas."""
MOST_VARIANCE: Final = 100.0
"""One above this is a search that ran away."""
SHRUNK = "empirical Bayes, gamma-Poisson"
ALL_ALIKE = "empirical Bayes, no variation beyond chance"


@dataclass(frozen=True, slots=True)
class SmallArea:
    """A small area's count and residents; ``None`` where one is not known, and ``reason`` says why."""

    area: Area
    count: int | None
    residents: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SmallAreaRate:
    """A small area's rate per ``multiplier`` residents, as counted (``crude``) and as estimated (``rate``).

    ``weight`` is how much of the estimate is the area's own: 1 all of it, 0 none. ``lower`` to ``upper`` is
    where the true rate lies with the confidence asked for. All are ``None`` where ``reason`` says why.
    """

    area: Area
    count: int | None
    residents: float | None
    crude: float | None
    rate: float | None
    lower: float | None
    upper: float | None
    weight: float | None
    method: str
    reason: str


@dataclass(frozen=True, slots=True)
class Spread:
    """What is estimated of all areas: their overall rate per resident and how much true rates vary.

    ``variance`` is the square of the coefficient of variation of true rates between areas; 0 for none.
    """

    mean: float
    variance: float
    events: int
    residents: float


def small_areas_of(results: Sequence[Result]) -> list[SmallArea]:
    """Small areas from results; one without a figure keeps its reason."""
    return [SmallArea(r.area, r.numerator, r.denominator, r.status_reason) for r in results]


def calculate_small_area_rates(
    areas: Sequence[SmallArea], multiplier: float = 1000, *, confidence: float = 0.95
) -> list[SmallAreaRate]:
    """Each area's estimated rate with its interval, in the order given.

    The interval is the middle of the gamma distribution that an area's count leaves of its true rate. It
    takes the spread between areas as known, so it is a little narrow where there are few of them. Where areas
    vary no more than chance, all have the overall rate and its interval. An area without residents has no
    rate, whatever was counted there, and is told so; so is one without a figure.

    Raises ``ValueError`` for under ``FEWEST_AREAS`` areas with figures, an area twice or a count below zero.
    """
    _require_areas(areas)
    usable = [(a.count, a.residents) for a in areas]
    pairs = [(count, people) for count, people in usable if count is not None and people]
    if len(pairs) < FEWEST_AREAS:
        raise ValueError(f"{len(pairs)} areas have a figure; their spread needs {FEWEST_AREAS}")
    spread = estimate_spread(pairs)
    return [_estimate(area, spread, multiplier, confidence) for area in areas]


def estimate_spread(pairs: Sequence[tuple[int, float]]) -> Spread:
    """The overall rate and the variance of true rates, by maximum likelihood of a negative binomial.

    ``pairs`` are counts and residents. Counts that vary no more than Poisson, by their moments, have none.
    Source: Clayton and Kaldor (1987), fitted by statsmodels. Where the search does not settle, the moments
    themselves serve (Marshall 1991).
    """
    events, residents = sum(count for count, _ in pairs), sum(people for _, people in pairs)
    mean = events / residents
    moments = _variance_by_moments(pairs, mean)
    if events == 0 or moments <= LEAST_VARIANCE:
        return Spread(mean, 0.0, events, residents)
    return _fit(pairs) or Spread(mean, moments, events, residents)


def _variance_by_moments(pairs: Sequence[tuple[int, float]], mean: float) -> float:
    """The variance between areas left after chance, relative to the mean squared (Marshall 1991)."""
    if mean == 0:
        return 0.0
    residents = sum(people for _, people in pairs)
    between = sum(people * (count / people - mean) ** 2 for count, people in pairs) / residents
    return (between - mean * len(pairs) / residents) / mean**2


def _fit(pairs: Sequence[tuple[int, float]]) -> Spread | None:
    import warnings

    import numpy as np
    from statsmodels.discrete.discrete_model import NegativeBinomial

    counts, people = (np.array(column, dtype=float) for column in zip(*pairs, strict=True))
    model = NegativeBinomial(counts, np.ones_like(counts), exposure=people)
    with warnings.catch_warnings():
        # How the search went is read from its answer: statsmodels also warns on the way to a good one.
        warnings.simplefilter("ignore")
        fitted = model.fit(disp=0, maxiter=200)
    constant, variance = (float(value) for value in fitted.params)
    if (
        not fitted.mle_retvals["converged"]
        or not math.isfinite(constant)
        or not LEAST_VARIANCE < variance < 100
    ):
        return None
    return Spread(math.exp(constant), variance, int(counts.sum()), float(people.sum()))


def _estimate(area: SmallArea, spread: Spread, multiplier: float, confidence: float) -> SmallAreaRate:
    if area.count is None or area.residents is None:
        reason = area.reason or "no figure"
        return SmallAreaRate(area.area, area.count, area.residents, *(None,) * 5, "", reason)
    if area.residents == 0:
        reason = f"nobody lives here, so {area.count:,} counted here have no rate"
        return SmallAreaRate(area.area, area.count, 0, *(None,) * 5, "", reason)
    crude = multiplier * area.count / area.residents
    if spread.variance == 0:
        lower, upper, _ = rate_interval(spread.events, spread.residents, multiplier, confidence)
        found = multiplier * spread.mean, lower, upper, 0.0
        return SmallAreaRate(area.area, area.count, area.residents, crude, *found, ALL_ALIKE, "")
    found = _posterior(area.count, area.residents, spread, multiplier, confidence)
    return SmallAreaRate(area.area, area.count, area.residents, crude, *found, SHRUNK, "")


def _posterior(
    count: int, residents: float, spread: Spread, multiplier: float, confidence: float
) -> tuple[float, float, float, float]:
    """Mean, lower and upper end of the gamma distribution of an area's rate, and its own count's weight."""
    from scipy.stats import gamma

    shape = 1 / spread.variance
    before = shape / spread.mean
    posterior = gamma(shape + count, scale=multiplier / (before + residents))
    lower, upper = posterior.interval(confidence)
    return float(posterior.mean()), float(lower), float(upper), residents / (before + residents)


def _require_areas(areas: Sequence[SmallArea]) -> None:
    if len({area.area.code for area in areas}) < len(areas):
        raise ValueError("a small area is given twice")
    if any((area.count or 0) < 0 or (area.residents or 0) < 0 for area in areas):
        raise ValueError("counts and residents are not below zero")
