"""Rules of comparisons: what may be called clear, and when nothing can be said."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make_results import (
    PEOPLE,
    SPRING_2024,
    SPRING_2025,
    compare_counts,
    make_missing,
    make_result,
    read_worked_examples,
)

from csp_toolkit.areas import Area
from csp_toolkit.blocks.model import VerdictName
from csp_toolkit.indicators.catalogue import Break
from csp_toolkit.indicators.change import (
    METHOD_CAVEAT,
    Comparison,
    Verdict,
    adjust_for_many_looks,
    compare_results,
    judge,
)
from csp_toolkit.periods import FinancialYear, Month, Quarter, TwelveMonths

LEVEL_CHANGED = Break(Month(2019, 2), Month(2024, 1), "the level changed", "seen in the data")
counts = st.integers(0, 3000)


def test_verdicts_are_those_that_blocks_can_show():
    assert get_args(Verdict) == get_args(VerdictName)


@pytest.mark.parametrize("example", read_worked_examples("plan_changes.csv"), ids=lambda e: e["what"])
def test_the_published_plan_s_changes_are_tested_as_worked_out_elsewhere(example):
    found = compare_counts(int(example["count"]), int(example["base"]))
    _, lower, upper = found.rate_change
    decimals = 1 if "." in example["lower_percent"] else 0
    assert round(lower, decimals) == float(example["lower_percent"])
    assert round(upper, decimals) == float(example["upper_percent"])
    if example["p_value"]:
        digits = len(example["p_value"].partition(".")[2])
        assert round(found.p_value, digits) == float(example["p_value"])


def test_two_of_the_published_plan_s_four_falls_are_not_clear():
    verdicts = [
        compare_counts(int(e["count"]), int(e["base"])).verdict
        for e in read_worked_examples("plan_changes.csv")
    ]
    assert verdicts == ["no clear change", "no clear change", "clear fall", "clear fall"]


@given(counts, counts)
def test_a_clear_change_always_has_its_interval_on_one_side(count, base):
    found = compare_counts(count, base)
    if found.verdict == "clear rise":
        assert count > base
        assert found.ratio_lower > 1
    if found.verdict == "clear fall":
        assert count < base
        assert found.ratio_upper < 1
    assert found.verdict != "cannot say"


@given(counts, counts)
def test_equal_exposures_make_the_rate_and_the_counts_change_alike(count, base):
    found = compare_counts(count, base)
    assert found.difference == count - base
    if found.rate_change:
        assert found.rate_change[0] == pytest.approx(found.percent_change, abs=1e-9)


@pytest.mark.parametrize(("base", "has_percent"), [(49, False), (50, True), (51, True)])
def test_a_percent_change_needs_a_base_of_fifty(base, has_percent):
    found = compare_counts(60, base)
    assert (found.percent_change is not None) == has_percent
    assert (found.rate_change is not None) == has_percent
    assert found.difference == 60 - base


def test_the_base_decides_about_a_percent_change_and_not_the_later_count():
    assert compare_counts(49, 50).percent_change == pytest.approx(-2)
    assert compare_counts(50, 49).percent_change is None


def test_zero_after_zero_is_no_clear_change_and_says_why():
    found = compare_counts(0, 0)
    assert (found.verdict, found.reason) == ("no clear change", "none in either period")
    assert (found.difference, found.p_value) == (0, 1)
    assert (found.ratio, found.ratio_lower, found.ratio_upper) == (None, None, None)


def test_a_rise_from_zero_has_no_ratio_but_can_be_clear():
    assert compare_counts(5, 0).verdict == "no clear change"
    found = compare_counts(6, 0)
    assert found.verdict == "clear rise"
    assert (found.ratio, found.ratio_upper) == (None, None)
    assert found.ratio_lower > 1


def test_a_fall_to_zero_can_be_clear():
    assert compare_counts(0, 5).verdict == "no clear change"
    assert compare_counts(0, 6).verdict == "clear fall"


@pytest.mark.parametrize(("base", "remark"), [(1, True), (5, True), (6, False)])
def test_five_events_in_all_are_too_few_for_anything_to_be_clear(base, remark):
    assert ("too few for any change to be clear" in compare_counts(0, base).reason) == remark


def test_a_leap_day_is_allowed_for():
    leap, other = Quarter(2023, 4), Quarter(2024, 4)
    found = compare_results(make_result(900, other), make_result(910, leap), "the same quarter last year")
    assert found.percent_change < 0
    assert found.ratio == pytest.approx(1.0, abs=1e-12)
    assert found.p_value == pytest.approx(1.0)


def test_a_larger_population_is_allowed_for():
    found = compare_counts(1100, 1000, people=1.1 * PEOPLE)
    assert found.percent_change == pytest.approx(10)
    assert found.ratio == pytest.approx(1)
    assert found.verdict == "no clear change"


def test_counts_without_a_denominator_are_compared_by_days():
    current = replace(make_result(900, Quarter(2024, 4)), denominator=None)
    baseline = replace(make_result(910, Quarter(2023, 4)), denominator=None)
    assert compare_results(current, baseline, "x").ratio == pytest.approx(1)


@pytest.mark.parametrize("status", ["missing", "suppressed", "not_comparable"])
def test_without_a_figure_nothing_can_be_said_and_the_reason_is_given(status):
    hidden = replace(make_missing(SPRING_2024), status=status, status_reason="a reason")
    for found in (
        compare_results(make_result(20), hidden, "x"),
        compare_results(replace(hidden, period=SPRING_2025), make_result(20, SPRING_2024), "x"),
    ):
        assert found.verdict == "cannot say"
        assert "a reason" in found.reason
        assert (found.difference, found.percent_change, found.ratio, found.p_value) == (None,) * 4


def test_missing_comparison_months_are_never_a_rise_from_zero():
    found = compare_results(make_result(500), make_missing(SPRING_2024), "x")
    assert (found.verdict, found.reason) == ("cannot say", "no data for April to June 2024")


def test_a_provisional_figure_is_compared_with_a_remark():
    provisional = replace(make_result(20), status="provisional", status_reason="revised each quarter")
    found = compare_results(provisional, make_result(20, SPRING_2024), "x")
    assert found.verdict == "no clear change"
    assert found.reason == "the figure for April to June 2025 is provisional: revised each quarter"


def test_across_a_break_nothing_can_be_said():
    before, after = make_result(400, Quarter(2018, 3)), make_result(100, Quarter(2023, 4))
    found = compare_results(after, before, "x", breaks=[LEVEL_CHANGED])
    assert (found.verdict, found.reason) == ("cannot say", "the level changed")


@pytest.mark.parametrize(
    ("earlier", "later", "verdict", "remark"),
    [
        (Month(2018, 2), Month(2019, 2), "clear fall", False),
        (Month(2018, 3), Month(2019, 3), "clear fall", True),
        (Month(2019, 2), Month(2024, 1), "cannot say", False),
        (Month(2019, 2), Month(2023, 12), "clear fall", True),
        (Month(2019, 3), Month(2024, 1), "clear fall", True),
        (Month(2024, 1), Month(2025, 1), "clear fall", False),
    ],
)
def test_a_break_lies_between_its_last_and_its_first_month(earlier, later, verdict, remark):
    current, baseline = make_result(100, later), make_result(400, earlier)
    found = compare_results(current, baseline, "x", breaks=[LEVEL_CHANGED])
    assert found.verdict == verdict
    assert ("unknown date between February 2019 and January 2024" in found.reason) == remark


def test_a_break_within_a_period_counts_too():
    long_break = Break(Month(2022, 12), Month(2023, 1), "new rules", "x")
    current, baseline = FinancialYear(2022), FinancialYear(2021)
    found = compare_results(make_result(100, current), make_result(400, baseline), "x", breaks=[long_break])
    assert found.verdict == "cannot say"


@pytest.mark.parametrize(
    ("baseline", "fault"),
    [
        (make_result(5, SPRING_2024, Area("E1", "Elsewhere", "csp", 2024)), "one indicator in one area"),
        (replace(make_result(5, SPRING_2024), indicator_id="street_drugs"), "one indicator in one area"),
        (make_result(5, FinancialYear(2023)), "not of one kind"),
        (make_result(5, SPRING_2025), "does not end before"),
        (make_result(5, Quarter(2025, 2)), "does not end before"),
        (replace(make_result(5, SPRING_2024), method="Wilson"), "a proportion"),
        (replace(make_result(5, SPRING_2024), denominator=None), "only one of them"),
    ],
)
def test_only_one_statistic_in_two_separate_periods_is_compared(baseline, fault):
    with pytest.raises(ValueError, match=fault):
        compare_results(make_result(5), baseline, "x")


def test_overlapping_twelve_months_are_not_compared():
    later, earlier = TwelveMonths(Month(2024, 12)), TwelveMonths(Month(2024, 11))
    with pytest.raises(ValueError, match="does not end before"):
        compare_results(make_result(5, later), make_result(5, earlier), "x")


@pytest.mark.parametrize(
    ("p_value", "lower", "upper", "verdict"),
    [
        (0.049, 1.01, 2.0, "clear rise"),
        (0.049, 1.01, None, "clear rise"),
        (0.049, 0.5, 0.99, "clear fall"),
        (0.05, 1.01, 2.0, "no clear change"),
        (0.049, 0.99, 2.0, "no clear change"),
        (0.049, 0.5, 1.0, "no clear change"),
        (1.0, None, None, "no clear change"),
    ],
)
def test_a_verdict_is_clear_only_where_test_and_interval_agree(p_value, lower, upper, verdict):
    assert judge(p_value, lower, upper) == verdict


def with_p(p_value: float) -> Comparison:
    return replace(compare_counts(500, 100), p_value=p_value)


def test_many_looks_are_adjusted_as_in_the_original_paper():
    examples = read_worked_examples("benjamini_hochberg.csv")
    found = adjust_for_many_looks([with_p(float(example["p_value"])) for example in examples])
    assert [c.verdict == "clear rise" for c in found] == [e["rejected"] == "yes" for e in examples]
    assert found[3].q_value == pytest.approx(0.0095 * 15 / 4)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_the_order_of_a_family_does_not_matter_and_q_is_never_below_p(p_values, random):
    family = [with_p(p) for p in p_values]
    found = adjust_for_many_looks(family)
    assert all(c.p_value - 1e-12 <= c.q_value <= 1 for c in found)
    assert adjust_for_many_looks(found) == found
    order = list(range(len(family)))
    random.shuffle(order)
    shuffled = adjust_for_many_looks([family[i] for i in order])
    assert [c.q_value for c in shuffled] == pytest.approx([found[i].q_value for i in order])


def test_a_single_test_needs_no_adjustment():
    assert adjust_for_many_looks([with_p(0.03)])[0].q_value == pytest.approx(0.03)


def test_comparisons_that_cannot_be_said_are_no_part_of_the_family():
    unsaid = compare_results(make_result(5), make_missing(SPRING_2024), "x")
    found = adjust_for_many_looks([unsaid, with_p(0.03), unsaid])
    assert found[0] == unsaid
    assert found[1].q_value == pytest.approx(0.03)
    assert adjust_for_many_looks([unsaid]) == [unsaid]
    assert adjust_for_many_looks([]) == []


def test_a_verdict_can_be_withdrawn_by_the_adjustment():
    alone = compare_counts(133, 178)
    assert alone.verdict == "clear fall"
    family = adjust_for_many_looks([alone, *(compare_counts(100, 100) for _ in range(14))])
    assert family[0].verdict == "no clear change"


@pytest.mark.parametrize(
    "change", [{"verdict": "stable"}, {"verdict": "cannot say"}, {"p_value": None}, {"difference": None}]
)
def test_a_comparison_refuses_nonsense(change):
    with pytest.raises(ValueError, match=r"verdict|cannot say|without its figures"):
        replace(compare_counts(5, 9), **change)


def test_cannot_say_needs_a_reason():
    unsaid = compare_results(make_result(5), make_missing(SPRING_2024), "x")
    with pytest.raises(ValueError, match="without a reason"):
        replace(unsaid, reason=" ")


def test_the_caveat_is_there_while_dispersion_is_not_estimated():
    assert compare_counts(5, 9).dispersion is None
    assert "wider than shown" in METHOD_CAVEAT


def test_people_counted_on_a_day_are_no_fewer_in_a_shorter_quarter():
    now, before = make_result(656, Quarter(2024, 4)), make_result(656, Quarter(2023, 4))
    snapshot = compare_results(now, before, "the same quarter last year", per_day=False)
    assert snapshot.ratio == 1
    assert compare_results(now, before, "the same quarter last year").ratio > 1
