"""Periods: what a report is for, what a source counts in, and how either is written."""

from __future__ import annotations

from csp_toolkit.periods.kinds import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    FinancialYear,
    Month,
    Period,
    Quarter,
    TwelveMonths,
)
from csp_toolkit.periods.labels import parse_month, parse_period
from csp_toolkit.periods.steps import Step, split_period

__all__ = [
    "EARLIEST_YEAR",
    "LATEST_YEAR",
    "FinancialYear",
    "Month",
    "Period",
    "Quarter",
    "Step",
    "TwelveMonths",
    "parse_month",
    "parse_period",
    "split_period",
]
