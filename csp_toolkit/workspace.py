"""Which data a command or notebook works with: a store that was named, the project's own, or the sample.

The embedded sample is written and taken in once for each version of the code that makes it, into the
user's cache folder.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from csp_toolkit.errors import DataError, ParameterError, Problem
from csp_toolkit.store import Store, open_store

SAMPLE = "sample"
SAMPLE_KNOWN_FROM = date(2025, 5, 31)
"""The as-at day of the embedded sample: two months after its last month, as with published files."""

CODE_OF_THE_SAMPLE = (
    "workspace.py", "store/*.py", "area_names.py", "periods/*.py", "loaders/*.py", "sample/*",
)  # fmt: skip
"""What decides what a sample's store holds: another byte of it, and the sample is built anew."""

FORGOTTEN_AFTER = 30 * 24 * 3600
"""Seconds after which a sample's store that no run has touched is removed when a new one is built."""

Announce = Callable[[str], None]
"""Receives one line of progress or of a default that was chosen."""


def announce_on_terminal(line: str) -> None:
    """Say it on standard error, where it does not mix with results."""
    print(line, file=sys.stderr, flush=True)


def choose_store(
    project_data: Path,
    data: str | None = None,
    *,
    as_at: date | None = None,
    announce: Announce = announce_on_terminal,
) -> Store:
    """The store to read.

    ``data`` is a folder or the word "sample"; without it, the project's own store where it holds
    anything, else the sample, announced. Raises DataError for a folder without data.
    """
    if data == SAMPLE:
        return sample_store(as_at=as_at, announce=announce)
    if data:
        return open_store(data, as_at=as_at)
    if any(project_data.glob("editions/*/*/edition.json")):
        return open_store(project_data, as_at=as_at)
    announce("No data has been taken in yet: using the embedded sample. Its figures are SYNTHETIC.")
    return sample_store(as_at=as_at, announce=announce)


def sample_store(*, as_at: date | None = None, announce: Announce = announce_on_terminal) -> Store:
    """The embedded sample's store, built first where this version of it was not built before."""
    folder = cache_folder() / f"sample-{_code_identity()}"
    if not (folder / "editions").is_dir():
        announce("Building the embedded sample (once, some seconds) ...")
        _build_sample(folder)
    folder.touch()
    if as_at is not None and as_at < SAMPLE_KNOWN_FROM:
        message = f"the embedded sample was known from {SAMPLE_KNOWN_FROM}, not yet at {as_at}"
        raise DataError(Problem(message, hint="Choose a later --as-at date, or leave it out."))
    return open_store(folder, as_at=as_at)


def parse_known_from(text: str | None, today: date) -> date | None:
    """The day from which files count as known, or none. Raises ParameterError for a day to come."""
    day = parse_as_at(text)
    if day is not None and day > today:
        hint = "Files can be known from today at the latest."
        raise ParameterError(Problem(f"{day} is still to come", hint=hint))
    return day


def name_for_notebook(store: Store, project_root: Path, project_data: Path) -> str | None:
    """How a notebook is told of a chosen store: "sample", nothing for the project's own, else its folder.

    A folder inside the project is named from the project's root, so that outputs name no machine's paths.
    """
    folder = store.root.resolve()
    if folder.parent == cache_folder().resolve():
        return SAMPLE
    if folder == project_data.resolve():
        return None
    if folder.is_relative_to(project_root.resolve()):
        return folder.relative_to(project_root.resolve()).as_posix()
    return folder.as_posix()


def parse_as_at(as_at: str | date | None) -> date | None:
    """A date written YYYY-MM-DD, or none. Raises ParameterError for anything else."""
    if as_at is None or isinstance(as_at, date):
        return as_at
    try:
        return date.fromisoformat(as_at)
    except ValueError:
        raise ParameterError(Problem(f'"{as_at}" is not a date', hint="Write it as 2025-05-31.")) from None


def _build_sample(folder: Path) -> None:
    """Written beside its place and renamed: a build that dies leaves nothing that looks finished."""
    from csp_toolkit.loaders.ingest import ingest
    from csp_toolkit.sample import write_sample

    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        published, built = Path(scratch) / "published", Path(scratch) / "store"
        write_sample(published)
        ingest(open_store(built, create=True), [published], as_at=SAMPLE_KNOWN_FROM)
        try:
            built.rename(folder)
        except OSError:
            if not (folder / "editions").is_dir():
                raise
    _remove_forgotten_samples(folder)


def _remove_forgotten_samples(current: Path) -> None:
    """Remove what earlier versions built, unless another checkout has used it of late."""
    for folder in current.parent.glob("sample-*"):
        age = current.stat().st_mtime - folder.stat().st_mtime
        if folder != current and age > FORGOTTEN_AFTER:
            shutil.rmtree(folder, ignore_errors=True)


def cache_folder() -> Path:
    """Where what can be made again is kept between runs: in the user's cache, or CSP_TOOLKIT_CACHE."""
    from platformdirs import user_cache_path

    chosen = os.environ.get("CSP_TOOLKIT_CACHE")
    return Path(chosen) if chosen else user_cache_path("csp-toolkit", appauthor=False)


def _code_identity() -> str:
    """A hash of the code that the sample's bytes and its editions depend on."""
    package = Path(__file__).parent
    digest = hashlib.sha256()
    for part in CODE_OF_THE_SAMPLE:
        for path in sorted(package.glob(part)):
            if path.is_file():
                content = path.read_bytes()
                # With its length, so that no text can pass from one file to the next.
                digest.update(f"{path.relative_to(package).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:16]
