"""What the parts of a plan must mean together, found in the file as it was read.

These look at keys and values rather than at a ``Plan``, so that they find their problems even where
another part of the file is wrong: a reader is told everything at once. What has the wrong kind is passed
over here, since reading the plan says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from csp_toolkit.errors import ParameterError, Problem, suggest
from csp_toolkit.parameters.located_yaml import LocatedYaml, Location
from csp_toolkit.periods import FinancialYear, parse_period
from csp_toolkit.plan.located_entries import entries, ids_in, names_in, problem_at
from csp_toolkit.plan.narrative import check_figures
from csp_toolkit.plan.numbering import check_activity_refs, check_finding_refs, check_priority_numbers
from csp_toolkit.plan.timescale import Timescale, parse_timescale, quarters_of


def check_together(located: LocatedYaml, indicators: Collection[str] | None) -> Iterator[Problem]:
    """Every name that leads nowhere, everything named twice, misnumbered or due outside the plan's year.

    ``indicators`` are the ids there are; None means that nobody has looked, and any id passes.
    """
    yield from _check_once(located)
    yield from _check_names(located)
    yield from check_priority_numbers(located, entries(located, "priorities"))
    yield from check_activity_refs(located, entries(located, "activities"), _numbers_of_priorities(located))
    yield from check_finding_refs(located, entries(located, "key_findings"))
    yield from _check_due_quarters(located)
    if indicators is not None:
        yield from _check_indicators(located, located.value, (), list(indicators))
    yield from _check_narrative(located, indicators)


def _numbers_of_priorities(located: LocatedYaml) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for _, entry in entries(located, "priorities"):
        if isinstance(entry.get("id"), str) and isinstance(entry.get("number"), int):
            numbers.setdefault(entry["id"], entry["number"])
    return numbers


def _check_once(located: LocatedYaml) -> Iterator[Problem]:
    """Ids that name two things; the delivery tracker knows activities and commitments by one list of ids."""
    for keys in (("priorities",), ("duties", "legal_basis"), ("activities", "commitments")):
        seen: dict[str, Location] = {}
        for at, entry in entries(located, *keys):
            name, place = _id_of(at, entry)
            if name is None:
                continue
            first = seen.setdefault(name, place)
            # Two equal refs are the numbering's to report, not the ids that are made of them.
            if first != place and not first[-1] == place[-1] == "ref":
                message = f'id "{name}" is used twice (first on line {located.line_of(first)}).'
                yield problem_at(located, place, message, "Change one of them.")


def _id_of(at: Location, entry: Mapping[str, Any]) -> tuple[str | None, Location]:
    """The id of an entry and where it stands; an activity without one is called for its ref."""
    if isinstance(entry.get("id"), str):
        return entry["id"], (*at, "id")
    ref = entry.get("ref")
    return (f"activity_{ref.replace('.', '_')}" if isinstance(ref, str) else None), (*at, "ref")


def _check_names(located: LocatedYaml) -> Iterator[Problem]:
    """Priorities and duties that are named but are not in the plan."""
    priorities = ids_in(entries(located, "priorities"))
    duties = ids_in(entries(located, "duties", "legal_basis"))
    for at, entry in entries(located, "priorities", "activities", "commitments"):
        who = _called(at, entry)
        for key, kind, known in (
            ("priority", "priority", priorities),
            ("also_supports", "priority", priorities),
            ("duty", "duty", duties),
            ("duties", "duty", duties),
        ):
            for name in names_in(entry.get(key)):
                if name not in known:
                    message = f'{who} names {kind} "{name}", which is not in this plan.'
                    yield problem_at(located, (*at, key), message, _choice(name, known))
        if entry.get("priority") in names_in(entry.get("also_supports")):
            message = f'{who} also supports "{entry["priority"]}", which is its own priority.'
            yield problem_at(located, (*at, "also_supports"), message, "Leave it out there.")


def _called(at: Location, entry: Mapping[str, Any]) -> str:
    kind = {"priorities": "priority", "activities": "activity", "commitments": "commitment"}[str(at[0])]
    name = entry.get("ref") if kind == "activity" else entry.get("id")
    return f'{kind} "{name}"' if isinstance(name, str) else f"a {kind}"


def _choice(name: str, known: Sequence[str]) -> str:
    return suggest(name, known) or f"Those in this plan: {', '.join(known) or 'none'}."


def _check_due_quarters(located: LocatedYaml) -> Iterator[Problem]:
    year = _year(located)
    for at, entry in entries(located, "activities", "commitments"):
        timescale = _timescale(entry.get("timescale"))
        if year is not None and timescale is not None:
            yield from _check_due(located, at, entry, timescale, year)


def _check_due(
    located: LocatedYaml, at: Location, entry: Mapping[str, Any], timescale: Timescale, year: FinancialYear
) -> Iterator[Problem]:
    """A plan's work is due in its year; later only where the plan says that it is meant, never earlier."""
    quarters = quarters_of(year)
    outside = [quarter for quarter in timescale.due_quarters(year) if quarter not in quarters]
    late = bool(outside) and outside[0] > quarters[-1]
    carries_over = entry.get("carries_over") is True
    if outside and not (late and carries_over):
        message = f"{_called(at, entry)} is due in {outside[0]}, outside the plan's year {year}."
        meant = "Correct the timescale, or say that it is meant with: carries_over: true."
        hint = meant if late else f"The year's quarters are {quarters[0]} to {quarters[-1]}."
        yield problem_at(located, (*at, "timescale"), message, hint)
    if carries_over and not late:
        message = f"{_called(at, entry)} carries over, but nothing of it is due after {year}."
        yield problem_at(
            located, (*at, "carries_over"), message, "Delete the line, or correct the timescale."
        )


def _year(located: LocatedYaml) -> FinancialYear | None:
    try:
        period = parse_period(str(located.value.get("year")))
    except ParameterError:
        return None
    return period if isinstance(period, FinancialYear) else None


def _timescale(value: object) -> Timescale | None:
    try:
        return parse_timescale(value) if isinstance(value, str) else None
    except ParameterError:
        return None


def _check_indicators(
    located: LocatedYaml, value: object, at: Location, known: Sequence[str]
) -> Iterator[Problem]:
    """Ids of indicators wherever the keys ``indicators`` and ``indicator`` stand."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _check_indicators(located, item, (*at, number), known)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in ("indicators", "indicator"):
                yield from _check_indicators(located, item, (*at, key), known)
                continue
            for number, name in enumerate(names_in(item)):
                if name not in known:
                    where = (*at, key, number) if isinstance(item, list) else (*at, key)
                    hint = suggest(name, known) or "The ids there are: csp list indicators."
                    message = f'indicator "{name}" is not in the catalogue.'
                    yield problem_at(located, where, message, hint)


def _check_narrative(located: LocatedYaml, indicators: Collection[str] | None) -> Iterator[Problem]:
    for part, key in (("narrative", "text"), ("hwb_asks", "why")):
        for at, entry in entries(located, part):
            text = entry.get(key)
            if isinstance(text, str):
                for message, hint in check_figures(text, indicators):
                    yield problem_at(located, (*at, key), message, hint)
