"""Rows of a table that partners fill in, from CSV or a workbook alike, and their way into the store's tables.

Every row of a file ends as a taken row or as a reject with its line, its cells and all its faults.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.csv_reader import KEPT_TEXT, CsvColumn, read_csv
from csp_toolkit.loaders.free_text import WITHHELD, find_personal
from csp_toolkit.loaders.partner_workbook import find_headers
from csp_toolkit.loaders.source import Source
from csp_toolkit.loaders.table_schema import TableSchema

if TYPE_CHECKING:
    import duckdb

SHOWN_FAULTS = 20
"""How many rows a message lists of a file of which no row can be taken."""


@dataclass
class TableRow:
    """A row: its line in the file or sheet, its cells as text, and where each stands in a workbook."""

    line: int
    cells: dict[str, str]
    places: dict[str, str] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)

    def fault(self, column: str, reason: str) -> None:
        """Note what is wrong with a cell; the row will be rejected."""
        self.faults.append((column, reason))

    def reason(self) -> str:
        """All faults in one line, each with its cell or its column."""
        where: dict[str, list[str]] = {}
        for column, reason in self.faults:
            where.setdefault(reason, []).append(self.places.get(column) or column)
        return "; ".join(": ".join(filter(None, (", ".join(at), reason))) for reason, at in where.items())


@dataclass
class TableRows:
    """What a file held: rows (with and without faults), rejects of the CSV parser, and notes."""

    rows: list[TableRow] = field(default_factory=list)
    broken: list[tuple[int, str, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def sound(self) -> list[TableRow]:
        """The rows without a fault so far."""
        return [row for row in self.rows if not row.faults]

    @property
    def rejected(self) -> int:
        """How many rows cannot be taken."""
        return len(self.rows) - len(self.sound) + len(self.broken)


def is_table_of(source: Source, schema: TableSchema) -> bool:
    """Whether a CSV file or a workbook's sheet has the schema's header, though columns may be missing."""
    if schema.looks_like(source.header):
        return True
    return any(schema.looks_like(row) for row in find_headers(source))


def read_csv_rows(connection: duckdb.DuckDBPyConnection, source: Source, schema: TableSchema) -> TableRows:
    """The rows of a CSV file. Raises DataError naming every column that is not there by its exact name."""
    problems = header_problems(schema, source.header, source)
    if problems:
        raise DataError(problems)
    read_csv(connection, source, [CsvColumn(name, "VARCHAR", (name,)) for name in schema.names])
    found = TableRows(notes=_left_out(schema, source.header))
    for line, *values in connection.execute("SELECT * FROM taken ORDER BY line").fetchall():
        texts = ((value or "").strip() for value in values)
        found.rows.append(TableRow(line, dict(zip(schema.names, texts, strict=True))))
    found.broken = connection.execute('SELECT line, "column", reason, text FROM rejects').fetchall()
    return found


def header_problems(
    schema: TableSchema, header: Sequence[str], source: Source, *, where: str = "", also: bool = False
) -> list[Problem]:
    """Every column of the schema that the header does not have, or has twice."""
    problems = []
    for column in schema.columns:
        names = (column.name, *column.also) if also else (column.name,)
        times = sum(header.count(name) for name in names)
        if times != 1:
            what = "there is no column" if times == 0 else f"{times} columns are called"
            problems.append(Problem(f'{where}{what} "{column.name}"', source.path))
    return problems


def _left_out(schema: TableSchema, header: Sequence[str]) -> list[str]:
    other = [name for name in header if name and name not in schema.names]
    return [f"columns left out: {', '.join(other)}"] if other else []


def check_cells(schema: TableSchema, rows: Iterable[TableRow]) -> None:
    """Note what is wrong with single cells, where reading them has found nothing yet."""
    for row in rows:
        known = {column for column, _ in row.faults}
        if not any(row.cells.values()) and not known:
            row.fault("", "an empty row")
            continue
        if "" in known:
            continue
        for column in schema.columns:
            if column.name not in known and (reason := column.fault(row.cells[column.name])):
                row.fault(column.name, reason)


def check_personal(rows: Iterable[TableRow], columns: Sequence[str]) -> None:
    """Refuse free text that points to a person; such a row is not even kept among the rejects."""
    for row in rows:
        for column in columns:
            if what := find_personal(row.cells[column]):
                row.fault(column, f"seems to hold {what}, which does not belong here")


def write_rows(
    connection: duckdb.DuckDBPyConnection, source: Source, found: TableRows, columns: dict[str, str]
) -> None:
    """Make the tables ``taken`` (line, then the columns with these types) and ``rejects``.

    Raises DataError, listing the first faults, where no row can be taken.
    """
    sound = found.sound
    if not sound:
        raise DataError(_nothing_usable(source, found))
    casts = ", ".join(_cast(name, kind) for name, kind in columns.items())
    values: dict[str, list[Any]] = {name: [row.cells[name] for row in sound] for name in columns}
    values["line"] = [row.line for row in sound]
    _make_table(connection, "taken", values, f"line::BIGINT AS line, {casts}")
    rejects = [_without_persons(reject) for reject in found.broken]
    rejects += [_without_persons(_reject(row)) for row in found.rows if row.faults]
    places = ("line", "column", "reason", "text")
    _make_table(
        connection,
        "rejects",
        {name: [reject[place] for reject in rejects] for place, name in enumerate(places)},
        'line::BIGINT AS line, "column"::VARCHAR AS "column", reason::VARCHAR AS reason, '
        "text::VARCHAR AS text, 1::BIGINT AS lines",
    )


def _cast(name: str, kind: str) -> str:
    return f"{name}::VARCHAR AS {name}" if kind == "VARCHAR" else f"nullif({name}, '')::{kind} AS {name}"


def _make_table(
    connection: duckdb.DuckDBPyConnection, table: str, values: dict[str, list[Any]], select: str
) -> None:
    import pyarrow as pa

    connection.register("filled_in", pa.table(values))
    connection.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT {select} FROM filled_in")
    connection.unregister("filled_in")


def _reject(row: TableRow) -> tuple[int, str, str, str]:
    column = row.faults[0][0] if len({column for column, _ in row.faults}) == 1 else ""
    return row.line, column, row.reason(), ",".join(row.cells.values())


def _without_persons(reject: tuple[int, str, str, str]) -> tuple[int, str, str, str]:
    """A reject as it is kept: cut short, and without its text where that points to a person."""
    line, column, reason, text = reject
    return line, column, reason, WITHHELD if find_personal(text) else text[:KEPT_TEXT]


def _nothing_usable(source: Source, found: TableRows) -> list[Problem]:
    if not found.rejected:
        return [
            Problem("this table has a header and no rows", source.path, hint="What is 0 is written as 0.")
        ]
    faults = [(row.line, row.reason()) for row in found.rows if row.faults]
    faults += [(line, reason) for line, _, reason, _ in found.broken]
    problems = [Problem(reason, source.path, line) for line, reason in sorted(faults)[:SHOWN_FAULTS]]
    return [Problem(f"none of the {found.rejected} rows of this file can be taken", source.path), *problems]


def flag_repeated(rows: Sequence[TableRow], key: Callable[[TableRow], tuple[str, ...]], what: str) -> None:
    """Refuse every row whose key another row has too: which of them holds is for the supplier to say."""
    by_key: dict[tuple[str, ...], list[TableRow]] = {}
    for row in rows:
        by_key.setdefault(key(row), []).append(row)
    for same in by_key.values():
        if len(same) > 1:
            lines = ", ".join(str(row.line) for row in same)
            for row in same:
                row.fault("", f"{what} stands on lines {lines}")
