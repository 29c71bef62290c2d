"""The one place where text becomes a period."""

from __future__ import annotations

import re

from csp_toolkit.errors import ParameterError, Problem
from csp_toolkit.periods.kinds import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    FinancialYear,
    Month,
    Period,
    Quarter,
    TwelveMonths,
)

_YEARS = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_QUARTER = re.compile(r"(\d{4}-\d{2}) Q(\d)", re.ASCII)
_TWELVE_MONTHS = "12 months to "


def parse_period(text: str) -> Period:
    """Read the label of a period back, ignoring space around it.

    ``YYYY-NN`` is a financial year where NN follows YYYY, otherwise a month. So ``2011-12`` is the
    financial year (the two meet in each year from 2000 to 2011); ``parse_month`` reads the month.

    Raises ``ParameterError`` with a hint for every other spelling; no period is guessed.
    """
    try:
        return _read_period(text.strip())
    except ValueError:
        raise ParameterError(Problem(f'"{text}" is not a period.', hint=_hint(text))) from None


def parse_month(text: str) -> Month:
    """Read ``2025-01`` where only a month can stand, so that ``2011-12`` is December 2011.

    Raises ``ParameterError`` for any other text.
    """
    try:
        return Month(*_read_two_numbers(text.strip()))
    except ValueError:
        raise ParameterError(Problem(f'"{text}" is not a month.', hint=_MONTH_HINT)) from None


def _read_period(text: str) -> Period:
    if text.startswith(_TWELVE_MONTHS):
        return TwelveMonths(Month(*_read_two_numbers(text.removeprefix(_TWELVE_MONTHS))))
    if not (found := _QUARTER.fullmatch(text)):
        return _read_year_or_month(text)
    year = _read_year_or_month(found[1])
    if isinstance(year, Month):
        raise ValueError(f"{year} is a month, which has no quarter")
    return Quarter(year.start_year, int(found[2]))


def _read_year_or_month(text: str) -> FinancialYear | Month:
    start, number = _read_two_numbers(text)
    return FinancialYear(start) if (start + 1) % 100 == number else Month(start, number)


def _read_two_numbers(text: str) -> tuple[int, int]:
    if not (found := _YEARS.fullmatch(text)):
        raise ValueError(f"{text} is not written YYYY-NN")
    return int(found[1]), int(found[2])


# How people write periods instead: read only to name the right spelling, never accepted.
_LOOSE_QUARTER = re.compile(r"[\s,_-]*Q(?:uarter)?\s*(\d+)(?:\s+of)?[\s,_-]*", re.IGNORECASE)
_LOOSE_YEARS = re.compile(r"(?:FY\s*)?(\d{4})(?:\s*[-/_\u2013 ]\s*(\d{4}|\d{2}))?", re.IGNORECASE)
_WAYS = (
    "Write 2024-25 for a financial year, 2024-25 Q4 for a quarter, 12 months to 2025-03 for twelve months, "
    "2025-01 for a month."
)
_FOUR_QUARTERS = "A financial year has four quarters: Q1 (April to June) to Q4 (January to March)."
_NEED_YEAR = "A quarter needs its financial year, such as 2024-25 Q4."
_MONTH_HINT = "Write a month as 2025-01."
_YEARS_FOLLOW = "The years of a financial year follow each other, as in 2024-25. A month is written 2025-01."


def _hint(text: str) -> str:
    quarter = _LOOSE_QUARTER.search(text)
    rest = _LOOSE_QUARTER.sub("", text, count=1).strip()
    years = _LOOSE_YEARS.fullmatch(rest)
    if quarter and not 1 <= int(quarter[1]) <= 4:
        return _FOUR_QUARTERS
    if quarter and (not rest or (years and not years[2])):
        return _NEED_YEAR
    if not years or not EARLIEST_YEAR <= int(years[1]) < LATEST_YEAR:
        return _WAYS
    return _hint_for_years(int(years[1]), years[2], quarter[1] if quarter else None)


def _hint_for_years(start: int, end: str | None, quarter: str | None) -> str:
    if end and int(end) not in (start + 1, (start + 1) % 100):
        return _YEARS_FOLLOW
    label = FinancialYear(start).label
    if quarter:
        return f"Write the quarter as {label} Q{quarter}."
    return f"Write a financial year as {label}, or a quarter as {label} Q1."
