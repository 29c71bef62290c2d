"""Rates of two groups side by side: the edges, and that the ratio turns over when the groups do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make_results import SPRING_2024, make_missing, make_result

from csp_toolkit.indicators.rate_ratios import Stratum, calculate_rate_ratio, calculate_standardised_ratio


def females(count: int, people: float = 90_000, **changes):
    return replace(make_result(count, people=people), indicator_id="violence_females", **changes)


def males(count: int, people: float = 90_000, **changes):
    return replace(make_result(count, people=people), indicator_id="violence_males", **changes)


def test_the_ratio_is_of_rates_and_not_of_counts():
    found = calculate_rate_ratio(females(200, 100_000), males(80, 80_000))
    assert found.ratio == pytest.approx(2.0)
    assert found.lower < 2 < found.upper
    assert found.p_value < 0.001
    assert found.method == "score interval, exact conditional test"


def test_none_among_the_second_group_has_a_lower_end_only_and_says_so():
    found = calculate_rate_ratio(females(9), males(0))
    assert (found.ratio, found.upper) == (None, None)
    assert found.lower > 1
    assert found.reason == "violence_males counts none"


def test_none_in_either_group_says_nothing():
    found = calculate_rate_ratio(females(0), males(0))
    assert (found.ratio, found.lower, found.upper, found.p_value) == (None, None, None, 1)


def test_none_among_the_first_group_is_a_ratio_of_zero():
    found = calculate_rate_ratio(females(0), males(9))
    assert (found.ratio, found.lower) == (0, 0)
    assert found.upper < 1


def test_a_missing_or_withheld_figure_has_no_ratio_and_its_reason():
    withheld = replace(
        make_missing(), indicator_id="violence_males", status="suppressed", status_reason="a small count"
    )
    found = calculate_rate_ratio(females(9), withheld)
    assert (found.ratio, found.lower, found.upper, found.p_value) == (None,) * 4
    assert found.reason == "violence_males is suppressed: a small count"


def test_a_higher_confidence_widens_the_interval():
    narrow = calculate_rate_ratio(females(50), males(30))
    wide = calculate_rate_ratio(females(50), males(30), confidence=0.998)
    assert wide.lower < narrow.lower < narrow.ratio < narrow.upper < wide.upper


def test_two_groups_of_one_area_and_period():
    with pytest.raises(ValueError, match="one period"):
        calculate_rate_ratio(females(5), males(5, period=SPRING_2024))
    with pytest.raises(ValueError, match="two indicators"):
        calculate_rate_ratio(females(5), females(6))
    with pytest.raises(ValueError, match="divide"):
        calculate_rate_ratio(females(5), males(6, denominator=None))


@given(st.integers(1, 2000), st.integers(1, 2000), st.floats(1000, 1e6), st.floats(1000, 1e6))
def test_turning_the_groups_round_turns_the_ratio_over(count, other, people, other_people):
    there = calculate_rate_ratio(females(count, people), males(other, other_people))
    back = calculate_rate_ratio(males(other, other_people), females(count, people))
    assert there.ratio == pytest.approx(1 / back.ratio)
    assert there.lower == pytest.approx(1 / back.upper)
    assert there.p_value == pytest.approx(back.p_value)


def test_as_many_as_expected_is_100():
    found = calculate_standardised_ratio(30, [Stratum(10_000, 0.001), Stratum(5_000, 0.004)])
    assert (found.expected, found.ratio) == (30, 100)
    assert found.lower < 100 < found.upper
    assert found.method == "indirectly standardised, Byar"


def test_a_small_observed_count_has_the_exact_interval():
    found = calculate_standardised_ratio(5, [Stratum(1000, 0.01)])
    assert (found.lower, found.upper) == pytest.approx((16.23486, 116.68332), abs=1e-5)
    assert found.method == "indirectly standardised, exact Poisson"


def test_nothing_expected_has_no_ratio():
    with pytest.raises(ValueError, match="above zero"):
        calculate_standardised_ratio(5, [Stratum(0, 0.01)])
    with pytest.raises(ValueError, match="below zero"):
        calculate_standardised_ratio(5, [Stratum(-1, 0.01)])
