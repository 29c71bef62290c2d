"""Reads and checks the catalogue's files: every problem at once, with its line, in an author's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, get_args

from csp_toolkit.disclosure.policies import load_policies
from csp_toolkit.errors import ParameterError, Problem, suggest
from csp_toolkit.indicators.catalogue import (
    Break,
    Catalogue,
    Dataset,
    Fact,
    Indicator,
    Measure,
    OffenceList,
    Priority,
    Select,
    Theme,
)
from csp_toolkit.indicators.catalogue_fields import (
    BREAK_FIELDS,
    FACT_FIELDS,
    FILE_FIELDS,
    INDICATOR_FIELDS,
    MEASURE_FIELDS,
    NAMED_FIELDS,
    OFFENCE_LIST_FIELDS,
    Fields,
    with_defaults,
)
from csp_toolkit.indicators.catalogue_rules import Known, check_indicator
from csp_toolkit.parameters.located_yaml import LocatedYaml, Location, load_yaml
from csp_toolkit.periods import parse_month

Named = TypeVar("Named", Theme, Priority)


def read_catalogue(folder: Path) -> tuple[Catalogue, list[Problem]]:
    """The catalogue of a folder's YAML files and every problem in them; with problems, what could be read.

    Each file may hold ``themes``, ``priorities``, ``offence_lists`` and ``indicators`` with ``defaults``.
    These hold for every indicator of that file that does not say otherwise, but for ``caveats``: an
    indicator's own stand before the common ones. Indicators are put in the order of their themes, within a
    theme in that of their datasets, within a dataset in that of the files' names. Raises nothing.
    """
    reader = _Reader()
    files = sorted(folder.glob("*.yaml"))
    for file in files:
        try:
            source = load_yaml(file, Path(folder.name, file.name))
        except ParameterError as error:
            reader.problems += error.problems
            continue
        if reader.check_fields(_File(source), source.value, FILE_FIELDS, (), "the file", needed=False):
            reader.files.append(_File(source))
    reader.read_lists()
    reader.read_indicators()
    reader.check_wholes(folder)
    order = {theme.id: place for place, theme in enumerate(reader.themes)}
    datasets = get_args(Dataset)
    reader.indicators.sort(key=lambda i: (order.get(i.theme, 0), datasets.index(i.measure.dataset)))
    catalogue = Catalogue(tuple(reader.themes), tuple(reader.indicators), tuple(reader.priorities))
    return catalogue, reader.problems


@dataclass(frozen=True, slots=True)
class _File:
    """One file of the catalogue."""

    source: LocatedYaml

    def entries(self, key: str) -> Iterable[tuple[Location, dict[str, Any]]]:
        """The entries of one of its lists, each with where it stands."""
        for number, entry in enumerate(self.source.value.get(key, [])):
            yield (key, number), entry


class _Reader:
    """Goes through the files and gathers what they hold and problems."""

    def __init__(self) -> None:
        self.files: list[_File] = []
        self.problems: list[Problem] = []
        self.themes: list[Theme] = []
        self.priorities: list[Priority] = []
        self.offence_lists: dict[str, OffenceList] = {}
        self.indicators: list[Indicator] = []

    def refuse(self, file: _File, location: Location, message: str, hint: str | None = None) -> None:
        self.problems.append(Problem(message, file.source.file, file.source.line_of(location), hint))

    def check_fields(
        self,
        file: _File,
        entry: Mapping[str, Any],
        fields: Fields,
        at: Location,
        name: str,
        *,
        needed: bool = True,
    ) -> bool:
        """Whether these fields alone are there, each of its kind; problems are noted."""
        before = len(self.problems)
        for key in entry.keys() - fields.keys():
            self.refuse(file, (*at, key), f'{name} has the unknown key "{key}"', suggest(key, list(fields)))
        for key, (is_kind, kind) in fields.items():
            if key in entry and not is_kind(entry[key]):
                self.refuse(file, (*at, key), f'"{key}" of {name} is {kind}')
            elif needed and key not in entry:
                self.refuse(file, at, f'{name} has no "{key}"')
        return len(self.problems) == before

    def read_lists(self) -> None:
        """Themes, priorities and offence lists, which indicators refer to."""
        self.themes = self.read_named(Theme, "themes")
        self.priorities = self.read_named(Priority, "priorities")
        for file in self.files:
            for at, entry in file.entries("offence_lists"):
                name = f"offence list {entry.get('id', 'without id')}"
                if self.check_fields(file, entry, OFFENCE_LIST_FIELDS, at, name):
                    offences = MappingProxyType(dict(entry["offences"]))
                    self.offence_lists[entry["id"]] = OffenceList(**{**entry, "offences": offences})

    def read_named(self, kind: type[Named], key: str) -> list[Named]:
        found = []
        for file in self.files:
            for at, entry in file.entries(key):
                if self.check_fields(file, entry, NAMED_FIELDS, at, f"entry {int(at[1]) + 1} of {key}"):
                    found.append(kind(**entry))
        return found

    def read_indicators(self) -> None:
        known = self.known_names()
        for file in self.files:
            for at, entry in file.entries("indicators"):
                whole = with_defaults(entry, file.source.value.get("defaults", {}))
                found = self.read_indicator(file, whole, at)
                if not found:
                    continue
                self.indicators.append(found)
                for key, message in check_indicator(found, known):
                    hint = suggest(found.theme, known.themes) if key == "theme" else None
                    self.refuse(file, (*at, key), message, hint)
                if found.better == "neither" and not entry.get("caveats"):
                    message = f"{found.id} has no caveat of its own that says why neither is better"
                    self.refuse(file, (*at, "better"), message)

    def known_names(self) -> Known:
        try:
            policies = list(load_policies())
        except ParameterError as error:
            self.problems += error.problems
            policies = []
        return Known([t.id for t in self.themes], [p.id for p in self.priorities], policies)

    def read_indicator(self, file: _File, entry: dict[str, Any], at: Location) -> Indicator | None:
        name = f"indicator {int(at[1]) + 1} ({entry.get('id', 'no id')})"
        offence_list = self.find_offence_list(file, entry, at, name)
        if not self.check_fields(file, entry, INDICATOR_FIELDS, at, name):
            return None
        plain = {key: value for key, value in entry.items() if key not in MEASURE_FIELDS}
        made = {
            "measure": Measure(
                entry["dataset"], entry["step"], _read_select(entry["select"]), _read_select(entry["whole"])
            ),
            "priorities": tuple(entry["priorities"]),
            "disclosure": MappingProxyType(dict(entry["disclosure"])),
            "caveats": tuple(entry["caveats"]),
            "breaks": self.read_breaks(file, entry, at),
            "facts": self.read_facts(file, entry, at),
            "offence_list": offence_list,
        }
        return Indicator(**{**plain, **made})

    def find_offence_list(
        self, file: _File, entry: dict[str, Any], at: Location, name: str
    ) -> OffenceList | None:
        """The list that an indicator names; recorded crime is selected by its codes and by no others."""
        named = entry.get("offence_list", "")
        found = self.offence_lists.get(named)
        if named and not found:
            hint = suggest(str(named), list(self.offence_lists))
            self.refuse(file, (*at, "offence_list"), f'{name} names the unknown offence list "{named}"', hint)
        if entry.get("dataset") == "recorded_crime" and named:
            if "select" in entry:
                message = f"{name} selects offences itself, beside its offence list"
                self.refuse(file, (*at, "select"), message)
            entry["select"] = {"offence_code": list(found.codes) if found else [named]}
        return found

    def read_breaks(self, file: _File, entry: Mapping[str, Any], at: Location) -> tuple[Break, ...]:
        found = [
            self.read_break(file, part, (*at, "breaks", number), f"break {number + 1} of {entry['id']}")
            for number, part in enumerate(entry["breaks"])
        ]
        return tuple(part for part in found if part)

    def read_break(self, file: _File, entry: Mapping[str, Any], at: Location, name: str) -> Break | None:
        if not self.check_fields(file, entry, BREAK_FIELDS, at, name):
            return None
        try:
            after, before = parse_month(entry["after"]), parse_month(entry["before"])
        except ParameterError as error:
            self.refuse(file, at, error.problems[0].message, error.problems[0].hint)
            return None
        if after >= before:
            self.refuse(file, at, f'"after" of {name} is not earlier than "before"')
        return Break(after, before, entry["reason"], entry["source"], tuple(entry["forces"]))

    def read_facts(self, file: _File, entry: Mapping[str, Any], at: Location) -> tuple[Fact, ...]:
        return tuple(
            Fact(**part)
            for number, part in enumerate(entry["facts"])
            if self.check_fields(
                file, part, FACT_FIELDS, (*at, "facts", number), f"fact {number + 1} of {entry['id']}"
            )
        )

    def check_wholes(self, folder: Path) -> None:
        """What no single entry shows: nothing twice, nothing empty, nothing against an unknown indicator."""
        ids = [indicator.id for indicator in self.indicators]
        for key, found in (
            ("themes", [theme.id for theme in self.themes]),
            ("priorities", [priority.id for priority in self.priorities]),
            ("indicators", ids),
        ):
            self.check_once(found, key, folder)
            if not found and key != "priorities" and not self.problems:
                self.problems.append(Problem(f'the catalogue has no "{key}"', Path(folder.name)))
        for indicator in self.indicators:
            if indicator.against and indicator.against not in ids:
                message = f'{indicator.id} is against "{indicator.against}", which is no indicator'
                self.problems.append(
                    Problem(message, Path(folder.name), hint=suggest(indicator.against, ids))
                )

    def check_once(self, ids: Sequence[str], key: str, folder: Path) -> None:
        for repeated, times in Counter(ids).items():
            if times > 1:
                message = f'"{repeated}" is there {times} times among the {key}'
                self.problems.append(Problem(message, Path(folder.name)))


def _read_select(value: Mapping[str, Sequence[str]]) -> Select:
    return MappingProxyType({column: tuple(values) for column, values in value.items()})
