"""What publishers have changed: editions of the same slice compared, out of the store alone.

A slice (a police force's month, a table's quarter) that two editions hold was published again. The
two are compared key by key out of their ``counts.parquet``, in which every column but ``count`` is
a key. A key that one of them does not have counts nothing there: a slice that is held is complete.
In datasets where a zero is always written (EXPLICIT_ZEROES) it is not known there, and not compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from csp_toolkit.coverage import read_periods
from csp_toolkit.errors import DataError, Problem
from csp_toolkit.indicators.change import MINIMUM_BASE
from csp_toolkit.store import Edition, Store

if TYPE_CHECKING:
    import duckdb

PERIOD_COLUMNS = ("month", "quarter", "financial_year", "period")
"""Names under which counts say which period they are for; the first that is there does."""
AREA_COLUMN = re.compile(
    r"(?:lsoa|msoa|area|ward|district|csp|force|station)(?:\d\d)?(?:_(?:code|name|key))?"
)
"""Columns that are added up over unless they are asked for."""

EXPLICIT_ZEROES = frozenset({"partner_return"})
"""Datasets in which a figure that is in no row was withheld or not supplied, and is no zero."""

SliceKey = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Revision:
    """One count that a later edition of a slice gives otherwise than the edition before.

    ``keys`` are the columns and values that it is for, all others added up. ``moved`` is by how much
    the counts below it changed, ups and downs together: more than the difference where some rose
    and others fell. ``same_bytes`` says that the publisher changed nothing, and a newer version of
    the loader reads the same file otherwise.
    """

    dataset: str
    slice: SliceKey
    keys: tuple[tuple[str, str], ...]
    old: int
    new: int
    moved: int
    from_edition: str
    to_edition: str
    from_as_at: date
    to_as_at: date
    same_bytes: bool = False

    @property
    def difference(self) -> int:
        """New less old."""
        return self.new - self.old

    @property
    def percent(self) -> float | None:
        """The difference in percent of the old count; none on a base under 50."""
        return 100 * self.difference / self.old if self.old >= MINIMUM_BASE else None


def find_revisions(
    store: Store, dataset: str | None = None, *, by: Sequence[str] | None = None
) -> list[Revision]:
    """Every count that changed between an edition of a slice and the next, as known at the store's day.

    By default areas are added up and all other keys are kept; ``by`` names the key columns to keep
    instead (an empty list: one revision for each slice). By dataset, then day of the later edition,
    then slice. Raises DataError for a column of ``by`` that no compared dataset has.
    """
    import duckdb

    found: list[Revision] = []
    columns: set[str] = set()
    # One thread: orders must not depend on timing.
    with duckdb.connect(config={"threads": 1}) as connection:
        for old, new, slices in republished(store, dataset):
            comparison = _Comparison(connection, store, old, new, slices)
            if comparison.keys:
                columns.update(comparison.keys)
                found += comparison.revisions(by)
    if columns and (unknown := sorted(set(by or ()) - columns)):
        hint = "Known: " + ", ".join(sorted(columns))
        raise DataError(Problem(f'no revised data has a column "{unknown[0]}"', hint=hint))
    return found


def republished(
    store: Store, dataset: str | None = None
) -> Iterator[tuple[Edition, Edition, list[SliceKey]]]:
    """Editions of which one follows the other in some slices, with those slices; oldest first."""
    names = sorted({edition.dataset for edition in store.editions if dataset in (None, edition.dataset)})
    for name in names:
        newest: dict[SliceKey, Edition] = {}
        for edition in store.of_dataset(name):
            earlier: dict[tuple[str, int], tuple[Edition, list[SliceKey]]] = {}
            for part in edition.slices:
                if before := newest.get(part.key):
                    earlier.setdefault((before.id, len(part.key)), (before, []))[1].append(part.key)
                newest[part.key] = edition
            for before, slices in earlier.values():
                yield before, edition, sorted(slices)


class _Comparison:
    """Two editions side by side, in the slices and by the key columns that both have."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        store: Store,
        old: Edition,
        new: Edition,
        slices: Sequence[SliceKey],
    ) -> None:
        self.connection, self.old, self.new, self.slices = connection, old, new, slices
        self.files = [store.file(edition, "counts.parquet") for edition in (old, new)]
        self.keys = self._common_keys() if all(file.exists() for file in self.files) else []
        self.period = next((name for name in PERIOD_COLUMNS if name in self.keys), None)

    def _common_keys(self) -> list[str]:
        described = [
            self.connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(file)]).fetchall()
            for file in self.files
        ]
        old, new = ([row[0] for row in rows] for rows in described)
        return [name for name in new if name in old and name != "count"]

    def revisions(self, by: Sequence[str] | None) -> list[Revision]:
        """What differs, at the level that is asked for."""
        self._create_both()
        matched = self._create_wanted()
        level = self._level(matched) if by is None else [name for name in self.keys if name in by]
        width = len(self.slices[0])
        grouped = ", ".join([*(f"s{place}" for place in range(width)), *(_quote(name) for name in level)])
        on = " AND ".join(f"{_quote(column)} = {slot}" for column, slot in matched.items()) or "true"
        rows = self.connection.execute(
            f"""SELECT {grouped}, sum(old)::BIGINT, sum(new)::BIGINT, sum(abs(new - old))::BIGINT AS moved
            FROM side_by_side JOIN wanted ON {on} GROUP BY {grouped} HAVING moved > 0 ORDER BY {grouped}"""
        ).fetchall()
        return [self._revision(row, level) for row in rows]

    def _create_both(self) -> None:
        """``side_by_side``: each combination of keys with its old and its new count, absent being 0."""
        keys = ", ".join(f"coalesce({_quote(name)}::VARCHAR, '') AS {_quote(name)}" for name in self.keys)
        both = "HAVING count(*) = 2" if self.new.dataset in EXPLICIT_ZEROES else ""
        self.connection.execute(
            f"""CREATE OR REPLACE TABLE side_by_side AS
            SELECT * EXCLUDE (old, new), sum(old) AS old, sum(new) AS new FROM (
                SELECT {keys}, count AS old, 0 AS new FROM read_parquet($old)
                UNION ALL SELECT {keys}, 0, count FROM read_parquet($new)) GROUP BY ALL {both}""",
            {"old": str(self.files[0]), "new": str(self.files[1])},
        )

    def _create_wanted(self) -> dict[str, str]:
        """``wanted``: the slices and the periods in them. Gives back which key must equal which column."""
        last = len(self.slices[0]) - 1
        inside = _periods_inside(self.slices, self._values(self.period) if self.period else [])
        rows = [
            (*key, label)
            for key in self.slices
            for label in (inside[key[last]] if self.period else [key[last]])
        ]
        slots = ", ".join(f"s{place} VARCHAR" for place in range(last + 1))
        self.connection.execute(f"CREATE OR REPLACE TABLE wanted ({slots}, held VARCHAR)")
        if rows:
            marks = ", ".join("?" * (last + 2))
            self.connection.executemany(f"INSERT INTO wanted VALUES ({marks})", rows)
        matched = {self.period: "held"} if self.period else {}
        for place in range(last if self.period else last + 1):
            column = self._column_of({key[place] for key in self.slices}, matched)
            if column is not None:
                matched[column] = f"s{place}"
            else:  # none of these slices holds a count, so none can differ
                self.connection.execute("DELETE FROM wanted")
        return matched

    def _values(self, column: str) -> list[str]:
        query = f"SELECT DISTINCT {_quote(column)} FROM side_by_side ORDER BY ALL"
        return [row[0] for row in self.connection.execute(query).fetchall()]

    def _column_of(self, names: set[str], taken: Mapping[str, str]) -> str | None:
        """The key column in which most of a part of the slices' names stand, such as the police force."""
        found = {name: len(names & set(self._values(name))) for name in self.keys if name not in taken}
        best = max(found, key=lambda name: found[name], default=None)
        return best if best is not None and found[best] else None

    def _level(self, matched: Mapping[str, str]) -> list[str]:
        """All keys but areas and what the slice says; the period too where slices are longer than it."""
        last = f"s{len(self.slices[0]) - 1}"
        query = f"SELECT count(*) FROM wanted WHERE held <> {last}"
        finer = self.connection.execute(query).fetchall()[0][0] > 0
        return [
            name
            for name in self.keys
            if (finer if name == self.period else name not in matched and not AREA_COLUMN.fullmatch(name))
        ]

    def _revision(self, row: Sequence[object], level: Sequence[str]) -> Revision:
        *names, old, new, moved = row
        texts, width = [str(name) for name in names], len(self.slices[0])
        return Revision(
            dataset=self.new.dataset,
            slice=tuple(texts[:width]),
            keys=tuple(zip(level, texts[width:], strict=True)),
            old=int(str(old)),
            new=int(str(new)),
            moved=int(str(moved)),
            from_edition=self.old.id,
            to_edition=self.new.id,
            from_as_at=self.old.as_at,
            to_as_at=self.new.as_at,
            same_bytes=self.old.sha256 == self.new.sha256,
        )


def _periods_inside(slices: Sequence[SliceKey], held: Sequence[str]) -> dict[str, list[str]]:
    """For each slice's period the labels of the counts' periods that lie in it: itself, or shorter ones."""
    labels = sorted({key[-1] for key in slices})
    periods = read_periods([*labels, *held])
    months = {label: set(period.months) for label, period in periods.items()}
    return {
        wide: [
            label
            for label in held
            if label == wide or (label in months and months[label] <= months.get(wide, set()))
        ]
        for wide in labels
    }


def _quote(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'
