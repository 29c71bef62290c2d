"""What is held for the partnership, dataset by dataset, and which rows could not be taken, by reason.

Counts of rows, periods and files alone: neither a row nor what stood in one is ever shown.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from csp_toolkit.areas import force_matches
from csp_toolkit.blocks.model import Column, Display, Heading, Paragraph, Table
from csp_toolkit.coverage import find_gaps
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.formats import NOT_APPLICABLE, notes_for_shorthand, write_list, write_short_date
from csp_toolkit.store import Edition, Store

SliceKey = tuple[str, ...]

TRANSPORT_POLICE = "British Transport Police"
BY_FORCE = ("police_uk_street", "police_uk_outcomes", "police_uk_stops")
"""Datasets whose slices begin with a police force."""
FROM_PARTNERS = ("partner_return", "resident_survey", "delivery_tracker")
"""Datasets that people write by hand: a reason that repeats a cell of theirs could be personal data."""
AREA, PERIOD_TYPE = 2, 3
"""Where the area's code and the kind of period stand in the key of a partner return."""
HOW_OFTEN = {
    "month": "by month",
    "quarter": "by quarter",
    "financial_year": "by year",
    "twelve_months": "by twelve months",
    "snapshot": "on a day",
}
NOW_AND_THEN = "resident_survey"
"""Asked when it is asked: what lies between two waves is not missing."""
FEW_GAPS = 3
"""Gaps that are named; more are only counted."""
_IN_QUOTES = re.compile(r'"[^"]*"|\'[^\']*\'')
_DIGITS = re.compile(r"\d[\d.,]*")
_IS_WHEN = re.compile(r"\d{4}|12 months")
"""How every period, day and year begins; boundaries are held by the areas they are of."""
_SHEET = re.compile(r" \(sheet [^)]*\)")


@dataclass(frozen=True)
class Holding:
    """The slices of one dataset, for one police force or supplier, that concern the partnership."""

    dataset: str
    group: str
    slices: Mapping[SliceKey, tuple[Edition, ...]]
    """Every edition of each slice, oldest first."""

    @property
    def editions(self) -> tuple[Edition, ...]:
        """All of its editions, each once, oldest first."""
        found = {edition.id: edition for every in self.slices.values() for edition in every}
        return tuple(sorted(found.values(), key=lambda e: (e.as_at, e.recorded_at, e.id)))

    @property
    def labels(self) -> list[str]:
        """The periods that are held, each once."""
        return sorted({key[-1] for key in self.slices})

    @property
    def rows(self) -> int | None:
        """The rows that figures are read from; none where a loader does not count them by slice."""
        facts = [editions[-1].slice_facts(key) for key, editions in self.slices.items()]
        return sum(fact["rows"] for fact in facts) if all("rows" in fact for fact in facts) else None


def find_holdings(figures: Figures) -> list[Holding]:
    """What the store holds that concerns the partnership, by dataset, then by force or supplier."""
    found: dict[tuple[str, str], dict[SliceKey, list[Edition]]] = {}
    for edition in figures.store.editions:
        for part in edition.slices:
            if concerns(figures, edition.dataset, part.key):
                group = (edition.dataset, _group(edition.dataset, part.key))
                found.setdefault(group, {}).setdefault(part.key, []).append(edition)
    return [
        Holding(dataset, group, {key: tuple(editions) for key, editions in slices.items()})
        for (dataset, group), slices in sorted(found.items())
    ]


def concerns(figures: Figures, dataset: str, key: SliceKey) -> bool:
    """Whether a slice is about the partnership, its police force, the railways, or everywhere."""
    if dataset in BY_FORCE:
        return key[0] == TRANSPORT_POLICE or force_matches(figures.partnership.police_force.name, key[0])
    if dataset == "partner_return":
        return key[AREA] in area_codes(figures)
    if dataset == "delivery_tracker":
        return key[0].startswith(f"{figures.partnership.slug}_")
    return True


def area_codes(figures: Figures) -> frozenset[str]:
    """The partnership's code, and that of its district where it consists of one alone."""
    partnership = figures.partnership
    alone = len(partnership.districts) == 1 and not partnership.shares_district
    return frozenset({partnership.code, *(d.code for d in partnership.districts if alone)})


def _group(dataset: str, key: SliceKey) -> str:
    """What a dataset is held for: a police force, or a supplier and how often figures come."""
    if dataset == "partner_return":
        return f"{key[0]}, {HOW_OFTEN[key[PERIOD_TYPE]]}"
    return key[0] if dataset in BY_FORCE else ""


def show_coverage(figures: Figures) -> Display:
    """Every dataset that is held: its periods, editions and rows, and why rows were refused."""
    holdings = find_holdings(figures)
    columns = (
        Column(label="Dataset"),
        Column(label="Periods held"),
        Column(label="Missing between"),
        Column(label="Files", numeric=True),
        Column(label="Rows", numeric=True),
        Column(label="Rows refused", numeric=True),
        Column(label="Latest as at"),
    )
    rows = tuple(_row(holding) for holding in holdings)
    notes = (
        *notes_for_shorthand([list(row) for row in rows]),
        "Files: all editions, earlier ones too. Rows: those of the newest edition. A row that is refused is "
        "in no figure.",
    )
    table = Table(
        caption=f"Data held for {figures.partnership.name}", columns=columns, rows=rows, notes=notes
    )
    return Display(blocks=(Heading(text="What is held"), table, *_refusals(figures.store, holdings)))


def _row(holding: Holding) -> tuple[str, ...]:
    editions = holding.editions
    title = editions[-1].title + (f": {holding.group}" if holding.group else "")
    rows = holding.rows
    return (
        title,
        _span(holding.labels),
        NOT_APPLICABLE if holding.dataset == NOW_AND_THEN else _gaps(holding),
        f"{len(editions):,}",
        NOT_APPLICABLE if rows is None else f"{rows:,}",
        f"{sum(edition.rejected for edition in editions):,}",
        write_short_date(editions[-1].as_at),
    )


def _span(labels: Sequence[str]) -> str:
    """The first and the last, and how many; not applicable where a dataset is not held by period."""
    if not any(_IS_WHEN.match(label) for label in labels):
        return NOT_APPLICABLE
    return labels[0] if len(labels) == 1 else f"{labels[0]} to {labels[-1]} ({len(labels)})"


def _gaps(holding: Holding) -> str:
    """The periods missing between the first and the last, in any of its series."""
    series: dict[SliceKey, list[str]] = {}
    for key in holding.slices:
        series.setdefault(key[:-1], []).append(key[-1])
    found = sorted({gap for labels in series.values() for gap in find_gaps(labels)})
    gaps = [first if first == last else f"{first} to {last}" for first, last in found]
    if len(gaps) > FEW_GAPS:
        return f"{len(gaps)} gaps, the last: {gaps[-1]}"
    return write_list(gaps) or "none"


def _refusals(store: Store, holdings: Sequence[Holding]) -> Iterator[Heading | Table | Paragraph]:
    """Why rows were refused, counted; what stood in them is never repeated."""
    editions = {edition.id: edition for holding in holdings for edition in holding.editions}
    counted = count_refusals(store, [edition for edition in editions.values() if edition.rejected])
    yield Heading(text="Rows that could not be taken", level=3)
    if not counted:
        yield Paragraph(text="Every row of these files was taken.")
        return
    yield Table(
        caption="Rows refused, by dataset and reason",
        columns=(Column(label="Dataset"), Column(label="Reason"), Column(label="Rows", numeric=True)),
        rows=tuple((title, reason, f"{number:,}") for (title, reason), number in sorted(counted.items())),
        notes=("What stood in a row is not shown here. It stands beside its edition in the store.",),
    )


def count_refusals(store: Store, editions: Sequence[Edition]) -> Counter[tuple[str, str]]:
    """How many rows were refused, by the dataset's title and the reason, without anything out of a row.

    Raises DataError where the list of an edition's refused rows is missing or was changed.
    """
    counted: Counter[tuple[str, str]] = Counter()
    for edition in editions:
        with store.whole_file(edition, "rejects.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                counted[edition.title, _reason(edition.dataset, row)] += 1
    return counted


def _reason(dataset: str, row: Mapping[str, str]) -> str:
    """The reason without the cell that it quotes; of what people write by hand the column alone."""
    column = row["column"] or "row"
    if dataset in FROM_PARTNERS:
        return f"{column}: not as it has to be"
    said = _DIGITS.sub("…", _IN_QUOTES.sub("…", _SHEET.sub("", row["reason"])))
    return f"{column}: {said}"
