"""What a plan has delivered, counted up quarter by quarter, against what it promised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from csp_toolkit.blocks.model import Column, Table
from csp_toolkit.plan import Delivered, Progress
from csp_toolkit.report.formats import CONFIDENTIAL, NOT_APPLICABLE, NOT_AVAILABLE, notes_for_shorthand
from csp_toolkit.report.plan_delivery import Delivery, write_number
from csp_toolkit.report.plan_words import Work, note_on_numbers

NO_TARGET = "None"


def tabulate_targets(delivery: Delivery, works: Sequence[Work] | None = None) -> Iterator[Table]:
    """Cumulative counts of everything that is counted, those with a target first; nothing without any."""
    counted = [one for one in delivery.of(works or delivery.plan.works) if _is_counted(one)]
    counted.sort(key=lambda one: one.work.target is None)
    if not counted:
        return
    quarters = [quarter for quarter in delivery.plan.quarters if quarter <= delivery.quarter]
    headings = [*(f"By end of Q{quarter.quarter}" for quarter in quarters), "Target", "Share of target"]
    rows = [tuple(_row(delivery, one, len(quarters))) for one in counted]
    yield Table(
        caption=f"Counted up from April {delivery.plan.financial_year.start_year}, against targets",
        columns=(
            Column(label="No."),
            Column(label="What is counted"),
            *(Column(label=label, numeric=True) for label in headings),
        ),
        rows=tuple(rows),
        notes=tuple(_notes(delivery, counted, rows)),
        source=delivery.source,
    )


def _is_counted(progress: Progress) -> bool:
    """Whether there is a number of any quarter, or a target that one is missing for."""
    return progress.delivered is not None


def _row(delivery: Delivery, progress: Progress, quarters: int) -> Iterator[str]:
    delivered = progress.delivered
    if delivered is None:
        raise ValueError(f"nothing is counted of {progress.work.tracker_id}")
    yield delivery.label(progress.work)
    yield _capital(delivered.unit)
    if delivery.may_show(progress.work):
        yield from (
            NOT_AVAILABLE if total is None else write_number(total) for _, total in delivered.cumulative
        )
    else:
        yield from [CONFIDENTIAL] * quarters
    yield write_number(delivered.target.number) if delivered.target else NO_TARGET
    yield _share(delivered)


def _share(delivered: Delivered) -> str:
    if delivered.target is None:
        return NOT_APPLICABLE
    percent = delivered.percent_of_target
    return NOT_AVAILABLE if percent is None else f"{percent:.0f}%"


def _notes(delivery: Delivery, counted: Sequence[Progress], rows: Sequence[tuple[str, ...]]) -> list[str]:
    notes = [*notes_for_shorthand([list(row) for row in rows]), *note_on_numbers(rows)]
    for one in counted:
        others = one.delivered.other_units if one.delivered else ()
        if others:
            notes.append(f"{delivery.label(one.work)}: numbers of {', '.join(others)} are not counted here.")
    return notes


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
