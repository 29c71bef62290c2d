"""Rules of the store: an edition is there whole or not at all, and never changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from csp_toolkit.errors import DataError
from csp_toolkit.store import Edition, Slice, Store, newest_as_at, open_store

EDITION = Edition(
    id="street-0001",
    dataset="street",
    title="Street-level crime",
    publisher="Home Office",
    licence="Open Government Licence v3.0",
    source_name="2024-01-essex-street.csv",
    sha256="00" * 32,
    as_at=date(2024, 3, 31),
    recorded_at="2024-03-31T10:00:00.000000+00:00",
    rows=3,
    rejected=1,
    slices=(Slice(("Essex Police", "2024-01"), {"rows": 3}),),
)


def put(store: Store, edition: Edition) -> bool:
    with store.writing() as folder:
        (folder / "data.parquet").write_bytes(b"rows")
        (folder / "rejects.csv").write_bytes(b"line\n")
        return store.commit(folder, edition)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "data", create=True)


def test_what_was_written_is_read_back_the_same(store: Store) -> None:
    assert put(store, EDITION)
    (found,) = open_store(store.root).editions
    assert replace(found, files={}) == EDITION
    assert found.files == {"data.parquet": 4, "rejects.csv": 5}


def test_the_same_edition_is_stored_once(store: Store) -> None:
    assert put(store, EDITION)
    assert not put(store, EDITION)
    assert len(store.editions) == 1


def test_a_preparation_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError), store.writing() as folder:
        (folder / "data.parquet").write_bytes(b"half")
        raise RuntimeError
    assert store.editions == ()
    assert not list((store.root / "incoming").iterdir())


def test_an_edition_is_unknown_the_day_before_its_as_at_date_and_known_on_it(store: Store) -> None:
    put(store, EDITION)
    assert open_store(store.root, as_at=date(2024, 3, 30)).editions == ()
    assert [e.id for e in open_store(store.root, as_at=date(2024, 3, 31)).editions] == [EDITION.id]


def test_a_slice_published_again_is_read_from_the_newer_edition_and_as_at_from_the_older(
    store: Store,
) -> None:
    newer = replace(EDITION, id="street-0002", as_at=date(2024, 6, 30))
    put(store, newer)
    put(store, EDITION)
    key = ("Essex Police", "2024-01")
    assert store.current("street")[key].id == "street-0002"
    assert open_store(store.root, as_at=date(2024, 6, 29)).current("street")[key].id == "street-0001"


def test_of_two_editions_of_a_day_the_one_recorded_later_counts(store: Store) -> None:
    later = replace(EDITION, id="street-0000", recorded_at="2024-03-31T11:00:00.000000+00:00")
    put(store, later)
    put(store, EDITION)
    assert store.current("street")[("Essex Police", "2024-01")].id == "street-0000"


def test_a_slice_that_no_edition_holds_is_missing(store: Store) -> None:
    put(store, EDITION)
    assert ("Essex Police", "2024-02") not in store.current("street")


def test_a_folder_without_data_is_refused_with_advice(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="csp ingest"):
        open_store(tmp_path)


@pytest.mark.parametrize("text", ["", "{", '{"id": "x"}', "[]"])
def test_an_unreadable_edition_is_named_and_not_passed_over(store: Store, text: str) -> None:
    put(store, EDITION)
    path = store.file(EDITION, "edition.json")
    path.write_text(text)
    with pytest.raises(DataError) as caught:
        _ = open_store(store.root).editions
    assert caught.value.problems[0].file == path


def test_a_file_missing_from_an_edition_is_found(store: Store) -> None:
    put(store, EDITION)
    store.file(EDITION, "data.parquet").unlink()
    assert [problem.file for problem in store.damaged()] == [store.file(EDITION, "data.parquet")]


@pytest.mark.parametrize("content", [b"", b"other rows"])
def test_a_file_that_was_changed_is_found_and_never_read(store: Store, content: bytes) -> None:
    put(store, EDITION)
    path = store.file(EDITION, "data.parquet")
    path.write_bytes(content)
    (edition,) = open_store(store.root).editions
    assert [problem.file for problem in store.damaged()] == [path]
    with pytest.raises(DataError, match="missing or was changed"):
        store.whole_file(edition, "data.parquet")


def test_the_newest_as_at_of_no_editions_is_an_error() -> None:
    with pytest.raises(DataError):
        newest_as_at([])
    assert newest_as_at([EDITION, replace(EDITION, as_at=date(2025, 1, 1))]) == date(2025, 1, 1)
