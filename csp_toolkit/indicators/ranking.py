"""Ranks of areas, each with the ranks it could as well have had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csp_toolkit.areas import Area
from csp_toolkit.indicators.results import Result

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Rank:
    """Where an area's rate stands among those ranked: 1 is the highest, equal rates share a rank.

    ``rank_lower`` (the nearer to first) to ``rank_upper`` are the ranks the data allow at the result's
    confidence. All three are ``None`` for an area without a figure, which is not among the ``ranked``.
    """

    area: Area
    result: Result
    rank: int | None
    rank_lower: int | None
    rank_upper: int | None
    ranked: int


def rank_areas(results: Sequence[Result]) -> list[Rank]:
    """Rank areas by one indicator's rate in one period, highest first, areas without a figure last.

    Each pair is tested by the exact conditional test of two Poisson rates. An area's best rank is one more
    than the areas that are clearly higher, its worst leaves below it those that are clearly lower, where
    "clearly" allows for the ``n - 1`` comparisons an area takes part in (Bonferroni). This is the interval of
    Mogstad, Romano, Shaikh and Wilhelm (2024) for one area's rank: it holds for each area taken alone, not
    for the whole list at once. Equal rates are ordered by area code.

    Raises ``ValueError`` for results of several indicators, periods or confidences, or one area twice.
    """
    _require_one_family(results)
    figures = [r for r in results if r.has_value]
    others = sorted((r for r in results if not r.has_value), key=lambda r: r.area.code)
    figures.sort(key=lambda r: (-_rate(r), r.area.code))
    higher, lower = _count_clear_differences(figures)
    n = len(figures)
    rates = [_rate(r) for r in figures]
    ranks = [
        Rank(r.area, r, 1 + rates.index(rates[i]), 1 + higher[i], n - lower[i], n)
        for i, r in enumerate(figures)
    ]
    return ranks + [Rank(r.area, r, None, None, None, n) for r in others]


def _count_clear_differences(figures: Sequence[Result]) -> tuple[list[int], list[int]]:
    """For each result how many others are clearly higher, and how many clearly lower."""
    import numpy as np

    n = len(figures)
    if n < 2:
        return [0] * n, [0] * n
    counts = np.array([r.numerator for r in figures], dtype=np.int64)
    exposures = np.array([r.denominator or 1.0 for r in figures], dtype=np.float64)
    alpha = (1 - figures[0].confidence) / (n - 1)
    clear = pairwise_p_values(counts, exposures) < alpha
    rates = counts / exposures
    higher = (clear & (rates[None, :] > rates[:, None])).sum(axis=1)
    lower = (clear & (rates[None, :] < rates[:, None])).sum(axis=1)
    return [int(k) for k in higher], [int(k) for k in lower]


def pairwise_p_values(counts: NDArray[np.int64], exposures: NDArray[np.float64]) -> NDArray[np.float64]:
    """The p values of every pair of rates, as ``intervals.ratio_p_value`` gives them one by one.

    The test is the binomial one of a count given the pair's sum, for all pairs in one call of scipy's
    binomial distribution: among 314 areas there are 49,141 pairs.
    """
    import numpy as np
    from scipy.stats import binom

    total = counts[:, None] + counts[None, :]
    share = exposures[:, None] / (exposures[:, None] + exposures[None, :])
    at_most = binom.cdf(counts[:, None], total, share)
    at_least = binom.sf(counts[:, None] - 1, total, share)
    p_values: NDArray[np.float64] = np.minimum(1.0, 2 * np.minimum(at_most, at_least))
    return p_values


def _rate(result: Result) -> float:
    """The value as it is, so that equal rates are those a reader sees as equal."""
    if result.value is None:
        raise ValueError(f"{result.area.name} has no figure to rank")
    return result.value


def _require_one_family(results: Sequence[Result]) -> None:
    families = {(r.indicator_id, r.period.label, r.confidence) for r in results}
    if len(families) > 1:
        raise ValueError("ranks are of one indicator, in one period, at one confidence")
    if len({r.area.code for r in results}) != len(results):
        raise ValueError("an area is ranked once")
