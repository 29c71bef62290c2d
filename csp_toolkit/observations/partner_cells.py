"""One figure of a partner return: which row it is, and what is to be said where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import NamedTuple

from csp_toolkit.indicators.catalogue import Audience, Indicator, Select
from csp_toolkit.indicators.inputs import WORST_FIRST
from csp_toolkit.indicators.results import Status
from csp_toolkit.periods import parse_month, parse_period

ALL_PARTS = "all"
"""The part whose row holds what all parts of a breakdown sum to."""
WHY_NOT = {
    "not_collected": "was not collected",
    "not_yet_available": "is not available yet",
    "not_received": "was not received",
    "small_number": "was too small for its supplier to give",
    "withheld": "was withheld by its supplier",
    "definition_changed": "follows another definition",
    "not_applicable": "does not apply",
}
"""The reasons of the partner return, as they follow "the figure for January to March 2025"."""


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A row of a partner return, as far as it makes a figure; ``value`` is ``None`` where none was given."""

    supplier: str
    indicator_id: str
    version: str
    area_code: str
    period: str
    period_type: str
    breakdown: str
    part: str
    measure: str
    value: float | None
    status: Status
    missing_reason: str
    sensitivity: Audience
    edition: str


class Figure(NamedTuple):
    """A number of an area and period, or why there is none, with the editions that it is from."""

    value: float | None
    status: Status
    reason: str
    editions: tuple[str, ...]


def sum_parts(rows: Sequence[ReturnRow], select: Select, measure: str, indicator: Indicator) -> Figure | None:
    """What the selected parts sum to, out of the rows of one area and period; ``None`` where none is there.

    Without a selected breakdown it is the row of the whole, or else the one that declares what all parts
    sum to. A part that was not given leaves no figure, as it is not zero.
    """
    measures = select.get("measure", (measure,))
    rows = [row for row in rows if row.measure in measures]
    breakdown, parts = _parts(rows, select)
    cells = product(select["indicator_id"], parts, measures)
    wanted = [
        [r for r in rows if (r.indicator_id, r.breakdown, r.part, r.measure) == (i, breakdown, part, m)]
        for i, part, m in cells
    ]
    if not any(wanted):
        return None
    return _add([_read_cell(found, indicator) for found in wanted])


def describe_when(label: str, period_type: str) -> str:
    """A period of a return in words: "January to March 2025", "30 September 2023"."""
    if period_type == "snapshot":
        day = date.fromisoformat(label)
        return f"{day.day} {parse_month(label[:7]).long_label}"
    return (parse_month if period_type == "month" else parse_period)(label).long_label


def _parts(rows: Sequence[ReturnRow], select: Select) -> tuple[str, tuple[str, ...]]:
    """The breakdown and its parts that are added up."""
    if "breakdown" in select:
        return select["breakdown"][0], select.get("breakdown_value", (ALL_PARTS,))
    if any(not row.breakdown for row in rows):
        return "", ("",)
    declared = sorted({row.breakdown for row in rows if row.part == ALL_PARTS})
    return (declared[0], (ALL_PARTS,)) if declared else ("", ("",))


def _add(figures: Sequence[Figure]) -> Figure:
    """The sum, with the worst status of its parts; no sum where a part has no value."""
    status = min((figure.status for figure in figures), key=WORST_FIRST.index)
    reasons = dict.fromkeys(figure.reason for figure in figures if figure.reason)
    values = [figure.value for figure in figures if figure.value is not None]
    total = sum(values) if len(values) == len(figures) else None
    editions = {edition for figure in figures for edition in figure.editions}
    return Figure(total, status, "; ".join(reasons), tuple(sorted(editions)))


def _read_cell(rows: Sequence[ReturnRow], indicator: Indicator) -> Figure:
    """The one row that stands for a part, or why none does."""
    if not rows:
        return Figure(None, "missing", "a part of the figure was not supplied", ())
    editions = tuple(sorted({row.edition for row in rows}))
    when = describe_when(rows[0].period, rows[0].period_type)
    same = [row for row in rows if row.version == str(indicator.version)]
    if not same:
        versions = " and ".join(sorted({row.version for row in rows}))
        reason = f"the figure for {when} was counted by version {versions} of the definition"
        return Figure(None, "not_comparable", f"{reason}, not version {indicator.version}", editions)
    if len(same) > 1:
        suppliers = sorted({row.supplier for row in same})
        by = f"by {' and by '.join(suppliers)}" if len(suppliers) > 1 else "twice"
        return Figure(
            None, "missing", f"the figure for {when} was supplied {by}, and which holds is not said", editions
        )
    (row,) = same
    return Figure(row.value, row.status, _reason(row, when), editions)


def _reason(row: ReturnRow, when: str) -> str:
    if row.status == "provisional":
        return f"its supplier may still change the figure for {when}"
    if row.value is None:
        return f"the figure for {when} {WHY_NOT.get(row.missing_reason, 'was not given')}"
    return ""
