"""Whether a period can have a figure: which steps of its source it consists of, and how they were supplied.

A step that nobody supplied makes the period missing; nothing is ever filled in or scaled up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from csp_toolkit.areas import Area
from csp_toolkit.indicators.inputs import WORST_FIRST, Inputs, Supply
from csp_toolkit.indicators.results import Status
from csp_toolkit.periods import Month, Period, Step, split_period

GAPS_NAMED = 3
"""Runs of missing months that a reason names; more are summed up, so that it can be read."""


@dataclass(frozen=True, slots=True)
class Availability:
    """What an area's figure for a period rests on: the labels of its steps, their editions, their status.

    ``reason`` says what there is to say, empty for ``published``; parts are separated by "; ".
    """

    steps: tuple[str, ...]
    status: Status
    reason: str
    editions: tuple[str, ...]

    @property
    def has_figure(self) -> bool:
        """Whether every step can be added up."""
        return self.status in ("published", "provisional")


def assess_period(inputs: Inputs, area: Area, period: Period, step: Step) -> Availability:
    """How an area's period was supplied in steps of this kind.

    The status is the worst of its steps, ``missing`` where one is absent. Of snapshots the last whose day
    lies in the period counts. A period that does not consist of whole steps is ``missing``.
    """
    key = (area.code, period, step)
    found = inputs.assessed.get(key)
    if found is None:
        found = _assess_snapshot(inputs, area, period) if step == "snapshot" else _assess(inputs, *key)
        inputs.assessed[key] = found
    return found


def _assess(inputs: Inputs, area_code: str, period: Period, step: Step) -> Availability:
    steps = split_period(period, step)
    if not steps:
        word = step.replace("_", " ")
        return _missing(f"counted by {word}, and {period.long_label} is no whole {word}")
    held = {each.label: inputs.supplies.get((area_code, each.label)) for each in steps}
    absent = [month for each in steps if held[each.label] is None for month in each.months]
    reasons = [describe_missing(absent, len(period.months))] if absent else []
    found = [supply for supply in held.values() if supply]
    return _combine(tuple(held), found, reasons, inputs.shared_editions)


def _assess_snapshot(inputs: Inputs, area: Area, period: Period) -> Availability:
    day = inputs.last_snapshot(area.code, period.start, period.end)
    if day is None:
        return _missing(f"nothing was counted on any day of {period.long_label}")
    label = day.isoformat()
    return _combine((label,), [inputs.supplies[area.code, label]], [], inputs.shared_editions)


def _combine(
    steps: tuple[str, ...], supplies: Sequence[Supply], absent: Sequence[str], shared: Sequence[str]
) -> Availability:
    statuses: list[Status] = [supply.status for supply in supplies]
    status: Status = "missing" if absent else min(statuses, key=WORST_FIRST.index)
    # Where there is no figure, a step that has one and may still change is no reason for it.
    told = [s for s in supplies if s.reason and (s.status != "provisional" or status == "provisional")]
    reasons = [*absent, *(supply.reason for supply in told)]
    editions = {edition for supply in supplies for edition in supply.editions}
    if status in ("published", "provisional"):
        editions.update(shared)
    return Availability(steps, status, "; ".join(dict.fromkeys(reasons)), tuple(sorted(editions)))


def _missing(reason: str) -> Availability:
    return Availability((), "missing", reason, ())


def describe_missing(absent: Sequence[Month], months: int) -> str:
    """Which months have no data, as ``no data for January 2024, March to May 2024``.

    Only more than ``GAPS_NAMED`` gaps are summed up: ``no data for 5 of 12 months, May 2022 to March 2023``.
    """
    gaps = find_gaps(absent)
    if len(gaps) > GAPS_NAMED:
        span = describe_gap((min(absent), max(absent)))
        return f"no data for {len(absent)} of {months} months, {span}"
    return f"no data for {', '.join(describe_gap(gap) for gap in gaps)}"


def find_gaps(absent: Sequence[Month]) -> list[tuple[Month, Month]]:
    """First and last month of each run of consecutive months."""
    ordered = sorted(absent)
    runs = groupby(enumerate(ordered), lambda item: item[1].plus(-item[0]))
    gaps = [[month for _, month in run] for _, run in runs]
    return [(gap[0], gap[-1]) for gap in gaps]


def describe_gap(gap: tuple[Month, Month]) -> str:
    """A run of months in words: "January 2024", "March to May 2024"."""
    first, last = gap
    if first == last:
        return first.long_label
    opening = first.name if first.year == last.year else first.long_label
    return f"{opening} to {last.long_label}"
