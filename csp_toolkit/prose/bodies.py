"""The list of renamed and misnamed bodies, ``bodies.yaml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from csp_toolkit.errors import ParameterError, Problem
from csp_toolkit.parameters import load_yaml

BODIES_FILE = Path(__file__).with_name("bodies.yaml")
_KEYS = {"old", "new", "since", "source", "read"}


@dataclass(frozen=True, slots=True)
class Body:
    """A body's old (or wrong) names and those that hold, ``since`` when, and by which source.

    ``since`` is ``None`` where the old name never held. ``read`` is true where the source was read.
    """

    old: tuple[str, ...]
    new: tuple[str, ...]
    since: date | None
    source: str
    read: bool

    @property
    def pattern(self) -> re.Pattern[str]:
        """Finds an old name; one all in capitals as it is, any other in whatever case."""
        return _any_of(self.old)

    @property
    def named_anew(self) -> re.Pattern[str]:
        """Finds a name that holds."""
        return _any_of(self.new)


def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return re.compile("|".join(_pattern_of(name) for name in longest_first))


def _pattern_of(name: str) -> str:
    words = r"\s+".join(re.escape(word) for word in name.split())
    is_abbreviation = re.fullmatch(r"[A-Z]+s?", name) is not None
    return rf"(?<!\w){words}(?!\w)" if is_abbreviation else rf"(?i:(?<!\w){words}(?!\w))"


@cache
def load_bodies(file: Path = BODIES_FILE) -> tuple[Body, ...]:
    """Read the list. Raises ``ParameterError`` with the line of every entry that is not complete."""
    located = load_yaml(file)
    bodies, problems = [], []
    for number, entry in enumerate(located.value.get("bodies") or []):
        fault = _fault_of(entry)
        if fault:
            problems.append(Problem(fault, file, located.line_of(("bodies", number))))
            continue
        since = date.fromisoformat(entry["since"]) if "since" in entry else None
        bodies.append(Body(tuple(entry["old"]), tuple(entry["new"]), since, entry["source"], entry["read"]))
    if problems:
        raise ParameterError(problems)
    return tuple(bodies)


def _fault_of(entry: object) -> str:
    if not isinstance(entry, dict) or not entry.keys() <= _KEYS or not entry.keys() >= _KEYS - {"since"}:
        return f"a body has the keys {', '.join(sorted(_KEYS))}, of which since may be left out"
    if not all(isinstance(entry[key], list) and entry[key] for key in ("old", "new")):
        return "old and new are lists of names"
    if "since" in entry and not re.fullmatch(r"\d{4}-\d\d-\d\d", str(entry["since"])):
        return f'"{entry["since"]}" is not a day. Write it as 2024-07-09'
    return "" if isinstance(entry["read"], bool) else "read is true or false"
