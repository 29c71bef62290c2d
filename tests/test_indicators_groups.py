"""Rules of comparisons with other areas: oneself left out, ratios and never differences of counts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make_results import PEOPLE, THURROCK, compare_counts, make_missing, make_result

from csp_toolkit.areas import Area
from csp_toolkit.indicators.change import adjust_for_many_looks
from csp_toolkit.indicators.comparators import MOST_SIMILAR_GROUP, OTHER_DISTRICTS, POLICE_FORCE
from csp_toolkit.indicators.dispersion import Dispersion
from csp_toolkit.indicators.groups import (
    FEWEST_FOR_LIMITS,
    compare_areas,
    compare_with_group,
    compare_with_whole,
    describe_group,
)
from csp_toolkit.indicators.intervals import proportion_interval, rate_interval
from csp_toolkit.indicators.pooling import pool_areas, subtract_area
from csp_toolkit.indicators.results import Result
from csp_toolkit.periods import Quarter

ESSEX = Area("E23000028", "Essex", "police_force", 2024)
OWN = make_result(300)


def area(number: int) -> Area:
    return Area(f"E2200000{number}", f"District {number}", "csp", 2024)


def others(*counts: int) -> list[Result]:
    return [make_result(count, area=area(at)) for at, count in enumerate(counts)]


def test_an_area_is_compared_with_the_others_together():
    found = compare_with_group(OWN, others(180, 220, 200), OTHER_DISTRICTS)
    assert found.baseline.numerator == 600
    assert found.baseline.denominator == 3 * PEOPLE
    assert found.ratio == pytest.approx(1.5)
    assert found.ratio_lower > 1
    assert found.value_difference == pytest.approx(1000 * 100 / PEOPLE)
    assert (found.scale, found.comparator) == ("ratio", OTHER_DISTRICTS)


def test_of_areas_nothing_rose_or_fell():
    assert compare_with_group(OWN, others(180, 220, 200), "x").words == "clearly higher"
    assert compare_with_group(OWN, others(500, 480, 520), "x").words == "clearly lower"
    assert compare_with_group(OWN, others(300, 290, 310), "x").words == "no clear difference"
    assert compare_counts(100, 300).words == "clear fall"


def test_oneself_is_left_out_even_where_it_is_given():
    group = others(180, 220, 200)
    assert compare_with_group(OWN, [OWN, *group], "x") == compare_with_group(OWN, group, "x")
    assert describe_group(OWN, [OWN, *group]) == describe_group(OWN, group)


def test_areas_have_no_difference_of_counts_and_no_percent_change():
    found = compare_with_group(OWN, others(180, 220), "x")
    assert (found.difference, found.percent_change, found.rate_change) == (None, None, None)


def test_areas_without_a_figure_are_left_out_and_named():
    found = compare_with_group(OWN, [*others(180, 220), make_missing(area=area(8))], MOST_SIMILAR_GROUP)
    assert found.baseline.numerator == 400
    assert found.reason == "without District 8, for which there is no figure"


def test_without_any_other_figure_nothing_can_be_said():
    hidden = replace(make_missing(area=area(8)), status="suppressed", status_reason="withheld")
    for own, group in ((OWN, [hidden]), (make_missing(), others(200))):
        found = compare_with_group(own, group, "x")
        assert found.verdict == "cannot say"
        assert (found.ratio, found.value_difference, found.p_value) == (None, None, None)


def test_a_larger_area_is_compared_without_the_part_that_one_is():
    whole = make_result(900, area=ESSEX, people=3 * PEOPLE)
    found = compare_with_whole(OWN, whole, POLICE_FORCE)
    assert (found.baseline.numerator, found.baseline.denominator) == (600, 2 * PEOPLE)
    assert found.ratio == pytest.approx(1)
    assert found.baseline.area.name == POLICE_FORCE


@pytest.mark.parametrize(("count", "people"), [(299, 3 * PEOPLE), (900, PEOPLE), (900, PEOPLE - 1)])
def test_a_part_larger_than_its_whole_is_refused(count, people):
    with pytest.raises(ValueError, match="no part of"):
        compare_with_whole(OWN, make_result(count, area=ESSEX, people=people), "x")


def test_where_the_whole_is_missing_nothing_can_be_said():
    found = compare_with_whole(OWN, make_missing(area=ESSEX), "x")
    assert (found.verdict, found.scale) == ("cannot say", "ratio")


def test_dispersion_widens_the_ratio_of_areas():
    plain = compare_with_group(OWN, others(250, 270), "x")
    wide = compare_with_group(OWN, others(250, 270), "x", dispersion=Dispersion(4, 22))
    assert wide.dispersion == 4
    assert wide.ratio_lower < plain.ratio_lower
    assert wide.p_value > plain.p_value


@given(st.integers(0, 500), st.lists(st.integers(0, 500), min_size=1, max_size=6))
def test_none_at_all_is_an_answer_too(count, group):
    found = compare_with_group(make_result(count), others(*group), "x")
    assert found.verdict != "cannot say"
    assert (found.ratio is None) == (sum(group) == 0)
    assert found.baseline.value == pytest.approx(1000 * sum(group) / (len(group) * PEOPLE))
    expected = rate_interval(sum(group), len(group) * PEOPLE, 1000)
    assert found.baseline.upper == pytest.approx(expected.upper, rel=1e-9)
    assert found.baseline.method == expected.method


def test_areas_of_one_family_are_adjusted_with_all_other_looks():
    family = [compare_with_group(OWN, others(230, 250), "x"), *(compare_counts(100, 100) for _ in range(20))]
    assert family[0].words == "clearly higher"
    assert adjust_for_many_looks(family)[0].words == "no clear difference"


@pytest.mark.parametrize(
    ("other", "fault"),
    [
        (OWN, "with itself"),
        (make_result(5, Quarter(2024, 1), area(1)), "one period"),
        (replace(make_result(5, area=area(1)), indicator_id="street_drugs"), "one indicator"),
        (replace(make_result(5, area=area(1)), denominator=None), "plain counts"),
        (replace(make_result(5, area=area(1)), confidence=0.998), "one confidence"),
    ],
)
def test_only_one_rate_of_two_areas_in_one_period_is_compared(other, fault):
    with pytest.raises(ValueError, match=fault):
        compare_areas(OWN, other, "x")


@pytest.mark.parametrize("group", [[], [OWN]])
def test_a_group_has_another_area(group):
    with pytest.raises(ValueError, match="no other area"):
        compare_with_group(OWN, group, "x")


def test_an_area_is_in_a_group_once():
    with pytest.raises(ValueError, match="once"):
        compare_with_group(OWN, [*others(1), *others(1)], "x")


def test_a_group_s_mean_counts_every_area_the_same_and_has_limits_and_a_rank():
    group = [*others(100, 200, 300, 400), make_result(10_000, area=area(5), people=10 * PEOPLE)]
    found = describe_group(OWN, group)
    values = [result.value for result in group]
    assert found.mean == pytest.approx(sum(values) / 5)
    assert found.lower == 0  # cut: a rate is not below zero
    assert found.upper > max(values)
    assert (found.areas, found.rank.rank, found.rank.ranked) == (5, 3, 6)


def test_limits_are_those_of_a_further_area_as_published_for_a_sample_of_five():
    # t of 4 degrees of freedom at 97.5% is 2.776 (Student's table); s = 1.5811 for 1 to 5; sqrt(1 + 1/5).
    group = [make_result(count, area=area(count), people=1000.0) for count in (11, 12, 13, 14, 15)]
    found = describe_group(make_result(13, people=1000.0), group)
    assert found.upper - found.mean == pytest.approx(2.776 * 1.5811 * 1.09545, abs=0.002)


@pytest.mark.parametrize(
    ("number", "has_limits"), [(FEWEST_FOR_LIMITS - 1, False), (FEWEST_FOR_LIMITS, True)]
)
def test_a_few_areas_show_no_limits(number, has_limits):
    found = describe_group(OWN, others(*range(200, 200 + number)))
    assert (found.upper is not None) == has_limits


def test_without_figures_there_is_no_group_to_describe():
    assert describe_group(make_missing(), others(1, 2)) is None
    assert describe_group(OWN, [make_missing(area=area(1))]) is None


def test_several_areas_as_one_are_provisional_where_one_is():
    doubtful = replace(make_result(5, area=area(7)), status="provisional", status_reason="early")
    found = pool_areas([*others(1, 2), doubtful], "x")
    assert (found.status, found.status_reason) == ("provisional", "early")
    assert found.area.code == "E22000000+E22000001+E22000007"


def share(part: int, whole: int, where: Area = THURROCK, effective: float | None = None) -> Result:
    weighed = effective or float(whole)
    interval = proportion_interval(part / whole * weighed, weighed)
    return replace(
        make_result(part, area=where),
        denominator=float(whole),
        value=100 * part / whole,
        lower=100 * interval.lower,
        upper=100 * interval.upper,
        method=interval.method,
        effective_n=weighed,
    )


def test_shares_of_areas_are_compared_in_points():
    found = compare_with_group(share(50, 100), [share(30, 100, area(1)), share(50, 100, area(2))], "x")
    assert (found.scale, found.baseline.value) == ("points", pytest.approx(40))
    assert found.value_difference == pytest.approx(10)
    assert found.ratio is None
    assert found.words == "no clear difference"


def test_weighted_answers_of_several_areas_weigh_what_they_are_worth():
    pooled = pool_areas([share(30, 100, area(1), 50.0), share(60, 100, area(2), 25.0)], "x")
    assert pooled.value == pytest.approx(40)
    assert (pooled.effective_n, pooled.numerator, pooled.denominator) == (75, 90, 200)


def test_a_share_of_the_rest_leaves_out_the_part():
    found = subtract_area(share(60, 200, ESSEX), share(20, 50), "the rest")
    assert (found.numerator, found.denominator) == (40, 150)
    assert found.value == pytest.approx(100 * 40 / 150)


def test_plain_counts_are_not_taken_together():
    with pytest.raises(ValueError, match="no count with a denominator"):
        pool_areas([replace(make_result(5, area=area(n)), denominator=None) for n in (1, 2)], "x")
    with pytest.raises(ValueError, match="one indicator and one period"):
        pool_areas([], "x")
