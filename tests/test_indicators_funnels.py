"""Funnels: limits and places as worked out elsewhere, areas without figures, and dispersion."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from make_results import PEOPLE, SPRING_2024, make_missing, make_result, read_worked_examples

from csp_toolkit.areas import Area
from csp_toolkit.indicators.funnels import (
    CONTROL,
    WARNING,
    calculate_funnel,
    estimate_funnel_dispersion,
    funnel_limits,
    place_in_funnel,
)
from csp_toolkit.indicators.intervals import exact_poisson_limits, proportion_interval

PLACES = tuple(Area(f"E2200{n:04d}", f"Area {n}", "csp", 2024) for n in range(20))
WORDS = {
    "High (0.001)": "high at 99.8%",
    "High (0.025)": "high at 95%",
    "Not significant": "within the limits",
    "Low (0.025)": "low at 95%",
    "Low (0.001)": "low at 99.8%",
}


def results(*counts: int, people: float = PEOPLE):
    return [make_result(n, area=PLACES[i], people=people) for i, n in enumerate(counts)]


def test_limits_of_proportions_equal_those_worked_out_elsewhere_to_the_last_digit():
    rows = read_worked_examples("funnel_proportion_areas.csv")
    baseline = sum(float(r["numerator"]) for r in rows) / sum(float(r["denominator"]) for r in rows)
    for row in read_worked_examples("funnel_proportion_limits.csv"):
        assert 100 * baseline == pytest.approx(float(row["baseline"]), abs=5e-7)
        for confidence, name in ((WARNING, "95"), (CONTROL, "99.8")):
            found = funnel_limits(baseline, float(row["denominator"]), confidence, kind="proportion")
            expected = float(row[f"lower_{name}"]), float(row[f"upper_{name}"])
            assert [100 * end for end in found] == pytest.approx(expected, abs=5.1e-7)


def test_places_of_proportions_equal_those_worked_out_elsewhere():
    rows = read_worked_examples("funnel_proportion_areas.csv")
    pairs = [(float(row["numerator"]), float(row["denominator"])) for row in rows]
    baseline = sum(n for n, _ in pairs) / sum(d for _, d in pairs)
    found = [place_in_funnel(n, d, baseline, kind="proportion") for n, d in pairs]
    assert found == [WORDS[row["significance"]] for row in rows]
    assert len(set(found)) == 5


def test_limits_of_rates_equal_those_worked_out_elsewhere():
    """The origin gives the population of one year at which a count of three years lies on each limit.

    Its populations were searched for, to within 0.0003 of an event, so the smallest counts agree less well.
    """
    for row in read_worked_examples("funnel_rate_limits.csv"):
        baseline = float(row["baseline"]) / 100_000
        for confidence, name in ((WARNING, "95"), (CONTROL, "99.8")):
            for end, side in enumerate(("lower", "upper")):
                size = 3 * float(row[f"{side}_{name}_population"])
                found = 100_000 * funnel_limits(baseline, size, confidence, kind="rate")[end]
                printed = float(row[f"{side}_{name}"])
                assert found == pytest.approx(printed, rel=1e-6 if int(row["events"]) > 2 else 1e-5)
                assert found * size / 100_000 == pytest.approx(int(row["events"]), abs=0.0004)


@pytest.mark.parametrize("zero", ["with", "without"])
@pytest.mark.parametrize("kind", ["crude", "standardised"])
def test_places_of_rates_equal_those_worked_out_elsewhere(kind: str, zero: str):
    """A standardised rate comes with the denominator that makes its count that rate; zero has none."""
    rows = read_worked_examples("funnel_rate_areas.csv")
    rows = [row for row in rows if int(row["count"]) or (zero == "with" and kind == "crude")]
    counts = [int(row["count"]) for row in rows]
    sizes = [
        float(row["population"])
        if kind == "crude"
        else 100_000 * int(row["count"]) / float(row["standardised_rate_per_100000"])
        for row in rows
    ]
    baseline = sum(counts) / sum(sizes)
    found = [place_in_funnel(n, d, baseline, kind="rate") for n, d in zip(counts, sizes, strict=True)]
    assert found == [WORDS[row[f"{kind}_{zero}_zero"]] for row in rows]


@pytest.mark.parametrize("count", [1, 2, 9, 10, 11, 400])
def test_a_count_lies_on_the_limit_where_its_exact_interval_ends_at_the_baseline(count: int):
    for confidence in (WARNING, CONTROL):
        for end, expected in enumerate(reversed(exact_poisson_limits(count, confidence))):
            size = expected / 0.01
            assert size * funnel_limits(0.01, size, confidence, kind="rate")[end] == pytest.approx(count)


def test_an_area_is_placed_as_its_interval_in_the_table_says():
    for count in (8, 9, 10, 11, 25):
        result = make_result(count)
        for baseline in (
            result.lower * 0.999,
            result.lower * 1.001,
            result.upper * 0.999,
            result.upper * 1.001,
        ):
            place = place_in_funnel(count, PEOPLE, baseline / 1000, kind="rate")
            assert (place == "within the limits") == (result.lower <= baseline <= result.upper)


def test_none_in_a_large_area_is_low_and_none_in_a_small_one_is_not():
    assert place_in_funnel(0, 10_000, 0.001, kind="rate") == "low at 99.8%"
    assert place_in_funnel(0, 4_000, 0.001, kind="rate") == "low at 95%"
    assert place_in_funnel(0, 3_000, 0.001, kind="rate") == "within the limits"
    assert funnel_limits(0.001, 3_000, WARNING, kind="rate")[0] == 0
    assert funnel_limits(0.001, 4_000, WARNING, kind="rate")[0] > 0


def test_the_baseline_is_that_of_all_areas_together_and_not_the_mean_of_their_rates():
    small, large = (
        make_result(10, area=PLACES[0], people=10_000),
        make_result(10, area=PLACES[1], people=90_000),
    )
    found = calculate_funnel([small, large], 1000)
    assert found.baseline == pytest.approx(0.2)
    assert [point.position for point in found.points] == ["high at 99.8%", "within the limits"]
    assert calculate_funnel([small, large], 1000, baseline=1.0).points[0].position == "within the limits"


def test_an_area_without_a_figure_stays_in_the_funnel_without_a_place():
    found = calculate_funnel([make_missing(area=PLACES[9]), *results(100, 101, 99)], 1000)
    assert (found.points[0].value, found.points[0].position) == (None, None)
    assert found.baseline == pytest.approx(1000 * 300 / 3 / PEOPLE)
    nothing = calculate_funnel([make_missing(area=PLACES[9])], 1000)
    assert (nothing.baseline, nothing.dispersion) == (None, None)
    with pytest.raises(ValueError, match="no limits"):
        nothing.limits(1000, WARNING)


def test_proportions_are_told_by_their_method_and_have_limits_within_0_and_100():
    proportion = proportion_interval(20, 25)
    result = replace(
        make_result(20, people=25), value=80.0, lower=100 * proportion.lower, upper=100 * proportion.upper,
        method=proportion.method,
    )  # fmt: skip
    found = calculate_funnel([result], 100)
    assert found.kind == "proportion"
    assert found.limits(1, CONTROL) == (0, 100)


def test_a_weighted_survey_has_the_size_of_its_effective_number():
    proportion = proportion_interval(80, 100)
    figures = {"value": 80.0, "lower": 100 * proportion.lower, "upper": 100 * proportion.upper}
    weighted = replace(make_result(80, people=100), **figures, method=proportion.method, effective_n=40.0)
    found = calculate_funnel([weighted], 100, baseline=65)
    assert found.points[0].size == 40
    assert found.points[0].position == place_in_funnel(32, 40, 0.65, kind="proportion")
    assert found.points[0].position != place_in_funnel(80, 100, 0.65, kind="proportion")


def test_areas_that_differ_by_more_than_chance_widen_the_limits_only_where_asked():
    varied = results(60, 80, 95, 100, 105, 120, 140, 75, 125, 100, 110)
    plain, widened = calculate_funnel(varied, 1000), calculate_funnel(varied, 1000, adjust=True)
    assert plain.dispersion == widened.dispersion > 3
    assert (plain.method, widened.method) == (
        "funnel, Poisson, chance alone",
        "funnel, Poisson, widened by dispersion",
    )
    assert plain.limits(PEOPLE, WARNING)[0] > widened.limits(PEOPLE, WARNING)[0]
    assert plain.limits(PEOPLE, WARNING)[1] < widened.limits(PEOPLE, WARNING)[1]
    assert sum(p.position != "within the limits" for p in plain.points) > 3
    assert sum(p.position != "within the limits" for p in widened.points) < 3


def test_dispersion_is_never_below_one_and_unknown_for_two_areas():
    assert estimate_funnel_dispersion([(100, 1.0)] * 5, 100, kind="rate") == 1
    assert estimate_funnel_dispersion([(100, 1.0), (300, 1.0)], 200, kind="rate") is None
    assert estimate_funnel_dispersion([(0, 1.0)] * 5, 0, kind="rate") is None


def test_one_odd_area_among_twenty_hardly_moves_the_dispersion():
    random = np.random.default_rng(20250331)
    pairs = [(float(n), 1.0) for n in random.poisson(100, 20)]
    odd = [*pairs[:-1], (900.0, 1.0)]
    assert estimate_funnel_dispersion(odd, 100, kind="rate") < 2


def test_only_one_indicator_and_period_and_each_area_once():
    with pytest.raises(ValueError, match="one period"):
        calculate_funnel([make_result(5), make_result(5, SPRING_2024, PLACES[1])], 1000)
    with pytest.raises(ValueError, match="twice"):
        calculate_funnel([make_result(5), make_result(6)], 1000)
    with pytest.raises(ValueError, match="denominator"):
        calculate_funnel([replace(make_result(5), denominator=None)], 1000)
    with pytest.raises(ValueError, match="above zero"):
        funnel_limits(0.1, 0, WARNING, kind="rate")


sizes = st.floats(100, 1e7)


@given(st.floats(1e-4, 0.2), sizes, st.sampled_from(["rate", "proportion"]))
def test_the_wider_limits_hold_the_narrower_ones_and_both_the_baseline(baseline, size, kind):
    warning = funnel_limits(baseline, size, WARNING, kind=kind)
    control = funnel_limits(baseline, size, CONTROL, kind=kind)
    assert control[0] <= warning[0] <= baseline <= warning[1] <= control[1]


@given(st.floats(1e-4, 0.2), sizes, st.sampled_from(["rate", "proportion"]))
def test_a_funnel_narrows_with_size(baseline, size, kind):
    small, large = (funnel_limits(baseline, n, WARNING, kind=kind) for n in (size, 2 * size))
    assert small[0] <= large[0]
    assert large[1] <= small[1]


@given(st.integers(0, 3000), sizes, st.floats(0.5, 2))
def test_only_the_unit_changes_when_denominator_and_baseline_change_together(count, size, factor):
    baseline = (count + 7) / size
    plain = place_in_funnel(count, size, baseline, kind="rate")
    assert place_in_funnel(count, size * factor, baseline / factor, kind="rate") == plain
