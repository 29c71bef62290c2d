"""Notes that several tables of a section share stand once above them.

Only notes that say themselves what they hold for are moved: which periods, which kind of figure, which rows.
Shorthand such as [c] stays under each table that uses it, as do remarks on single rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from csp_toolkit.blocks.model import Callout, Heading, Paragraph, Table
from csp_toolkit.report.notes import (
    CHANGE_OF_RATE,
    CHANGES,
    CHANGES_OF_RATES,
    COMPLETE,
    INTERVALS,
    SMALL_BASE,
)

LEAD = "What follows holds for the tables of this section, each where it applies."
Block = Heading | Table | Callout | Paragraph


def say_once(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with a paragraph before them of what holds for several tables, left out of those."""
    notes = [note for block in blocks if isinstance(block, Table) for note in block.notes]
    shared = _shared(notes)
    if not shared:
        return list(blocks)
    told = Paragraph(text=" ".join([LEAD, *_said(shared)]))
    return [told, *(_without(block, shared) for block in blocks)]


def _shared(notes: Sequence[str]) -> list[str]:
    """Those met in more than one table, in the order in which they are met; every method counts as one."""
    times = Counter(note.split(":")[0] if note.startswith(INTERVALS) else note for note in notes)
    general = [note for note in dict.fromkeys(notes) if _is_general(note)]
    return [n for n in general if times[n.split(":")[0] if n.startswith(INTERVALS) else n] > 1]


def _is_general(note: str) -> bool:
    return note in (SMALL_BASE, COMPLETE, CHANGE_OF_RATE, CHANGES_OF_RATES) or note.startswith(
        (f"{CHANGES} from", INTERVALS)
    )


def _said(notes: Sequence[str]) -> list[str]:
    """The notes, with the methods of a kind of figure in one sentence."""
    methods: dict[str, set[str]] = {}
    for note in notes:
        if note.startswith(INTERVALS):
            kind, named = note.removesuffix(".").split(": ")
            methods.setdefault(kind, set()).update(named.split(" or "))
    said = [note for note in notes if not note.startswith(INTERVALS)]
    return [*said, *(f"{kind}: {' or '.join(sorted(names))}." for kind, names in methods.items())]


def _without(block: Block, shared: Sequence[str]) -> Block:
    if not isinstance(block, Table):
        return block
    return block.model_copy(update={"notes": tuple(n for n in block.notes if n not in shared)})
