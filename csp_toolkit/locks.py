"""Locks that end with their process: whoever holds one is alive, on every system and after a kill.

A number of a process can be given to another one, and means nothing on another machine; a lock of
the operating system is let go when its process ends, however it ends.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def try_lock(path: Path) -> Iterator[bool]:
    """Hold a lock on a file for as long as the block runs; gives False where somebody else has it.

    The file is made where there is none and removed afterwards by whoever held it.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT)
    held = False
    try:
        held = _is_locked(descriptor) and _is_still(descriptor, path)
        yield held
    finally:
        # Where an open file can be removed it goes while it is locked: nobody can have taken it between.
        if held and os.name != "nt":
            path.unlink(missing_ok=True)
        os.close(descriptor)
        if held and os.name == "nt":
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _is_locked(descriptor: int) -> bool:
    try:
        _lock(descriptor)
    except OSError:
        return False
    return True


def _is_still(descriptor: int, path: Path) -> bool:
    """Whether the locked file is the one at the path, and was not removed before it was locked."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:
        return False
