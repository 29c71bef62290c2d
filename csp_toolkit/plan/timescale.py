"""When something in a plan is due: one of a few spellings, read into quarters that can be compared.

A due quarter is over when its last day is: what is due in ``2024-25 Q4`` is due by 31 March 2025, and
what is due in April 2025 is not due in that year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from csp_toolkit.errors import ParameterError, Problem
from csp_toolkit.periods import FinancialYear, Month, Period, Quarter, parse_period

TimescaleKind = Literal[
    "quarters", "end_of_quarter", "month", "year", "quarterly", "quarterly_and_annually", "ongoing",
    "not_stated",
]  # fmt: skip
NOT_STATED = "not stated"
"""What stands in a plan where its text is silent, or is lost."""

_WORDS: dict[str, TimescaleKind] = {
    "quarterly": "quarterly",
    "quarterly and annually": "quarterly_and_annually",
    "ongoing": "ongoing",
    NOT_STATED: "not_stated",
}
_LABELS = {kind: label for label, kind in _WORDS.items()}
_END_OF = "end of "
_WAYS = (
    "Write a quarter (2024-25 Q2), several (2024-25 Q2, 2024-25 Q3), end of 2024-25 Q2, a month (2025-03), "
    "the year (2024-25), quarterly, quarterly and annually, ongoing or not stated."
)


@dataclass(frozen=True, slots=True)
class Timescale:
    """When something is due. ``periods`` holds what is named: quarters, one month or one year, else nothing.

    ``quarters``: in each of these; ``end_of_quarter``: by its last day; ``month``: in it; ``year``: spread
    over it; ``quarterly``: in each quarter of the plan's year; ``quarterly_and_annually``: that, and once
    for the year. Raises ``ValueError`` where the periods do not fit the kind.
    """

    kind: TimescaleKind
    periods: tuple[Period, ...] = ()

    def __post_init__(self) -> None:
        wanted = {"quarters": Quarter, "end_of_quarter": Quarter, "month": Month, "year": FinancialYear}
        kind = wanted.get(self.kind)
        fits = (
            bool(self.periods) and all(isinstance(period, kind) for period in self.periods) if kind else True
        )
        many = len(self.periods) > (0 if kind is None else 1)
        if not fits or (many and self.kind != "quarters"):
            raise ValueError(f"a timescale of kind {self.kind} does not name {self.periods}")

    @property
    def label(self) -> str:
        """The one spelling that ``parse_timescale`` reads back."""
        if self.kind in _LABELS:
            return _LABELS[self.kind]
        named = ", ".join(period.label for period in self.periods)
        return f"{_END_OF}{named}" if self.kind == "end_of_quarter" else named

    @property
    def words(self) -> str:
        """The timescale in prose: ``by the end of June 2024``, ``each quarter``, ``April 2025``."""
        match self.kind:
            case "quarterly":
                return "each quarter"
            case "quarterly_and_annually":
                return "each quarter, and once for the year"
            case "end_of_quarter":
                last = self.periods[0].months[-1]
                return f"by the end of {last.name} {last.year}"
            case "year":
                return f"across {self.periods[0].label}"
        named = " and ".join(_in_prose(period) for period in self.periods)
        return named or _LABELS[self.kind]

    @property
    def is_stated(self) -> bool:
        """Whether the plan says anything about it."""
        return self.kind != "not_stated"

    def due_quarters(self, year: FinancialYear) -> tuple[Quarter, ...]:
        """The quarters in which something is due, in order; none for ``ongoing`` and ``not stated``.

        ``year`` is the plan's: ``quarterly`` speaks of its four quarters. A year is due in its last one.
        """
        if self.kind in ("quarterly", "quarterly_and_annually"):
            return quarters_of(year)
        return tuple(sorted({quarter_of(period.end) for period in self.periods}))

    def due_day(self, year: FinancialYear) -> date | None:
        """The last day on which it can still be done in time; None where no quarter is due."""
        if self.periods:
            return max(period.end for period in self.periods)
        due = self.due_quarters(year)
        return due[-1].end if due else None

    def __str__(self) -> str:
        return self.label


def quarter_of(day: date) -> Quarter:
    """The quarter of a financial year in which a day lies: 31 March in Q4, 1 April in Q1."""
    start_year = day.year if day.month >= 4 else day.year - 1
    return Quarter(start_year, (day.month - 4) % 12 // 3 + 1)


def quarters_of(year: FinancialYear) -> tuple[Quarter, ...]:
    """The four quarters of a financial year."""
    return tuple(Quarter(year.start_year, number) for number in (1, 2, 3, 4))


def quarters_between(earlier: Quarter, later: Quarter) -> int:
    """How many quarters lie from one to the other: 0 for the same one, 1 for the next."""
    return 4 * (later.start_year - earlier.start_year) + later.quarter - earlier.quarter


def parse_timescale(text: str) -> Timescale:
    """Read a timescale. Raises ``ParameterError`` with a hint for a spelling that it is not."""
    plain = " ".join(text.split())
    if plain in _WORDS:
        return Timescale(_WORDS[plain])
    try:
        return _read_periods(plain)
    except ValueError:
        raise ParameterError(Problem(f'"{text}" is not a timescale.', hint=_WAYS)) from None
    except ParameterError as error:
        # The hint for a period helps where one was meant, such as Q2 without its year.
        hint = error.problems[0].hint if re.match(r"\d{4}|Q\d", plain.removeprefix(_END_OF)) else _WAYS
        raise ParameterError(Problem(f'"{text}" is not a timescale.', hint=hint)) from None


def _read_periods(text: str) -> Timescale:
    if text.startswith(_END_OF):
        return Timescale("end_of_quarter", (parse_period(text.removeprefix(_END_OF)),))
    periods = tuple(parse_period(part) for part in text.split(","))
    if len(set(periods)) < len(periods):
        raise ValueError("a quarter is named twice")
    first = periods[0]
    if isinstance(first, Month | FinancialYear):
        return Timescale("month" if isinstance(first, Month) else "year", periods)
    return Timescale("quarters", periods)


def _in_prose(period: Period) -> str:
    name = period.long_label
    return f"{name} (Q{period.quarter})" if isinstance(period, Quarter) else name
