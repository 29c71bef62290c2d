"""The one reader of CSV files: DuckDB parses and types, and nothing is lost.

Every row of the file is afterwards either in the table ``taken`` (with its ``line``) or in the
table ``rejects`` (line, column, reason, text). Lines are those of the file, counted from 1; a row
that spans lines has its first. A file in which a quotation mark swallows rows is refused whole.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.record_lines import Record, find_records, swallowed
from csp_toolkit.loaders.rejected_text import KEPT_TEXT as KEPT_TEXT
from csp_toolkit.loaders.rejected_text import failed_value_sql, kept_text_sql
from csp_toolkit.loaders.source import Source

if TYPE_CHECKING:
    import duckdb

BUFFER = 4 << 20
"""Bytes that DuckDB reads at a time: its own 32 MB, made anew for each file, cost more than the reading."""
LONGEST_LINE = 2_000_000
STORE_FAULTS = "store_rejects=true, rejects_limit=0"
PARQUET = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1"
"""Level 1 writes in two thirds of the time of the usual 3, and no more bytes for these tables."""
REJECTS = "rejects.csv"
NO_VALUE = "not a value of this column"
UNCLOSED = "a quotation mark is not closed or stands inside a value"
REASONS = {
    "MISSING COLUMNS": "too few columns",
    "TOO MANY COLUMNS": "too many columns",
    "UNQUOTED VALUE": UNCLOSED,
    "INVALID ENCODING": "not UTF-8 text",
    "LINE SIZE OVER MAXIMUM": "longer than any published row",
}


@dataclass(frozen=True, slots=True)
class CsvColumn:
    """A column to take: our name, DuckDB's type, the names it is published under (as ``plain_name``).

    ``all_differ`` says of a text that nearly every row has its own, as of an id.
    """

    name: str
    type: str
    published_as: tuple[str, ...]
    all_differ: bool = False


def column_positions(source: Source, columns: Sequence[CsvColumn]) -> dict[str, int] | None:
    """Where each wanted column stands in the file, or None when one of them is not there."""
    positions = {}
    for column in columns:
        places = [place for place, field in enumerate(source.header) if field in column.published_as]
        if len(places) != 1:
            return None
        positions[column.name] = places[0]
    return positions


def read_csv(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    columns: Sequence[CsvColumn],
    *,
    date_format: str = "%Y-%m-%d",
) -> None:
    """Make the tables ``taken`` (line, then the wanted columns; other columns never enter) and ``rejects``.

    Raises DataError where the file cannot be parsed at all.
    """
    positions = _require_positions(source, columns)
    names = ", ".join(column.name for column in columns)
    connection.execute("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans")
    with _one_line_end(source) as path:
        rows = scan_query(source, columns, path, date_format)
        _execute_scan(
            connection, source, f"CREATE OR REPLACE TABLE taken AS SELECT line, {names} FROM ({rows})"
        )
        _collect_rejects(connection, columns, positions)
        _number_lines(connection, source, path)


def copy_csv(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    columns: Sequence[CsvColumn],
    path: Path,
    *,
    date_format: str = "%Y-%m-%d",
) -> bool:
    """Write a file's rows straight to Parquet: twice as fast as by way of ``taken``.

    Gives False, and what was written is worth nothing, where a row cannot be taken or rows do not
    stand on a line each: then ``read_csv`` tells the rows apart.
    """
    _require_positions(source, columns)
    if source.content.mixed_line_ends:
        return False
    rows = scan_query(source, columns, source.path, date_format, faults="ignore_errors=true")
    written = _execute_scan(connection, source, f"COPY ({rows}) TO '{_quoted(path)}' ({PARQUET})")
    # A row that was passed over, spans lines or is empty makes the two differ, and nothing makes up for it.
    return written + 1 == source.content.lines


def scan_query(
    source: Source, columns: Sequence[CsvColumn], path: Path, date_format: str, faults: str = STORE_FAULTS
) -> str:
    """The query that reads a CSV file: ``line`` (counted as if all rows were taken), then the columns."""
    positions = _require_positions(source, columns)
    types = {positions[column.name]: column.type for column in columns}
    declared = ", ".join(
        f"'c{place}': '{types.get(place, 'VARCHAR')}'" for place in range(len(source.header))
    )
    wanted = ", ".join(f"c{positions[column.name]} AS {column.name}" for column in columns)
    return f"""SELECT 1 + row_number() OVER () AS line, {wanted}
        FROM read_csv('{_quoted(path)}', columns={{{declared}}}, header=true, auto_detect=false, delim=',',
            quote='"', escape='"', dateformat='{date_format}', {faults},
            buffer_size={BUFFER}, max_line_size={LONGEST_LINE})"""


def _require_positions(source: Source, columns: Sequence[CsvColumn]) -> dict[str, int]:
    positions = column_positions(source, columns)
    if positions is None:
        raise DataError(Problem("a column that this dataset needs is missing or there twice", source.path))
    return positions


def _execute_scan(connection: duckdb.DuckDBPyConnection, source: Source, statement: str) -> int:
    """Gives back how many rows came out."""
    import duckdb

    try:
        return int(connection.execute(statement).fetchall()[0][0])
    except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
        reason = str(error).splitlines()[0]
        raise DataError(Problem(f"this file cannot be read as CSV: {reason}", source.path)) from None


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


@contextmanager
def _one_line_end(source: Source) -> Iterator[Path]:
    """The file itself, or a copy with plain line ends where it mixes two kinds (DuckDB refuses a mixture)."""
    if not source.content.mixed_line_ends:
        yield source.path
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "one_line_end.csv"
        # Latin-1 takes every byte for a character and gives it back: only line ends change.
        with (
            source.path.open("r", encoding="latin-1", newline=None) as mixed,
            path.open("w", encoding="latin-1", newline="\n") as plain,
        ):
            shutil.copyfileobj(mixed, plain)
        yield path


def _collect_rejects(
    connection: duckdb.DuckDBPyConnection, columns: Sequence[CsvColumn], positions: dict[str, int]
) -> None:
    """One row for each rejected line, in words, out of DuckDB's one for each fault."""
    names = {f"c{positions[column.name]}": column.name for column in columns}
    cases = " ".join(f"WHEN '{key}' THEN '{value}'" for key, value in REASONS.items())
    called = " ".join(f"WHEN '{key}' THEN '{value}'" for key, value in names.items()) or "WHEN '' THEN ''"
    # What is wrong with the whole row comes before what is wrong with a value in it.
    connection.execute(
        f"""CREATE OR REPLACE TABLE rejects AS
        SELECT DISTINCT ON (line) line::BIGINT AS line,
            coalesce(CASE column_name {called} END, '') AS "column",
            CASE error_type::VARCHAR {cases} ELSE '{NO_VALUE}' END AS reason,
            {failed_value_sql("error_message")} AS text, 1::BIGINT AS lines
        FROM reject_errors ORDER BY line, error_type::VARCHAR = 'CAST', column_idx"""
    )
    connection.execute("DROP TABLE reject_errors; DROP TABLE reject_scans")


def _number_lines(connection: duckdb.DuckDBPyConnection, source: Source, path: Path) -> None:
    """Give every row its own line of the file.

    As many rows as lines means a row on each line: then only rejected rows shift the count. Else
    rows span lines or lines are empty, and the file is gone through once more.
    """
    rejected = count_rows(connection, "rejects")
    if count_rows(connection, "taken") + rejected + 1 == source.content.lines:
        if rejected:
            _renumber(connection, f"SELECT * FROM range(2, {source.content.lines + 1}) AS all_lines(line)")
        return
    _number_records(connection, find_records(path), source)
    _renumber(connection, "SELECT line FROM records")
    connection.execute("DROP TABLE records")


def _renumber(connection: duckdb.DuckDBPyConnection, lines: str) -> None:
    """The taken rows stand, in order, on those lines that hold no rejected row."""
    connection.execute(
        f"""CREATE OR REPLACE TABLE moved AS
        WITH free AS (SELECT line, row_number() OVER (ORDER BY line) AS place
            FROM ({lines}) ANTI JOIN rejects USING (line))
        SELECT taken.* REPLACE (free.line AS line) FROM taken JOIN free ON free.place = taken.line - 1
        ORDER BY free.line"""
    )
    connection.execute("DROP TABLE taken; ALTER TABLE moved RENAME TO taken")


def _number_records(connection: duckdb.DuckDBPyConnection, records: Sequence[Record], source: Source) -> None:
    """The table ``records``, and rejects under their real lines. Raises DataError where the sums differ."""
    import pandas as pd

    rows = [(record.first, record.last, record.reported) for record in records]
    frame = pd.DataFrame(rows, columns=["line", "last", "reported"], dtype="int64")
    connection.register("found_records", frame)
    connection.execute("CREATE OR REPLACE TABLE records AS SELECT * FROM found_records")
    connection.unregister("found_records")
    connection.execute(
        """CREATE OR REPLACE TABLE moved AS
        SELECT records.line, "column", reason, text, last - records.line + 1 AS lines
        FROM rejects JOIN records ON rejects.line = reported ORDER BY records.line"""
    )
    swallowing = connection.execute(
        "SELECT min(line) FROM moved WHERE lines > 1 AND reason = ?", [UNCLOSED]
    ).fetchall()[0][0]
    if swallowing is not None:
        raise swallowed(source.path, swallowing)
    matched = count_rows(connection, "moved") == count_rows(connection, "rejects")
    connection.execute("DROP TABLE rejects; ALTER TABLE moved RENAME TO rejects")
    if not matched or count_rows(connection, "taken") + count_rows(connection, "rejects") != len(rows):
        message = f"the {len(rows):,} rows of this file cannot be told apart"
        raise DataError(
            Problem(message, source.path, hint="Look for stray quotation marks, or fetch it again.")
        )


def reject_where(connection: duckdb.DuckDBPyConnection, condition: str, column: str, reason: str) -> int:
    """Move the taken rows that meet a condition to the rejects. Gives back how many."""
    if count_rows(connection, f"taken WHERE {condition}") == 0:
        return 0
    connection.execute(
        f"""INSERT INTO rejects SELECT line, '{column}', ?, left({column}::VARCHAR, {KEPT_TEXT}), 1
        FROM taken WHERE {condition}""",
        [reason],
    )
    return int(connection.execute(f"DELETE FROM taken WHERE {condition}").fetchall()[0][0])


def count_rows(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """How many rows a table of ours holds; a condition may follow its name."""
    # All rows are fetched, here and elsewhere: a result with rows left keeps the connection busy.
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])


def write_tables(connection: duckdb.DuckDBPyConnection, folder: Path, data_query: str) -> None:
    """Write data.parquet from a query over ``taken``, and rejects.csv."""
    write_parquet(connection, folder / "data.parquet", data_query)
    connection.execute(
        f"""COPY (SELECT line, "column", reason, {kept_text_sql("text")} AS text FROM rejects
            ORDER BY line, "column")
        TO '{_quoted(folder / REJECTS)}' (HEADER, DELIMITER ',')"""
    )


def write_no_rejects(folder: Path) -> None:
    """The rejects.csv of a file all of whose rows were taken."""
    (folder / REJECTS).write_text("line,column,reason,text\n", "utf-8", newline="\n")


def parquet(path: Path) -> str:
    """A Parquet file as a table in a query."""
    return f"read_parquet('{_quoted(path)}')"


def write_parquet(connection: duckdb.DuckDBPyConnection, path: Path, query: str) -> None:
    """Write a query's rows as compressed Parquet."""
    connection.execute(f"COPY ({query}) TO '{_quoted(path)}' ({PARQUET})")
