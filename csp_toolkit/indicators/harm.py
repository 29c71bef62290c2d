"""The harm score: records weighted by how serious their category is, for each so many residents."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from csp_toolkit.errors import DataError, Problem, suggest
from csp_toolkit.indicators.harm_weights import HarmWeights


@dataclass(frozen=True, slots=True)
class HarmShare:
    """What a category adds: ``harm`` is count times weight, ``share`` its part of the whole, 0 to 1."""

    category: str
    count: int
    weight: float
    harm: float
    share: float


@dataclass(frozen=True, slots=True)
class HarmScore:
    """Points of harm for each ``multiplier`` residents, with interval, and the categories it is made of.

    ``value``, ``lower``, ``upper`` and ``total`` are ``None`` where ``reason`` says what is missing.
    ``shares`` stand from the largest down. ``remarks`` are sentences that must be printed beside the score.
    """

    value: float | None
    lower: float | None
    upper: float | None
    total: float | None
    residents: float | None
    shares: tuple[HarmShare, ...]
    confidence: float
    method: str
    reason: str
    remarks: tuple[str, ...]


def calculate_harm(
    counts: Mapping[str, int | None],
    residents: float | None,
    weights: HarmWeights,
    *,
    multiplier: float = 1000,
    confidence: float = 0.95,
) -> HarmScore:
    """The sum of weight times count over the residents, from the counts by category of an area and period.

    A count of ``None`` is not known: then there is no score, since what is missing could weigh most. So it is
    without residents. The interval is the gamma interval of a weighted sum of Poisson counts (Fay and Feuer
    1997): exact where all weights are equal, else wide rather than narrow. A few grave offences widen it.

    Raises ``DataError`` for a category that the set neither weighs nor leaves out, or a count below zero.
    """
    _require_categories(counts, weights)
    method = f"harm weights {weights.label}, gamma interval"
    remarks = _remarks(weights)
    weighed = {category: counts[category] for category in weights.weights if category in counts}
    absent = [category for category in weights.weights if counts.get(category) is None]
    reasons = [f"no count of {', '.join(absent)}"] if absent else []
    reasons += [] if residents else ["nobody lives here" if residents == 0 else "no population figure"]
    known = {category: count for category, count in weighed.items() if count is not None}
    if reasons or not residents:
        return HarmScore(
            None, None, None, None, residents, (), confidence, method, "; ".join(reasons), remarks
        )
    shares = _shares(known, weights)
    total = math.fsum(share.harm for share in shares)
    lower, upper = _interval(known, weights, total, confidence)
    scale = multiplier / residents
    figures = (total * scale, lower * scale, upper * scale, total)
    return HarmScore(*figures, residents, shares, confidence, method, "", remarks)


def _shares(counts: Mapping[str, int], weights: HarmWeights) -> tuple[HarmShare, ...]:
    harms = {category: count * weights.weights[category].weight for category, count in counts.items()}
    total = math.fsum(harms.values())
    shares = [
        HarmShare(
            category, counts[category], weights.weights[category].weight, harm, harm / total if total else 0.0
        )
        for category, harm in harms.items()
    ]
    return tuple(sorted(shares, key=lambda share: (-share.harm, share.category)))


def _interval(
    counts: Mapping[str, int], weights: HarmWeights, total: float, confidence: float
) -> tuple[float, float]:
    """The gamma interval of a weighted sum; for the upper end one more of the gravest is added.

    Nothing says which category the next record would have been of: the gravest is the safe assumption.
    """
    from scipy.stats import gamma

    tail = (1 - confidence) / 2
    variance = math.fsum(n * weights.weights[category].weight ** 2 for category, n in counts.items())
    gravest = max((weights.weights[category].weight for category in counts), default=0.0)
    lower = float(gamma.ppf(tail, total**2 / variance, scale=variance / total)) if total else 0.0
    above, spread = total + gravest, variance + gravest**2
    upper = float(gamma.isf(tail, above**2 / spread, scale=spread / above)) if above else 0.0
    return lower, upper


def _remarks(weights: HarmWeights) -> tuple[str, ...]:
    remarks = [f"Left out: {category}. {reason}" for category, reason in weights.left_out.items()]
    if not weights.confirmed:
        remarks.insert(0, f"The weights are not confirmed. {weights.source}")
    return tuple(remarks)


def _require_categories(counts: Mapping[str, int | None], weights: HarmWeights) -> None:
    known = [*weights.weights, *weights.left_out]
    problems = [
        Problem(f'harm weights {weights.id} say nothing of "{category}"', hint=suggest(category, known))
        for category in counts
        if category not in known
    ]
    problems += [
        Problem(f'the count of "{category}" is below zero')
        for category, count in counts.items()
        if count is not None and count < 0
    ]
    if problems:
        raise DataError(problems)
