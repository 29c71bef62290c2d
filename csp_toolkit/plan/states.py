"""The rules by which work is complete, overdue, at risk and so on at the end of a quarter.

The end of the due quarter counts: what is due in Q4 and is not complete on 31 March is overdue in the
report on Q4. What nobody reported on is not overdue but not reported, since nobody knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from csp_toolkit.periods import Quarter
from csp_toolkit.plan.delivered import Delivered, expected_by
from csp_toolkit.plan.updates import Report

State = Literal["complete", "not reported", "overdue", "not due", "at risk", "on track"]
STATES: tuple[State, ...] = get_args(State)

RULES: Mapping[State, str] = MappingProxyType(
    {
        "complete": "The last report says complete; work due in several quarters, in the last of them.",
        "not reported": "Nobody reported at the end of the quarter.",
        "overdue": "Its due quarter is over and it is not complete; work due in several quarters is due in "
        "this one, and not started, behind or stopped.",
        "not due": "The plan's year has not begun; or it is not started, and need not be.",
        "at risk": "It is reported at risk, behind or stopped; or it is ongoing and not started.",
        "on track": "It is reported on track; or complete, with further quarters to come.",
    }
)
"""The rules in the order in which they are tried: the first that holds decides."""

COUNT_RULES: Mapping[State, str] = MappingProxyType(
    {
        "complete": "Nobody reports on it; the counts reach its target.",
        "not reported": "Nobody reports on it, and the counts of some quarter are missing.",
        "overdue": "Nobody reports on it; its due quarter is over, and the counts do not reach its target.",
        "not due": "The plan's year has not begun.",
        "at risk": "Nobody reports on it; the counts are behind an even pace towards its target.",
        "on track": "Nobody reports on it; the counts keep an even pace towards its target.",
    }
)
"""The rules for work on which nobody reports, but whose target names an indicator that counts it."""


def rule_of(state: State, by_count: bool) -> str:
    """The sentence that says why work has a state."""
    return (COUNT_RULES if by_count else RULES)[state]


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of one piece of work at the end of ``quarter``.

    ``year`` holds the four quarters of the plan, ``due`` the quarters in which the work is due, ``reports``
    what was reported up to and with ``quarter``, "not reported" left out.
    """

    quarter: Quarter
    year: tuple[Quarter, ...]
    due: tuple[Quarter, ...]
    ongoing: bool
    reports: tuple[tuple[Quarter, Report], ...]
    delivered: Delivered | None

    @property
    def several(self) -> bool:
        """Whether it is due in more than one quarter."""
        return len(self.due) > 1

    @property
    def position(self) -> Quarter:
        """The quarter whose report counts: once all is over nobody reports, and the last one stands."""
        last = self.due[-1] if self.several else max((*self.due, self.year[-1]))
        return min(self.quarter, last)

    @property
    def report(self) -> Report:
        """The newest report from its position on."""
        newest = [status for quarter, status in sorted(self.reports) if quarter >= self.position]
        return newest[-1] if newest else "not reported"

    @property
    def by_count(self) -> bool:
        """Whether counts stand in for reports: there are none, and an indicator counts its target."""
        target = self.delivered.target if self.delivered else None
        return not self.reports and target is not None and target.indicator is not None


def decide(situation: Situation) -> tuple[State, Quarter | None]:
    """The state of a piece of work, and the quarter in which it was completed where it is complete."""
    if situation.quarter < situation.year[0]:
        return "not due", None
    if situation.by_count and situation.delivered:
        return _decide_by_count(situation, situation.delivered)
    completed = _completed_in(situation)
    return ("complete", completed) if completed else (_decide_by_report(situation), None)


def _decide_by_report(situation: Situation) -> State:
    report, due, position = situation.report, situation.due, situation.position
    if report == "not reported":
        return "not reported"
    if situation.several and position in due and report in ("not started", "behind", "stopped"):
        return "overdue"
    if not situation.several and due and position >= due[0]:
        return "overdue"
    if report == "not started":
        return "at risk" if situation.ongoing else "not due"
    return "at risk" if report in ("at risk", "behind", "stopped") else "on track"


def _completed_in(situation: Situation) -> Quarter | None:
    """The first quarter of the run of reports "complete" up to now; None where the last says otherwise."""
    reports = sorted(situation.reports)
    if not reports or reports[-1][1] != "complete":
        return None
    if situation.several and reports[-1][0] < situation.due[-1]:
        return None
    since = reports[-1][0]
    for quarter, status in reversed(reports):
        if status != "complete":
            break
        since = quarter
    return max(since, situation.due[-1]) if situation.several else since


def _decide_by_count(situation: Situation, delivered: Delivered) -> tuple[State, Quarter | None]:
    if delivered.reached:
        return "complete", _reached_in(delivered)
    if delivered.missing:
        return "not reported", None
    if situation.due and situation.quarter >= situation.due[-1]:
        return "overdue", None
    due = situation.due[-1] if situation.due else situation.year[-1]
    on_pace = delivered.total >= expected_by(delivered, situation.quarter, due)
    return ("on track" if on_pace else "at risk"), None


def _reached_in(delivered: Delivered) -> Quarter:
    """The first quarter by whose end the target was reached, by what is known."""
    total = 0.0
    for quarter, value in delivered.by_quarter:
        total += value or 0
        if delivered.target and total >= delivered.target.number:
            return quarter
    raise ValueError("the target is not reached")
