"""The one reader of CSV files: DuckDB parses and types, and nothing is lost.

Every row of the file is afterwards either in the table ``taken`` (with its ``line``) or in the
table ``rejects`` (line, column, reason, text). Lines are those of the file, counted from 1; a row
that spans lines has its first.
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
from csp_toolkit.loaders.source import Source

if TYPE_CHECKING:
    import duckdb

KEPT_TEXT = 1000
"""Characters of a rejected row that are kept, enough to find it again."""
REASONS = {
    "MISSING COLUMNS": "too few columns",
    "TOO MANY COLUMNS": "too many columns",
    "UNQUOTED VALUE": "a quotation mark is not closed or stands inside a value",
    "INVALID ENCODING": "not UTF-8 text",
    "LINE SIZE OVER MAXIMUM": "longer than any published row",
}


@dataclass(frozen=True, slots=True)
class CsvColumn:
    """A column to take: our name, DuckDB's type, the names it is published under (as ``plain_name``)."""

    name: str
    type: str
    published_as: tuple[str, ...]


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
    import duckdb

    positions = column_positions(source, columns)
    if positions is None:
        raise DataError(Problem("a column that this dataset needs is missing or there twice", source.path))
    types = {place: column.type for column in columns for place in [positions[column.name]]}
    declared = ", ".join(
        f"'c{place}': '{types.get(place, 'VARCHAR')}'" for place in range(len(source.header))
    )
    wanted = ", ".join(f"c{positions[column.name]} AS {column.name}" for column in columns)
    connection.execute("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans")
    with _one_line_end(source) as path:
        try:
            connection.execute(
                f"""CREATE OR REPLACE TABLE taken AS SELECT 1 + row_number() OVER () AS line, {wanted}
                FROM read_csv(?, columns={{{declared}}}, header=true, auto_detect=false, delim=',', quote='"',
                    escape='"', dateformat='{date_format}', store_rejects=true, rejects_limit=0)""",
                [str(path)],
            )
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise DataError(Problem(f"this file cannot be read as CSV: {reason}", source.path)) from None
    _collect_rejects(connection, columns, positions)
    _number_lines(connection)


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
    connection.execute(
        f"""CREATE OR REPLACE TABLE rejects AS
        SELECT line::BIGINT AS line,
            coalesce(CASE first(column_name) {called} END, '') AS "column",
            CASE first(error_type::VARCHAR) {cases} ELSE 'not a value of this column' END AS reason,
            left(first(csv_line), {KEPT_TEXT}) AS text,
            len(string_split(rtrim(first(csv_line), chr(10)), chr(10)))::BIGINT AS lines
        FROM reject_errors GROUP BY line ORDER BY line"""
    )
    connection.execute("DROP TABLE reject_errors; DROP TABLE reject_scans")


def _number_lines(connection: duckdb.DuckDBPyConnection) -> None:
    """Move lines, counted as if every row before was taken, on by the rejected lines before them.

    Exact where no value spans lines and no line is empty, as in everything that is published.
    """
    if count_rows(connection, "rejects") == 0:
        return
    connection.execute(
        """CREATE TABLE moved AS
        WITH shifts AS (
            SELECT line - coalesce(sum(lines) OVER before, 0) AS first_line, sum(lines) OVER up_to AS shift
            FROM rejects
            WINDOW up_to AS (ORDER BY line),
                before AS (ORDER BY line ROWS UNBOUNDED PRECEDING EXCLUDE CURRENT ROW))
        SELECT taken.* REPLACE (taken.line + coalesce(shift, 0)::BIGINT AS line)
        FROM taken
        ASOF LEFT JOIN (SELECT first_line, max(shift) AS shift FROM shifts GROUP BY first_line) AS shifts
            ON taken.line >= shifts.first_line ORDER BY line"""
    )
    connection.execute("DROP TABLE taken; ALTER TABLE moved RENAME TO taken")


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
        """COPY (SELECT line, "column", reason, text FROM rejects ORDER BY line, "column")
        TO ? (HEADER, DELIMITER ',')""",
        [str(folder / "rejects.csv")],
    )


def write_parquet(connection: duckdb.DuckDBPyConnection, path: Path, query: str) -> None:
    """Write a query's rows as compressed Parquet."""
    connection.execute(f"COPY ({query}) TO ? (FORMAT parquet, COMPRESSION zstd)", [str(path)])
