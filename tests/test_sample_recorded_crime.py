"""The sample's recorded crime table: the published layout, its quirks, and the counts of Thurrock's plan."""

from __future__ import annotations

import zipfile
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from csp_toolkit.loaders.recorded_crime import RecordedCrime
from csp_toolkit.loaders.source import Source
from csp_toolkit.sample.calibration import (
    ALL_CRIME_12_MONTHS_TO_2022_09,
    ALL_CRIME_12_MONTHS_TO_2023_09,
    MODERN_SLAVERY_AFTER,
    MODERN_SLAVERY_BEFORE,
    MODERN_SLAVERY_CODE,
    SERIOUS_VIOLENCE_AFTER,
    SERIOUS_VIOLENCE_BEFORE,
    SERIOUS_VIOLENCE_CODES,
    PublishedFigure,
)
from csp_toolkit.sample.offences import OFFENCES
from csp_toolkit.sample.places import DISTRICTS
from csp_toolkit.sample.recorded_crime import HEADER, RECORDED_CRIME_FILE, write_recorded_crime

YEARS = ("2021_22", "2022_23", "2023_24", "2024_25")
BEFORE = ("2021/22 3", "2021/22 4", "2022/23 1", "2022/23 2")
AFTER = ("2022/23 3", "2022/23 4", "2023/24 1", "2023/24 2")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crime")
    write_recorded_crime(folder)
    return folder / "recorded_crime" / RECORDED_CRIME_FILE


@pytest.fixture(scope="module")
def rows(table: Path) -> pd.DataFrame:
    book = CalamineWorkbook.from_path(table)
    sheets = [book.get_sheet_by_name(year).to_python() for year in YEARS]
    assert all(tuple(cells[0]) == HEADER for cells in sheets)
    found = pd.DataFrame([row for cells in sheets for row in cells[1:]], columns=list(HEADER))
    quarter = found["Financial Quarter"].astype(int).astype(str)
    return found.assign(quarter=found["Financial Year"] + " " + quarter)


def thurrock(rows: pd.DataFrame, quarters: tuple[str, ...], codes: tuple[str, ...] = ()) -> int:
    chosen = rows[(rows["CSP Name"] == "Thurrock") & rows["quarter"].isin(quarters)]
    if codes:
        chosen = chosen[chosen["Offence Code"].isin(codes)]
    return int(chosen["Offence Count"].sum())


def test_notes_come_first_and_say_synthetic_and_each_year_has_a_sheet(table: Path) -> None:
    book = CalamineWorkbook.from_path(table)
    assert book.sheet_names == ["Notes", *YEARS]
    assert "SYNTHETIC" in str(book.get_sheet_by_name("Notes").to_python()[0][0])


def test_the_zip_has_its_type_first_no_clock_and_nothing_compressed(table: Path) -> None:
    with zipfile.ZipFile(table) as archive:
        infos = archive.infolist()
    assert infos[0].filename == "mimetype"
    assert {(info.date_time, info.compress_type) for info in infos} == {
        ((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED)
    }


@pytest.mark.parametrize(
    ("quarters", "codes", "published"),
    [
        (BEFORE, (), ALL_CRIME_12_MONTHS_TO_2022_09),
        (AFTER, (), ALL_CRIME_12_MONTHS_TO_2023_09),
        (BEFORE, (MODERN_SLAVERY_CODE,), MODERN_SLAVERY_BEFORE),
        (AFTER, (MODERN_SLAVERY_CODE,), MODERN_SLAVERY_AFTER),
        (BEFORE, SERIOUS_VIOLENCE_CODES, SERIOUS_VIOLENCE_BEFORE),
        (AFTER, SERIOUS_VIOLENCE_CODES, SERIOUS_VIOLENCE_AFTER),
    ],
)
def test_thurrock_has_exactly_the_counts_its_plan_implies(
    rows: pd.DataFrame, quarters: tuple[str, ...], codes: tuple[str, ...], published: PublishedFigure
) -> None:
    assert thurrock(rows, quarters, codes) == published.value


def test_the_published_falls_are_those_of_the_plan() -> None:
    before, after = MODERN_SLAVERY_BEFORE.value, MODERN_SLAVERY_AFTER.value
    assert (after - before, round(100 * (after - before) / before)) == (-16, -32)
    before, after = SERIOUS_VIOLENCE_BEFORE.value, SERIOUS_VIOLENCE_AFTER.value
    assert (after - before, 100 * (after - before) / before) == (-24, -18.75)


def test_every_offence_of_every_partnership_and_quarter_has_a_row_zeros_too(rows: pd.DataFrame) -> None:
    assert len(rows) == 16 * (len(DISTRICTS) + 1) * len(OFFENCES)
    assert not rows.duplicated(["quarter", "CSP Name", "Offence Code"]).any()
    assert set(rows["CSP Name"]) == {district.name for district in DISTRICTS} | {"Unassigned Essex"}


def test_it_holds_corrections_outcome_only_rows_and_two_spellings_of_a_group(rows: pd.DataFrame) -> None:
    below = rows[rows["Offence Count"] < 0]
    assert (len(below), below["Offence Count"].sum()) == (3, -4)
    assert "Thurrock" not in set(below["CSP Name"])
    outcome_only = rows["Offence Description"].str.contains("outcome only")
    assert outcome_only.any()
    assert rows.loc[outcome_only, "Offence Count"].eq(0).all()
    assert {"Theft Offences", "Theft offences"} <= set(rows["Offence Group"])


def test_the_loader_takes_every_row_and_sets_apart_what_it_should(table: Path, tmp_path: Path) -> None:
    source = Source(table, table.name)
    assert RecordedCrime().recognises(source)
    with duckdb.connect() as connection:
        loaded = RecordedCrime().load(source, tmp_path, connection)
    assert (loaded.rejected, loaded.rows) == (0, 16 * 15 * len(OFFENCES))
    assert loaded.synthetic
    assert len(loaded.slices) == 16
