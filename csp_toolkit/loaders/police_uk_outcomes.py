"""Outcomes of crimes as data.police.uk publishes them: a file for each force and month of the outcome.

Quirks known and kept: a crime has a row for each outcome it was given, in the month in which it was
given; the month is the outcome's, not the crime's; outcomes of courts are absent since June 2019;
anti-social behaviour has none. Where a crime happened is taken as its small area, never as a point.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from csp_toolkit.loaders.csv_reader import (
    CsvColumn,
    column_positions,
    count_rows,
    read_csv,
    write_parquet,
    write_tables,
)
from csp_toolkit.loaders.police_uk_rules import (
    NO_FORCE,
    NO_MONTH,
    NO_SMALL_AREA,
    PUBLISHER,
    SYNTHETIC_LSOA,
    lsoa_vintage,
    reject_impossible,
)
from csp_toolkit.loaders.shape import Dataset, Loaded
from csp_toolkit.loaders.source import Source
from csp_toolkit.store import Slice

if TYPE_CHECKING:
    import duckdb

COLUMNS = (
    CsvColumn("crime_id", "VARCHAR", ("crime_id",)),
    CsvColumn("month", "VARCHAR", ("month",)),
    CsvColumn("reported_by", "VARCHAR", ("reported_by",)),
    CsvColumn("lsoa_code", "VARCHAR", ("lsoa_code",)),
    CsvColumn("outcome_type", "VARCHAR", ("outcome_type",)),
)
IMPOSSIBLE = (
    *NO_MONTH,
    NO_FORCE,
    NO_SMALL_AREA,
    ("coalesce(outcome_type, '') = ''", "outcome_type", "no outcome"),
)


class PoliceUkOutcomes:
    dataset = Dataset("police_uk_outcomes", "Outcomes of crimes, street level", PUBLISHER)

    def recognises(self, source: Source) -> bool:
        """By its columns: street-level files have no outcome type, and a crime type instead."""
        return "crime_type" not in source.header and column_positions(source, COLUMNS) is not None

    def load(self, source: Source, folder: Path, connection: duckdb.DuckDBPyConnection) -> Loaded:
        """Rows, and counts by month, force, LSOA and outcome. Raises DataError without any row."""
        read_csv(connection, source, COLUMNS)
        rejected = reject_impossible(connection, source, IMPOSSIBLE)
        write_tables(connection, folder, "SELECT * FROM taken ORDER BY line")
        write_parquet(
            connection,
            folder / "counts.parquet",
            """SELECT month, reported_by, coalesce(lsoa_code, '') AS lsoa_code, outcome_type,
            count(*)::INTEGER AS count FROM taken GROUP BY ALL ORDER BY ALL""",
        )
        slices = _slices(connection)
        vintage = lsoa_vintage({part.key[-1] for part in slices})
        synthetic = count_rows(connection, f"taken WHERE lsoa_code LIKE '{SYNTHETIC_LSOA}%'") > 0
        return Loaded(count_rows(connection, "taken"), rejected, slices, vintage, synthetic)


def _slices(connection: duckdb.DuckDBPyConnection) -> tuple[Slice, ...]:
    """A slice for each force and month; a crime that was given two outcomes in a month counts once."""
    rows = connection.execute(
        """SELECT reported_by, month, count(*), count(*) FILTER (WHERE coalesce(lsoa_code, '') = ''),
            count(DISTINCT crime_id)
        FROM taken GROUP BY ALL ORDER BY ALL"""
    ).fetchall()
    names = ("rows", "without_location", "crimes")
    return tuple(Slice((force, month), dict(zip(names, facts, strict=True))) for force, month, *facts in rows)
