"""How the plan's work on some priorities and duties stands at the end of the report's period, in brief."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from csp_toolkit.blocks.model import Callout, Column, Display, Heading, Paragraph, Table
from csp_toolkit.frames import load_delivery
from csp_toolkit.periods import Quarter
from csp_toolkit.plan import NOT_STATED, STATES, Plan, Progress, calculate_progress, read_updates
from csp_toolkit.plan.work import Activity
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.formats import write_list
from csp_toolkit.report.plan_counts import count_targets

NEEDS_ATTENTION = ("overdue", "at risk")
LOST = "Not stated"


def show_delivery(
    figures: Figures, plan: Plan | None, priorities: Sequence[str], duties: Sequence[str]
) -> Display:
    """A count of the work of each priority and duty by how it stands, then what is overdue or at risk.

    Raises ParameterError for a priority or a duty that the plan does not have.
    """
    heading = Heading(text="Delivery of the plan")
    quarter = Quarter.of(figures.period.months[-1])
    if plan is None or plan.financial_year != quarter.financial_year:
        text = f"No plan of {figures.partnership.name} for {quarter.financial_year.label} is held."
        return Display(blocks=(heading, Callout(title="No delivery to tell", text=text)))
    groups = _groups(plan, _progress(figures, plan, quarter), priorities, duties)
    every = [one for _, group in groups for one in group]
    if all(one.state == "not reported" for one in every):
        text = f"Nobody reported on any of the {len(every)} activities and commitments by {quarter.label}."
        return Display(blocks=(heading, Callout(title="Nobody reported", text=text)))
    return Display(
        blocks=(
            heading,
            Paragraph(text=_summary(every, quarter)),
            _counts(groups, quarter),
            *_attention(every, quarter),
            *_silent(every),
        )
    )


def _progress(figures: Figures, plan: Plan, quarter: Quarter) -> tuple[Progress, ...]:
    rows: Any = load_delivery(figures.store, plan.id).to_dict("records")
    updates = read_updates(rows)
    return calculate_progress(plan, updates, quarter, count_targets(figures, plan, updates))


def _groups(
    plan: Plan, progress: Sequence[Progress], priorities: Sequence[str], duties: Sequence[str]
) -> list[tuple[str, list[Progress]]]:
    """By name of priority, then of duty, how its activities and commitments stand."""
    by_id = {one.work.tracker_id: one for one in progress}
    groups = [
        (plan.priority(name).name, [by_id[work.tracker_id] for work in plan.activities_of(name)])
        for name in priorities
    ]
    groups += [
        (plan.duty(name).name, [by_id[work.tracker_id] for work in plan.commitments_of(name)])
        for name in duties
    ]
    return [(name, group) for name, group in groups if group]


def _summary(progress: Sequence[Progress], quarter: Quarter) -> str:
    done = sum(one.state == "complete" for one in progress)
    attention = sum(one.state in NEEDS_ATTENTION for one in progress)
    return (
        f"{done} of {len(progress)} activities and commitments under these priorities and duties were "
        f"complete at the end of {quarter.label}. {attention} were overdue or at risk."
    )


def _counts(groups: Sequence[tuple[str, list[Progress]]], quarter: Quarter) -> Table:
    states = [state for state in STATES if any(one.state == state for _, group in groups for one in group)]
    rows = tuple(
        (name, *(f"{sum(one.state == state for one in group)}" for state in states)) for name, group in groups
    )
    return Table(
        caption=f"How activities and commitments stand at the end of {quarter.label}",
        columns=(
            Column(label="Priority or duty"),
            *(Column(label=state.capitalize(), numeric=True) for state in states),
        ),
        rows=rows,
    )


def _attention(progress: Sequence[Progress], quarter: Quarter) -> Iterator[Table]:
    """The work that is overdue or at risk, the most pressing first."""
    found = [one for one in progress if one.state in NEEDS_ATTENTION]
    found.sort(key=lambda one: NEEDS_ATTENTION.index(one.state))
    if found:
        yield Table(
            caption=f"What is overdue or at risk at the end of {quarter.label}",
            columns=(Column(label="Planned"), Column(label="Due"), Column(label="How it stands")),
            rows=tuple(_row(one) for one in found),
        )


def _silent(progress: Sequence[Progress]) -> Iterator[Paragraph]:
    """On what nobody reported, by ref or id: it is not called late, since nobody knows."""
    silent = [one.work.label for one in progress if one.state == "not reported"]
    if silent:
        yield Paragraph(
            text=f"Nobody reported on {write_list(silent)}. How these stand is not known, so none is "
            "called late."
        )


def _row(one: Progress) -> tuple[str, ...]:
    work = one.work
    planned = LOST if work.planned == NOT_STATED else work.planned
    ref = f"{work.ref} " if isinstance(work, Activity) else ""
    due = work.timescale.words
    return f"{ref}{planned}", due[0].upper() + due[1:], one.state.capitalize()
