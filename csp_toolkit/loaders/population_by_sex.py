"""Mid-year estimates of districts as ONS publishes them: a workbook with a sheet for each sex."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.csv_reader import count_rows, reject_where
from csp_toolkit.loaders.population import (
    DISTRICTS,
    OLDEST,
    mid_year,
    reject_impossible_people,
    single_years,
    store_people,
)
from csp_toolkit.loaders.shape import Loaded
from csp_toolkit.loaders.sheet_rows import take_sheet_rows
from csp_toolkit.loaders.source import Source

if TYPE_CHECKING:
    import duckdb

    from csp_toolkit.loaders.workbook import SheetTable

SHEETS = {"persons": "MYE2 - Persons", "female": "MYE2 - Females", "male": "MYE2 - Males"}
DISTRICT_CODES = r"(E0[6-9]|W06|S12|N09)\d{6}"
LARGER = "not a district: a larger area that sums them"


class DistrictEstimatesWorkbook:
    dataset = DISTRICTS

    def recognises(self, source: Source) -> bool:
        """By the name of the sheet about persons; those about females and males may be absent."""
        from csp_toolkit.loaders.workbook import sheet_names

        return SHEETS["persons"] in sheet_names(source)

    def load(self, source: Source, folder: Path, connection: duckdb.DuckDBPyConnection) -> Loaded:
        """Rows for each district, sex and age. Countries, regions and counties are left out, and said so.

        Raises DataError where a sheet has no header, does not say its year or is for another year.
        """
        tables = _read_sheets(source)
        year = _year(source, tables)
        left_out = 0
        for sex, table in tables.items():
            _take_sheet(connection, source, table, SHEETS[sex])
            left_out = max(left_out, _judge(connection))
            _gather(connection, sex)
        connection.execute("CREATE OR REPLACE TABLE taken AS SELECT * FROM every_taken")
        connection.execute("CREATE OR REPLACE TABLE rejects AS SELECT * FROM every_reject")
        connection.execute("DROP TABLE every_taken; DROP TABLE every_reject")
        connection.execute("ALTER TABLE taken ADD COLUMN reference_date DATE")
        connection.execute("UPDATE taken SET reference_date = ?", [mid_year(year)])
        notes = _notes(connection, left_out)
        loaded = store_people(connection, source, folder, single_years(), str(year))
        synthetic = any("synthetic" in table.title.lower() for table in tables.values())
        return replace(loaded, synthetic=synthetic, notes=notes)


def _read_sheets(source: Source) -> dict[str, SheetTable]:
    from csp_toolkit.loaders.workbook import read_table, sheet_names

    there = sheet_names(source)
    header = ("Code", "Name", "Geography", "All ages")
    return {sex: read_table(source, sheet, header) for sex, sheet in SHEETS.items() if sheet in there}


def _year(source: Source, tables: Mapping[str, SheetTable]) -> int:
    """The one year of all sheets."""
    years = {}
    for sex, table in tables.items():
        found = re.search(r"mid[- ](20\d\d)", table.title.lower())
        if not found:
            message = f'the title of sheet "{SHEETS[sex]}" does not say which mid-year it is for'
            raise DataError(Problem(message, source.path))
        years[SHEETS[sex]] = int(found[1])
    if len(set(years.values())) > 1:
        said = ", ".join(f"{sheet} {year}" for sheet, year in years.items())
        raise DataError(Problem(f"the sheets of this workbook are for different years ({said})", source.path))
    return years[SHEETS["persons"]]


def _take_sheet(connection: duckdb.DuckDBPyConnection, source: Source, table: SheetTable, sheet: str) -> None:
    wanted = ["Code", "All ages", *(str(age) for age in range(OLDEST)), f"{OLDEST}+"]
    missing = [name for name in wanted if name not in table.header]
    if missing:
        raise DataError(Problem(f'sheet "{sheet}" has no column "{missing[0]}"', source.path))
    places = [table.header.index(name) for name in wanted]
    names = ["area_code", *(column.name for column in single_years())]
    take_sheet_rows(connection, names, ((line, [row[place] for place in places]) for line, row in table.rows))


def _judge(connection: duckdb.DuckDBPyConnection) -> int:
    """Reject what is no district or no number of people; gives back how many larger areas there were."""
    no_code = r"area_code IS NULL OR NOT regexp_full_match(area_code, '[EWNSK]\d{8}')"
    reject_where(connection, no_code, "area_code", "not a code")
    not_district = f"NOT regexp_full_match(area_code, '{DISTRICT_CODES}')"
    larger = reject_where(connection, not_district, "area_code", LARGER)
    reject_impossible_people(connection, single_years())
    return larger


def _gather(connection: duckdb.DuckDBPyConnection, sex: str) -> None:
    """Put a sheet's rows and rejects to those of the sheets before it; a reject says its sheet."""
    said = "" if sex == "persons" else f' (sheet "{SHEETS[sex]}")'
    for table, query in {
        "every_taken": f"SELECT *, '{sex}' AS sex FROM taken",
        "every_reject": f"SELECT * REPLACE (reason || '{said}' AS reason) FROM rejects",
    }.items():
        first = sex == "persons"
        connection.execute(
            f"CREATE OR REPLACE TABLE {table} AS {query}" if first else f"INSERT INTO {table} {query}"
        )


def _notes(connection: duckdb.DuckDBPyConnection, left_out: int) -> tuple[str, ...]:
    differing = count_rows(
        connection,
        """(SELECT area_code FROM taken GROUP BY area_code HAVING count(*) = 3
            AND sum(total) FILTER (sex = 'persons') <> sum(total) FILTER (sex <> 'persons'))""",
    )
    notes = {
        f"{left_out} larger areas in the sheet left out": left_out,
        f"in {differing} districts females and males do not sum to persons": differing,
    }
    return tuple(note for note, number in notes.items() if number)
