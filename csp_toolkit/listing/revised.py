"""What ``csp list revisions`` prints: what publishers changed, line by line or summed up where it is much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from csp_toolkit.listing.table import align_columns
from csp_toolkit.revisions import Revision, find_revisions, republished
from csp_toolkit.store import Store

HEADING = ("DATASET", "FOR", "WHAT", "OLD", "NEW", "CHANGE", "%", "MOVED", "KNOWN FROM", "BEFORE")
NUMBERS = HEADING[3:8]
MOST_LINES = 40
"""Lines for the changes from one day to another: more are summed up."""
LARGEST = 5
"""Changes that a sum is followed by."""

Batch = tuple[str, date, date, bool]


def list_revisions(store: Store, dataset: str | None = None) -> list[str]:
    """What changed between editions: a line for each count, summed up by slice where that is too much.

    A back series that was revised as a whole is one line and its largest changes. "MOVED" counts
    ups and downs below the line together, so that what only changed place is seen too.
    """
    found = find_revisions(store, dataset)
    again = sum(len(slices) for _, _, slices in republished(store, dataset))
    if not found:
        return [_describe_none(again)]
    batches = _batches(found)
    many = any(len(batch) > MOST_LINES for batch in batches.values())
    whole = _batches(find_revisions(store, dataset, by=[])) if many else {}
    rows = [row for key, batch in batches.items() for row in _rows(batch, whole.get(key, []))]
    changed = len({(r.to_edition, r.slice) for r in found})
    lines = align_columns([HEADING, *rows], right=NUMBERS)
    if any(revision.same_bytes for revision in found):
        lines.append("* the same file, read otherwise by a newer version of this toolkit")
    return [*lines, "", f"Published again: {_slices(again)}, {changed:,} of them with other counts."]


def _describe_none(again: int) -> str:
    if again:
        return f"Published again: {_slices(again)}, all with the same counts."
    return "Nothing in the store was published again."


def _slices(number: int) -> str:
    return f"{number:,} slice" + ("" if number == 1 else "s")


def _batches(found: Sequence[Revision]) -> dict[Batch, list[Revision]]:
    """Revisions that belong together: a dataset's, from one day to another."""

    def batch(revision: Revision) -> Batch:
        return revision.dataset, revision.to_as_at, revision.from_as_at, revision.same_bytes

    return {key: list(group) for key, group in groupby(sorted(found, key=batch), key=batch)}


def _rows(revisions: Sequence[Revision], whole: Sequence[Revision]) -> list[tuple[str, ...]]:
    """A line for each revision; where they are too many one for each whole slice, or one for all."""
    if len(revisions) <= MOST_LINES:
        return [_row(revision) for revision in revisions]
    if len(whole) <= MOST_LINES:
        return [_row(revision) for revision in whole]
    largest = sorted(revisions, key=lambda r: (-abs(r.difference), r.slice, r.keys))[:LARGEST]
    return [_row(_sum_up(whole)), *(_row(revision, "of which ") for revision in largest)]


def _sum_up(whole: Sequence[Revision]) -> Revision:
    """One revision for all the slices of a batch."""
    return replace(
        whole[0],
        slice=(_slices(len({r.slice for r in whole})),),
        old=sum(r.old for r in whole),
        new=sum(r.new for r in whole),
        moved=sum(r.moved for r in whole),
    )


def _row(revision: Revision, prefix: str = "") -> tuple[str, ...]:
    percent = revision.percent
    return (
        revision.dataset,
        prefix + " ".join(part for part in revision.slice if part),
        ", ".join(value for _, value in revision.keys if value) or "all",
        f"{revision.old:,}",
        f"{revision.new:,}",
        f"{revision.difference:+,}" if revision.difference else "0",
        "" if percent is None else f"{percent:+.1f}",
        f"{revision.moved:,}",
        revision.to_as_at.isoformat() + ("*" if revision.same_bytes else ""),
        revision.from_as_at.isoformat(),
    )
