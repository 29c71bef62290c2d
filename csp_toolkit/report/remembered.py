"""Decisions of disclosure control kept between runs: the same counts need not be decided twice.

Deciding a series of small counts takes seconds of integer programs, and every report of a pack needs the
same answer. What is kept are the ids of cells that are shown, never a count; a file that cannot be read is
decided anew. It lies in the user's cache, beside the embedded sample.
"""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from csp_toolkit.disclosure import Cell, Link, Policy, Protection, protect_in_order
from csp_toolkit.disclosure.rounding import show_count
from csp_toolkit.workspace import cache_folder

FOLDER = "releases"
MOST_KEPT = 2_000
"""Files kept; with more, the oldest half goes."""


def protect_remembered(stages: Sequence[Sequence[Cell]], links: Sequence[Link], policy: Policy) -> Protection:
    """The answer of ``protect_in_order``, from an earlier run where that decided the very same.

    Raises ``DataError`` as it does.
    """
    file = cache_folder() / FOLDER / f"{_fingerprint(stages, links, policy)}.json"
    kept = _read(file, stages, policy)
    if kept is not None:
        return kept
    decided = protect_in_order(stages, links, policy)
    _keep(file, decided)
    return decided


def _fingerprint(stages: Sequence[Sequence[Cell]], links: Sequence[Link], policy: Policy) -> str:
    """Everything that the answer depends on: the counts, their sums, the rule, and the code that decides."""
    cells = [[[c.id, c.value, c.shown, c.withheld, c.is_open] for c in stage] for stage in stages]
    sums = [[link.total, *link.parts] for link in links]
    told = json.dumps([_code(), policy.model_dump(mode="json"), cells, sums])
    return hashlib.sha256(told.encode()).hexdigest()


@cache
def _code() -> str:
    """A hash of the engine's own files."""
    import csp_toolkit.disclosure

    folder = Path(csp_toolkit.disclosure.__file__).parent
    content = b"\0".join(path.read_bytes() for path in sorted(folder.glob("*.py")))
    return hashlib.sha256(content).hexdigest()


def _read(file: Path, stages: Sequence[Sequence[Cell]], policy: Policy) -> Protection | None:
    """What was decided, in the order of the cells; ``None`` where it was not, or the file is not whole."""
    try:
        kept = json.loads(file.read_text("utf-8"))
        shown, exposed = set(kept["shown"]), tuple(kept["exposed"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    every = [cell for stage in stages for cell in stage]
    values = {cell.id: cell.value for cell in every}
    if not shown <= {name for name, value in values.items() if value is not None}:
        return None
    counts = {c.id: c.value for c in every if c.id in shown and c.value is not None}
    is_open = {c.id for c in every if c.is_open}
    return Protection(
        {name: value if name in is_open else show_count(value, policy) for name, value in counts.items()},
        exposed,
    )


def _keep(file: Path, decided: Protection) -> None:
    """Write beside its place and rename. A cache that cannot be written is no failure."""
    text = json.dumps({"shown": list(decided.shown), "exposed": list(decided.exposed)})
    scratch = file.with_name(f".{uuid.uuid4().hex}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_text(text, "utf-8")
        os.replace(scratch, file)
        _forget_old(file.parent)
    except OSError:
        with suppress(OSError):
            scratch.unlink(missing_ok=True)


def _forget_old(folder: Path) -> None:
    files = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
    for path in files[: len(files) // 2] if len(files) > MOST_KEPT else []:
        path.unlink(missing_ok=True)
