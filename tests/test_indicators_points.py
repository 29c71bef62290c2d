"""Rules of proportions: percentage points and never percent, and weights that make nothing surer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make_results import SPRING_2024, SPRING_2025, make_missing, make_result

from csp_toolkit.indicators.catalogue import Break
from csp_toolkit.indicators.change import adjust_for_many_looks, compare_results
from csp_toolkit.indicators.intervals import proportion_interval
from csp_toolkit.indicators.points import compare_proportions
from csp_toolkit.indicators.results import Result
from csp_toolkit.periods import Month, Quarter


def share(part: int, whole: int, period: Quarter = SPRING_2025, effective: float | None = None) -> Result:
    weighed = effective or float(whole)
    interval = proportion_interval(part / whole * weighed, weighed)
    return replace(
        make_result(part, period),
        denominator=float(whole),
        value=100 * part / whole,
        lower=100 * interval.lower,
        upper=100 * interval.upper,
        method=interval.method,
        effective_n=weighed,
    )


def compare(part: int, whole: int, base: int, base_whole: int, effective: float | None = None):
    return compare_proportions(
        share(part, whole, effective=effective), share(base, base_whole, SPRING_2024), "last year"
    )


def test_from_ten_to_twelve_percent_are_two_points_and_not_a_fifth():
    found = compare(12, 100, 10, 100)
    assert found.value_difference == pytest.approx(2)
    assert (found.percent_change, found.ratio, found.difference, found.rate_change) == (None,) * 4


def test_the_interval_is_newcombe_s_in_points():
    found = compare(56, 70, 48, 80)
    assert (found.value_lower, found.value_upper) == pytest.approx((5.24, 33.39), abs=0.005)
    assert found.verdict == "clear rise"
    assert compare(48, 80, 56, 70).verdict == "clear fall"


@given(st.integers(0, 80), st.integers(0, 80))
def test_a_clear_change_of_a_share_always_has_its_interval_on_one_side(part, base):
    found = compare(part, 80, base, 80)
    assert found.value_lower <= found.value_difference <= found.value_upper
    if found.verdict == "clear rise":
        assert found.value_lower > 0
    if found.verdict == "clear fall":
        assert found.value_upper < 0


def test_none_after_none_is_no_clear_change():
    assert compare(0, 25, 0, 25).verdict == "no clear change"
    assert compare(25, 25, 25, 25).p_value == 1


def test_weights_make_a_survey_less_sure():
    plain, weighted = compare(56, 70, 48, 80), compare(56, 70, 48, 80, effective=35.0)
    assert weighted.value_difference == pytest.approx(plain.value_difference)
    assert weighted.p_value > plain.p_value
    assert weighted.value_upper - weighted.value_lower > plain.value_upper - plain.value_lower


def test_a_weighted_value_is_taken_as_it_is_and_not_from_the_counts():
    weighted = replace(share(30, 100, effective=60.0), value=35.0)
    found = compare_proportions(weighted, share(30, 100, SPRING_2024), "x")
    assert found.value_difference == pytest.approx(5)


def test_a_weighted_value_is_in_percent():
    wrong = replace(share(30, 100, effective=60.0), value=130.0, lower=None, upper=None)
    with pytest.raises(ValueError, match="not in percent"):
        compare_proportions(wrong, share(30, 100, SPRING_2024), "x")


def test_without_a_figure_or_across_a_break_nothing_can_be_said():
    found = compare_proportions(share(5, 9), make_missing(SPRING_2024), "x")
    assert (found.verdict, found.scale, found.value_difference) == ("cannot say", "points", None)
    asked = Break(Month(2024, 9), Month(2024, 10), "another question", "the form")
    crossed = compare_proportions(share(5, 9), share(4, 9, SPRING_2024), "x", breaks=[asked])
    assert crossed.reason == "another question"


def test_a_provisional_share_is_compared_and_said_to_be():
    early = replace(share(50, 100), status="provisional", status_reason="two weeks open")
    found = compare_proportions(early, share(40, 100, SPRING_2024), "x")
    assert found.reason == "the figure for April to June 2025 is provisional: two weeks open"


def test_rates_and_shares_are_not_compared_with_each_other():
    with pytest.raises(ValueError, match="not both are proportions"):
        compare_proportions(share(5, 9), make_result(4, SPRING_2024), "x")
    with pytest.raises(ValueError, match="not compared as a rate"):
        compare_results(share(5, 9), share(4, 9, SPRING_2024), "x")


def test_shares_are_adjusted_for_many_looks_like_rates():
    family = [compare(56, 70, 48, 80), *(compare(50, 100, 50, 100) for _ in range(20))]
    found = adjust_for_many_looks(family)
    assert (family[0].verdict, found[0].verdict) == ("clear rise", "no clear change")
    assert found[0].q_value == pytest.approx(21 * family[0].p_value)
    again = adjust_for_many_looks([family[0]])[0]
    assert again.verdict == "clear rise"
