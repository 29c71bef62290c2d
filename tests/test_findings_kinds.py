"""Rules of sentences by kind: plain counts, proportions, areas, work done, signals, what could have shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

import pytest
from grammar import is_well_formed, percentages_of
from hypothesis import given
from hypothesis import strategies as st
from make_results import SPRING_2024, SPRING_2025, THURROCK, make_missing, make_result

from csp_toolkit.areas import Area
from csp_toolkit.findings import (
    describe_comparison,
    describe_control_chart,
    describe_detectable_change,
    describe_group,
    describe_many_looks,
    describe_output,
    describe_rate_ratio,
)
from csp_toolkit.findings.detection import share_in_words
from csp_toolkit.findings.sentence import singular
from csp_toolkit.indicators.averages import compare_with_average
from csp_toolkit.indicators.catalogue import Indicator, Measure
from csp_toolkit.indicators.change import (
    SAME_QUARTER_LAST_YEAR,
    TWELVE_MONTHS_BEFORE,
    Comparison,
    adjust_for_many_looks,
    compare_results,
)
from csp_toolkit.indicators.comparators import (
    BETWEEN_AREAS,
    MOST_SIMILAR_GROUP,
    OTHER_DISTRICTS,
    OVER_TIME,
    THREE_YEAR_AVERAGE,
)
from csp_toolkit.indicators.control_charts import calculate_control_chart
from csp_toolkit.indicators.counts import COMPLETE_COUNT
from csp_toolkit.indicators.detectable import find_detectable_change
from csp_toolkit.indicators.groups import compare_areas, compare_with_group
from csp_toolkit.indicators.groups import describe_group as find_group
from csp_toolkit.indicators.intervals import proportion_interval
from csp_toolkit.indicators.points import compare_proportions
from csp_toolkit.indicators.rate_ratios import calculate_rate_ratio
from csp_toolkit.indicators.results import Result
from csp_toolkit.periods import FinancialYear, Month, Period, Quarter

counts = st.integers(0, 5000)
YEAR = FinancialYear(2024)
GROUP = Area("E12000006", "Most similar group", "csp", 2024)


def make_indicator(kind: str, numerator: str = "offences", denominator: str = "residents") -> Indicator:
    return Indicator(
        id="street_burglary",
        version=1,
        name="Burglary",
        definition="Offences recorded.",
        multiplier={"rate": 1000, "proportion": 100}.get(kind, 1),
        numerator=numerator,
        denominator=denominator,
        source="Publisher",
        better="lower",
        theme="theft",
        kind=kind,
        measure=Measure("police_uk_street", "month", MappingProxyType({})),
        per="residents" if kind == "rate" else "",
        priorities=(),
        disclosure=MappingProxyType({}),
        caveats=("Recording has changed.",),
        breaks=(),
    )


RATE, COUNT = make_indicator("rate"), make_indicator("count")
SHARE = make_indicator("proportion", "confident respondents", "respondents")
OUTPUT = make_indicator("output", "training sessions", "")


def make_count(count: int, period: Period = SPRING_2025) -> Result:
    return replace(make_result(count, period, people=1.0), denominator=None)


def make_share(
    part: int,
    whole: int,
    period: Period = SPRING_2025,
    area: Area = THURROCK,
    effective_n: float | None = None,
) -> Result:
    n = effective_n or float(whole)
    interval = proportion_interval(part / whole * n, n)
    return replace(
        make_result(part, period, area, people=whole),
        value=100 * part / whole,
        lower=100 * interval.lower,
        upper=100 * interval.upper,
        method=interval.method,
        effective_n=n,
    )


def make_output(count: int, period: Period = YEAR) -> Result:
    made = make_count(count, period)
    return replace(made, lower=None, upper=None, value=float(count), method=COMPLETE_COUNT)


def say(comparison: Comparison, indicator: Indicator) -> str:
    return describe_comparison(comparison, indicator).text


# Plain counts


def test_a_plain_count_reads_as_a_count_and_allows_for_days_alone():
    found = compare_results(
        make_count(133, Quarter(2024, 4)), make_count(189, Quarter(2023, 4)), SAME_QUARTER_LAST_YEAR
    )
    assert say(found, COUNT) == (
        "Burglary: 133 offences in January to March 2025, against 189 in the same quarter last year, "
        "January to "
        "March 2024. Allowing for days, that is a clear fall of 29% (95% interval: 11% to 43% lower)."
    )


def test_an_average_is_named_with_its_years():
    years = [make_result(count, Quarter(2024 - n, 1)) for n, count in enumerate((128, 120, 131))]
    found = compare_with_average(make_result(104), years, THREE_YEAR_AVERAGE)
    assert say(found, RATE).startswith(
        "Burglary: 104 offences in April to June 2025, against 126.3, the average of the three years before "
        "(2022-23 Q1, 2023-24 Q1, 2024-25 Q1). That is no clear change: "
    )


# Proportions


def test_a_proportion_is_told_in_percentage_points():
    found = compare_proportions(make_share(120, 196), make_share(150, 200, SPRING_2024), "the wave before")
    assert say(found, SHARE) == (
        "Burglary: 61.2% (120 of 196 respondents) in April to June 2025, against 75.0% (150 of 200) in "
        "the wave "
        "before, April to June 2024. That is a clear fall of 13.8 percentage points (95% interval: 4.6 to "
        "22.7 lower)."
    )


def test_a_proportion_that_did_not_clearly_change_says_so_first():
    found = compare_proportions(make_share(120, 196), make_share(130, 200, SPRING_2024), "the wave before")
    assert (
        "That is no clear change: 3.8 percentage points lower (95% interval: 13.2 lower to 5.7 higher)."
        in say(found, SHARE)
    )


@pytest.mark.parametrize(("whole", "has_percent"), [(49, False), (50, True)])
def test_a_share_of_under_fifty_has_no_percentage(whole, has_percent):
    found = compare_proportions(make_share(20, whole), make_share(30, 80, SPRING_2024), "the wave before")
    assert bool(percentages_of(say(found, SHARE))) == has_percent
    assert f"20 of {whole} respondents" in say(found, SHARE)


def test_a_weighted_survey_says_how_many_answers_it_is_worth():
    found = compare_proportions(
        make_share(120, 196, effective_n=143.2), make_share(130, 200, SPRING_2024), "the wave before"
    )
    assert say(found, SHARE).endswith("Answers are weighted, and tell as much as 143 of equal weight.")


def test_a_missing_wave_leaves_the_other_share_in_numbers():
    found = compare_proportions(make_share(120, 196), make_missing(SPRING_2024), "the wave before")
    assert say(found, SHARE).startswith(
        "Burglary: 120 of 196 respondents in April to June 2025. We cannot say how"
    )


# Areas


def test_an_area_against_its_group_is_told_as_a_ratio():
    found = compare_areas(
        make_result(378), make_result(2950, area=GROUP, people=1_640_000.0), MOST_SIMILAR_GROUP
    )
    assert say(found, RATE) == (
        "Burglary in Thurrock: 2.10 offences per 1,000 residents (378 offences) in April to June 2025, "
        "against 1.80 "
        "(2,950) in its most similar group. That is clearly higher: 1.17 times the rate (95% interval: "
        "1.05 to 1.30 "
        "times)."
    )


def test_no_clear_difference_of_areas_is_not_called_a_change():
    text = say(compare_areas(make_result(300), make_result(310, area=GROUP), OTHER_DISTRICTS), RATE)
    assert "That is no clear difference: 0.97 times the rate" in text
    assert "change" not in text


def test_a_group_that_counts_none_gives_no_ratio():
    text = say(compare_areas(make_result(20), make_result(0, area=GROUP), MOST_SIMILAR_GROUP), RATE)
    assert "That is clearly higher. No ratio can be given to a rate of zero." in text


def test_shares_of_two_areas_are_told_in_points_too():
    found = compare_areas(make_share(120, 196), make_share(390, 600, area=GROUP), MOST_SIMILAR_GROUP)
    assert say(found, SHARE).startswith(
        "Burglary in Thurrock: 61.2% (120 of 196 respondents) in April to June 2025, against 65.0% (390 "
        "of 600) in "
        "its most similar group. That is no clear difference: 3.8 percentage points lower"
    )


def test_an_area_without_a_figure_cannot_be_compared():
    text = say(compare_areas(make_missing(), make_result(5, area=GROUP), MOST_SIMILAR_GROUP), RATE)
    assert text.startswith(
        "Burglary in Thurrock: no figure for April to June 2025. We cannot say how this compares with its "
        "most "
        "similar group."
    )


def test_limits_of_a_group_are_told_with_its_mean():
    others = [make_result(250 + 20 * n, area=replace(GROUP, code=f"E{n}")) for n in range(6)]
    group = find_group(make_result(600), others)
    assert group is not None
    assert describe_group(group, RATE, "others of its most similar group").text == (
        "Burglary in Thurrock: 3.33 offences per 1,000 residents (600 offences) in April to June 2025. "
        "The mean of 6 "
        "others of its most similar group is 1.67. Areas like them commonly lie between 1.09 and 2.24. "
        "Its own figure "
        "lies above these limits."
    )


def test_two_groups_of_people_are_told_as_a_ratio():
    women, men = make_result(90), replace(make_result(30), indicator_id="other")
    text = describe_rate_ratio(calculate_rate_ratio(women, men), RATE, RATE).text
    assert text.endswith("That is clearly higher: 3.0 times the rate (95% interval: 2.0 to 4.5 times).")
    none = describe_rate_ratio(calculate_rate_ratio(make_missing(), men), RATE, RATE)
    assert none.verdict == "cannot say"
    assert is_well_formed(none.text)


def test_a_family_with_areas_speaks_of_comparisons():
    pair = compare_areas(make_result(378), make_result(250, area=GROUP), MOST_SIMILAR_GROUP)
    same = compare_results(make_result(100), make_result(101, SPRING_2024), "x")
    assert describe_many_looks([pair, same]).text.startswith(
        "2 comparisons were tested: 1 clear, 1 not clear."
    )


# Work done


@pytest.mark.parametrize(
    ("done", "target", "text"),
    [
        (7, 9, "7 of 9 training sessions in April 2024 to March 2025. That is 2 short of the target."),
        (9, 9, "9 of 9 training sessions in April 2024 to March 2025. The target is reached."),
        (
            11,
            9,
            "11 training sessions against a target of 9 in April 2024 to March 2025. That is more than "
            "the target.",
        ),
        (0, 1, "0 of 1 training session in April 2024 to March 2025. That is 1 short of the target."),
        (4, None, "4 training sessions in April 2024 to March 2025. No target is stated."),
    ],
)
def test_work_done_is_set_against_its_target(done, target, text):
    assert describe_output(make_output(done), OUTPUT, target).text == f"Burglary: {text}"


def test_a_target_of_the_year_is_not_missed_before_the_year_is_over():
    found = describe_output(make_output(5, Quarter(2024, 3)), OUTPUT, 9, FinancialYear(2024))
    assert found.text.endswith("4 are left to do by the end of March 2025.")


def test_work_that_nobody_reported_is_not_none_done():
    found = describe_output(make_missing(FinancialYear(2024)), OUTPUT, 9)
    assert found.verdict == "cannot say"
    assert found.text.startswith(
        "Burglary: no figure for April 2024 to March 2025. We cannot say how this stands to the target of "
        "9. Reason:"
    )


# Control charts


def months_of(values: list[float | None]) -> list[tuple[Month, float | None]]:
    return [(Month(2023, 1).plus(n), value) for n, value in enumerate(values)]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([20, 22] * 9, "That is within its usual variation."),
        ([20, 22] * 9 + [40], "The figure for July 2024 lies above the upper limit."),
        ([20, 24] * 9 + [2], "The figure for July 2024 lies below the lower limit."),
        ([20, 30] * 9 + [24] * 7, "every month lies below the mean. That is more than its usual variation."),
        ([20, 30] * 9 + [21, 22, 23, 24, 26, 27, 28], "the figure rose with every month."),
    ],
)
def test_the_latest_point_is_told_by_the_rule_that_marks_it(values, words):
    text = describe_control_chart(calculate_control_chart(months_of(values)), COUNT).text
    assert words in text
    assert is_well_formed(text)


@given(st.lists(st.one_of(st.none(), st.integers(0, 300)), min_size=1, max_size=40))
def test_whatever_the_series_its_sentences_keep_to_the_grammar(values):
    found = describe_control_chart(calculate_control_chart(months_of(values)), COUNT)
    assert is_well_formed(found.text)


# What could have shown


def test_a_small_count_says_what_it_could_have_shown():
    assert describe_detectable_change(find_detectable_change(128)).text == (
        "With counts this small, only a fall of about a third or more would probably have shown."
    )
    assert (
        "even a fall to zero might have stayed hidden."
        in describe_detectable_change(find_detectable_change(3)).text
    )
    assert describe_detectable_change(find_detectable_change(16977)).text.startswith(
        "With these counts, only"
    )


@given(st.floats(0.001, 1))
def test_a_share_in_words_is_near_the_share(share):
    assert is_well_formed(f"A fall of {share_in_words(share)}.")


# Every combination of verdict, kind and size

Maker = Callable[[int, int], tuple[Comparison, Indicator]]


def over_time(count: int, base: int) -> tuple[Comparison, Indicator]:
    return compare_results(make_result(count), make_result(base, SPRING_2024), SAME_QUARTER_LAST_YEAR), RATE


def of_plain_counts(count: int, base: int) -> tuple[Comparison, Indicator]:
    return compare_results(make_count(count), make_count(base, SPRING_2024), TWELVE_MONTHS_BEFORE), COUNT


def of_average(count: int, base: int) -> tuple[Comparison, Indicator]:
    years = [make_result(base + n, Quarter(2024 - n, 1)) for n in range(3)]
    return compare_with_average(make_result(count), years, THREE_YEAR_AVERAGE), RATE


def of_areas(count: int, base: int) -> tuple[Comparison, Indicator]:
    return compare_with_group(make_result(count), [make_result(base, area=GROUP)], OTHER_DISTRICTS), RATE


def of_shares(count: int, base: int) -> tuple[Comparison, Indicator]:
    whole = max(count, base, 1)
    found = compare_proportions(
        make_share(count, whole), make_share(base, whole, SPRING_2024), "the wave before"
    )
    return found, SHARE


def of_shares_of_areas(count: int, base: int) -> tuple[Comparison, Indicator]:
    whole = max(count, base, 1)
    return compare_areas(
        make_share(count, whole), make_share(base, whole, area=GROUP), MOST_SIMILAR_GROUP
    ), SHARE


MAKERS: tuple[Maker, ...] = (over_time, of_plain_counts, of_average, of_areas, of_shares, of_shares_of_areas)
UP = ("rise", "higher", "more,")
DOWN = ("fall", "lower", "fewer")


def without(text: str, found: Comparison) -> str:
    """The sentences that tell the change: behind those of the counts, before remarks and intervals."""
    told = text[text.index("That is") if "That is" in text else text.index("that is") :]
    return told.split("interval:")[0].split(". ")[0]


@pytest.mark.parametrize("make", MAKERS)
@given(count=counts, base=counts)
def test_words_agree_with_the_sign_of_the_change(make, count, base):
    found, indicator = make(count, base)
    told = without(say(found, indicator), found)
    change = found.value_difference if found.difference is None else found.difference
    if found.ratio is not None and found.scale != "ratio":
        change = found.ratio - 1
    assert change is not None
    if change > 0:
        assert not any(word in told for word in DOWN)
    if change < 0:
        assert not any(word in told for word in UP)


@pytest.mark.parametrize("make", MAKERS)
@given(count=counts, base=counts)
def test_every_comparison_keeps_to_the_grammar(make, count, base):
    found, indicator = make(count, base)
    [found] = adjust_for_many_looks([found])
    text = say(found, indicator)
    assert is_well_formed(text)
    assert found.current.period.long_label in text
    assert f"{found.current.numerator:,}" in text
    assert f"{found.baseline.numerator:,}" in text or found.averaged
    assert found.words in text
    small = (found.base_count or 0) < 50 if found.scale == "percent" else False
    if small:
        assert not percentages_of(text)
    elif found.scale == "percent" or found.ratio is not None:
        assert "95% interval: " in text


@pytest.mark.parametrize("status", ["missing", "suppressed", "not_comparable"])
@pytest.mark.parametrize("comparator", [*OVER_TIME, *BETWEEN_AREAS])
def test_what_cannot_be_said_keeps_to_the_grammar_and_gives_no_change(status, comparator):
    gone = replace(make_missing(SPRING_2024), status=status, status_reason="fewer than five offences")
    if comparator in BETWEEN_AREAS:
        found = compare_areas(make_result(7), replace(gone, period=SPRING_2025, area=GROUP), comparator)
    else:
        found = compare_results(make_result(7), gone, comparator)
    text = say(found, RATE)
    assert is_well_formed(text)
    assert "We cannot say how this compares with" in text
    assert "That is" not in text
    assert not percentages_of(text)


ROUNDED = "Counts are rounded to the nearest 5, and what rests on them is no finer."


@pytest.mark.parametrize("status", ["published", "provisional"])
def test_rounded_counts_are_said_to_be_rounded_once(status):
    first = "revised each quarter; " if status == "provisional" else ""
    pair = [
        replace(made, status=status, status_reason=f"{first}count rounded to the nearest 5")
        for made in (make_result(60), make_result(75, SPRING_2024))
    ]
    text = say(compare_results(*pair, SAME_QUARTER_LAST_YEAR), RATE)
    assert text.count("rounded") == 1
    assert text.endswith(ROUNDED)
    assert ("is provisional: revised each quarter." in text) == (status == "provisional")
    assert is_well_formed(text)


def test_rounded_work_done_is_said_to_be_rounded():
    done = replace(make_output(40), status_reason="count rounded to the nearest 5")
    assert describe_output(done, OUTPUT, 45).text.endswith(f"That is 5 short of the target. {ROUNDED}")


def test_a_withheld_figure_gives_its_reason_and_no_number():
    reason = "withheld so that no small count can be worked out"
    held = replace(make_missing(), status="suppressed", status_reason=reason)
    text = say(compare_results(held, make_result(75, SPRING_2024), SAME_QUARTER_LAST_YEAR), RATE)
    assert text.endswith(f"Reason: the figure for April to June 2025 is suppressed: {reason}.")
    assert "75" not in text


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("offences", "offence"),
        ("incidents of theft", "incident of theft"),
        ("children", "child"),
        ("burglaries", "burglary"),
        ("female victims", "female victim"),
        ("staff", "staff"),
    ],
)
def test_nouns_have_a_singular(plural, one):
    assert singular(plural) == one
