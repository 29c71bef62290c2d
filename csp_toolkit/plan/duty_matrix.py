"""From each duty to what bears it out: the matrix that an inspector asks for."""

from __future__ import annotations

from dataclasses import dataclass

from csp_toolkit.plan.model import Plan
from csp_toolkit.plan.work import Activity, Commitment, Duty, Priority


@dataclass(frozen=True, slots=True)
class DutyMatch:
    """A duty, and the priorities, activities, commitments and indicators of the plan that answer it."""

    duty: Duty
    priorities: tuple[Priority, ...]
    activities: tuple[Activity, ...]
    commitments: tuple[Commitment, ...]

    @property
    def indicators(self) -> tuple[str, ...]:
        """The ids of the indicators of the duty and of all of these, each once."""
        of_priorities = [name for priority in self.priorities for name in priority.indicators]
        of_works = [name for work in (*self.activities, *self.commitments) for name in work.indicators]
        return tuple(dict.fromkeys([*self.duty.indicators, *of_priorities, *of_works]))

    @property
    def is_empty(self) -> bool:
        """Whether nothing in the plan bears the duty out."""
        return not (self.duty.indicators or self.priorities or self.activities or self.commitments)


def match_duties(plan: Plan) -> tuple[DutyMatch, ...]:
    """What answers every duty, those delivered beside the priorities first; empty ones are there too.

    An activity answers the duties that it names itself; those of its priority are told by the priority.
    """
    return tuple(
        DutyMatch(
            duty,
            tuple(priority for priority in plan.priorities if duty.id in priority.duties),
            tuple(activity for activity in plan.activities if duty.id in activity.duties),
            plan.commitments_of(duty.id),
        )
        for duty in plan.all_duties
    )
