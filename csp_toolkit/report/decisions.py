"""What the board is asked to decide: what the analyst puts to it, and what the plan leaves open."""

from __future__ import annotations

from csp_toolkit.blocks.model import Callout, Column, Display, Heading, Paragraph, Table
from csp_toolkit.frames import load_delivery
from csp_toolkit.periods import Quarter
from csp_toolkit.plan import Plan, Progress, calculate_progress, read_updates
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.plan_words import label_works, note_on_numbers, stated

CHOICE = "Continue with a new date, change it, or stop it."


def show_decisions(figures: Figures, plan: Plan | None, asked: tuple[str, ...]) -> Display:
    """The analyst's own questions first, then a row for each piece of the plan that is overdue."""
    heading = Heading(text="Decisions asked of the board")
    blocks: list[Heading | Paragraph | Table | Callout] = [heading]
    blocks += [Paragraph(text=f"{number}. {text}") for number, text in enumerate(asked, start=1)]
    overdue = _overdue(figures, plan)
    if plan is not None and overdue:
        blocks.append(_table(figures, plan, overdue))
    if len(blocks) == 1:
        text = "Nobody asks the board to decide anything, and nothing of the plan is reported as overdue."
        blocks.append(Callout(title="No decision is asked for", text=text))
    return Display(blocks=tuple(blocks))


def _overdue(figures: Figures, plan: Plan | None) -> list[Progress]:
    if plan is None or not isinstance(figures.period, Quarter) or figures.period not in plan.quarters:
        return []
    rows = load_delivery(figures.store, plan.id).to_dict("records")
    updates = read_updates([{str(name): value for name, value in row.items()} for row in rows])
    return [one for one in calculate_progress(plan, updates, figures.period) if one.state == "overdue"]


def _table(figures: Figures, plan: Plan, overdue: list[Progress]) -> Table:
    columns = ("No.", "What is planned", "Was due", "What the board can decide")
    labels = label_works(plan)
    rows = [
        (labels[one.work.tracker_id], stated(one.work.planned), one.due[-1].label, CHOICE) for one in overdue
    ]
    return Table(
        caption=f"Overdue at the end of {figures.period.label}",
        columns=tuple(Column(label=label) for label in columns),
        rows=tuple(rows),
        notes=(
            "Overdue: its last due quarter has ended, and it is not reported as complete.",
            *note_on_numbers(rows),
        ),
        source="The partnership's delivery tracker.",
    )
