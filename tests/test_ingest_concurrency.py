"""Several ingests at once: each edition is stored once, and nobody removes what another one prepares."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from street_files import street_row, write_street

from csp_toolkit.locks import try_lock
from csp_toolkit.store import Store, open_store

CHILD = Path(__file__).with_name("ingest_child.py")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


def test_three_ingests_of_the_same_files_at_once_store_each_once(store: Store, tmp_path: Path) -> None:
    for number in range(12):
        rows = [street_row(month=f"2024-{number + 1:02}", crime_id=str(row)) for row in range(40)]
        write_street(tmp_path / "in" / f"{number}.csv", rows)
    command = [sys.executable, str(CHILD), str(store.root), str(tmp_path / "in")]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
    endings = [process.communicate(timeout=60) for process in running]
    assert [process.returncode for process in running] == [0, 0, 0], endings
    editions = open_store(store.root).editions
    assert sorted(part.key[1] for edition in editions for part in edition.slices) == [
        f"2024-{number + 1:02}" for number in range(12)
    ]
    assert store.damaged() == []
    assert list((store.root / "incoming").iterdir()) == []


def test_what_a_living_ingest_prepares_stays(store: Store) -> None:
    with store.writing() as folder:
        (folder / "data.parquet").write_bytes(b"half")
        open_store(store.root).remove_leftovers()
        assert (folder / "data.parquet").exists()


def test_what_a_dead_ingest_left_goes(store: Store) -> None:
    left = store.root / "incoming" / "0123"
    left.mkdir(parents=True)
    (left / "data.parquet").write_bytes(b"half")
    (store.root / "incoming" / "0123.lock").touch()
    (store.root / "incoming" / "4567.lock").touch()
    store.remove_leftovers()
    assert list((store.root / "incoming").iterdir()) == []


def test_a_lock_is_held_by_one_at_a_time_and_is_gone_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    with try_lock(path) as first:
        with try_lock(path) as second:
            assert (first, second) == (True, False)
        with try_lock(path) as third:
            assert not third
    assert not path.exists()
    with try_lock(path) as again:
        assert again
