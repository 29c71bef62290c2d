"""An edition: what one published file held when it was taken in, and how ``edition.json`` tells it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from csp_toolkit.errors import DataError, Problem

FORMAT = 1
"""Version of the folder's layout; an edition of another version is refused, never guessed at."""


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a dataset that is published and replaced as one, such as a force's month.

    ``facts`` holds counts about it (rows, rows without location ...), never rows.
    """

    key: tuple[str, ...]
    facts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edition:
    """What one published file held when it was taken in.

    ``as_at`` is the day from which its figures were known; ``recorded_at`` (UTC, ISO 8601) orders
    editions of the same day. ``rows`` is what went into the store, ``rejected`` what did not:
    together they are all the rows of the source.
    """

    id: str
    dataset: str
    title: str
    publisher: str
    licence: str
    source_name: str
    sha256: str
    as_at: date
    recorded_at: str
    rows: int
    rejected: int
    slices: tuple[Slice, ...]
    vintage: str = ""
    synthetic: bool = False
    notes: tuple[str, ...] = ()
    files: Mapping[str, int] = field(default_factory=dict)
    """Its files and their bytes, as they were when it was stored."""
    format: int = FORMAT

    def slice_facts(self, key: tuple[str, ...]) -> Mapping[str, int]:
        """The counts about one slice. Raises KeyError when the edition does not hold it."""
        return next(part.facts for part in self.slices if part.key == key)


def _edition_from_json(text: str) -> Edition:
    values: dict[str, Any] = json.loads(text)
    values["as_at"] = date.fromisoformat(values["as_at"])
    values["notes"] = tuple(values["notes"])
    values["slices"] = tuple(Slice(tuple(part["key"]), part["facts"]) for part in values["slices"])
    return Edition(**values)


def read_edition(path: Path) -> Edition:
    """What ``edition.json`` says. Raises DataError where it cannot be read, or is of another layout."""
    try:
        edition = _edition_from_json(path.read_text("utf-8"))
        if edition.format != FORMAT:
            raise ValueError(f"layout {edition.format}, this version reads {FORMAT}")
    except (ValueError, TypeError, KeyError) as error:
        hint = "Remove this folder and ingest its source again."
        raise DataError(Problem(f"this edition cannot be read ({error})", path, hint=hint)) from None
    return edition


def edition_to_json(edition: Edition) -> str:
    """The text of ``edition.json``."""
    # Not by ``asdict``, which copies every fact: for a small file that is as much work as to read it.
    values = {part.name: getattr(edition, part.name) for part in fields(edition)}
    values["as_at"] = edition.as_at.isoformat()
    values["slices"] = [{"key": part.key, "facts": dict(part.facts)} for part in edition.slices]
    values["files"] = dict(edition.files)
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"


def newest_as_at(editions: Iterable[Edition]) -> date:
    """The day on which the last of these editions became known. Raises DataError for none at all."""
    days = [edition.as_at for edition in editions]
    if not days:
        raise DataError("none of the data that this report needs is in the store")
    return max(days)
