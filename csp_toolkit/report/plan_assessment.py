"""The findings that a plan rests on: as the plan states them, and worked out again for its own period."""

from __future__ import annotations

from collections.abc import Iterator

from csp_toolkit.blocks.model import AnyBlock, Callout, Column, Display, Findings, Heading, Paragraph, Table
from csp_toolkit.plan import KeyFinding, Plan
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.plan_findings import NOT_MEASURED, show_plan_findings
from csp_toolkit.report.plan_words import join_sentences, stated

TITLE = "Strategic assessment: key findings"
NO_FIGURE = "None"
ELSEWHERE = (
    "Every finding worked out again, with its figures, its interval and its verdict, stands in the strategic "
    "assessment of this period; the figures are in results.csv and comparisons.csv beside this plan too."
)


def show_stated_findings(plan: Plan) -> Display:
    """What the assessment found, in the plan's words, with the figures that were published."""
    period = plan.assessment_period
    text = f"The plan follows: {plan.assessment.name}. It looked at {period.long_label}."
    blocks: list[AnyBlock] = [Heading(text=TITLE), Paragraph(text=text)]
    if not plan.key_findings:
        nothing = "The plan states no finding of it."
        return Display(blocks=(*blocks, Callout(title="No findings are stated", text=nothing)))
    return Display(blocks=(*blocks, _table(plan)))


def _table(plan: Plan) -> Table:
    labels = ("Finding", "What was found", "Published figures", "Compared with")
    return Table(
        caption=f"Key findings of {plan.assessment.name}, as the plan states them",
        columns=tuple(Column(label=label) for label in labels),
        rows=tuple(_row(finding) for finding in plan.key_findings),
    )


def _row(finding: KeyFinding) -> tuple[str, ...]:
    note = f"Note: {finding.note}" if finding.note else ""
    return (
        f"{finding.ref}. {finding.subject}",
        join_sentences([finding.text, note]),
        "; ".join(f"{figure.what}: {figure.published}" for figure in finding.figures) or NO_FIGURE,
        stated(finding.comparator),
    )


def show_assessment(figures: Figures, plan: Plan) -> Display:
    """The stated findings, then the same worked out from the data, where months of that period are held.

    ``figures`` are for the plan's assessment period.
    """
    told = show_stated_findings(plan)
    if not plan.key_findings:
        return told
    months = set(plan.assessment_period.months)
    if months.isdisjoint(found.month for found in figures.street_months):
        text = f"No police data are held for {plan.assessment_period.long_label}."
        missing = Callout(tone="warning", title="The findings cannot be worked out again", text=text)
        return Display(blocks=(*told.blocks, missing))
    again = show_plan_findings(figures, plan)
    return Display(
        blocks=(*told.blocks, *_in_brief(again)),
        evidence=again.evidence,
        comparisons=again.comparisons,
    )


def _in_brief(again: Display) -> Iterator[AnyBlock]:
    """Which findings are clear changes in these data, those in words; the rest stand in the assessment."""
    yield Heading(text="The findings worked out again", level=3)
    yield from (block for block in again.blocks if isinstance(block, Paragraph))
    every = [item for block in again.blocks if isinstance(block, Findings) for item in block.items]
    clear = tuple(item for item in every if item.verdict in ("clear rise", "clear fall"))
    if clear:
        yield Findings(items=clear)
    rows = [row for block in again.blocks if isinstance(block, Table) for row in block.rows]
    unmeasured = [row[0] for row in rows if row[1] == NOT_MEASURED]
    if unmeasured:
        yield Paragraph(text=f"No figures are held for: {'; '.join(unmeasured)}.")
    yield Paragraph(text=ELSEWHERE)
