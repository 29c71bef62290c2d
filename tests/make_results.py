"""Results to write tests with: one area, one indicator, whatever counts a rule is about."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

from csp_toolkit.areas import Area
from csp_toolkit.indicators.change import Comparison, compare_results
from csp_toolkit.indicators.intervals import rate_interval
from csp_toolkit.indicators.results import Result
from csp_toolkit.periods import Period, Quarter

THURROCK = Area("E22000258", "Thurrock", "csp", 2024)
SPRING_2024, SPRING_2025 = Quarter(2024, 1), Quarter(2025, 1)
"""Two quarters of 91 days each, so that nothing but counts and people differs."""
PEOPLE = 180_000.0
WORKED_EXAMPLES = Path(__file__).parent / "worked_examples"


def read_worked_examples(name: str) -> list[dict[str, str]]:
    with (WORKED_EXAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def make_result(
    count: int, period: Period = SPRING_2025, area: Area = THURROCK, people: float = PEOPLE
) -> Result:
    interval = rate_interval(count, people, 1000)
    return Result(
        indicator_id="street_burglary",
        area=area,
        period=period,
        numerator=count,
        denominator=people,
        value=1000 * count / people,
        lower=interval.lower,
        upper=interval.upper,
        confidence=0.95,
        method=interval.method,
        status="published",
        status_reason="",
        editions=("street-2025", "population-2024"),
    )


def make_missing(period: Period = SPRING_2025, area: Area = THURROCK, reason: str = "") -> Result:
    return replace(
        make_result(0, period, area),
        numerator=None,
        value=None,
        lower=None,
        upper=None,
        method="",
        status="missing",
        status_reason=reason or f"no data for {period.long_label}",
    )


def compare_counts(count: int, base: int, people: float = PEOPLE, base_people: float = PEOPLE) -> Comparison:
    current = make_result(count, SPRING_2025, people=people)
    baseline = make_result(base, SPRING_2024, people=base_people)
    return compare_results(current, baseline, "the same quarter last year")
