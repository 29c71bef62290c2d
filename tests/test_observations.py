"""The sample's figures through observations: those that a plan published come out, each by its dataset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest
from make_indicators import make_indicator

from csp_toolkit.areas import Partnership, find_partnership
from csp_toolkit.errors import DataError
from csp_toolkit.frames import load_partnerships, lookup_editions
from csp_toolkit.indicators.calculate import calculate_results
from csp_toolkit.indicators.catalogue import Indicator, Measure, load_catalogue
from csp_toolkit.indicators.results import Result
from csp_toolkit.observations import (
    LargerAreas,
    Observations,
    force_as_partnership,
    gather_country_inputs,
    gather_force_inputs,
    gather_inputs,
    pool_areas,
)
from csp_toolkit.periods import FinancialYear, Month, Period, Quarter, TwelveMonths
from csp_toolkit.store import Store

AFTER = TwelveMonths(Month(2023, 9))
BEFORE = AFTER.previous()
LAST_QUARTER = Quarter(2024, 4)
catalogued = load_catalogue().get


@pytest.fixture(scope="module")
def partnerships(sample_store: Store) -> Sequence[Partnership]:
    """Thurrock first, then the other partnerships of Essex."""
    everyone = load_partnerships(sample_store)
    own = find_partnership(everyone, "thurrock")
    return [own, *(each for each in everyone if each is not own)]


@pytest.fixture(scope="module")
def observations(sample_store: Store, partnerships: Sequence[Partnership]) -> Observations:
    years = (FinancialYear(2021), FinancialYear(2022), FinancialYear(2023), FinancialYear(2024))
    return Observations(sample_store, partnerships, [LAST_QUARTER, AFTER, BEFORE, *years])


def own(observations: Observations, indicator: Indicator, period: Period) -> Result:
    inputs = observations.gather(indicator)
    return calculate_results(inputs, indicator, [observations.areas[0].area], period)[0]


@pytest.mark.parametrize(
    ("indicator_id", "before", "after"),
    [
        ("street_all_crime", 16_977, 16_230),
        ("street_anti_social_behaviour", 2_541, 1_710),
        ("asb_incidents", 2_541, 1_710),
        ("recorded_modern_slavery", 50, 34),
        ("recorded_serious_violence", 128, 104),
        ("transport_police_crimes", 225, 198),
        ("fires_attended", 441, 613),
        ("hate_crime_offences", 595, 524),
        ("domestic_abuse_offences", 3_420, 3_210),
    ],
)
def test_both_years_of_the_plan_come_out_of_every_dataset(
    observations: Observations, indicator_id: str, before: int, after: int
) -> None:
    found = [own(observations, catalogued(indicator_id), period) for period in (BEFORE, AFTER)]
    assert [result.numerator for result in found] == [before, after]
    assert all(result.status == "published" and result.editions for result in found)


def test_accidental_dwelling_fires_are_set_against_dwellings(observations: Observations) -> None:
    found = own(observations, catalogued("accidental_dwelling_fires"), AFTER)
    assert (found.numerator, found.denominator) == (80, 70_300)
    alone = replace(catalogued("accidental_dwelling_fires"), kind="count", multiplier=1)
    assert own(observations, alone, AFTER).denominator is None


@pytest.mark.parametrize(
    ("indicator_id", "period", "count", "base", "rate"),
    [
        ("accidental_dwelling_fires", AFTER, 80, 70_300, 11.4),
        ("recorded_domestic_burglary", AFTER, 495, 70_300, 7.0),
        ("vawg_female_victims", AFTER, 1_248, 90_932, 13.7),
        ("vawg_male_victims", AFTER, 496, 87_734, 5.7),
        ("domestic_abuse_offences", AFTER, 3_210, 137_481, 23.3),
        ("probation_caseload", AFTER, 650, 137_481, 47.3),
        ("youth_first_time_entrants", FinancialYear(2022), 33, 20_225, 163.2),
    ],
)
def test_rates_come_out_against_homes_a_sex_and_an_age(
    observations: Observations, indicator_id: str, period: Period, count: int, base: int, rate: float
) -> None:
    found = own(observations, catalogued(indicator_id), period)
    assert (found.numerator, found.denominator, round(found.value or 0, 1)) == (count, base, rate)


@pytest.mark.parametrize(
    "indicator_id", ["county_lines_operating", "drug_lines_operating", "probation_caseload"]
)
def test_a_level_has_one_a_year_earlier(observations: Observations, indicator_id: str) -> None:
    before, after = (own(observations, catalogued(indicator_id), period) for period in (BEFORE, AFTER))
    assert before.status == after.status == "published"
    assert before.numerator != after.numerator


@pytest.mark.parametrize(
    ("indicator_id", "period", "part", "whole", "percent"),
    [
        ("asb_nuisance_share", AFTER, 975, 1_710, 57.0),
        ("concern_knife_crime", Quarter(2023, 2), 57, 84, 67.9),
        ("concern_gangs_and_county_lines", Quarter(2023, 2), 56, 84, 66.7),
        ("probation_caseload_violence", AFTER, 208, 650, 32.0),
        ("confidence_in_police", FinancialYear(2021), 187, 396, 47.2),
    ],
)
def test_shares_come_out_with_their_parts_and_wholes(
    observations: Observations, indicator_id: str, period: Period, part: int, whole: int, percent: float
) -> None:
    found = own(observations, catalogued(indicator_id), period)
    assert (found.numerator, found.denominator) == (part, whole)
    assert round(found.value or 0, 1) == percent


def test_a_weighted_answer_keeps_its_counts_and_its_interval_is_of_fewer(observations: Observations) -> None:
    found = own(observations, catalogued("concern_knife_crime"), Quarter(2023, 2))
    assert found.effective_n == pytest.approx(80.38, abs=0.01)
    several = own(observations, catalogued("feel_safe_after_dark"), Quarter(2023, 2))
    assert (several.numerator, several.denominator) == (29, 93.0)
    assert several.value == pytest.approx(100 * (26.4 + 2.0) / 93)


def test_a_wave_counts_by_its_last_day_where_an_indicator_is_of_snapshots(observations: Observations) -> None:
    measure = catalogued("concern_knife_crime").measure
    indicator = make_indicator("proportion", "resident_survey", "snapshot", measure.select)
    assert own(observations, indicator, AFTER).numerator == 57
    assert own(observations, indicator, BEFORE).status == "missing"


def test_work_done_is_set_beside_a_target_without_an_interval(observations: Observations) -> None:
    found = own(observations, catalogued("prevent_training_sessions"), FinancialYear(2024))
    assert (found.numerator, found.lower, found.method) == (9, None, "complete count")


def test_zero_line_known_is_zero_and_no_gap(observations: Observations) -> None:
    county, drugs = (
        own(observations, catalogued(name), AFTER)
        for name in ("county_lines_operating", "drug_lines_operating")
    )
    assert (county.numerator, county.status, drugs.numerator) == (0, "published", 3)


def test_rates_rest_on_lookups_people_and_the_files(sample_store: Store, observations: Observations) -> None:
    found = own(observations, catalogued("street_burglary"), LAST_QUARTER)
    lookups = {edition.id for edition in lookup_editions(sample_store)}
    assert lookups < set(found.editions)
    assert sum(edition.startswith("police_uk_street") for edition in found.editions) == 3
    assert sum(edition.startswith("ons_population") for edition in found.editions) == 1


def test_people_are_those_of_the_age_that_the_rate_is_per(observations: Observations) -> None:
    everyone = own(observations, catalogued("street_burglary"), AFTER).denominator or 0
    adults = own(observations, catalogued("domestic_abuse_offences"), AFTER).denominator or 0
    assert 0.7 * everyone < adults < 0.85 * everyone


def test_the_file_with_half_its_rows_makes_its_quarter_provisional_by_itself(
    observations: Observations,
) -> None:
    found = own(observations, catalogued("transport_police_crimes"), LAST_QUARTER)
    assert found.status == "provisional"
    assert found.status_reason.startswith("January 2025 has ")


def test_what_a_supplier_calls_provisional_is(observations: Observations) -> None:
    found = own(observations, catalogued("hate_crime_offences"), LAST_QUARTER)
    assert (found.status, found.status_reason) == (
        "provisional",
        "its supplier may still change the figure for January to March 2025",
    )


def test_a_figure_that_was_not_received_is_missing_with_the_suppliers_reason(
    observations: Observations,
) -> None:
    found = own(observations, catalogued("hate_crime_reports_by_business"), LAST_QUARTER)
    assert (found.status, found.status_reason) == (
        "missing",
        "the figure for January to March 2025 was not received",
    )


def test_a_number_too_small_to_supply_stays_suppressed(observations: Observations) -> None:
    indicator = catalogued("probation_caseload_violence")
    maldon = next(each.area for each in observations.areas if each.name == "Maldon")
    (found,) = calculate_results(observations.gather(indicator), indicator, [maldon], AFTER)
    assert (found.status, found.numerator, found.denominator) == ("suppressed", None, None)
    assert found.status_reason == "the figure for 30 September 2023 was too small for its supplier to give"


def test_an_offence_that_no_table_has_is_missing_and_not_zero(observations: Observations) -> None:
    indicator = make_indicator("count", "recorded_crime", select={"offence_code": ("999",)})
    found = own(observations, indicator, LAST_QUARTER)
    assert (found.status, found.numerator) == ("missing", None)
    assert "the table for January to March 2025 has none of these offences" in found.status_reason


def test_an_indicator_whose_figures_nobody_has_supplied_says_missing(observations: Observations) -> None:
    indicator = make_indicator("output", select={"indicator_id": ("never_heard_of",)})
    found = own(observations, indicator, LAST_QUARTER)
    assert (found.status, found.status_reason) == ("missing", "no data for January to March 2025")


@pytest.mark.parametrize(
    ("dataset", "select"),
    [
        ("recorded_crime", {"colour": ("red",)}),
        ("recorded_crime", {}),
        ("recorded_crime", {"offence_code": ("1",), "offence_group": ("Robbery",)}),
        ("fire_incidents", {"colour": ("red",)}),
        ("partner_return", {"colour": ("red",), "indicator_id": ("x",)}),
        ("partner_return", {"breakdown": ("strand",)}),
        ("resident_survey", {"question": ("safe",)}),
        ("tea_leaves", {}),
    ],
)
def test_a_selection_that_a_dataset_does_not_know_is_an_error_that_says_what_it_knows(
    observations: Observations, dataset: str, select: dict[str, tuple[str, ...]]
) -> None:
    with pytest.raises(DataError) as failure:
        observations.gather(make_indicator("count", dataset, select=select))
    assert "Known" in str(failure.value.problems[0].hint) or "Needed" in str(failure.value.problems[0].hint)


def test_a_denominator_that_is_none_is_an_error(observations: Observations) -> None:
    select = catalogued("street_burglary").measure.select
    indicator = make_indicator("rate", "police_uk_street", "month", select, per="stars")
    with pytest.raises(DataError, match='"stars" is nothing that a rate is set against'):
        observations.gather(indicator)


def test_every_catalogued_indicator_can_be_gathered(observations: Observations) -> None:
    for indicator in load_catalogue():
        assert own(observations, indicator, LAST_QUARTER).indicator_id == indicator.id


def test_each_dataset_is_read_once(observations: Observations, monkeypatch: pytest.MonkeyPatch) -> None:
    burglary, robbery = catalogued("street_burglary"), catalogued("street_robbery")
    inputs = observations.gather(burglary)
    assert observations.gather(robbery) is inputs
    monkeypatch.setattr("csp_toolkit.observations.street.load_street_counts", None)
    assert observations.gather(catalogued("street_drugs")) is inputs


def test_a_changed_definition_is_picked_anew(observations: Observations) -> None:
    first = make_indicator("count", "recorded_crime", select={"offence_code": ("106",)})
    second = replace(first, measure=Measure("recorded_crime", "quarter", {"offence_code": ("2",)}))
    counts = [own(observations, indicator, AFTER).numerator for indicator in (first, second)]
    assert counts == [34, 3]


def test_one_indicator_alone_is_what_it_is_among_all(
    sample_store: Store, partnerships: Sequence[Partnership], observations: Observations
) -> None:
    indicator = catalogued("fires_attended")
    alone = gather_inputs(sample_store, indicator, partnerships, [AFTER])
    assert calculate_results(alone, indicator, [partnerships[0].area], AFTER)[0].numerator == 613


def test_the_narrowest_audience_that_a_supplier_named_is_kept(observations: Observations) -> None:
    named = {
        name: observations.sensitivity(catalogued(name))
        for name in (
            "street_burglary",
            "confidence_in_police",
            "young_people_at_risk",
            "nrm_referrals_as_first_responder",
        )
    }
    assert list(named.values()) == ["public", "public", "partnership", "restricted"]


def test_observations_are_of_something(sample_store: Store, partnerships: Sequence[Partnership]) -> None:
    with pytest.raises(ValueError, match="at least"):
        Observations(sample_store, [], [AFTER])
    with pytest.raises(ValueError, match="at least"):
        Observations(sample_store, partnerships, [])


# Larger areas


@pytest.mark.parametrize(
    "indicator_id",
    ["street_burglary", "fires_attended", "transport_police_crimes", "recorded_modern_slavery"],
)
def test_a_force_holds_what_its_partnerships_hold(
    sample_store: Store,
    partnerships: Sequence[Partnership],
    observations: Observations,
    indicator_id: str,
) -> None:
    indicator, force = catalogued(indicator_id), partnerships[0].police_force
    inputs = gather_force_inputs(sample_store, indicator, partnerships[0], [AFTER])
    (whole,) = calculate_results(inputs, indicator, [force], AFTER)
    areas = [each.area for each in partnerships]
    parts = calculate_results(observations.gather(indicator), indicator, areas, AFTER)
    assert whole.numerator == sum(part.numerator or 0 for part in parts)
    if indicator.kind == "rate":
        assert whole.denominator == sum(part.denominator or 0 for part in parts)
    assert whole.area == force


def test_a_sum_of_partnerships_says_that_it_is_one(
    sample_store: Store, partnerships: Sequence[Partnership]
) -> None:
    larger = LargerAreas(sample_store, partnerships[0], [AFTER])
    assert larger.gather_force(catalogued("recorded_robbery")).basis == "the sum of 14 partnerships"


def test_what_only_one_partnership_returned_is_no_figure_of_the_force(
    sample_store: Store, partnerships: Sequence[Partnership]
) -> None:
    indicator = catalogued("hate_crime_offences")
    inputs = gather_force_inputs(sample_store, indicator, partnerships[0], [AFTER])
    (found,) = calculate_results(inputs, indicator, [partnerships[0].police_force], AFTER)
    assert found.status == "missing"
    assert "of 14 areas that are added up" in found.status_reason


def test_a_survey_of_one_partnership_is_no_survey_of_the_force(
    sample_store: Store, partnerships: Sequence[Partnership]
) -> None:
    indicator = catalogued("concern_knife_crime")
    inputs = gather_force_inputs(sample_store, indicator, partnerships[0], [Quarter(2023, 2)])
    (found,) = calculate_results(inputs, indicator, [partnerships[0].police_force], Quarter(2023, 2))
    assert found.status == "missing"


def test_a_force_among_the_areas_is_read_with_them(
    sample_store: Store, partnerships: Sequence[Partnership]
) -> None:
    indicator = catalogued("street_burglary")
    force = force_as_partnership(partnerships[0].police_force, partnerships)
    both = Observations(sample_store, [*partnerships, force], [AFTER]).gather(indicator)
    results = calculate_results(both, indicator, [force.area, *(p.area for p in partnerships)], AFTER)
    assert results[0].numerator == sum(result.numerator or 0 for result in results[1:])
    with pytest.raises(ValueError, match="no partnership lies in"):
        force_as_partnership(replace(force.area, code="E23000099"), partnerships)


def test_england_and_wales_is_missing_where_a_force_is_not_held(
    sample_store: Store, partnerships: Sequence[Partnership]
) -> None:
    from csp_toolkit.observations import ENGLAND_AND_WALES

    calculate = partial(calculate_results, areas=[ENGLAND_AND_WALES], period=AFTER)
    for name in ("street_burglary", "concern_knife_crime", "drug_lines_operating"):
        inputs = gather_country_inputs(sample_store, catalogued(name), partnerships[0], [AFTER])
        (found,) = calculate(inputs, catalogued(name))
        assert found.status == "missing"
    inputs = gather_country_inputs(sample_store, catalogued("fires_attended"), partnerships[0], [AFTER])
    (found,) = calculate(inputs, catalogued("fires_attended"))
    assert found.status_reason.startswith("the lookup has 1 of the 43 police force areas")


def test_the_other_districts_are_the_force_without_oneself(
    observations: Observations, partnerships: Sequence[Partnership]
) -> None:
    indicator = catalogued("street_burglary")
    inputs = observations.gather(indicator)
    rest = replace(partnerships[0].police_force, code="rest", name="the other districts")
    pooled = pool_areas(inputs, [each.area for each in partnerships[1:]], rest, "the sum of 13")
    (found,) = calculate_results(pooled, indicator, [rest], AFTER)
    every = calculate_results(inputs, indicator, [each.area for each in partnerships], AFTER)
    assert found.numerator == sum(result.numerator or 0 for result in every[1:])
    assert found.denominator == sum(result.denominator or 0 for result in every[1:])
