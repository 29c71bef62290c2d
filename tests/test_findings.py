"""Rules of sentences: they say what was measured, against what, how surely, and nothing beyond."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from grammar import is_well_formed
from hypothesis import given
from hypothesis import strategies as st
from make_results import PEOPLE, SPRING_2024, compare_counts, make_missing, make_result

from csp_toolkit.findings import MOST_WORDS, describe_comparison, describe_many_looks
from csp_toolkit.indicators.catalogue import load_catalogue
from csp_toolkit.indicators.change import (
    FEWEST_TO_BE_CLEAR,
    METHOD_CAVEAT,
    MINIMUM_BASE,
    SAME_QUARTER_LAST_YEAR,
    TWELVE_MONTHS_BEFORE,
    Verdict,
    adjust_for_many_looks,
    compare_results,
)
from csp_toolkit.indicators.intervals import BYAR, EXACT_BELOW, EXACT_POISSON, WILSON
from csp_toolkit.periods import Month, Quarter, TwelveMonths

CATALOGUE = load_catalogue()
BURGLARY = CATALOGUE.get("street_burglary")
DRUGS = CATALOGUE.get("street_drugs")
ASB = CATALOGUE.get("street_anti_social_behaviour")
counts = st.integers(0, 3000)


def say(comparison, indicator=BURGLARY) -> str:
    return describe_comparison(comparison, indicator).text


def test_a_clear_fall_reads_as_approved():
    found = compare_results(
        make_result(133, Quarter(2024, 4)), make_result(189, Quarter(2023, 4)), SAME_QUARTER_LAST_YEAR
    )
    assert describe_comparison(found, BURGLARY).verdict == "clear fall"
    assert say(found) == (
        "Burglary: 133 offences in January to March 2025, against 189 in the same quarter last year, "
        "January to March 2024. Allowing for days, that is a clear fall of 29% (95% interval: 11% to 43% "
        "lower)."
    )


def test_a_clear_rise_over_twelve_months_reads_as_approved():
    later = make_result(16_977, TwelveMonths(Month(2023, 9)), people=PEOPLE + 900)
    earlier = make_result(16_230, TwelveMonths(Month(2022, 9)))
    found = compare_results(later, earlier, TWELVE_MONTHS_BEFORE)
    assert say(found, CATALOGUE.get("street_all_crime")) == (
        "All crime: 16,977 offences in October 2022 to September 2023, against 16,230 in the 12 months "
        "before, October 2021 to September 2022. Allowing for population, that is a clear rise of 4.1% "
        "(95% interval: 1.9% to 6.3% higher)."
    )


def test_no_clear_change_reads_as_approved():
    assert say(compare_counts(104, 128)) == (
        "Burglary: 104 offences in April to June 2025, against 128 in the same quarter last year, April "
        "to June 2024. That is no clear change: 19% lower (95% interval: 37% lower to 5% higher)."
    )


def test_days_and_people_are_allowed_for_together():
    found = compare_results(
        make_result(133, Quarter(2024, 4), people=PEOPLE + 1), make_result(189, Quarter(2023, 4)), "x"
    )
    assert "Allowing for population and days, that is a clear fall" in say(found)


@pytest.mark.parametrize(("base", "has_percent"), [(49, False), (50, True)])
def test_a_percentage_needs_a_base_of_fifty(base, has_percent):
    text = say(compare_counts(60, base))
    assert ("higher (95%" in text) == has_percent
    assert ("%" in text) == has_percent


@pytest.mark.parametrize(
    ("count", "base", "words"),
    [
        (34, 49, "That is 15 fewer, which is no clear change."),
        (20, 49, "That is 29 fewer, which is a clear fall."),
        (49, 20, "That is 29 more, which is a clear rise."),
        (30, 30, "That is the same number, which is no clear change."),
    ],
)
def test_on_a_small_base_the_difference_stands_alone(count, base, words):
    assert words in say(compare_counts(count, base))


def test_a_verdict_on_a_small_base_says_what_it_allows_for():
    assert "That is 29 fewer, which is a clear fall, allowing for population." in say(
        compare_counts(20, 49, people=PEOPLE + 1)
    )


def test_one_is_singular_and_none_is_said_so():
    assert say(compare_counts(1, 0)).startswith("Burglary: 1 offence in April to June 2025, against 0 in")
    assert say(compare_counts(0, 0)).endswith(
        "That is the same number, which is no clear change. None in either period."
    )
    assert say(compare_counts(1, 0)).endswith("Too few for any change to be clear.")


def test_incidents_are_called_incidents():
    assert say(compare_counts(373, 365), ASB).startswith("Anti-social behaviour: 373 incidents in")


def test_a_missing_comparison_gives_the_months_and_no_change():
    found = compare_results(make_result(20), make_missing(SPRING_2024), SAME_QUARTER_LAST_YEAR)
    assert describe_comparison(found, BURGLARY).verdict == "cannot say"
    assert say(found) == (
        "Burglary: 20 offences in April to June 2025. We cannot say how this compares with the same "
        "quarter last year, April to June 2024. Reason: no data for April to June 2024."
    )


def test_two_missing_figures_give_both_reasons():
    found = compare_results(make_missing(), make_missing(SPRING_2024), "same quarter last year")
    assert say(found).startswith("Burglary: no figure for April to June 2025. We cannot say")
    assert say(found).endswith(
        "Reason: no data for April to June 2025. Also: no data for April to June 2024."
    )


def test_a_reason_that_both_periods_share_is_given_once():
    hidden = [
        replace(make_missing(period), status="not_comparable", status_reason="districts are shared")
        for period in (Quarter(2025, 1), SPRING_2024)
    ]
    assert say(compare_results(*hidden, "x")).endswith(
        "Reason: the figures are not comparable: districts are shared."
    )


def test_a_reason_too_long_for_a_sentence_is_pointed_to():
    long = make_missing(SPRING_2024, reason="word " * 30)
    assert say(compare_results(make_result(5), long, "x")).endswith(
        "The reason stands beside the figure in the results."
    )


def test_the_count_before_a_break_is_not_held_out_for_comparison():
    before, after = make_result(1132, Quarter(2018, 3)), make_result(373, Quarter(2023, 4))
    text = say(compare_results(after, before, "x", breaks=ASB.breaks), ASB)
    assert "1,132" not in text
    assert "the cause is unknown." in text


def test_a_change_that_many_looks_make_unclear_says_so():
    family = adjust_for_many_looks([compare_counts(133, 178), *(compare_counts(100, 100) for _ in range(14))])
    assert say(family[0]).endswith(
        "That is no clear change: 25% lower (95% interval: 7% to 40% lower). Tested alone it would be "
        "clear; among all the changes tested here it is not."
    )


def test_where_only_the_interval_is_on_one_side_the_test_is_named():
    edge = [
        c for c in (compare_counts(n, 128) for n in range(95, 105)) if c.ratio_upper < 1 and c.p_value >= 0.05
    ]
    assert edge
    for comparison in edge:
        assert comparison.verdict == "no clear change"
        assert f"The exact test is more cautious than the interval (p = {comparison.p_value:.2g})." in say(
            comparison
        )


def test_a_clear_change_that_follows_police_activity_says_so():
    rise = compare_counts(200, 100)
    assert say(rise, DRUGS).endswith(f"{DRUGS.caveats[0]}")
    assert DRUGS.caveats[0] not in say(compare_counts(101, 100), DRUGS)
    assert DRUGS.caveats[0] not in say(rise, BURGLARY)


def test_a_provisional_figure_is_called_so():
    provisional = replace(make_result(60), status="provisional", status_reason="revised each quarter")
    text = say(compare_results(provisional, make_result(60, SPRING_2024), "x"))
    assert text.endswith("The figure for April to June 2025 is provisional: revised each quarter.")


def test_narrow_intervals_have_a_decimal_and_wide_ones_none():
    assert "4.4% (95% interval: 2.3% to 6.4% lower)" in say(compare_counts(16_230, 16_977))
    assert "33% (95% interval: 28% to 37% lower)" not in say(compare_counts(1_710, 2_541))
    assert "32.7% (95% interval: 28.4% to 36.7% lower)" in say(compare_counts(1_710, 2_541))


def test_a_change_too_small_to_print_is_not_printed_as_none():
    assert "under 0.1% higher" in say(compare_counts(1_000_100, 1_000_000))
    assert "that is no clear change: the same rate" in say(compare_counts(1000, 1000)).replace("That", "that")


named = st.sampled_from(list(CATALOGUE))
two_periods = st.sampled_from(
    [
        (Quarter(2024, 4), Quarter(2023, 4)),
        (Quarter(2024, 1), Quarter(2023, 1)),
        (TwelveMonths(Month(2024, 3)), TwelveMonths(Month(2023, 3))),
        (Month(2024, 2), Month(2023, 2)),
    ]
)
people = st.integers(20_000, 400_000).map(float)


@given(
    counts, counts, people, people, named, two_periods, st.sampled_from([SAME_QUARTER_LAST_YEAR, "x " * 20])
)
def test_whatever_the_counts_a_finding_keeps_to_its_grammar(
    count, base, now, then, indicator, periods, comparator
):
    current, baseline = make_result(count, periods[0], people=now), make_result(base, periods[1], people=then)
    comparison = compare_results(current, baseline, comparator, breaks=indicator.breaks)
    found = describe_comparison(adjust_for_many_looks([comparison])[0], indicator)
    assert found.verdict == comparison.verdict
    assert is_well_formed(found.text)
    assert found.text.startswith(f"{indicator.name}: {count:,} ")
    for period in periods:
        assert period.long_label in found.text
    assert f"against {base:,} in" in found.text
    assert found.verdict in found.text
    assert ("% interval" in found.text) == (base >= 50)


@given(st.integers(50, 3000), st.integers(50, 3000), people, people)
def test_a_printed_percentage_lies_in_its_printed_interval(count, base, now, then):
    text = say(compare_counts(count, base, now, then))
    numbers = [float(n.replace(",", "")) for n in re.findall(r"([\d,.]+)%(?! interval)", text)]
    if "the same rate" in text or "under" in text:
        return
    change, first, last = numbers
    if (
        "clear fall" in text
        or "clear rise" in text
        or re.search(r"to [\d.,]+% (lower|higher)\)", text) is None
    ):
        assert first <= change <= last
    elif re.search(r"% lower to", text):
        assert change <= (first if "% lower (" in text else last)


@given(counts, counts)
def test_a_fall_is_never_said_of_a_higher_count_on_equal_exposures(count, base):
    text = say(compare_counts(count, base))
    if count > base:
        assert "fall" not in text
        assert "fewer" not in text
    if count < base:
        assert "rise" not in text
        assert "more," not in text


def test_every_caveat_and_reason_of_the_catalogue_is_a_short_sentence():
    for indicator in CATALOGUE:
        for text in (*indicator.caveats, *(found.reason for found in indicator.breaks)):
            assert len(f"Reason: {text}".split()) <= MOST_WORDS
    assert is_well_formed(METHOD_CAVEAT)


def test_a_report_says_how_many_changes_it_tested_and_what_came_of_them():
    unsaid = compare_results(make_result(5), make_missing(SPRING_2024), "x")
    family = [compare_counts(200, 100), compare_counts(100, 101), compare_counts(100, 102), unsaid]
    assert describe_many_looks(family).text == (
        "3 changes were tested: 1 clear rise, 0 clear falls, 2 with no clear change. Verdicts allow for "
        "their number, so that chance alone seldom makes a change clear. Nothing can be said of 1 other "
        "change."
    )
    assert describe_many_looks([unsaid]).verdict == "cannot say"


def test_the_methods_page_names_every_method_verdict_and_threshold_in_use():
    page = (Path(__file__).parents[1] / "docs" / "methods.md").read_text("utf-8")
    for word in (EXACT_POISSON, BYAR, WILSON, "Benjamini and Hochberg", "Bonferroni", *get_args(Verdict)):
        assert word in page
    assert f"under {EXACT_BELOW} |" in page
    assert f"base under {MINIMUM_BASE}" in page
    assert f"at most {MOST_WORDS} words" in page
    assert FEWEST_TO_BE_CLEAR == 6
    assert "Under six events" in page
