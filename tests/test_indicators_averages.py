"""Rules of comparators over time: which periods they speak of, and what an average of years is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from make_results import compare_counts, make_missing, make_result

from csp_toolkit.indicators.averages import compare_with_average
from csp_toolkit.indicators.catalogue import Break
from csp_toolkit.indicators.change import SAME_QUARTER_LAST_YEAR, TWELVE_MONTHS_BEFORE, compare_results
from csp_toolkit.indicators.comparators import (
    BETWEEN_AREAS,
    FIVE_YEAR_AVERAGE,
    MOST_SIMILAR_GROUP,
    OVER_TIME,
    THREE_YEAR_AVERAGE,
    find_compared_periods,
)
from csp_toolkit.indicators.dispersion import Dispersion
from csp_toolkit.periods import FinancialYear, Month, Quarter, TwelveMonths

SPRING = Quarter(2025, 1)
SPRINGS = [Quarter(2024, 1), Quarter(2023, 1), Quarter(2022, 1)]


def average(count: int, *earlier: int, **how):
    years = [make_result(number, period) for number, period in zip(earlier, SPRINGS, strict=False)]
    return compare_with_average(make_result(count, SPRING), years, THREE_YEAR_AVERAGE, **how)


def test_each_comparator_over_time_has_its_periods():
    def found(comparator):
        current, earlier = find_compared_periods(Quarter(2024, 4), comparator)
        return current.label, [period.label for period in earlier]

    assert found(SAME_QUARTER_LAST_YEAR) == ("2024-25 Q4", ["2023-24 Q4"])
    assert found(TWELVE_MONTHS_BEFORE) == ("12 months to 2025-03", ["12 months to 2024-03"])
    assert found(THREE_YEAR_AVERAGE)[1] == ["2023-24 Q4", "2022-23 Q4", "2021-22 Q4"]
    assert len(found(FIVE_YEAR_AVERAGE)[1]) == 5


def test_an_average_of_twelve_months_is_of_the_twelve_months_before_and_before_those():
    year = TwelveMonths(Month(2024, 6))
    assert find_compared_periods(year, THREE_YEAR_AVERAGE)[1] == (
        TwelveMonths(Month(2023, 6)),
        TwelveMonths(Month(2022, 6)),
        TwelveMonths(Month(2021, 6)),
    )


@pytest.mark.parametrize("comparator", OVER_TIME)
def test_no_comparator_over_time_speaks_of_the_quarter_before_or_of_periods_that_overlap(comparator):
    current, earlier = find_compared_periods(SPRING, comparator)
    assert SPRING.previous() not in earlier
    assert all(before.end < after.start for after, before in zip((current, *earlier), earlier, strict=False))


@pytest.mark.parametrize("comparator", [*BETWEEN_AREAS, "the quarter before"])
def test_other_comparators_have_no_earlier_period(comparator):
    with pytest.raises(ValueError, match="not a comparator over time"):
        find_compared_periods(SPRING, comparator)


@pytest.mark.parametrize("period", [FinancialYear(2024), Month(2024, 5), TwelveMonths(Month(2024, 6))])
def test_the_same_quarter_last_year_is_that_of_a_quarter(period):
    with pytest.raises(ValueError, match="no quarter"):
        find_compared_periods(period, SAME_QUARTER_LAST_YEAR)


def test_an_average_is_told_by_its_mean_count():
    found = average(130, 100, 90, 110)
    assert (found.base_count, found.difference) == (100, 30)
    assert found.percent_change == pytest.approx(30)
    assert found.ratio == pytest.approx(1.3)
    assert [result.period for result in found.averaged] == SPRINGS
    assert found.baseline.period == SPRINGS[0]


def test_a_mean_that_is_not_whole_gives_a_difference_to_the_nearest_event():
    found = average(100, 101, 100, 100)
    assert found.base_count == pytest.approx(100.333, abs=0.001)
    assert found.difference == 0


def test_several_years_bear_more_than_one():
    last_year, three_years = compare_counts(128, 100), average(128, 100, 100, 100)
    assert three_years.p_value < last_year.p_value
    assert three_years.ratio_lower > last_year.ratio_lower


def test_one_year_of_three_or_a_leap_day_is_allowed_for():
    ends = [Quarter(2023, 4), Quarter(2022, 4)]  # 91 and 90 days
    years = [make_result(910, ends[0]), make_result(900, ends[1])]
    found = compare_with_average(make_result(900, Quarter(2024, 4)), years, "x")
    assert found.ratio == pytest.approx(1, abs=1e-12)
    assert found.percent_change < 0


@pytest.mark.parametrize(("each", "has_percent"), [(49, False), (50, True)])
def test_a_percent_change_needs_a_mean_of_fifty(each, has_percent):
    assert (average(80, each, each, each).percent_change is not None) == has_percent


def test_an_average_without_one_of_its_years_is_another_average():
    years = [make_result(100, SPRINGS[0]), make_missing(SPRINGS[1]), make_result(90, SPRINGS[2])]
    found = compare_with_average(make_result(130, SPRING), years, THREE_YEAR_AVERAGE)
    assert (found.verdict, found.base_count) == ("cannot say", None)
    assert "April to June 2023" in found.reason


def test_a_break_anywhere_among_the_years_lets_nothing_be_said():
    old = Break(Month(2022, 9), Month(2022, 10), "new rules", "seen")
    assert average(130, 100, 90, 110, breaks=[old]).reason == "new rules"


def test_dispersion_widens_an_average_too():
    found = average(130, 100, 90, 110, dispersion=Dispersion(3, 22))
    assert found.dispersion == 3
    assert found.p_value > average(130, 100, 90, 110).p_value


def test_no_events_in_any_year_bound_no_ratio():
    found = average(0, 0, 0, 0)
    assert (found.verdict, found.ratio, found.reason) == ("no clear change", None, "none in either period")


@pytest.mark.parametrize(
    ("periods", "fault"),
    [
        ([Quarter(2024, 1)], "two years or more"),
        ([Quarter(2024, 1), Quarter(2023, 2)], "not of the season"),
        ([Quarter(2024, 1), Quarter(2024, 1)], "overlap"),
        ([Quarter(2025, 1), Quarter(2024, 1)], "does not end before"),
        ([Quarter(2024, 1), FinancialYear(2022)], "not of one kind"),
    ],
)
def test_years_that_make_no_average_are_refused(periods, fault):
    years = [make_result(5, period) for period in periods]
    with pytest.raises(ValueError, match=fault):
        compare_with_average(make_result(5, SPRING), years, "x")


def test_overlapping_twelve_months_make_no_average():
    years = [make_result(5, TwelveMonths(Month(2023, month))) for month in (6, 5)]
    with pytest.raises(ValueError, match=r"season|overlap"):
        compare_with_average(make_result(5, TwelveMonths(Month(2024, 6))), years, "x")


def test_work_done_is_never_tested():
    done = replace(make_result(9), lower=None, upper=None, method="complete count", denominator=None)
    found = compare_results(done, replace(done, period=Quarter(2024, 1)), "x")
    assert found.verdict == "cannot say"
    assert "not tested" in found.reason


def test_the_group_is_no_comparator_over_time():
    assert MOST_SIMILAR_GROUP not in OVER_TIME
