"""What is read into each row of the fire statistics: period, cause, kind of dwelling fire, small area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csp_toolkit.loaders.fire_names import classify_dwelling_fire, is_larger_area, read_cause, read_period
from csp_toolkit.loaders.readings import create_reading

if TYPE_CHECKING:
    import duckdb

SMALL_AREA = r"[EW]01\d{6}"
# In some files the code of a small area stands where its description should.
SMALL_AREA_CODE = f"""CASE WHEN regexp_full_match(trim(small_area_code), '{SMALL_AREA}')
    THEN trim(small_area_code) ELSE regexp_extract(small_area_name, '{SMALL_AREA}') END"""


def create_read_rows(connection: duckdb.DuckDBPyConnection, incident_type: str, has_causes: bool) -> None:
    """Make the view ``read_rows``: raw rows with what is read from them.

    ``incident_type`` is SQL for the type; ``has_causes`` whether the file publishes causes at all.
    """
    connection.execute(
        f"""CREATE OR REPLACE TEMP VIEW typed_rows AS
        SELECT * EXCLUDE (cause) REPLACE (
            trim(service_name) AS service_name, trim(service_code) AS service_code,
            trim(district_code) AS district_code, {SMALL_AREA_CODE} AS small_area_code,
            trim(property_type) AS property_type, trim({incident_type}) AS incident_type),
            cause AS published_cause
        FROM raw_rows"""
    )
    _create_readings(connection, has_causes)
    connection.execute(
        """CREATE OR REPLACE TEMP VIEW read_rows AS SELECT * FROM typed_rows
        JOIN periods USING (year, quarter_number, month_name)
        JOIN causes USING (published_cause, incident_type)
        JOIN services USING (service_code, service_name)"""
    )


def _create_readings(connection: duckdb.DuckDBPyConnection, has_causes: bool) -> None:
    def read_fire(cause_text: str, incident_type: str) -> tuple[str | None, str]:
        cause = read_cause(cause_text) if has_causes else ""
        return cause, classify_dwelling_fire(incident_type, cause, has_causes)

    create_reading(
        connection,
        "periods",
        ("year", "quarter_number", "month_name"),
        ("period",),
        lambda texts: (read_period(*texts),),
        rows="typed_rows",
    )
    create_reading(
        connection,
        "causes",
        ("published_cause", "incident_type"),
        ("cause", "dwelling_fire"),
        lambda texts: read_fire(*texts),
        rows="typed_rows",
    )
    create_reading(
        connection,
        "services",
        ("service_code", "service_name"),
        ("larger_area",),
        lambda texts: ("yes" if is_larger_area(*texts) else "",),
        rows="typed_rows",
    )
