"""Fire and rescue incidents out of the store: by fire and rescue service, and by partnership.

A service covers many partnerships, so its totals describe none of them. A partnership's own figures
come from files with a row for each incident, where those say the small area.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from csp_toolkit.areas import Partnership
from csp_toolkit.frames.lookups import areas_within, connect_one_thread, data_file, newest_lookup
from csp_toolkit.periods import FinancialYear, Quarter
from csp_toolkit.store import Store

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

FIRE_TOTALS, FIRE_INCIDENTS, FIRE_AUTHORITIES = (
    "fire_incident_totals",
    "fire_incidents",
    "ons_fire_authorities",
)
ALL_INCIDENTS = "all incidents"


def load_fire_service_counts(
    store: Store, partnerships: Sequence[Partnership], periods: Iterable[Quarter | FinancialYear]
) -> pd.DataFrame:
    """The frame area_code, period, incident_type, dwelling_fire, count: totals of the partnerships' services.

    ``area_code`` is the fire and rescue authority's. Types overlap ("Dwellings" are among "Primary
    fires"), so they are never summed. ``dwelling_fire`` is "accidental" (or cause not known),
    "deliberate", "cause not published", or empty for what is no dwelling fire. Raises DataError
    without the lookup of fire and rescue authorities.
    """
    authorities = newest_lookup(store, FIRE_AUTHORITIES)
    with connect_one_thread() as connection:
        _load_counts(connection, store, FIRE_TOTALS, "totals", periods)
        return connection.execute(
            """SELECT service_code AS area_code, period, incident_type, dwelling_fire,
                sum(count)::BIGINT AS count
            FROM fires WHERE service_code IN (
                SELECT trim(fire_authority_code) FROM read_parquet(?) WHERE list_contains(?, district_code))
            GROUP BY ALL ORDER BY ALL""",
            [data_file(store, authorities), [d.code for p in partnerships for d in p.districts]],
        ).df()


def load_fire_counts(
    store: Store,
    partnerships: Sequence[Partnership],
    periods: Iterable[Quarter | FinancialYear],
    *,
    kind: str = ALL_INCIDENTS,
    within: duckdb.DuckDBPyConnection | None = None,
) -> pd.DataFrame:
    """The same frame for the partnerships' own areas, from incidents that say their small area.

    ``kind`` is "all incidents" or "dwelling fires": files of the two kinds hold the same fires and
    are never added. Partnerships that share a district have no rows.
    """
    with areas_within(within, store, partnerships) as connection:
        _load_counts(connection, store, FIRE_INCIDENTS, kind, periods)
        return connection.execute(
            """SELECT d.csp_code AS area_code, period, incident_type, dwelling_fire,
                sum(count)::BIGINT AS count
            FROM fires JOIN small_areas ON small_area_code = lsoa_code JOIN districts d USING (district_code)
            GROUP BY ALL ORDER BY ALL"""
        ).df()


def load_fire_coverage(
    store: Store,
    partnerships: Sequence[Partnership],
    periods: Iterable[Quarter | FinancialYear],
    *,
    kind: str = ALL_INCIDENTS,
    within: duckdb.DuckDBPyConnection | None = None,
) -> pd.DataFrame:
    """The frame area_code, period, edition: a period that is not in it is missing, not zero.

    A partnership is covered where the fire and rescue service with most of the incidents in it supplied
    incidents of that period, be any of them there or not. The service is told from these periods alone.
    """
    with areas_within(within, store, partnerships) as connection:
        _load_counts(connection, store, FIRE_INCIDENTS, kind, periods)
        return connection.execute(
            """WITH attended AS (
                SELECT d.csp_code AS area_code, service_code, sum(count) AS incidents
                FROM fires JOIN small_areas ON small_area_code = lsoa_code JOIN districts d
                USING (district_code) GROUP BY ALL),
            serving AS (FROM attended QUALIFY
                row_number() OVER (PARTITION BY area_code ORDER BY incidents DESC, service_code) = 1)
            SELECT DISTINCT area_code, period, edition FROM fires JOIN serving USING (service_code)
            ORDER BY ALL"""
        ).df()


def _load_counts(
    connection: duckdb.DuckDBPyConnection,
    store: Store,
    dataset: str,
    kind: str,
    periods: Iterable[Quarter | FinancialYear],
) -> None:
    """The table ``fires``: the wanted periods' counts, each from its newest edition."""
    connection.execute(
        """CREATE OR REPLACE TEMP TABLE fires (period VARCHAR, service_code VARCHAR, small_area_code VARCHAR,
        incident_type VARCHAR, dwelling_fire VARCHAR, count BIGINT, edition VARCHAR)"""
    )
    current = store.current(dataset)
    for label in sorted({period.label for period in periods}):
        if edition := current.get((kind, label)):
            connection.execute(
                """INSERT INTO fires SELECT period, service_code, small_area_code, incident_type,
                    dwelling_fire, count, ? FROM read_parquet(?) WHERE kind = ? AND period = ?""",
                [edition.id, str(store.whole_file(edition, "counts.parquet")), kind, label],
            )
