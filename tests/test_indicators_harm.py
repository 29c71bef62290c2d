"""Harm: weights read strictly, scores that say what they rest on, and laws of weighted sums."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_toolkit.errors import DataError, ParameterError
from csp_toolkit.indicators.catalogue import load_catalogue
from csp_toolkit.indicators.harm import HarmScore, calculate_harm
from csp_toolkit.indicators.harm_weights import (
    HARM_WEIGHTS_FILE,
    HarmWeight,
    HarmWeights,
    find_harm_weights,
    load_harm_weights,
)
from csp_toolkit.indicators.intervals import exact_poisson_limits


def weigh(left_out: str = "", **weights: float) -> HarmWeights:
    each = {name: HarmWeight(weight, "a table") for name, weight in weights.items()}
    reasons = {left_out: "not a crime"} if left_out else {}
    tables = MappingProxyType(each), MappingProxyType(reasons)
    return HarmWeights("ours", 2, "Ours", "2025", "points", True, "a table", *tables)


def score(weights: HarmWeights, residents: float | None = 1000, **counts: int | None) -> HarmScore:
    return calculate_harm(counts, residents, weights)


def test_harm_is_the_sum_of_weight_times_count_over_the_residents():
    found = score(weigh(robbery=50, theft=2), 20_000, robbery=10, theft=250)
    assert (found.total, found.value) == (1000, 50)
    assert [(s.category, s.harm, s.share) for s in found.shares] == [
        ("robbery", 500, 0.5),
        ("theft", 500, 0.5),
    ]
    assert found.lower < 50 < found.upper
    assert (found.method, found.reason, found.remarks) == ("harm weights ours v2, gamma interval", "", ())


def test_equal_weights_have_the_exact_interval_of_the_plain_count():
    found = score(weigh(a=3, b=3), 1000, a=4, b=3)
    lower, upper = exact_poisson_limits(7)
    assert (found.lower, found.upper) == pytest.approx((3 * lower, 3 * upper))


def test_few_grave_offences_widen_the_interval():
    grave, even = weigh(a=97, b=1), weigh(a=49, b=49)
    uneven, same = score(grave, a=1, b=49), score(even, a=1, b=49)
    assert (uneven.upper - uneven.lower) / uneven.value > 2 * (same.upper - same.lower) / same.value


@pytest.mark.parametrize("means", [(1, 5, 20), (2, 10, 40), (30, 80, 200)])
def test_the_interval_holds_the_truth_however_unlike_the_weights(means):
    random = np.random.default_rng(20250331)
    weights, truth = weigh(a=100, b=15, c=2), 100 * means[0] + 15 * means[1] + 2 * means[2]
    scores = [
        score(weights, **dict(zip("abc", counts, strict=True)))
        for counts in random.poisson(means, (400, 3)).tolist()
    ]
    assert np.mean([found.lower <= truth <= found.upper for found in scores]) > 0.94


def test_a_weight_of_nothing_harms_nobody():
    assert (score(weigh(a=0), a=5).lower, score(weigh(a=0), a=5).upper) == (0, 0)


def test_nothing_counted_is_no_harm_with_the_gravest_weight_as_its_upper_end():
    found = score(weigh(a=10, b=2), a=0, b=0)
    assert (found.value, found.lower) == (0, 0)
    assert found.upper == pytest.approx(10 * 3.688879, abs=1e-5)
    assert [share.share for share in found.shares] == [0, 0]


def test_a_count_that_is_not_known_leaves_no_score():
    weights = weigh(a=10, b=2)
    for counts in ({"a": 1, "b": None}, {"a": 1}):
        found = score(weights, **counts)
        assert (found.value, found.lower, found.total, found.shares) == (None, None, None, ())
        assert found.reason == "no count of b"


def test_no_residents_and_no_figure_of_them_are_two_reasons():
    weights = weigh(a=10)
    assert score(weights, 0, a=1).reason == "nobody lives here"
    assert score(weights, None, a=1).reason == "no population figure"


def test_a_category_without_a_weight_is_refused_and_one_left_out_is_told():
    weights = weigh("asb", robbery=10)
    assert score(weights, robbery=1, asb=900).total == 10
    assert score(weights, robbery=1, asb=900).remarks == ("Left out: asb. not a crime",)
    with pytest.raises(DataError, match='nothing of "robery"') as caught:
        score(weights, robery=1)
    assert "robbery" in caught.value.problems[0].hint
    with pytest.raises(DataError, match="below zero"):
        score(weights, robbery=-1)


def test_a_score_with_unconfirmed_weights_says_so_wherever_it_stands():
    weights = replace(weigh(a=1), confirmed=False, source="Made up.")
    found = score(weights, a=1)
    assert found.method == "harm weights ours v2 (not confirmed), gamma interval"
    assert found.remarks == ("The weights are not confirmed. Made up.",)


names = st.sampled_from(["a", "b", "c"])


@given(st.dictionaries(names, st.integers(0, 500), min_size=3), st.floats(0.1, 100))
def test_doubling_every_weight_doubles_score_and_interval(counts, factor):
    plain = score(weigh(a=1, b=5, c=20), **counts)
    scaled = score(weigh(a=factor, b=5 * factor, c=20 * factor), **counts)
    assert (scaled.value, scaled.lower, scaled.upper) == pytest.approx(
        (factor * plain.value, factor * plain.lower, factor * plain.upper)
    )
    assert plain.lower <= plain.value <= plain.upper


def test_the_weights_that_come_with_the_toolkit_are_an_example_and_not_confirmed():
    (example,) = load_harm_weights()
    assert not example.confirmed
    assert "no publication" in example.source
    assert all(weight.source for weight in example.weights.values())


def test_the_example_weighs_or_leaves_out_every_street_level_category():
    (example,) = load_harm_weights()
    street = {
        category
        for indicator in load_catalogue()
        if indicator.id.startswith("street_")
        for category in indicator.categories
    }
    assert street == set(example.weights) | set(example.left_out)


def test_the_newest_version_is_found_and_a_wrong_name_has_a_hint():
    old, new = replace(weigh(a=1), version=1), weigh(a=2)
    assert find_harm_weights((new, old), "ours") is new
    with pytest.raises(ParameterError, match="ourz"):
        find_harm_weights((new, old), "ourz")


def problems(tmp_path: Path, *changes: tuple[str, str]) -> str:
    text = HARM_WEIGHTS_FILE.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    file = tmp_path / "weights.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError) as caught:
        load_harm_weights(file)
    return "\n".join(f"{problem.line}: {problem.message}" for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("weight: 100", "weight: -1", "is not a number from zero up"),
        ("weight: 100", "weight: many", "is not a number from zero up"),
        (", source: Illustration. Holds offences from threats to rape.", "", "weight and source"),
        ("    confirmed: false", "    confirmed: perhaps", "true or false"),
        ("version: 1", "version: 0", "whole number above zero"),
        ('vintage: "2025"', "vintige: x", 'unknown key "vintige"'),
        ("Anti-social behaviour:", "Robbery:", "has a weight and is left out"),
        ("sets:", "groups:", 'one key, "sets"'),
    ],
)  # fmt: skip
def test_a_fault_in_the_file_is_named(tmp_path: Path, before: str, after: str, message: str):
    assert message in problems(tmp_path, (before, after))


def test_every_fault_is_told_at_once_with_its_line(tmp_path: Path):
    found = problems(tmp_path, ("weight: 100", "weight: -1"), ("weight: 80", "weight: -1"))
    lines = [int(line.partition(":")[0]) for line in found.splitlines()]
    assert len(lines) == 2
    assert lines[1] == lines[0] + 1


def test_a_version_is_there_once(tmp_path: Path):
    text = HARM_WEIGHTS_FILE.read_text(encoding="utf-8")
    body = text[text.index("  - id:") :]
    assert "2 times" in problems(tmp_path, (body, body + body))
