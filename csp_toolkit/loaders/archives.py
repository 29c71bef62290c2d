"""Zips of published files: looked through before anything is unpacked, and refused when they are not plain.

A zip is a program for the reader: it says how large its members become, where they lie and what they
are called, and may lie in all of it. Nothing of a refused zip is unpacked; names in it are never
used as paths; a zip in a zip is not opened.
"""

from __future__ import annotations

import stat
import struct
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.source import CHUNK, Source

LARGEST_MEMBER = 4 << 30
"""Bytes that one member of a zip may hold unpacked: ten times the largest published one."""
LARGEST_TOTAL = 64 << 30
"""Bytes that all members together may hold: more than all of data.police.uk's years."""
LARGEST_RATIO = 100
"""How far a zip's member may expand: published CSV shrinks about tenfold."""
MOST_MEMBERS = 50_000
"""Members of a zip: all forces, months and kinds of data.police.uk are about half of that."""
LARGEST_DIRECTORY = 16 << 20
"""Bytes of the table of contents, which is read into memory before anything of it is known."""
COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What publishers and desktops write; the others need far more memory to unpack than to store."""
_END, _END_64, _POINTER_64 = b"PK\5\6", b"PK\6\6", b"PK\6\7"


def is_archive(source: Source) -> bool:
    """Whether the file is a zip with files for us: a workbook is a zip too, and is none."""
    if not zipfile.is_zipfile(source.path):
        return False
    names = open_zip(source.path).namelist()
    is_document = "[Content_Types].xml" in names or "mimetype" in names
    return not is_document and any(name.lower().endswith((".csv", ".zip")) for name in names)


def archive_members(source: Source) -> list[zipfile.ZipInfo]:
    """The CSV files in a zip. Raises DataError, naming every reason, where the zip is not a plain one."""
    members = open_zip(source.path).infolist()
    require_plain_members(members, source.path, ratio=LARGEST_RATIO)
    nested = [info.filename for info in members if info.filename.lower().endswith(".zip")]
    if nested:
        message = f"this archive holds {len(nested)} more archives, the first {_shown(nested[0])}"
        hint = "Archives in archives are not opened: unpack this one by hand and ingest what is in it."
        raise DataError(
            Problem(message.replace("1 more archives", "another archive"), source.path, hint=hint)
        )
    return sorted(
        (info for info in members if info.filename.lower().endswith(".csv")), key=lambda info: info.filename
    )


@contextmanager
def unpacked(source: Source, info: zipfile.ZipInfo) -> Iterator[Source]:
    """One member of a zip as a file of its own, under a name of ours, for as long as it is read.

    Raises DataError where the member is damaged.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "member.csv"
        try:
            with (
                zipfile.ZipFile(source.path) as archive,
                archive.open(info) as packed,
                path.open("wb") as out,
            ):
                while chunk := packed.read(CHUNK):
                    out.write(chunk)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError) as error:
            raise DataError(Problem(f"it is damaged ({error})", source.path)) from None
        yield Source(path, f"{source.name}/{Path(info.filename).name}", source.synthetic, source.origin)


def open_zip(path: Path) -> zipfile.ZipFile:
    """A zip's table of contents; its file is closed again. Raises DataError where it is damaged or absurd."""
    size, members = _directory(path)
    if size > LARGEST_DIRECTORY or members > MOST_MEMBERS:
        raise DataError(_problem(f"this archive lists {members:,} files in {size:,} bytes", path))
    try:
        with zipfile.ZipFile(path) as archive:
            return archive
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError, struct.error) as error:
        raise DataError(Problem(f"this archive is damaged ({error})", path)) from None


def _directory(path: Path) -> tuple[int, int]:
    """Size and members of the table of contents as the end of the zip gives them; 0, 0 without an end."""
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - (1 << 16) - 22))
        tail = file.read()
        end = tail.rfind(_END)
        if end < 0 or len(tail) < end + 22:
            return 0, 0
        members, size = struct.unpack("<HL", tail[end + 10 : end + 16])
        if (pointer := tail.rfind(_POINTER_64, 0, end)) >= 0:
            file.seek(struct.unpack("<Q", tail[pointer + 8 : pointer + 16])[0])
            record = file.read(56)
            if record.startswith(_END_64) and len(record) == 56:
                members, size = struct.unpack("<QQ", record[32:48])
    return size, members


def require_plain_members(
    members: Sequence[zipfile.ZipInfo], path: Path, *, ratio: int, what: str = "archive"
) -> None:
    """Raise DataError with every reason for which these members must not be unpacked."""
    problems = [_problem(reason, path) for info in members for reason in _faults(info, ratio)]
    total = sum(info.file_size for info in members)
    if total > LARGEST_TOTAL:
        problems.append(_problem(f"this {what} would unpack to {total:,} bytes", path))
    if overlapping := _overlapping(members):
        problems.append(_problem(f"{_shown(overlapping)} lies over another part of this {what}", path))
    repeated = [name for name, count in Counter(info.filename for info in members).items() if count > 1]
    if repeated:
        problems.append(_problem(f"{_shown(repeated[0])} is in this {what} twice", path))
    if problems:
        raise DataError(problems[:SHOWN_PROBLEMS])


SHOWN_PROBLEMS = 20
"""Reasons that are worth telling: a zip made to harm may give thousands."""


def _faults(info: zipfile.ZipInfo, ratio: int) -> Iterator[str]:
    name = _shown(info.filename)
    if info.file_size > LARGEST_MEMBER or info.file_size > ratio * max(info.compress_size, 1000):
        yield f"{name} would unpack from {info.compress_size:,} to {info.file_size:,} bytes"
    if _leaves_its_folder(info.filename):
        yield f"{name} names a place outside its folder"
    if stat.S_ISLNK(info.external_attr >> 16):
        yield f"{name} is a link, not a file"
    if info.flag_bits & 0x1:
        yield f"{name} is protected by a password"
    if info.compress_type not in COMPRESSIONS:
        yield f"{name} is packed in an unusual way (method {info.compress_type})"


def _leaves_its_folder(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or parts[0] == "" or parts[0].endswith(":") or "\0" in name


def _overlapping(members: Sequence[zipfile.ZipInfo]) -> str:
    """The first member that begins inside another: the trick by which a small zip holds petabytes."""
    end = 0
    for info in sorted(members, key=lambda info: info.header_offset):
        if info.header_offset < end:
            return info.filename
        end = info.header_offset + 30 + len(info.filename) + info.compress_size
    return ""


def _shown(name: str) -> str:
    """A member's name that no control character or length can make a mess of."""
    plain = "".join(character if character.isprintable() else "?" for character in name)
    return f'"{plain[:80]}{"..." if len(plain) > 80 else ""}"'


def _problem(message: str, path: Path) -> Problem:
    return Problem(message, path, hint="Published archives do not: nothing was unpacked. Fetch it again.")
