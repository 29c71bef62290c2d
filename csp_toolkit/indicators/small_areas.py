"""Rates of small areas, drawn towards the rate of all by as much as chance may have moved them.

In an area of 1,500 residents the count of a quarter is mostly chance: ranked as they are, the smallest areas
lead the table at both ends. Empirical Bayes estimates borrow strength from the other areas (Clayton and
Kaldor 1987): true rates are taken to vary as a gamma distribution, learnt from all areas together
(``spread_of_rates``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from csp_toolkit.areas import Area
from csp_toolkit.indicators.intervals import rate_interval
from csp_toolkit.indicators.results import Result
from csp_toolkit.indicators.spread_of_rates import Spread, estimate_spread

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEWEST_AREAS: Final = 10
"""Fewer areas do not tell how much true rates vary."""
SHRUNK = "empirical Bayes, gamma-Poisson"
NONE_COUNTED = "exact Poisson of all areas, none counted"
SEARCH_STEPS: Final = 40


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


def small_areas_of(results: Sequence[Result]) -> list[SmallArea]:
    """Small areas from results; one without a figure keeps its reason."""
    return [SmallArea(r.area, r.numerator, r.denominator, r.status_reason) for r in results]


def calculate_small_area_rates(
    areas: Sequence[SmallArea], multiplier: float = 1000, *, confidence: float = 0.95
) -> list[SmallAreaRate]:
    """Each area's estimated rate with its interval, in the order given.

    The interval is the middle of what an area's count leaves of its true rate, over everything the spread
    between areas may be. Where nothing was counted anywhere, all have the rate of none and its exact
    interval. An area without residents has no rate, whatever was counted there, and is told so; so is one
    without a figure.

    Raises ``ValueError`` for under ``FEWEST_AREAS`` areas with figures, an area twice or a count below zero.
    """
    _require_areas(areas)
    usable = [number for number, area in enumerate(areas) if area.count is not None and area.residents]
    if len(usable) < FEWEST_AREAS:
        raise ValueError(f"{len(usable)} areas have a figure; their spread needs {FEWEST_AREAS}")
    pairs = [(areas[number].count or 0, areas[number].residents or 0.0) for number in usable]
    estimates = dict(zip(usable, _estimates(pairs, multiplier, confidence), strict=True))
    method = SHRUNK if any(count for count, _ in pairs) else NONE_COUNTED
    return [
        _shrunk(area, estimates[number], multiplier, method) if number in estimates else _without_rate(area)
        for number, area in enumerate(areas)
    ]


_Estimate = tuple[float, float, float, float]
"""Rate, lower and upper end, and the weight of the area's own count."""


def _shrunk(area: SmallArea, estimate: _Estimate, multiplier: float, method: str) -> SmallAreaRate:
    crude = multiplier * (area.count or 0) / (area.residents or 1)
    return SmallAreaRate(area.area, area.count, area.residents, crude, *estimate, method, "")


def _without_rate(area: SmallArea) -> SmallAreaRate:
    if area.count is not None and area.residents == 0:
        reason = f"nobody lives here, so {area.count:,} counted here have no rate"
    else:
        reason = area.reason or "no figure"
    return SmallAreaRate(area.area, area.count, area.residents, *(None,) * 5, "", reason)


def _estimates(pairs: Sequence[tuple[int, float]], multiplier: float, confidence: float) -> list[_Estimate]:
    import numpy as np

    if not any(count for count, _ in pairs):
        lower, upper, _ = rate_interval(0, sum(people for _, people in pairs), multiplier, confidence)
        return [(0.0, lower, upper, 0.0)] * len(pairs)
    spread = estimate_spread(pairs)
    counts, people = (np.array(column, dtype=float) for column in zip(*pairs, strict=True))
    # Rows are what the spread may be, columns areas: each cell is a gamma distribution of a true rate.
    shapes = spread.shapes[:, None] + counts
    rates = (spread.shapes / spread.means)[:, None] + people
    likelihood = spread.weights[:, None]
    middle = multiplier * (likelihood * shapes / rates).sum(axis=0)
    own = (likelihood * people / rates).sum(axis=0)
    tail = (1 - confidence) / 2
    ends = [multiplier * _quantiles(spread, shapes, rates, share) for share in (tail, 1 - tail)]
    return [
        (float(rate), float(low), float(high), float(weight))
        for rate, low, high, weight in zip(middle, *ends, own, strict=True)
    ]


def _quantiles(
    spread: Spread, shapes: NDArray[np.float64], rates: NDArray[np.float64], share: float
) -> NDArray[np.float64]:
    """The value under which this share of each area's mixture of gamma distributions lies, by halving."""
    import numpy as np
    from scipy.special import gammainc, gammaincinv

    each = gammaincinv(shapes, share) / rates
    low, high = each.min(axis=0), each.max(axis=0)
    for _ in range(SEARCH_STEPS):
        middle = (low + high) / 2
        below = (spread.weights[:, None] * gammainc(shapes, middle * rates)).sum(axis=0) < share
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    found: NDArray[np.float64] = (low + high) / 2
    return found


def _require_areas(areas: Sequence[SmallArea]) -> None:
    if len({area.area.code for area in areas}) < len(areas):
        raise ValueError("a small area is given twice")
    if any((area.count or 0) < 0 or (area.residents or 0) < 0 for area in areas):
        raise ValueError("counts and residents are not below zero")
