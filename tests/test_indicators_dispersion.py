"""Rules of dispersion: what is noise and what is level or season, and when nothing can be known of it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from make_results import compare_counts, make_result, read_worked_examples

from csp_toolkit.indicators.catalogue import Break
from csp_toolkit.indicators.change import adjust_for_many_looks, compare_results
from csp_toolkit.indicators.dispersion import (
    Dispersion,
    assume_dispersion,
    estimate_dispersion,
)
from csp_toolkit.indicators.pooled_dispersion import FEWEST_TO_POOL, pool_dispersions
from csp_toolkit.periods import FinancialYear, Month, Quarter, TwelveMonths
from csp_toolkit.sample.counts import THURROCK, monthly_counts, sample_months

LAST = Month(2025, 3)


def months(number: int, last: Month = LAST) -> list[Month]:
    return [last.plus(-back) for back in reversed(range(number))]


def draw(number: int, mean: float = 100.0, phi: float = 1.0, seed: int = 1) -> list[tuple[Month, int]]:
    """Counts of an unchanging place, with a season and month lengths, that vary phi times as by chance."""
    rng = np.random.default_rng(seed)
    steps = months(number)
    means = np.array([mean * step.days / 30 * (1.2 if step.month in (7, 12) else 1) for step in steps])
    sizes = means / (phi - 1) if phi > 1 else None
    drawn = rng.poisson(means) if sizes is None else rng.negative_binomial(sizes, 1 / phi)
    return [(step, int(count)) for step, count in zip(steps, drawn, strict=True)]


@pytest.mark.parametrize("phi", [1.0, 3.0, 8.0])
def test_phi_is_found_again_on_average(phi):
    found = [estimate_dispersion(draw(36, phi=phi, seed=seed)).estimate for seed in range(80)]
    assert np.mean(found) == pytest.approx(phi, rel=0.1)


def draw_carried(number: int, carried: float, seed: int) -> list[tuple[Month, int]]:
    """Counts whose months are off by 10%, each sharing part of that with the month before."""
    rng = np.random.default_rng(seed)
    off = [rng.standard_normal()]
    while len(off) < number:
        off.append(carried * off[-1] + math.sqrt(1 - carried**2) * rng.standard_normal())
    means = 1000 * np.exp(0.1 * np.array(off))
    return list(zip(months(number), rng.poisson(means).tolist(), strict=True))


def test_months_that_follow_each_other_down_or_up_make_quarters_more_uneven():
    alone, carried = (
        np.median([estimate_dispersion(draw_carried(36, share, seed)).estimate for seed in range(60)])
        for share in (0.0, 0.4)
    )
    assert carried > 1.25 * alone


def test_two_things_are_known_less_well_than_one():
    # Eleven degrees of freedom are left of 24 months and 22 of 36; the correlation of neighbours takes half.
    for number, left in ((24, 11), (36, 22), (48, 33)):
        assert estimate_dispersion(draw(number)).degrees_of_freedom == pytest.approx(left / 2, rel=0.1)


def test_the_degrees_of_freedom_say_how_the_estimate_scatters():
    found = [estimate_dispersion(draw(36, mean=400, phi=5, seed=seed)) for seed in range(250)]
    scatter = np.var(np.log([one.estimate for one in found]))
    assert 2 / scatter == pytest.approx(found[0].degrees_of_freedom, rel=0.25)


def test_phi_is_never_under_one_though_its_estimate_may_be():
    found = Dispersion(0.6, 22, 100)
    assert (found.estimate, found.phi) == (0.6, 1.0)


@pytest.mark.parametrize(("number", "known"), [(23, False), (24, True)])
def test_two_years_of_months_are_needed(number, known):
    assert (estimate_dispersion(draw(number)) is not None) == known


def test_missing_months_are_left_out_and_are_no_zeros():
    series = draw(36, phi=2)
    gappy = [(step, None if step.month == 5 else count) for step, count in series]
    without = [(step, count) for step, count in series if step.month != 5]
    assert estimate_dispersion(gappy) == estimate_dispersion(without)
    zeros = [(step, 0 if step == Month(2024, 5) else count) for step, count in series]
    assert estimate_dispersion(zeros).phi > 2 * estimate_dispersion(gappy).phi


def test_enough_months_must_remain():
    series = [(step, None if at < 13 else count) for at, (step, count) in enumerate(draw(36))]
    assert estimate_dispersion(series) is None
    assert estimate_dispersion([]) is None


def test_the_order_of_the_steps_does_not_matter():
    series = draw(36, phi=2)
    assert estimate_dispersion(series[::-1]) == estimate_dispersion(series)


def test_season_month_lengths_and_a_steady_trend_are_no_noise():
    smooth = [
        (step, round(5000 * step.days * (1.5 if step.month in (6, 7) else 1) * 1.01**at))
        for at, step in enumerate(months(36))
    ]
    assert estimate_dispersion(smooth).estimate < 0.05


def test_a_change_from_one_year_to_the_next_is_no_noise():
    series = draw(36, phi=2)
    fallen = [(step, count // 2 if at >= 24 else count) for at, (step, count) in enumerate(series)]
    assert estimate_dispersion(fallen).phi == pytest.approx(estimate_dispersion(series).phi, rel=0.35)


def test_the_change_that_is_tested_is_no_noise():
    series = draw(36, mean=1000)
    quarter = Quarter(2024, 4)
    fallen = [(step, count * 6 // 10 if step in quarter.months else count) for step, count in series]
    assert estimate_dispersion(fallen).phi > 10
    found = estimate_dispersion(fallen, tested=quarter)
    assert found.phi < 2
    assert found.degrees_of_freedom < estimate_dispersion(fallen).degrees_of_freedom


def test_the_twelve_months_that_are_tested_have_a_level_of_their_own_already():
    series = draw(36, phi=2)
    assert estimate_dispersion(series, tested=TwelveMonths(LAST)) == estimate_dispersion(series)


def test_a_break_is_a_step_and_no_noise():
    step = Break(Month(2023, 9), Month(2023, 10), "new rules", "seen")
    series = [(m, 3 * count if m >= step.before else count) for m, count in draw(36)]
    assert estimate_dispersion(series).phi > 10
    found = estimate_dispersion(series, [step])
    assert found.phi < 2
    assert found.degrees_of_freedom < estimate_dispersion(series).degrees_of_freedom


def test_months_in_which_a_break_may_lie_have_a_level_of_their_own():
    unsure = Break(Month(2023, 3), Month(2023, 10), "new rules", "seen")
    series = draw(36)
    within = [month for month, _ in series if unsure.after < month < unsure.before]
    assert len(within) == 6
    raised = [(month, 5 * count if month in within else count) for month, count in series]
    plain, known = estimate_dispersion(raised), estimate_dispersion(raised, [unsure])
    assert plain is not None
    assert known is not None
    assert known.phi < plain.phi / 2


def test_a_series_that_lies_wholly_where_a_break_may_be_has_a_dispersion_all_the_same():
    series = draw(36)
    around = Break(series[0][0].plus(-1), series[-1][0].plus(1), "unknown", "seen")
    assert estimate_dispersion(series, [around]) == estimate_dispersion(series)


def test_a_quarter_with_months_before_and_after_a_break_is_left_out():
    quarters = [(Quarter(2021 + at // 4, 1 + at % 4), 30 + 7 * (at % 3)) for at in range(16)]
    sudden = Break(Month(2022, 4), Month(2022, 5), "new rules", "seen")
    without = [(q, None if Month(2022, 4) in q.months else count) for q, count in quarters]
    assert estimate_dispersion(quarters, [sudden]) == estimate_dispersion(without, [sudden])


@pytest.mark.parametrize(("a_month", "phi"), [(0, None), (2, 1.04), (50, 2.0), (150, 4.0), (1500, 4.0)])
def test_where_too_little_is_held_a_common_unevenness_is_assumed(a_month, phi):
    found = assume_dispersion([(Month(2025, 1), a_month), (Month(2025, 2), a_month), (Month(2025, 3), None)])
    assert (found.phi if found else None) == pytest.approx(phi)


def test_of_nothing_nothing_is_assumed():
    assert assume_dispersion([]) is None
    assert assume_dispersion([(Month(2025, 1), None)]) is None


@pytest.mark.parametrize(("number", "degrees"), [(7, None), (8, 3), (12, 6), (16, 9)])
def test_quarters_do_too_and_eight_of_them_at_least(number, degrees):
    quarters = [Quarter(2021 + at // 4, 1 + at % 4) for at in range(number)]
    found = estimate_dispersion([(q, 30 + 7 * (at % 3)) for at, q in enumerate(quarters)])
    assert (found.degrees_of_freedom if found else None) == degrees


def test_years_have_no_season_and_tell_nothing():
    assert estimate_dispersion([(FinancialYear(year), 100) for year in range(2010, 2024)]) is None


@pytest.mark.parametrize(("last", "known"), [(0, False), (1, True)])
def test_of_less_than_an_event_a_month_nothing_can_be_known(last, known):
    series = [(month, 1 if month < LAST else last) for month in months(36)]
    assert (estimate_dispersion(series) is not None) == known


def test_a_month_of_the_year_that_never_has_any_takes_no_part():
    series = [(m, 0 if m.month == 2 else count) for m, count in draw(36, phi=2)]
    found = estimate_dispersion(series)
    assert found.degrees_of_freedom < estimate_dispersion(draw(36, phi=2)).degrees_of_freedom
    assert found.phi == pytest.approx(estimate_dispersion(draw(36, phi=2)).phi, rel=0.5)


@pytest.mark.parametrize(
    ("series", "fault"),
    [
        ([(Month(2024, 1), 3), (Quarter(2024, 1), 3)], "not of both"),
        ([(Month(2024, 1), 3), (Month(2024, 1), 4)], "twice"),
        ([(Month(2024, 1), -1)], "below zero"),
    ],
)
def test_a_series_that_is_none_is_refused(series, fault):
    with pytest.raises(ValueError, match=fault):
        estimate_dispersion(series)


@pytest.mark.parametrize("numbers", [(-1, 5), (math.nan, 5), (math.inf, 5), (2, 0), (2, 5, -1)])
def test_a_dispersion_refuses_nonsense(numbers):
    with pytest.raises(ValueError, match=r"no dispersion|degrees of freedom"):
        Dispersion(*numbers)


def peers(phi: float, number: int = 13, degrees: int = 22, seed: int = 3) -> list[Dispersion]:
    """Estimates of areas that are alike, as chance scatters them."""
    rng = np.random.default_rng(seed)
    return [
        Dispersion(phi * rng.chisquare(degrees) / degrees, degrees, 20.0 * (at + 1)) for at in range(number)
    ]


def test_an_odd_estimate_is_drawn_towards_peers_that_are_alike():
    found = pool_dispersions(Dispersion(4.5, 22, 100), peers(3))
    assert found.phi == pytest.approx(3, rel=0.25)
    assert found.degrees_of_freedom > 60


def test_peers_that_differ_are_worth_little():
    unlike = [Dispersion(phi, 22, 100.0 + at) for at, phi in enumerate([1, 30, 2, 25, 3, 20, 1, 40])]
    found = pool_dispersions(Dispersion(4.5, 22, 100), unlike)
    assert found.phi == pytest.approx(4.5, rel=0.15)
    assert 22 < found.degrees_of_freedom < 27


def test_a_large_area_is_drawn_towards_what_large_areas_have():
    growing = [Dispersion(1 + mean / 100, 22, mean) for mean in (20.0, 50.0, 100.0, 200.0, 400.0, 800.0)]
    assert pool_dispersions(Dispersion(9, 22, 1000), growing).phi > 6
    assert pool_dispersions(Dispersion(1, 22, 10), growing).phi < 1.6


def test_all_together_know_no_more_than_the_sum_of_what_each_knows():
    same = [Dispersion(3, 10, 50.0 + at) for at in range(6)]
    assert pool_dispersions(Dispersion(3, 10, 49), same).degrees_of_freedom == 70


@pytest.mark.parametrize("others", [0, FEWEST_TO_POOL - 2])
def test_too_few_peers_change_nothing(others):
    own = Dispersion(4.5, 22, 100)
    assert pool_dispersions(own, peers(3)[:others]) is own


def test_a_dispersion_that_is_given_and_not_estimated_is_not_pooled():
    own = Dispersion(4)
    assert pool_dispersions(own, peers(3)) is own


def street_series(kinds: slice, area: int) -> list[tuple[Month, int]]:
    """The sample's months up to September 2023, thirty of them, in one district."""
    counts = monthly_counts()[:30, area, kinds].sum(axis=1)
    return list(zip(sample_months()[:30], map(int, counts), strict=True))


def test_of_the_plan_s_four_falls_two_stay_clear_with_the_sample_s_own_dispersion():
    examples = {e["what"]: e for e in read_worked_examples("plan_changes.csv")}
    kinds = {"anti-social behaviour": slice(0, 1), "all crime": slice(1, None)}
    year = TwelveMonths(Month(2023, 9))
    family = []
    for what, example in examples.items():
        dispersion = None
        if what in kinds:
            dispersion = estimate_dispersion(street_series(kinds[what], THURROCK), tested=year)
        pair = (make_result(int(example["count"]), year), make_result(int(example["base"]), year.previous()))
        family.append(compare_results(*pair, "the 12 months before", dispersion=dispersion))
    verdicts = [found.verdict for found in adjust_for_many_looks(family)]
    assert verdicts == ["no clear change", "no clear change", "clear fall", "clear fall"]
    assert family[2].dispersion == pytest.approx(2.0, abs=0.1)


def test_with_its_peers_dispersion_all_crime_stays_clear_only_when_it_is_looked_at_alone():
    year = TwelveMonths(Month(2023, 9))
    own, *others = (
        estimate_dispersion(street_series(slice(1, None), area), tested=year)
        for area in [THURROCK, *(a for a in range(14) if a != THURROCK)]
    )
    pair = (make_result(16230, year), make_result(16977, year.previous()))
    found = compare_results(*pair, "x", dispersion=pool_dispersions(own, others))
    assert found.verdict == "clear fall"
    assert 0.025 < found.p_value < 0.05


def test_a_comparison_says_how_uneven_its_counts_were_taken_to_be():
    pair = (make_result(100), make_result(140, Quarter(2024, 1)))
    found = compare_results(*pair, "x", dispersion=Dispersion(3, 22))
    assert (found.dispersion, found.caveat) == (3, "")
    alone = compare_counts(100, 140)
    assert alone.dispersion is None
    assert "independent" in alone.caveat
    assert (alone.verdict, found.verdict) == ("clear fall", "no clear change")


def test_too_few_to_be_clear_are_as_many_more_as_counts_are_uneven():
    pair = (make_result(0), make_result(11, Quarter(2024, 1)))
    assert "too few" in compare_results(*pair, "x", dispersion=Dispersion(2)).reason
    assert "too few" not in compare_results(*pair, "x").reason
