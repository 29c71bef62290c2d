"""Where a plan is silent: shown beside what it says, since a reader cannot see what is not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from csp_toolkit.plan.model import Plan
from csp_toolkit.plan.timescale import NOT_STATED
from csp_toolkit.plan.work import Activity, Commitment

GapKind = Literal[
    "no owner", "no due quarter", "no indicator", "no text", "no outcome", "no comparator", "no activity"
]
Part = Literal["priority", "activity", "commitment", "finding"]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that one part of a plan, called by its ref or id, does not say; ``words`` say what."""

    kind: GapKind
    part: Part
    ref: str
    words: str


def list_gaps(plan: Plan) -> tuple[Gap, ...]:
    """Every gap of a plan: of priorities, findings, activities and commitments, in the plan's order."""
    return (*_gaps_of_priorities(plan), *_gaps_of_findings(plan), *_gaps_of_works(plan))


def _gaps_of_priorities(plan: Plan) -> Iterator[Gap]:
    for priority in plan.priorities:
        if not priority.indicators:
            yield Gap("no indicator", "priority", priority.id, "no indicator shows how it develops")
        if not plan.activities_of(priority.id):
            yield Gap("no activity", "priority", priority.id, "no activity is planned for it")


def _gaps_of_findings(plan: Plan) -> Iterator[Gap]:
    for finding in plan.key_findings:
        if not finding.has_comparator:
            yield Gap("no comparator", "finding", finding.ref, "it does not say with what it compares")
        if not finding.indicators:
            yield Gap("no indicator", "finding", finding.ref, "no indicator measures it again")


def _gaps_of_works(plan: Plan) -> Iterator[Gap]:
    for work in plan.works:
        part: Part = "activity" if isinstance(work, Activity) else "commitment"
        for kind, words in _gaps_of_work(work):
            yield Gap(kind, part, work.label, words)


def _gaps_of_work(work: Activity | Commitment) -> Iterator[tuple[GapKind, str]]:
    if work.planned == NOT_STATED:
        yield "no text", "it is not stated what is planned"
    # A commitment may be what is wanted itself; an activity is planned for the sake of an outcome.
    unstated = all(outcome.change == NOT_STATED for outcome in work.outcomes)
    if isinstance(work, Activity) and unstated:
        yield "no outcome", "it is not stated what is to change"
    if not work.has_owner:
        yield "no owner", "nobody is named who answers for it"
    if work.timescale.kind == "ongoing":
        yield "no due quarter", "it is ongoing, so that it can never be overdue"
    elif not work.timescale.is_stated:
        yield "no due quarter", "it is not stated when it is due"
    if not work.indicators:
        yield "no indicator", "no indicator would show its outcome"
