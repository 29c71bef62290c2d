"""Rules of the loaders of households and dwellings: whole numbers of one kind, for a day, of a known area."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from csp_toolkit.errors import DataError
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.store import Edition, Store, open_store

PLAIN = "area_code,reference_date,dwellings\n"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


def take(store: Store, tmp_path: Path, text: str) -> Edition:
    path = tmp_path / "homes.csv"
    path.write_text(text, "utf-8")
    (item,) = ingest(store, [path])
    assert item.edition is not None
    return item.edition


def rejects(store: Store, edition: Edition) -> list[tuple[int, str, str]]:
    table = pd.read_csv(store.file(edition, "rejects.csv"))
    return list(zip(table["line"], table["column"], table["reason"], strict=True))


@pytest.mark.parametrize(
    "column",
    [
        "Number of households",
        "Number of households; measures: Value",
        "Number of households: Total; measures: Value",
    ],
)
def test_the_census_table_is_read_under_each_spelling_of_its_column(
    store: Store, tmp_path: Path, column: str
) -> None:
    text = f'date,geography,geography code,"{column}"\n2021,Thurrock 001A,E01015921,650\n'
    edition = take(store, tmp_path, text)
    assert (edition.dataset, edition.vintage) == ("census_households_lsoa", "LSOA 2021")
    assert edition.slices[0].key == ("households", "2021-03-21")
    data = pd.read_parquet(store.file(edition, "data.parquet"))
    assert data[["area_code", "what", "homes"]].to_numpy().tolist() == [["E01015921", "households", 650]]


def test_a_census_table_of_districts_is_refused_with_what_it_should_hold(
    store: Store, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match="codes of small areas"):
        take(store, tmp_path, "date,geography,geography code,Number of households\n2021,T,E06000034,65000\n")


def test_a_plain_table_takes_districts_and_small_areas_and_a_slice_for_each_kind_and_day(
    store: Store, tmp_path: Path
) -> None:
    text = "area_code,reference_date,households,dwellings\nE06000034,2024-03-31,66000,69000\n"
    edition = take(store, tmp_path, text + "E01015921,2023-03-31,650,660\n")
    assert (edition.dataset, edition.rows) == ("homes", 2)
    assert [part.key for part in edition.slices] == [
        ("dwellings", "2023-03-31"),
        ("dwellings", "2024-03-31"),
        ("households", "2023-03-31"),
        ("households", "2024-03-31"),
    ]
    counts = pd.read_parquet(store.file(edition, "counts.parquet"))
    assert counts.columns.tolist() == ["period", "what", "area_code", "count"]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("Thurrock,2024-03-31,5", "area_code", "not the code of an area of this table"),
        (",2024-03-31,5", "area_code", "not the code of an area of this table"),
        ("E06000035,,5", "reference_date", "no day"),
        ("E06000035,31/03/2024,5", "reference_date", "not a value of this column"),
        ("E06000035,2024-03-31,", "dwellings", "not a whole number of dwellings"),
        ("E06000035,2024-03-31,-1", "dwellings", "not a whole number of dwellings"),
        ("E06000035,2024-03-31,1.5", "dwellings", "not a whole number of dwellings"),
        ("E06000034,2024-03-31,6", "area_code", "this area is there already"),
    ],
)
def test_a_row_that_cannot_be_is_rejected_with_its_line_and_reason(
    store: Store, tmp_path: Path, row: str, column: str, reason: str
) -> None:
    edition = take(store, tmp_path, f"{PLAIN}E06000034,2024-03-31,5\n{row}\n")
    assert (edition.rows, edition.rejected) == (1, 1)
    assert rejects(store, edition) == [(3, column, reason)]


def test_zero_dwellings_are_a_figure(store: Store, tmp_path: Path) -> None:
    assert take(store, tmp_path, f"{PLAIN}E01015921,2024-03-31,0\n").rows == 1
