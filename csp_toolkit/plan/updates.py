"""Reports on activities by quarter, as the delivery tracker holds them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from csp_toolkit.errors import DataError, ParameterError, Problem, suggest
from csp_toolkit.periods import Quarter, parse_period

Report = Literal["not started", "on track", "at risk", "behind", "complete", "stopped", "not reported"]
"""How an activity stands at the end of a quarter, in the words of those who do it."""
REPORTS: tuple[str, ...] = get_args(Report)


@dataclass(frozen=True, slots=True)
class Update:
    """One activity in one quarter. ``value`` is what was delivered in it, None where that is no number."""

    activity_id: str
    quarter: Quarter
    status: Report
    value: float | None = None
    unit: str = ""
    comment: str = ""

    @property
    def is_report(self) -> bool:
        """Whether anybody reported; "not reported" says that nobody did."""
        return self.status != "not reported"


def read_updates(rows: Iterable[Mapping[str, Any]]) -> tuple[Update, ...]:
    """The updates in rows of the delivery tracker, by quarter and then by id.

    A row has ``activity_id``, ``quarter`` (its label), ``status``, and may have ``value``, ``unit`` and
    ``comment``; further keys are passed over, so that the records of a data frame will do. A value that is
    None or not a number is not there. Raises ``DataError`` with every row that cannot be read, and where
    two are of one activity and quarter.
    """
    updates: dict[tuple[Quarter, str], Update] = {}
    problems = []
    for number, row in enumerate(rows, start=1):
        try:
            update = _read_update(row)
        except ValueError as error:
            problems.append(Problem(f"row {number} of the delivery tracker: {error}"))
            continue
        key = (update.quarter, update.activity_id)
        if key in updates:
            name = f"{update.activity_id} in {update.quarter}"
            problems.append(Problem(f"row {number} of the delivery tracker reports again on {name}"))
        updates[key] = update
    if problems:
        raise DataError(problems)
    return tuple(updates[key] for key in sorted(updates))


def _read_update(row: Mapping[str, Any]) -> Update:
    status = str(row["status"])
    if status not in REPORTS:
        raise ValueError(f'"{status}" is not a status. {suggest(status, REPORTS) or ""}'.rstrip())
    return Update(
        activity_id=str(row["activity_id"]),
        quarter=_read_quarter(str(row["quarter"])),
        status=status,  # type: ignore[arg-type]
        value=_read_value(row.get("value")),
        unit=_read_text(row.get("unit")),
        comment=_read_text(row.get("comment")),
    )


def _read_quarter(label: str) -> Quarter:
    try:
        period = parse_period(label)
    except ParameterError:
        period = None
    if not isinstance(period, Quarter):
        raise ValueError(f'"{label}" is not a quarter')
    return period


def _read_value(value: object) -> float | None:
    if value is None or value == "":
        return None
    number = float(str(value))
    return None if math.isnan(number) else number


def _read_text(value: object) -> str:
    return value if isinstance(value, str) else ""
