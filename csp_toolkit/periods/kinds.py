"""The four kinds of period a report speaks of.

A financial year runs from 1 April to 31 March and a quarter is a quarter of it. Periods are
frozen, hashable and ordered among their own kind, and they cannot be wrong: ``Quarter(2025, 5)``
raises ``ValueError``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Self

_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
EARLIEST_YEAR, LATEST_YEAR = 1900, 2199


def _require_years(*years: int) -> None:
    if not EARLIEST_YEAR <= min(years) <= max(years) <= LATEST_YEAR:
        raise ValueError(f"a year lies between {EARLIEST_YEAR} and {LATEST_YEAR}, not {years[0]}")


class _Months:
    """What every kind of period can do, since each is a run of whole months."""

    __slots__ = ()

    @property
    def label(self) -> str:
        """The one spelling that ``parse_period`` reads back."""
        raise NotImplementedError

    @property
    def months(self) -> tuple[Month, ...]:
        """The months of the period, in order."""
        raise NotImplementedError

    @property
    def slug(self) -> str:
        """The label as it stands in paths: ``2024-25-q4``."""
        return self.label.lower().replace(" ", "-")

    @property
    def long_label(self) -> str:
        """The period in prose, such as ``January to March 2025``."""
        first, last = self.months[0], self.months[-1]
        if first == last:
            return f"{first.name} {first.year}"
        opening = first.name if first.year == last.year else f"{first.name} {first.year}"
        return f"{opening} to {last.name} {last.year}"

    @property
    def start(self) -> date:
        """The first day."""
        first = self.months[0]
        return date(first.year, first.month, 1)

    @property
    def end(self) -> date:
        """The last day, which belongs to the period."""
        last = self.months[-1]
        years, month = divmod(last.month, 12)
        return date(last.year + years, month + 1, 1) - timedelta(days=1)

    @property
    def days(self) -> int:
        """How many days the period has: 365 or 366 for a year."""
        return (self.end - self.start).days + 1

    def rolling_year(self) -> TwelveMonths:
        """The twelve months that end when this period ends."""
        return TwelveMonths(self.months[-1])

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, order=True, slots=True)
class Month(_Months):
    """A calendar month, labelled ``2025-01``."""

    year: int
    month: int

    def __post_init__(self) -> None:
        _require_years(self.year)
        if not 1 <= self.month <= 12:
            raise ValueError(f"a month lies between 1 and 12, not {self.month}")

    @classmethod
    def of(cls, day: date) -> Self:
        """The month a day lies in."""
        return cls(day.year, day.month)

    @property
    def name(self) -> str:
        """The English name of the month, without its year."""
        return _NAMES[self.month - 1]

    @property
    def label(self) -> str:
        return f"{self.year}-{self.month:02d}"

    @property
    def months(self) -> tuple[Month, ...]:
        return (self,)

    def plus(self, n: int) -> Month:
        """The month ``n`` months later, or earlier where ``n`` is negative."""
        years, month = divmod(self.month - 1 + n, 12)
        return Month(self.year + years, month + 1)

    def previous(self) -> Month:
        """The month before."""
        return self.plus(-1)

    def same_last_year(self) -> Month:
        """The same month a year before."""
        return self.plus(-12)


@cache
def _twelve_months_from(first: Month) -> tuple[Month, ...]:
    """Kept, as a report asks for the months of the same few periods some hundred thousand times."""
    return tuple(first.plus(n) for n in range(12))


@dataclass(frozen=True, order=True, slots=True)
class Quarter(_Months):
    """A quarter of a financial year: ``Quarter(2024, 4)`` is January to March 2025, ``2024-25 Q4``."""

    start_year: int
    quarter: int

    def __post_init__(self) -> None:
        FinancialYear(self.start_year)
        if not 1 <= self.quarter <= 4:
            raise ValueError(f"a quarter lies between 1 and 4, not {self.quarter}")

    @classmethod
    def of(cls, month: Month) -> Self:
        """The quarter a month lies in."""
        start_year = month.year if month.month >= 4 else month.year - 1
        return cls(start_year, (month.month - 4) % 12 // 3 + 1)

    @property
    def financial_year(self) -> FinancialYear:
        """The financial year this is a quarter of."""
        return FinancialYear(self.start_year)

    @property
    def label(self) -> str:
        return f"{self.financial_year.label} Q{self.quarter}"

    @property
    def months(self) -> tuple[Month, ...]:
        return self.financial_year.months[3 * self.quarter - 3 : 3 * self.quarter]

    def previous(self) -> Quarter:
        """The quarter before."""
        if self.quarter == 1:
            return Quarter(self.start_year - 1, 4)
        return Quarter(self.start_year, self.quarter - 1)

    def same_last_year(self) -> Quarter:
        """The same quarter of the financial year before."""
        return Quarter(self.start_year - 1, self.quarter)


@dataclass(frozen=True, order=True, slots=True)
class FinancialYear(_Months):
    """1 April of ``start_year`` to 31 March of the next year, labelled ``2024-25``."""

    start_year: int

    def __post_init__(self) -> None:
        _require_years(self.start_year, self.start_year + 1)

    @property
    def label(self) -> str:
        return f"{self.start_year}-{(self.start_year + 1) % 100:02d}"

    @property
    def months(self) -> tuple[Month, ...]:
        return _twelve_months_from(Month(self.start_year, 4))

    def previous(self) -> FinancialYear:
        """The financial year before."""
        return FinancialYear(self.start_year - 1)

    same_last_year = previous


@dataclass(frozen=True, order=True, slots=True)
class TwelveMonths(_Months):
    """The twelve months that end with ``last``, labelled ``12 months to 2023-09``."""

    last: Month

    def __post_init__(self) -> None:
        self.last.plus(-11)

    @property
    def label(self) -> str:
        return f"12 months to {self.last.label}"

    @property
    def months(self) -> tuple[Month, ...]:
        return _twelve_months_from(self.last.plus(-11))

    def previous(self) -> TwelveMonths:
        """The twelve months before."""
        return TwelveMonths(self.last.plus(-12))

    def same_last_year(self) -> TwelveMonths:
        """The twelve months before: nothing overlaps."""
        return self.previous()


Period = Month | Quarter | FinancialYear | TwelveMonths
