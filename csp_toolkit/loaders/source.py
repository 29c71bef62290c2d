"""A file as it is found: where it lies, what it is called for people, its bytes' hash and its first line."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.folders import files_below
from csp_toolkit.loaders.origin import origin_notes

CHUNK = 1 << 20
LONGEST_HEADER = 1 << 16


@dataclass(frozen=True)
class Source:
    """A file to take in. ``name`` is what people are told; for a zip's member it names both."""

    path: Path
    name: str
    synthetic: bool = False
    origin: tuple[str, ...] = ()

    @cached_property
    def header(self) -> tuple[str, ...]:
        """The first line's fields, in lower case with underscores; empty where it is no CSV header."""
        with self.path.open("rb") as file:
            line = file.readline(LONGEST_HEADER)
        try:
            text = line.decode("utf-8-sig")
        except UnicodeDecodeError:
            return ()
        if "\0" in text:
            return ()
        try:
            fields = next(csv.reader([text]), [])
        except csv.Error:
            return ()
        return tuple(plain_name(field) for field in fields)

    @cached_property
    def content(self) -> Content:
        """Hash and line count, from one pass over the bytes."""
        with self.path.open("rb") as file:
            return _read_content(file)


@dataclass(frozen=True)
class Content:
    """What one pass over a file's bytes told. ``lines`` counts the header and an unended last line too."""

    sha256: str
    lines: int
    mixed_line_ends: bool


def _read_content(file: BinaryIO) -> Content:
    digest, feeds, pairs, last = hashlib.sha256(), 0, 0, b""
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        feeds += chunk.count(b"\n")
        # Most files have no carriage return, and to find that out is quicker than to count pairs.
        if last == b"\r" or b"\r" in chunk:
            pairs += (last + chunk).count(b"\r\n")
        last = chunk[-1:]
    unended = 1 if last not in (b"", b"\n") else 0
    return Content(digest.hexdigest(), feeds + unended, 0 < pairs < feeds)


def plain_name(field: str) -> str:
    """A column's name as the loaders compare it: "LSOA code" and "lsoa_code" are one."""
    return re.sub(r"[^a-z0-9+]+", "_", field.strip().lower()).strip("_")


def find_sources(path: Path) -> Iterator[Source]:
    """The files at a path (a folder is searched, sorted). Raises DataError where nothing is there."""
    if not path.exists():
        raise DataError(Problem("there is no such file or folder", path))
    for file in files_below(path) if path.is_dir() else [path]:
        yield Source(file, file.name, is_marked_synthetic(file), origin_notes(file))


def is_marked_synthetic(file: Path) -> bool:
    """Whether the file lies in a folder, or below one, that is marked as made up."""
    return any((parent / "SYNTHETIC.txt").exists() for parent in file.absolute().parents)
