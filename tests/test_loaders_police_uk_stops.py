"""Rules of the stop and search loader: the file's name says force and month, and rows are kept to the day."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pandas as pd
import pytest

from csp_toolkit.errors import DataError
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.store import Edition, Store, open_store

HEADER = (
    "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,Age range,"
    "Self-defined ethnicity,Officer-defined ethnicity,Legislation,Object of search,Outcome,"
    "Outcome linked to object of search,Removal of more than just outer clothing"
)
NAME = "2024-01-essex-stop-and-search.csv"


def stop_row(*, kind: str = "Person search", date: str = "2024-01-05T13:10:00+00:00") -> str:
    return (
        f"{kind},{date},False,Operation Sample,51.47,0.32,Male,18-24,White - English,White,"
        "Misuse of Drugs Act 1971 (section 23),Controlled drugs,A no further action disposal,False,False"
    )


def write(tmp_path: Path, *rows: str, name: str = NAME) -> Path:
    path = tmp_path / name
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    return path


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


def take(store: Store, path: Path) -> Edition:
    (item,) = ingest(store, [path])
    assert item.edition is not None
    return item.edition


def test_force_and_month_come_from_the_name_of_the_file(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, stop_row(), name="2024-01-devon-and-cornwall-stop-and-search.csv")
    assert take(store, path).slices[0].key == ("devon and cornwall", "2024-01")


def test_force_and_month_come_from_the_name_of_a_member_of_an_archive(store: Store, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "latest.zip", "w") as archive:
        archive.write(write(tmp_path, stop_row()), f"2024-01/{NAME}")
    assert take(store, tmp_path / "latest.zip").slices[0].key == ("essex", "2024-01")


@pytest.mark.parametrize(
    "name", ["stops.csv", "2024-13-essex-stop-and-search.csv", "essex-stop-and-search.csv"]
)
def test_a_file_whose_name_does_not_say_them_is_refused_with_advice(
    store: Store, tmp_path: Path, name: str
) -> None:
    with pytest.raises(DataError, match="2024-01-essex-stop-and-search"):
        ingest(store, [write(tmp_path, stop_row(), name=name)])


def test_no_hour_no_point_and_no_operation_enters_the_store(store: Store, tmp_path: Path) -> None:
    edition = take(store, write(tmp_path, stop_row()))
    stored = pd.read_parquet(store.file(edition, "data.parquet"))
    assert str(stored["date"][0])[:10] == "2024-01-05"
    content = stored.astype(str).to_csv()
    assert not [text for text in ("13:10", "51.47", "0.32", "Operation Sample") if text in content]


def test_counts_hold_no_age_and_no_gender(store: Store, tmp_path: Path) -> None:
    edition = take(store, write(tmp_path, stop_row(), stop_row()))
    counts = pd.read_parquet(store.file(edition, "counts.parquet"))
    assert counts["count"].tolist() == [2]
    assert not {"age_range", "gender"} & set(counts.columns)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (stop_row(date="5 January"), "not a date"),
        (stop_row(date=""), "not a date"),
        (stop_row(date="2024-03-05T13:10:00+00:00"), "not in the month that the file's name says"),
        (stop_row(kind="Stroll"), "not a kind of search"),
    ],
)
def test_a_broken_row_is_rejected_with_its_line_and_reason(
    store: Store, tmp_path: Path, row: str, reason: str
) -> None:
    edition = take(store, write(tmp_path, stop_row(), row, stop_row()))
    rejects = pd.read_csv(store.file(edition, "rejects.csv"))
    assert (edition.rows, rejects["line"].tolist(), rejects["reason"].tolist()) == (2, [3], [reason])


def test_the_last_hour_before_a_month_of_summer_time_belongs_to_it(store: Store, tmp_path: Path) -> None:
    rows = stop_row(date="2024-05-31T23:30:00+00:00")
    assert take(store, write(tmp_path, rows, name="2024-06-essex-stop-and-search.csv")).rows == 1
