"""Which keys the catalogue's files have, and of what kind the value of each is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, get_args

from csp_toolkit.indicators.catalogue import AUDIENCES, DENOMINATORS, Dataset, Kind
from csp_toolkit.periods import Step

Check = Callable[[Any], bool]
Fields = Mapping[str, tuple[Check, str]]
"""A key -> whether a value is of its kind, and that kind in words."""


def is_text(value: Any) -> bool:
    """Whether a value is a text that says something."""
    return isinstance(value, str) and bool(value.strip())


def is_texts(value: Any) -> bool:
    """Whether a value is a list of such texts; it may be empty."""
    return isinstance(value, list) and all(is_text(item) for item in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_mappings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _is_select(value: Any) -> bool:
    return isinstance(value, dict) and all(is_texts(values) and values for values in value.values())


def _is_disclosure(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == set(AUDIENCES) and all(map(is_text, value.values()))


def _is_offences(value: Any) -> bool:
    return isinstance(value, dict) and bool(value) and all(map(is_text, value.values()))


def _one_of(*known: str) -> tuple[Check, str]:
    return (lambda value: value in known, "one of " + ", ".join(known))


TEXT = (is_text, "text")
TEXT_OR_NONE = (lambda value: isinstance(value, str), "text")
NUMBER = (_is_number, "a whole number above zero")
TEXTS = (is_texts, "a list of texts")
SELECT = (_is_select, "columns, each with a list of texts")
MAPPINGS = (_is_mappings, "a list of keys with values")
TRUTH = (lambda value: isinstance(value, bool), "true or false")

FILE_FIELDS: Fields = {
    "defaults": (lambda value: isinstance(value, dict), "keys with values"),
    "themes": MAPPINGS,
    "priorities": MAPPINGS,
    "offence_lists": MAPPINGS,
    "indicators": MAPPINGS,
}
"""A file may hold any of these."""
NAMED_FIELDS: Fields = {"id": TEXT, "name": TEXT}
"""Of a theme and of a priority."""
OFFENCE_LIST_FIELDS: Fields = {
    "id": TEXT,
    "version": NUMBER,
    "name": TEXT,
    "offences": (_is_offences, "offence codes, each with its words"),
    "source": TEXT,
    "confirmed": TRUTH,
}
BREAK_FIELDS: Fields = {"after": TEXT, "before": TEXT, "reason": TEXT, "source": TEXT, "forces": TEXTS}
FACT_FIELDS: Fields = {"text": TEXT, "source": TEXT, "confirmed": TRUTH}
INDICATOR_FIELDS: Fields = {
    "id": TEXT,
    "version": NUMBER,
    "name": TEXT,
    "definition": TEXT,
    "multiplier": NUMBER,
    "numerator": TEXT,
    "denominator": TEXT_OR_NONE,
    "source": TEXT,
    "better": (lambda value: value in ("lower", "higher", "neither"), "lower, higher or neither"),
    "theme": TEXT,
    "kind": _one_of(*get_args(Kind)),
    "dataset": _one_of(*get_args(Dataset)),
    "step": _one_of(*get_args(Step)),
    "select": SELECT,
    "whole": SELECT,
    "per": (lambda value: value == "" or value in DENOMINATORS, "empty, " + ", ".join(DENOMINATORS)),
    "priorities": TEXTS,
    "disclosure": (_is_disclosure, f"a policy for each of {', '.join(AUDIENCES)}"),
    "caveats": TEXTS,
    "breaks": MAPPINGS,
    "facts": MAPPINGS,
    "offence_list": TEXT_OR_NONE,
    "against": TEXT_OR_NONE,
}
MEASURE_FIELDS = ("dataset", "step", "select", "whole")

LEFT_OUT: Mapping[str, Any] = {
    "version": 1, "caveats": [], "breaks": [], "facts": [], "whole": {}, "per": "", "priorities": [],
    "offence_list": "", "against": "",
}  # fmt: skip
"""What an indicator has where neither it nor its file's defaults say otherwise."""


KIND_OF_DEFAULT = {"multiplier": "rate", "per": "rate", "denominator": "proportion"}
"""What a file's defaults say of one kind and not of the others in it."""


def with_defaults(entry: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """An indicator's entry with what its file, its kind and every indicator has besides.

    Its own caveats stand before the file's. A rate's denominator is named by what it is ``per``; a
    proportion is of 100; counts and outputs have neither multiplier nor denominator.
    """
    kind = entry.get("kind", defaults.get("kind"))
    common = {key: value for key, value in defaults.items() if KIND_OF_DEFAULT.get(key, kind) == kind}
    whole = {**LEFT_OUT, **common, **entry}
    own, shared = entry.get("caveats", []), defaults.get("caveats", [])
    if is_texts(own) and is_texts(shared):
        whole["caveats"] = [*own, *shared]
    if kind == "rate":
        whole.setdefault("denominator", DENOMINATORS.get(str(whole["per"]), ""))
    elif kind == "proportion":
        whole.setdefault("multiplier", 100)
    else:
        whole.setdefault("multiplier", 1)
        whole.setdefault("denominator", "")
    return whole
