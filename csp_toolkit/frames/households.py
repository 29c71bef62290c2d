"""Households and dwellings of partnerships out of the store: what fires in homes are set against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, get_args

from csp_toolkit.areas import Partnership
from csp_toolkit.frames.lookups import areas_within, data_file, newest_lookup
from csp_toolkit.store import Store

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

Homes = Literal["households", "dwellings"]
DATASETS = ("census_households_lsoa", "homes")


def load_households(
    store: Store,
    partnerships: Sequence[Partnership],
    *,
    what: Homes = "households",
    within: duckdb.DuckDBPyConnection | None = None,
) -> pd.DataFrame:
    """The frame area_code, reference_date, homes, edition: a row for each partnership and day counted for.

    Districts count as they are given, else as the sum of their small areas where every one is
    there. A partnership of which a district is not complete has no row, and neither has one that
    shares a district. Raises ValueError for what is neither households nor dwellings.
    """
    if what not in get_args(Homes):
        raise ValueError(f"homes are {' or '.join(get_args(Homes))}, not {what!r}")
    with areas_within(within, store, partnerships) as connection:
        connection.execute(
            """CREATE OR REPLACE TEMP TABLE places
            (area_code VARCHAR, reference_date DATE, homes BIGINT, edition VARCHAR)"""
        )
        for dataset in DATASETS:
            for key, edition in store.current(dataset).items():
                connection.execute(
                    """INSERT INTO places SELECT area_code, reference_date, homes, ? FROM read_parquet(?)
                    WHERE what = ? AND what = ? AND reference_date = ?::DATE""",
                    [edition.id, data_file(store, edition), what, key[0], key[-1]],
                )
        frame = connection.execute(
            """WITH known AS (SELECT DISTINCT lsoa21_code, district_code FROM read_parquet(?)),
            sizes AS (SELECT district_code, count(*) AS small_areas FROM known GROUP BY ALL),
            summed AS (
                SELECT district_code, reference_date, sum(homes) AS homes, edition
                FROM places JOIN known ON area_code = lsoa21_code JOIN sizes USING (district_code)
                GROUP BY ALL HAVING count(*) = any_value(small_areas)),
            given AS (SELECT area_code AS district_code, reference_date, homes, edition
                FROM places SEMI JOIN sizes ON area_code = sizes.district_code)
            SELECT d.csp_code AS area_code, reference_date, sum(homes)::BIGINT AS homes, edition
            FROM (FROM given UNION ALL FROM summed ANTI JOIN given USING (district_code, reference_date))
            JOIN districts d USING (district_code) GROUP BY ALL
            HAVING count(*) = first(d.n_districts) ORDER BY ALL""",
            [data_file(store, newest_lookup(store, "ons_lsoa_districts"))],
        ).df()
    frame["reference_date"] = frame["reference_date"].dt.date
    return frame
