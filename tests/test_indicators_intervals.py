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
    points_interval,
    points_p_value,
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


def test_a_phi_of_four_widens_as_worked_out_elsewhere():
    assert ratio_p_value(16230, 1, 16977, 1, phi=4) == pytest.approx(0.04, abs=0.005)


@given(counts, exposures, counts, exposures)
def test_without_dispersion_the_test_is_that_of_the_library(count, exposure, base, base_exposure):
    assume(base > 0)
    assume(1e-3 < base_exposure / exposure < 1e3)
    p_values = [
        float(
            statsmodels_rates.test_poisson_2indep(
                count, exposure, base, base_exposure, method="exact-cond", alternative=side
            ).pvalue
        )
        for side in ("larger", "smaller")
    ]
    expected = min(1, 2 * min(p_values))
    assert ratio_p_value(count, exposure, base, base_exposure) == pytest.approx(expected, abs=1e-9)


@given(counts, counts, st.floats(1, 20))
def test_counts_that_vary_phi_times_as_much_count_as_so_many_fewer_events(count, base, phi):
    whole = ratio_p_value(round(phi) * count, 90, round(phi) * base, 91, phi=round(phi))
    assert whole == pytest.approx(ratio_p_value(count, 90, base, 91), rel=1e-9)
    lower, upper = ratio_interval(count, 90, base, 91, phi=phi)
    plain_lower, plain_upper = ratio_interval(count, 90, base, 91)
    assert (lower or 0) <= (plain_lower or 0) * (1 + 1e-9)
    assert upper is None or upper >= plain_upper * (1 - 1e-9)


@given(positive_counts, positive_counts, st.floats(2, 200))
def test_the_less_is_known_of_phi_the_wider_and_the_less_sure(count, base, degrees):
    known = {"phi": 2.0}
    guessed = {"phi": 2.0, "degrees_of_freedom": degrees}
    assert (
        ratio_p_value(count, 90, base, 91, **guessed) >= ratio_p_value(count, 90, base, 91, **known) - 1e-12
    )
    (lower, upper), (known_lower, known_upper) = (
        ratio_interval(count, 90, base, 91, **how) for how in (guessed, known)
    )
    assert lower < known_lower
    assert known_upper < upper


def test_with_endless_degrees_of_freedom_student_s_distribution_is_the_normal_one():
    about = ratio_p_value(104, 1, 128, 1, phi=2, degrees_of_freedom=1e9)
    assert about == pytest.approx(ratio_p_value(104, 1, 128, 1, phi=2), rel=1e-6)


def test_counts_never_vary_less_than_by_chance():
    for how in (ratio_interval, ratio_p_value):
        with pytest.raises(ValueError, match=r"phi of 0\.9"):
            how(5, 1, 5, 1, phi=0.9)


def test_the_difference_of_two_proportions_is_newcombe_s_as_published():
    # Newcombe (1998), table II, method 10: 56/70 against 48/80, and 9/10 against 3/10.
    assert points_interval(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert points_interval(9, 10, 3, 10) == pytest.approx((0.1705, 0.8090), abs=5e-5)
    assert points_interval(10, 10, 0, 20) == pytest.approx((0.6791, 1.0), abs=5e-5)


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_difference_is_square_and_add_of_wilson_s_intervals(part, base):
    (low, high, _), (base_low, base_high, _) = (proportion_interval(k, 60) for k in (part, base))
    share, base_share = part / 60, base / 60
    lower, upper = points_interval(part, 60, base, 60)
    gap = share - base_share
    assert lower == pytest.approx(gap - math.hypot(share - low, base_high - base_share), abs=1e-9)
    assert upper == pytest.approx(gap + math.hypot(high - share, base_share - base_low), abs=1e-9)


@pytest.mark.parametrize("parts", [(0, 25, 0, 40), (25, 25, 40, 40)])
def test_none_and_none_or_all_and_all_are_no_difference(parts):
    assert points_p_value(*parts) == 1
    lower, upper = points_interval(*parts)
    assert lower < 0 < upper


@given(st.integers(0, 40), st.integers(0, 90))
def test_the_test_of_proportions_does_not_care_which_comes_first(part, base):
    assert points_p_value(part, 40, base, 90) == pytest.approx(points_p_value(base, 90, part, 40), abs=1e-9)


@pytest.mark.parametrize("parts", [(-1, 10, 1, 10), (11, 10, 1, 10), (1, 0, 1, 10), (1, 10, 1, 0)])
def test_impossible_parts_are_refused(parts):
    for how in (points_interval, points_p_value):
        with pytest.raises(ValueError, match="not"):
            how(*parts)
