"""How the activities and commitments of a plan stand at the end of a quarter, each by a stated rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from csp_toolkit.periods import Quarter
from csp_toolkit.plan.delivered import Counts, Delivered, count_delivered
from csp_toolkit.plan.model import Plan
from csp_toolkit.plan.states import Situation, State, decide, rule_of
from csp_toolkit.plan.timescale import quarters_between
from csp_toolkit.plan.updates import Report, Update
from csp_toolkit.plan.work import Activity, Commitment


@dataclass(frozen=True, slots=True)
class Progress:
    """How one activity or commitment stands at the end of ``quarter``.

    ``report`` is what was reported at its end, ``due`` the quarters in which it is due (none where the plan
    names none), ``completed`` the quarter in which it was completed, None where it is not. ``by_count`` says
    that nobody reports on it, and that its state is what its target and an indicator's counts make of it.
    """

    work: Activity | Commitment
    quarter: Quarter
    state: State
    report: Report
    due: tuple[Quarter, ...]
    completed: Quarter | None = None
    delivered: Delivered | None = None
    by_count: bool = False
    comment: str = ""

    @property
    def rule(self) -> str:
        """The rule by which it has this state, in a sentence."""
        return rule_of(self.state, self.by_count)

    @property
    def is_due(self) -> bool:
        """Whether something of it is due in this quarter."""
        return self.quarter in self.due

    @property
    def is_past_due(self) -> bool:
        """Whether it is overdue, or would be for all that anybody has reported."""
        silent = self.state == "not reported" and bool(self.due) and self.quarter >= self.due[-1]
        return self.state == "overdue" or silent

    @property
    def quarters_late(self) -> int:
        """For how many quarters it is past due, or how many it was completed late; 0 where it is in time."""
        until = self.completed if self.state == "complete" else self.quarter
        if not self.due or until is None or not (self.is_past_due or self.state == "complete"):
            return 0
        return max(quarters_between(self.due[-1], until), 0)


def calculate_progress(
    plan: Plan, updates: Sequence[Update], quarter: Quarter, counts: Counts | None = None
) -> tuple[Progress, ...]:
    """How everything in a plan stands at the end of a quarter: activities, then commitments.

    ``updates`` may hold reports of later quarters, and on what is not in the plan; neither is looked at.
    ``counts`` are those of the indicators that targets name, for work on which nobody reports.
    """
    return tuple(_progress_of(work, plan, updates, quarter, counts) for work in plan.works)


def unknown_updates(plan: Plan, updates: Sequence[Update]) -> tuple[str, ...]:
    """The ids in a delivery tracker that the plan does not have, sorted: a slip there, or another plan."""
    known = {work.tracker_id for work in plan.works}
    return tuple(sorted({update.activity_id for update in updates} - known))


def _progress_of(
    work: Activity | Commitment,
    plan: Plan,
    updates: Sequence[Update],
    quarter: Quarter,
    counts: Counts | None,
) -> Progress:
    own = [u for u in updates if u.activity_id == work.tracker_id and u.quarter <= quarter]
    due = work.due_quarters(plan.financial_year)
    delivered = count_delivered(work, own, quarter, plan.financial_year, counts)
    situation = Situation(
        quarter=quarter,
        year=plan.quarters,
        due=due,
        ongoing=work.timescale.kind == "ongoing",
        reports=tuple((u.quarter, u.status) for u in own if u.is_report),
        delivered=delivered,
    )
    state, completed = decide(situation)
    now = next((u for u in own if u.quarter == quarter), None)
    return Progress(
        work=work,
        quarter=quarter,
        state=state,
        report=now.status if now else "not reported",
        due=due,
        completed=completed,
        delivered=delivered,
        by_count=situation.by_count,
        comment=now.comment if now else "",
    )
