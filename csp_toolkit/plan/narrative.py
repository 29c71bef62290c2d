"""Prose with figures in it by name: ``{street_burglary.change}`` is a figure, whatever it comes to.

Nobody types a number into prose, so none can be out of date; what a name stands for is put in, formatted
and traceable, by whoever has the results.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from csp_toolkit.errors import ParameterError, Problem, suggest

FIGURE_PARTS = ("value", "count", "interval", "change", "comparator", "period", "verdict")
"""What may be asked of an indicator: its value with unit, its count, the value's interval, the change with
its own interval, what it is compared with, the period, and whether the change is a clear one."""

_BRACES = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"([a-z][a-z0-9_]*)\.([a-z_]+)", re.ASCII)


def figure_names(text: str) -> tuple[str, ...]:
    """The names in braces, in order, each once; malformed ones too."""
    return tuple(dict.fromkeys(found.strip() for found in _BRACES.findall(text)))


def check_figures(text: str, indicators: Collection[str] | None) -> list[tuple[str, str | None]]:
    """What is wrong with the names in a text: message and hint of each.

    ``indicators`` are the ids there are; None means that any passes.
    """
    problems = [found for name in figure_names(text) if (found := _check_name(name, indicators))]
    if "{" in (rest := _BRACES.sub("", text)) or "}" in rest:
        problems.append(
            ("a brace is not closed, or not opened.", "Write a figure as {street_burglary.change}.")
        )
    return problems


def _check_name(name: str, indicators: Collection[str] | None) -> tuple[str, str | None] | None:
    found = _NAME.fullmatch(name)
    if not found:
        return f'"{{{name}}}" does not name a figure.', "Write a figure as {street_burglary.change}."
    if indicators is not None and found[1] not in indicators:
        hint = suggest(found[1], list(indicators)) or "The ids there are: csp list indicators."
        return f'"{{{name}}}" names an indicator that is not in the catalogue.', hint
    if found[2] not in FIGURE_PARTS:
        hint = suggest(found[2], FIGURE_PARTS) or f"What may be asked: {', '.join(FIGURE_PARTS)}."
        return f'"{{{name}}}" asks for "{found[2]}", which no indicator has.', hint
    return None


def fill_figures(text: str, figure: Callable[[str, str], str]) -> str:
    """The text with every name replaced by what ``figure(indicator_id, part)`` says in its place.

    Raises ``ParameterError`` with every name that is none, before anything is asked.
    """
    problems = check_figures(text, None)
    if problems:
        raise ParameterError([Problem(message, hint=hint) for message, hint in problems])
    return _BRACES.sub(lambda found: figure(*found[1].strip().split(".")), text)
