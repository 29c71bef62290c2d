"""Reads and checks ``catalogue.yaml``: every problem at once, with its line, in an author's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

from csp_toolkit.errors import ParameterError, Problem, suggest
from csp_toolkit.indicators.catalogue import (
    AUDIENCES,
    Break,
    Catalogue,
    Indicator,
    Kind,
    Measure,
    Select,
    Theme,
    snake_case,
)
from csp_toolkit.parameters.located_yaml import LocatedYaml, Location, load_yaml
from csp_toolkit.periods import Step, parse_month

MOST_WORDS = {"name": 5, "caveats": 24, "reason": 24}
"""Texts that stand in the sentences of findings, and how long they may be for these to stay readable."""

Check = Callable[[Any], bool]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(_is_text(item) for item in value)


def _is_mappings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _is_select(value: Any) -> bool:
    return isinstance(value, dict) and all(_is_texts(values) and values for values in value.values())


def _is_disclosure(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == set(AUDIENCES) and all(map(_is_text, value.values()))


TEXT = (_is_text, "text")
NUMBER = (_is_number, "a whole number above zero")
TEXTS = (_is_texts, "a list of texts")
SELECT = (_is_select, "columns, each with a list of texts")
MAPPINGS = (_is_mappings, "a list of keys with values")

FILE_FIELDS = {
    "defaults": (lambda v: isinstance(v, dict), "keys with values"),
    "themes": MAPPINGS,
    "indicators": MAPPINGS,
}
THEME_FIELDS = {"id": TEXT, "name": TEXT}
BREAK_FIELDS = {"after": TEXT, "before": TEXT, "reason": TEXT, "source": TEXT, "forces": TEXTS}
INDICATOR_FIELDS = {
    "id": TEXT,
    "version": NUMBER,
    "name": TEXT,
    "definition": TEXT,
    "unit": TEXT,
    "multiplier": NUMBER,
    "numerator": TEXT,
    "denominator": TEXT,
    "source": TEXT,
    "better": (lambda v: v in ("lower", "higher", "neither"), "lower, higher or neither"),
    "theme": TEXT,
    "kind": (lambda v: v in get_args(Kind), "one of " + ", ".join(get_args(Kind))),
    "dataset": TEXT,
    "step": (lambda v: v in get_args(Step), "one of " + ", ".join(get_args(Step))),
    "select": SELECT,
    "whole": SELECT,
    "per": (lambda v: isinstance(v, str), "text"),
    "priorities": TEXTS,
    "disclosure": (_is_disclosure, f"a policy for each of {', '.join(AUDIENCES)}"),
    "caveats": TEXTS,
    "breaks": MAPPINGS,
}
MEASURE_FIELDS = ("dataset", "step", "select", "whole")
Fields = Mapping[str, tuple[Check, str]]


def read_catalogue(file: Path) -> tuple[Catalogue, list[Problem]]:
    """The catalogue and every problem in it; with problems the catalogue holds what could be read.

    ``defaults`` of the file hold for every indicator that does not say otherwise, but for ``caveats``:
    an indicator's own stand before the common ones. Raises nothing.
    """
    try:
        source = load_yaml(file, Path(file.name))
    except ParameterError as error:
        return Catalogue((), ()), list(error.problems)
    reader = _Reader(source)
    reader.check_fields(source.value, FILE_FIELDS, (), "the catalogue")
    if reader.problems:
        return Catalogue((), ()), reader.problems
    return reader.read(), reader.problems


class _Reader:
    """Goes through one file and gathers problems."""

    def __init__(self, source: LocatedYaml) -> None:
        self.source = source
        self.problems: list[Problem] = []

    def refuse(self, location: Location, message: str, hint: str | None = None) -> None:
        self.problems.append(Problem(message, self.source.file, self.source.line_of(location), hint))

    def read(self) -> Catalogue:
        value = self.source.value
        themes = []
        for number, entry in enumerate(value["themes"]):
            if self.check_fields(entry, THEME_FIELDS, ("themes", number), f"theme {number + 1}"):
                themes.append(Theme(**entry))
        indicators = []
        for number, entry in enumerate(value["indicators"]):
            whole = _with_defaults(entry, value["defaults"])
            found = self.read_indicator(whole, ("indicators", number), f"indicator {number + 1}")
            if found:
                indicators.append(found)
                self.check_indicator(found, ("indicators", number), [theme.id for theme in themes])
                if found.better == "neither" and not entry.get("caveats"):
                    message = f"{found.id} has no caveat of its own that says why neither is better"
                    self.refuse(("indicators", number, "better"), message)
        self.check_once([theme.id for theme in themes], "themes")
        self.check_once([indicator.id for indicator in indicators], "indicators")
        return Catalogue(tuple(themes), tuple(indicators))

    def check_fields(self, entry: Mapping[str, Any], fields: Fields, at: Location, name: str) -> bool:
        """Whether exactly these fields are there, each of its kind; problems are noted."""
        before = len(self.problems)
        for key in entry.keys() - fields.keys():
            self.refuse((*at, key), f'{name} has the unknown key "{key}"', suggest(key, list(fields)))
        for key, (is_kind, kind) in fields.items():
            if key not in entry:
                self.refuse(at, f'{name} has no "{key}"')
            elif not is_kind(entry[key]):
                self.refuse((*at, key), f'"{key}" of {name} is {kind}')
        return len(self.problems) == before

    def read_indicator(self, entry: Mapping[str, Any], at: Location, name: str) -> Indicator | None:
        if not self.check_fields(entry, INDICATOR_FIELDS, at, f"{name} ({entry.get('id', 'no id')})"):
            return None
        breaks = [
            self.read_break(found, (*at, "breaks", number), f"break {number + 1} of {entry['id']}")
            for number, found in enumerate(entry["breaks"])
        ]
        plain = {key: value for key, value in entry.items() if key not in MEASURE_FIELDS}
        lists = {
            "measure": Measure(
                entry["dataset"], entry["step"], _read_select(entry["select"]), _read_select(entry["whole"])
            ),
            "priorities": tuple(entry["priorities"]),
            "disclosure": MappingProxyType(dict(entry["disclosure"])),
            "caveats": tuple(entry["caveats"]),
            "breaks": tuple(found for found in breaks if found),
        }
        return Indicator(**{**plain, **lists})

    def read_break(self, entry: Mapping[str, Any], at: Location, name: str) -> Break | None:
        if not self.check_fields(entry, BREAK_FIELDS, at, name):
            return None
        try:
            after, before = parse_month(entry["after"]), parse_month(entry["before"])
        except ParameterError as error:
            self.refuse(at, error.problems[0].message, error.problems[0].hint)
            return None
        if after >= before:
            self.refuse(at, f'"after" of {name} is not earlier than "before"')
        return Break(after, before, entry["reason"], entry["source"], tuple(entry["forces"]))

    def check_indicator(self, indicator: Indicator, at: Location, themes: Sequence[str]) -> None:
        """What the fields of one indicator must mean together."""
        if indicator.theme not in themes:
            hint = suggest(indicator.theme, themes)
            self.refuse((*at, "theme"), f'theme "{indicator.theme}" of {indicator.id} is not a theme', hint)
        if indicator.id != snake_case(indicator.id):
            self.refuse((*at, "id"), f'"{indicator.id}" is not an id', f"Write {snake_case(indicator.id)}.")
        if not indicator.numerator.endswith("s"):
            self.refuse((*at, "numerator"), f"the numerator of {indicator.id} is not a plural ending in s")
        for column, values in indicator.measure.select.items():
            if len(set(values)) != len(values):
                self.refuse((*at, "select"), f'{indicator.id} selects a value of "{column}" twice')
        if not indicator.measure.select:
            self.refuse((*at, "select"), f"{indicator.id} selects nothing")
        self.check_texts(indicator, at)

    def check_texts(self, indicator: Indicator, at: Location) -> None:
        texts = [("name", indicator.name), *(("caveats", text) for text in indicator.caveats)]
        for key, text in [*texts, *(("reason", found.reason) for found in indicator.breaks)]:
            if len(text.split()) > MOST_WORDS[key]:
                self.refuse((*at, key), f'"{text}" is longer than {MOST_WORDS[key]} words')
            if ";" in text:
                self.refuse((*at, key), f'"{text}" holds a semicolon, which separates reasons')

    def check_once(self, ids: Iterable[str], name: str) -> None:
        for repeated, times in Counter(ids).items():
            if times > 1:
                self.refuse((name,), f'"{repeated}" is there {times} times among the {name}')


def _read_select(value: Mapping[str, Sequence[str]]) -> Select:
    return MappingProxyType({column: tuple(values) for column, values in value.items()})


def _with_defaults(entry: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    whole = {**defaults, **entry}
    own, common = entry.get("caveats", []), defaults.get("caveats", [])
    if _is_texts(own) and _is_texts(common):
        whole["caveats"] = [*own, *common]
    return whole
