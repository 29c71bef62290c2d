"""Street-level crime of the small areas (LSOA) or wards of partnerships, in codes of today.

A month published with codes of 2011 counts through their successors of 2021 where those lie in one
small area, or in one ward. Where they lie in several the rows can be placed in none: for that month
the areas concerned have no count.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from csp_toolkit.areas import Area, Partnership
from csp_toolkit.frames.lookups import connect_one_thread, create_area_tables, data_file, newest_lookup
from csp_toolkit.frames.street import create_street
from csp_toolkit.periods import Month
from csp_toolkit.store import Store

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

Unit = Literal["lsoa", "ward"]
VINTAGE_OF_SMALL_AREAS = 2021


def load_small_areas(store: Store, partnership: Partnership, unit: Unit) -> tuple[Area, ...]:
    """The partnership's small areas, or its wards, by code. Raises DataError without the lookup."""
    lookup = newest_lookup(store, "ons_lsoa_districts")
    code, name = ("lsoa21_code", "lsoa21_name") if unit == "lsoa" else ("ward_code", "ward_name")
    with connect_one_thread() as connection:
        rows = connection.execute(
            f"""SELECT {code}, min({name}) FROM read_parquet(?) WHERE list_contains(?, district_code)
            GROUP BY ALL ORDER BY ALL""",
            [data_file(store, lookup), [district.code for district in partnership.districts]],
        ).fetchall()
    vintage = VINTAGE_OF_SMALL_AREAS if unit == "lsoa" else int(lookup.vintage)
    return tuple(Area(found, label, unit, vintage) for found, label in rows)


def load_wards_of_small_areas(store: Store, partnership: Partnership) -> dict[str, Area]:
    """The ward that each small area of the partnership lies in, by its code. Raises DataError as above.

    The lookup is a best fit: an area that several wards share is given to the one with most of its people.
    """
    lookup = newest_lookup(store, "ons_lsoa_districts")
    with connect_one_thread() as connection:
        rows = connection.execute(
            """SELECT DISTINCT lsoa21_code, ward_code, ward_name FROM read_parquet(?)
            WHERE list_contains(?, district_code) ORDER BY ALL""",
            [data_file(store, lookup), [district.code for district in partnership.districts]],
        ).fetchall()
    return {lsoa: Area(code, name, "ward", int(lookup.vintage)) for lsoa, code, name in rows}


def load_small_area_counts(
    store: Store, partnership: Partnership, months: Sequence[Month], unit: Unit
) -> pd.DataFrame:
    """The frame area_code, month, category, count by small area or ward, out of the own force's files.

    Only combinations that occur are in it, those of ``load_unplaceable_months`` left out.
    """
    with connect_one_thread() as connection:
        _create_places(connection, store, partnership, unit)
        create_street(connection, store, [partnership], {month.label for month in months})
        return connection.execute(
            """SELECT unit AS area_code, month, crime_type AS category, sum(count)::BIGINT AS count
            FROM street JOIN placed USING (lsoa_code) GROUP BY ALL ORDER BY ALL"""
        ).df()


def load_unplaceable_months(
    store: Store, partnership: Partnership, months: Sequence[Month], unit: Unit
) -> pd.DataFrame:
    """The frame area_code, month: months in which some rows lay in this area or in another."""
    with connect_one_thread() as connection:
        _create_places(connection, store, partnership, unit)
        create_street(connection, store, [partnership], {month.label for month in months})
        return connection.execute(
            "SELECT DISTINCT unit AS area_code, month FROM street JOIN divided USING (lsoa_code) ORDER BY ALL"
        ).df()


def load_unit_populations(store: Store, rows: pd.DataFrame, unit: Unit) -> pd.DataFrame:
    """Small-area populations (lsoa_code ...) as area_code, reference_date, population, edition by unit.

    A ward has one only where every small area of it has one in the same edition.
    """
    if unit == "lsoa":
        return rows.drop(columns="area_code").rename(columns={"lsoa_code": "area_code"})
    with connect_one_thread() as connection:
        connection.register("residents", rows)
        frame = connection.execute(
            """WITH known AS (SELECT DISTINCT lsoa21_code AS lsoa_code, ward_code FROM read_parquet(?)),
            sizes AS (SELECT ward_code, count(*) AS small_areas FROM known GROUP BY ALL)
            SELECT ward_code AS area_code, reference_date, sum(population)::BIGINT AS population, edition
            FROM residents JOIN known USING (lsoa_code) JOIN sizes USING (ward_code) GROUP BY ALL
            HAVING count(*) = any_value(small_areas) ORDER BY ALL""",
            [data_file(store, newest_lookup(store, "ons_lsoa_districts"))],
        ).df()
    frame["reference_date"] = frame["reference_date"].dt.date
    return frame


def _create_places(
    connection: duckdb.DuckDBPyConnection, store: Store, partnership: Partnership, unit: Unit
) -> None:
    """``placed`` (code of any vintage -> its one unit) and ``divided`` (code -> each unit it may be)."""
    create_area_tables(connection, store, [partnership], theirs_only=True)
    column = "lsoa21_code" if unit == "lsoa" else "ward_code"
    connection.execute(
        f"""CREATE TEMP TABLE successors AS
        WITH now AS (SELECT DISTINCT lsoa21_code AS lsoa_code, {column} AS unit, district_code
            FROM read_parquet($now)),
        changes AS (SELECT DISTINCT lsoa11_code, lsoa21_code AS lsoa_code FROM read_parquet($changes))
        SELECT lsoa_code, unit, district_code FROM now
        UNION SELECT lsoa11_code, unit, district_code FROM changes JOIN now USING (lsoa_code)
            WHERE lsoa11_code NOT IN (SELECT lsoa_code FROM now)""",
        {
            "now": data_file(store, newest_lookup(store, "ons_lsoa_districts")),
            "changes": data_file(store, newest_lookup(store, "ons_lsoa_changes")),
        },
    )
    own = "JOIN districts USING (district_code)"
    connection.execute(
        f"""CREATE TEMP TABLE placed AS SELECT lsoa_code, any_value(unit) AS unit FROM successors
        WHERE lsoa_code IN (SELECT lsoa_code FROM successors {own})
        GROUP BY ALL HAVING count(DISTINCT unit) = 1;
        CREATE TEMP TABLE divided AS SELECT DISTINCT lsoa_code, unit FROM successors {own}
        WHERE lsoa_code NOT IN (SELECT lsoa_code FROM placed)"""
    )
