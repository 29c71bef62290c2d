"""Rows of a workbook's sheet as the tables that the CSV reader makes: ``taken`` and ``rejects``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

ROWS_AT_A_TIME = 4000


def take_sheet_rows(
    connection: duckdb.DuckDBPyConnection,
    names: Sequence[str],
    rows: Iterable[tuple[int, Sequence[object]]],
) -> None:
    """Make ``taken`` (line, a column of text, the others of numbers) and an empty ``rejects``.

    Text where a number belongs is no number, for the loader to reject.
    """
    columns = ", ".join(f"{name} {'DOUBLE' if place else 'VARCHAR'}" for place, name in enumerate(names))
    connection.execute(f"CREATE OR REPLACE TABLE taken (line BIGINT, {columns})")
    connection.execute(
        "CREATE OR REPLACE TABLE rejects "
        '(line BIGINT, "column" VARCHAR, reason VARCHAR, text VARCHAR, lines BIGINT)'
    )
    left = iter(rows)
    while some := list(islice(left, ROWS_AT_A_TIME)):
        _append(connection, names, some)


def _append(
    connection: duckdb.DuckDBPyConnection,
    names: Sequence[str],
    rows: Sequence[tuple[int, Sequence[object]]],
) -> None:
    import pandas as pd

    texts, *numbers = zip(*(values for _, values in rows), strict=True)
    frame = pd.DataFrame(
        {
            "line": [line for line, _ in rows],
            names[0]: pd.Series(texts, dtype="object").astype("string").str.strip(),
            **{
                name: pd.to_numeric(pd.Series(column, dtype="object"), errors="coerce").astype("float64")
                for name, column in zip(names[1:], numbers, strict=True)
            },
        }
    )
    connection.register("sheet_rows", frame)
    connection.execute("INSERT INTO taken SELECT * FROM sheet_rows")
    connection.unregister("sheet_rows")
