"""Rules of proportions: parts of a whole with Wilson's interval, weighted or not, and never a crash."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from make_indicators import make_indicator
from make_results import THURROCK, read_worked_examples

from csp_toolkit.indicators.calculate import calculate_results, calculate_step_counts
from csp_toolkit.indicators.inputs import DENOMINATOR, NUMERATOR, Inputs
from csp_toolkit.indicators.intervals import WILSON, proportion_interval
from csp_toolkit.indicators.results import Result
from csp_toolkit.observations.denominators import no_denominator
from csp_toolkit.periods import FinancialYear, Period, Quarter

SPRING = Quarter(2024, 1)
SHARE = make_indicator("proportion")


def make_inputs(*rows: tuple[str, str, float], **columns: list[float]) -> Inputs:
    """Inputs of one area; ``rows`` hold label, category and count, ``columns`` weights."""
    counts = pd.DataFrame(
        [(THURROCK.code, *row) for row in rows], columns=["area_code", "period", "category", "count"]
    )
    labels = sorted({label for label, _, _ in rows})
    coverage = pd.DataFrame(
        [(THURROCK.code, label, "survey") for label in labels], columns=["area_code", "period", "edition"]
    )
    return Inputs(counts.assign(**columns), coverage, no_denominator())


def share_of(part: float, whole: float, period: Period = SPRING, **columns: list[float]) -> Result:
    label = period.label
    inputs = make_inputs((label, NUMERATOR, part), (label, DENOMINATOR, whole), **columns)
    return calculate_results(inputs, SHARE, [THURROCK], period)[0]


def test_a_share_is_in_percent_with_wilsons_interval() -> None:
    found = share_of(57, 84)
    assert (found.numerator, found.denominator, found.method) == (57, 84.0, WILSON)
    assert found.value == pytest.approx(67.857143)
    low, high, _ = proportion_interval(57, 84)
    assert (found.lower, found.upper) == pytest.approx((100 * low, 100 * high))
    assert found.effective_n == 84


WORKED = [row for row in read_worked_examples("proportion_intervals.csv") if row["numerator"].isdigit()]


@pytest.mark.parametrize("row", WORKED)
def test_shares_are_those_worked_out_elsewhere(row: dict[str, str]) -> None:
    inputs = make_inputs(
        (SPRING.label, NUMERATOR, int(row["numerator"])), (SPRING.label, DENOMINATOR, int(row["denominator"]))
    )
    confidence = float(row["confidence"])
    (found,) = calculate_results(inputs, SHARE, [THURROCK], SPRING, confidence=confidence)
    assert found.lower == pytest.approx(100 * float(row["lower"]), rel=1e-4, abs=1e-6)
    assert found.upper == pytest.approx(100 * float(row["upper"]), rel=1e-4, abs=1e-6)


def test_weights_move_the_share_and_widen_the_interval_and_counts_stay_as_answered() -> None:
    plain = share_of(50, 100)
    found = share_of(50, 100, weighted=[60.0, 100.0], effective_n=[80.0, 80.0])
    assert (found.numerator, found.denominator, found.value) == (50, 100.0, pytest.approx(60))
    assert found.effective_n == 80
    low, high, _ = proportion_interval(48, 80)
    assert (found.lower, found.upper) == pytest.approx((100 * low, 100 * high))
    assert found.upper - found.lower > plain.upper - plain.lower


@pytest.mark.parametrize(("part", "whole"), [(0, 25), (25, 25)])
def test_none_and_all_have_intervals_that_stay_within_none_and_all(part: int, whole: int) -> None:
    found = share_of(part, whole)
    assert 0 <= found.lower <= found.value <= found.upper <= 100


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (0, 0, "nobody and nothing was counted"),
        (3, 0, "nobody and nothing was counted"),
        (8, 7, "the part is larger than the whole"),
        (-1, 7, "a count below zero"),
    ],
)
def test_numbers_that_are_no_part_and_whole_are_missing_and_not_told(part, whole, words) -> None:
    found = share_of(part, whole)
    assert (found.status, found.numerator, found.denominator, found.value) == ("missing", None, None, None)
    assert words in found.status_reason
    assert "April to June 2024" in found.status_reason
    assert str(part) not in found.status_reason.replace("2024", "")


def test_a_year_of_shares_is_the_share_of_the_sums_and_not_the_mean_of_shares() -> None:
    quarters = [Quarter(2024, n).label for n in (1, 2, 3, 4)]
    rows = [
        row
        for label, part, whole in zip(quarters, (1, 0, 9, 30), (10, 10, 10, 70), strict=True)
        for row in ((label, NUMERATOR, part), (label, DENOMINATOR, whole))
    ]
    (found,) = calculate_results(make_inputs(*rows), SHARE, [THURROCK], FinancialYear(2024))
    assert (found.numerator, found.denominator, found.value) == (40, 100.0, pytest.approx(40))


def test_steps_of_a_share_are_the_numbers_of_its_part() -> None:
    inputs = make_inputs(("2024-25 Q1", NUMERATOR, 3), ("2024-25 Q1", DENOMINATOR, 7))
    assert calculate_step_counts(inputs, SHARE, THURROCK, [SPRING]) == [(SPRING, 3)]


@given(st.integers(0, 500), st.integers(0, 500))
def test_any_two_counts_are_a_share_or_missing_and_nothing_breaks(part: int, whole: int) -> None:
    found = share_of(part, whole)
    assert found.has_value == (whole > 0 and part <= whole)
