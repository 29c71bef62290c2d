"""Rules of taking many files in: every row accounted for, lines exact, order kept, nothing done twice."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest
from street_files import street_row, write_street

from csp_toolkit.errors import DataError
from csp_toolkit.loaders.ingest import Taken, ingest
from csp_toolkit.store import Edition, Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


def take(store: Store, path: Path) -> Edition:
    (item,) = ingest(store, [path])
    assert item.edition is not None
    return item.edition


def lines_stored(store: Store, edition: Edition) -> list[int]:
    return pd.read_parquet(store.file(edition, "data.parquet"))["line"].tolist()


def lines_rejected(store: Store, edition: Edition) -> list[int]:
    with store.file(edition, "rejects.csv").open(newline="", encoding="utf-8") as file:
        return [int(row["line"]) for row in csv.DictReader(file)]


BAD = "a,b"
SPANNING = street_row().replace("On or near Sample Road", '"On or near\nSample Road"')


@pytest.mark.parametrize(
    ("rows", "stored", "rejected"),
    [
        ([street_row(), "", street_row(), BAD, street_row()], [2, 4, 6], [5]),
        ([SPANNING, street_row(), BAD, street_row()], [2, 4, 6], [5]),
        ([BAD, SPANNING, SPANNING, BAD, BAD, street_row()], [3, 5, 9], [2, 7, 8]),
        (["", SPANNING, "", BAD, street_row(month="2024-13"), street_row()], [3, 8], [6, 7]),
        ([street_row(), "", ""], [2], []),
    ],
)
def test_lines_are_exact_where_rows_span_lines_or_lines_are_empty(
    store: Store, tmp_path: Path, rows: list[str], stored: list[int], rejected: list[int]
) -> None:
    edition = take(store, write_street(tmp_path / "a.csv", rows))
    assert (lines_stored(store, edition), lines_rejected(store, edition)) == (stored, rejected)


@pytest.mark.parametrize("swallowed_rows", [1, 5, 300, 100_000])
def test_a_file_in_which_a_quotation_mark_swallows_rows_is_refused_and_the_line_named(
    store: Store, tmp_path: Path, swallowed_rows: int
) -> None:
    rows = [street_row(), '"' + street_row(), *[street_row()] * swallowed_rows]
    with pytest.raises(DataError, match="swallows the rows after it") as caught:
        ingest(store, [write_street(tmp_path / "a.csv", rows)])
    assert caught.value.problems[0].line == 3


def test_files_are_reported_and_ordered_as_they_stand_whichever_was_ready_first(
    store: Store, tmp_path: Path
) -> None:
    for number in range(9):
        rows = [street_row(crime_id=f"{number}-{row}") for row in range(1 + 900 * (number % 3 == 0))]
        write_street(tmp_path / "in" / f"{number}.csv", rows)
    seen: list[Taken] = []
    ingest(store, [tmp_path / "in"], progress=seen.append)
    assert [item.source_name for item in seen] == [f"{number}.csv" for number in range(9)]
    assert [edition.source_name for edition in store.editions] == [f"{number}.csv" for number in range(9)]
    assert store.current("police_uk_street")[("Essex Police", "2024-01")].source_name == "8.csv"


def test_only_what_is_new_is_read_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from csp_toolkit.loaders.police_uk_street import PoliceUkStreet

    for month in ("2024-01", "2024-02"):
        write_street(tmp_path / "in" / f"{month}.csv", [street_row(month=month)])
    ingest(store, [tmp_path / "in"])
    write_street(tmp_path / "in" / "2024-03.csv", [street_row(month="2024-03")])
    load, loaded = PoliceUkStreet.load, []

    def watch(self: PoliceUkStreet, source: object, *args: object) -> object:
        loaded.append(source)
        return load(self, source, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(PoliceUkStreet, "load", watch)
    outcomes = [item.outcome for item in ingest(store, [tmp_path / "in"])]
    assert (outcomes, len(loaded)) == (["already stored", "already stored", "stored"], 1)


def test_a_file_is_the_same_edition_whether_read_in_one_pass_or_row_by_row(
    store: Store, tmp_path: Path
) -> None:
    rows = [street_row(crime_id=str(number)) for number in range(50)]
    plain = take(store, write_street(tmp_path / "a.csv", rows))
    with_reject = take(store, write_street(tmp_path / "b.csv", [*rows, BAD]))
    for name in ("data.parquet", "counts.parquet"):
        one, other = (pd.read_parquet(store.file(edition, name)) for edition in (plain, with_reject))
        pd.testing.assert_frame_equal(one, other)
    assert plain.slices == with_reject.slices


def test_a_folder_with_a_quote_in_its_name_is_a_folder_like_any_other(store: Store, tmp_path: Path) -> None:
    assert take(store, write_street(tmp_path / "o'clock, 100%" / "a.csv", [street_row()])).rows == 1


def count_lines(path: Path) -> int:
    text = path.read_bytes()
    return text.count(b"\n") + (not text.endswith(b"\n"))


def test_every_row_of_the_real_files_is_stored_or_rejected(store: Store, realdata: Path) -> None:
    files = {file.name: file for file in realdata.rglob("*.csv")}
    editions = [item.edition for item in ingest(store, [realdata]) if item.edition]
    assert len(editions) > 40
    editions = [edition for edition in editions if edition.source_name in files]
    lines = {edition.source_name: count_lines(files[edition.source_name]) for edition in editions}
    assert {e.source_name: 1 + e.rows + e.rejected for e in editions} == lines
