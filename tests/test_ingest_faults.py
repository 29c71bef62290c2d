"""Nothing is lost: an ingest that dies or fills the disk leaves whole editions, and the next completes."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from street_files import street_row, write_street

from csp_toolkit.errors import DataError
from csp_toolkit.loaders import source
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.store import Store, open_store

CHILD = Path(__file__).with_name("ingest_child.py")
MONTHS = ("2024-01", "2024-02", "2024-03", "2024-04")
POINTS = 10
posix_only = pytest.mark.skipif(os.name == "nt", reason="kills and limits as POSIX has them")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four months, the third with rows that are rejected."""
    for number, month in enumerate(MONTHS):
        rows = [street_row(month=month, crime_id=f"{month}-{row}") for row in range(10 + number)]
        write_street(tmp_path / "in" / f"{month}.csv", [*rows, "a,b"] if number == 2 else rows)
    return tmp_path / "in"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


def run_child(store: Store, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(CHILD), str(store.root), str(folder), *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def require_whole(store: Store) -> int:
    """Every edition there is can be read and holds the rows it says. Gives back how many there are."""
    editions = open_store(store.root).editions
    for edition in editions:
        (rows,) = duckdb.sql(f"SELECT count(*) FROM '{store.file(edition, 'data.parquet')}'").fetchall()[0]
        (counted,) = duckdb.sql(
            f"SELECT sum(count) FROM '{store.file(edition, 'counts.parquet')}'"
        ).fetchall()[0]
        assert rows == counted == edition.rows
        lines = store.file(edition, "rejects.csv").read_text().splitlines()
        assert len(lines) - 1 == edition.rejected
    assert open_store(store.root).damaged() == []
    return len(editions)


def require_next_completes(store: Store, folder: Path) -> None:
    ingest(open_store(store.root), [folder])
    assert require_whole(store) == len(MONTHS)
    assert sum(edition.rows for edition in open_store(store.root).editions) == 10 + 11 + 12 + 13
    assert list((store.root / "incoming").iterdir()) == []


@posix_only
def test_killed_at_any_point_it_leaves_whole_editions_and_the_next_completes(
    store: Store, folder: Path, tmp_path: Path
) -> None:
    counted = run_child(open_store(tmp_path / "rehearsal", create=True), folder)
    steps = int(counted.stdout)
    assert steps > 40
    for number in range(POINTS):
        fresh = open_store(tmp_path / f"store{number}", create=True)
        # Two threads never take quite the same steps: the last ones may not be reached.
        died = run_child(fresh, folder, "--die-at", str(1 + number * (steps - 5) // (POINTS - 1)))
        assert died.returncode == -9
        assert require_whole(fresh) <= len(MONTHS)
        require_next_completes(fresh, folder)


@posix_only
def test_killed_again_and_again_it_still_gets_there(store: Store, folder: Path) -> None:
    for point in (25, 18, 12):
        run_child(store, folder, "--die-at", str(point))
        require_whole(store)
    require_next_completes(store, folder)


@posix_only
def test_a_disk_that_takes_no_more_is_named_and_nothing_half_written_stays(
    store: Store, folder: Path
) -> None:
    child = run_child(store, folder, "--largest", "900")
    assert child.returncode == DataError.exit_code
    assert "the store cannot be written (File too large)" in child.stderr
    assert require_whole(store) == 0
    require_next_completes(store, folder)


class FailingOnce:
    """Stands for a function of the system, and fails at its Nth call for the store as on a full disk."""

    def __init__(self, real: object, store: Store, at: int) -> None:
        self.real, self.store, self.left = real, str(store.root), at

    def __call__(self, what: object, *args: object, **kwargs: object) -> object:
        self.left -= isinstance(what, int) or str(what).startswith(self.store)
        if self.left == 0:
            self.left = -1
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return self.real(what, *args, **kwargs)  # type: ignore[operator]


@pytest.mark.parametrize(("name", "call"), [("fsync", 1), ("fsync", 8), ("rename", 1), ("rename", 3)])
def test_a_full_disk_stops_the_ingest_and_the_next_one_goes_on(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, call: int
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, name, FailingOnce(getattr(os, name), store, call))
        with pytest.raises(DataError, match="the store cannot be written") as caught:
            ingest(store, [folder])
    assert "goes on from there" in str(caught.value)
    require_whole(store)
    require_next_completes(store, folder)


def test_a_file_that_cannot_be_read_keeps_no_other_out(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = source._read_content

    def broken(file: object) -> object:
        if "2024-02" in str(getattr(file, "name", "")):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return read(file)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(source, "_read_content", broken)
        with pytest.raises(DataError) as caught:
            ingest(store, [folder])
    assert [problem.file.name for problem in caught.value.problems if problem.file] == ["2024-02.csv"]
    assert require_whole(store) == len(MONTHS) - 1
    require_next_completes(store, folder)


def test_an_interrupt_leaves_what_was_stored(store: Store, folder: Path) -> None:
    def interrupt(item: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(store, [folder], progress=interrupt)
    assert require_whole(store) >= 1
    require_next_completes(store, folder)
