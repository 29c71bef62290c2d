"""Rules of results by kind of indicator: what has an interval, what is missing, what is no figure at all."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from make_indicators import make_indicator
from make_results import THURROCK

from csp_toolkit.errors import DataError
from csp_toolkit.indicators.calculate import calculate_results, calculate_step_counts
from csp_toolkit.indicators.catalogue import Indicator, Kind
from csp_toolkit.indicators.inputs import WORST_FIRST, Inputs
from csp_toolkit.indicators.intervals import BYAR, EXACT_POISSON, rate_interval
from csp_toolkit.indicators.results import STATUSES, Result
from csp_toolkit.periods import FinancialYear, Month, Period, Quarter, TwelveMonths

SPRING, YEAR = Quarter(2024, 1), FinancialYear(2024)
COUNT, OUTPUT, RATE = make_indicator("count"), make_indicator("output"), make_indicator("rate")
PEOPLE = pd.DataFrame(
    [("E22000258", date(2024, 6, 30), 180_000, "people")],
    columns=["area_code", "reference_date", "population", "edition"],
)


def make_inputs(steps: dict[str, object], people: pd.DataFrame = PEOPLE) -> Inputs:
    """Inputs of one area: by label of a step its count, or ``(count, status, reason)``."""
    counts, coverage = [], []
    for label, given_ in steps.items():
        count, status, reason = given_ if isinstance(given_, tuple) else (given_, "published", "")
        coverage.append((THURROCK.code, label, f"edition of {label}", status, reason))
        if count is not None:
            counts.append((THURROCK.code, label, "", count))
    return Inputs(
        pd.DataFrame(counts, columns=["area_code", "period", "category", "count"]),
        pd.DataFrame(coverage, columns=["area_code", "period", "edition", "status", "reason"]),
        people,
    )


def result_of(steps: dict[str, object], indicator: Indicator = COUNT, period: Period = SPRING) -> Result:
    return calculate_results(make_inputs(steps), indicator, [THURROCK], period)[0]


@pytest.mark.parametrize(("count", "method"), [(0, EXACT_POISSON), (9, EXACT_POISSON), (10, BYAR)])
def test_a_count_has_the_interval_of_a_poisson_count_and_no_denominator(count: int, method: str) -> None:
    found = result_of({"2024-25 Q1": count})
    assert (found.numerator, found.denominator, found.value) == (count, None, float(count))
    assert (found.lower, found.upper, found.method) == rate_interval(count, 1, 1)
    assert found.method == method


@pytest.mark.parametrize("done", [0, 9])
def test_work_done_is_a_complete_count_without_an_interval(done: int) -> None:
    found = result_of({"2024-25 Q1": done}, OUTPUT)
    assert (found.numerator, found.value, found.lower, found.upper) == (done, float(done), None, None)
    assert (found.method, found.status) == ("complete count", "published")


def test_an_amount_is_in_whole_units() -> None:
    found = result_of({"2024-25 Q1": 1500.4, "2024-25 Q2": 1000.4}, OUTPUT, Quarter(2024, 2))
    assert (found.numerator, found.value) == (1000, 1000.0)


def test_a_year_is_the_sum_of_its_quarters() -> None:
    assert result_of({f"2024-25 Q{n}": n for n in (1, 2, 3, 4)}, COUNT, YEAR).numerator == 10


def test_a_quarter_that_is_absent_makes_the_year_missing_and_is_named_by_its_months() -> None:
    found = result_of({f"2024-25 Q{n}": n for n in (1, 2, 4)}, COUNT, YEAR)
    assert (found.status, found.numerator) == ("missing", None)
    assert found.status_reason == "no data for October to December 2024"


@pytest.mark.parametrize(
    ("step", "period", "reason"),
    [
        ("quarter", Month(2025, 1), "counted by quarter, and January 2025 is no whole quarter"),
        (
            "quarter",
            TwelveMonths(Month(2025, 2)),
            "counted by quarter, and March 2024 to February 2025 is no whole quarter",
        ),
        (
            "financial_year",
            SPRING,
            "counted by financial year, and April to June 2024 is no whole financial year",
        ),
    ],
)
def test_a_period_that_its_source_does_not_count_by_is_missing(step, period, reason) -> None:
    indicator = make_indicator("count", step=step)
    found = result_of({"2024-25 Q4": 3, "2024-25": 9}, indicator, period)
    assert (found.status, found.status_reason) == ("missing", reason)


def test_a_missing_year_names_what_is_missing_and_not_what_is_provisional() -> None:
    steps: dict[str, object] = {f"2024-25 Q{n}": n for n in (1, 2)}
    found = result_of({**steps, "2024-25 Q4": (4, "provisional", "may still change")}, COUNT, YEAR)
    assert found.status_reason == "no data for October to December 2024"
    inputs = make_inputs({"2024-25 Q1": (4, "provisional", "may still change")}, PEOPLE.head(0))
    found = calculate_results(inputs, RATE, [THURROCK], SPRING)[0]
    assert found.status_reason == "no population figure for April to June 2024"


def test_four_quarters_are_twelve_months_where_they_end_together() -> None:
    quarters = {"2022-23 Q3": 1, "2022-23 Q4": 2, "2023-24 Q1": 3, "2023-24 Q2": 4, "2023-24 Q3": 99}
    assert result_of(quarters, COUNT, TwelveMonths(Month(2023, 9))).numerator == 10


SNAPSHOT = make_indicator("count", step="snapshot")


@pytest.mark.parametrize(
    ("period", "count"),
    [(Quarter(2023, 2), 7), (TwelveMonths(Month(2023, 9)), 7), (Month(2023, 6), 3), (FinancialYear(2023), 8)],
)
def test_of_snapshots_the_last_whose_day_lies_in_the_period_counts(period: Period, count: int) -> None:
    days = {"2023-03-31": 1, "2023-06-30": 3, "2023-09-30": 7, "2023-10-01": 8}
    assert result_of(days, SNAPSHOT, period).numerator == count


def test_a_period_without_a_snapshot_is_missing_and_nothing_is_carried_on() -> None:
    found = result_of({"2023-06-30": 3}, SNAPSHOT, Quarter(2023, 2))
    assert found.status_reason == "nothing was counted on any day of July to September 2023"


def test_a_leap_day_is_a_day_of_its_period() -> None:
    assert result_of({"2024-02-29": 5}, SNAPSHOT, Month(2024, 2)).numerator == 5


@pytest.mark.parametrize("kind", ["rate", "count", "output", "proportion"])
@pytest.mark.parametrize("status", ["missing", "suppressed", "not_comparable"])
def test_what_a_supplier_withholds_has_no_figure_whatever_the_kind(kind: Kind, status: str) -> None:
    found = result_of({"2024-25 Q1": (4, status, "too small")}, make_indicator(kind))
    assert (found.status, found.status_reason) == (status, "too small")
    assert (found.numerator, found.value, found.lower, found.upper) == (None,) * 4


def test_one_provisional_quarter_makes_a_year_provisional_with_its_reason() -> None:
    steps: dict[str, object] = {f"2024-25 Q{n}": n for n in (1, 2, 3)}
    found = result_of({**steps, "2024-25 Q4": (4, "provisional", "may still change")}, COUNT, YEAR)
    assert (found.numerator, found.status, found.status_reason) == (10, "provisional", "may still change")


@given(st.lists(st.sampled_from(STATUSES), min_size=4, max_size=4))
def test_the_status_of_a_year_is_the_worst_of_its_quarters(statuses) -> None:
    steps = {f"2024-25 Q{n}": (1, status, f"why {n}") for n, status in enumerate(statuses, start=1)}
    assert result_of(steps, COUNT, YEAR).status == min(statuses, key=WORST_FIRST.index)


@pytest.mark.parametrize("indicator", [COUNT, OUTPUT, RATE])
def test_corrections_that_outweigh_what_was_counted_are_no_figure_and_no_crash(indicator: Indicator) -> None:
    found = result_of({"2024-25 Q1": -2}, indicator)
    assert (found.status, found.numerator) == ("not_comparable", None)
    assert "corrections of earlier periods outweigh" in found.status_reason
    assert "April to June 2024" in found.status_reason


def test_a_correction_within_a_year_lowers_its_sum() -> None:
    steps: dict[str, object] = {"2024-25 Q1": 5, "2024-25 Q2": -2, "2024-25 Q3": 4, "2024-25 Q4": 0}
    assert result_of(steps, COUNT, YEAR).numerator == 7


def test_a_rate_without_homes_names_homes_and_one_without_people_names_people() -> None:
    nobody = PEOPLE.head(0)
    for indicator, words in (
        (RATE, "no population figure for April to June 2024"),
        (make_indicator("rate", per="dwellings"), "no figure of residents for April to June 2024"),
    ):
        inputs = make_inputs({"2024-25 Q1": 3}, nobody)
        assert calculate_results(inputs, indicator, [THURROCK], SPRING)[0].status_reason == words


def test_a_suppressed_rate_stays_suppressed_where_there_are_no_people_either() -> None:
    inputs = make_inputs({"2024-25 Q1": (4, "suppressed", "too small")}, PEOPLE.head(0))
    found = calculate_results(inputs, RATE, [THURROCK], SPRING)[0]
    assert (found.status, found.status_reason) == ("suppressed", "too small")


def test_editions_that_every_figure_rests_on_are_named_where_there_is_one() -> None:
    plain = make_inputs({"2024-25 Q1": 3})
    shared = Inputs(plain.counts, plain.coverage, plain.population, shared_editions=("lookup",))
    spring, summer = (
        calculate_results(shared, RATE, [THURROCK], period)[0] for period in (SPRING, Quarter(2024, 2))
    )
    assert spring.editions == ("edition of 2024-25 Q1", "lookup", "people")
    assert summer.editions == ("people",)


def test_two_editions_of_a_step_are_both_named_and_the_worse_status_holds() -> None:
    inputs = make_inputs({"2024-25 Q1": 3})
    again = inputs.coverage.assign(edition="second", status="provisional", reason="early")
    both = Inputs(inputs.counts, pd.concat([inputs.coverage, again]), PEOPLE)
    found = calculate_results(both, COUNT, [THURROCK], SPRING)[0]
    assert (found.status, found.status_reason) == ("provisional", "early")
    assert found.editions == ("edition of 2024-25 Q1", "second")


def test_a_status_that_is_none_is_refused() -> None:
    with pytest.raises(DataError, match="no status: final"):
        make_inputs({"2024-25 Q1": (3, "final", "")})


def test_steps_of_a_chart_have_gaps_where_there_is_no_figure() -> None:
    inputs = make_inputs({"2024-25 Q1": 3, "2024-25 Q2": (4, "suppressed", "small"), "2024-25 Q4": -1})
    quarters = [Quarter(2024, n) for n in (1, 2, 3, 4)]
    found = calculate_step_counts(inputs, COUNT, THURROCK, quarters)
    assert found == list(zip(quarters, (3, None, None, None), strict=True))
