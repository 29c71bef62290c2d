"""The whole plan in one table: what is due in which quarter, and how it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from csp_toolkit.blocks.model import Column, Display, Heading, Table
from csp_toolkit.periods import Quarter
from csp_toolkit.plan import STATES, Progress
from csp_toolkit.report.plan_delivery import NO_TRACKER, Delivery
from csp_toolkit.report.plan_words import NUMBERS, Work, list_parts

NOTHING = "None"
UNDATED = "Later, or no date"


def show_on_a_page(delivery: Delivery) -> Display:
    """A row for each priority and duty, a column for each quarter, and one for what no quarter holds."""
    plan = delivery.plan
    columns = ("Priority or duty", *(quarter.label for quarter in plan.quarters), UNDATED)
    rows = tuple((name, *_cells(delivery, works)) for name, works in list_parts(plan))
    return Display(
        blocks=(
            Heading(text="The plan on a page"),
            Table(
                caption=f"What is due in {plan.year}, by quarter",
                columns=tuple(Column(label=label) for label in columns),
                rows=rows,
                notes=tuple(_notes(delivery)),
                source=delivery.source,
            ),
        )
    )


def _cells(delivery: Delivery, works: Sequence[Work]) -> list[str]:
    """What is due in each quarter, then what is due in none of the plan's year."""
    standing = delivery.of(works)
    cells = [
        _write(delivery, _due_in(delivery, standing, quarter), quarter) for quarter in delivery.plan.quarters
    ]
    undated = [one for one in standing if not set(one.due) & set(delivery.plan.quarters)]
    return [*cells, _write(delivery, undated, delivery.quarter)]


def _due_in(delivery: Delivery, standing: Iterable[Progress], quarter: Quarter) -> list[Progress]:
    """What is due in a quarter as it stands now; what is due in several, as it stood at that one's end."""
    due = [one for one in standing if quarter in one.due]
    if quarter >= delivery.quarter:
        return due
    then = {one.work.tracker_id: one for one in delivery.at(quarter)}
    return [then[one.work.tracker_id] if len(one.due) > 1 else one for one in due]


def _write(delivery: Delivery, found: Sequence[Progress], quarter: Quarter) -> str:
    """ "Complete: 1.1, 1.2. Overdue: 1.4."; the numbers alone where nothing can be known yet."""
    if not found:
        return NOTHING
    if quarter > delivery.quarter or not any(delivery.knows(one) for one in found):
        return ", ".join(delivery.label(one.work) for one in found)
    groups = {state: [one for one in found if one.state == state] for state in STATES}
    parts = [
        f"{state.capitalize()}: {', '.join(delivery.label(one.work) for one in group)}."
        for state, group in groups.items()
        if group
    ]
    return " ".join(parts)


def _notes(delivery: Delivery) -> list[str]:
    notes = []
    if any(label.startswith("C") for label in delivery.labels.values()):
        notes.append(NUMBERS)
    if not delivery.has_tracker:
        return [*notes, NO_TRACKER]
    label = delivery.quarter.label
    notes.append(
        f"States are as at the end of {label}. What is due in several quarters has the state it had in each."
    )
    return notes
