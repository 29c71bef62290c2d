"""Decisions of disclosure control kept between runs: the same counts need not be decided twice.

Deciding a series of small counts takes seconds of integer programs, and every report of a pack needs the
same answer. What is kept are the ids of cells that are shown, never a count; a file that cannot be read is
decided anew. It lies in the user's cache, beside the embedded sample.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from csp_toolkit.disclosure import Cell, Link, Policy, Protection, protect_in_order
from csp_toolkit.disclosure.rounding import show_count
from csp_toolkit.report.kept_files import keep, read_kept

FOLDER = "releases"


def protect_remembered(stages: Sequence[Sequence[Cell]], links: Sequence[Link], policy: Policy) -> Protection:
    """The answer of ``protect_in_order``, from an earlier run where that decided the very same.

    Raises ``DataError`` as it does.
    """
    key = _fingerprint(stages, links, policy)
    kept = _read(read_kept(FOLDER, key), stages, policy)
    if kept is not None:
        return kept
    decided = protect_in_order(stages, links, policy)
    keep(FOLDER, key, {"shown": list(decided.shown), "exposed": list(decided.exposed)})
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


def _read(kept: Any, stages: Sequence[Sequence[Cell]], policy: Policy) -> Protection | None:
    """What was decided, in the order of the cells; ``None`` where it was not, or is no answer."""
    try:
        shown, exposed = set(kept["shown"]), tuple(kept["exposed"])
    except (KeyError, TypeError):
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
