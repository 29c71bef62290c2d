"""Rules of what a count could have shown: the test itself decides, and small counts show little."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make_results import PEOPLE, SPRING_2024, SPRING_2025, compare_counts, make_result

from csp_toolkit.indicators.change import compare_results, judge
from csp_toolkit.indicators.detectable import find_detectable_change
from csp_toolkit.indicators.dispersion import Dispersion
from csp_toolkit.indicators.intervals import ratio_interval, ratio_p_value


def test_a_base_of_128_shows_what_was_worked_out_elsewhere():
    found = find_detectable_change(128)
    assert found.fall == pytest.approx(-24, abs=0.5)
    assert found.true_fall == pytest.approx(-32, abs=1)


@settings(max_examples=12)
@given(st.integers(6, 3000))
def test_just_clear_is_clear_and_one_event_less_is_not(base):
    found = find_detectable_change(base)
    fallen, risen = (round(base * (1 + change / 100)) for change in (found.fall, found.rise))
    assert compare_counts(fallen, base).verdict == "clear fall"
    assert compare_counts(fallen + 1, base).verdict == "no clear change"
    assert compare_counts(risen, base).verdict == "clear rise"
    assert compare_counts(risen - 1, base).verdict == "no clear change"


@pytest.mark.parametrize(("base", "can_fall"), [(1, False), (5, False), (6, True)])
def test_five_events_cannot_clearly_fall_and_any_number_can_rise(base, can_fall):
    found = find_detectable_change(base)
    assert (found.fall is not None) == can_fall
    assert found.rise is not None


def test_of_none_there_is_no_percentage():
    found = find_detectable_change(0)
    assert (found.fall, found.rise, found.true_fall, found.true_rise) == (None,) * 4


def test_what_is_found_four_times_in_five_is_larger_than_what_is_just_clear():
    for base in (20, 200, 2000):
        found = find_detectable_change(base)
        assert found.true_fall < found.fall < 0 < found.rise < found.true_rise


def test_uneven_counts_show_less():
    plain, uneven = find_detectable_change(500), find_detectable_change(500, dispersion=Dispersion(3, 22))
    assert uneven.fall < plain.fall
    assert uneven.true_rise > plain.true_rise


def test_more_power_needs_a_larger_change():
    changes = [find_detectable_change(200, power=power).true_fall for power in (0.5, 0.8, 0.95)]
    assert changes == sorted(changes, reverse=True)


def test_the_change_is_that_of_the_rate_when_exposures_differ():
    twice = find_detectable_change(128, exposure_ratio=2.0)
    assert -25 < twice.fall < -15
    count = round(256 * (1 + twice.fall / 100))
    pair = make_result(count, SPRING_2025, people=2 * PEOPLE), make_result(128, SPRING_2024)
    assert compare_results(*pair, "x").verdict == "clear fall"


def test_the_power_is_that_of_simulated_counts():
    found = find_detectable_change(60)
    rng = np.random.default_rng(4)
    pairs = rng.poisson((60 * (1 + found.true_fall / 100), 60), (1500, 2)).tolist()
    verdicts = [
        judge(ratio_p_value(now, 1, before, 1), *ratio_interval(now, 1, before, 1)) for now, before in pairs
    ]
    assert verdicts.count("clear fall") / len(pairs) == pytest.approx(0.8, abs=0.04)


@pytest.mark.parametrize("how", [{"base": -1}, {"exposure_ratio": 0.0}, {"power": 1.0}, {"power": 0.0}])
def test_what_makes_no_sense_is_refused(how):
    with pytest.raises(ValueError, match="no change"):
        find_detectable_change(**{"base": 50, **how})
