"""Incidents attended by fire and rescue services, as the Home Office publishes them.

Two datasets: totals by service and type of incident (table FIRE0102), and files with a row for each
incident, of which counts are made. An accidental dwelling fire is a primary fire in a dwelling
whose cause was accidental or not known; where a file does not publish causes, that is said and
nothing is called accidental.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.csv_reader import count_rows, write_parquet, write_tables
from csp_toolkit.loaders.fire_names import INCIDENTS, TOTALS
from csp_toolkit.loaders.fire_readings import create_read_rows
from csp_toolkit.loaders.readings import (
    Check,
    count_facts,
    reason_of,
    reject_judged,
    view_parquet,
    whole_number,
)
from csp_toolkit.loaders.shape import Dataset, Loaded
from csp_toolkit.loaders.source import Source
from csp_toolkit.loaders.table_files import OpenTable, find_columns, opened_table

if TYPE_CHECKING:
    import duckdb

NO_PERIOD: Check = (
    "period IS NULL",
    "year",
    "concat_ws(' ', year, quarter_number, month_name)",
    "not a financial year, quarter or month",
)
LARGER_AREA: Check = (
    "larger_area = 'yes'",
    "service_name",
    "service_name",
    "not a fire and rescue service: a larger area that sums them",
)
NO_CAUSE: Check = (
    "cause IS NULL",
    "cause",
    "published_cause",
    "neither accidental, deliberate nor not known",
)
TOTALS_CHECKS: tuple[Check, ...] = (
    NO_PERIOD,
    ("trim(service_name) = ''", "service_name", "service_name", "no fire and rescue service"),
    LARGER_AREA,
    ("trim(incident_type) = ''", "incident_type", "incident_type", "no type of incident"),
    NO_CAUSE,
    ("count IS NULL OR count < 0", "number", "number", "not a whole number of incidents"),
)
INCIDENT_CHECKS: tuple[Check, ...] = (NO_PERIOD, LARGER_AREA, NO_CAUSE)
DWELLING_FIRES, ALL_INCIDENTS = "dwelling fires", "all incidents"
DWELLING_TYPE = "Primary fire - dwelling"
"""The type given to rows of a file of nothing but dwelling fires."""
PLACE = "service_code, service_name, district_code, small_area_code"
DATA_QUERY = f"""
    SELECT kind, period, {PLACE}, incident_type, property_type, cause, dwelling_fire, count, sheet, line
    FROM judged WHERE reason = '' ORDER BY sheet, line"""
COUNTS_QUERY = f"""
    SELECT kind, period, {PLACE}, incident_type, cause, dwelling_fire, sum(count)::BIGINT AS count
    FROM stored GROUP BY ALL ORDER BY ALL"""
FACTS = {
    "rows": "count(*)",
    "accidental_dwelling_fires": "sum(count) FILTER (dwelling_fire = 'accidental')",
    "deliberate_dwelling_fires": "sum(count) FILTER (dwelling_fire = 'deliberate')",
    "dwelling_fires_of_unpublished_cause": "sum(count) FILTER (dwelling_fire = 'cause not published')",
    "rows_without_place": "count(*) FILTER (district_code = '' AND small_area_code = '')",
}
"""Counts about each period. Incidents of different types are not summed: the totals' types overlap."""


class FireTotals:
    dataset = Dataset("fire_incident_totals", "Incidents attended by fire and rescue services", "Home Office")

    def recognises(self, source: Source) -> bool:
        """By a year, a service, a type of incident and a number of them."""
        return find_columns(source, TOTALS) is not None

    def load(self, source: Source, folder: Path, connection: duckdb.DuckDBPyConnection) -> Loaded:
        """A row for each service, period and type. Types overlap: "Dwellings" are among "Primary fires"."""
        with opened_table(connection, source, TOTALS) as table:
            create_read_rows(connection, "incident_type", "cause" in table.columns)
            _judge(connection, f"'totals' AS kind, {whole_number('number')} AS count", TOTALS_CHECKS)
            write_tables(connection, folder, DATA_QUERY)
        return _finish(connection, source, folder, table)


class FireIncidents:
    dataset = Dataset("fire_incidents", "Fire and rescue incidents, one row each", "Home Office")

    def recognises(self, source: Source) -> bool:
        """By a year, a place and what happened, and no number: each row is one incident."""
        found = find_columns(source, INCIDENTS)
        place = {"service_name", "small_area_code", "district_code"}
        return bool(found and found & place and found & {"incident_type", "property_type", "cause"})

    def load(self, source: Source, folder: Path, connection: duckdb.DuckDBPyConnection) -> Loaded:
        """A row for each incident, and counts by period, place, type and cause.

        Raises DataError where the file states no types and its name does not say "dwelling".
        """
        with opened_table(connection, source, INCIDENTS) as table:
            kind = _kind_of_incidents(source, table)
            incident_type = "incident_type" if kind == ALL_INCIDENTS else f"'{DWELLING_TYPE}'"
            create_read_rows(connection, incident_type, "cause" in table.columns)
            _judge(connection, f"'{kind}' AS kind, 1::BIGINT AS count", INCIDENT_CHECKS)
            write_tables(connection, folder, DATA_QUERY)
        return _finish(connection, source, folder, table)


def _kind_of_incidents(source: Source, table: OpenTable) -> str:
    if "incident_type" in table.columns:
        return ALL_INCIDENTS
    if "dwelling" in re.sub(r"(non|other)[-_ ]?dwelling", "", source.name.lower()):
        return DWELLING_FIRES
    raise DataError(
        Problem(
            "this file of incidents does not say of which type they are",
            source.path,
            hint='A file of nothing but dwelling fires is known by "dwelling" in its name.',
        )
    )


def _judge(connection: duckdb.DuckDBPyConnection, more: str, checks: Sequence[Check]) -> None:
    """Make the view ``judged`` and put what cannot be taken into the rejects."""
    connection.execute(
        f"""CREATE OR REPLACE TEMP VIEW judged AS
        SELECT *, {reason_of(checks)} AS reason FROM (SELECT *, {more} FROM read_rows)"""
    )
    reject_judged(connection, checks)


def _finish(connection: duckdb.DuckDBPyConnection, source: Source, folder: Path, table: OpenTable) -> Loaded:
    """Counts, slices and notes from the rows that were stored."""
    view_parquet(connection, "stored", folder / "data.parquet")
    rows, rejected = count_rows(connection, "stored"), count_rows(connection, "rejects")
    if rows == 0:
        raise DataError(Problem(f"none of the {rejected} rows of this table can be taken", source.path))
    write_parquet(connection, folder / "counts.parquet", COUNTS_QUERY)
    slices = count_facts(connection, "kind, period", FACTS)
    notes = [f"sheets without data passed over: {', '.join(table.skipped)}"] if table.skipped else []
    if "cause" not in table.columns:
        notes.append("causes are not published here: accidental dwelling fires cannot be told from others")
    return Loaded(rows, rejected, slices, synthetic=table.synthetic, notes=tuple(notes))
