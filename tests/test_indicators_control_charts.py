"""Control charts: limits as worked out elsewhere, the four rules, gaps, and laws of any series."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make_results import read_worked_examples

from csp_toolkit.indicators.catalogue import Break
from csp_toolkit.indicators.control_charts import ControlChart, calculate_control_chart
from csp_toolkit.indicators.control_rules import NEAR, ONE_SIDE, OUTSIDE, TREND, Levels, judge_points
from csp_toolkit.periods import FinancialYear, Month, Quarter, TwelveMonths

START = Month(2022, 4)
SPIKE = (1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1)


def chart(*values: float | None, **options) -> ControlChart:
    return calculate_control_chart([(START.plus(n), value) for n, value in enumerate(values)], **options)


def rules(*values: float | None, **options) -> list[str | None]:
    return [point.rule for point in chart(*values, **options).points]


def completed(*values: float, mean: float, reach: float = 100) -> list[int]:
    """Places, from 1, of the points that complete a run on one side."""
    judged = judge_points(values, Levels(mean, reach, 1e-9))
    return [place for place, found in enumerate(judged, start=1) if ONE_SIDE in found.completes]


def test_limits_equal_those_worked_out_elsewhere():
    expected = read_worked_examples("xmr_expected.csv")[0]
    found = chart(*(float(row["value"]) for row in read_worked_examples("xmr_values.csv")))
    assert found.mean == pytest.approx(float(expected["mean"]), abs=5e-8)
    assert found.lower == pytest.approx(float(expected["lower"]), abs=5e-6)
    assert found.upper == pytest.approx(float(expected["upper"]), abs=5e-7)


def test_screening_leaves_out_the_ranges_of_one_odd_month():
    found = chart(*SPIKE)
    assert (found.upper, found.mean, found.lower) == pytest.approx((4.6, 1.94, -0.72), abs=0.005)
    assert found.ranges_left_out == 2
    assert found.method == "XmR, ranges screened"


def test_without_screening_the_odd_month_widens_the_limits():
    found = chart(*SPIKE, screen=False)
    assert (found.upper, found.lower) == pytest.approx((6.95, -3.06), abs=0.005)
    assert found.ranges_left_out == 0
    assert found.method == "XmR, ranges not screened"


def test_the_lower_limit_of_a_count_is_drawn_at_zero_and_said():
    found = chart(*SPIKE)
    assert found.lower < 0
    assert found.lower_drawn == 0
    assert "drawn at zero" in " ".join(found.remarks)
    assert chart(100, 101, 100).lower_drawn == chart(100, 101, 100).lower > 0
    assert chart(-1, 2, -1).lower_drawn == chart(-1, 2, -1).lower < 0


def test_a_point_outside_the_limits_has_its_rule_and_a_point_on_a_limit_does_not():
    assert rules(*SPIKE).index(OUTSIDE) == 4
    judged = judge_points([110, 90, 110.1, 89.9], Levels(100, 10, 1e-9))
    assert [found.rule for found in judged] == [NEAR, NEAR, OUTSIDE, OUTSIDE]


def test_six_on_one_side_are_no_run_and_eight_complete_it_twice():
    assert completed(1, 1, 1, 1, 1, 1, -1, mean=0) == []
    assert completed(1, 1, 1, 1, 1, 1, 1, 1, -1, mean=0) == [7, 8]
    judged = judge_points([1, 1, 1, 1, 1, 1, 1, 1, -1], Levels(0, 100, 1e-9))
    assert [found.rule for found in judged] == [ONE_SIDE] * 8 + [None]


def test_a_point_on_the_mean_breaks_a_run():
    assert completed(1, 1, 1, 1, 0, 1, 1, 1, 1, mean=0) == []


def test_the_seventh_rising_point_completes_a_trend_and_all_seven_are_part_of_it():
    judged = judge_points([1, 2, 3, 4, 5, 6, 7], Levels(4, 100, 1e-9))
    assert [TREND in found.completes for found in judged] == [False] * 6 + [True]
    assert [(found.rule, found.direction) for found in judged] == [(TREND, "up")] * 7
    falling = judge_points([2, 7, 6, 5, 4, 3, 2, 1, 3], Levels(4, 100, 1e-9))
    assert [found.direction for found in falling] == [None, *["down"] * 7, None]


def test_a_tie_breaks_a_trend():
    assert TREND not in rules(1, 2, 3, 3, 4, 5, 6)
    assert rules(1, 2, 3, 4, 5, 6) == [None] * 6


def test_two_of_three_near_a_limit_must_be_near_the_same_one():
    levels = Levels(0, 3, 1e-9)
    near = [found.rule for found in judge_points([2.5, 0, 2.5, 0, 0, -2.5, 2.5], levels)]
    assert near == [NEAR, None, NEAR, None, None, None, None]
    assert [found.rule for found in judge_points([2, 2, 0], levels)] == [None] * 3


def test_a_point_that_fits_several_rules_has_the_first_in_priority():
    rising = judge_points([1, 2, 3, 4, 5, 6, 50], Levels(0, 10, 1e-9))
    assert [found.rule for found in rising] == [TREND] * 6 + [OUTSIDE]
    both = judge_points([1, 2, 3, 4, 5, 8, 9], Levels(0, 10, 1e-9))
    assert both[-1].rule == TREND
    assert both[-1].completes == (TREND, NEAR, ONE_SIDE)
    run = judge_points([1, 1, 8, 1, 8, 1, 1], Levels(0, 10, 1e-9))
    assert [found.rule for found in run] == [ONE_SIDE, ONE_SIDE, NEAR, ONE_SIDE, NEAR, ONE_SIDE, ONE_SIDE]


def test_a_missing_month_is_a_gap_that_breaks_ranges_runs_and_trends():
    found = chart(1, 2, 3, None, 4, 5, 6, 7)
    assert [point.moving_range for point in found.points] == [None, 1, 1, None, None, 1, 1, 1]
    assert not any(TREND in point.completes for point in found.points)
    assert found.basis == 7


def test_a_month_left_out_is_a_gap_like_a_missing_one():
    months = [START.plus(n) for n in (0, 1, 2, 4, 5, 6, 7)]
    found = calculate_control_chart([(month, n) for n, month in enumerate(months)])
    assert [point.moving_range for point in found.points] == [None, 1, 1, None, 1, 1, 1]
    assert not any(TREND in point.completes for point in found.points)


def test_fewer_than_thirteen_points_are_warned_about():
    assert any("12 points" in remark for remark in chart(*[10, 12] * 6).remarks)
    assert not any("points" in remark for remark in chart(*[10, 12] * 6, 10).remarks)


def test_a_series_that_never_moves_flags_nothing():
    found = chart(*[0.1 + 0.2] * 20)
    assert found.lower == found.upper == pytest.approx(0.3)
    assert [point.rule for point in found.points] == [None] * 20


def test_without_two_neighbours_there_are_no_limits_and_a_reason():
    for values in ((5,), (5, None, 6), (None, None)):
        found = chart(*values)
        assert (found.mean, found.lower, found.lower_drawn, found.upper, found.signals) == (None,) * 4 + ((),)
        assert "no limits" in " ".join(found.remarks)
    assert chart(5, None).latest.value == 5
    assert chart(None).latest is None


def test_rolling_sums_are_refused():
    year = TwelveMonths(START)
    with pytest.raises(ValueError, match="rolling"):
        calculate_control_chart([(year, 5), (TwelveMonths(START.plus(1)), 6)])


def test_one_kind_of_period_each_once_and_quarters_and_years_will_do():
    with pytest.raises(ValueError, match="kind"):
        calculate_control_chart([(START, 5), (Quarter(2022, 2), 6)])
    with pytest.raises(ValueError, match="kind"):
        calculate_control_chart([])
    with pytest.raises(ValueError, match="twice"):
        calculate_control_chart([(START, 5), (START, 6)])
    quarters = [(Quarter(2021, 4), 4), (Quarter(2022, 1), 6)]
    assert calculate_control_chart(quarters).mean_range == 2
    assert calculate_control_chart([(FinancialYear(2021), 4), (FinancialYear(2022), 6)]).mean_range == 2


def test_limits_can_be_held_at_those_of_the_months_before_a_change():
    values = [10, 12] * 10 + [40, 42] * 3
    held = chart(*values, limits_until=START.plus(19))
    assert (held.mean, held.mean_range, held.basis) == (11, 2, 20)
    assert [point.rule for point in held.points[20:]] == [OUTSIDE] * 6


def test_points_up_to_a_break_are_left_out_and_the_reason_is_given():
    known = Break(START.plus(4), START.plus(6), "recording changed", "seen")
    found = chart(*[300] * 5, None, *[100, 101] * 7, breaks=[known])
    assert found.points[0].period == START.plus(6)
    assert found.mean == 100.5
    assert found.remarks == ("The series starts in October 2022: recording changed.",)


def test_signals_gather_neighbours_of_one_rule():
    found = chart(*[10, 12] * 10, 40, 42, None, 41, limits_until=START.plus(19))
    ends = [(signal.rule, signal.first, signal.last) for signal in found.signals]
    assert ends == [
        (OUTSIDE, START.plus(20), START.plus(21)),
        (OUTSIDE, START.plus(23), START.plus(23)),
    ]


series = st.lists(st.one_of(st.none(), st.integers(0, 60)), min_size=2, max_size=40)
OPPOSITE = {"up": "down", "down": "up", None: None}


@given(series)
def test_a_series_read_backwards_has_the_same_limits_and_the_same_points_marked(values):
    there, back = chart(*values), chart(*reversed(values))
    if there.mean is None:
        return
    assert (there.lower, there.upper) == pytest.approx((back.lower, back.upper))
    for point, mirrored in zip(there.points, reversed(back.points), strict=True):
        assert point.rule == mirrored.rule
        turned = OPPOSITE[mirrored.direction] if point.rule == TREND else mirrored.direction
        # A peak ends one trend and begins another, and the later of the two names its direction.
        assert point.direction == turned or point.rule == TREND


@given(series, st.integers(1, 500))
def test_adding_to_every_value_moves_the_limits_by_as_much_and_marks_the_same_points(values, shift):
    plain, moved = chart(*values), chart(*(None if v is None else v + shift for v in values))
    assert [p.rule for p in plain.points] == [p.rule for p in moved.points]
    if plain.mean is not None:
        assert moved.lower - plain.lower == pytest.approx(shift)
        assert moved.upper - plain.upper == pytest.approx(shift)


@given(series, st.sampled_from([1e-6, 0.5, 3.0, 1e6]))
def test_multiplying_every_value_scales_the_limits_and_marks_the_same_points(values, factor):
    plain, scaled = chart(*values), chart(*(None if v is None else v * factor for v in values))
    assert [p.rule for p in plain.points] == [p.rule for p in scaled.points]
    if plain.mean is not None:
        assert scaled.upper == pytest.approx(plain.upper * factor)


@given(st.lists(st.integers(0, 60), min_size=2, max_size=40))
def test_turning_a_series_upside_down_turns_every_direction(values):
    plain, turned = chart(*values), chart(*(100 - value for value in values))
    assert [OPPOSITE[p.direction] for p in plain.points] == [p.direction for p in turned.points]


@given(series)
def test_screening_never_widens_the_limits(values):
    if (screened := chart(*values)).mean is not None:
        assert screened.mean_range <= chart(*values, screen=False).mean_range
