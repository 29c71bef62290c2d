"""Seasons: found where they are, not where they are not, and a plain answer where nothing can be said."""

from __future__ import annotations

import math

import numpy as np
import pytest

from csp_toolkit.indicators.catalogue import Break
from csp_toolkit.indicators.seasonality import find_seasonality, latest_unbroken
from csp_toolkit.periods import Month

START = Month(2020, 1)


def months(values):
    return [(START.plus(n), value) for n, value in enumerate(values)]


def wave(length: int, size: float = 20, slope: float = 0.0):
    """Highest in April, lowest in October."""
    return [100 + slope * n + size * math.sin(n * math.pi / 6) for n in range(length)]


def test_a_season_is_found_with_its_highest_and_lowest_month():
    found = find_seasonality(months(wave(36)))
    assert (found.highest, found.lowest) == (4, 10)
    assert found.strength > 0.95
    assert found.is_clear
    assert found.method == "STL, robust, period 12; Kruskal-Wallis test"
    assert found.reason == ""


def test_the_parts_add_up_to_the_value_and_a_trend_is_no_season():
    found = find_seasonality(months(wave(60, size=0, slope=2)))
    assert not found.is_clear
    for month, slope in zip(found.months, range(60), strict=True):
        assert month.trend + month.seasonal + month.remainder == pytest.approx(month.value)
        assert month.adjusted == pytest.approx(100 + 2 * slope, abs=0.5)


def test_thirty_five_months_are_not_enough_and_the_answer_says_how_many_there_are():
    found = find_seasonality(months(wave(35)))
    assert found.months == ()
    assert (found.strength, found.p_value, found.highest, found.is_clear) == (None, None, None, False)
    assert found.reason == "A season needs 36 months in a row; there are 35 since January 2020."


def test_a_gap_leaves_only_the_months_after_it():
    values = [*wave(40), None, *wave(35)]
    found = find_seasonality(months(values))
    assert (
        found.reason
        == "A season needs 36 months in a row; there are 35 since June 2023, after a gap or break."
    )
    assert len(find_seasonality(months([*values, 100])).months) == 36
    left_out = [pair for pair in months(wave(80)) if pair[0] != START.plus(40)]
    assert len(find_seasonality(left_out).months) == 39


def test_months_up_to_a_break_are_left_out():
    known = Break(START.plus(11), START.plus(13), "recording changed", "seen")
    assert find_seasonality(months(wave(60)), breaks=[known]).months[0].month == START.plus(13)
    later = Break(START.plus(90), START.plus(99), "recording changed", "seen")
    assert len(find_seasonality(months(wave(60)), breaks=[later]).months) == 60


def test_months_missing_at_the_end_do_not_hide_those_before():
    assert len(latest_unbroken(months([*wave(40), None, None]))) == 40
    assert (
        find_seasonality(months([None] * 40)).reason == "A season needs 36 months in a row; there are none."
    )
    assert find_seasonality([]).reason.endswith("there are none.")


def test_a_series_that_never_moves_has_no_season():
    found = find_seasonality(months([7] * 40))
    assert (found.strength, found.p_value) == (0, 1)


def test_a_month_comes_once():
    with pytest.raises(ValueError, match="twice"):
        find_seasonality([(START, 1), (START, 2)])


def test_chance_alone_hardly_ever_passes_for_a_season_though_its_strength_may_look_like_one():
    random = np.random.default_rng(20250331)
    found = [find_seasonality(months(random.negative_binomial(50, 1 / 3, 48).tolist())) for _ in range(60)]
    assert sum(one.is_clear for one in found) <= 6
    assert np.mean([one.strength for one in found]) > 0.2


def test_turning_a_series_upside_down_swaps_highest_and_lowest():
    plain = find_seasonality(months(wave(48)))
    turned = find_seasonality(months([200 - value for value in wave(48)]))
    assert (turned.highest, turned.lowest) == (plain.lowest, plain.highest)
