"""Delivery of a plan's activities as their owners report it each quarter; organisations, never persons.

Stored: the tracker's columns with their types and the line of each row.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from csp_toolkit.errors import DataError, ParameterError, Problem
from csp_toolkit.loaders.csv_reader import write_tables
from csp_toolkit.loaders.partner_sheets import read_rows
from csp_toolkit.loaders.partner_workbook import find_tables, is_excel
from csp_toolkit.loaders.shape import Dataset, Loaded
from csp_toolkit.loaders.source import Source
from csp_toolkit.loaders.table_rows import (
    TableRow,
    check_cells,
    check_personal,
    flag_repeated,
    is_table_of,
    write_rows,
)
from csp_toolkit.loaders.table_schema import TableColumn, TableSchema
from csp_toolkit.periods import Quarter, parse_period
from csp_toolkit.store import Slice

if TYPE_CHECKING:
    import duckdb

NOT_REPORTED = "not reported"
STATUSES = ("not started", "on track", "at risk", "behind", "complete", "stopped", NOT_REPORTED)
DELIVERY_TRACKER = TableSchema(
    id="delivery_tracker",
    title="Delivery tracker",
    sheet="Tracker",
    columns=(
        TableColumn(
            "activity_id", "code", "the activity's id in the plan", "hate_crime_training",
            pattern=r"[a-z][a-z0-9_]{1,63}", shape="an id of small letters, digits and underscores",
            also=("activity",),
        ),
        TableColumn(
            "plan", "code", "its plan, as the file in parameters/plans is called", "thurrock_2024-25",
            pattern=r"[a-z][a-z0-9_-]{1,63}", shape="a word of small letters, digits, - and _",
        ),
        TableColumn(
            "quarter", "code", "the quarter of the financial year reported on", "2024-25 Q3",
            pattern=r"\d{4}-\d\d Q[1-4]", shape="a quarter such as 2024-25 Q3", also=("period",),
        ),
        TableColumn("status", "choice", "how it stands at the quarter's end", "on track", allowed=STATUSES),
        TableColumn("value", "number", "what was delivered, where that is a number", "3", required=False),
        TableColumn("unit", "text", "what the number counts", "sessions", required=False, longest=60),
        TableColumn(
            "comment", "text", "what a reader should know; organisations, not people", "", required=False,
            longest=500, also=("comments", "note"),
        ),
    ),
    rules=(
        "One row is one activity in one quarter. No two rows have the same plan, activity and quarter.",
        f'An activity nobody reported on is "{NOT_REPORTED}", without a value. That is not "not started".',
        "A value has a unit, and a unit a value. 0 means that nothing was delivered.",
        "Nobody is named: no column is for a person, and no comment says how one is known or reached.",
    ),
)  # fmt: skip
TYPES = {**dict.fromkeys(DELIVERY_TRACKER.names, "VARCHAR"), "value": "DOUBLE"}
SLICE = ("plan", "activity_id", "quarter")
_PERSON = re.compile(
    r"(^|_)(owner|lead|manager|officer|contact|assignee|assigned|author|responsible|accountable|person|staff"
    r"|initials|(updated|completed|reported|entered)_by|who)(_|$)"
)
_BODY = re.compile(
    r"(^|_)(agency|agencies|organisation|organization|authority|partner|partners|team|body|service)(_|$)"
)


class DeliveryTracker:
    """Loads the delivery tracker from CSV and from workbooks."""

    dataset = Dataset(
        "delivery_tracker",
        DELIVERY_TRACKER.title,
        "members of the partnership",
        "Supplied to the partnership",
    )

    def recognises(self, source: Source) -> bool:
        """By most of its columns, in the first line of a CSV file or near the top of a sheet."""
        return is_table_of(source, DELIVERY_TRACKER)

    def load(self, source: Source, folder: Path, connection: duckdb.DuckDBPyConnection) -> Loaded:
        """Rows as reported. Raises DataError for a column about persons, wrong columns, no usable row."""
        _require_no_persons(source)
        found = read_rows(connection, source, DELIVERY_TRACKER)
        check_cells(DELIVERY_TRACKER, found.rows)
        check_personal(found.sound, ("unit", "comment"))
        for row in found.sound:
            _check_row(row)
        flag_repeated(found.sound, _key, "the same activity and quarter")
        write_rows(connection, source, found, TYPES)
        write_tables(connection, folder, "SELECT * FROM taken ORDER BY line")
        slices = [Slice(_key(row), {"rows": 1}) for row in found.sound]
        return Loaded(
            rows=len(found.sound),
            rejected=found.rejected,
            slices=tuple(sorted(slices, key=lambda part: part.key)),
            notes=tuple(found.notes),
        )


def _key(row: TableRow) -> tuple[str, ...]:
    return tuple(row.cells[name] for name in SLICE)


def names_a_person(column: str) -> bool:
    """Whether a column (plain name) is one for a person: "lead_officer" is, "lead_agency" is not."""
    return bool(_PERSON.search(column)) and not _BODY.search(column)


def _require_no_persons(source: Source) -> None:
    headers = [source.header]
    if is_excel(source):
        headers = [table.header for table in find_tables(source, DELIVERY_TRACKER, [])]
    people = sorted({name for header in headers for name in header if names_a_person(name)})
    if people:
        hint = "Nothing of it was stored. A tracker names organisations and activities: remove the column."
        raise DataError(
            [Problem(f'the column "{name}" is about a person', source.path, hint=hint) for name in people]
        )


def _check_row(row: TableRow) -> None:
    """What the cells of one row say together."""
    try:
        known = isinstance(parse_period(row.cells["quarter"]), Quarter)
    except ParameterError:
        known = False
    if not known:
        row.fault(
            "quarter", f'"{row.cells["quarter"]}" is no quarter: the years of 2024-25 Q3 follow each other'
        )
    if row.cells["status"] == NOT_REPORTED and row.cells["value"]:
        row.fault("value", f"given although the status is {NOT_REPORTED}")
    if bool(row.cells["value"]) != bool(row.cells["unit"]):
        empty = "unit" if row.cells["value"] else "value"
        row.fault(empty, "empty: a value and its unit stand together")
