"""Rules of ranks: each with the ranks it could as well have had."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from make_results import SPRING_2024, make_missing, make_result

from csp_toolkit.areas import Area
from csp_toolkit.indicators.intervals import proportion_interval, ratio_p_value
from csp_toolkit.indicators.ranking import pairwise_p_values, rank_areas

PLACES = tuple(Area(f"E2200{n:04d}", f"Area {n}", "csp", 2024) for n in range(20))


def rank(*counts: int, people: float = 180_000):
    return rank_areas([make_result(n, area=PLACES[i], people=people) for i, n in enumerate(counts)])


def test_the_highest_rate_is_first_and_not_the_highest_count():
    small = make_result(100, area=PLACES[0], people=50_000)
    large = make_result(150, area=PLACES[1], people=200_000)
    assert [r.area for r in rank_areas([large, small])] == [PLACES[0], PLACES[1]]


def test_rates_far_apart_have_certain_ranks():
    found = rank(10, 1000, 100)
    assert [(r.area.name, r.rank, r.rank_lower, r.rank_upper) for r in found] == [
        ("Area 1", 1, 1, 1),
        ("Area 2", 2, 2, 2),
        ("Area 0", 3, 3, 3),
    ]


def test_rates_close_together_could_have_any_rank():
    assert {(r.rank_lower, r.rank_upper) for r in rank(100, 101, 102, 103)} == {(1, 4)}


def test_equal_rates_share_a_rank_and_stand_in_order_of_code():
    found = rank(5, 9, 9, 7)
    assert [(r.area.name, r.rank) for r in found] == [
        ("Area 1", 1),
        ("Area 2", 1),
        ("Area 3", 3),
        ("Area 0", 4),
    ]


def test_an_area_without_a_figure_has_no_rank_and_takes_none():
    missing = make_missing(area=PLACES[9])
    found = rank_areas([missing, make_result(5, area=PLACES[0]), make_result(9, area=PLACES[1])])
    assert [(r.rank, r.ranked) for r in found] == [(1, 2), (2, 2), (None, 2)]
    assert (found[2].area, found[2].rank_lower, found[2].rank_upper) == (PLACES[9], None, None)


def test_zeros_are_ranked_like_any_count():
    found = rank(0, 0, 50)
    assert [(r.rank, r.rank_lower, r.rank_upper) for r in found] == [(1, 1, 1), (2, 2, 3), (2, 2, 3)]


def test_one_area_alone_is_first_of_one_and_nothing_gives_nothing():
    assert [(r.rank, r.rank_lower, r.rank_upper, r.ranked) for r in rank(5)] == [(1, 1, 1, 1)]
    assert rank_areas([]) == []


def test_a_pair_needs_less_evidence_alone_than_among_many():
    pair = rank(100, 140)
    assert [(r.rank_lower, r.rank_upper) for r in pair] == [(1, 1), (2, 2)]
    among = rank(100, 140, *[120] * 12)
    assert (among[0].rank_lower, among[0].rank_upper) == (1, 14)


def test_only_one_statistic_of_one_period_is_ranked():
    with pytest.raises(ValueError, match="one period"):
        rank_areas([make_result(5), make_result(5, SPRING_2024, PLACES[1])])
    with pytest.raises(ValueError, match="once"):
        rank_areas([make_result(5), make_result(6)])


def proportion(part: int, whole: int, place: int, **changes):
    lower, upper, method = proportion_interval(part, whole)
    figures = {"value": 100 * part / whole, "lower": 100 * lower, "upper": 100 * upper, "method": method}
    return replace(make_result(part, area=PLACES[place], people=whole), **figures | changes)


def test_a_higher_confidence_allows_more_ranks():
    results = [make_result(n, area=PLACES[i]) for i, n in enumerate((100, 142, 145))]
    usual, strict = rank_areas(results), rank_areas(results, confidence=0.998)
    assert [(r.rank_lower, r.rank_upper) for r in usual] == [(1, 2), (1, 2), (3, 3)]
    assert {(r.rank_lower, r.rank_upper, r.confidence) for r in strict} == {(1, 3, 0.998)}
    assert [r.rank for r in usual] == [r.rank for r in strict]


def test_counts_that_vary_more_than_by_chance_allow_more_ranks():
    results = [make_result(n, area=PLACES[i]) for i, n in enumerate((100, 200))]
    assert [r.rank_upper for r in rank_areas(results)] == [1, 2]
    assert [r.rank_upper for r in rank_areas(results, phi=8)] == [2, 2]


def test_proportions_are_ranked_by_their_own_test():
    shares = [proportion(73, 93, 0), proportion(63, 93, 1), proportion(20, 93, 2)]
    found = rank_areas(shares)
    assert [(r.rank, r.rank_lower, r.rank_upper) for r in found] == [(1, 1, 2), (2, 1, 2), (3, 3, 3)]
    assert found[0].method == "rank interval, score tests, Bonferroni"


def test_a_weighted_survey_is_ranked_by_its_effective_number():
    plain = rank_areas([proportion(700, 1000, 0), proportion(600, 1000, 1)])
    weighted = rank_areas([proportion(700, 1000, 0, effective_n=50.0), proportion(600, 1000, 1)])
    assert plain[0].rank_upper == 1
    assert weighted[0].rank_upper == 2


def test_shares_of_none_and_of_all_are_ranked():
    found = rank_areas([proportion(0, 40, 0), proportion(40, 40, 1), proportion(0, 40, 2)])
    assert [(r.rank, r.rank_lower, r.rank_upper) for r in found] == [(1, 1, 1), (2, 2, 3), (2, 2, 3)]


def test_a_complete_count_of_work_done_has_the_ranks_it_has():
    sessions = [replace(make_result(n, area=PLACES[n]), lower=None, upper=None, method="") for n in (4, 9)]
    found = rank_areas(sessions)
    assert [(r.rank, r.rank_lower, r.rank_upper) for r in found] == [(1, 1, 1), (2, 2, 2)]
    assert found[0].method == "rank of complete counts, no test"


def test_rates_and_proportions_are_not_ranked_together():
    with pytest.raises(ValueError, match="together"):
        rank_areas([proportion(5, 10, 0), make_result(5, area=PLACES[1])])


tables = st.lists(st.tuples(st.integers(0, 400), st.integers(20_000, 400_000)), min_size=2, max_size=14)


@given(tables, st.randoms(use_true_random=False))
def test_ranks_lie_within_their_intervals_whatever_the_order(table, random):
    results = [make_result(n, area=PLACES[i], people=people) for i, (n, people) in enumerate(table)]
    found = rank_areas(results)
    for r in found:
        assert 1 <= r.rank_lower <= r.rank <= r.rank_upper <= len(table)
    assert [r.rank for r in found] == sorted(r.rank for r in found)
    random.shuffle(results)
    assert rank_areas(results) == found


@given(tables)
def test_all_pairs_at_once_are_tested_as_pairs_one_by_one(table):
    counts = np.array([n for n, _ in table], dtype=np.int64)
    people = np.array([p for _, p in table], dtype=np.float64)
    found = pairwise_p_values(counts, people)
    for i, j in ((0, 1), (1, 0), (len(table) - 1, 0)):
        expected = ratio_p_value(int(counts[i]), people[i], int(counts[j]), people[j]) if i != j else 1.0
        assert found[i, j] == pytest.approx(expected, rel=1e-9, abs=1e-300)


def test_when_all_areas_are_alike_few_rank_intervals_leave_out_the_truth():
    """Equal true rates: any interval that is not 1 to n is wrong, which may happen to one area in twenty."""
    random = np.random.default_rng(20250331)
    wrong = [
        r.rank_lower > 1 or r.rank_upper < 14
        for _ in range(100)
        for r in rank(*(int(n) for n in random.poisson(120, size=14)))
    ]
    assert sum(wrong) / len(wrong) < 0.05
