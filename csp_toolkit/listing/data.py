"""What ``csp list data`` prints: what is held of each dataset, what is missing, revised and provisional."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from csp_toolkit.coverage import find_gaps, provisional_slices
from csp_toolkit.listing.table import align_columns
from csp_toolkit.store import Edition, Store

HEADING = (
    "DATASET", "FOR", "HELD", "MISSING BETWEEN", "EDITIONS", "REVISED", "PROVISIONAL", "ROWS", "REJECTED",
)  # fmt: skip
NUMBERS = HEADING[4:]
MOST_GROUPS = 60
"""Lines for one dataset: beyond that, groups are taken together by the first parts of their names."""
FEW_GAPS = 4
"""Gaps that are named; more are only counted."""


def list_data(store: Store) -> list[str]:
    """A line for each dataset and force or other group: coverage, editions, revised and provisional slices.

    A slice is revised when editions with different bytes hold it; what that changed is another
    question (``list_revisions``). Rows are those that figures are read from, rejected rows those of
    every edition.
    """
    rows = []
    for dataset in sorted({edition.dataset for edition in store.editions}):
        held = _Held.of(store, dataset)
        rows += [held.line(name) for name in held.groups]
    if not rows:
        return ["The store is empty. Take files in with: csp ingest PATH"]
    return align_columns([HEADING, *rows], right=NUMBERS)


@dataclass(frozen=True)
class _Held:
    """A dataset's slices, each with all its editions, oldest first, and those that are provisional."""

    dataset: str
    slices: Mapping[tuple[str, ...], Sequence[Edition]]
    provisional: frozenset[tuple[str, ...]]
    depth: int

    @classmethod
    def of(cls, store: Store, dataset: str) -> _Held:
        slices: dict[tuple[str, ...], list[Edition]] = {}
        for edition in store.of_dataset(dataset):
            for part in edition.slices:
                slices.setdefault(part.key, []).append(edition)
        longest = max((len(key) - 1 for key in slices), default=0)
        depths = [
            depth for depth in range(longest + 1) if len({k[:-1][:depth] for k in slices}) <= MOST_GROUPS
        ]
        return cls(dataset, slices, frozenset(provisional_slices(store, dataset)), max(depths))

    @property
    def groups(self) -> list[tuple[str, ...]]:
        return sorted({key[:-1][: self.depth] for key in self.slices})

    def line(self, group: tuple[str, ...]) -> tuple[str, ...]:
        mine = {key: editions for key, editions in self.slices.items() if key[:-1][: self.depth] == group}
        labels = sorted({key[-1] for key in mine})
        revised = [key for key, editions in mine.items() if len({e.sha256 for e in editions}) > 1]
        editions = {edition.id: edition for found in mine.values() for edition in found}
        rejected = sum(edition.rejected for edition in editions.values())
        return (
            self.dataset,
            " ".join(group) or "all areas",
            describe_span(labels),
            describe_gaps(labels),
            f"{len(editions):,}",
            f"{len(revised):,}",
            f"{len(self.provisional & mine.keys()):,}",
            _rows_in_use(mine),
            f"{rejected:,}",
        )


def _rows_in_use(slices: Mapping[tuple[str, ...], Sequence[Edition]]) -> str:
    """The rows of the newest edition of each slice; none where a loader does not count them by slice."""
    facts = [editions[-1].slice_facts(key) for key, editions in slices.items()]
    return f"{sum(fact['rows'] for fact in facts):,}" if all("rows" in fact for fact in facts) else ""


def describe_span(held: Sequence[str]) -> str:
    """The first and last of what is held, and how many there are."""
    if len(held) == 1:
        return held[0]
    return f"{held[0]} to {held[-1]} ({len(held)} held)"


def describe_gaps(held: Sequence[str]) -> str:
    """The periods missing between the first and the last, by name where the gaps are few."""
    gaps = find_gaps(held)
    if len(gaps) > FEW_GAPS:
        return f"{len(gaps)} gaps, the last: {_describe_gap(gaps[-1])}"
    return ", ".join(_describe_gap(gap) for gap in gaps) or "none"


def _describe_gap(gap: tuple[str, str]) -> str:
    first, last = gap
    return first if first == last else f"{first} to {last}"
