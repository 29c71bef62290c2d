"""What is read into each row of the recorded crime tables: its quarter, its areas, why it stands apart.

There are a million rows and a few thousand different texts, so each text is read once, in Python,
and joined back: the rows themselves never leave the database.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from csp_toolkit.area_names import area_key
from csp_toolkit.loaders.csv_reader import KEPT_TEXT
from csp_toolkit.loaders.recorded_crime_names import canonical_offence, read_quarter, why_set_apart

if TYPE_CHECKING:
    import duckdb

NUMBER = r"regexp_replace(number, '[\s,\x{00A0}]', '', 'g')"
"""Published with spaces around, commas within and, for zero, a dash as accountants write it."""
CHECKS = (
    (
        "quarter IS NULL",
        "quarter_number",
        "year || ' ' || quarter_number",
        "not a quarter of a financial year",
    ),
    ("trim(force_name) = ''", "force_name", "force_name", "no police force"),
    ("scope = 'csp' AND trim(csp_name) = ''", "csp_name", "csp_name", "no community safety partnership"),
    ("trim(offence_code) = ''", "offence_code", "offence_code", "no offence code"),
    ("count IS NULL", "number", "number", "not a whole number of offences"),
)


def create_judged(connection: duckdb.DuckDBPyConnection, scope: str) -> None:
    """Make the view ``judged``: every raw row with its readings, ``reason`` empty where it can be taken.

    ``spellings`` is the table of offences as published and as read.
    """
    _create_reading(connection, "quarters", ("year", "quarter_number"), ("quarter",), _read_quarter)
    _create_reading(connection, "areas", ("force_name", "csp_name"), ("force", "csp"), _read_areas)
    _create_reading(
        connection,
        "apart",
        ("force_name", "csp_name", "offence_description"),
        ("set_apart",),
        lambda texts: (why_set_apart(*texts),),
    )
    _create_reading(
        connection,
        "spellings",
        ("published_group", "published_subgroup"),
        ("offence_group", "offence_subgroup"),
        lambda texts: tuple(map(canonical_offence, texts)),
        renamed=("offence_group", "offence_subgroup"),
    )
    _create_view(connection, scope)


def _read_quarter(texts: Sequence[str]) -> tuple[str | None]:
    return (read_quarter(texts[0], texts[1]),)


def _read_areas(texts: Sequence[str]) -> tuple[str, str]:
    return area_key(texts[0]), area_key(texts[1])


def _create_reading(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Sequence[str],
    results: Sequence[str],
    read: Callable[[Sequence[str]], Sequence[str | None]],
    renamed: Sequence[str] = (),
) -> None:
    """A table of each different combination of texts with what is read from it."""
    import pandas as pd

    published = ", ".join(renamed or columns)
    texts = connection.execute(f"SELECT DISTINCT {published} FROM raw_rows ORDER BY ALL").fetchall()
    frame = pd.DataFrame(
        [(*text, *read(text)) for text in texts], columns=[*columns, *results], dtype="string"
    )
    connection.register("reading", frame)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM reading")
    connection.unregister("reading")


def _create_view(connection: duckdb.DuckDBPyConnection, scope: str) -> None:
    cases = " ".join(f"WHEN {condition} THEN '{reason}'" for condition, _, _, reason in CHECKS)
    connection.execute(
        f"""CREATE OR REPLACE TEMP VIEW judged AS
        SELECT *, CASE {cases} ELSE '' END AS reason FROM (
            SELECT '{scope}' AS scope, quarter, trim(force_name) AS force_name, trim(csp_name) AS csp_name,
                force, csp, set_apart, trim(offence_code) AS offence_code,
                trim(offence_description) AS offence_description,
                spellings.offence_group, spellings.offence_subgroup,
                CASE WHEN {NUMBER} = '-' THEN 0 WHEN regexp_full_match({NUMBER}, '-?\\d+(\\.0+)?')
                    THEN try_cast({NUMBER} AS DOUBLE)::BIGINT END AS count,
                sheet, line, year, quarter_number, number
            FROM raw_rows JOIN quarters USING (year, quarter_number) JOIN areas USING (force_name, csp_name)
            JOIN apart USING (force_name, csp_name, offence_description)
            JOIN spellings ON raw_rows.offence_group = published_group
                AND raw_rows.offence_subgroup = published_subgroup)"""
    )


def reject_judged(connection: duckdb.DuckDBPyConnection) -> None:
    """Put the rows that cannot be taken into ``rejects``, each with its sheet and the text at fault."""
    columns = " ".join(f"WHEN '{reason}' THEN '{column}'" for _, column, _, reason in CHECKS)
    texts = " ".join(f"WHEN '{reason}' THEN {text}" for _, _, text, reason in CHECKS)
    connection.execute(
        f"""INSERT INTO rejects SELECT line, CASE reason {columns} END, reason,
            left(if(sheet = '', '', 'sheet ' || sheet || ': ') || (CASE reason {texts} END), {KEPT_TEXT}), 1
        FROM judged WHERE reason <> ''"""
    )
