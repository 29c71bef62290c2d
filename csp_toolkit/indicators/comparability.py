"""What may be compared with what, why nothing can be said of a pair, and what a reader should know of it.

Pure functions of results, shared by comparisons over time (``change``, ``averages``), of areas (``groups``)
and of proportions (``points``). ``require_`` raises for pairs that are a mistake of the caller; what the data
lack is a reason in words instead.
"""

from __future__ import annotations

from collections.abc import Sequence

from csp_toolkit.indicators.catalogue import Break
from csp_toolkit.indicators.counts import COMPLETE_COUNT
from csp_toolkit.indicators.intervals import WILSON
from csp_toolkit.indicators.results import Result

FEWEST_TO_BE_CLEAR = 6
"""Fewer events in both periods together cannot be a clear change, however they fall: 2 x 0.5 ** 5 > 0.05."""
WORK_DONE = "work done is a complete count, which is set against its target and not tested"


def require_separate_periods(current: Result, baseline: Result, *, proportions: bool = False) -> None:
    """Raise ``ValueError`` unless the two are one statistic of one area, the baseline wholly before.

    ``proportions`` says whether they should be parts of a whole, which are compared in percentage points.
    """
    faults = []
    if (current.indicator_id, current.area.code) != (baseline.indicator_id, baseline.area.code):
        faults.append("they are not one indicator in one area")
    if type(current.period) is not type(baseline.period):
        faults.append("their periods are not of one kind")
    if baseline.period.end >= current.period.start:
        faults.append("the baseline does not end before the other begins")
    _refuse([*faults, *_faults_of_kind(current, baseline, proportions)], current, baseline)


def require_separate_areas(own: Result, other: Result, *, proportions: bool = False) -> None:
    """Raise ``ValueError`` unless the two are one statistic of two areas in one period."""
    faults = []
    if (own.indicator_id, own.period) != (other.indicator_id, other.period):
        faults.append("they are not one indicator in one period")
    if own.area.code == other.area.code:
        faults.append("an area is not compared with itself")
    faults += _faults_of_kind(own, other, proportions)
    if any(result.has_value and result.denominator is None for result in (own, other)):
        faults.append("plain counts of two areas are not compared: a larger one has more")
    _refuse(faults, own, other)


def _faults_of_kind(one: Result, other: Result, proportions: bool) -> list[str]:
    """What is wrong with the kinds of the two figures, where both are there."""
    faults = []
    if any((result.method == WILSON) != proportions for result in (one, other) if result.has_value):
        faults.append(
            "a proportion is not compared as a rate" if not proportions else "not both are proportions"
        )
    if one.has_value and other.has_value and (one.denominator is None) != (other.denominator is None):
        faults.append("only one of them has a denominator")
    if one.confidence != other.confidence:
        faults.append("their intervals are not at one confidence")
    return faults


def _refuse(faults: Sequence[str], one: Result, other: Result) -> None:
    if faults:
        names = (f"{r.indicator_id}, {r.area.name}, {r.period.label}" for r in (one, other))
        raise ValueError(f"cannot compare {' with '.join(names)}: {'; '.join(faults)}")


def find_reasons(results: Sequence[Result], breaks: Sequence[Break] = ()) -> list[str]:
    """Why nothing can be said of these figures, the later one first; empty where something can.

    Each reason stands once: a figure is not there, it is work done, or a break lies among their periods.
    """
    reasons = [*_reasons_without_figures(results)]
    if any(result.has_value and result.method == COMPLETE_COUNT for result in results):
        reasons.append(WORK_DONE)
    reasons += [found.reason for found in breaks if _crosses(results, found)]
    return list(dict.fromkeys(reasons))


def find_remarks(results: Sequence[Result], breaks: Sequence[Break] = (), phi: float = 1.0) -> list[str]:
    """What a reader should know although a verdict is given: doubts about figures, and too few events.

    ``phi`` is how many times as much as independent events the counts vary: as many more are too few.
    """
    remarks = find_doubts(results)
    total = sum(result.numerator or 0 for result in results)
    if total == 0:
        remarks.append("none in either period")
    elif total < FEWEST_TO_BE_CLEAR * phi:
        remarks.append("too few for any change to be clear")
    remarks += [
        f"this series changed level at an unknown date between {found.after.long_label} "
        f"and {found.before.long_label}"
        for found in breaks
        if _may_cross(results, found)
    ]
    return list(dict.fromkeys(remarks))


def find_doubts(results: Sequence[Result]) -> list[str]:
    """What the status of each figure says of it; a published one may be rounded, for instance."""
    return [
        f"the figure for {result.period.long_label} "
        + ("is provisional: " if result.status == "provisional" else "")
        + result.status_reason
        for result in results
        if result.has_value and result.status_reason.strip()
    ]


def _reasons_without_figures(results: Sequence[Result]) -> list[str]:
    """Why there is no figure, once where it holds for all."""
    empty = [result for result in results if not result.has_value]
    shared = len(empty) > 1 and len({(result.status, result.status_reason) for result in empty}) == 1
    return [_absence(result, shared) for result in empty]


def _absence(result: Result, shared: bool) -> str:
    if result.status == "missing":
        return result.status_reason
    figure = "the figures are" if shared else f"the figure for {result.period.long_label} is"
    return f"{figure} {result.status.replace('_', ' ')}: {result.status_reason}"


def _crosses(results: Sequence[Result], found: Break) -> bool:
    """Whether they hold months on both sides of a break, in any period or between them."""
    months = [month for result in results for month in result.period.months]
    return min(months) <= found.after and max(months) >= found.before


def _may_cross(results: Sequence[Result], found: Break) -> bool:
    """Whether a month lies where the break happened, on a day that is not known."""
    months = [month for result in results for month in result.period.months]
    return any(found.after < month < found.before for month in months)
