"""From a file to settings, or to every problem in it with its line, in the user's words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from csp_toolkit.errors import ParameterError, Problem, suggest
from csp_toolkit.parameters.fields import REFUSED, Known
from csp_toolkit.parameters.located_yaml import NO_VALUE_HINT, LocatedYaml, Location, read_yaml

AnySettings = TypeVar("AnySettings", bound=BaseModel)


def load_settings(
    model: type[AnySettings], path: Path, shown: Path | None = None, known: Known | None = None
) -> AnySettings:
    """Read settings of one kind from a file; messages name it as ``shown`` (default: ``path``).

    Names of partnerships, reports and plans are checked where ``known`` is given.
    Raises ``ParameterError`` with every problem in the file.
    """
    settings, problems = read_settings(model, read_yaml(path, shown), known)
    if settings is None or problems:
        raise ParameterError(problems)
    return settings


def read_settings(
    model: type[AnySettings], located: LocatedYaml, known: Known | None = None
) -> tuple[AnySettings | None, list[Problem]]:
    """The settings in a file that has been read (None where they cannot be built) and its problems."""
    if not located.lines:
        return None, list(located.problems)
    settings, refused = _validate(model, located, known)
    # Where the value itself is refused, that says more than how YAML would have misread it.
    problems = [*located.problems, *(dict(located.misread) | refused).values()]
    return settings, sorted(problems, key=lambda problem: problem.line or 0)


def _validate(
    model: type[AnySettings], located: LocatedYaml, known: Known | None
) -> tuple[AnySettings | None, dict[Location, Problem]]:
    # By way of JSON, whose strict mode takes a list for a tuple; a YAML date has stayed text.
    try:
        settings = model.model_validate_json(json.dumps(located.value), context=known or Known())
    except ValidationError as error:
        details = _without_echoes(model, error.errors(include_url=False))
        return None, {detail["loc"]: _describe(model, located, detail) for detail in details}
    return settings, {}


def _without_echoes(model: type[BaseModel], details: list[ErrorDetails]) -> list[ErrorDetails]:
    """The errors, less those that only follow from another.

    A key that stands there misspelt is not missing as well, and a list is not too short because its
    items are wrong.
    """
    meant = {
        (*detail["loc"][:-1], close)
        for detail in details
        if detail["type"] == "extra_forbidden"
        for close in get_close_matches(_key(detail["loc"]), _keys_at(model, detail["loc"][:-1]), n=1)
    }
    return [
        detail
        for detail in details
        if not (detail["type"] == "missing" and detail["loc"] in meant)
        and not (detail["type"] == "too_short" and detail["input"])
    ]


def _describe(model: type[BaseModel], located: LocatedYaml, detail: ErrorDetails) -> Problem:
    message, hint = _words(model, detail)
    return Problem(message, located.file, located.line_of(detail["loc"]), hint)


def _words(model: type[BaseModel], detail: ErrorDetails) -> tuple[str, str | None]:
    """Message and hint for one of pydantic's errors; none of its own wording is shown."""
    key, context = _key(detail["loc"]), detail.get("ctx", {})
    match detail["type"]:
        case kind if kind == REFUSED:
            return context["message"], context["hint"]
        case "extra_forbidden":
            known = sorted(_keys_at(model, detail["loc"][:-1]))
            return f'unknown key "{key}".', suggest(key, known) or f"Known here: {', '.join(known)}."
        case "missing":
            return f'key "{key}" is missing.', f"Add a line that begins with {key}:"
        case "string_too_short":
            return f"{key} has no value.", NO_VALUE_HINT
        case "too_short":
            return f"{key} is empty.", "List at least one, each on a line after a hyphen."
    if detail["input"] is None:
        return f"{key} has no value.", NO_VALUE_HINT
    return _words_for_wrong_kind(key, detail["type"], detail["input"], context)


def _words_for_wrong_kind(key: str, kind: str, found: Any, context: Any) -> tuple[str, str | None]:
    shown = _show(found)
    match kind:
        case "literal_error":
            names = [name.strip("'") for name in context["expected"].replace(" or ", ", ").split(", ")]
            choice = suggest(str(found), names) or f"Write one of: {', '.join(names)}."
            return f"{key}: {shown} is not known.", choice
        case "string_type":
            hint = None if isinstance(found, dict | list) else f"Put it in quotation marks: {shown}."
            return f"{key}: {shown} is not text.", hint
        case "bool_type":
            return (
                f"{key}: {shown} is neither true nor false.",
                "Write true or false, without quotation marks.",
            )
        case "tuple_type":
            return f"{key}: {shown} is not a list.", "Write each item on a line of its own after a hyphen."
        case "model_type" | "model_attributes_type":
            return f"{key}: {shown} stands where keys and values belong.", None
    return f"{key}: {shown} cannot be understood.", None


def _key(location: Location) -> str:
    """The key nearest to a value: an item of a list is spoken of by the name of the list."""
    return next((step for step in reversed(location) if isinstance(step, str)), "the file")


def _show(value: Any) -> str:
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list):
        return "a list"
    return f'"{str(value).lower() if isinstance(value, bool) else value}"'


def _keys_at(model: type[BaseModel], location: Location) -> set[str]:
    """The keys that may stand at a location, found by following the models down."""
    for step in location:
        if isinstance(step, str) and step in model.model_fields:
            model = next(_models_in(model.model_fields[step].annotation), model)
    return set(model.model_fields)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
