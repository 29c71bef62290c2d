"""On which line of a file each row begins, where rows span lines or lines are empty.

Published files have a row on every line, and nothing here runs for them. DuckDB numbers rows, not
lines; this is the plain, slow and exact count for the files where the two differ.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from csp_toolkit.errors import DataError, Problem

MOST_LINES = 100
"""Lines that one row may span: more of them are rows that an unclosed quotation mark swallowed."""


@dataclass(frozen=True, slots=True)
class Record:
    """A row of the file: its first and last line, and the line under which DuckDB reports it."""

    first: int
    last: int
    reported: int


def find_records(path: Path) -> list[Record]:
    """Every row below the header. Raises DataError where a quotation mark swallows the rows after it."""
    records: list[Record] = []
    # Latin-1 takes every byte for a character: only commas, quotation marks and line ends matter here.
    with path.open(encoding="latin-1", newline="") as file:
        for record in _spans(file, path):
            if record.last - record.first >= MOST_LINES:
                raise swallowed(path, record.first)
            records.append(record)
    return records[1:]


def _spans(file: Iterator[str], path: Path) -> Iterator[Record]:
    reader, first, empty, count = csv.reader(file), 1, 0, 0
    try:
        for fields in reader:
            if fields:
                count += 1
                yield Record(first, reader.line_num, count + empty)
            else:
                empty += 1
            first = reader.line_num + 1
    except csv.Error as error:
        if reader.line_num <= first:
            hint = "Mend this row, or fetch the file again: nothing of it was taken."
            message = f"this row holds a value longer than any published one ({error})"
            raise DataError(Problem(message, path, first, hint)) from None
        raise swallowed(path, first) from None


def swallowed(path: Path, line: int) -> DataError:
    """The error for a row that holds other rows."""
    return DataError(
        Problem(
            "a quotation mark that begins here is not closed, and swallows the rows after it",
            path,
            line,
            "Mend this row, or fetch the file again: nothing of it was taken.",
        )
    )
