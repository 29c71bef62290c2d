"""Ranks of areas, each with the ranks it could as well have had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csp_toolkit.areas import Area
from csp_toolkit.indicators.intervals import WILSON, points_p_value, ratio_p_values
from csp_toolkit.indicators.results import Result

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RATES_RANKED = "rank interval, exact conditional tests, Bonferroni"
PROPORTIONS_RANKED = "rank interval, score tests, Bonferroni"
NOT_TESTED = "rank of complete counts, no test"


@dataclass(frozen=True, slots=True)
class Rank:
    """Where an area's figure stands among those ranked: 1 is the highest, equal figures share a rank.

    ``rank_lower`` (the nearer to first) to ``rank_upper`` are the ranks the data allow at ``confidence``.
    All three are ``None`` for an area without a figure, which is not among the ``ranked``. Work done is
    counted completely, chance has no part in it, and its ranks are the only ones they could be.
    """

    area: Area
    result: Result
    rank: int | None
    rank_lower: int | None
    rank_upper: int | None
    ranked: int
    confidence: float = 0.95
    method: str = RATES_RANKED


def rank_areas(results: Sequence[Result], *, confidence: float | None = None, phi: float = 1.0) -> list[Rank]:
    """Rank areas by one indicator's figure in one period, highest first, areas without a figure last.

    Give the areas of the group that is ranked, such as a most similar group with one's own. Each pair is
    tested: two rates or counts by the exact conditional test, two proportions by the score test. An area's
    best rank is one more than the areas that are clearly higher, its worst leaves below it those that are
    clearly lower, where "clearly" allows for the ``n - 1`` comparisons an area takes part in (Bonferroni).
    This is the interval of Mogstad, Romano, Shaikh and Wilhelm (2024) for one area's rank: it holds for each
    area taken alone, not for the whole list at once. Equal figures are ordered by area code.

    ``confidence`` is that of the results unless given, such as 0.998. ``phi`` is how many times more than by
    chance counts vary, which widens the intervals; it does not concern proportions.

    Raises ``ValueError`` for results of several indicators, periods or confidences, or one area twice.
    """
    _require_one_family(results)
    figures = [r for r in results if r.has_value]
    others = sorted((r for r in results if not r.has_value), key=lambda r: r.area.code)
    figures.sort(key=lambda r: (-_value(r), r.area.code))
    values, n = [_value(r) for r in figures], len(figures)
    level = confidence or (results[0].confidence if results else 0.95)
    method = _method(figures)
    places = [1 + values.index(value) for value in values]
    if method == NOT_TESTED:
        ends = [(place, place) for place in places]
    else:
        higher, lower = _count_clear_differences(figures, level, phi)
        ends = [(1 + higher[i], n - lower[i]) for i in range(n)]
    ranks = [
        Rank(r.area, r, place, *end, n, level, method)
        for r, place, end in zip(figures, places, ends, strict=True)
    ]
    return ranks + [Rank(r.area, r, None, None, None, n, level, method) for r in others]


def _method(figures: Sequence[Result]) -> str:
    if any(r.lower is None for r in figures):
        return NOT_TESTED
    return PROPORTIONS_RANKED if figures and figures[0].method == WILSON else RATES_RANKED


def _count_clear_differences(
    figures: Sequence[Result], confidence: float, phi: float
) -> tuple[list[int], list[int]]:
    """For each result how many others are clearly higher, and how many clearly lower."""
    import numpy as np

    n = len(figures)
    if n < 2:
        return [0] * n, [0] * n
    clear = _p_values(figures, phi) < (1 - confidence) / (n - 1)
    values = np.array([_value(r) for r in figures])
    higher = (clear & (values[None, :] > values[:, None])).sum(axis=1)
    lower = (clear & (values[None, :] < values[:, None])).sum(axis=1)
    return [int(k) for k in higher], [int(k) for k in lower]


def _p_values(figures: Sequence[Result], phi: float) -> NDArray[np.float64]:
    import numpy as np

    if figures[0].method == WILSON:
        return _pairs_of_proportions([_parts(r) for r in figures])
    counts = np.array([r.numerator for r in figures], dtype=np.int64)
    exposures = np.array([r.denominator or 1.0 for r in figures], dtype=np.float64)
    return pairwise_p_values(counts, exposures, phi)


def pairwise_p_values(
    counts: NDArray[np.int64], exposures: NDArray[np.float64], phi: float = 1.0
) -> NDArray[np.float64]:
    """The p values of every pair of rates, as ``intervals.ratio_p_value`` gives them one by one.

    All pairs at once: among 314 areas there are 49,141 of them.
    """
    return ratio_p_values(counts[:, None], exposures[:, None], counts[None, :], exposures[None, :], phi)


def _parts(result: Result) -> tuple[float, float]:
    """The part and whole a proportion's tests rest on: of a weighted survey the effective number."""
    if result.numerator is None or not result.denominator:
        raise ValueError(f"{result.area.name} has no whole to be a part of")
    whole = result.effective_n or result.denominator
    return result.numerator / result.denominator * whole, whole


def _pairs_of_proportions(parts: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    import numpy as np

    p_values = np.ones((len(parts), len(parts)))
    for i, own in enumerate(parts):
        for j, other in enumerate(parts[:i]):
            p_values[i, j] = p_values[j, i] = points_p_value(*own, *other)
    return p_values


def _value(result: Result) -> float:
    """The value as it is, so that equal figures are those a reader sees as equal."""
    if result.value is None:
        raise ValueError(f"{result.area.name} has no figure to rank")
    return result.value


def _require_one_family(results: Sequence[Result]) -> None:
    families = {(r.indicator_id, r.period.label, r.confidence) for r in results}
    if len(families) > 1:
        raise ValueError("ranks are of one indicator, in one period, at one confidence")
    if len({r.area.code for r in results}) != len(results):
        raise ValueError("an area is ranked once")
    if len({r.method == WILSON for r in results if r.has_value}) > 1:
        raise ValueError("rates and proportions are not ranked together")
