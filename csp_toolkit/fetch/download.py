"""One file from a server to the disk: streamed, resumed where it broke off, checked, put in place at once.

The part that has come lies beside the target as ``<name>.part``, with what the server said about it
in ``<name>.part.json``. It is resumed only while the server vouches that the file is still the same;
otherwise it is begun again. Nothing stands under the target's name before it is whole and checked.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.fetch.addresses import shown
from csp_toolkit.fetch.client import Answer, Client, PassingFault, expected_length, truncated
from csp_toolkit.loaders.origin import Earlier, Origin, read_origin, write_origin

PROGRESS_EVERY = 50_000_000
Check = Callable[[Path, str], None]
"""Raises DataError where a finished download, from this address, is not what was meant to come."""


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A file in its place. ``changed``: the address gave another content before."""

    path: Path
    origin: Origin
    unchanged: bool = False
    changed: bool = False


@dataclass(frozen=True, slots=True)
class _Version:
    """What a server says about a file: whether two parts are of the same one."""

    address: str
    etag: str = ""
    last_modified: str = ""
    total: int | None = None

    @property
    def validator(self) -> str:
        """For If-Range, which takes no weak ETag; empty where the server gives nothing to go by."""
        return self.last_modified if self.etag.startswith("W/") or not self.etag else self.etag


@dataclass(slots=True)
class Download:
    """One file's way from an address to a target. ``largest`` is the size in bytes to refuse above."""

    client: Client
    address: str
    target: Path
    largest: int
    check: Check
    _final: str = ""

    def run(self) -> Downloaded:
        """Bring the file, or find that the one held is still the current one.

        Raises DataError; what has come so far is kept, unless it is wrong.
        """
        self.target.parent.mkdir(parents=True, exist_ok=True)
        held = self._held()
        version = self.client.persist(lambda: self._attempt(held))
        if version is None and held:
            return Downloaded(self.target, held, unchanged=True)
        return self._finish(version or _Version(self.address), read_origin(self.target))

    @property
    def part(self) -> Path:
        """Where the unfinished file lies."""
        return self.target.with_name(self.target.name + ".part")

    @property
    def _part_version(self) -> Path:
        return self.part.with_name(self.part.name + ".json")

    def _held(self) -> Origin | None:
        """The origin of the file already there, where that is really the file it speaks of."""
        origin = read_origin(self.target)
        if not origin or origin.address != self.address or not self.target.is_file():
            return None
        if self.target.stat().st_size != origin.bytes or _sha256(self.target) != origin.sha256:
            return None
        return origin

    def _attempt(self, held: Origin | None) -> _Version | None:
        """One try; None where the server says that the file held is still the current one."""
        before, have = self._unfinished()
        headers = _headers(before, have, held)
        with self.client.ask(self.address, headers) as answer:
            self._final = answer.address
            if answer.status == 304:
                _require_asked(self.address, headers)
                return None
            if answer.status == 416 or (answer.status == 206 and not _continues(answer, before, have)):
                self.discard()
                raise PassingFault(Problem(f"{shown(self.address)}: changed meanwhile, beginning again"), 0.0)
            version = self._version(answer, have)
            self._require_room(version.total, have if answer.status == 206 else 0)
            with self.part.open("ab" if answer.status == 206 else "wb") as file:
                # Only now, when nothing of another version is in the part.
                self._part_version.write_text(json.dumps(asdict(version)), "utf-8")
                self._pour(answer, file, version.total)
        return version

    def _unfinished(self) -> tuple[_Version | None, int]:
        """What is known of the part lying there and its size; nothing where it cannot be resumed."""
        try:
            version = _Version(**json.loads(self._part_version.read_text("utf-8")))
            size = self.part.stat().st_size
            if version.total and size >= version.total:
                # Whole, but stopped before its check: the server vouches for it with the last byte.
                size = version.total - 1
                os.truncate(self.part, size)
        except (OSError, ValueError, TypeError):
            return None, 0
        usable = version.address == self.address and version.validator and size
        return (version, size) if usable else (None, 0)

    def _version(self, answer: Answer, have: int) -> _Version:
        length = expected_length(answer)
        if answer.status == 206:
            length = _range(answer)[1]
        etag, modified = answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", "")
        return _Version(self.address, etag, modified, length)

    def _require_room(self, total: int | None, have: int) -> None:
        self._require_size(total or 0)
        free = shutil.disk_usage(self.target.parent).free
        if total and total - have > free:
            message = (
                f"{shown(self.address)}: {total - have:,} bytes are to come, {free:,} are free on the disk"
            )
            raise DataError(Problem(message, hint="Make room, then run the same command again."))

    def _require_size(self, size: int) -> None:
        if size > self.largest:
            self.discard()
            raise DataError(
                Problem(
                    f"{shown(self.address)}: more than {self.largest:,} bytes, the most that was expected",
                    hint="It was not kept. If it has really grown, raise largest_bytes in "
                    "parameters/publishers.yaml (docs/fetch.md).",
                )
            )

    def _pour(self, answer: Answer, file: BinaryIO, total: int | None) -> None:
        """The body into the part. Raises PassingFault where it ends early; what came stays."""
        next_word = (file.tell() // PROGRESS_EVERY + 1) * PROGRESS_EVERY
        while chunk := answer.read():
            try:
                file.write(chunk)
                file.flush()
            except OSError as error:
                raise DataError(
                    Problem(f"the download cannot be written ({error.strerror})", self.part)
                ) from None
            self._require_size(file.tell())
            if file.tell() >= next_word:
                self.client.say(f"{self.target.name}: {_megabytes(file.tell(), total)} ...")
                next_word += PROGRESS_EVERY
        if total is not None and file.tell() != total:
            raise PassingFault(truncated(self.address, file.tell(), total))

    def _finish(self, version: _Version, before: Origin | None) -> Downloaded:
        try:
            self.check(self.part, shown(self.address))
        except DataError:
            self.discard()
            raise
        origin = self._origin(version, before)
        changed = bool(before and before.sha256 != origin.sha256)
        _flush_to_disk(self.part)
        # The record goes first: a record that speaks of another file is noticed by its hash, a file
        # without record is not.
        write_origin(self.target, origin)
        os.replace(self.part, self.target)
        self._part_version.unlink(missing_ok=True)
        return Downloaded(self.target, origin, unchanged=bool(before) and not changed, changed=changed)

    def _origin(self, version: _Version, before: Origin | None) -> Origin:
        digest, earlier = _sha256(self.part), before.earlier if before else ()
        if before and before.sha256 != digest:
            earlier = (*earlier, Earlier(before.sha256, before.fetched_at))
        return Origin(
            address=self.address,
            final_address=self._final,
            fetched_at=self.client.clock.now().isoformat(timespec="seconds"),
            bytes=self.part.stat().st_size,
            sha256=digest,
            etag=version.etag,
            last_modified=version.last_modified,
            earlier=earlier,
        )

    def discard(self) -> None:
        """Forget the part."""
        self.part.unlink(missing_ok=True)
        self._part_version.unlink(missing_ok=True)


def _headers(before: _Version | None, have: int, held: Origin | None) -> dict[str, str]:
    """Ask for the rest of a part, or for the file unless it is the one held."""
    if before and have:
        return {"Range": f"bytes={have}-", "If-Range": before.validator}
    conditions: Mapping[str, str] = {}
    if held:
        conditions = {"If-None-Match": held.etag, "If-Modified-Since": held.last_modified}
    return {name: value for name, value in conditions.items() if value}


def _require_asked(address: str, headers: Mapping[str, str]) -> None:
    """Raises DataError for "not modified" from a server that was not asked whether it was."""
    if not {"If-None-Match", "If-Modified-Since"} & set(headers):
        raise DataError(Problem(f"{shown(address)}: says that nothing has changed, and nothing is held"))


def _continues(answer: Answer, before: _Version | None, have: int) -> bool:
    """Whether a partial answer goes on exactly where the part ends, in the same file."""
    start, total = _range(answer)
    if before is None or start != have or total != before.total:
        return False
    return answer.headers.get("ETag", before.etag) == before.etag


def _range(answer: Answer) -> tuple[int | None, int | None]:
    """Where a partial answer begins, and the size of the whole file."""
    found = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", answer.headers.get("Content-Range", ""), re.ASCII)
    return (int(found[1]), int(found[2])) if found else (None, None)


def _megabytes(done: int, total: int | None) -> str:
    whole = f" of {total / 1e6:,.0f}" if total else ""
    return f"{done / 1e6:,.0f}{whole} MB"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush_to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
