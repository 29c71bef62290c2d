"""The folders of a store: editions put in whole or not at all, and read as at a date."""

from __future__ import annotations

import errno
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.locks import try_lock
from csp_toolkit.store.editions import Edition, edition_to_json, read_edition

LOCK = ".lock"
"""What follows the name of a folder in ``incoming`` in the name of its lock."""


def _dataset(edition: Edition) -> str:
    return edition.dataset


class Store:
    """Editions in a folder. Make one with ``open_store``.

    ``as_at`` hides every edition that was not known on that day.
    """

    def __init__(self, root: Path, as_at: date | None = None) -> None:
        self.root = root
        self.as_at = as_at

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """All editions known at ``as_at``, oldest first. Raises DataError naming each unreadable one."""
        found: list[Edition] = []
        problems: list[Problem] = []
        for path in sorted(self.root.glob("editions/*/*/edition.json"), key=str):
            try:
                found.append(read_edition(path))
            except DataError as error:
                problems.extend(error.problems)
        if problems:
            raise DataError(problems)
        known = (edition for edition in found if self.as_at is None or edition.as_at <= self.as_at)
        return tuple(sorted(known, key=lambda edition: (edition.as_at, edition.recorded_at, edition.id)))

    def of_dataset(self, dataset: str) -> tuple[Edition, ...]:
        """The editions of one dataset, oldest first; empty where there is none."""
        return self._by_dataset.get(dataset, ())

    @cached_property
    def _by_dataset(self) -> Mapping[str, tuple[Edition, ...]]:
        found: dict[str, tuple[Edition, ...]] = {}
        for dataset, editions in groupby(sorted(self.editions, key=_dataset), _dataset):
            found[dataset] = tuple(editions)
        return found

    def current(self, dataset: str) -> Mapping[tuple[str, ...], Edition]:
        """For each slice of a dataset the newest edition that holds it. A slice not in it is missing."""
        if dataset not in self._current:
            slices = ((part.key, edition) for edition in self.of_dataset(dataset) for part in edition.slices)
            self._current[dataset] = MappingProxyType(dict(slices))
        return self._current[dataset]

    @cached_property
    def _current(self) -> dict[str, Mapping[tuple[str, ...], Edition]]:
        return {}

    def file(self, edition: Edition, name: str) -> Path:
        """Where a file of an edition lies."""
        return self.root / "editions" / edition.dataset / edition.id / name

    def holds(self, dataset: str, edition_id: str) -> bool:
        """Whether this edition is stored, whatever ``as_at`` hides."""
        return (self.root / "editions" / dataset / edition_id / "edition.json").exists()

    def edition(self, dataset: str, edition_id: str) -> Edition:
        """One stored edition, whatever ``as_at`` hides. Raises DataError where it cannot be read."""
        return read_edition(self.root / "editions" / dataset / edition_id / "edition.json")

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """A folder to prepare an edition in; it is gone afterwards unless ``commit`` took it.

        A lock beside it says that its process is alive, see ``remove_leftovers``.
        """
        incoming = self.root / "incoming"
        incoming.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            name = uuid.uuid4().hex
            while not stack.enter_context(try_lock(incoming / f"{name}{LOCK}")):
                name = uuid.uuid4().hex  # somebody who removes leftovers was faster than our lock
            folder = incoming / name
            folder.mkdir()
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def commit(self, folder: Path, edition: Edition) -> bool:
        """Take a prepared folder into the store in one step.

        Returns False, and changes nothing, when the edition is already there (somebody else may
        have been faster). The rename is what makes it visible: a reader sees all of it or none, and
        all of it has reached the disk before. Call ``settle`` after the last one.
        """
        target = self.root / "editions" / edition.dataset / edition.id
        sizes = {path.name: path.stat().st_size for path in sorted(folder.iterdir())}
        text = edition_to_json(replace(edition, files=sizes))
        (folder / "edition.json").write_text(text, "utf-8", newline="\n")
        for path in folder.iterdir():
            _flush_file(path)
        _flush_folder(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            folder.rename(target)
        except OSError:
            if self.holds(edition.dataset, edition.id):
                return False
            raise
        for name in ("editions", "_by_dataset", "_current"):
            self.__dict__.pop(name, None)
        return True

    def settle(self, datasets: Iterable[str]) -> None:
        """Have the disk remember the names of what was committed: once for many editions, not for each."""
        for dataset in sorted(set(datasets)):
            _flush_folder(self.root / "editions" / dataset)
        _flush_folder(self.root / "editions")

    def remove_leftovers(self) -> None:
        """Remove what processes that are gone left half prepared; what a living one prepares stays."""
        incoming = self.root / "incoming"
        if not incoming.is_dir():
            return
        for name in sorted({entry.name.removesuffix(LOCK) for entry in incoming.iterdir()}):
            with try_lock(incoming / f"{name}{LOCK}") as held:
                if held:
                    shutil.rmtree(incoming / name, ignore_errors=True)

    def damaged(self) -> list[Problem]:
        """Editions whose files are missing or of another size, as after copying or editing by hand."""
        return [
            Problem("this file of an edition is missing or was changed", self.file(edition, name), hint=MEND)
            for edition in self.editions
            for name, size in edition.files.items()
            if not _has_size(self.file(edition, name), size)
        ]

    def whole_file(self, edition: Edition, name: str) -> Path:
        """Where a file of an edition lies. Raises DataError where it is missing or was changed."""
        path = self.file(edition, name)
        if not _has_size(path, edition.files.get(name)):
            raise DataError(Problem("this file of an edition is missing or was changed", path, hint=MEND))
        return path


def _has_size(path: Path, size: int | None) -> bool:
    """Whether the file is there in the size it was stored with, where that is known."""
    try:
        found = path.stat().st_size
    except OSError:
        return False
    return size is None or found == size


MEND = "Remove this edition's folder and ingest its source again."
FAULTS = tuple(
    os.strerror(getattr(errno, name))
    for name in ("ENOSPC", "EDQUOT", "EFBIG", "EROFS")
    if hasattr(errno, name)
)


def store_fault(error: Exception) -> str:
    """What keeps a store from being written, where an error says so in the system's words: a full disk ..."""
    text = str(error)
    return next((fault for fault in FAULTS if fault in text), "")


def _flush_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(path: Path) -> None:
    """Names in a folder reach the disk; Windows does that by itself, and opens no folder."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def open_store(folder: Path | str, *, as_at: date | None = None, create: bool = False) -> Store:
    """Open the store in a folder.

    Raises DataError where there is none, unless it may be created.
    """
    root = Path(folder)
    if create:
        (root / "editions").mkdir(parents=True, exist_ok=True)
    elif not (root / "editions").is_dir():
        raise DataError(
            Problem(
                f'"{root.as_posix()}" holds no data yet',
                hint="Take published files in with: csp ingest PATH  (or use --data sample)",
            )
        )
    return Store(root, as_at)
