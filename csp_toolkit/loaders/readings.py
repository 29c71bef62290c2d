"""Reading texts into values inside the database: each different text once, in Python, joined back.

Tables of a million rows hold a few thousand different texts, so the rows themselves never leave the
database, and what is said of a row that cannot be taken is put together there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from csp_toolkit.loaders.csv_reader import KEPT_TEXT
from csp_toolkit.store import Slice

if TYPE_CHECKING:
    import duckdb

Check = tuple[str, str, str, str]
"""The condition on a row, the column it is about, the text to show of it, the reason in words."""
WHOLE_NUMBER = r"-?\d+(\.0+)?"


def create_reading(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Sequence[str],
    results: Sequence[str],
    read: Callable[[Sequence[str]], Sequence[str | None]],
    *,
    renamed: Sequence[str] = (),
    rows: str = "raw_rows",
) -> None:
    """Make a table of each combination of texts in ``rows`` with what is read from it.

    ``columns`` are their names in the new table; ``renamed`` their names in ``rows`` where those differ.
    """
    import pandas as pd

    published = ", ".join(renamed or columns)
    texts = connection.execute(f"SELECT DISTINCT {published} FROM {rows} ORDER BY ALL").fetchall()
    frame = pd.DataFrame(
        [(*text, *read(text)) for text in texts], columns=[*columns, *results], dtype="string"
    )
    connection.register("reading", frame)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM reading")
    connection.unregister("reading")


def view_parquet(connection: duckdb.DuckDBPyConnection, view: str, path: Path) -> None:
    """Make a view of a Parquet file."""
    place = str(path).replace("'", "''")  # a view takes no parameters
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS SELECT * FROM read_parquet('{place}')")


def count_facts(
    connection: duckdb.DuckDBPyConnection, keys: str, facts: Mapping[str, str]
) -> tuple[Slice, ...]:
    """A slice for each combination of the keys in ``stored``, with the counts that SQL formulas give."""
    formulas = ", ".join(f"coalesce({formula}, 0)::BIGINT" for formula in facts.values())
    rows = connection.execute(f"SELECT {keys}, {formulas} FROM stored GROUP BY ALL ORDER BY ALL").fetchall()
    number = len(rows[0]) - len(facts) if rows else 0
    return tuple(Slice(row[:number], dict(zip(facts, row[number:], strict=True))) for row in rows)


def whole_number(column: str) -> str:
    """SQL that reads a number as published: with spaces around, commas within, a dash for zero."""
    plain = rf"regexp_replace({column}, '[\s,\x{{00A0}}]', '', 'g')"
    return (
        f"CASE WHEN {plain} = '-' THEN 0 WHEN regexp_full_match({plain}, '{WHOLE_NUMBER}') "
        f"THEN try_cast(try_cast({plain} AS DOUBLE) AS BIGINT) END"
    )


def reason_of(checks: Sequence[Check]) -> str:
    """SQL for the first reason against a row, empty where there is none."""
    cases = " ".join(f"WHEN {condition} THEN '{reason}'" for condition, _, _, reason in checks)
    return f"CASE {cases} ELSE '' END"


def reject_judged(connection: duckdb.DuckDBPyConnection, checks: Sequence[Check]) -> None:
    """Put the rows of ``judged`` that have a reason into ``rejects``, with sheet and text at fault."""
    columns = " ".join(f"WHEN '{reason}' THEN '{column}'" for _, column, _, reason in checks)
    texts = " ".join(f"WHEN '{reason}' THEN {text}" for _, _, text, reason in checks)
    connection.execute(
        f"""INSERT INTO rejects SELECT line, CASE reason {columns} END, reason,
            left(if(sheet = '', '', 'sheet ' || sheet || ': ') || (CASE reason {texts} END), {KEPT_TEXT}), 1
        FROM judged WHERE reason <> ''"""
    )
