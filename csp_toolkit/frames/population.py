"""Population of partnerships and small areas out of the store: all people, or those of an age or a sex."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from csp_toolkit.areas import Partnership
from csp_toolkit.frames.lookups import (
    areas_within,
    connect_one_thread,
    create_area_tables,
    data_file,
    newest_lookup,
)
from csp_toolkit.store import Edition, Store

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

Sex = Literal["persons", "female", "male"]
OLDEST = 90
"""The open group of 90 and over: an upper age from 90 up means all the older people too."""
DISTRICT_ESTIMATES, CENSUS = "ons_population_districts", "census_population_lsoa"
SMALL_AREA_ESTIMATES = "ons_population_lsoa"


def load_population(
    store: Store,
    partnerships: Sequence[Partnership],
    *,
    ages: tuple[int, int] | None = None,
    sex: Sex = "persons",
    within: duckdb.DuckDBPyConnection | None = None,
) -> pd.DataFrame:
    """The frame area_code, reference_date, population, edition: a row for each partnership and estimate.

    ``ages`` are the first and last age, both included: (10, 17), (16, 90); without them all ages.

    District estimates are brought to today's districts where the store knows the changes; census
    residents are summed from small areas, and so are estimates of small areas for days for which
    there is none of the district. A partnership of which a district is missing from an estimate has
    no row for it, and neither has one that shares a district, nor an estimate that does not tell
    these ages and this sex apart. For each day the newest edition that tells them apart is read.
    Raises ValueError for ages or a sex that are none.
    """
    people = _People(ages, sex)
    with areas_within(within, store, partnerships) as connection:
        _load_district_changes(connection, store)
        connection.execute(
            """CREATE OR REPLACE TEMP TABLE people (district_code VARCHAR, reference_date DATE,
            population BIGINT, edition VARCHAR, of_small_areas BOOLEAN)"""
        )
        for edition, query in people.queries(connection, store, DISTRICT_ESTIMATES):
            _add_districts(connection, edition, query)
        for edition, query in people.queries(connection, store, CENSUS):
            _add_census(connection, edition, query)
        for edition, query in people.queries(connection, store, SMALL_AREA_ESTIMATES):
            _add_small_area_estimates(connection, store, edition, query)
        frame = connection.execute(
            """SELECT area_code, reference_date, population, edition FROM (
                SELECT d.csp_code AS area_code, reference_date, sum(population)::BIGINT AS population,
                    edition, of_small_areas
                FROM people JOIN districts d USING (district_code) GROUP BY ALL
                HAVING count(*) = first(d.n_districts))
            QUALIFY of_small_areas = min(of_small_areas) OVER (PARTITION BY area_code, reference_date)
            ORDER BY ALL"""
        ).df()
    frame["reference_date"] = frame["reference_date"].dt.date
    return frame


def load_small_area_population(
    store: Store,
    partnerships: Sequence[Partnership],
    *,
    ages: tuple[int, int] | None = None,
    sex: Sex = "persons",
) -> pd.DataFrame:
    """The frame lsoa_code, area_code, reference_date, population, edition for the partnerships' small areas.

    Out of the census and of estimates of small areas, in codes of 2021; otherwise as ``load_population``.
    """
    people = _People(ages, sex)
    with connect_one_thread() as connection:
        create_area_tables(connection, store, partnerships)
        parts = [
            f"SELECT *, '{edition.id}' AS edition FROM ({query})"
            for dataset in (CENSUS, SMALL_AREA_ESTIMATES)
            for edition, query in people.queries(connection, store, dataset)
        ] or [
            "SELECT '' AS area_code, NULL::DATE AS reference_date, 0 AS population, '' AS edition WHERE false"
        ]
        frame = connection.execute(
            f"""SELECT p.area_code AS lsoa_code, d.csp_code AS area_code, reference_date, population, edition
            FROM ({" UNION ALL ".join(parts)}) p JOIN small_areas ON p.area_code = lsoa_code
            JOIN districts d USING (district_code) ORDER BY ALL"""
        ).df()
    frame["reference_date"] = frame["reference_date"].dt.date
    return frame


@dataclass(frozen=True)
class _People:
    """Whom to count."""

    ages: tuple[int, int] | None
    sex: str

    def __post_init__(self) -> None:
        if self.sex not in get_args(Sex):
            raise ValueError(f"a sex is one of {', '.join(get_args(Sex))}, not {self.sex!r}")
        if self.ages is not None and not 0 <= self.ages[0] <= min(self.ages[1], OLDEST):
            raise ValueError(
                f"ages are a first and a last one, the first from 0 to {OLDEST}, not {self.ages}"
            )

    def queries(
        self, connection: duckdb.DuckDBPyConnection, store: Store, dataset: str
    ) -> Iterator[tuple[Edition, str]]:
        """The newest edition that can tell for each day; with it area_code, reference_date, population."""
        answered: set[tuple[str, ...]] = set()
        for edition in reversed(store.of_dataset(dataset)):
            for key in sorted(part.key for part in edition.slices if part.key not in answered):
                query = self._query(connection, data_file(store, edition), key[-1])
                if connection.execute(f"SELECT 1 FROM ({query}) LIMIT 1").fetchall():
                    answered.add(key)
                    yield edition, query

    def _query(self, connection: duckdb.DuckDBPyConnection, file: str, day: str) -> str:
        """One edition's people by area. Editions of before sexes were read hold persons by single year."""
        source = "read_parquet('" + file.replace("'", "''") + "')"
        there = {row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
        wanted = f"reference_date = DATE '{day}'"
        if "sex" in there:
            wanted += f" AND sex = '{self.sex}'"
        elif self.sex != "persons":
            wanted += " AND false"
        if self.ages is None:
            return (
                f"SELECT area_code, reference_date, population FROM {source} WHERE {wanted} AND age IS NULL"
            )
        first, last = (min(age, OLDEST) for age in self.ages)
        last_age = "last_age" if "last_age" in there else "age"
        return f"""SELECT area_code, reference_date, sum(population)::BIGINT AS population FROM {source}
            WHERE {wanted} AND age >= {first} AND {last_age} <= {last} GROUP BY ALL
            HAVING sum({last_age} - age + 1) = {last - first + 1}"""


def _load_district_changes(connection: duckdb.DuckDBPyConnection, store: Store) -> None:
    """The table ``changes``: every code with the district it is or became, where that is one district."""
    known = store.current("ons_district_changes")
    query = "SELECT DISTINCT district_code AS old_code, district_code AS new_code FROM districts"
    parameters = []
    if known:
        query += " UNION SELECT old_code, new_code FROM read_parquet(?)"
        parameters = [data_file(store, known[max(known)])]
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE changes AS SELECT old_code, min(new_code) AS new_code FROM ({query})
        GROUP BY old_code HAVING count(DISTINCT new_code) = 1""",
        parameters,
    )


def _add_districts(connection: duckdb.DuckDBPyConnection, edition: Edition, query: str) -> None:
    connection.execute(
        f"""INSERT INTO people SELECT new_code, reference_date, sum(population), ?, false
        FROM ({query}) JOIN changes ON area_code = old_code GROUP BY ALL""",
        [edition.id],
    )


def _add_census(connection: duckdb.DuckDBPyConnection, edition: Edition, query: str) -> None:
    connection.execute(
        f"""INSERT INTO people SELECT district_code, reference_date, sum(population), ?, true
        FROM ({query}) JOIN small_areas ON area_code = lsoa_code GROUP BY ALL""",
        [edition.id],
    )


def _add_small_area_estimates(
    connection: duckdb.DuckDBPyConnection, store: Store, edition: Edition, query: str
) -> None:
    """Sums of districts of which every small area is there."""
    connection.execute(
        f"""INSERT INTO people
        SELECT district_code, any_value(reference_date), sum(population), $edition, true
        FROM (SELECT DISTINCT lsoa21_code, district_code FROM read_parquet($now)) AS now
        LEFT JOIN ({query}) AS p ON p.area_code = now.lsoa21_code
        GROUP BY district_code HAVING count(*) = count(population)""",
        {"edition": edition.id, "now": data_file(store, newest_lookup(store, "ons_lsoa_districts"))},
    )
