"""What an audience may see of results: policies, rounding, shares, parts, sensitivity and time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from make_results import THURROCK

from csp_toolkit.areas import Area, find_partnership
from csp_toolkit.errors import DataError
from csp_toolkit.frames import load_partnerships
from csp_toolkit.indicators.catalogue import Indicator, Measure, load_catalogue
from csp_toolkit.indicators.intervals import proportion_interval, rate_interval
from csp_toolkit.indicators.results import Result
from csp_toolkit.observations import Observations
from csp_toolkit.periods import FinancialYear, Month, Period, Quarter, TwelveMonths
from csp_toolkit.release import Release, StepCount, gather_steps, group_indicators, release_results
from csp_toolkit.store import Store

CATALOGUE = load_catalogue()
BASE = replace(
    CATALOGUE.get("hate_crime_offences"),
    disclosure={"public": "nhs_sub_national", "partnership": "ohid", "restricted": "as_supplied"},
)
SHARE = replace(BASE, id="share", kind="proportion", multiplier=100)
WITHHELD = "withheld so that no small count can be worked out"
FIRST = Quarter(2023, 1)


def quarters(number: int, first: Quarter = FIRST) -> list[Quarter]:
    return [Quarter(first.start_year + n // 4, first.quarter + n % 4) for n in range(number)]


def part_of(indicator: Indicator, name: str) -> Indicator:
    select = {**indicator.measure.select, "breakdown": ("reason",), "breakdown_value": (name,)}
    measure = Measure(indicator.measure.dataset, indicator.measure.step, select)
    return replace(indicator, id=name, measure=measure)


def make_rate(count: int, period: Period, indicator: Indicator = BASE, area: Area = THURROCK) -> Result:
    interval = rate_interval(count, 180_000, 1000)
    return Result(
        indicator.id, area, period, count, 180_000.0, count / 180, interval.lower, interval.upper, 0.95,
        interval.method, "published", "", ("e",),
    )  # fmt: skip


def make_share(part: int, whole: int, period: Period, indicator: Indicator = SHARE) -> Result:
    interval = proportion_interval(part, whole)
    return Result(
        indicator.id, THURROCK, period, part, float(whole), 100 * part / whole, 100 * interval.lower,
        100 * interval.upper, 0.95, interval.method, "published", "", ("e",), float(whole),
    )  # fmt: skip


def make_steps(counts: Sequence[int | None], indicator: Indicator = BASE) -> list[StepCount]:
    periods = quarters(len(counts))
    return [
        StepCount(indicator.id, THURROCK.code, period, count)
        for period, count in zip(periods, counts, strict=True)
    ]


def release(results: Sequence[Result], audience: Any = "partnership", **others: Any) -> Release:
    indicators = others.pop("indicators", [BASE])
    return release_results(results, indicators, audience, **others)


@pytest.mark.parametrize("count", [1, 5])
def test_a_small_count_has_no_number_rate_or_interval_and_keeps_its_public_population(count: int) -> None:
    (result,) = release([make_rate(count, FIRST)]).results
    assert (result.status, result.status_reason) == ("suppressed", WITHHELD)
    assert (result.numerator, result.value, result.lower, result.upper, result.method) == (*[None] * 4, "")
    assert result.denominator == 180_000


@pytest.mark.parametrize("count", [0, 6, 7, 8])
def test_other_counts_come_through_the_exact_rule_as_they_are(count: int) -> None:
    before = make_rate(count, FIRST)
    assert release([before]).results == (before,)


def test_a_rounded_count_has_all_else_worked_out_from_it_and_says_so() -> None:
    (result,) = release([make_rate(13, FIRST)], "public").results
    expected = make_rate(15, FIRST)
    least, most = make_rate(13, FIRST), make_rate(17, FIRST)
    assert result == replace(
        expected, lower=least.lower, upper=most.upper, status_reason="count rounded to the nearest 5"
    )


def test_a_provisional_count_that_is_rounded_says_both() -> None:
    before = replace(make_rate(13, FIRST), status="provisional", status_reason="may still change")
    (result,) = release([before], "public").results
    assert result.status_reason == "may still change; count rounded to the nearest 5"


def test_none_is_exact_under_rounding_too() -> None:
    before = make_rate(0, FIRST)
    assert release([before], "public").results == (before,)


def test_readers_named_in_the_agreement_see_small_counts() -> None:
    before = make_rate(3, FIRST)
    assert release([before], "restricted").results == (before,)


def test_a_figure_more_sensitive_than_the_audience_is_withheld_whatever_its_size() -> None:
    (result,) = release([make_rate(400, FIRST)], "public", sensitivity={BASE.id: "partnership"}).results
    assert (result.status, result.status_reason, result.numerator) == (
        "suppressed",
        "not for this audience",
        None,
    )


@pytest.mark.parametrize("audience", ["partnership", "restricted"])
def test_a_figure_for_the_partnership_is_for_its_narrower_audiences_too(audience: str) -> None:
    shown = release([make_rate(400, FIRST)], audience, sensitivity={BASE.id: "partnership"})
    assert shown.results[0].numerator == 400


def test_missing_stays_missing_and_is_not_called_suppressed() -> None:
    empty = dict.fromkeys(("numerator", "value", "lower", "upper"))
    before = replace(make_rate(0, FIRST), **empty, method="", status="missing", status_reason="no data")
    for audience in ("public", "partnership"):
        assert release([before], audience, sensitivity={BASE.id: "restricted"}).results == (before,)


def test_a_suppliers_suppression_reads_like_ours() -> None:
    empty = dict.fromkeys(("numerator", "value", "lower", "upper"))
    given = replace(make_rate(0, FIRST), **empty, method="", status="suppressed", status_reason="too small")
    assert release([given]).results[0].status_reason == WITHHELD


@pytest.mark.parametrize(("part", "whole"), [(3, 50), (47, 50), (3, 6)])
def test_a_share_is_withheld_where_few_said_yes_or_few_said_no(part: int, whole: int) -> None:
    (result,) = release([make_share(part, whole, FIRST)], indicators=[SHARE]).results
    assert result.status == "suppressed"
    assert result.denominator is None
    assert result.effective_n is None


@pytest.mark.parametrize(("part", "whole"), [(25, 50), (0, 50), (50, 50)])
def test_a_share_without_small_counts_is_shown(part: int, whole: int) -> None:
    before = make_share(part, whole, FIRST)
    assert release([before], indicators=[SHARE]).results == (before,)


def test_a_rounded_share_is_that_of_rounded_counts() -> None:
    (result,) = release([make_share(23, 52, FIRST)], "public", indicators=[SHARE]).results
    assert (result.numerator, result.denominator, result.value) == (25, 50.0, 50.0)
    assert "rounded to the nearest 5" in result.status_reason


def test_all_of_a_whole_is_never_more_than_all_when_rounded() -> None:
    (result,) = release([make_share(13, 13, FIRST)], "public", indicators=[SHARE]).results
    assert result.value == 100


def test_a_part_is_not_worked_out_from_the_total_and_the_other_parts() -> None:
    parts = [part_of(BASE, name) for name in ("a", "b", "c")]
    counts = {"a": 3, "b": 20, "c": 40, BASE.id: 63}
    indicators = [BASE, *parts]
    results = [make_rate(counts[i.id], FIRST, i) for i in indicators]
    shown = {r.indicator_id: r.numerator for r in release(results, indicators=indicators).results}
    assert shown == {BASE.id: 63, "a": None, "b": None, "c": 40}


def test_what_the_parts_leave_over_is_a_count_too() -> None:
    parts = [part_of(BASE, name) for name in ("a", "b")]
    results = [make_rate(c, FIRST, i) for c, i in zip((63, 20, 40), [BASE, *parts], strict=True)]
    shown = [r.numerator for r in release(results, indicators=[BASE, *parts]).results]
    assert shown.count(None) == 1


def test_parts_that_overlap_are_no_sum() -> None:
    parts = [part_of(BASE, name) for name in ("a", "b")]
    results = [make_rate(c, FIRST, i) for c, i in zip((30, 3, 29), [BASE, *parts], strict=True)]
    assert [r.numerator for r in release(results, indicators=[BASE, *parts]).results] == [30, None, 29]


def test_indicators_that_count_one_thing_are_released_together() -> None:
    groups = group_indicators(list(CATALOGUE))
    asb = next(group for group in groups if any(i.id == "asb_incidents" for i in group))
    assert {i.id for i in asb} >= {"asb_incidents", "asb_nuisance_share", "asb_personal_share"}
    assert sorted(i.id for group in groups for i in group) == sorted(CATALOGUE.ids)


def test_an_area_is_not_worked_out_from_the_force_and_its_other_areas() -> None:
    areas = [Area(f"E2200000{n}", f"Area {n}", "csp", 2024) for n in range(3)]
    force = Area("E23000028", "Essex", "police_force", 2024)
    counts = (3, 20, 40, 63)
    results = [make_rate(c, FIRST, area=a) for c, a in zip(counts, [*areas, force], strict=True)]
    sums = {force.code: [area.code for area in areas]}
    assert [r.numerator for r in release(results, area_sums=sums).results] == [None, None, 40, 63]


def test_a_quarter_is_not_worked_out_from_the_year_and_its_other_quarters() -> None:
    counts = (20, 30, 40, 3)
    results = [make_rate(c, q) for c, q in zip(counts, quarters(4), strict=True)]
    year = make_rate(93, FinancialYear(2023))
    shown = [r.numerator for r in release([*results, year], steps=make_steps(counts)).results]
    assert shown == [20, 30, 40, None, None]


def test_without_steps_the_quarters_among_the_results_are_those_of_the_year() -> None:
    counts = (20, 30, 40, 3)
    results = [make_rate(c, q) for c, q in zip(counts, quarters(4), strict=True)]
    shown = release([*results, make_rate(93, FinancialYear(2023))]).results
    assert [r.numerator for r in shown].count(None) == 2


def test_a_financial_year_and_the_twelve_months_to_march_are_one_count() -> None:
    periods = (FinancialYear(2023), TwelveMonths(FinancialYear(2023).months[-1]))
    shown = release([make_rate(93, period) for period in periods], steps=make_steps((20, 30, 40, 3)))
    assert [result.numerator for result in shown.results] == [None, None]


def test_a_report_shows_of_earlier_quarters_what_their_own_reports_showed() -> None:
    counts = [9, 3, 12, 30, 2, 9, 31, 6, 1, 14]
    late = release([], steps=make_steps(counts)).steps
    for number in range(1, len(counts)):
        assert release([], steps=make_steps(counts[:number])).steps == late[:number]


def test_steps_for_charts_are_withheld_and_rounded_like_results() -> None:
    shown = release([], "public", steps=make_steps([13, 3, None, 0]))
    assert [count for _, count in shown.steps_of(BASE.id, THURROCK.code)] == [15, None, None, 0]
    assert [step.suppressed for step in shown.steps] == [False, True, False, False]


def test_a_count_given_twice_differently_is_refused() -> None:
    with pytest.raises(DataError, match="two values of one count"):
        release([make_rate(20, FIRST)], steps=make_steps([21]))


def test_the_page_is_told_the_rule_in_a_sentence() -> None:
    shown = release([make_rate(20, FIRST)], "public")
    assert shown.sentences == ("Counts of 1 to 7 are not shown. Other counts are rounded to the nearest 5.",)


def test_the_four_counts_of_the_case_review_are_shown_however_small() -> None:
    indicator = CATALOGUE.get("asb_case_review_applications")
    before = make_rate(1, FIRST, indicator)
    assert release([before], "public", indicators=[indicator]).results == (before,)


@pytest.mark.parametrize(
    ("indicator_id", "step", "fewest"),
    [
        ("street_burglary", Month, 24),
        ("hate_crime_offences", Quarter, 8),
        ("recorded_serious_violence", Quarter, 8),
        ("confidence_in_police", FinancialYear, 2),
    ],
)
def test_the_whole_series_goes_into_a_release_by_whatever_step_it_is_counted(
    sample_store: Store, indicator_id: str, step: type, fewest: int
) -> None:
    everyone = load_partnerships(sample_store)
    thurrock = find_partnership(everyone, "thurrock")
    months = [Month(2025, 3).plus(-back) for back in range(48)]
    observations = Observations(sample_store, [thurrock], [Quarter(2024, 4), *months])
    indicator = load_catalogue().get(indicator_id)
    steps = gather_steps(observations.gather(indicator), indicator, [thurrock.area])
    assert len(steps) >= fewest
    assert all(isinstance(found.period, step) for found in steps)


def test_a_snapshot_is_no_step(sample_store: Store) -> None:
    thurrock = find_partnership(load_partnerships(sample_store), "thurrock")
    observations = Observations(sample_store, [thurrock], [Quarter(2024, 4)])
    indicator = load_catalogue().get("probation_caseload")
    assert gather_steps(observations.gather(indicator), indicator, [thurrock.area]) == []
