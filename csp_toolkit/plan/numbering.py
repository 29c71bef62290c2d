"""Numbers of priorities, activities and findings: they run on without a gap, as readers count."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from csp_toolkit.errors import Problem
from csp_toolkit.parameters.located_yaml import LocatedYaml
from csp_toolkit.plan.located_entries import Entry, problem_at


def check_priority_numbers(located: LocatedYaml, priorities: Sequence[Entry]) -> Iterator[Problem]:
    """Priorities are numbered 1, 2, 3 in the order in which they stand."""
    for expected, (at, entry) in enumerate(priorities, start=1):
        number = entry.get("number")
        if isinstance(number, int) and number != expected:
            message = f"priority number {number} stands where {expected} belongs."
            yield problem_at(located, (*at, "number"), message, "Number priorities in the order of the file.")


def check_activity_refs(
    located: LocatedYaml, activities: Sequence[Entry], numbers: Mapping[str, int]
) -> Iterator[Problem]:
    """The refs under a priority begin with its number and count on from 1; ``numbers`` is by id."""
    last: dict[int, int] = {}
    seen: set[str] = set()
    for at, entry in activities:
        found = re.fullmatch(r"(\d+)\.(\d+)", str(entry.get("ref")), re.ASCII)
        if not found or not isinstance(entry.get("ref"), str):
            continue
        ref, first, second = found[0], int(found[1]), int(found[2])
        number = numbers.get(str(entry.get("priority")))
        if ref in seen:
            yield problem_at(located, (*at, "ref"), f"ref {ref} is used twice.", "Change one of them.")
            continue
        seen.add(ref)
        if number is not None and first != number:
            message = (
                f'ref {ref} begins with {first}, but priority "{entry["priority"]}" has number {number}.'
            )
            yield problem_at(located, (*at, "ref"), message, "Correct the ref, or the priority.")
            continue
        if second != last.get(first, 0) + 1:
            message = f"ref {ref} stands where {first}.{last.get(first, 0) + 1} belongs."
            yield problem_at(located, (*at, "ref"), message, "Number the activities of a priority in order.")
        last[first] = second


def check_finding_refs(located: LocatedYaml, findings: Sequence[Entry]) -> Iterator[Problem]:
    """Findings are numbered 1, 2, 3, and the parts of one a, b, c behind it."""
    previous = "0"
    for at, entry in findings:
        ref = entry.get("ref")
        if not isinstance(ref, str) or not re.fullmatch(r"\d+[a-z]?", ref, re.ASCII):
            continue
        expected = _refs_after(previous)
        if ref not in expected:
            message = f"finding {ref} stands where {' or '.join(expected)} belongs."
            yield problem_at(located, (*at, "ref"), message, "Number findings in the order of the file.")
        previous = ref


def _refs_after(ref: str) -> tuple[str, str]:
    """The refs that may follow one: the next number, or the next part of the same."""
    number, letter = int(ref.rstrip("abcdefghijklmnopqrstuvwxyz")), ref.lstrip("0123456789")
    part = chr(ord(letter) + 1) if letter else "a"
    return (str(number + 1), f"{number}{part}") if number else ("1", "1")
