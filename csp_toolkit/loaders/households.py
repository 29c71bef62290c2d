"""Households and dwellings, by which rates of fires in homes are worked out.

Stored alike: area_code (a small area of 2021 or a district), reference_date, what ("households" or
"dwellings"), homes. A household is people who live together; a dwelling is a place to live in, and
may be empty. The two are never put for each other.
"""

from __future__ import annotations

from collections.abc import Sequence
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
from csp_toolkit.loaders.population import ONS
from csp_toolkit.loaders.shape import Dataset, Loaded
from csp_toolkit.loaders.small_area_population import CENSUS_DAY, SMALL_AREA, VINTAGE
from csp_toolkit.loaders.source import Source
from csp_toolkit.store import Slice

if TYPE_CHECKING:
    import duckdb

WHAT = ("households", "dwellings")
DISTRICT = r"(?:E0[6-9]|W06)\d{6}"


class CensusHouseholds:
    """Census 2021 households by small area: the Nomis bulk file of table TS041."""

    dataset = Dataset("census_households_lsoa", "Census 2021 households of small areas", ONS)
    _columns = (
        CsvColumn("area_code", "VARCHAR", ("geography_code",)),
        CsvColumn(
            "households",
            "DOUBLE",
            (
                "number_of_households",
                "number_of_households_measures_value",
                "number_of_households_total_measures_value",
            ),
        ),
    )

    def recognises(self, source: Source) -> bool:
        """By the code of a place and a number of households."""
        return column_positions(source, self._columns) is not None

    def load(self, source: Source, folder: Path, connection: duckdb.DuckDBPyConnection) -> Loaded:
        """One row for each small area. Raises DataError where none is usable, as in a file of districts."""
        read_csv(connection, source, self._columns)
        connection.execute(f"ALTER TABLE taken ADD COLUMN reference_date DATE DEFAULT '{CENSUS_DAY}'")
        return _finish(connection, source, folder, SMALL_AREA, ("households",), VINTAGE)


class HomesTable:
    """A plain table of an analyst's: area_code, reference_date, and households or dwellings or both.

    For figures that are published in forms of their own, such as the stock of dwellings by district.
    """

    dataset = Dataset(
        "homes",
        "Households or dwellings as a plain table",
        "whoever supplied the table of homes",
        "none stated for the table of homes",
    )
    _place = (
        CsvColumn("area_code", "VARCHAR", ("area_code",)),
        CsvColumn("reference_date", "DATE", ("reference_date",)),
    )

    def recognises(self, source: Source) -> bool:
        """By an area's code, a day and a number of homes, and nothing else of which it could be a column."""
        return column_positions(source, self._place) is not None and bool(self._what(source))

    def _what(self, source: Source) -> tuple[str, ...]:
        return tuple(what for what in WHAT if source.header.count(what) == 1)

    def load(self, source: Source, folder: Path, connection: duckdb.DuckDBPyConnection) -> Loaded:
        """One row for each area, day and kind of home. Raises DataError where none is usable."""
        what = self._what(source)
        read_csv(connection, source, [*self._place, *(CsvColumn(name, "DOUBLE", (name,)) for name in what)])
        reject_where(connection, "reference_date IS NULL", "reference_date", "no day")
        return _finish(connection, source, folder, f"{SMALL_AREA}|{DISTRICT}", what, "")


def _finish(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    folder: Path,
    codes: str,
    what: Sequence[str],
    vintage: str,
) -> Loaded:
    """Reject what cannot be, and write a row for each kind of home. Raises DataError where none is left."""
    no_area = f"area_code IS NULL OR NOT regexp_full_match(area_code, '{codes}')"
    reject_where(connection, no_area, "area_code", "not the code of an area of this table")
    for name in what:
        condition = f"{name} IS NULL OR {name} < 0 OR {name} <> floor({name})"
        reject_where(connection, condition, name, f"not a whole number of {name}")
    repeated = "line NOT IN (SELECT min(line) FROM taken GROUP BY area_code, reference_date)"
    reject_where(connection, repeated, "area_code", "this area is there already")
    rows = count_rows(connection, "taken")
    if rows == 0:
        raise DataError(
            Problem(
                f"this table of {' and '.join(what)} has no usable rows",
                source.path,
                hint="It takes codes of small areas, such as E01015921.",
            )
        )
    homes = _homes_query(what)
    write_tables(connection, folder, homes)
    counts = "SELECT reference_date::VARCHAR AS period, what, area_code, homes AS count"
    write_parquet(connection, folder / "counts.parquet", f"{counts} FROM ({homes})")
    held = connection.execute(
        f"SELECT what, reference_date::VARCHAR, count(*) FROM ({homes}) GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    slices = tuple(Slice((name, day), {"rows": number}) for name, day, number in held)
    return Loaded(rows, count_rows(connection, "rejects"), slices, vintage)


def _homes_query(what: Sequence[str]) -> str:
    parts = (
        f"SELECT area_code, reference_date, '{name}' AS what, {name}::BIGINT AS homes FROM taken"
        for name in what
    )
    return f"SELECT * FROM ({' UNION ALL '.join(parts)}) ORDER BY ALL"
