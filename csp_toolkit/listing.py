"""What ``csp list``, ``csp explain`` and ``csp ingest`` print: lines of text, nothing computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from csp_toolkit.frames import load_partnerships
from csp_toolkit.indicators.catalogue import Catalogue, load_catalogue
from csp_toolkit.loaders.ingest import Taken
from csp_toolkit.notebooks import declared_parameters
from csp_toolkit.parameters import Project
from csp_toolkit.store import Edition, Store


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines with aligned columns."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def list_partnerships(store: Store) -> list[str]:
    """Slug, code, name and police force of every partnership in the lookup."""
    rows = [(p.slug, p.code, p.name, p.police_force.name) for p in load_partnerships(store)]
    return columns([("SLUG", "CODE", "NAME", "POLICE FORCE"), *sorted(rows)])


def list_indicators() -> list[str]:
    """Id, name and which way is better of every indicator."""
    rows = [(i.id, i.name, i.better) for i in load_catalogue()]
    return columns([("INDICATOR", "NAME", "BETTER"), *rows])


def list_reports(project: Project) -> list[str]:
    """Every notebook and the parameters it takes."""
    rows = [
        (name, ", ".join(declared_parameters(project.notebooks / f"{name}.ipynb")))
        for name in project.report_names()
    ]
    return columns([("REPORT", "PARAMETERS"), *rows])


def list_data(store: Store) -> list[str]:
    """For each dataset and force the months or dates held, with files, rows and rejected rows."""
    rows = []
    for dataset, group in groupby(sorted(store.editions, key=lambda e: e.dataset), key=lambda e: e.dataset):
        editions = list(group)
        by_part: dict[str, list[str]] = {}
        for edition in editions:
            for part in edition.slices:
                by_part.setdefault(" ".join(part.key[:-1]), []).append(part.key[-1])
        for name, held in sorted(by_part.items()):
            rows.append(
                (dataset, name or "all areas", describe_span(sorted(set(held))), *_sums(editions, name))
            )
    heading = ("DATASET", "FOR", "HELD", "FILES", "ROWS", "REJECTED")
    return columns([heading, *rows]) if rows else ["The store is empty. Take files in with: csp ingest PATH"]


def describe_span(held: Sequence[str]) -> str:
    """The first and last of what is held and how many there are; gaps show as fewer than the span."""
    if len(held) == 1:
        return held[0]
    return f"{held[0]} to {held[-1]} ({len(held)} held)"


def _sums(editions: Sequence[Edition], name: str) -> tuple[str, str, str]:
    mine = [e for e in editions if any(" ".join(part.key[:-1]) == name for part in e.slices)]
    return f"{len(mine):,}", f"{sum(e.rows for e in mine):,}", f"{sum(e.rejected for e in mine):,}"


def explain_indicator(catalogue: Catalogue, indicator_id: str) -> list[str]:
    """An indicator's entry in the catalogue, in lines. Raises ParameterError for an unknown id."""
    i = catalogue.get(indicator_id)
    rate = f"{i.numerator} per {i.multiplier:,} {i.denominator}"
    better = {
        "lower": "a fall is better",
        "higher": "a rise is better",
        "neither": "neither: a rise can be good or bad",
    }
    lines = [
        f"{i.name} ({i.id}, version {i.version})",
        f"  What      {i.definition}",
        f"  Rate      {rate}",
        f"  Source    {i.source}",
        f"  Better    {better[i.better]}",
        "  Method    exact Poisson interval under 10, Byar's from 10; change by the exact conditional test,",
        "            its interval by score, adjusted for many looks (docs/methods.md)",
    ]
    lines += [f"  Caveat    {caveat}" for caveat in i.caveats]
    lines += [
        f"  Break     after {b.after.long_label}, before {b.before.long_label}: {b.reason}" for b in i.breaks
    ]
    return lines


@dataclass
class IngestReport:
    """Adds up what an ingest did."""

    items: list[Taken] = field(default_factory=list)

    def add(self, item: Taken) -> str:
        """Count one file; gives back the line that says what became of it."""
        self.items.append(item)
        if item.edition is None or item.outcome != "stored":
            return f"{item.source_name}: {item.outcome}"
        return f"{item.source_name}: {item.edition.rows:,} rows stored, {item.edition.rejected:,} rejected"

    def summary(self) -> str:
        """Sums for the terminal: files by outcome, rows stored and rejected, and what was passed over."""
        files = Counter(item.outcome for item in self.items)
        stored = [item.edition for item in self.items if item.edition and item.outcome == "stored"]
        rows, rejected = sum(e.rows for e in stored), sum(e.rejected for e in stored)
        lines = [
            f"{files['stored']} files stored, {files['already stored']} already stored, "
            f"{files['not recognised']} not recognised.",
            f"{rows + rejected:,} rows read = {rows:,} stored + {rejected:,} rejected.",
        ]
        lines += [
            f"  {e.source_name}: {e.rejected:,} rejected, kept with line and reason"
            for e in stored
            if e.rejected
        ]
        lines += [
            f"  not recognised: {item.source_name}" for item in self.items if item.outcome == "not recognised"
        ]
        return "\n".join(lines)
