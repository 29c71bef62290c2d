"""How the work of a plan stands at the end of a quarter, and what of it an audience may see.

The tracker's numbers are of work done, but may count people as well: a number is shown only where every
count that the plan ties to the work may be shown to the audience as it is. Comments are for members.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from csp_toolkit.disclosure import get_policy
from csp_toolkit.indicators.catalogue import Catalogue
from csp_toolkit.parameters import Audience
from csp_toolkit.periods import Period, Quarter
from csp_toolkit.plan import Delivered, Movement, Plan, Progress, Update, calculate_progress, compare_progress
from csp_toolkit.plan.delivered import Counts
from csp_toolkit.report.formats import CONFIDENTIAL
from csp_toolkit.report.plan_words import Work, join_sentences, label_works

NO_TRACKER = "No delivery tracker is held for this plan, so nobody can say how its work stands."
NOT_HELD = "No tracker held"


@dataclass(frozen=True)
class Delivery:
    """The work of ``plan`` at the end of ``quarter``, for an audience.

    ``updates`` are the tracker's reports, ``counts`` those of indicators by quarter, for targets on which
    nobody reports. ``source`` is the line under tables.
    """

    plan: Plan
    quarter: Quarter
    catalogue: Catalogue
    updates: tuple[Update, ...] = ()
    counts: Counts | None = None
    audience: Audience = "public"
    source: str | None = None

    @property
    def has_tracker(self) -> bool:
        """Whether anybody has reported on anything; without it only counted targets have a state."""
        return bool(self.updates)

    @cached_property
    def labels(self) -> dict[str, str]:
        """What each piece of work is called in the report, by tracker id."""
        return label_works(self.plan)

    @cached_property
    def progress(self) -> tuple[Progress, ...]:
        """How everything stands, activities first."""
        return self.at(self.quarter)

    def at(self, quarter: Quarter) -> tuple[Progress, ...]:
        """How everything stood at the end of a quarter."""
        return calculate_progress(self.plan, self.updates, quarter, self.counts)

    @cached_property
    def movements(self) -> dict[str, Movement]:
        """By tracker id, how each piece of work has moved since the quarter before; none before the year."""
        before = self.quarter.previous()
        if before not in self.plan.quarters:
            return {}
        return {m.work.tracker_id: m for m in compare_progress(self.at(before), self.progress)}

    def of(self, works: Sequence[Work]) -> list[Progress]:
        """How these pieces of work stand, in the plan's order."""
        wanted = {work.tracker_id for work in works}
        return [one for one in self.progress if one.work.tracker_id in wanted]

    def knows(self, progress: Progress) -> bool:
        """Whether there is anything to say of it: somebody reports by tracker, or its target is counted."""
        delivered = progress.delivered
        counted = delivered is not None and len(delivered.missing) < len(delivered.by_quarter)
        return self.has_tracker or (progress.by_count and counted)

    def label(self, work: Work) -> str:
        """The activity's ref, or the commitment's number in the plan."""
        return self.labels[work.tracker_id]

    def write(self, progress: Progress) -> str:
        """State, what was delivered and, for members, the remark: "Complete. 9 of 9 sessions."."""
        if not self.knows(progress):
            return NOT_HELD
        remark = progress.comment if self.audience != "public" else ""
        return join_sentences([write_state(progress), self.write_delivered(progress), remark])

    def write_delivered(self, progress: Progress) -> str:
        """ "9 of 9 sessions", "at least 3 of 4 webinars", or [c] where the number is not for the audience."""
        if progress.delivered is None or not progress.delivered.by_quarter:
            return ""
        if not self.may_show(progress.work):
            return f"Delivered: {CONFIDENTIAL}"
        return f"Delivered: {_write_total(progress.delivered)}"

    def may_show(self, work: Work) -> bool:
        """Whether the audience may see the numbers reported on it; those of an unknown subject it may not.

        A tracker does not say which of an activity's indicators its number counts, so all must be open. A
        share is never what it counts. A target without an indicator is of the partnership's own work.
        """
        if self.audience == "restricted":
            return True
        names = work.indicators
        if work.target:
            names = (work.target.indicator,) if work.target.indicator else ()
        tied = [self.catalogue.get(name) for name in names]
        counted = [indicator for indicator in tied if indicator.kind != "proportion"]
        if not counted:
            return work.target is not None
        return all(get_policy(one.disclosure[self.audience]).changes_nothing for one in counted)


def choose_quarter(plan: Plan, period: Period, reported: Collection[Quarter], as_at: date | None) -> Quarter:
    """At the end of which quarter a report for ``period`` tells of the plan's work.

    A report for a quarter tells of that one. For the year it is the last one over on ``as_at`` (the one
    before the year where none is); without a day the last on which anybody reported, else the year's last.
    """
    if isinstance(period, Quarter):
        return period
    if as_at is not None:
        over = [quarter for quarter in plan.quarters if quarter.end <= as_at]
        return over[-1] if over else plan.quarters[0].previous()
    return max((quarter for quarter in plan.quarters if quarter in reported), default=plan.quarters[-1])


def write_state(progress: Progress) -> str:
    """ "On track", "Complete, 1 quarter late", "Not reported, and past its due date"."""
    state = progress.state.capitalize()
    late = progress.quarters_late
    if progress.state == "complete" and late:
        return f"{state}, {_quarters(late)} late"
    if progress.state == "overdue" and late:
        return f"{state} by {_quarters(late)}"
    return f"{state}, and past its due date" if progress.is_past_due and state != "Overdue" else state


def _quarters(number: int) -> str:
    return f"{number} quarter{'' if number == 1 else 's'}"


def _write_total(delivered: Delivered) -> str:
    least = "at least " if delivered.missing else ""
    of = f" of {delivered.target.number:,}" if delivered.target else ""
    return f"{least}{write_number(delivered.total)}{of} {delivered.unit}"


def write_number(value: float) -> str:
    """ "1,204", "2.5"."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,g}"
