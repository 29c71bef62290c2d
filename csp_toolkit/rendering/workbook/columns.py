"""The columns of a table with one value in each cell: an interval takes a column for each of its ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from csp_toolkit.blocks.model import Column, Table
from csp_toolkit.blocks.plain_text import clean_text
from csp_toolkit.rendering.workbook.cells import Cell, fit_text, parse_cell

NOT_APPLICABLE = "[z]"
LONGEST_HEADING = 250
"""Characters; Excel takes 255, and some are kept to tell equal headings apart."""
_WITH_INTERVAL = re.compile(r"(\S+(?: \[[a-z]\])?) \((\S+) to (\S+)\)")
_INTERVAL = re.compile(r"(\S+) to (\S+)")
_NAMED_INTERVAL = re.compile(r"(.+) \((.*interval)\)")
_SHORTHAND = re.compile(r"\[[a-z]\]")


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A column of a worksheet; where ``numeric``, its figures are numbers."""

    heading: str
    cells: tuple[Cell, ...]
    numeric: bool = False


def value_columns(table: Table) -> tuple[ValueColumn, ...]:
    """The table's columns from left to right, those of intervals taken apart, each with its own heading."""
    columns: list[ValueColumn] = []
    for place, column in enumerate(table.columns):
        columns += _taken_apart(column, [fit_text(row[place]) for row in table.rows])
    return tuple(_with_own_headings(columns))


def uses_not_applicable(columns: Iterable[ValueColumn]) -> bool:
    """Whether a cell says that it has nothing to hold."""
    return any(cell.text == NOT_APPLICABLE for column in columns for cell in column.cells)


def _taken_apart(column: Column, texts: Sequence[str]) -> list[ValueColumn]:
    label = " ".join(clean_text(column.label).split()) or "Column"
    if not column.numeric:
        return [ValueColumn(label, tuple(Cell(text) for text in texts))]
    if any(_WITH_INTERVAL.fullmatch(text) for text in texts):
        named = _NAMED_INTERVAL.fullmatch(label)
        value, interval = (named[1], named[2]) if named else (label, "interval")
        headings = [value, f"{value}: lower end of {interval}", f"{value}: upper end of {interval}"]
        return _split(headings, texts, _WITH_INTERVAL)
    if any(_INTERVAL.fullmatch(text) for text in texts):
        return _split([f"{label}: lower end", f"{label}: upper end"], texts, _INTERVAL)
    return [ValueColumn(label, tuple(parse_cell(text) for text in texts), numeric=True)]


def _split(headings: Sequence[str], texts: Sequence[str], pattern: re.Pattern[str]) -> list[ValueColumn]:
    """A column for each group of the pattern; shorthand stands in all, other words in the first alone."""
    rows = []
    for text in texts:
        found = pattern.fullmatch(text)
        if found is not None:
            rows.append(_in_one_unit(found.groups()))
        elif _SHORTHAND.fullmatch(text):
            rows.append((text,) * len(headings))
        else:
            rows.append((text, *[NOT_APPLICABLE] * (len(headings) - 1)))
    columns = zip(headings, zip(*rows, strict=True), strict=True)
    return [ValueColumn(heading, tuple(map(parse_cell, cells)), numeric=True) for heading, cells in columns]


def _in_one_unit(parts: Sequence[str]) -> tuple[str, ...]:
    """The ends of an interval with the sign of a percentage that the report writes at its value alone."""
    share = "%" in parts[0]
    return (parts[0], *[f"{part}%" if share and part[-1].isdigit() else part for part in parts[1:]])


def _with_own_headings(columns: Sequence[ValueColumn]) -> Iterable[ValueColumn]:
    """Excel knows the columns of a table by their headings, whatever their case, so no two are equal."""
    used: set[str] = set()
    for column in columns:
        heading, number = column.heading[:LONGEST_HEADING], 1
        while heading.lower() in used:
            number += 1
            heading = f"{column.heading[: LONGEST_HEADING - 6]} ({number})"
        used.add(heading.lower())
        yield ValueColumn(heading, column.cells, column.numeric)
