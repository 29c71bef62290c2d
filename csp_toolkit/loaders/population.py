"""Population of districts as plain tables, and how every table of people is stored.

Stored alike: area_code, reference_date, sex (persons, female, male), age and last_age (0 to 90, 90
meaning 90 and over; both none for all ages; equal for a single year), population. Editions of
before sexes were read hold neither sex nor last_age: they are about persons by single year. A census
counts on census day, a mid-year estimate on 30 June.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.csv_reader import (
    CsvColumn,
    count_rows,
    read_csv,
    reject_where,
    write_parquet,
    write_tables,
)
from csp_toolkit.loaders.shape import Dataset, Loaded
from csp_toolkit.loaders.source import Source
from csp_toolkit.store import Slice

if TYPE_CHECKING:
    import duckdb

OLDEST = 90
"""The open group of 90 and over."""
ONS = "Office for National Statistics"
DISTRICTS = Dataset("ons_population_districts", "Mid-year population estimates of districts", ONS, version=2)


@dataclass(frozen=True, slots=True)
class PeopleColumn:
    """A column of ``taken`` with people of ages from the first to the last; none: all ages.

    Of one sex, or of the sex that stands in the row.
    """

    name: str
    sex: str = ""
    age: int | None = None
    last_age: int | None = None


class DistrictEstimatesTable:
    """Mid-year estimates repackaged as a plain table: code, name, total, single years of age.

    Such a table does not say its year, so its file name must (``population20_ltla21.csv``: mid-2020).
    """

    dataset = DISTRICTS
    _ages = (*(str(age) for age in range(OLDEST)), f"{OLDEST}+")

    def recognises(self, source: Source) -> bool:
        """By the code of a district, a total and every single year of age."""
        header = set(source.header)
        return bool(self._code_field(source)) and {"total_population", *self._ages} <= header

    def _code_field(self, source: Source) -> str:
        return next((field for field in source.header if re.fullmatch(r"ltla\d\d_code", field)), "")

    def load(self, source: Source, folder: Path, connection: duckdb.DuckDBPyConnection) -> Loaded:
        """A row for each district and age, and for each district's total. Raises DataError without a year."""
        year = re.search(r"population_?(?:20)?(\d\d)(?!\d)", source.name.lower())
        if not year:
            raise DataError(
                Problem(
                    "this table of population does not say which year it is for",
                    source.path,
                    hint='Say so in its name: "population20_districts.csv" for mid-2020.',
                )
            )
        code = self._code_field(source)
        columns = [
            CsvColumn("area_code", "VARCHAR", (code,)),
            CsvColumn("total", "DOUBLE", ("total_population",)),
            *(CsvColumn(f"age{place}", "DOUBLE", (age,)) for place, age in enumerate(self._ages)),
        ]
        read_csv(connection, source, columns)
        reject_impossible_people(connection, single_years("persons"))
        connection.execute("ALTER TABLE taken ADD COLUMN reference_date DATE")
        connection.execute("UPDATE taken SET reference_date = ?", [mid_year(2000 + int(year[1]))])
        return store_people(connection, source, folder, single_years("persons"), "20" + code[4:6])


def mid_year(year: int) -> date:
    """The day that a mid-year estimate is for."""
    return date(year, 6, 30)


def single_years(sex: str = "") -> list[PeopleColumn]:
    """The columns ``total``, ``age0`` ... ``age90``."""
    ages = (PeopleColumn(f"age{age}", sex, age, age) for age in range(OLDEST + 1))
    return [PeopleColumn("total", sex), *ages]


def reject_impossible_people(
    connection: duckdb.DuckDBPyConnection, columns: Sequence[PeopleColumn], total: str = "total"
) -> None:
    """Reject areas with no whole number of people, with a total that is not its parts, or there twice."""
    faulty = {
        column.name: f"{column.name} IS NULL OR {column.name} < 0 OR {column.name} <> floor({column.name})"
        for column in columns
    }
    # One look at all of them: nearly every table is sound, and small areas have two hundred columns.
    if count_rows(connection, "taken WHERE " + " OR ".join(faulty.values())):
        for name, condition in faulty.items():
            reject_where(connection, condition, name, "not a whole number of people")
    parts = [column.name for column in columns if column.age is not None]
    if parts:
        reject_where(connection, f"{total} <> {' + '.join(parts)}", total, "the ages do not sum to it")
    reject_repeated_areas(connection)


def reject_repeated_areas(connection: duckdb.DuckDBPyConnection) -> None:
    """An area that is there twice would count twice: the first row of it stays."""
    reject_where(
        connection,
        "line NOT IN (SELECT min(line) FROM taken GROUP BY area_code)",
        "area_code",
        "this area is there already",
    )


def store_people(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    folder: Path,
    columns: Sequence[PeopleColumn],
    vintage: str,
) -> Loaded:
    """Write ``taken`` (area_code, reference_date, the columns, the sex where they have none) as people.

    Raises DataError where it is empty.
    """
    rows = count_rows(connection, "taken")
    if rows == 0:
        raise DataError(Problem("this table of population has no usable rows", source.path))
    write_tables(connection, folder, _people_query(columns))
    totals = [column for column in columns if column.age is None]
    write_parquet(
        connection,
        folder / "counts.parquet",
        f"""SELECT reference_date::VARCHAR AS period, area_code, sex, population AS count
        FROM ({_people_query(totals)})""",
    )
    held = connection.execute(
        "SELECT reference_date::VARCHAR, count(*) FROM taken GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    slices = tuple(Slice((day,), {"rows": number}) for day, number in held)
    return Loaded(rows, count_rows(connection, "rejects"), slices, vintage)


def _people_query(columns: Sequence[PeopleColumn]) -> str:
    """Each row of ``taken`` as one row for each column: streamed, so that millions need no memory."""

    def array(values: Sequence[object], type_: str) -> str:
        texts = ("NULL" if value is None else str(value) for value in values)
        return f"unnest([{', '.join(texts)}]::{type_}[])"

    order = "" if all(column.sex for column in columns) else ", sex"
    return f"""SELECT area_code, reference_date,
        {array([repr(column.sex) if column.sex else "sex" for column in columns], "VARCHAR")} AS sex,
        {array([column.age for column in columns], "SMALLINT")} AS age,
        {array([column.last_age for column in columns], "SMALLINT")} AS last_age,
        {array([column.name for column in columns], "BIGINT")} AS population
        FROM (SELECT * FROM taken ORDER BY reference_date, area_code{order})"""
