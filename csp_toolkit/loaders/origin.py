"""Where a file came from: a small JSON beside it, written by whoever fetched it.

``2025-12.zip`` has ``2025-12.zip.origin.json``. A file that somebody downloaded by hand has none,
and is taken in all the same.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ENDING = ".origin.json"


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another content that the same address gave before."""

    sha256: str
    fetched_at: str


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of a download.

    ``address`` is what was asked for, ``final_address`` what answered after redirects. ``member``
    names the file inside a downloaded archive that this one was unpacked from; then ``sha256`` and
    ``bytes`` are the member's, and the rest is the archive's. Empty means that the publisher did
    not say. ``fetched_at`` is UTC, ISO 8601.
    """

    address: str
    final_address: str
    fetched_at: str
    bytes: int
    sha256: str
    etag: str = ""
    last_modified: str = ""
    member: str = ""
    earlier: tuple[Earlier, ...] = field(default=())

    def describe(self) -> str:
        """One line for an edition's notes."""
        inside = f", {self.member} in it" if self.member else ""
        return f"fetched {self.fetched_at[:10]} from {self.address}{inside}"


def origin_file(path: Path) -> Path:
    """Where the origin of a file is written."""
    return path.with_name(path.name + ENDING)


def write_origin(path: Path, origin: Origin) -> None:
    """Write the origin of a file beside it, whole or not at all."""
    target = origin_file(path)
    prepared = target.with_name(target.name + ".new")
    prepared.write_text(
        json.dumps(asdict(origin), ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n"
    )
    os.replace(prepared, target)


def origin_notes(path: Path) -> tuple[str, ...]:
    """What an edition should remember of where its file came from: a line, or none where nobody knows."""
    origin = read_origin(path)
    return (origin.describe(),) if origin else ()


def read_origin(path: Path) -> Origin | None:
    """The origin of a file, or None where nobody wrote one that can be read.

    An unreadable origin costs a download that was not needed, so it is no error.
    """
    try:
        values: dict[str, Any] = json.loads(origin_file(path).read_text("utf-8"))
        values["earlier"] = tuple(Earlier(**one) for one in values.get("earlier", ()))
        return Origin(**values)
    except (OSError, ValueError, TypeError, AttributeError):
        return None
