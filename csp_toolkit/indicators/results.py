"""Results and comparisons: figures that know where they came from, and refuse to be nonsense.

A figure that is missing, one that is zero and one that is suppressed are three different things here
and in ``results.csv``: zero is a value, the other two are a status with its reason.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from csp_toolkit.areas import Area
from csp_toolkit.errors import DataError, Problem
from csp_toolkit.periods import Period

Status = Literal["published", "provisional", "suppressed", "missing", "not_comparable"]
STATUSES: tuple[Status, ...] = ("published", "provisional", "suppressed", "missing", "not_comparable")

RESULT_COLUMNS = (
    "indicator_id",
    "area_code",
    "area_name",
    "period",
    "numerator",
    "denominator",
    "value",
    "lower",
    "upper",
    "confidence",
    "method",
    "status",
    "status_reason",
    "editions",
)
KEY_COLUMNS = ("indicator_id", "area_code", "period")
_FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]+"
)
"""Control characters, line ends, marks that turn the text around them, halves of characters."""


@dataclass(frozen=True, slots=True)
class Result:
    """One figure: an indicator, for an area, in a period.

    ``numerator`` is a count and ``denominator`` what it is divided by (people for a rate; ``None``
    for a plain count). ``value``, ``lower`` and ``upper`` are in the indicator's unit, such as
    offences per 1,000 residents, and the interval holds at ``confidence``. A suppressed or missing result
    holds neither a count nor a value, so nothing can be worked back from it. ``editions`` are the
    ids of the editions of data it was calculated from. ``lower`` and ``upper`` are ``None`` for a
    complete count of work done, which chance has no part in. ``effective_n`` belongs to a proportion: for
    how many equally weighted answers its denominator stands, on which its interval and tests rest (the
    denominator itself where nothing is weighted).

    Raises ``ValueError`` for a combination that makes no sense.
    """

    indicator_id: str
    area: Area
    period: Period
    numerator: int | None
    denominator: float | None
    value: float | None
    lower: float | None
    upper: float | None
    confidence: float
    method: str
    status: Status
    status_reason: str
    editions: tuple[str, ...]
    effective_n: float | None = None

    def __post_init__(self) -> None:
        faults = [*_faults_of_status(self), *_faults_of_numbers(self)]
        if faults:
            where = f"{self.indicator_id}, {self.area.name}, {self.period.label}"
            raise ValueError(f"{where}: {'; '.join(faults)}")

    @property
    def has_value(self) -> bool:
        """True where there is a figure that may be compared: published or provisional."""
        return self.status in ("published", "provisional")

    def to_row(self) -> dict[str, object]:
        """The result as a row of results.csv, in the order of ``RESULT_COLUMNS``; no number is ``None``."""
        return {
            "indicator_id": self.indicator_id,
            "area_code": self.area.code,
            "area_name": self.area.name,
            "period": self.period.label,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "value": self.value,
            "lower": self.lower,
            "upper": self.upper,
            "confidence": self.confidence,
            "method": self.method,
            "status": self.status,
            "status_reason": self.status_reason,
            "editions": ";".join(sorted(set(self.editions))),
        }


def _faults_of_status(result: Result) -> list[str]:
    """What the status promises and the figures do not keep."""
    faults = []
    if result.status not in STATUSES:
        faults.append(f'"{result.status}" is not a status')
    if result.status != "published" and not result.status_reason.strip():
        faults.append(f"{result.status} without a reason")
    if result.has_value and result.value is None:
        faults.append(f"{result.status} without a value")
    if result.has_value and result.numerator is None:
        faults.append(f"{result.status} without a numerator")
    figures = (result.numerator, result.value, result.lower, result.upper, result.effective_n)
    if result.status in ("suppressed", "missing") and any(figure is not None for figure in figures):
        faults.append(f"{result.status} with a figure")
    return faults


def _faults_of_numbers(result: Result) -> list[str]:
    """What no count, denominator or interval can be."""
    faults = []
    counts = (result.numerator, result.denominator, result.effective_n)
    numbers = (*counts, result.value, result.lower, result.upper)
    if any(number is not None and not math.isfinite(number) for number in numbers):
        return ["a figure is not a finite number"]
    if result.numerator is not None and result.numerator < 0:
        faults.append("a count below zero")
    if result.denominator is not None and result.denominator <= 0:
        faults.append("a denominator that is not above zero")
    if result.effective_n is not None and result.effective_n <= 0:
        faults.append("an effective number that is not above zero")
    if (result.lower is None) != (result.upper is None):
        faults.append("half an interval")
    ends = [end for end in (result.lower, result.value, result.upper) if end is not None]
    if ends != sorted(ends):
        faults.append("a value outside its interval")
    if not 0 < result.confidence < 1:
        faults.append("a confidence that is not between 0 and 1")
    return faults


def write_results(rows: Iterable[Mapping[str, object]], path: Path) -> None:
    """Write rows of ``Result.to_row()`` as CSV, the same bytes whenever the rows are the same.

    Rows are sorted by indicator, area code and period, and a row met twice is written once. Lines end in
    ``\\n``, text is UTF-8, floats have ten significant figures (what a method promises, whatever the
    machine) and ``None`` is an empty cell, explained by the row's status.

    Raises ``DataError`` naming every figure for which two different rows were given.
    """
    kept: dict[tuple[str, ...], list[str]] = {}
    problems = []
    for row in rows:
        key = tuple(str(row[column]) for column in KEY_COLUMNS)
        cells = [format_cell(row[column]) for column in RESULT_COLUMNS]
        if kept.setdefault(key, cells) != cells:
            problems.append(Problem(f"two different results for {', '.join(key)}"))
    if problems:
        raise DataError(problems)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(RESULT_COLUMNS)
        writer.writerows(kept[key] for key in sorted(kept))


def format_cell(value: object) -> str:
    """A value as it stands in a CSV file: floats with ten significant figures, ``None`` as nothing.

    Text stays on one line and is no formula to a spreadsheet: an apostrophe stands before what could be one.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        text = _UNSEEN.sub(" ", value).strip()
        return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
    return format(value, ".10g") if isinstance(value, float) else str(value)
