"""Population of partnerships out of the store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from csp_toolkit.areas import Partnership
from csp_toolkit.frames.lookups import connect_one_thread, create_area_tables, data_file
from csp_toolkit.store import Edition, Store

if TYPE_CHECKING:
    import duckdb
    import pandas as pd


def load_population(store: Store, partnerships: Sequence[Partnership]) -> pd.DataFrame:
    """The frame area_code, reference_date, population, edition: a row for each partnership and estimate.

    District estimates are brought to today's districts where the store knows the changes; census
    residents are summed from small areas. A partnership of which a district is missing from an
    estimate has no row for it, and neither has one that shares a district.
    """
    estimates = store.current("ons_population_districts")
    censuses = store.current("census_population_lsoa")
    with connect_one_thread() as connection:
        create_area_tables(connection, store, partnerships)
        _load_district_changes(connection, store)
        connection.execute(
            """CREATE TABLE people
            (district_code VARCHAR, reference_date DATE, population BIGINT, edition VARCHAR)"""
        )
        for edition in estimates.values():
            _add_district_estimates(connection, store, edition)
        for edition in censuses.values():
            _add_census(connection, store, edition)
        frame = connection.execute(
            """SELECT d.csp_code AS area_code, reference_date, sum(population)::BIGINT AS population, edition
            FROM people JOIN districts d USING (district_code) GROUP BY ALL
            HAVING count(*) = first(d.n_districts) ORDER BY ALL"""
        ).df()
    frame["reference_date"] = frame["reference_date"].dt.date
    return frame


def _load_district_changes(connection: duckdb.DuckDBPyConnection, store: Store) -> None:
    """The table ``changes``: every code with the district it is or became, where that is one district."""
    known = store.current("ons_district_changes")
    query = "SELECT DISTINCT district_code AS old_code, district_code AS new_code FROM districts"
    parameters = []
    if known:
        query += " UNION SELECT old_code, new_code FROM read_parquet(?)"
        parameters = [data_file(store, known[max(known)])]
    connection.execute(
        f"""CREATE TABLE changes AS SELECT old_code, min(new_code) AS new_code FROM ({query})
        GROUP BY old_code HAVING count(DISTINCT new_code) = 1""",
        parameters,
    )


def _add_district_estimates(connection: duckdb.DuckDBPyConnection, store: Store, edition: Edition) -> None:
    connection.execute(
        """INSERT INTO people SELECT new_code, reference_date, sum(population), ?
        FROM read_parquet(?) JOIN changes ON area_code = old_code WHERE age IS NULL GROUP BY ALL""",
        [edition.id, data_file(store, edition)],
    )


def _add_census(connection: duckdb.DuckDBPyConnection, store: Store, edition: Edition) -> None:
    connection.execute(
        """INSERT INTO people SELECT district_code, reference_date, sum(population), ?
        FROM read_parquet(?) JOIN small_areas ON area_code = lsoa_code WHERE age IS NULL GROUP BY ALL""",
        [edition.id, data_file(store, edition)],
    )
