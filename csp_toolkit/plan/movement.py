"""What has moved from one quarter to another: what slipped, what recovered, what was completed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from csp_toolkit.plan.progress import Progress
from csp_toolkit.plan.states import State
from csp_toolkit.plan.work import Activity, Commitment

Direction = Literal["completed", "slipped", "recovered", "unchanged", "cannot say"]

_SEVERITY: Mapping[State, int] = MappingProxyType(
    {"complete": 0, "not due": 1, "on track": 1, "at risk": 2, "overdue": 3}
)


@dataclass(frozen=True, slots=True)
class Movement:
    """One piece of work at the end of an earlier quarter and of a later one.

    ``slipped``: from complete, not due or on track to at risk or overdue, or from at risk to overdue, or a
    completion taken back; ``recovered``: the other way; ``cannot say``: nobody reported in one of the two.
    """

    work: Activity | Commitment
    before: Progress
    now: Progress
    direction: Direction


def compare_progress(before: Sequence[Progress], now: Sequence[Progress]) -> tuple[Movement, ...]:
    """The movement of everything that stands in both, in the order of ``now``.

    ``before`` and ``now`` come from ``calculate_progress`` for two quarters of one plan.
    """
    earlier = {progress.work.tracker_id: progress for progress in before}
    return tuple(
        Movement(progress.work, old, progress, _direction(old.state, progress.state))
        for progress in now
        if (old := earlier.get(progress.work.tracker_id))
    )


def _direction(before: State, now: State) -> Direction:
    if now == "complete" and before != "complete":
        return "completed"
    if "not reported" in (before, now):
        return "cannot say"
    change = _SEVERITY[now] - _SEVERITY[before]
    if change == 0:
        return "unchanged"
    return "slipped" if change > 0 else "recovered"
