"""What earlier runs worked out, kept in the user's cache: small files named by what they answer.

A file that cannot be read counts as none, and one that cannot be written is no failure: all of it can be
worked out again. Nothing secret may be kept here.
"""

from __future__ import annotations

import json
import os
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

from csp_toolkit.workspace import cache_folder

MOST_KEPT = 5_000
"""Files kept in a folder; with more, the oldest half goes."""


def read_kept(folder: str, key: str) -> Any:
    """What was kept under the key; ``None`` where nothing was, or not whole."""
    try:
        return json.loads(_file(folder, key).read_text("utf-8"))
    except (OSError, ValueError):
        return None


def keep(folder: str, key: str, answer: Any) -> None:
    """Keep an answer (of what JSON can hold) under its key: written beside its place and renamed."""
    file = _file(folder, key)
    scratch = file.with_name(f".{uuid.uuid4().hex}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_text(json.dumps(answer), "utf-8")
        os.replace(scratch, file)
        _forget_old(file.parent)
    except OSError:
        with suppress(OSError):
            scratch.unlink(missing_ok=True)


def _file(folder: str, key: str) -> Path:
    return cache_folder() / folder / f"{key}.json"


def _forget_old(folder: Path) -> None:
    names = [name for name in os.listdir(folder) if name.endswith(".json")]
    if len(names) <= MOST_KEPT:
        return
    for path in sorted((folder / name for name in names), key=_age)[: len(names) // 2]:
        path.unlink(missing_ok=True)


def _age(path: Path) -> float:
    """When it was written; another run may have removed it by now."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
