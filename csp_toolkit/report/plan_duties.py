"""What bears each duty out: the matrix that an inspector asks for."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from csp_toolkit.blocks.model import Column, Display, Heading, Paragraph, Table
from csp_toolkit.plan import DutyMatch, match_duties
from csp_toolkit.report.formats import NOT_AVAILABLE
from csp_toolkit.report.plan_delivery import Delivery
from csp_toolkit.report.plan_words import Work

NOTHING = "None"


def show_duties(delivery: Delivery, held: Collection[str] | None = None) -> Display:
    """From each duty to priorities, activities, commitments and indicators.

    ``held`` are the ids of the indicators of which figures are held; None means that nobody has looked.
    """
    matches = match_duties(delivery.plan)
    empty = [match.duty.name for match in matches if match.is_empty]
    texts = [
        "This table leads from each duty to what the plan does about it, and to what would show it. "
        "The law behind each stands under priorities and duties."
    ]
    if empty:
        texts.append(f"Nothing in the plan bears out: {'; '.join(empty)}.")
    rows = tuple(_row(delivery, match, held) for match in matches)
    unheld = any(NOT_AVAILABLE in cell for row in rows for cell in row)
    return Display(
        blocks=(
            Heading(text="Duties and evidence"),
            *(Paragraph(text=text) for text in texts),
            Table(
                caption="From each duty to its evidence",
                columns=tuple(
                    Column(label=label)
                    for label in ("Duty", "Priorities", "Activities", "Commitments", "Indicators")
                ),
                rows=rows,
                notes=("[x]: no figures of this indicator are held.",) if unheld else (),
            ),
        )
    )


def _row(delivery: Delivery, match: DutyMatch, held: Collection[str] | None) -> tuple[str, ...]:
    return (
        match.duty.name,
        "; ".join(f"{one.number}. {one.name}" for one in match.priorities) or NOTHING,
        _labels(delivery, match.activities),
        _labels(delivery, match.commitments),
        "; ".join(_indicator(delivery, name, held) for name in match.indicators) or NOTHING,
    )


def _labels(delivery: Delivery, works: Iterable[Work]) -> str:
    return ", ".join(delivery.label(work) for work in works) or NOTHING


def _indicator(delivery: Delivery, name: str, held: Collection[str] | None) -> str:
    mark = f" {NOT_AVAILABLE}" if held is not None and name not in held else ""
    return f"{delivery.catalogue.get(name).name}{mark}"
