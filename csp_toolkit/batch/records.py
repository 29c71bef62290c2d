"""What is known of a report that was made: what from, and the digest of each of its files.

Records lie in ``outputs/.made``, apart from the documents, which stay the same from run to run. Beside a
record lies its lock while somebody makes the report.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from csp_toolkit.locks import try_lock

FOLDER = ".made"
FORMAT = 1
"""Version of a record; one of another version is as good as none."""
WAIT = 0.1
"""Seconds between two looks at a lock that somebody else holds."""


@dataclass(frozen=True, slots=True)
class Title:
    """What an index page says of a report: out of its cover."""

    title: str
    partnership: str
    data_as_at: str
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Record:
    """``sources`` is the digest of what it was made from, ``files`` of each file; ``seconds`` it took."""

    sources: str
    files: Mapping[str, str]
    title: Title
    seconds: float
    format: int = FORMAT


def record_path(folder: Path, outputs: Path) -> Path:
    """Where the record of a report in ``folder`` is."""
    place = outputs / FOLDER / folder.relative_to(outputs)
    return place.with_name(f"{place.name}.json")


def read_record(path: Path) -> Record | None:
    """The record; None where there is none that can be read."""
    try:
        values = json.loads(path.read_text("utf-8"))
        record = Record(**{**values, "title": Title(**values["title"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return record if record.format == FORMAT else None


def write_record(path: Path, record: Record) -> None:
    """Write it whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{uuid.uuid4().hex}")
    scratch.write_text(json.dumps(asdict(record), indent=1) + "\n", "utf-8", newline="\n")
    os.replace(scratch, path)


def digest_files(folder: Path) -> dict[str, str]:
    """The digest of each file of a folder, those of its folders too, by its name from there, sorted."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def is_made(record: Record | None, sources: str, folder: Path) -> bool:
    """Whether the report was made from these sources, and all its files are as they were then."""
    if record is None or record.sources != sources or not folder.is_dir():
        return False
    found = digest_files(folder)
    return all(found.get(name) == digest for name, digest in record.files.items())


@contextmanager
def holding(record: Path) -> Iterator[None]:
    """Be the only one who makes this report; waits for another who does."""
    record.parent.mkdir(parents=True, exist_ok=True)
    lock = record.with_suffix(".lock")
    while True:
        with try_lock(lock) as held:
            if held:
                yield
                return
        time.sleep(WAIT)


def clear_leftovers(folder: Path) -> None:
    """Remove what runs that were killed left beside a report's folder. Only for who holds its lock."""
    scratch = re.compile(rf"\.{re.escape(folder.name)}-(old-)?[0-9a-f]{{8}}")
    for left in sorted(folder.parent.glob(f".{folder.name}-*")):
        found = scratch.fullmatch(left.name)
        if found and found[1] and not folder.exists():
            left.rename(folder)  # killed between two renames: these are the last good documents
        elif found:
            shutil.rmtree(left, ignore_errors=True)
