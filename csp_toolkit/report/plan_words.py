"""How the parts of a plan are written in cells: labels, outcomes, timescales, what is not stated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from csp_toolkit.blocks.model import Finding, Findings
from csp_toolkit.indicators.catalogue import Catalogue
from csp_toolkit.plan import NOT_STATED, Activity, Commitment, Duty, Outcome, Plan
from csp_toolkit.report.formats import write_list

Work = Activity | Commitment
GAP = "Not stated"
"""What a cell says where the plan is silent: a reader cannot see what is not there."""
NUMBERS = "C1, C2 and so on are the commitments under each duty, in their order."


def stated(text: str) -> str:
    """The text, or that it is not stated."""
    return GAP if text == NOT_STATED else text


def label_works(plan: Plan) -> dict[str, str]:
    """By tracker id: an activity's ref, and C1, C2 and so on for the commitments, duty by duty."""
    labels = {activity.tracker_id: activity.ref for activity in plan.activities}
    promised = [one for _, commitments in list_promises(plan) for one in commitments]
    return labels | {one.tracker_id: f"C{number}" for number, one in enumerate(promised, start=1)}


def list_promises(plan: Plan) -> list[tuple[Duty, tuple[Commitment, ...]]]:
    """Each duty under which something is promised, in the order of its first commitment."""
    names = dict.fromkeys(commitment.duty for commitment in plan.commitments)
    return [(plan.duty(name), plan.commitments_of(name)) for name in names]


def list_parts(plan: Plan) -> list[tuple[str, tuple[Work, ...]]]:
    """Each priority with its activities, then each duty under which something is promised."""
    parts: list[tuple[str, tuple[Work, ...]]] = [
        (f"{priority.number}. {priority.name}", plan.activities_of(priority.id))
        for priority in plan.priorities
    ]
    parts += [(duty.name, commitments) for duty, commitments in list_promises(plan)]
    return [(name, works) for name, works in parts if works]


def note_on_numbers(rows: Sequence[Sequence[str]]) -> list[str]:
    """What C1 and so on stand for, where a row bears such a number."""
    return [NUMBERS] if any(re.fullmatch(r"C\d+", row[0]) for row in rows) else []


def write_planned(plan: Plan, work: Work) -> str:
    """What is planned, what else it serves, and what a reader should know of it.

    A duty that its priority answers anyway is not said again.
    """
    parts = [stated(work.planned)]
    if isinstance(work, Activity):
        known = plan.priority(work.priority).duties
        supports = [plan.priority(name).name for name in work.also_supports]
        answers = [plan.duty(name).name for name in work.duties if name not in known]
        parts += [f"Also supports: {write_list(supports)}"] if supports else []
        parts += [f"Answers: {write_list(answers)}"] if answers else []
    parts += [f"Note: {work.note}"] if work.note else []
    return join_sentences(parts)


def write_outcomes(work: Work, catalogue: Catalogue) -> str:
    """The outcomes wanted and what is to be delivered, each with the indicators that would show it."""
    parts = [_write_outcome(outcome, catalogue) for outcome in work.outcomes]
    if work.target:
        wanted = f"{work.target.number:,} {work.target.unit}"
        shown = [work.target.indicator] if work.target.indicator else []
        parts.append(join_sentences([wanted, _write_indicators(shown, catalogue)]))
    return " ".join(parts) or f"{GAP}."


def _write_outcome(outcome: Outcome, catalogue: Catalogue) -> str:
    places = f"Where: {write_list(list(outcome.places))}" if outcome.places else ""
    change = stated(outcome.change)
    return join_sentences([change, places, _write_indicators(outcome.indicators, catalogue)])


def _write_indicators(ids: Iterable[str], catalogue: Catalogue) -> str:
    names = [catalogue.get(name).name for name in ids]
    return f"Shown by: {'; '.join(names)}" if names else "No indicator would show it"


def write_timescale(work: Work) -> str:
    """When it is due, each kind in one way: "2024-25 Q4", "End of 2024-25 Q1", "April 2025"."""
    timescale = work.timescale
    named = timescale.kind in ("quarters", "end_of_quarter")
    words = timescale.label if named else timescale.words
    return words[0].upper() + words[1:]


def join_sentences(parts: Iterable[str]) -> str:
    """The parts one after the other, each ended by a full stop; empty ones left out."""
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts if part)


def bullets(texts: Iterable[str]) -> Iterator[Findings]:
    """The texts as a list, each a sentence; nothing where there is none."""
    items = tuple(Finding(text=join_sentences([text])) for text in texts)
    if items:
        yield Findings(items=items)
