"""The work of a plan in tables: a section for each priority, and what is promised under each duty."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from csp_toolkit.blocks.model import AnyBlock, Column, Display, Heading, Paragraph, Table
from csp_toolkit.plan import Priority
from csp_toolkit.report.formats import notes_for_shorthand
from csp_toolkit.report.plan_delivery import NO_TRACKER, Delivery
from csp_toolkit.report.plan_words import (
    Work,
    label_works,
    list_promises,
    stated,
    write_outcomes,
    write_planned,
    write_timescale,
)

NO_OWNER = "Owners: not stated for any activity or commitment of this plan."
NO_OWNER_HERE = "Owner: not stated for any of these."


def show_priority(delivery: Delivery, priority_id: str) -> Display:
    """A priority: its aim, and each activity with outcome, indicator, timescale, owner and progress.

    Where the whole plan names no owner, that is said once, under its first priority.

    Raises ParameterError for an id that the plan does not have.
    """
    plan = delivery.plan
    priority = plan.priority(priority_id)
    activities = plan.activities_of(priority.id)
    blocks: list[AnyBlock] = [
        Heading(text=f"Priority {priority.number}: {priority.name}"),
        Paragraph(text=priority.aim),
    ]
    if priority == plan.priorities[0] and not _names_owner(plan.works):
        blocks.append(Paragraph(text=NO_OWNER))
    if activities:
        blocks.append(_table(delivery, activities, f"{priority.name}: activities", "Planned activity"))
    else:
        blocks.append(Paragraph(text="The plan has no activity for this priority."))
    blocks += _supported(delivery, priority)
    return Display(blocks=tuple(blocks))


def _supported(delivery: Delivery, priority: Priority) -> list[Paragraph]:
    """A line on the activities of other priorities that support this one."""
    refs = [one.ref for one in delivery.plan.activities if priority.id in one.also_supports]
    if not refs:
        return []
    return [Paragraph(text=f"Activities under other priorities that support this one: {', '.join(refs)}.")]


def show_commitments(delivery: Delivery) -> Display:
    """What is promised under each duty of the plan, and under which nothing is."""
    plan = delivery.plan
    blocks: list[AnyBlock] = [Heading(text="Commitments under each duty")]
    for duty, works in list_promises(plan):
        blocks.append(Heading(text=duty.name, level=3))
        blocks.append(_table(delivery, works, f"{duty.name}: commitments", "Commitment"))
    without = [duty.name for duty in plan.duties if not plan.commitments_of(duty.id)]
    if without:
        blocks.append(Paragraph(text=f"The plan has no commitment under: {'; '.join(without)}."))
    return Display(blocks=tuple(blocks))


def _table(delivery: Delivery, works: Sequence[Work], title: str, planned: str) -> Table:
    labels, owned = label_works(delivery.plan), _names_owner(works)
    rows = [
        (
            labels[one.work.tracker_id],
            write_planned(delivery.plan, one.work),
            write_outcomes(one.work, delivery.catalogue),
            write_timescale(one.work),
            *([stated(one.work.owner)] if owned else []),
            delivery.write(one),
        )
        for one in delivery.of(works)
    ]
    progress = f"Progress by the end of {delivery.quarter.label}" if delivery.has_tracker else "Progress"
    headings = ["No.", planned, "Outcome wanted, and what would show it", "Timescale", "Owner", progress]
    if not owned:
        headings.remove("Owner")
    notes = notes_for_shorthand([list(row) for row in rows])
    if not owned and _names_owner(delivery.plan.works):
        notes.append(NO_OWNER_HERE)
    return Table(
        caption=title,
        columns=tuple(Column(label=label) for label in headings),
        rows=tuple(rows),
        notes=(*notes, *([] if delivery.has_tracker else [NO_TRACKER])),
        source=delivery.source,
    )


def _names_owner(works: Iterable[Work]) -> bool:
    """Whether an owner is stated for any of them; a column in which none is would say nothing."""
    return any(work.has_owner for work in works)
