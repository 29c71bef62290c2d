"""Street-level crime and anti-social behaviour as data.police.uk publishes it, a file for a force and month.

Quirks known and kept: anti-social behaviour has no crime id and no outcome; some rows have no
location; a force's file holds rows of other forces' areas; each month keeps the LSOA codes of its
publication (2011 codes up to 2023-05); some copies carry lower-case headers.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.csv_reader import (
    CsvColumn,
    column_positions,
    count_rows,
    read_csv,
    reject_where,
    write_parquet,
    write_tables,
)
from csp_toolkit.loaders.shape import Dataset, Loaded
from csp_toolkit.loaders.source import Source
from csp_toolkit.store import Slice

if TYPE_CHECKING:
    import duckdb

CRIME_TYPES = (
    "Anti-social behaviour",
    "Bicycle theft",
    "Burglary",
    "Criminal damage and arson",
    "Drugs",
    "Other crime",
    "Other theft",
    "Possession of weapons",
    "Public order",
    "Robbery",
    "Shoplifting",
    "Theft from the person",
    "Vehicle crime",
    "Violence and sexual offences",
)
COLUMNS = (
    CsvColumn("crime_id", "VARCHAR", ("crime_id",)),
    CsvColumn("month", "DATE", ("month",)),
    CsvColumn("reported_by", "VARCHAR", ("reported_by",)),
    CsvColumn("falls_within", "VARCHAR", ("falls_within",)),
    CsvColumn("longitude", "DOUBLE", ("longitude",)),
    CsvColumn("latitude", "DOUBLE", ("latitude",)),
    CsvColumn("location", "VARCHAR", ("location",)),
    CsvColumn("lsoa_code", "VARCHAR", ("lsoa_code",)),
    CsvColumn("lsoa_name", "VARCHAR", ("lsoa_name",)),
    CsvColumn("crime_type", "VARCHAR", ("crime_type",)),
    CsvColumn("last_outcome", "VARCHAR", ("last_outcome_category",)),
)
SYNTHETIC_LSOA = "E019%"
"""Codes from here on are given to no real LSOA: made-up data uses them."""


class PoliceUkStreet:
    dataset = Dataset(
        "police_uk_street", "Street-level crime and anti-social behaviour", "Home Office, data.police.uk"
    )

    def recognises(self, source: Source) -> bool:
        """By its columns: outcomes and stop and search files lack some of them."""
        return column_positions(source, COLUMNS) is not None

    def load(self, source: Source, folder: Path, connection: duckdb.DuckDBPyConnection) -> Loaded:
        """Rows as published, and counts by month, force, LSOA and type. Raises DataError without any row."""
        read_csv(connection, source, COLUMNS, date_format="%Y-%m")
        _reject_impossible(connection)
        rows, rejected = count_rows(connection, "taken"), count_rows(connection, "rejects")
        if rows == 0:
            raise DataError(
                Problem(
                    f"none of the {rejected} rows of this file can be taken",
                    source.path,
                    hint="A month that a force did not supply is missing, not zero: leave the file out.",
                )
            )
        write_tables(
            connection,
            folder,
            """SELECT line, crime_id, strftime(month, '%Y-%m') AS month, reported_by, longitude, latitude,
            location, lsoa_code, crime_type, last_outcome FROM taken ORDER BY line""",
        )
        write_parquet(
            connection,
            folder / "counts.parquet",
            """SELECT strftime(month, '%Y-%m') AS month, reported_by, coalesce(lsoa_code, '') AS lsoa_code,
            crime_type, count(*)::INTEGER AS count FROM taken GROUP BY ALL ORDER BY ALL""",
        )
        synthetic = count_rows(connection, f"taken WHERE lsoa_code LIKE '{SYNTHETIC_LSOA}'") > 0
        return Loaded(rows, rejected, _slices(connection), _vintage(connection), synthetic)


def _reject_impossible(connection: duckdb.DuckDBPyConnection) -> None:
    known = ", ".join(f"'{name}'" for name in CRIME_TYPES)
    reject_where(connection, "month IS NULL", "month", "no month")
    reject_where(connection, "coalesce(reported_by, '') = ''", "reported_by", "no police force")
    reject_where(
        connection,
        f"crime_type IS NULL OR crime_type NOT IN ({known})",
        "crime_type",
        "not one of the fourteen crime types",
    )
    reject_where(
        connection,
        r"lsoa_code IS NOT NULL AND NOT regexp_full_match(lsoa_code, '[EWNS]\d{8}|95[A-Z0-9]{6}|')",
        "lsoa_code",
        "not a code of a small area",
    )


def _slices(connection: duckdb.DuckDBPyConnection) -> tuple[Slice, ...]:
    """A slice for each force and month, with counts of its known oddities."""
    rows = connection.execute(
        """SELECT reported_by, strftime(month, '%Y-%m') AS m, count(*),
            count(*) FILTER (WHERE coalesce(lsoa_code, '') = ''),
            count(crime_id) - count(DISTINCT crime_id)
        FROM taken GROUP BY ALL ORDER BY ALL"""
    ).fetchall()
    names = ("rows", "without_location", "repeated_crime_ids")
    return tuple(Slice((force, month), dict(zip(names, facts, strict=True))) for force, month, *facts in rows)


def _vintage(connection: duckdb.DuckDBPyConnection) -> str:
    """The vintage of LSOA codes that data.police.uk used for these months."""
    rows = connection.execute(
        "SELECT DISTINCT if(month < DATE '2023-06-01', 'LSOA 2011', 'LSOA 2021') FROM taken"
    )
    return ", ".join(sorted(row[0] for row in rows.fetchall()))
