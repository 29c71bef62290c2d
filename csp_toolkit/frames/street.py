"""Street-level crime of partnerships out of the store.

Small areas are brought to partnerships by code, whatever vintage a month was published with: a
2021 code directly, a 2011 code through its successors when all of them lie in one district.
A partnership's figures come from its own territorial police force's files alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csp_toolkit.areas import Partnership, force_matches
from csp_toolkit.frames.lookups import areas_within, connect_one_thread, create_area_tables
from csp_toolkit.periods import Month, parse_month
from csp_toolkit.store import Edition, Store

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

STREET = "police_uk_street"
TRANSPORT_POLICE = "British Transport Police"
"""The force as its files name it in "Reported by"."""


@dataclass(frozen=True, slots=True)
class StreetMonth:
    """One force's month as it stands in the store: its edition, and counts of what is odd about it."""

    force: str
    month: Month
    edition: Edition
    rows: int
    without_location: int
    repeated_crime_ids: int


def street_months(store: Store, partnership: Partnership) -> tuple[StreetMonth, ...]:
    """Every month that the partnership's police force supplied, in order; a month not in it is missing."""
    name = partnership.police_force.name
    return tuple(_months_of(store, lambda force: force_matches(name, force)))


def transport_months(store: Store) -> tuple[StreetMonth, ...]:
    """Every month that British Transport Police supplied, in order; a month not in it is missing."""
    return tuple(_months_of(store, lambda force: force == TRANSPORT_POLICE))


def _months_of(store: Store, wanted: Callable[[str], bool]) -> Iterator[StreetMonth]:
    forces = {force for force, _ in store.current(STREET) if wanted(force)}
    for (force, month), edition in sorted(store.current(STREET).items()):
        if force not in forces:
            continue
        facts = edition.slice_facts((force, month))
        yield StreetMonth(force, parse_month(month), edition, **facts)


def load_street_coverage(store: Store, partnerships: Sequence[Partnership]) -> pd.DataFrame:
    """The frame area_code, month ("2025-01"), edition: a month that is not in it is missing, not zero.

    Partnerships that share a district have no months, as they have no counts.
    """
    import pandas as pd

    supplied = {p.police_force.code: street_months(store, p) for p in partnerships}
    rows = [
        (partnership.code, found.month.label, found.edition.id)
        for partnership in partnerships
        if not partnership.shares_district
        for found in supplied[partnership.police_force.code]
    ]
    return pd.DataFrame(rows, columns=["area_code", "month", "edition"], dtype="str")


def load_street_counts(
    store: Store,
    partnerships: Sequence[Partnership],
    months: Sequence[Month],
    *,
    within: duckdb.DuckDBPyConnection | None = None,
) -> pd.DataFrame:
    """The frame area_code, month, category, count: rows of the partnerships' own forces, by published type.

    Only combinations that occur are in it. Partnerships that share a district with another have no
    rows: the district's counts cannot be divided between them. Raises DataError without lookups.
    """
    wanted = {month.label for month in months}
    with areas_within(within, store, partnerships) as connection:
        create_street(connection, store, partnerships, wanted)
        return connection.execute(
            """SELECT d.csp_code AS area_code, s.month, s.crime_type AS category,
                sum(s.count)::BIGINT AS count
            FROM street s JOIN small_areas USING (lsoa_code) JOIN districts d USING (district_code)
            WHERE s.force_code = d.force_code GROUP BY ALL ORDER BY ALL"""
        ).df()


def count_unplaced(store: Store, partnership: Partnership, months: Sequence[Month]) -> int:
    """Rows of the partnership's force in these months whose small area has a code that no lookup knows."""
    wanted = {month.label for month in months}
    with connect_one_thread() as connection:
        create_area_tables(connection, store, [partnership])
        create_street(connection, store, [partnership], wanted)
        rows = connection.execute(
            """SELECT coalesce(sum(count), 0)::BIGINT FROM street ANTI JOIN small_areas USING (lsoa_code)
            WHERE lsoa_code <> ''"""
        ).fetchall()
    return int(rows[0][0])


def load_transport_counts(
    store: Store,
    partnerships: Sequence[Partnership],
    months: Sequence[Month],
    *,
    within: duckdb.DuckDBPyConnection | None = None,
) -> pd.DataFrame:
    """The same frame as ``load_street_counts``: what British Transport Police recorded in the partnerships.

    Its crimes are in no police force's figures. They are brought to partnerships by their small area, so
    that rows without a location are counted nowhere. Raises DataError without lookups.
    """
    supplied = [(found, "") for found in transport_months(store) if found.month in set(months)]
    with areas_within(within, store, partnerships) as connection:
        _insert_street(connection, store, supplied)
        return connection.execute(
            """SELECT d.csp_code AS area_code, s.month, s.crime_type AS category,
                sum(s.count)::BIGINT AS count
            FROM street s JOIN small_areas USING (lsoa_code) JOIN districts d USING (district_code)
            GROUP BY ALL ORDER BY ALL"""
        ).df()


def create_street(
    connection: duckdb.DuckDBPyConnection, store: Store, partnerships: Sequence[Partnership], wanted: set[str]
) -> None:
    """The table ``street``: counts of the partnerships' forces in the wanted months, by small area."""
    forces = {partnership.police_force.code: partnership for partnership in partnerships}
    supplied = [
        (found, code)
        for code, partnership in forces.items()
        for found in street_months(store, partnership)
        if found.month.label in wanted
    ]
    _insert_street(connection, store, supplied)


def _insert_street(
    connection: duckdb.DuckDBPyConnection, store: Store, supplied: Sequence[tuple[StreetMonth, str]]
) -> None:
    """The table ``street``: these months' counts, each with the code of the force it was supplied for."""
    connection.execute(
        """CREATE OR REPLACE TEMP TABLE street
        (force_code VARCHAR, month VARCHAR, lsoa_code VARCHAR, crime_type VARCHAR, count BIGINT)"""
    )
    if not supplied:
        return
    import pyarrow as pa

    # All files in one question: a question for each took most of the time.
    files = [store.whole_file(found.edition, "counts.parquet").as_posix() for found, _ in supplied]
    columns = {
        "filename": files,
        "reported_by": [found.force for found, _ in supplied],
        "month": [found.month.label for found, _ in supplied],
        "force_code": [code for _, code in supplied],
    }
    connection.register("supplied", pa.table({name: pa.array(cells) for name, cells in columns.items()}))
    connection.execute(
        """INSERT INTO street SELECT force_code, month, lsoa_code, crime_type, count FROM (
            SELECT * REPLACE (replace(filename, '\\', '/') AS filename) FROM read_parquet(?, filename = true))
        JOIN supplied USING (filename, reported_by, month)""",
        [sorted(set(files))],
    )
