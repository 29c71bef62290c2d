"""Lookups from the ONS Open Geography Portal, page by page, into one CSV file.

The portal keeps its lookups as tables behind a query service. It answers a mistake with 200 and an
``error`` in the body, and a long table in pages: so the number of rows is asked first, and the file
is written only when exactly so many have come.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.fetch.addresses import shown
from csp_toolkit.fetch.client import Client
from csp_toolkit.fetch.download import Downloaded
from csp_toolkit.loaders.origin import Earlier, Origin, read_origin, write_origin

ROWS_PER_PAGE = 2000
LARGEST_TABLE = 1_000_000


@dataclass(frozen=True, slots=True)
class Table:
    """A lookup behind the address of its query service, and the columns to take from it."""

    client: Client
    address: str
    columns: Sequence[str]

    def fetch(self, target: Path) -> Downloaded:
        """Write the whole table as CSV. Raises DataError where rows or a column are missing."""
        expected = self._count()
        rows: list[list[str]] = []
        while len(rows) < expected:
            page = self._page(len(rows))
            if not page:
                raise DataError(
                    Problem(
                        f"{shown(self.address)}: gave {len(rows):,} of its {expected:,} rows",
                        hint="Part of a lookup is no lookup: nothing was kept. Try again later.",
                    )
                )
            rows += page
            self.client.say(f"{target.name}: {len(rows):,} of {expected:,} rows ...")
        return self._write(target, rows)

    def _count(self) -> int:
        count = self._ask({"returnCountOnly": "true"}).get("count")
        if not isinstance(count, int) or not 0 < count <= LARGEST_TABLE:
            hint = "An empty answer is no empty lookup: nothing was kept. See docs/fetch.md."
            raise DataError(Problem(f"{shown(self.address)}: says it has {count} rows", hint=hint))
        return count

    def _page(self, offset: int) -> list[list[str]]:
        # Ordered by everything: without a total order two pages may share a row and lose another.
        answer = self._ask(
            {
                "outFields": ",".join(self.columns),
                "orderByFields": ",".join(self.columns),
                "returnGeometry": "false",
                "resultOffset": str(offset),
                "resultRecordCount": str(ROWS_PER_PAGE),
            }
        )
        try:
            records = [feature["attributes"] for feature in answer["features"]]
            return [["" if row[name] is None else str(row[name]) for name in self.columns] for row in records]
        except (KeyError, TypeError) as error:
            raise DataError(Problem(f"{shown(self.address)}: its rows lack {error}", hint=_CHANGED)) from None

    def _ask(self, question: dict[str, str]) -> dict[str, Any]:
        query = urlencode({"where": "1=1", **question, "f": "json"})
        _, body = self.client.read_page(f"{self.address}?{query}")
        try:
            answer = json.loads(body)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise DataError(Problem(f"{shown(self.address)}: does not answer as a table does", hint=_CHANGED))
        if "error" in answer:
            fault = answer["error"] if isinstance(answer["error"], dict) else {}
            details = "; ".join(
                [str(fault.get("message", "no reason")), *map(str, fault.get("details") or [])]
            )
            raise DataError(
                Problem(f"{shown(self.address)}: refuses the question ({details[:200]})", hint=_CHANGED)
            )
        return answer

    def _write(self, target: Path, rows: list[list[str]]) -> Downloaded:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([list(self.columns), *rows])
        content = text.getvalue().encode()
        before, digest = read_origin(target), hashlib.sha256(content).hexdigest()
        changed = bool(before and before.sha256 != digest)
        earlier = before.earlier if before else ()
        if before and changed:
            earlier = (*earlier, Earlier(before.sha256, before.fetched_at))
        now = self.client.clock.now().isoformat(timespec="seconds")
        origin = Origin(self.address, self.address, now, len(content), digest, earlier=earlier)
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        part.write_bytes(content)
        write_origin(target, origin)
        os.replace(part, target)
        return Downloaded(target, origin, unchanged=bool(before) and not changed, changed=changed)


_CHANGED = "The service or a column has changed: correct it in parameters/publishers.yaml (docs/fetch.md)."
