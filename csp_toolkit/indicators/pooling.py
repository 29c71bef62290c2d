"""Several areas as one, and a larger area without one of its parts: what an area is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace

from csp_toolkit.areas import Area
from csp_toolkit.indicators.intervals import WILSON, proportion_interval, rate_interval
from csp_toolkit.indicators.points import part_and_whole
from csp_toolkit.indicators.results import Result


def pool_areas(results: Sequence[Result], name: str) -> Result:
    """Several areas as one of this name: their counts over their people, or their parts of their wholes.

    The new area's code is theirs, joined by "+". Areas without a figure are left out; where none has one,
    the result is missing, with all their reasons. It is provisional where any of them is.

    Raises ``ValueError`` for no result, plain counts, and results of several indicators or periods.
    """
    if len({(r.indicator_id, r.period, r.confidence) for r in results}) != 1:
        raise ValueError("areas are taken together in one indicator and one period")
    first = results[0].area
    code = "+".join(sorted(result.area.code for result in results))
    area = Area(code, name, first.kind, first.vintage)
    used = [result for result in results if result.has_value]
    if not used:
        return _without_figure(results, area)
    amounts = [astuple(_amounts(result)) for result in used]
    return _resize(used, area, _Amounts(*(sum(column) for column in zip(*amounts, strict=True))))


def subtract_area(whole: Result, part: Result, name: str) -> Result:
    """A larger area without one of its parts: the differences of counts and of people, under this name.

    The new area's code is the larger one's, "-" and the part's. It is provisional where either is.
    Raises ``ValueError`` where either has no figure or no denominator, and where nothing is left or less.
    """
    pairs = zip(astuple(_amounts(whole)), astuple(_amounts(part)), strict=True)
    left = _Amounts(*(one - other for one, other in pairs))
    if left.count < 0 or left.part < 0 or min(left.denominator, left.whole) <= 0:
        raise ValueError(f"{part.area.name} is no part of {whole.area.name}: nothing is left without it")
    area = replace(whole.area, code=f"{whole.area.code}-{part.area.code}", name=name)
    return _resize([whole, part], area, left)


@dataclass(frozen=True, slots=True)
class _Amounts:
    """A count and its denominator as they are, and as they weigh: a survey's effective numbers."""

    count: float
    denominator: float
    part: float
    whole: float


def _amounts(result: Result) -> _Amounts:
    if result.numerator is None or result.denominator is None:
        raise ValueError(f"{result.indicator_id} in {result.area.name} has no count with a denominator")
    weighed = part_and_whole(result) if result.method == WILSON else (result.numerator, result.denominator)
    return _Amounts(result.numerator, result.denominator, *weighed)


def _resize(results: Sequence[Result], area: Area, amounts: _Amounts) -> Result:
    """The first result with another area's numbers, and with what all of them say of their status."""
    first = results[0]
    proportion = first.method == WILSON
    multiplier = 100.0 if proportion else _multiplier(results)
    if proportion:
        interval = proportion_interval(amounts.part, amounts.whole, first.confidence)
    else:
        interval = rate_interval(round(amounts.count), amounts.whole, 1, first.confidence)
    return replace(
        first,
        area=area,
        numerator=round(amounts.count),
        denominator=amounts.denominator,
        value=multiplier * amounts.part / amounts.whole,
        lower=multiplier * interval.lower,
        upper=multiplier * interval.upper,
        method=interval.method,
        status="provisional" if any(r.status == "provisional" for r in results) else "published",
        status_reason=_join_reasons(results),
        editions=_join_editions(results),
        effective_n=amounts.whole if proportion else None,
    )


def _multiplier(results: Sequence[Result]) -> float:
    """For how many people the rates are given, as their values and intervals say."""
    for result in results:
        if result.numerator and result.denominator and result.value is not None:
            return result.value * result.denominator / result.numerator
    none = results[0]
    if none.upper is None or none.denominator is None:
        raise ValueError(f"{none.indicator_id} in {none.area.name} has no interval")
    return none.upper * none.denominator / rate_interval(0, 1, 1, none.confidence).upper


def _without_figure(results: Sequence[Result], area: Area) -> Result:
    return replace(
        results[0],
        area=area,
        denominator=None,
        status="missing",
        status_reason=_join_reasons(results),
        editions=_join_editions(results),
    )


def _join_reasons(results: Sequence[Result]) -> str:
    return "; ".join(dict.fromkeys(r.status_reason for r in results if r.status_reason.strip()))


def _join_editions(results: Sequence[Result]) -> tuple[str, ...]:
    return tuple(sorted({edition for result in results for edition in result.editions}))
