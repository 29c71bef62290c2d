"""Stop and search as data.police.uk publishes it: a file for a force and month, which only its name tells.

Quirks known and kept: no row says which force or month it belongs to, so the name the file is
published under must; many columns are empty for many forces; ethnicity is given twice, as the
person defines it and as the officer does. Rows are about single people, so what tells where and
when exactly somebody was stopped is left out: coordinates, the hour, and the operation's name.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.csv_reader import (
    CsvColumn,
    column_positions,
    count_rows,
    read_csv,
    write_parquet,
    write_tables,
)
from csp_toolkit.loaders.police_uk_rules import MONTH, PUBLISHER, reject_impossible
from csp_toolkit.loaders.shape import Dataset, Loaded
from csp_toolkit.loaders.source import Source
from csp_toolkit.store import Slice

if TYPE_CHECKING:
    import duckdb

KINDS = ("Person search", "Vehicle search", "Person and Vehicle search")
COLUMNS = (
    CsvColumn("type", "VARCHAR", ("type",)),
    CsvColumn("date", "VARCHAR", ("date",)),
    CsvColumn("gender", "VARCHAR", ("gender",)),
    CsvColumn("age_range", "VARCHAR", ("age_range",)),
    CsvColumn("self_defined_ethnicity", "VARCHAR", ("self_defined_ethnicity",)),
    CsvColumn("officer_defined_ethnicity", "VARCHAR", ("officer_defined_ethnicity",)),
    CsvColumn("legislation", "VARCHAR", ("legislation",)),
    CsvColumn("object_of_search", "VARCHAR", ("object_of_search",)),
    CsvColumn("outcome", "VARCHAR", ("outcome",)),
)
NAME = re.compile(rf"({MONTH})-([a-z]+(?:-[a-z]+)*?)-stop-and-search\.csv", re.IGNORECASE)
ONE_DAY = timedelta(days=1)


class PoliceUkStops:
    dataset = Dataset("police_uk_stops", "Stop and search", PUBLISHER)

    def recognises(self, source: Source) -> bool:
        """By its columns."""
        return column_positions(source, COLUMNS) is not None

    def load(self, source: Source, folder: Path, connection: duckdb.DuckDBPyConnection) -> Loaded:
        """Rows to the day, and counts by month, force, kind, object, outcome and officer-defined ethnicity.

        Raises DataError where the file's name does not say force and month, and without any row.
        """
        month, force = _month_and_force(source)
        read_csv(connection, source, COLUMNS)
        rejected = reject_impossible(connection, source, _impossible(month))
        columns = ", ".join(column.name for column in COLUMNS if column.name != "date")
        write_tables(
            connection,
            folder,
            f"""SELECT line, '{month}' AS month, '{force}' AS reported_by, left(date, 10)::DATE AS date,
            {columns} FROM taken ORDER BY line""",
        )
        write_parquet(
            connection,
            folder / "counts.parquet",
            f"""SELECT '{month}' AS month, '{force}' AS reported_by, type,
            coalesce(object_of_search, '') AS object_of_search, coalesce(outcome, '') AS outcome,
            coalesce(officer_defined_ethnicity, '') AS officer_defined_ethnicity,
            count(*)::INTEGER AS count FROM taken GROUP BY ALL ORDER BY ALL""",
        )
        rows = count_rows(connection, "taken")
        unknown = count_rows(connection, "taken WHERE coalesce(officer_defined_ethnicity, '') = ''")
        facts = {"rows": rows, "without_officer_defined_ethnicity": unknown}
        return Loaded(rows, rejected, (Slice((force, month), facts),))


def _month_and_force(source: Source) -> tuple[str, str]:
    """From "2024-01-essex-stop-and-search.csv": the month, and the force as people write it."""
    found = NAME.fullmatch(source.name.split("/")[-1])
    if not found:
        raise DataError(
            Problem(
                "neither the name of this file nor a column in it says which force and month it is for",
                source.path,
                hint='Give it the name it was published under, such as "2024-01-essex-stop-and-search.csv".',
            )
        )
    return found[1], found[2].lower().replace("-", " ")


def _impossible(month: str) -> tuple[tuple[str, str, str], ...]:
    """Days may lie one beside the month: times are published in another time zone than summer's."""
    first = date.fromisoformat(f"{month}-01")
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    known = ", ".join(f"'{kind}'" for kind in KINDS)
    day = "try_cast(left(date, 10) AS DATE)"
    return (
        (f"{day} IS NULL OR NOT regexp_full_match(date, '[0-9-]{{10}}([T ].*)?')", "date", "not a date"),
        (
            f"{day} NOT BETWEEN DATE '{first - ONE_DAY}' AND DATE '{following}'",
            "date",
            "not in the month that the file's name says",
        ),
        (f"type IS NULL OR type NOT IN ({known})", "type", "not a kind of search"),
    )
