"""Whole reports on stores that differ in withheld figures alone, and the bytes that come out of them."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.notebooks import read_notebook
from csp_toolkit.report import Report, open_report
from csp_toolkit.sample.partner_returns import write_partner_returns
from csp_toolkit.store import Store, open_store
from csp_toolkit.workspace import SAMPLE_KNOWN_FROM

ROOT = Path(__file__).resolve().parents[2]
Row = dict[str, str]
Change = Callable[[Row], None]
# Other worlds that agree with what members of the partnership see under the rule of 1 to 5: every twelve
# months and every total stay as they are, and small counts stay small.
REFERRALS = {"2023-10-01": "2", "2024-01-01": "3", "2024-10-01": "4", "2025-01-01": "5"}
UNABLE = {
    ("no_space", "2024-04-01"): "5",
    ("needs_too_high", "2024-04-01"): "1",
    ("no_space", "2024-10-01"): "2",
    ("needs_too_high", "2024-10-01"): "3",
}
FOR_NAMED_READERS = {"2025-01-01": "8", "2024-01-01": "8", "2023-04-01": "8"}
OTHER_WORLD = {
    **{("restorative_justice_referrals_hate_crime", "", day): value for day, value in REFERRALS.items()},
    **{("safe_accommodation_households_unable_to_support", *key): value for key, value in UNABLE.items()},
    **{("nrm_referrals_as_first_responder", "", day): value for day, value in FOR_NAMED_READERS.items()},
}
"""By indicator, part and first day."""


def write_returns(folder: Path, change: Change) -> Path:
    """The sample's partner returns with some rows changed, as their suppliers would have sent them."""
    write_partner_returns(folder)
    for path in sorted((folder / "partner_returns").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            change(row)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder / "partner_returns"


def make_store(sample: Store, folder: Path, change: Change, before: Change | None = None) -> Store:
    """The sample's store with other partner returns in place of its own; all else is the same files.

    ``before`` makes an earlier edition, so that these are a revision of it.
    """
    built = folder / "store"
    shutil.copytree(sample.root, built, copy_function=os.link)
    shutil.rmtree(built / "editions" / "partner_return")
    if before is not None:
        earlier = write_returns(folder / "sent before", before)
        ingest(open_store(built), [earlier], as_at=SAMPLE_KNOWN_FROM - timedelta(days=20))
    ingest(open_store(built), [write_returns(folder / "sent", change)], as_at=SAMPLE_KNOWN_FROM)
    return open_store(built)


def change_values(changes: Mapping[tuple[str, str, str], str]) -> Change:
    """Another value for a figure of Thurrock by its indicator, part and first day."""

    def change(row: Row) -> None:
        key = row["indicator_id"], row["breakdown_value"], row["period_start"]
        if key in changes and row["value"]:
            row["value"] = changes[key]

    return change


def change_what_the_public_may_not_see(row: Row) -> None:
    """Everything else than public moves: small counts and large ones, by different amounts."""
    if row["sensitivity"] != "public" and row["value"] not in ("", "0"):
        row["value"] = str(2 * int(row["value"]) + 1)


def keep(row: Row) -> None:
    """Nothing changes: a second store of the same figures."""


def open_sample(store: Store, name: str, period: str, audience: str) -> Report:
    """The report of Thurrock as its notebook opens it."""
    return open_report(name, partnership="thurrock", period=period, data=str(store.root), audience=audience)


def show_pages(report: Report, name: str) -> list[str]:
    """All that a notebook shows, as Jupyter would store it: HTML, blocks, evidence, comparisons."""
    cells = read_notebook(ROOT / "notebooks" / f"{name}.ipynb").cells
    verbs = [c.source for c in cells if c.cell_type == "code" and c.source.startswith("report.")]
    assert len(verbs) > 5
    return [
        json.dumps(eval(source, {"report": report})._repr_mimebundle_(), sort_keys=True) for source in verbs
    ]
