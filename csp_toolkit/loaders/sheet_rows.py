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

    frame = pd.DataFrame([values for _, values in rows], columns=list(names))
    for name in names[1:]:
        frame[name] = pd.to_numeric(frame[name], errors="coerce").astype("float64")
    frame[names[0]] = frame[names[0]].astype("string").str.strip()
    frame.insert(0, "line", [line for line, _ in rows])
    connection.register("sheet_rows", frame)
    connection.execute("INSERT INTO taken SELECT * FROM sheet_rows")
    connection.unregister("sheet_rows")
