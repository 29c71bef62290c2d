"""YAML read strictly, with the line of every value.

YAML guesses what an unquoted word means: ``2025_26`` becomes 202526, ``no`` becomes False, ``012``
becomes 10 and ``1:30`` becomes 90. Of two equal keys the last wins. Here each of these is a problem
with its line, and such a word stays the text that was written. Dates stay text as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from csp_toolkit.errors import ParameterError, Problem
from csp_toolkit.parameters.yaml_syntax import describe_syntax_error

Location = tuple[str | int, ...]
"""Where a value stands: keys, and positions in lists counted from 0."""


@dataclass(frozen=True, slots=True)
class LocatedYaml:
    """The contents of a YAML file: its keys and values, and the line (from 1) of each.

    ``problems`` holds what is wrong whatever belongs in the file, ``misread`` the words that YAML
    would take for something else. ``lines`` is empty where nothing could be read.
    """

    file: Path
    value: dict[str, Any]
    lines: Mapping[Location, int]
    problems: tuple[Problem, ...] = ()
    misread: Mapping[Location, Problem] = field(default_factory=dict)

    def line_of(self, location: Location) -> int | None:
        """The line of a value, or of the nearest thing around it; None for the file as a whole."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location) if location else None


def load_yaml(path: Path, shown: Path | None = None) -> LocatedYaml:
    """Read a YAML file of keys and values. Messages name the file as ``shown`` (default: ``path``).

    Raises ``ParameterError`` with every problem at once.
    """
    located = read_yaml(path, shown)
    problems = [*located.problems, *located.misread.values()]
    if problems:
        raise ParameterError(problems)
    return located


def read_yaml(path: Path, shown: Path | None = None) -> LocatedYaml:
    """As ``load_yaml``, but the problems come with what could be read. Raises nothing."""
    file = shown or path
    try:
        node = _compose(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return _nothing_read(Problem("there is no such file", file))
    except OSError as error:
        return _nothing_read(Problem(f"the file cannot be read ({error.strerror})", file))
    except UnicodeDecodeError:
        return _nothing_read(
            Problem("the file is not UTF-8 text.", file, hint="Save it with encoding UTF-8.")
        )
    except yaml.YAMLError as error:
        return _nothing_read(describe_syntax_error(error, file))
    if node is None:
        return _nothing_read(Problem("the file is empty", file))
    if not isinstance(node, yaml.MappingNode):
        hint = 'Write a key and its value on each line, such as "partnership: thurrock".'
        return _nothing_read(Problem("the file does not hold keys and values.", file, _line(node), hint))
    walk = _Walk(file)
    value = walk.read(node, ())
    return LocatedYaml(file, value, walk.lines, tuple(walk.problems), walk.misread)


def _nothing_read(problem: Problem) -> LocatedYaml:
    return LocatedYaml(problem.file or Path(), {}, {}, (problem,))


class _Loader(yaml.SafeLoader):
    """Composes nodes, without the anchors by which one value stands in several places."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if getattr(event, "anchor", None):
            raise yaml.composer.ComposerError(None, None, "anchor", event.start_mark)
        node: yaml.Node | None = super().compose_node(parent, index)
        return node


def _compose(text: str) -> yaml.Node | None:
    """The nodes of a text, by libyaml where it is at hand: that is ten times as quick on a plan.

    What is wrong is read again by PyYAML's own reader, whose messages are the same everywhere.
    """
    with suppress(yaml.YAMLError, AttributeError):
        if not any(getattr(event, "anchor", None) for event in yaml.parse(text, Loader=yaml.CSafeLoader)):
            return yaml.compose(text, Loader=yaml.CSafeLoader)
    loader = _Loader(text)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


NO_VALUE_HINT = "Write one, or delete the line if the key may be left out."
_TAG = "tag:yaml.org,2002:"
_PLAIN_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")


@dataclass(slots=True)
class _Walk:
    """Goes through the nodes of one file and gathers values, lines and problems."""

    file: Path
    lines: dict[Location, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    misread: dict[Location, Problem] = field(default_factory=dict)

    def read(self, node: yaml.Node, location: Location) -> Any:
        self.lines.setdefault(location, _line(node))
        if isinstance(node, yaml.MappingNode):
            return self.read_mapping(node, location)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*location, number)) for number, item in enumerate(node.value)]
        return self.read_scalar(node, location)

    def read_mapping(self, node: yaml.MappingNode, location: Location) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.append(self.problem(key_node, "a key is a word, not a list or more keys."))
                continue
            key = self.read_key(key_node, location)
            here = (*location, key)
            if key in values:
                message = f'key "{key}" is written twice (first on line {self.lines[here]}).'
                self.problems.append(self.problem(key_node, message, "Delete one of the two."))
                continue
            self.lines[here] = _line(key_node)
            values[key] = self.read(value_node, here)
        return values

    def read_key(self, node: yaml.ScalarNode, location: Location) -> str:
        if node.tag != f"{_TAG}str":
            message = f'the key "{node.value}" would not be read as a word.'
            hint = f'Put it in quotation marks: "{node.value}".'
            self.misread[*location, str(node.value)] = self.problem(node, message, hint)
        return str(node.value)

    def read_scalar(self, node: yaml.Node, location: Location) -> Any:
        text, tag = str(node.value), node.tag.removeprefix(_TAG)
        if tag in ("str", "timestamp"):
            return text
        if tag == "null" and text:
            return None
        if tag == "bool" and text in ("true", "false"):
            return text == "true"
        if tag in ("int", "float") and _PLAIN_NUMBER.fullmatch(text):
            return int(text) if tag == "int" else float(text)
        self.misread[location] = self.problem(node, *_misreading(text, tag, location))
        return text or None

    def problem(self, node: yaml.Node, message: str, hint: str | None = None) -> Problem:
        return Problem(message, self.file, _line(node), hint)


def _misreading(text: str, tag: str, location: Location) -> tuple[str, str]:
    """What YAML would make of a word, and what to write instead."""
    quoted = f'Put it in quotation marks: "{text}".'
    if tag == "null":
        name = next((step for step in reversed(location) if isinstance(step, str)), "this line")
        return f"{name} has no value.", NO_VALUE_HINT
    if tag == "bool":
        return f'"{text}" would be read as true or false.', f"{quoted} Otherwise write true or false."
    if tag in ("int", "float"):
        return f'"{text}" would be read as the number {yaml.safe_load(text)}.', quoted
    return f'"{text}" would not be read as text.', quoted
