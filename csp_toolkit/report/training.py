"""Training that people completed, beside the year before: work done, counted in full."""

from __future__ import annotations

from collections.abc import Sequence

from csp_toolkit.blocks.model import Callout, Column, Display, Finding, Findings, Heading, Table
from csp_toolkit.report.chosen import period_heading
from csp_toolkit.report.comparison_tables import Row
from csp_toolkit.report.evidence import compared_results
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.formats import (
    notes_for_shorthand,
    write_absence,
    write_difference,
    write_result_count,
)
from csp_toolkit.report.notes import COMPLETE, source_line

TRAINING = "training"


def show_training(figures: Figures) -> Display:
    """What was completed in all in a sentence each, then a row for each course and for who took it."""
    rows = [(i, figures.comparisons[i.id]) for i in figures.of_theme(TRAINING)]
    heading = Heading(text="Training completed")
    if not rows:
        text = f"Nobody has supplied figures on training for {figures.partnership.name}."
        return Display(blocks=(heading, Callout(title="No figures are held", text=text)))
    findings = tuple(Finding(text=_sentence(row)) for row in rows if "breakdown" not in row[0].measure.select)
    return Display(
        blocks=(heading, *([Findings(items=findings)] if findings else ()), _table(figures, rows)),
        evidence=compared_results(comparison for _, comparison in rows),
    )


def _sentence(row: Row) -> str:
    indicator, comparison = row
    now, then = comparison.current, comparison.baseline
    if now.numerator is None:
        return f"{indicator.name}: no figure for {period_heading(now.period)}."
    done = f"{indicator.name}: {now.numerator:,} {indicator.numerator} in {period_heading(now.period)}"
    if then.numerator is None:
        return f"{done}. There is no figure for the year before."
    difference = now.numerator - then.numerator
    if not difference:
        return f"{done}, as many as the year before."
    return f"{done}, {write_difference(difference)} than the year before."


def _table(figures: Figures, rows: Sequence[Row]) -> Table:
    cells = tuple(_cells(row) for row in rows)
    return Table(
        caption=f"Training completed, {figures.partnership.name}",
        columns=(
            Column(label="Training"),
            Column(label=period_heading(figures.period), numeric=True),
            Column(label=period_heading(figures.baseline), numeric=True),
            Column(label="Change", numeric=True),
        ),
        rows=cells,
        notes=(*notes_for_shorthand([list(row) for row in cells]), COMPLETE),
        source=source_line(figures),
    )


def _cells(row: Row) -> tuple[str, ...]:
    indicator, comparison = row
    now, then = comparison.current, comparison.baseline
    if now.numerator is None or then.numerator is None:
        change = write_absence(now, then)
    else:
        change = write_difference(now.numerator - then.numerator)
    return indicator.name, write_result_count(now), write_result_count(then), change
