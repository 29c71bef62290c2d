"""What is read into each row of the recorded crime tables: its quarter, its areas, why it stands apart.

Each different text is read once, see ``readings``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from csp_toolkit.area_names import area_key
from csp_toolkit.loaders.readings import create_reading, reason_of, whole_number
from csp_toolkit.loaders.recorded_crime_names import canonical_offence, read_quarter, why_set_apart

if TYPE_CHECKING:
    import duckdb

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
    create_reading(connection, "quarters", ("year", "quarter_number"), ("quarter",), _read_quarter)
    create_reading(connection, "areas", ("force_name", "csp_name"), ("force", "csp"), _read_areas)
    create_reading(
        connection,
        "apart",
        ("force_name", "csp_name", "offence_description"),
        ("set_apart",),
        lambda texts: (why_set_apart(*texts),),
    )
    create_reading(
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


def _create_view(connection: duckdb.DuckDBPyConnection, scope: str) -> None:
    connection.execute(
        f"""CREATE OR REPLACE TEMP VIEW judged AS
        SELECT *, {reason_of(CHECKS)} AS reason FROM (
            SELECT '{scope}' AS scope, quarter, trim(force_name) AS force_name, trim(csp_name) AS csp_name,
                force, csp, set_apart, trim(offence_code) AS offence_code,
                trim(offence_description) AS offence_description,
                spellings.offence_group, spellings.offence_subgroup,
                {whole_number("number")} AS count,
                sheet, line, year, quarter_number, number
            FROM raw_rows JOIN quarters USING (year, quarter_number) JOIN areas USING (force_name, csp_name)
            JOIN apart USING (force_name, csp_name, offence_description)
            JOIN spellings ON raw_rows.offence_group = published_group
                AND raw_rows.offence_subgroup = published_subgroup)"""
    )
