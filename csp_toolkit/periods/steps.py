"""The steps in which a source counts, and which of them a period consists of."""

from __future__ import annotations

from typing import Literal

from csp_toolkit.periods.kinds import FinancialYear, Month, Period, Quarter

Step = Literal["month", "quarter", "financial_year", "snapshot"]
"""How often a source counts: a snapshot is taken on a day, and holds for the period that ends with it."""


def split_period(period: Period, step: Step) -> tuple[Period, ...]:
    """The steps that a period consists of, in order, or none where it does not consist of whole ones.

    ``12 months to 2023-09`` is four quarters and no financial year; a month is no quarter. A snapshot is
    not a part of a period, so nothing consists of snapshots.
    """
    months = period.months
    if step == "month":
        return months
    length = {"quarter": 3, "financial_year": 12}.get(step)
    if length is None or len(months) % length or (months[0].month - 4) % length:
        return ()
    return tuple(_step_from(month, length) for month in months[::length])


def _step_from(first: Month, length: int) -> Quarter | FinancialYear:
    quarter = Quarter.of(first)
    return quarter.financial_year if length == 12 else quarter
