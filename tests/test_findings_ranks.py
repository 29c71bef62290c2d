"""Rules of sentences about ranks: the rate with its interval, the rank with those it could as well be."""

from __future__ import annotations

import pytest
from grammar import is_well_formed
from hypothesis import given
from hypothesis import strategies as st
from make_results import THURROCK, make_missing, make_result

from csp_toolkit.areas import Area
from csp_toolkit.findings import describe_rank
from csp_toolkit.indicators.catalogue import load_catalogue
from csp_toolkit.indicators.ranking import rank_areas

CATALOGUE = load_catalogue()
BURGLARY = CATALOGUE.get("street_burglary")
named = st.sampled_from(list(CATALOGUE))


def place(number: int) -> Area:
    return Area(f"E2200{number:04d}", f"Area {number}", "csp", 2024)


def test_a_rank_reads_as_approved():
    results = [make_result(100 + 8 * n, area=place(n)) for n in range(13)] + [make_result(150)]
    rank = next(r for r in rank_areas(results) if r.area == THURROCK)
    found = describe_rank(rank, BURGLARY, "partnerships in Essex")
    assert found.verdict is None
    assert found.text == (
        "Burglary in Thurrock: 0.83 offences per 1,000 residents in April to June 2025 (95% interval: "
        "0.71 to 0.98). That is the 7th highest rate of 14 partnerships in Essex. Its 95% rank interval "
        "runs from 1st to 13th."
    )


def test_a_rank_that_could_be_any_says_so():
    ranks = rank_areas([make_result(100 + n, area=place(n)) for n in range(4)])
    assert describe_rank(ranks[1], BURGLARY).text.endswith("runs from 1st to 4th, which is every rank.")


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (
            (10, 1000),
            "That is the lowest rate of 2 partnerships. Its 95% rank interval holds that rank alone.",
        ),
        (
            (1000, 10),
            "That is the highest rate of 2 partnerships. Its 95% rank interval holds that rank alone.",
        ),
        ((5,), "No other of the partnerships has a figure to rank it with."),
    ],
)
def test_first_last_and_only_are_said_in_words(counts, words):
    results = [make_result(n, area=[THURROCK, place(1)][i]) for i, n in enumerate(counts)]
    rank = next(r for r in rank_areas(results) if r.area == THURROCK)
    assert describe_rank(rank, BURGLARY).text.endswith(words)


def test_an_area_without_a_figure_has_a_reason_in_place_of_a_rank():
    rank = rank_areas([make_missing(), make_result(5, area=place(1))])[-1]
    found = describe_rank(rank, BURGLARY)
    assert found.verdict == "cannot say"
    assert found.text == (
        "Burglary in Thurrock: there is no rank for April to June 2025. Reason: no data for April to June "
        "2025."
    )


@given(st.lists(st.integers(0, 2000), min_size=1, max_size=30), named)
def test_whatever_the_rank_a_finding_keeps_to_its_grammar(values, indicator):
    for rank in rank_areas([make_result(n, area=place(i)) for i, n in enumerate(values)]):
        text = describe_rank(rank, indicator, "partnerships in Devon & Cornwall").text
        assert is_well_formed(text)


def test_ordinals_are_english():
    results = [make_result(10_000 - 50 * n, area=place(n)) for n in range(24)]
    text = " ".join(describe_rank(rank, BURGLARY).text for rank in rank_areas(results))
    for ordinal in ("2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "23rd"):
        assert f"the {ordinal} highest rate" in text
