"""A file as it is found: where it lies, what it is called for people, its bytes' hash and its first line."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BufferedReader
from pathlib import Path

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.folders import files_below
from csp_toolkit.loaders.origin import origin_notes

CHUNK = 1 << 18
"""Bytes read at a time: what a processor holds close by."""
LINE_FEED = 0x0A
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
        if "\0" in text or text.lstrip().startswith("{"):  # the latter is JSON
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
    """What one pass over a file's bytes told.

    ``lines`` counts the header and an unended last line too. ``plain_lines`` says that all
    end in one way, no carriage return stands elsewhere, and none is as long as a published file's
    longest by far; ``quoted`` whether there is any quotation mark.
    """

    sha256: str
    lines: int
    mixed_line_ends: bool
    plain_lines: bool
    quoted: bool


def _read_content(file: BufferedReader) -> Content:
    import numpy as np

    digest, feeds, returns, pairs, last = hashlib.sha256(), 0, 0, 0, b""
    quoted = long = False
    # One buffer for all: to be given new memory for each chunk costs as much as to count its lines.
    buffer = bytearray(CHUNK)
    view, values = memoryview(buffer), np.frombuffer(buffer, np.uint8)
    while size := file.readinto(buffer):
        digest.update(view[:size])
        ends = int(np.count_nonzero(values[:size] == LINE_FEED))
        feeds, long = feeds + ends, long or (ends == 0 and size == CHUNK)
        # Most files have no carriage return, and to find that out is quicker than to count pairs.
        if last == b"\r" or buffer.find(b"\r", 0, size) >= 0:
            returns += buffer.count(b"\r", 0, size)
            pairs += buffer.count(b"\r\n", 0, size) + (last == b"\r" and buffer.startswith(b"\n"))
        quoted = quoted or buffer.find(b'"', 0, size) >= 0
        last = bytes(view[size - 1 : size])
    unended = 1 if last not in (b"", b"\n") else 0
    mixed = 0 < pairs < feeds
    plain = returns == pairs and not mixed and not long
    return Content(digest.hexdigest(), feeds + unended, mixed, plain, quoted)


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
