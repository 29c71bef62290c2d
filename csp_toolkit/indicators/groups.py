"""An area against other areas in the same period: the rest of a larger one, or a group it belongs to.

Oneself is always left out: an area compared with a whole that it is part of is partly compared with itself,
and looks more usual than it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt

from csp_toolkit.indicators.change import Comparison, cannot_say, count_and_exposure, find_ratio, judge
from csp_toolkit.indicators.comparability import find_doubts, find_reasons, require_separate_areas
from csp_toolkit.indicators.dispersion import Dispersion
from csp_toolkit.indicators.intervals import WILSON
from csp_toolkit.indicators.points import compare_proportions
from csp_toolkit.indicators.pooling import pool_areas, subtract_area
from csp_toolkit.indicators.ranking import Rank, rank_areas
from csp_toolkit.indicators.results import Result

FEWEST_FOR_LIMITS = 5
"""Other areas from which it can be seen between which limits such an area's figure commonly lies."""


@dataclass(frozen=True, slots=True)
class Group:
    """Where an area stands in a group: the mean of the *others*, limits, and its rank among all.

    ``mean`` is the plain mean of the other areas' values in the indicator's unit, each counting the same.
    Between ``lower`` and ``upper`` a further area like them would lie, at the confidence of the results: a
    prediction interval, ``None`` with under ``FEWEST_FOR_LIMITS`` others. ``areas`` is their number.
    """

    own: Result
    mean: float
    lower: float | None
    upper: float | None
    areas: int
    rank: Rank


def compare_areas(
    own: Result, other: Result, comparator: str, *, dispersion: Dispersion | None = None
) -> Comparison:
    """Compare an area's rate with that of another area, or of several together, in the same period.

    The ratio of the rates has its interval and test as a change has. ``value_difference`` is that of the
    values, in the indicator's unit. Proportions are compared in percentage points instead. ``dispersion`` is
    that of the area's own series. ``Comparison.words`` has the verdict in words for areas: clearly higher.

    ``cannot say``, with the reason, where either has no figure or is work done.
    Raises ``ValueError`` where the two are not one rate of two areas in one period.
    """
    if WILSON in (own.method, other.method):
        return compare_proportions(own, other, comparator)
    require_separate_areas(own, other)
    reasons = find_reasons((own, other))
    if reasons or own.value is None or other.value is None:
        return cannot_say(own, other, comparator, reasons, scale="ratio")
    found = find_ratio(*count_and_exposure(own), *count_and_exposure(other), dispersion, own.confidence)
    return Comparison(
        current=own,
        baseline=other,
        comparator=comparator,
        difference=None,
        percent_change=None,
        ratio=found.ratio,
        ratio_lower=found.lower,
        ratio_upper=found.upper,
        p_value=found.p_value,
        q_value=None,
        verdict=judge(found.p_value, found.lower, found.upper),
        reason="; ".join(find_doubts((own, other))),
        dispersion=dispersion.phi if dispersion else None,
        scale="ratio",
        value_difference=own.value - other.value,
    )


def compare_with_group(
    own: Result, group: Sequence[Result], comparator: str, *, dispersion: Dispersion | None = None
) -> Comparison:
    """Compare an area's rate or proportion with that of a group's other areas taken together.

    ``group`` may hold the area itself, which is left out. Areas without a figure are left out too,
    and the reason says which. ``comparator`` names the group, such as ``comparators.MOST_SIMILAR_GROUP``.
    Otherwise as ``compare_areas``.

    Raises ``ValueError`` for a group without another area, and where ``compare_areas`` does.
    """
    others = find_others(own, group)
    absent = [result.area.name for result in others if not result.has_value]
    compared = compare_areas(own, pool_areas(others, comparator), comparator, dispersion=dispersion)
    if not absent or compared.verdict == "cannot say":
        return compared
    without = f"without {', '.join(absent)}, for which there is no figure"
    return replace(compared, reason="; ".join(part for part in (compared.reason, without) if part))


def compare_with_whole(
    own: Result, whole: Result, comparator: str, *, dispersion: Dispersion | None = None
) -> Comparison:
    """Compare an area with the rest of a larger one that holds it, such as its police force area.

    The rest has the whole's counts and people less the area's own. Otherwise as ``compare_areas``.

    Raises ``ValueError`` where nothing is left, or less than nothing, and where ``compare_areas`` does.
    """
    if not (own.has_value and whole.has_value):
        return compare_areas(own, whole, comparator, dispersion=dispersion)
    return compare_areas(own, subtract_area(whole, own, comparator), comparator, dispersion=dispersion)


def find_others(own: Result, group: Sequence[Result]) -> list[Result]:
    """A group's results by area code, without the area itself. Raises ``ValueError`` where none is left."""
    others = sorted((r for r in group if r.area.code != own.area.code), key=lambda r: r.area.code)
    if not others:
        raise ValueError(f"{own.area.name} has no other area to be compared with")
    if len({result.area.code for result in others}) != len(others):
        raise ValueError("an area is in a group once")
    return others


def describe_group(own: Result, group: Sequence[Result]) -> Group | None:
    """Where an area stands among others of its kind, or ``None`` where it or all of them have no figure.

    Limits are a prediction interval by Student's distribution (Hahn and Meeker 1991), cut at zero: they
    describe how the others' values lie, chance in their counts included.

    Raises ``ValueError`` for results that are not of one indicator and period, and as ``find_others``.
    """
    others = [result for result in find_others(own, group) if result.has_value]
    values = [result.value for result in others if result.value is not None]
    if not own.has_value or not values:
        return None
    rank = next(rank for rank in rank_areas([own, *others]) if rank.area.code == own.area.code)
    mean = sum(values) / len(values)
    if len(values) < FEWEST_FOR_LIMITS:
        return Group(own, mean, None, None, len(values), rank)
    reach = _reach(values, mean, own.confidence)
    return Group(own, mean, max(0.0, mean - reach), mean + reach, len(values), rank)


def _reach(values: Sequence[float], mean: float, confidence: float) -> float:
    """How far from the mean of these values a further one commonly lies."""
    from scipy.stats import t

    n = len(values)
    variance = sum((value - mean) ** 2 for value in values) / (n - 1)
    return float(t.isf((1 - confidence) / 2, n - 1)) * sqrt(variance * (1 + 1 / n))
