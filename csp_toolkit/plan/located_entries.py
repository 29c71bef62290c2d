"""The parts of a plan's file as they were read, right or wrong, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from csp_toolkit.errors import Problem
from csp_toolkit.parameters.located_yaml import LocatedYaml, Location

Entry = tuple[Location, Mapping[str, Any]]
"""A place in the file and the keys and values that stand there."""


def entries(located: LocatedYaml, *keys: str) -> list[Entry]:
    """The groups of keys in the lists under these keys of the file, in order; nothing else."""
    return [
        ((key, number), entry)
        for key in keys
        for number, entry in enumerate(_list_in(located.value, key))
        if isinstance(entry, dict)
    ]


def names_in(value: object) -> list[str]:
    """The words in a value that may be one word or a list of them."""
    if isinstance(value, str):
        return [value]
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


def ids_in(found: Iterable[Entry]) -> list[str]:
    """The ids of these entries, in order."""
    return [entry["id"] for _, entry in found if isinstance(entry.get("id"), str)]


def problem_at(located: LocatedYaml, at: Location, message: str, hint: str | None = None) -> Problem:
    """A problem at a place in the file, with its line."""
    return Problem(message, located.file, located.line_of(at), hint)


def _list_in(value: Mapping[str, Any], key: str) -> list[Any]:
    found = value.get(key)
    return found if isinstance(found, list) else []
