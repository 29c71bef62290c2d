"""The outline of a plan: what hangs on what, whoever's file it comes from, and what hangs in the air."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from csp_toolkit.errors import Problem
from csp_toolkit.parameters import LocatedYaml
from csp_toolkit.parameters.located_yaml import Location

NOT_STATED = "not stated"
MOST_NAMED = 12
"""How many parts a problem names one by one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A part of a plan: what it is called, and what it says of the rest.

    ``ref`` is its number or id as readers see it. ``owner`` belongs to activities and commitments,
    ``indicators`` to priorities, ``comparator`` and ``period`` to findings, ``outcome_refs`` to activities
    whose outcomes are numbered on their own. None or "not stated" where the plan is silent.
    """

    ref: str
    line: int | None = None
    owner: str | None = None
    indicators: tuple[str, ...] = ()
    outcome_refs: tuple[str, ...] = ()
    comparator: str | None = None
    period: str | None = None
    has_figures: bool = True


@dataclass(frozen=True, slots=True)
class Outline:
    """The parts of a plan in their order."""

    file: Path | None
    priorities: tuple[Entry, ...] = ()
    activities: tuple[Entry, ...] = ()
    commitments: tuple[Entry, ...] = ()
    findings: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class OutlineRule:
    """A named rule about a plan's parts; ``look`` gives the parts of an outline that break it."""

    id: str
    reason: str
    advice: str
    bad: str
    good: str
    kind: tuple[str, str]
    fault: str
    look: Callable[[Outline], Sequence[Entry]]


def find_activities_without_owners(outline: Outline) -> list[Entry]:
    """Activities and commitments for which nobody answers."""
    return [entry for entry in (*outline.activities, *outline.commitments) if not _is_stated(entry.owner)]


def find_priorities_without_indicators(outline: Outline) -> list[Entry]:
    """Priorities of which nobody could say whether they were met."""
    return [entry for entry in outline.priorities if not entry.indicators]


def find_findings_without_comparators(outline: Outline) -> list[Entry]:
    """Findings with figures that are compared with nothing, or belong to no period."""
    return [
        entry
        for entry in outline.findings
        if entry.has_figures and not (_is_stated(entry.comparator) and _is_stated(entry.period))
    ]


def find_numbering_faults(outline: Outline) -> list[Entry]:
    """Activities whose outcomes have another number, or whose number is taken or out of order."""
    times = Counter(entry.ref for entry in outline.activities)
    faulty, last = [], {"": 0}
    for entry in outline.activities:
        group, _, number = entry.ref.rpartition(".")
        follows = number.isdigit() and int(number) == last.get(group, 0) + 1
        if times[entry.ref] > 1 or not follows or any(ref != entry.ref for ref in entry.outcome_refs):
            faulty.append(entry)
        if number.isdigit():
            last[group] = int(number)
    return faulty


def _is_stated(value: str | None) -> bool:
    return value is not None and value.strip().lower() not in ("", NOT_STATED, "?", "tbc")


OUTLINE_RULES = (
    OutlineRule(
        "no_owner",
        "What nobody answers for is nobody's to report on.",
        "Name the role or organisation that answers for it.",
        "owner: not stated",
        "owner: Community safety team",
        ("activity", "activities and commitments"),
        "no owner",
        find_activities_without_owners,
    ),
    OutlineRule(
        "no_indicator",
        "Without an indicator nobody can say whether a priority was met.",
        "Name the indicators that would show it, from: csp list indicators.",
        "indicators: []",
        "indicators: [street_all_crime]",
        ("priority", "priorities"),
        "no indicator",
        find_priorities_without_indicators,
    ),
    OutlineRule(
        "finding_without_comparator",
        "A figure that is compared with nothing, or has no period, cannot be checked or repeated.",
        "Say what it was compared with, and for when.",
        "comparator: not stated",
        "comparator: the 12 months before",
        ("finding", "findings"),
        "no comparator or period",
        find_findings_without_comparators,
    ),
    OutlineRule(
        "numbering",
        "An outcome under another number than its activity is read as that of another activity.",
        "Number activities on from 1 under each priority, and give their outcomes the same number.",
        "activity 1.2 beside outcome 1.3",
        "activity 1.2 beside outcome 1.2",
        ("activity", "activities"),
        "a number that does not follow or is not that of its outcome",
        find_numbering_faults,
    ),
)


def check_outline(outline: Outline) -> list[Problem]:
    """A problem for each rule that parts of a plan break, which names them all, at the first of them."""
    return [
        _problem(outline, rule, entries) for rule in OUTLINE_RULES if (entries := list(rule.look(outline)))
    ]


def _problem(outline: Outline, rule: OutlineRule, entries: Sequence[Entry]) -> Problem:
    named = list(dict.fromkeys(entry.ref for entry in entries))
    more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    refs = ", ".join(named[:MOST_NAMED]) + more
    one, many = rule.kind
    if len(entries) == 1:
        message = f"{one} {refs} has {rule.fault} ({rule.id})."
    else:
        message = f"{len(entries)} {many} have {rule.fault}: {refs} ({rule.id})."
    lines = [entry.line for entry in entries if entry.line is not None]
    return Problem(message, outline.file, min(lines, default=None), rule.advice)


def outline_in(located: LocatedYaml) -> Outline:
    """The outline of a plan's file, from its keys alone, so that it can be had of one with problems."""
    assessment = located.value.get("assessment")
    period = _text(assessment, "period") if isinstance(assessment, dict) else None
    return Outline(
        located.file,
        priorities=tuple(
            Entry(_ref(entry, "number", "id"), line, indicators=_names(entry, "indicators"))
            for line, entry in _entries(located, "priorities")
        ),
        activities=tuple(
            Entry(
                _ref(entry, "ref", "id"),
                line,
                owner=_text(entry, "owner"),
                outcome_refs=_outcome_refs(entry),
            )
            for line, entry in _entries(located, "activities")
        ),
        commitments=tuple(
            Entry(_ref(entry, "id", "ref"), line, owner=_text(entry, "owner"))
            for line, entry in _entries(located, "commitments")
        ),
        findings=tuple(
            Entry(
                _ref(entry, "ref", "id"),
                line,
                comparator=_text(entry, "comparator"),
                period=_text(entry, "period") or period,
                has_figures=bool(entry.get("figures") or entry.get("implied_counts")),
            )
            for line, entry in _entries(located, "key_findings")
        ),
    )


def _entries(located: LocatedYaml, key: str) -> Iterator[tuple[int | None, dict[str, Any]]]:
    found = located.value.get(key)
    for number, entry in enumerate(found if isinstance(found, list) else []):
        if isinstance(entry, dict):
            at: Location = (key, number)
            yield located.line_of(at), entry


def _ref(entry: dict[str, Any], *keys: str) -> str:
    return next((str(entry[key]) for key in keys if entry.get(key) is not None), "without a name")


def _text(entry: dict[str, Any], key: str) -> str | None:
    value = entry.get(key)
    return value if isinstance(value, str) else None


def _names(entry: dict[str, Any], key: str) -> tuple[str, ...]:
    value = entry.get(key)
    return tuple(str(name) for name in value) if isinstance(value, list) else ()


def _outcome_refs(entry: dict[str, Any]) -> tuple[str, ...]:
    outcomes = entry.get("outcomes")
    found = [outcome.get("ref") for outcome in outcomes or [] if isinstance(outcome, dict)]
    return tuple(str(ref) for ref in found if ref is not None)
