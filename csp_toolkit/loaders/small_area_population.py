"""People of small areas: census residents, and mid-year estimates by age and sex.

The workbook of estimates has a sheet for each year, "Mid-2022 LSOA 2021", with a column for each
sex and single year of age (F0 to F90, M0 to M90; 90 means 90 and over) or group of ages ("F16 to 29",
"F65 and over"). Persons are the two sexes together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.csv_reader import CsvColumn, column_positions, read_csv, reject_where
from csp_toolkit.loaders.population import (
    OLDEST,
    ONS,
    PeopleColumn,
    mid_year,
    reject_impossible_people,
    store_people,
)
from csp_toolkit.loaders.shape import Dataset, Loaded
from csp_toolkit.loaders.sheet_rows import take_sheet_rows
from csp_toolkit.loaders.source import Source

if TYPE_CHECKING:
    import duckdb

CENSUS_DAY = date(2021, 3, 21)
TS001_TOTAL = "residence_type_total_measures_value"
VINTAGE = "LSOA 2021"
SHEET = re.compile(rf"mid-(20\d\d) {VINTAGE}", re.IGNORECASE)
CODE, TOTAL = f"{VINTAGE} Code", "Total"
AGES = re.compile(r"([FM])\s?(\d+)(?: to (\d+)|\+| and over)?")
SMALL_AREA = r"[EW]01\d{6}"
SEXES = {"F": "female", "M": "male"}


class CensusSmallAreas:
    """Census 2021 usual residents by small area: the Nomis bulk file TS001, or a table derived from it."""

    dataset = Dataset("census_population_lsoa", "Census 2021 usual residents of small areas", ONS)
    _columns = (
        CsvColumn("area_code", "VARCHAR", ("geography_code", "lsoa21_code")),
        CsvColumn("total", "DOUBLE", (TS001_TOTAL, "total_residents")),
    )

    def recognises(self, source: Source) -> bool:
        """By a code and a total of residents."""
        return column_positions(source, self._columns) is not None

    def load(self, source: Source, folder: Path, connection: duckdb.DuckDBPyConnection) -> Loaded:
        """One row for each small area, all ages. Raises DataError where none is usable."""
        read_csv(connection, source, self._columns)
        columns = [PeopleColumn("total", "persons")]
        reject_where(connection, _no_small_area(), "area_code", "not a small area")
        reject_impossible_people(connection, columns)
        connection.execute(f"ALTER TABLE taken ADD COLUMN reference_date DATE DEFAULT '{CENSUS_DAY}'")
        return store_people(connection, source, folder, columns, VINTAGE)


class SmallAreaEstimates:
    """Mid-year estimates of small areas by sex and age, one or more years in a workbook."""

    dataset = Dataset("ons_population_lsoa", "Mid-year population estimates of small areas", ONS)

    def recognises(self, source: Source) -> bool:
        """By the name of a sheet."""
        from csp_toolkit.loaders.workbook import sheet_names

        return any(SHEET.fullmatch(name.strip()) for name in sheet_names(source))

    def load(self, source: Source, folder: Path, connection: duckdb.DuckDBPyConnection) -> Loaded:
        """Rows for each small area, sex and age or group of ages. Raises DataError for a broken layout."""
        from csp_toolkit.loaders.workbook import sheet_names

        sheets = [name for name in sheet_names(source) if SHEET.fullmatch(name.strip())]
        first, synthetic = "", False
        columns: list[PeopleColumn] = []
        for sheet in sheets:
            header, title, rows = _open_sheet(source, sheet)
            found = _people_columns(source, sheet, header)
            if columns and found != columns:
                raise DataError(Problem(f'sheet "{sheet}" has other ages than sheet "{first}"', source.path))
            columns, first = found, first or sheet
            synthetic |= "synthetic" in title.lower()
            _take_sheet(connection, header, columns, rows)
            _gather(connection, sheet, is_first=sheet == first)
        _use_gathered(connection)
        loaded = store_people(connection, source, folder, _with_persons(columns), VINTAGE)
        return replace(loaded, synthetic=synthetic)


def _no_small_area() -> str:
    return f"area_code IS NULL OR NOT regexp_full_match(area_code, '{SMALL_AREA}')"


Rows = Iterator[tuple[int, Sequence[object]]]


def _open_sheet(source: Source, sheet: str) -> tuple[list[str], str, Rows]:
    """A sheet's header, its title rows as one text, and the numbered rows below as they are read."""
    from python_calamine import CalamineError, CalamineWorkbook

    from csp_toolkit.loaders.workbook import TITLE_ROWS, require_extent

    require_extent(source, sheet)
    try:
        rows: Rows = enumerate(
            CalamineWorkbook.from_path(source.path).get_sheet_by_name(sheet).iter_rows(), start=1
        )
        above = list(islice(rows, TITLE_ROWS))
    except CalamineError as error:
        raise DataError(Problem(f"this workbook is damaged ({error})", source.path)) from None
    for place, (_, row) in enumerate(above):
        header = [str(cell).strip() for cell in row]
        if CODE in header and TOTAL in header:
            title = " ".join(str(cell) for _, before in above[:place] for cell in before if cell != "")
            below = chain(above[place + 1 :], rows)
            return header, title, ((line, row) for line, row in below if any(row))
    raise DataError(Problem(f'sheet "{sheet}" has no header row with "{CODE}" and "{TOTAL}"', source.path))


def _people_columns(source: Source, sheet: str, header: Sequence[str]) -> list[PeopleColumn]:
    """The columns of sexes and ages, named after them. Raises DataError where ages are missing."""
    columns = []
    for text in header:
        if found := AGES.fullmatch(text):
            sex, age = found[1], int(found[2])
            is_open = text.endswith(("+", "and over")) or age == OLDEST
            last = OLDEST if is_open else int(found[3] or age)
            columns.append(PeopleColumn(f"{sex.lower()}{age}", SEXES[sex], age, last))
    for sex in SEXES.values():
        mine = sorted((c.age or 0, c.last_age or 0) for c in columns if c.sex == sex)
        expected = [0, *(last + 1 for _, last in mine)]
        if [age for age, _ in mine] != expected[:-1] or expected[-1] != OLDEST + 1:
            message = f'the ages of {sex}s in sheet "{sheet}" do not go from 0 to 90 without gap or overlap'
            raise DataError(Problem(message, source.path))
    return columns


def _take_sheet(
    connection: duckdb.DuckDBPyConnection, header: Sequence[str], columns: Sequence[PeopleColumn], rows: Rows
) -> None:
    ages = [place for place, text in enumerate(header) if AGES.fullmatch(text)]
    places = [header.index(CODE), header.index(TOTAL), *ages]
    names = ["area_code", "total", *(column.name for column in columns)]
    take_sheet_rows(connection, names, ((line, [row[place] for place in places]) for line, row in rows))
    reject_where(connection, _no_small_area(), "area_code", "not a small area")
    reject_impossible_people(connection, [PeopleColumn("total"), *columns])


def _gather(connection: duckdb.DuckDBPyConnection, sheet: str, *, is_first: bool) -> None:
    """Put a sheet's rows, with its day, and its rejects, with its name, to those of the sheets before it."""
    found = SHEET.fullmatch(sheet.strip())
    day = mid_year(int(found[1])) if found else None
    for table, query in {
        "every_taken": f"SELECT *, DATE '{day}' AS reference_date FROM taken",
        "every_reject": f"SELECT * REPLACE (reason || ' (sheet \"{sheet}\")' AS reason) FROM rejects",
    }.items():
        start = f"CREATE OR REPLACE TABLE {table} AS" if is_first else f"INSERT INTO {table}"
        connection.execute(f"{start} {query}")


def _use_gathered(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("DROP TABLE taken; ALTER TABLE every_taken RENAME TO taken")
    connection.execute("DROP TABLE rejects; ALTER TABLE every_reject RENAME TO rejects")


def _with_persons(columns: Sequence[PeopleColumn]) -> list[PeopleColumn]:
    """Totals of persons and of each sex, then ages of persons where both sexes have the same groups."""
    by_sex = {sex: [column for column in columns if column.sex == sex] for sex in SEXES.values()}
    totals = [PeopleColumn(" + ".join(column.name for column in mine), sex) for sex, mine in by_sex.items()]
    persons = [
        PeopleColumn(f"{female.name} + {male.name}", "persons", female.age, female.last_age)
        for female, male in zip(by_sex["female"], by_sex["male"], strict=False)
        if (female.age, female.last_age) == (male.age, male.last_age)
    ]
    return [PeopleColumn("total", "persons"), *totals, *persons, *columns]
