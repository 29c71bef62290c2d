"""What lies in a folder, and whether it is a file at all and stays one while it is read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from csp_toolkit.errors import DataError, Problem

MOST_FILES = 100_000
"""Files in a folder: more than data.police.uk has published; a whole disk has more."""
_KINDS = {
    stat.S_ISFIFO: "a pipe",
    stat.S_ISSOCK: "a socket",
    stat.S_ISCHR: "a device",
    stat.S_ISBLK: "a device",
}


def files_below(folder: Path) -> list[Path]:
    """Everything in a folder and below that is no folder, sorted; hidden entries are left out.

    A link to a folder is given too, and not followed: it is for ``require_file`` to say so. So is a
    folder that cannot be listed. Raises DataError where there is no end of files.
    """
    found: list[Path] = []
    unreadable: list[OSError] = []
    for parent, folders, files in os.walk(folder, onerror=unreadable.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        links = [name for name in folders if os.path.islink(os.path.join(parent, name))]
        found += [Path(parent, name) for name in [*files, *links] if not name.startswith(".")]
        if len(found) > MOST_FILES:
            hint = "Name the folder that the published files are in."
            raise DataError(Problem(f"this folder holds more than {MOST_FILES:,} files", folder, hint=hint))
    return sorted([*found, *(Path(error.filename) for error in unreadable)])


def require_file(path: Path) -> None:
    """Raise DataError where there is something other than a file: to open it could wait for ever."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        linked = "this link leads nowhere" if path.is_symlink() else "this file cannot be read"
        raise DataError(Problem(f"{linked} ({error.strerror})", path)) from None
    if path.is_symlink() and stat.S_ISDIR(mode):
        hint = "Links to folders are not followed: name the folder itself."
        raise DataError(Problem("this is a link to a folder", path, hint=hint))
    if stat.S_ISDIR(mode):
        raise DataError(Problem("this folder cannot be listed", path, hint="Ask who owns it for access."))
    kind = next((name for is_kind, name in _KINDS.items() if is_kind(mode)), "")
    if kind:
        raise DataError(
            Problem(f"this is {kind}, not a file", path, hint="Name a file or a folder of files.")
        )


def signature(path: Path) -> tuple[int, ...]:
    """What changes when a file is written to or replaced."""
    found = path.stat()
    return (found.st_size, found.st_mtime_ns, found.st_ino)


def require_unchanged(path: Path, before: tuple[int, ...]) -> None:
    """Raise DataError where a file is no longer what it was when its reading began."""
    if signature(path) != before:
        hint = "Nothing of it was stored. Ingest it again when nobody writes to it."
        raise DataError(Problem("this file changed while it was read", path, hint=hint))
