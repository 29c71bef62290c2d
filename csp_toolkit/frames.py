"""From the store to the frames that indicators are computed from.

Small areas are brought to partnerships by code, whatever vintage a month was published with: a
2021 code directly, a 2011 code through its successors when all of them lie in one district.
A partnership's figures come from its own territorial police force's files alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csp_toolkit.areas import Partnership, build_partnerships, force_matches
from csp_toolkit.errors import DataError, Problem
from csp_toolkit.periods import Month
from csp_toolkit.store import Edition, Store

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

STREET = "police_uk_street"
LOOKUPS = {
    "ons_partnerships": "districts to partnerships",
    "ons_lsoa_districts": "small areas of 2021 to districts",
    "ons_lsoa_changes": "small areas of 2011 to those of 2021",
}


def newest_lookup(store: Store, dataset: str) -> Edition:
    """The lookup of the latest vintage. Raises DataError where the store has none."""
    current = store.current(dataset)
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
    with _connect() as connection:
        connection.execute("SELECT * FROM read_parquet(?) ORDER BY ALL", [_data(store, edition)])
        names = [column[0] for column in connection.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in connection.fetchall()]
    return build_partnerships(rows, vintage=int(edition.vintage))


def lookup_editions(store: Store) -> tuple[Edition, ...]:
    """The lookups that decide which rows belong to which partnership."""
    return tuple(newest_lookup(store, dataset) for dataset in LOOKUPS)


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
    months = []
    for (force, month), edition in sorted(store.current(STREET).items()):
        if force_matches(partnership.police_force.name, force):
            facts = edition.slice_facts((force, month))
            year, number = month.split("-")
            months.append(StreetMonth(force, Month(int(year), int(number)), edition, **facts))
    return tuple(months)


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


def load_street_counts(store: Store, partnerships: Sequence[Partnership], months: Sequence[Month]) -> pd.DataFrame:
    """The frame area_code, month, category, count: rows of the partnerships' own forces, by published type.

    Only combinations that occur are in it. Partnerships that share a district with another have no
    rows: the district's counts cannot be divided between them. Raises DataError without lookups.
    """
    wanted = {month.label for month in months}
    with _connect() as connection:
        _load_districts(connection, store, partnerships)
        _load_counts(connection, store, partnerships, wanted)
        return connection.execute(
            """SELECT d.csp_code AS area_code, s.month, s.crime_type AS category, sum(s.count)::BIGINT AS count
            FROM street s JOIN small_areas USING (lsoa_code) JOIN districts d USING (district_code)
            WHERE s.force_code = d.force_code GROUP BY ALL ORDER BY ALL"""
        ).df()


def count_unplaced(store: Store, partnership: Partnership, months: Sequence[Month]) -> int:
    """Rows of the partnership's force in these months whose small area is in no lookup (those without one apart)."""
    wanted = {month.label for month in months}
    with _connect() as connection:
        _load_districts(connection, store, [partnership])
        _load_counts(connection, store, [partnership], wanted)
        rows = connection.execute(
            """SELECT coalesce(sum(count), 0)::BIGINT FROM street ANTI JOIN small_areas USING (lsoa_code)
            WHERE lsoa_code <> ''"""
        ).fetchall()
    return int(rows[0][0])


def load_population(store: Store, partnerships: Sequence[Partnership]) -> pd.DataFrame:
    """The frame area_code, reference_date, population, edition: a row for each partnership and estimate.

    District estimates are brought to today's districts where the store knows the changes; census
    residents are summed from small areas. A partnership of which a district is missing from an
    estimate has no row for it, and neither has one that shares a district.
    """
    estimates = store.current("ons_population_districts")
    censuses = store.current("census_population_lsoa")
    with _connect() as connection:
        _load_districts(connection, store, partnerships)
        _load_district_changes(connection, store)
        connection.execute(
            "CREATE TABLE people (district_code VARCHAR, reference_date DATE, population BIGINT, edition VARCHAR)"
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


def _connect() -> duckdb.DuckDBPyConnection:
    import duckdb

    # One thread: these tables are small, and sums and orders must not depend on timing.
    return duckdb.connect(config={"threads": 1})


def _data(store: Store, edition: Edition) -> str:
    return str(store.file(edition, "data.parquet"))


def _load_districts(
    connection: duckdb.DuckDBPyConnection, store: Store, partnerships: Sequence[Partnership]
) -> None:
    """The tables ``districts`` (of partnerships that share none) and ``small_areas`` (code of any vintage)."""
    connection.execute(
        "CREATE TABLE districts (district_code VARCHAR, csp_code VARCHAR, force_code VARCHAR, n_districts BIGINT)"
    )
    rows = [
        (district.code, partnership.code, partnership.police_force.code, len(partnership.districts))
        for partnership in partnerships
        if not partnership.shares_district
        for district in partnership.districts
    ]
    if rows:
        connection.executemany("INSERT INTO districts VALUES (?, ?, ?, ?)", rows)
    connection.execute(
        """CREATE TABLE small_areas AS
        WITH current AS (SELECT DISTINCT lsoa21_code AS lsoa_code, district_code FROM read_parquet($now)),
        earlier AS (
            SELECT lsoa11_code AS lsoa_code, min(current.district_code) AS district_code
            FROM read_parquet($changes) JOIN current ON lsoa21_code = current.lsoa_code
            GROUP BY lsoa11_code HAVING count(DISTINCT current.district_code) = 1)
        SELECT * FROM current UNION ALL SELECT * FROM earlier ANTI JOIN current USING (lsoa_code)""",
        {
            "now": _data(store, newest_lookup(store, "ons_lsoa_districts")),
            "changes": _data(store, newest_lookup(store, "ons_lsoa_changes")),
        },
    )


def _load_counts(
    connection: duckdb.DuckDBPyConnection, store: Store, partnerships: Sequence[Partnership], wanted: set[str]
) -> None:
    """The table ``street``: counts of the wanted months from the editions that are current for them."""
    connection.execute(
        "CREATE TABLE street (force_code VARCHAR, month VARCHAR, lsoa_code VARCHAR, crime_type VARCHAR, count BIGINT)"
    )
    forces = {partnership.police_force.code: partnership for partnership in partnerships}
    for code, partnership in forces.items():
        for found in street_months(store, partnership):
            if found.month.label in wanted:
                connection.execute(
                    """INSERT INTO street SELECT ?, month, lsoa_code, crime_type, count FROM read_parquet(?)
                    WHERE reported_by = ? AND month = ?""",
                    [code, str(store.file(found.edition, "counts.parquet")), found.force, found.month.label],
                )


def _load_district_changes(connection: duckdb.DuckDBPyConnection, store: Store) -> None:
    """The table ``changes``: every code with the district it is or became, where that is one district."""
    known = store.current("ons_district_changes")
    query = "SELECT DISTINCT district_code AS old_code, district_code AS new_code FROM districts"
    parameters = []
    if known:
        query += " UNION SELECT old_code, new_code FROM read_parquet(?)"
        parameters = [_data(store, known[max(known)])]
    connection.execute(
        f"""CREATE TABLE changes AS SELECT old_code, min(new_code) AS new_code FROM ({query})
        GROUP BY old_code HAVING count(DISTINCT new_code) = 1""",
        parameters,
    )


def _add_district_estimates(connection: duckdb.DuckDBPyConnection, store: Store, edition: Edition) -> None:
    connection.execute(
        """INSERT INTO people SELECT new_code, reference_date, sum(population), ?
        FROM read_parquet(?) JOIN changes ON area_code = old_code WHERE age IS NULL GROUP BY ALL""",
        [edition.id, _data(store, edition)],
    )


def _add_census(connection: duckdb.DuckDBPyConnection, store: Store, edition: Edition) -> None:
    connection.execute(
        """INSERT INTO people SELECT district_code, reference_date, sum(population), ?
        FROM read_parquet(?) JOIN small_areas ON area_code = lsoa_code WHERE age IS NULL GROUP BY ALL""",
        [edition.id, _data(store, edition)],
    )
