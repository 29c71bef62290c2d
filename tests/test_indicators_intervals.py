"""Intervals and the test: somebody else's arithmetic, the edges, and laws that must hold for any counts."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from make_results import read_worked_examples
from scipy.stats import poisson
from statsmodels.stats import rates as statsmodels_rates

from csp_toolkit.indicators.intervals import (
    byar_limits,
    exact_poisson_limits,
    proportion_interval,
    rate_interval,
    ratio_interval,
    ratio_p_value,
)

counts = st.integers(0, 3000)
positive_counts = st.integers(1, 3000)
exposures = st.floats(0.1, 1e8)


@pytest.mark.parametrize("example", read_worked_examples("rate_intervals.csv"))
def test_rate_intervals_equal_those_worked_out_elsewhere(example: dict[str, str]):
    found = rate_interval(
        int(example["count"]),
        float(example["denominator"]),
        float(example["multiplier"]),
        float(example["confidence"]),
    )
    assert found.lower == pytest.approx(float(example["lower"]), rel=1e-9)
    assert found.upper == pytest.approx(float(example["upper"]), rel=1e-9)
    assert found.method == example["method"]


@pytest.mark.parametrize("example", read_worked_examples("byar_limits.csv"))
def test_byar_limits_equal_those_worked_out_elsewhere(example: dict[str, str]):
    lower, upper = byar_limits(float(example["count"]), float(example["confidence"]))
    assert lower == pytest.approx(float(example["lower"] or 0), rel=1e-9)
    assert upper == pytest.approx(float(example["upper"]), rel=1e-9)


@pytest.mark.parametrize("example", read_worked_examples("proportion_intervals.csv"))
def test_proportion_intervals_equal_those_worked_out_elsewhere(example: dict[str, str]):
    parts = float(example["numerator"]), float(example["denominator"])
    found = proportion_interval(*parts, float(example["confidence"]))
    assert found.lower == pytest.approx(float(example["lower"]), rel=1e-9)
    assert found.upper == pytest.approx(float(example["upper"]), rel=1e-9)


def test_none_of_twenty_five_has_a_wilson_interval_from_zero():
    assert proportion_interval(0, 25) == (0, pytest.approx(0.133192, abs=5e-7), "Wilson")
    assert proportion_interval(25, 25)[1] == 1


def test_the_method_changes_at_a_count_of_ten():
    assert [rate_interval(count, 1000, 1000).method for count in (9, 10)] == ["exact Poisson", "Byar"]


def test_at_the_change_of_method_exact_and_byar_nearly_agree():
    for count in (9, 10):
        assert byar_limits(count) == pytest.approx(exact_poisson_limits(count), rel=0.005)


def test_a_count_of_zero_has_an_interval_from_zero_to_the_exact_limit():
    assert rate_interval(0, 1000, 1000) == (0, pytest.approx(3.688879, abs=5e-7), "exact Poisson")


@pytest.mark.parametrize(
    ("count", "denominator", "confidence"), [(-1, 10, 0.95), (1, 0, 0.95), (1, -5, 0.95), (1, 10, 95)]
)
def test_impossible_rates_are_refused(count: int, denominator: float, confidence: float):
    with pytest.raises(ValueError, match="not"):
        rate_interval(count, denominator, 1000, confidence)


@pytest.mark.parametrize(("part", "whole"), [(-1, 10), (11, 10), (0, 0)])
def test_impossible_proportions_are_refused(part: float, whole: float):
    with pytest.raises(ValueError, match="not"):
        proportion_interval(part, whole)


@given(counts, exposures, st.sampled_from([0.9, 0.95, 0.998]))
def test_an_interval_holds_its_rate_and_grows_with_confidence(count, denominator, confidence):
    found = rate_interval(count, denominator, 1000, confidence)
    assert 0 <= found.lower <= 1000 * count / denominator < found.upper
    wider = rate_interval(count, denominator, 1000, 0.999)
    assert wider.lower <= found.lower
    assert found.upper < wider.upper


@given(counts)
def test_more_events_have_a_higher_interval(count):
    less, more = rate_interval(count, 1, 1), rate_interval(count + 1, 1, 1)
    assert less.lower < more.lower
    assert less.upper < more.upper


@given(positive_counts)
def test_at_an_exact_limit_the_count_is_just_as_unlikely_as_the_confidence_says(count):
    lower, upper = exact_poisson_limits(count)
    assert poisson.sf(count - 1, lower) == pytest.approx(0.025, rel=1e-6)
    assert poisson.cdf(count, upper) == pytest.approx(0.025, rel=1e-6)


@given(positive_counts, exposures, positive_counts, exposures)
def test_the_ratio_interval_is_the_score_interval(count, exposure, base, base_exposure):
    scale = base_exposure / exposure
    assume(1e-3 < scale < 1e3)  # beyond this the other's root search loses digits
    found = ratio_interval(count, exposure, base, base_exposure)
    expected = statsmodels_rates.confint_poisson_2indep(count, exposure, base, base_exposure, method="score")
    assert found == pytest.approx(tuple(float(end) for end in expected), rel=1e-4)


@given(positive_counts, exposures, positive_counts, exposures)
def test_turning_a_ratio_round_turns_its_interval_round(count, exposure, base, base_exposure):
    lower, upper = ratio_interval(count, exposure, base, base_exposure)
    turned_lower, turned_upper = ratio_interval(base, base_exposure, count, exposure)
    assert (lower, upper) == pytest.approx((1 / turned_upper, 1 / turned_lower), rel=1e-9)
    assert lower < count / exposure * base_exposure / base < upper


@given(positive_counts)
def test_from_zero_a_ratio_has_a_lower_end_only_and_to_zero_an_upper_end(count):
    lower, upper = ratio_interval(count, 90, 0, 90)
    assert lower > 0
    assert upper is None
    assert ratio_interval(0, 90, count, 90) == (0, pytest.approx(1 / lower))


def test_two_zeros_bound_no_ratio_and_prove_no_difference():
    assert ratio_interval(0, 90, 0, 91) == (None, None)
    assert ratio_p_value(0, 90, 0, 91) == 1


@given(counts, counts, exposures)
def test_on_equal_exposures_the_test_is_the_usual_two_sided_one(count, base, exposure):
    assume(base > 0)
    usual = statsmodels_rates.test_poisson_2indep(count, exposure, base, exposure, method="exact-cond").pvalue
    assert ratio_p_value(count, exposure, base, exposure) == pytest.approx(float(usual), abs=1e-9)


@given(counts, st.integers(50, 200), counts, st.integers(50, 200))
def test_the_test_does_not_care_which_period_comes_first(count, days, base, base_days):
    p_value = ratio_p_value(count, days, base, base_days)
    assert 0 <= p_value <= 1
    assert p_value == pytest.approx(ratio_p_value(base, base_days, count, days), rel=1e-9)


@given(st.integers(2, 400), st.integers(50, 200))
def test_the_farther_apart_two_counts_of_one_sum_the_smaller_p(total, days):
    expected = total * days / (days + 91)
    p_values = [ratio_p_value(c, days, total - c, 91) for c in range(math.ceil(expected), total + 1)]
    assert p_values == sorted(p_values, reverse=True)


def test_a_leap_day_alone_makes_nothing_clear():
    assert ratio_p_value(5, 90, 0, 91) == pytest.approx(0.0608, abs=5e-5)
    assert ratio_p_value(0, 90, 5, 91) == pytest.approx(0.0642, abs=5e-5)


@pytest.mark.parametrize("values", [(-1, 1, 1, 1), (1, 0, 1, 1), (1, 1, -1, 1), (1, 1, 1, 0)])
def test_impossible_counts_and_exposures_are_refused(values):
    with pytest.raises(ValueError, match="not"):
        ratio_interval(*values)
    with pytest.raises(ValueError, match="not"):
        ratio_p_value(*values)
