"""What ``csp ingest`` prints: what became of each file, and the sums at the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from csp_toolkit.loaders.ingest import Taken


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
        lines += [f"  {e.source_name}: {note}" for e in stored for note in e.notes]
        lines += [
            f"  not recognised: {item.source_name}" for item in self.items if item.outcome == "not recognised"
        ]
        return "\n".join(lines)
