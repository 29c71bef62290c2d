"""Sets of harm weights, read strictly from a file: versioned, each weight with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from csp_toolkit.errors import ParameterError, Problem, suggest
from csp_toolkit.parameters.located_yaml import LocatedYaml, Location, load_yaml

HARM_WEIGHTS_FILE = Path(__file__).with_name("harm_weights.yaml")
SET_FIELDS: Mapping[str, type] = {
    "id": str,
    "version": int,
    "name": str,
    "vintage": str,
    "unit": str,
    "confirmed": bool,
    "source": str,
    "weights": dict,
    "left_out": dict,
}
KIND_WORDS: Mapping[type, str] = {
    str: "text",
    int: "a whole number above zero",
    bool: "true or false",
    dict: "keys with values",
}


@dataclass(frozen=True, slots=True)
class HarmWeight:
    """How many points a record of a category counts for, and where the number comes from."""

    weight: float
    source: str


@dataclass(frozen=True, slots=True)
class HarmWeights:
    """A set of weights by category. ``confirmed``: a person has compared every number with its source.

    ``left_out`` are categories that count nothing, each with the reason. ``vintage`` says for when the
    weights were worked out: scores made with two vintages are not compared.
    """

    id: str
    version: int
    name: str
    vintage: str
    unit: str
    confirmed: bool
    source: str
    weights: Mapping[str, HarmWeight]
    left_out: Mapping[str, str]

    @property
    def label(self) -> str:
        """The set, its version and whether it is confirmed, as a figure's method names it."""
        return f"{self.id} v{self.version}{'' if self.confirmed else ' (not confirmed)'}"


@cache
def load_harm_weights(file: Path = HARM_WEIGHTS_FILE) -> tuple[HarmWeights, ...]:
    """Every set in a file, in its order. Raises ``ParameterError`` with every problem and its line."""
    source = load_yaml(file, Path(file.name))
    reader = _Reader(source)
    sets = reader.read()
    if reader.problems:
        raise ParameterError(reader.problems)
    return sets


def find_harm_weights(sets: tuple[HarmWeights, ...], set_id: str) -> HarmWeights:
    """The newest version of a set. Raises ``ParameterError`` with the nearest id for an unknown one."""
    found = [one for one in sets if one.id == set_id]
    if not found:
        known = [one.id for one in sets]
        raise ParameterError(Problem(f'harm weights "{set_id}" are not there', hint=suggest(set_id, known)))
    return max(found, key=lambda one: one.version)


class _Reader:
    """Goes through one file and gathers problems."""

    def __init__(self, source: LocatedYaml) -> None:
        self.source = source
        self.problems: list[Problem] = []

    def refuse(self, at: Location, message: str, hint: str | None = None) -> None:
        self.problems.append(Problem(message, self.source.file, self.source.line_of(at), hint))

    def read(self) -> tuple[HarmWeights, ...]:
        entries = self.source.value.get("sets")
        if list(self.source.value) != ["sets"] or not isinstance(entries, list) or not entries:
            self.refuse((), 'a file of harm weights has one key, "sets", with a list of sets')
            return ()
        sets = [
            self.read_set(entry, ("sets", number), f"set {number + 1}")
            for number, entry in enumerate(entries)
        ]
        known = tuple(one for one in sets if one)
        self.check_once(known)
        return known

    def check_once(self, sets: tuple[HarmWeights, ...]) -> None:
        keys = [(one.id, one.version) for one in sets]
        for key in dict.fromkeys(key for key in keys if keys.count(key) > 1):
            self.refuse(("sets",), f"version {key[1]} of {key[0]} is there {keys.count(key)} times")

    def read_set(self, entry: Any, at: Location, name: str) -> HarmWeights | None:
        if not isinstance(entry, dict):
            self.refuse(at, f"{name} is not keys with values")
            return None
        before = len(self.problems)
        self.check_fields(entry, at, name)
        if len(self.problems) > before:
            return None
        weights = {
            category: found
            for category, value in entry["weights"].items()
            if (found := self.read_weight(category, value, (*at, "weights", category)))
        }
        self.check_left_out(entry, at)
        fields = {
            **entry,
            "weights": MappingProxyType(weights),
            "left_out": MappingProxyType(entry["left_out"]),
        }
        return HarmWeights(**fields)

    def check_fields(self, entry: Mapping[str, Any], at: Location, name: str) -> None:
        for key in entry.keys() - SET_FIELDS.keys():
            self.refuse((*at, key), f'{name} has the unknown key "{key}"', suggest(key, list(SET_FIELDS)))
        for key, kind in SET_FIELDS.items():
            if key not in entry:
                self.refuse(at, f'{name} has no "{key}"')
            elif not _is_kind(entry[key], kind):
                self.refuse((*at, key), f'"{key}" of {name} is {KIND_WORDS[kind]}')

    def read_weight(self, category: str, value: Any, at: Location) -> HarmWeight | None:
        if not isinstance(value, dict) or set(value) != {"weight", "source"}:
            self.refuse(at, f'the weight of "{category}" has the keys weight and source, and no other')
            return None
        weight, source = value["weight"], value["source"]
        number = (
            isinstance(weight, int | float) and not isinstance(weight, bool) and 0 <= weight < float("inf")
        )
        if not number:
            self.refuse((*at, "weight"), f'the weight of "{category}" is not a number from zero up')
        if not _is_kind(source, str):
            self.refuse((*at, "source"), f'the weight of "{category}" has no source')
        return HarmWeight(float(weight), source) if number and _is_kind(source, str) else None

    def check_left_out(self, entry: Mapping[str, Any], at: Location) -> None:
        for category, reason in entry["left_out"].items():
            if category in entry["weights"]:
                self.refuse((*at, "left_out", category), f'"{category}" has a weight and is left out')
            if not _is_kind(reason, str):
                self.refuse((*at, "left_out", category), f'"{category}" is left out without a reason')


def _is_kind(value: Any, kind: type) -> bool:
    if kind is str:
        return isinstance(value, str) and bool(value.strip())
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool) and value > 0
    return isinstance(value, kind)
