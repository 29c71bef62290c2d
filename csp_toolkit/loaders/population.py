"""Population: mid-year estimates of districts, census residents of small areas.

Stored alike: area_code, reference_date, age (0 to 90, 90 meaning 90 and over; none for all ages),
population. A census counts on census day, a mid-year estimate on 30 June.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.csv_reader import (
    CsvColumn,
    column_positions,
    count_rows,
    read_csv,
    reject_where,
    write_tables,
)
from csp_toolkit.loaders.shape import Dataset, Loaded
from csp_toolkit.loaders.source import Source
from csp_toolkit.store import Slice

if TYPE_CHECKING:
    import duckdb

CENSUS_DAY = date(2021, 3, 21)
OLDEST = 90
ONS = "Office for National Statistics"
TS001_TOTAL = "residence_type_total_measures_value"
DATA_QUERY = (
    "SELECT area_code, reference_date, age, population FROM people ORDER BY area_code, age NULLS FIRST"
)


def _reject_uncountable(connection: duckdb.DuckDBPyConnection, column: str) -> None:
    condition = f"{column} IS NULL OR {column} < 0 OR {column} <> floor({column})"
    reject_where(connection, condition, column, "not a whole number of people")


class CensusSmallAreas:
    """Census 2021 usual residents by small area: the Nomis bulk file TS001, or a table derived from it."""

    dataset = Dataset("census_population_lsoa", "Census 2021 usual residents of small areas", ONS)
    _columns = (
        CsvColumn("area_code", "VARCHAR", ("geography_code", "lsoa21_code")),
        CsvColumn("population", "DOUBLE", (TS001_TOTAL, "total_residents")),
    )

    def recognises(self, source: Source) -> bool:
        """By a code and a total of residents."""
        return column_positions(source, self._columns) is not None

    def load(self, source: Source, folder: Path, connection: duckdb.DuckDBPyConnection) -> Loaded:
        """One row for each small area, all ages. Raises DataError where none is usable."""
        read_csv(connection, source, self._columns)
        _reject_uncountable(connection, "population")
        reject_where(
            connection, r"NOT regexp_full_match(area_code, '[EW]01\d{6}')", "area_code", "not a small area"
        )
        connection.execute(
            """CREATE OR REPLACE TABLE people AS SELECT area_code, ?::DATE AS reference_date,
            NULL::SMALLINT AS age, population::BIGINT AS population FROM taken""",
            [CENSUS_DAY],
        )
        return _finish(connection, source, folder, CENSUS_DAY, "LSOA 2021")


class DistrictEstimatesTable:
    """Mid-year estimates repackaged as a plain table: code, name, total, single years of age.

    Such a table does not say its year, so its file name must (``population20_ltla21.csv``: mid-2020).
    """

    dataset = Dataset("ons_population_districts", "Mid-year population estimates of districts", ONS)
    _ages = (*(str(age) for age in range(OLDEST)), "90+")

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
        ages = [CsvColumn(f"age{place}", "DOUBLE", (age,)) for place, age in enumerate(self._ages)]
        code = self._code_field(source)
        columns = [
            CsvColumn("area_code", "VARCHAR", (code,)),
            CsvColumn("total", "DOUBLE", ("total_population",)),
            *ages,
        ]
        read_csv(connection, source, columns)
        for column in columns[1:]:
            _reject_uncountable(connection, column.name)
        return _finish_districts(
            connection, source, folder, date(2000 + int(year[1]), 6, 30), "20" + code[4:6]
        )


class DistrictEstimatesWorkbook:
    """Mid-year estimates as ONS publishes them: a workbook with the sheet "MYE2 - Persons"."""

    dataset = DistrictEstimatesTable.dataset
    _sheet = "MYE2 - Persons"

    def recognises(self, source: Source) -> bool:
        """By the sheet's name."""
        from csp_toolkit.loaders.workbook import sheet_names

        return self._sheet in sheet_names(source)

    def load(self, source: Source, folder: Path, connection: duckdb.DuckDBPyConnection) -> Loaded:
        """As the plain table; countries, regions and counties in the sheet are left out, and said so."""
        from csp_toolkit.loaders.workbook import read_table

        table = read_table(source, self._sheet, ("Code", "Name", "Geography", "All ages"))
        year = re.search(r"mid[- ](20\d\d)", table.title.lower())
        if not year:
            raise DataError(
                Problem("the title of this sheet does not say which mid-year it is for", source.path)
            )
        wanted = ["Code", "All ages", *(str(age) for age in range(OLDEST)), "90+"]
        missing = [name for name in wanted if name not in table.header]
        if missing:
            raise DataError(Problem(f'sheet "{self._sheet}" has no column "{missing[0]}"', source.path))
        _take_rows(connection, table.rows, [table.header.index(name) for name in wanted])
        reject_where(
            connection, r"NOT regexp_full_match(area_code, '[EWNS]\d{8}')", "area_code", "not a code"
        )
        for column in ("total", *(f"age{age}" for age in range(OLDEST + 1))):
            _reject_uncountable(connection, column)
        districts = r"NOT regexp_full_match(area_code, '(E0[6-9]|W06|S12|N09)\d{6}')"
        left_out = reject_where(
            connection, districts, "area_code", "not a district: a larger area that sums them"
        )
        loaded = _finish_districts(connection, source, folder, date(int(year[1]), 6, 30), year[1])
        note = (f"{left_out} larger areas in the sheet left out",) if left_out else ()
        synthetic = "synthetic" in table.title.lower()
        return Loaded(loaded.rows, loaded.rejected, loaded.slices, loaded.vintage, synthetic, note)


def _take_rows(
    connection: duckdb.DuckDBPyConnection, rows: list[tuple[int, list[object]]], places: list[int]
) -> None:
    """The sheet's rows as the CSV reader's tables ``taken`` and ``rejects``; text for a number is none."""
    import pandas as pd

    names = ["area_code", "total", *(f"age{age}" for age in range(OLDEST + 1))]
    frame = pd.DataFrame([[row[place] for place in places] for _, row in rows], columns=names)
    frame[names[1:]] = frame[names[1:]].apply(pd.to_numeric, errors="coerce").astype("float64")
    frame["area_code"] = frame["area_code"].astype("string")
    frame.insert(0, "line", [line for line, _ in rows])
    connection.register("sheet", frame)
    connection.execute("CREATE OR REPLACE TABLE taken AS SELECT * FROM sheet")
    connection.unregister("sheet")
    connection.execute(
        "CREATE OR REPLACE TABLE rejects "
        '(line BIGINT, "column" VARCHAR, reason VARCHAR, text VARCHAR, lines BIGINT)'
    )


def _finish_districts(
    connection: duckdb.DuckDBPyConnection, source: Source, folder: Path, day: date, vintage: str
) -> Loaded:
    ages = ", ".join(f"age{age}" for age in range(OLDEST + 1))
    total = " + ".join(f"age{age}" for age in range(OLDEST + 1))
    reject_where(connection, f"total <> {total}", "total", "the ages do not sum to it")
    connection.execute(
        f"""CREATE OR REPLACE TABLE people AS
        SELECT area_code, $day::DATE AS reference_date, NULL::SMALLINT AS age,
            total::BIGINT AS population FROM taken
        UNION ALL SELECT area_code, $day::DATE, replace(name, 'age', '')::SMALLINT, people::BIGINT
        FROM (UNPIVOT (SELECT area_code, {ages} FROM taken) ON {ages} INTO NAME name VALUE people)""",
        {"day": day},
    )
    return _finish(connection, source, folder, day, vintage)


def _finish(
    connection: duckdb.DuckDBPyConnection, source: Source, folder: Path, day: date, vintage: str
) -> Loaded:
    rows = count_rows(connection, "taken")
    if rows == 0:
        raise DataError(Problem("this table of population has no usable rows", source.path))
    write_tables(connection, folder, DATA_QUERY)
    whole = Slice((day.isoformat(),), {"rows": rows})
    return Loaded(rows, count_rows(connection, "rejects"), (whole,), vintage)
