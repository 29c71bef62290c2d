"""Partnerships and their areas out of the store's lookups, and the tables that bring codes to them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from csp_toolkit.areas import Partnership, build_partnerships
from csp_toolkit.errors import DataError, Problem
from csp_toolkit.store import Edition, Store

if TYPE_CHECKING:
    import duckdb

LOOKUPS = {
    "ons_partnerships": "districts to partnerships",
    "ons_lsoa_districts": "small areas of 2021 to districts",
    "ons_lsoa_changes": "small areas of 2011 to those of 2021",
}


def newest_lookup(store: Store, dataset: str) -> Edition:
    """The lookup of the latest vintage. Raises DataError where the store has none."""
    current = store.current(dataset)
    if not current and store.as_at and Store(store.root).current(dataset):
        message = f'the lookup "{dataset}" was not known yet on {store.as_at}'
        hint = "Choose a later --as-at date; say when files became known with: csp ingest PATH --as-at DATE"
        raise DataError(Problem(message, store.root, hint=hint))
    if not current:
        raise DataError(
            Problem(
                f'the lookup of {LOOKUPS.get(dataset, dataset)} ("{dataset}") is not in the store',
                store.root,
                hint="Download it from the ONS Open Geography Portal and take it in with: csp ingest PATH",
            )
        )
    return current[max(current)]


def load_partnerships(store: Store) -> tuple[Partnership, ...]:
    """Every partnership of the newest ONS lookup, by code. Raises DataError where there is no lookup."""
    edition = newest_lookup(store, "ons_partnerships")
    return _read_partnerships(data_file(store, edition), int(edition.vintage))


@lru_cache(maxsize=4)
def _read_partnerships(path: str, vintage: int) -> tuple[Partnership, ...]:
    """Kept, as a report asks for them several times; an edition never changes."""
    with connect_one_thread() as connection:
        connection.execute("SELECT * FROM read_parquet(?) ORDER BY ALL", [path])
        names = [column[0] for column in connection.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in connection.fetchall()]
    return build_partnerships(rows, vintage=vintage)


def lookup_editions(store: Store) -> tuple[Edition, ...]:
    """The lookups that decide which rows belong to which partnership."""
    return tuple(newest_lookup(store, dataset) for dataset in LOOKUPS)


def connect_one_thread() -> duckdb.DuckDBPyConnection:
    """A connection for one question, whose temporary tables nobody else sees.

    All share one database in memory: making one takes longer than most questions.
    """
    return _database(os.getpid()).cursor()


@cache
def _database(process: int) -> duckdb.DuckDBPyConnection:
    """The database of this process: a forked one must not go on with its parent's."""
    import duckdb

    # One thread: these tables are small, and sums and orders must not depend on timing.
    return duckdb.connect(config={"threads": 1})


def open_areas(store: Store, partnerships: Sequence[Partnership]) -> duckdb.DuckDBPyConnection:
    """A database that knows the partnerships' areas, for several questions: give it as ``within``.

    Making it takes longer than most questions. Close it, or leave that to ``with``. Raises DataError
    without the lookups.
    """
    connection = connect_one_thread()
    create_area_tables(connection, store, partnerships, theirs_only=True)
    return connection


def areas_within(
    within: duckdb.DuckDBPyConnection | None, store: Store, partnerships: Sequence[Partnership]
) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
    """``within``, which stays open, or a database of its own where there is none."""
    return open_areas(store, partnerships) if within is None else nullcontext(within)


def data_file(store: Store, edition: Edition) -> str:
    """Where an edition's rows lie, as DuckDB wants to be told."""
    return str(store.whole_file(edition, "data.parquet"))


def create_area_tables(
    connection: duckdb.DuckDBPyConnection,
    store: Store,
    partnerships: Sequence[Partnership],
    *,
    theirs_only: bool = False,
) -> None:
    """Make ``districts`` (of partnerships that share none) and ``small_areas`` (codes of any vintage).

    Small areas are all that are known, or those of the partnerships' districts alone.
    """
    connection.execute(
        """CREATE TEMP TABLE districts
        (district_code VARCHAR, csp_code VARCHAR, force_code VARCHAR, n_districts BIGINT)"""
    )
    rows = [
        (district.code, partnership.code, partnership.police_force.code, len(partnership.districts))
        for partnership in partnerships
        if not partnership.shares_district
        for district in partnership.districts
    ]
    if rows:
        connection.executemany("INSERT INTO districts VALUES (?, ?, ?, ?)", rows)
    # Most of the time went into areas of districts that nobody asked for; the question of which 2011
    # areas were split between districts needs all successors of those that touch the wanted ones.
    wanted = "WHERE district_code IN (SELECT district_code FROM districts)" if theirs_only else ""
    touching = "SEMI JOIN (FROM changes SEMI JOIN current USING (lsoa_code)) USING (lsoa11_code)"
    connection.execute(
        f"""CREATE TEMP TABLE small_areas AS
        WITH known AS (SELECT lsoa21_code AS lsoa_code, district_code FROM read_parquet($now)),
        current AS (SELECT DISTINCT * FROM known {wanted}),
        changes AS (SELECT lsoa11_code, lsoa21_code AS lsoa_code FROM read_parquet($changes)),
        earlier AS (
            SELECT lsoa11_code AS lsoa_code, min(district_code) AS district_code
            FROM (FROM changes {touching if theirs_only else ""}) JOIN known USING (lsoa_code)
            GROUP BY lsoa11_code HAVING min(district_code) = max(district_code))
        SELECT * FROM current UNION ALL SELECT * FROM earlier ANTI JOIN known USING (lsoa_code)""",
        {
            "now": data_file(store, newest_lookup(store, "ons_lsoa_districts")),
            "changes": data_file(store, newest_lookup(store, "ons_lsoa_changes")),
        },
    )
