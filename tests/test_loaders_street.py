"""Rules of the street-level loader: every row is stored or rejected with its line and reason."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pytest
from street_files import HEADER, street_row, write_street

from csp_toolkit.errors import DataError
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.store import Edition, Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


def take(store: Store, path: Path) -> Edition:
    (item,) = ingest(store, [path])
    assert item.edition is not None
    return item.edition


def rejects(store: Store, edition: Edition) -> list[tuple[int, str, str]]:
    with store.file(edition, "rejects.csv").open(newline="", encoding="utf-8") as file:
        return [(int(row["line"]), row["column"], row["reason"]) for row in csv.DictReader(file)]


def lines_stored(store: Store, edition: Edition) -> list[int]:
    import pandas as pd

    return pd.read_parquet(store.file(edition, "data.parquet"))["line"].tolist()


def test_a_file_is_stored_with_its_force_and_month(store: Store, tmp_path: Path) -> None:
    edition = take(store, write_street(tmp_path / "a.csv", [street_row(), street_row(crime_id="a2")]))
    assert (edition.rows, edition.rejected) == (2, 0)
    assert edition.slices[0].key == ("Essex Police", "2024-01")


def test_lower_case_headers_with_underscores_are_the_same_columns(store: Store, tmp_path: Path) -> None:
    header = HEADER.lower().replace(" ", "_")
    assert take(store, write_street(tmp_path / "a.csv", [street_row()], header=header)).rows == 1


def test_a_byte_order_mark_does_not_hide_the_first_column(store: Store, tmp_path: Path) -> None:
    assert take(store, write_street(tmp_path / "a.csv", [street_row()], header="\ufeff" + HEADER)).rows == 1


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_both_line_ends_are_read(store: Store, tmp_path: Path, line_end: str) -> None:
    edition = take(store, write_street(tmp_path / "a.csv", [street_row()] * 3, line_end=line_end))
    assert (edition.rows, edition.rejected) == (3, 0)


def test_a_file_that_mixes_line_ends_loses_no_row(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"{HEADER}\n{street_row()}\r\n{street_row()}\n{street_row()}\r\n".encode())
    edition = take(store, path)
    assert (edition.rows, edition.rejected) == (3, 0)


BROKEN = {
    "a month that does not exist": (street_row(month="2024-13"), "month", "not a value of this column"),
    "no month": (street_row(month=""), "month", "no month"),
    "a longitude in words": (street_row(longitude="east"), "longitude", "not a value of this column"),
    "an unknown crime type": (
        street_row(crime_type="Time theft"),
        "crime_type",
        "not one of the fourteen crime types",
    ),
    "a small area that is none": (street_row(lsoa="Tilbury"), "lsoa_code", "not a code of a small area"),
    "no force": (street_row(force=""), "reported_by", "no police force"),
    "too few columns": ("a1,2024-01", "month", "too few columns"),
    "too many columns": (street_row() + ",more", "", "too many columns"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_row_is_rejected_with_its_line_and_reason_and_the_others_stay(
    store: Store, tmp_path: Path, fault: str
) -> None:
    row, column, reason = BROKEN[fault]
    edition = take(store, write_street(tmp_path / "a.csv", [street_row(), row, street_row(crime_id="a3")]))
    assert (edition.rows, edition.rejected) == (2, 1)
    line, found_column, found_reason = rejects(store, edition)[0]
    assert (line, found_reason) == (3, reason)
    if fault != "too few columns":
        assert found_column == column
    assert lines_stored(store, edition) == [2, 4]


def test_lines_are_those_of_the_file_after_several_rejected_rows(store: Store, tmp_path: Path) -> None:
    bad = "a,b"
    rows = [bad, street_row(), bad, bad, street_row(), street_row(month="")]
    edition = take(store, write_street(tmp_path / "a.csv", rows))
    assert lines_stored(store, edition) == [3, 6]
    assert [line for line, _, _ in rejects(store, edition)] == [2, 4, 5, 7]


def test_bytes_that_are_not_utf8_reject_their_row_alone(store: Store, tmp_path: Path) -> None:
    path = write_street(tmp_path / "a.csv", [street_row(), street_row()])
    path.write_bytes(path.read_bytes() + street_row().encode().replace(b"Sample", b"\xff") + b"\n")
    edition = take(store, path)
    assert (edition.rows, edition.rejected) == (2, 1)
    assert rejects(store, edition)[0][2] == "not UTF-8 text"


def test_rows_without_location_and_repeated_ids_are_kept_and_counted(store: Store, tmp_path: Path) -> None:
    rows = [street_row(lsoa=""), street_row(), street_row(crime_type="Anti-social behaviour", crime_id="")]
    edition = take(store, write_street(tmp_path / "a.csv", rows))
    assert edition.slices[0].facts == {"rows": 3, "without_location": 1, "repeated_crime_ids": 1}


def test_an_unsupplied_month_with_a_header_alone_is_refused_not_zero(store: Store, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="missing, not zero"):
        ingest(store, [write_street(tmp_path / "a.csv", [])])
    assert store.editions == ()


def test_the_same_bytes_under_another_name_are_taken_once(store: Store, tmp_path: Path) -> None:
    take(store, write_street(tmp_path / "a.csv", [street_row()]))
    (again,) = ingest(store, [write_street(tmp_path / "b.csv", [street_row()])])
    assert again.outcome == "already stored"
    assert len(store.editions) == 1


def test_one_broken_file_keeps_no_other_out_and_all_broken_ones_are_named(
    store: Store, tmp_path: Path
) -> None:
    write_street(tmp_path / "in" / "1.csv", [])
    write_street(tmp_path / "in" / "2.csv", [street_row()])
    write_street(tmp_path / "in" / "3.csv", ["x"])
    with pytest.raises(DataError) as caught:
        ingest(store, [tmp_path / "in"])
    assert [problem.file.name for problem in caught.value.problems if problem.file] == ["1.csv", "3.csv"]
    assert len(store.editions) == 1


def test_an_unknown_file_is_passed_over_in_a_folder_and_refused_by_name(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "in" / "letter.csv"
    path.parent.mkdir()
    path.write_text("dear,reader\n1,2\n")
    assert [item.outcome for item in ingest(store, [path.parent])] == ["not recognised"]
    with pytest.raises(DataError, match="no loader recognises"):
        ingest(store, [path])


def test_a_published_zip_gives_its_street_files(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "archive.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("2024-01/2024-01-essex-street.csv", f"{HEADER}\n{street_row()}\n")
        archive.writestr("2024-02/2024-02-essex-street.csv", f"{HEADER}\n{street_row(month='2024-02')}\n")
        archive.writestr("2024-02/2024-02-essex-outcomes.csv", "Crime ID,Outcome type\n1,2\n")
    outcomes = [item.outcome for item in ingest(store, [path])]
    assert outcomes == ["stored", "not recognised", "stored"]
    assert {part.key[1] for edition in store.editions for part in edition.slices} == {"2024-01", "2024-02"}


def test_a_zip_and_the_file_in_it_are_the_same_edition(store: Store, tmp_path: Path) -> None:
    file = write_street(tmp_path / "a.csv", [street_row()])
    path = tmp_path / "archive.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(file, "2024-01/a.csv")
    take(store, file)
    assert [item.outcome for item in ingest(store, [path])] == ["already stored"]


def test_a_zip_bomb_is_refused_before_it_is_unpacked(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * 20_000_000)
    with pytest.raises(DataError, match="would unpack"):
        ingest(store, [path])


def test_a_damaged_zip_is_an_error_that_names_it(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "archive.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", f"{HEADER}\n{street_row()}\n" * 50)
    data = bytearray(path.read_bytes())
    data[200] ^= 0xFF
    path.write_bytes(bytes(data))
    with pytest.raises(DataError) as caught:
        ingest(store, [path])
    assert caught.value.problems[0].file == path


def test_files_below_a_marked_folder_are_synthetic(store: Store, tmp_path: Path) -> None:
    path = write_street(tmp_path / "made up" / "police" / "a.csv", [street_row()])
    (tmp_path / "made up" / "SYNTHETIC.txt").write_text("made up")
    assert take(store, path).synthetic


def test_codes_of_the_synthetic_range_mark_a_file_that_lost_its_folder(store: Store, tmp_path: Path) -> None:
    assert take(store, write_street(tmp_path / "a.csv", [street_row(lsoa="E01900001")])).synthetic
    assert not take(store, write_street(tmp_path / "b.csv", [street_row()])).synthetic
