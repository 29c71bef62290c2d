"""Tables that partners fill in: one description of the columns, for their check, page and template."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from csp_toolkit.errors import suggest

ColumnKind = Literal["text", "code", "choice", "date", "number"]
KIND_WORDS: dict[ColumnKind, str] = {
    "text": "text on one line",
    "code": "code",
    "choice": "one of a list",
    "date": "date, YYYY-MM-DD",
    "number": "number, 0 or more",
}
EARLIEST, LATEST = date(1990, 1, 1), date(2099, 12, 31)
"""Dates outside are slips of the keyboard."""
_NUMBER = re.compile(r"\d{1,15}(\.\d{1,15})?", re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column. ``also`` are other names it goes by in workbooks; ``shape`` says its pattern in words."""

    name: str
    kind: ColumnKind
    description: str
    example: str
    required: bool = True
    allowed: tuple[str, ...] = ()
    pattern: str = ""
    shape: str = ""
    longest: int = 200
    also: tuple[str, ...] = ()

    def fault(self, text: str) -> str:
        """What is wrong with a cell of this column, in words; empty where nothing is."""
        if not text:
            return "empty, and it must not be" if self.required else ""
        if self.kind == "number":
            return "" if _NUMBER.fullmatch(text) else f'"{text}" is not a number of 0 or more'
        if self.kind == "date":
            return _date_fault(text)
        if self.kind == "choice":
            return "" if text in self.allowed else self._choice_fault(text)
        return self._text_fault(text)

    def _choice_fault(self, text: str) -> str:
        guess = suggest(text, self.allowed)
        return f'"{text}" is not one of {", ".join(self.allowed)}' + (f" ({guess})" if guess else "")

    def _text_fault(self, text: str) -> str:
        if len(text) > self.longest:
            return f"longer than {self.longest} characters"
        if not text.isprintable():
            return "holds a line break or a character that cannot be printed"
        if self.pattern and not re.fullmatch(self.pattern, text, re.ASCII):
            return f'"{text}" is not {self.shape}'
        return ""


def _date_fault(text: str) -> str:
    try:
        day = date.fromisoformat(text) if _ISO_DATE.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        return f'"{text}" is not a date written YYYY-MM-DD'
    return "" if EARLIEST <= day <= LATEST else f"{text} is not in the years {EARLIEST.year} to {LATEST.year}"


@dataclass(frozen=True, slots=True)
class TableSchema:
    """A table that is filled in: its dataset's id, its sheet's name, its columns in order, its rules."""

    id: str
    title: str
    sheet: str
    columns: tuple[TableColumn, ...]
    rules: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> TableColumn:
        """A column by its name. Raises KeyError where there is none."""
        found = next((column for column in self.columns if column.name == name), None)
        if found is None:
            raise KeyError(name)
        return found

    def looks_like(self, header: Sequence[str]) -> bool:
        """Whether a header (plain names) is meant to be this table's, though columns may be missing."""
        known = {name for column in self.columns for name in (column.name, *column.also)}
        first = {self.columns[0].name, *self.columns[0].also}
        return len(known & set(header)) > len(self.columns) / 2 and bool(first & set(header))


def describe_columns(schema: TableSchema) -> list[str]:
    """The columns as lines of a Markdown table, as the page of the dataset shows them."""
    lines = ["| column | what stands in it | kind | needed | such as |", "|---|---|---|---|---|"]
    for column in schema.columns:
        kind = ", ".join(f"`{word}`" for word in column.allowed) or column.shape or KIND_WORDS[column.kind]
        needed = "yes" if column.required else "no"
        example = f"`{column.example}`" if column.example else ""
        lines.append(f"| `{column.name}` | {column.description} | {kind} | {needed} | {example} |")
    return lines
