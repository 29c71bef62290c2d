"""The delivery of a plan: how its work stands, what is due, late or has slipped, and what was counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from csp_toolkit.blocks.model import AnyBlock, Callout, Column, Display, Heading, Paragraph, Table
from csp_toolkit.periods import Quarter
from csp_toolkit.plan import COUNT_RULES, RULES, STATES, Progress
from csp_toolkit.report.formats import notes_for_shorthand, write_list
from csp_toolkit.report.plan_delivery import NO_TRACKER, Delivery, write_state
from csp_toolkit.report.plan_targets import tabulate_targets
from csp_toolkit.report.plan_words import Work, list_parts, note_on_numbers, stated, write_timescale

DIRECTIONS = {
    "slipped": "Slipped",
    "recovered": "Recovered",
    "completed": "Completed",
    "unchanged": "As before",
    "cannot say": "Cannot say: nobody reported in one of the two",
}
MOVED = ("slipped", "recovered", "completed")


def show_progress(delivery: Delivery) -> Display:
    """The year's delivery: states by priority and duty, what is late, what moved, counts, and the rules."""
    heading = Heading(text="Progress of the plan")
    if not _is_known(delivery):
        return Display(blocks=(heading, Callout(title="Progress is not known", text=NO_TRACKER)))
    blocks: list[AnyBlock] = [heading, Paragraph(text=_summary(delivery, delivery.progress))]
    if not delivery.has_tracker:
        blocks.append(Paragraph(text=NO_TRACKER))
    blocks.append(_by_part(delivery))
    late = [one for one in delivery.progress if one.is_past_due and delivery.knows(one)]
    blocks += _listed(delivery, "Overdue, or not reported after the due date", late)
    blocks += _moved(delivery, delivery.progress, late)
    blocks += tabulate_targets(delivery)
    blocks += [Heading(text="How states are decided", level=3), _rules(delivery)]
    return Display(blocks=tuple(blocks))


def show_delivery(delivery: Delivery, priority: str | None = None) -> Display:
    """A quarter's delivery: what was due in it and done, what is late, what slipped, what was counted.

    Of one priority where it is named. Raises ParameterError for one that the plan does not have.
    """
    plan, label = delivery.plan, delivery.quarter.label
    works: Sequence[Work] = plan.works
    heading = Heading(text="Delivery of the plan")
    if priority is not None:
        works = plan.activities_of(priority)
        heading = Heading(text=f"{plan.priority(priority).name}: delivery", level=3)
    if delivery.quarter not in plan.quarters or not _is_known(delivery):
        why = NO_TRACKER if delivery.quarter in plan.quarters else f"The plan is for {plan.year}."
        return Display(blocks=(heading, Callout(title=f"No delivery to report for {label}", text=why)))
    standing = [one for one in delivery.of(works) if delivery.knows(one)]
    due = [one for one in standing if one.is_due]
    late = [one for one in standing if one.is_past_due and not one.is_due]
    blocks: list[AnyBlock] = [heading, Paragraph(text=_summary(delivery, standing))]
    if due:
        blocks.append(Paragraph(text=_summary_of_due(due)))
    blocks += _listed(delivery, f"Due in {label}", due)
    blocks += _listed(delivery, f"Due before {label}, and late", late)
    blocks += _moved(delivery, standing, [*due, *late])
    blocks += tabulate_targets(delivery, works)
    return Display(blocks=tuple(blocks))


def _is_known(delivery: Delivery) -> bool:
    return any(delivery.knows(one) for one in delivery.progress)


def _summary(delivery: Delivery, standing: Sequence[Progress]) -> str:
    """How many pieces of work have each state."""
    counts = [(state, sum(one.state == state for one in standing)) for state in STATES]
    told = write_list([f"{number} {state}" for state, number in counts if number])
    whole = "activity or commitment" if len(standing) == 1 else "activities and commitments"
    return f"{len(standing):,} {whole} at the end of {delivery.quarter.label}: {told}."


def _summary_of_due(due: Sequence[Progress]) -> str:
    """Whether what was due was done; work due each quarter is on course where it is on track."""
    done = sum(one.state in ("complete", "on track") for one in due)
    silent = sum(one.state == "not reported" for one in due)
    rest = len(due) - done - silent
    parts = [f"{done} complete or on track", f"{rest} not" if rest else "", _silent(silent)]
    were = "was" if len(due) == 1 else "were"
    return f"{len(due)} {were} due in the quarter: {write_list([part for part in parts if part])}."


def _silent(number: int) -> str:
    return f"{number} on which nobody reported" if number else ""


def _by_part(delivery: Delivery) -> Table:
    rows = [(name, *_counts(delivery.of(works))) for name, works in list_parts(delivery.plan)]
    rows.append(("Whole plan", *_counts(delivery.progress)))
    labels = ("All", *(state.capitalize() for state in STATES))
    return Table(
        caption=f"Activities and commitments by state, at the end of {delivery.quarter.label}",
        columns=(Column(label="Priority or duty"), *(Column(label=label, numeric=True) for label in labels)),
        rows=tuple(rows),
        source=delivery.source,
    )


def _counts(standing: Sequence[Progress]) -> tuple[str, ...]:
    by_state = [sum(one.state == state for one in standing) for state in STATES]
    return tuple(str(number) for number in (len(standing), *by_state))


def _listed(delivery: Delivery, caption: str, found: Sequence[Progress]) -> Iterator[Table]:
    """A table of pieces of work, with how each stands and has moved; nothing where there is none."""
    if not found:
        return
    since = _since(delivery)
    rows = [
        (
            delivery.label(one.work),
            stated(one.work.planned),
            write_timescale(one.work),
            delivery.write(one),
            *([_direction(delivery, one)] if since else []),
        )
        for one in found
    ]
    yield _table(delivery, caption, ("No.", "What is planned", "Timescale", "Progress", *since), rows)


def _moved(delivery: Delivery, standing: Sequence[Progress], told: Sequence[Progress]) -> Iterator[AnyBlock]:
    """How much slipped, recovered or was completed since the quarter before, and what no table tells yet."""
    before = delivery.quarter.previous()
    if not delivery.movements:
        return
    own = [delivery.movements[one.work.tracker_id] for one in standing]
    numbers = [(way, sum(m.direction == way for m in own)) for way in MOVED]
    words = write_list([f"{number} {way}" for way, number in numbers if number]) or "nothing moved"
    yield Paragraph(text=f"Since the end of {before.label}: {words}.")
    listed = {one.work.tracker_id for one in told}
    rest = [m for m in own if m.direction in MOVED and m.work.tracker_id not in listed]
    rest.sort(key=lambda m: MOVED.index(m.direction))
    rows = [
        (
            delivery.label(m.work),
            stated(m.work.planned),
            DIRECTIONS[m.direction],
            write_state(m.before),
            write_state(m.now),
        )
        for m in rest
    ]
    headings = ("No.", "What is planned", "Movement", *(_end(q) for q in (before, delivery.quarter)))
    if rows:
        caption = f"What {'else ' if listed else ''}has moved since {before.label}"
        yield _table(delivery, caption, headings, rows)


def _end(quarter: Quarter) -> str:
    return f"End of {quarter.label}"


def _since(delivery: Delivery) -> tuple[str, ...]:
    return (f"Since {delivery.quarter.previous().label}",) if delivery.movements else ()


def _direction(delivery: Delivery, progress: Progress) -> str:
    return DIRECTIONS[delivery.movements[progress.work.tracker_id].direction]


def _table(
    delivery: Delivery, caption: str, headings: Sequence[str], rows: Sequence[tuple[str, ...]]
) -> Table:
    return Table(
        caption=caption,
        columns=tuple(Column(label=label) for label in headings),
        rows=tuple(rows),
        notes=(*notes_for_shorthand([list(row) for row in rows]), *note_on_numbers(rows)),
        source=delivery.source,
    )


def _rules(delivery: Delivery) -> Table:
    """The rules that decided, in the order in which they are tried."""
    by_count = any(one.by_count for one in delivery.progress)
    rows = [(state.capitalize(), rule) for state, rule in RULES.items()]
    rows += [(state.capitalize(), rule) for state, rule in COUNT_RULES.items()] if by_count else []
    return Table(
        caption="Rules for states, tried from the top",
        columns=(Column(label="State"), Column(label="When")),
        rows=tuple(rows),
    )
