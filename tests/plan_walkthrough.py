"""From each row of the published plan to the place in the document where it stands.

``python tests/plan_walkthrough.py`` writes docs/plan-walkthrough.md anew; a test compares them, and another
looks for the words of each row in the rendered document.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from csp_toolkit.parameters import Project
from csp_toolkit.plan import Commitment, Plan, load_plan_named
from csp_toolkit.report.plan_words import Work, label_works, list_promises, stated, write_timescale

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "plan-walkthrough.md"
HEAD = """\
# The published plan, row by row

Where each row of Thurrock's annual delivery plan 2024/25 stands in the document that
`csp run annual_delivery_plan --partnership thurrock --period 2024-25` makes. The words are the
[plan file's](../parameters/plans/thurrock_2024-25.yaml); what the published text has lost is "Not stated".
A test finds all of them in the web page and in the PDF.

This page is written from the plan by `python tests/plan_walkthrough.py`.

| published section | row | what it says | where it stands |
|---|---|---|---|
"""
COVER = "Cover"
FINDINGS = "Strategic assessment: key findings"
PRIORITIES = "Priorities and duties"
SCOPES = {"national": "Policy and legislation", "local": "Local risks and opportunities"}
EQUALITY = ("Strategies with an assessment of their own", "What the assessment of this plan records")


@dataclass(frozen=True)
class Row:
    """A row of the published plan: its section there, its ref, its words, and the heading it stands under.

    ``label`` is the first cell of the row of a table that holds all the words; empty where it is no table.
    """

    published: str
    ref: str
    words: tuple[str, ...]
    heading: str
    label: str = ""


def walk(plan: Plan) -> Iterator[Row]:
    """Every row, in the order of the published plan."""
    yield Row("1 Title", "", (plan.title,), COVER)
    yield from _background(plan)
    for finding in plan.key_findings:
        words = (finding.text, *(figure.published for figure in finding.figures))
        label = f"{finding.ref}. {finding.subject}"
        yield Row("3 Key findings", finding.ref, words, FINDINGS, label)
    for priority in plan.priorities:
        label = f"{priority.number}. {priority.name}"
        yield Row("4 Priorities", str(priority.number), (priority.aim,), PRIORITIES, label)
    for duty in plan.duties:
        yield Row("4 Duties", "", (duty.name, duty.requires), PRIORITIES, duty.name)
    for item in plan.horizon_scan:
        words = (item.name, *([item.text] if item.text else []))
        yield Row(f"5 Horizon, {item.scope}", "", words, SCOPES[item.scope])
    for name in plan.equality_impact.in_place_for:
        yield Row("6 CEIA, in place for", "", (name,), EQUALITY[0])
    for record in plan.equality_impact.records:
        yield Row("6 CEIA, records", "", (record.text, *record.groups), EQUALITY[1])
    yield from _works(plan)
    yield from _contact(plan)


def _background(plan: Plan) -> Iterator[Row]:
    for text in plan.background:
        yield Row("2 Background", "", (text,), "Background and duties")
    for authority in plan.responsible_authorities:
        yield Row("2 Responsible authorities", "", (authority.name,), "Responsible authorities")
    for name in plan.has_regard_to:
        yield Row("2 Has regard to", "", (name,), "Plans of others that this plan regards")


def _works(plan: Plan) -> Iterator[Row]:
    labels = label_works(plan)
    for priority in plan.priorities:
        for activity in plan.activities_of(priority.id):
            heading = f"Priority {priority.number}: {priority.name}"
            yield Row("7 Activities", activity.ref, _words(activity), heading, activity.ref)
    for duty, commitments in list_promises(plan):
        for one in commitments:
            label = labels[one.tracker_id]
            yield Row(f"8 {duty.name}", label, _words(one), duty.name, label)


def _words(work: Work) -> tuple[str, ...]:
    """What is planned, what is to change, how much is promised, and when."""
    changes = [stated(outcome.change) for outcome in work.outcomes]
    target = work.target if isinstance(work, Commitment) else None
    promised = [f"{target.number} {target.unit}"] if target else []
    return (stated(work.planned), *changes, *promised, write_timescale(work))


def _contact(plan: Plan) -> Iterator[Row]:
    contact = plan.contact
    ways = [contact.team, contact.email, *contact.organisations, *contact.social_media]
    for way in [*ways, *([contact.newsletter] if contact.newsletter else [])]:
        yield Row("9 Contact", "", (way,), "Contact")


def write_page(plan: Plan) -> str:
    """The page in docs/ as Markdown."""
    lines = []
    for row in walk(plan):
        words = " / ".join(row.words).replace("|", "\\|")
        place = f"{row.heading}, row {row.label}" if row.label else row.heading
        lines.append(f"| {row.published} | {row.ref} | {words} | {place} |")
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(write_page(load_plan_named(Project(ROOT), "thurrock_2024-25")), encoding="utf-8")
