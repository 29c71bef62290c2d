"""A small plan for tests: one activity of each timescale, and two commitments with targets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from csp_toolkit.periods import FinancialYear, Quarter
from csp_toolkit.plan import Plan, Progress, Update, calculate_progress, load_plan

YEAR = FinancialYear(2024)
Q1, Q2, Q3, Q4 = (Quarter(2024, number) for number in (1, 2, 3, 4))
NEXT_Q1, NEXT_Q2 = Quarter(2025, 1), Quarter(2025, 2)

HEAD = """\
partnership: thurrock
year: 2024-25
title: A plan
standing: draft
assessment: {name: Assessment, period: 12 months to 2023-09}
background: [Why there is a plan.]
responsible_authorities: [{name: Thurrock Council}]
priorities:
  - {id: burglary, number: 1, name: Burglary, aim: Fewer break-ins., indicators: [street_burglary]}
duties:
  - {id: prevent, name: Prevent, requires: R, law: [{act: An Act, provision: section 1}], named_in_plan: true}
contact: {team: Community safety team, email: safety@council.gov.uk}
"""
OUTCOME = "outcomes: [{change: Less of it., indicators: [street_burglary]}]"
TIMESCALES = {
    "in_q2": "2024-25 Q2",
    "in_q4": "2024-25 Q4",
    "in_march": "2025-03",
    "in_april": "2025-04",
    "quarterly": "quarterly",
    "twice": "2024-25 Q1, 2024-25 Q3",
    "ongoing": "ongoing",
    "not_stated": "not stated",
}
COMMITMENTS = """\
commitments:
  - {id: sessions, duty: prevent, planned: Hold sessions., owner: O, timescale: 2024-25,
     target: {number: 9, unit: sessions, indicator: prevent_training_sessions}}
  - {id: webinars, duty: prevent, planned: Hold webinars., owner: O, timescale: not stated,
     target: {number: 4, unit: webinars}}
"""


def read(folder: Path, text: str) -> Plan:
    """The plan in a text; every indicator is known."""
    file = folder / "plan.yaml"
    file.write_text(text, encoding="utf-8")
    return load_plan(file)


def plan_of_timescales(folder: Path) -> Plan:
    """A plan with an activity called for each of TIMESCALES, and COMMITMENTS."""
    rows = []
    for number, (name, timescale) in enumerate(TIMESCALES.items(), start=1):
        over = ", carries_over: true" if name == "in_april" else ""
        rows.append(
            f'  - {{ref: "1.{number}", id: {name}, priority: burglary, planned: P., owner: O, {OUTCOME},\n'
            f'     timescale: "{timescale}"{over}}}\n'
        )
    return read(folder, f"{HEAD}activities:\n{''.join(rows)}{COMMITMENTS}")


LETTERS = {
    "n": "not started", "t": "on track", "r": "at risk", "b": "behind", "c": "complete", "s": "stopped",
    "-": "not reported",
}  # fmt: skip


def reports(activity_id: str, letters: str, first: Quarter = Q1) -> list[Update]:
    """Reports of consecutive quarters, a letter of LETTERS each; a space leaves the quarter out."""
    quarters = [first]
    while len(quarters) < len(letters):
        year, number = divmod(4 * quarters[-1].start_year + quarters[-1].quarter, 4)
        quarters.append(Quarter(year, number + 1))
    return [
        Update(activity_id, quarter, LETTERS[letter])  # type: ignore[arg-type]
        for quarter, letter in zip(quarters, letters, strict=True)
        if letter != " "
    ]


def progress_of(
    plan: Plan,
    activity_id: str,
    updates: Sequence[Update],
    quarter: Quarter,
    counts: dict[str, dict[Quarter, float | None]] | None = None,
) -> Progress:
    """How one piece of work stands at the end of a quarter."""
    found = calculate_progress(plan, updates, quarter, counts)
    return next(progress for progress in found if progress.work.tracker_id == activity_id)
