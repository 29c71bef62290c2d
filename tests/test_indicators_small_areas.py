"""Small areas: rates drawn towards that of all, areas without residents or figures, and honest intervals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from make_results import make_missing, make_result

from csp_toolkit.areas import Area
from csp_toolkit.indicators.small_areas import (
    NONE_COUNTED,
    SHRUNK,
    SmallArea,
    calculate_small_area_rates,
    small_areas_of,
)
from csp_toolkit.indicators.spread_of_rates import estimate_spread


def lsoa(number: int) -> Area:
    return Area(f"E0101{number:04d}", f"Area {number:03d}", "lsoa", 2021)


def small_areas(*pairs: tuple[int | None, float | None]) -> list[SmallArea]:
    return [SmallArea(lsoa(n), *pair) for n, pair in enumerate(pairs)]


VARIED = [(n, 1500.0) for n in (2, 40, 8, 15, 5, 22, 9, 30, 12, 3, 18, 60)]


def test_an_estimate_lies_between_the_areas_own_rate_and_that_of_all():
    found = calculate_small_area_rates(small_areas(*VARIED))
    overall = 1000 * sum(n for n, _ in VARIED) / (1500 * len(VARIED))
    for area in found:
        assert min(area.crude, overall) <= area.rate <= max(area.crude, overall)
        assert area.lower < area.rate < area.upper
        assert 0 < area.weight < 1
        assert area.method == SHRUNK


def test_the_smaller_the_area_the_less_its_own_count_counts():
    small, large = calculate_small_area_rates(small_areas((1, 100), (30, 3000), *VARIED))[:2]
    assert small.crude == large.crude == 10
    assert small.weight < large.weight
    assert small.upper - small.lower > large.upper - large.lower


def test_one_event_in_a_tiny_area_does_not_lead_the_table():
    tiny, *others = calculate_small_area_rates(small_areas((1, 10), *VARIED))
    assert tiny.crude > max(area.crude for area in others)
    assert tiny.rate < max(area.rate for area in others)


def test_an_area_without_residents_has_no_rate_and_is_told_so():
    found = calculate_small_area_rates(small_areas((7, 0), (0, 0), *VARIED))
    assert (found[0].rate, found[0].lower, found[0].weight, found[0].count) == (None, None, None, 7)
    assert found[0].reason == "nobody lives here, so 7 counted here have no rate"
    assert found[1].reason == "nobody lives here, so 0 counted here have no rate"


def test_an_area_without_a_figure_keeps_its_reason_and_moves_no_other():
    result = replace(make_missing(area=lsoa(99)), status_reason="no data for May 2025")
    areas = [*small_areas_of([result]), *small_areas(*VARIED)]
    found = calculate_small_area_rates(areas)
    assert (found[0].rate, found[0].reason) == (None, "no data for May 2025")
    assert found[1:] == calculate_small_area_rates(small_areas(*VARIED))


def test_small_areas_are_made_of_results():
    assert small_areas_of([make_result(5, area=lsoa(1), people=1500)]) == [SmallArea(lsoa(1), 5, 1500)]


def test_areas_that_vary_no_more_than_chance_lie_close_to_the_overall_rate():
    random = np.random.default_rng(20250331)
    found = calculate_small_area_rates(small_areas(*[(int(n), 1000) for n in random.poisson(10, 100)]))
    overall = sum(area.count for area in found) / 100
    assert max(area.weight for area in found) < 0.25
    assert max(abs(area.rate - overall) for area in found) < 0.25 * max(abs(a.crude - overall) for a in found)


def test_nothing_counted_anywhere_is_a_rate_of_zero_with_an_upper_end():
    found = calculate_small_area_rates(small_areas(*[(0, 1000)] * 12))
    assert (found[0].rate, found[0].lower, found[0].method) == (0, 0, NONE_COUNTED)
    assert found[0].upper == pytest.approx(3.688879 / 12, abs=1e-6)


def test_too_few_areas_to_learn_from_are_refused():
    with pytest.raises(ValueError, match="9 areas have a figure"):
        calculate_small_area_rates(small_areas(*VARIED[:9], (5, 0), (None, 1000)))
    with pytest.raises(ValueError, match="twice"):
        calculate_small_area_rates([SmallArea(lsoa(1), 1, 100)] * 12)
    with pytest.raises(ValueError, match="below zero"):
        calculate_small_area_rates(small_areas((-1, 100), *VARIED))


def test_the_order_of_areas_and_the_unit_change_nothing_else():
    there = calculate_small_area_rates(small_areas(*VARIED))
    back = calculate_small_area_rates(list(reversed(small_areas(*VARIED))), 100_000)
    for area, other in zip(there, reversed(back), strict=True):
        assert other.area == area.area
        assert other.rate == pytest.approx(100 * area.rate, rel=1e-4)
        assert other.weight == pytest.approx(area.weight, rel=1e-4)


def test_the_spread_between_areas_is_found_again():
    """Rates drawn from a gamma distribution with a coefficient of variation of 0.6."""
    random = np.random.default_rng(20250331)
    people = random.uniform(1000, 3000, 400)
    true = random.gamma(1 / 0.36, 0.36 * 0.02, 400)
    spread = estimate_spread(list(zip(random.poisson(people * true).tolist(), people, strict=True)))
    assert spread.mean == pytest.approx(0.02, rel=0.1)
    assert spread.variation == pytest.approx(0.6, rel=0.1)
    assert spread.weights.sum() == pytest.approx(1)


def test_nothing_counted_says_nothing_of_the_spread():
    with pytest.raises(ValueError, match="nothing was counted"):
        estimate_spread([(0, 1000.0)] * 12)


@pytest.mark.parametrize(("number", "times"), [(20, 50), (100, 12)])
def test_estimates_are_nearer_the_truth_than_rates_as_counted_and_intervals_hold_it(number: int, times: int):
    random = np.random.default_rng(20250630)
    held, areas, own_error, error = 0, 0, 0.0, 0.0
    for _ in range(times):
        people = random.uniform(1000, 3000, number)
        true = random.gamma(1 / 0.2, 0.2 * 4, number)
        counts = random.poisson(people / 1000 * true).tolist()
        for rate, truth in zip(
            calculate_small_area_rates(small_areas(*zip(counts, people, strict=True))), true, strict=True
        ):
            held += rate.lower <= truth <= rate.upper
            own_error += (rate.crude - truth) ** 2
            error += (rate.rate - truth) ** 2
            areas += 1
    assert error < 0.8 * own_error
    assert 0.93 < held / areas < 0.97
