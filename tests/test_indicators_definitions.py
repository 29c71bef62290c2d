"""Rules of what the catalogue defines: every measure of the plan, every figure that the sample supplies."""

from __future__ import annotations

import re

import pytest

from csp_toolkit.disclosure import get_policy
from csp_toolkit.indicators.catalogue import Indicator, load_catalogue
from csp_toolkit.loaders.recorded_crime_names import OFFENCE_SPELLINGS
from csp_toolkit.sample.calibration import MODERN_SLAVERY_CODE, SERIOUS_VIOLENCE_CODES
from csp_toolkit.sample.fires import ACCIDENTAL_DWELLINGS, OTHER_FIRES
from csp_toolkit.sample.offences import OFFENCES
from csp_toolkit.sample.partner_returns import Figure, all_figures
from csp_toolkit.sample.survey import CONCERN, CONCERNS, SCALES

CATALOGUE = load_catalogue()
ALL_THIRTEEN = CATALOGUE.get("street_all_crime").categories
REVIEWS = (
    "asb_case_review_applications",
    "asb_case_review_threshold_not_met",
    "asb_case_reviews_held",
    "asb_case_reviews_with_recommendations",
)

FINDINGS = {
    "1 top concerns": ("concern_drugs", "concern_knife_crime", "concern_gangs_and_county_lines"),
    "2 confidence in police": ("confidence_in_police",),
    "3 all crime": ("street_all_crime", "recorded_all_crime"),
    "3a violence": ("street_violence_and_sexual_offences", "recorded_violence_against_the_person"),
    "3a burglary": ("street_burglary", "recorded_burglary"),
    "3a domestic abuse": ("domestic_abuse_offences",),
    "3a robbery": ("street_robbery", "recorded_robbery"),
    "3b vehicle crime": ("street_vehicle_crime", "recorded_vehicle_offences"),
    "3b theft": ("street_other_theft", "street_shoplifting", "recorded_theft_offences"),
    "4 railway": ("transport_police_crimes",),
    "5 anti-social behaviour": ("street_anti_social_behaviour", "asb_incidents", "asb_nuisance_share"),
    "6 fires": ("fires_attended", "accidental_dwelling_fires"),
    "7 hate crime": (
        "hate_crime_offences",
        "hate_crime_race",
        "hate_crime_religion",
        "hate_crime_sexual_orientation",
        "hate_crime_disability",
        "hate_crime_transgender",
        "hate_crime_sex_or_gender",
    ),
    "8 modern slavery": (
        "recorded_modern_slavery",
        "nrm_referrals_as_first_responder",
        "modern_slavery_police_referrals",
        "modern_slavery_duty_to_notify",
    ),
    "9 lines": ("county_lines_operating", "drug_lines_operating"),
    "10 serious violence": ("recorded_serious_violence",),
    "11 probation": ("probation_caseload", "probation_caseload_violence"),
    "12 young people": (
        "youth_caseload_bladed_articles",
        "youth_caseload_drug_supply",
        "youth_first_time_entrants",
    ),
}
"""The plan's twelve findings -> what measures them."""
OUTCOMES = {
    "1.1": ("safe_accommodation_households_unable_to_support",),
    "1.2": (
        "safe_accommodation_households_supported",
        "safe_accommodation_unable_no_space",
        "safe_accommodation_unable_needs_too_high",
        "safe_accommodation_unable_other",
        "safe_accommodation_returns_made",
    ),
    "1.3": (
        "domestic_abuse_training_completions",
        "domestic_abuse_training_completions_council",
        "domestic_abuse_training_completions_partners",
        "stalking_training_completions_council",
        "stalking_training_completions_partners",
    ),
    "2.1": ("hate_crime_reports_by_business",),
    "2.2": ("community_events_held", "community_event_contacts"),
    "2.3": ("hate_crime_week_interactions", "hate_crime_week_schools"),
    "2.4": ("restorative_justice_referrals_hate_crime", "restorative_justice_positive_share"),
    "2.5": ("asb_problem_area_incidents", "hate_crime_problem_area_offences"),
    "2.6": ("concern_anti_social_behaviour", "perceived_rise_in_asb"),
    "3.1": ("asb_problem_area_incidents", "asb_enforcement_actions"),
    "3.2": ("pspo_nuisance_vehicle_reports",),
    "3.3": ("locality_action_group_referrals", *REVIEWS),
    "3.4": ("safer_streets_funding",),
    "3.5": ("feel_safe_after_dark", "community_events_held"),
    "4.1": ("recorded_serious_violence", "serious_violence_public_space"),
    "4.4": ("young_people_at_risk",),
    "5.1": ("transport_safety_officer_training", "vawg_awareness_days"),
    "5.3": ("sexual_abuse_training_completions_council", "sexual_abuse_training_completions_partners"),
    "5.4": ("sixteen_days_events",),
    "5.6": ("walk_and_talk_events", "feel_unsafe_after_dark"),
    "5.7": ("volunteers_recruited",),
    "priority 5": ("vawg_female_victims", "vawg_male_victims"),
    "Prevent Duty": (
        "prevent_training_sessions",
        "prevent_webinars_on_ideology",
        "prevent_champions_trained",
    ),
    "Reoffending Duty": ("reoffending_share", "settled_accommodation_share", "substance_treatment_adults"),
}
"""Activities and commitments whose outcome can be counted -> what counts it. 1.4, 4.2, 5.2 and 5.5 have none;
the text of 4.3 and 4.5 is lost."""


@pytest.mark.parametrize(("what", "ids"), [*FINDINGS.items(), *OUTCOMES.items()])
def test_every_finding_and_countable_outcome_of_the_plan_is_measured(what: str, ids: tuple[str, ...]):
    assert [name for name in ids if name not in CATALOGUE.ids] == []


def selects(indicator: Indicator, figure: Figure) -> bool:
    """Whether a figure of a return is among those that an indicator, or its whole, adds up."""
    for select in filter(None, (indicator.measure.select, indicator.measure.whole)):
        part = select.get("breakdown_value", ("", "all"))
        if figure.indicator_id in select["indicator_id"] and figure.part in part:
            return True
    return False


def test_every_figure_of_the_samples_returns_is_in_an_indicator_by_its_own_step():
    returns = [i for i in CATALOGUE if i.measure.dataset == "partner_return"]
    left_over = {
        (figure.indicator_id, figure.breakdown, figure.part)
        for figure in all_figures()
        if not any(selects(i, figure) and i.measure.step == figure.cells()[7] for i in returns)
    }
    assert left_over == set()


def test_a_breakdown_that_is_selected_is_one_that_the_sample_supplies():
    supplied = {(f.indicator_id, f.breakdown, f.part) for f in all_figures() if f.breakdown}
    for indicator in CATALOGUE:
        select = indicator.measure.select
        for value in select.get("breakdown_value", ()):
            assert (select["indicator_id"][0], select["breakdown"][0], value) in supplied


def question_id(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", heading.partition(":")[2].lower()).strip("_")


def test_every_question_of_the_samples_survey_has_an_indicator_and_every_answer_is_one():
    answers = {question_id(heading): set(given) for heading, given in SCALES.items()}
    answers |= {question_id(CONCERN.format(name)): {"yes", "no"} for name in CONCERNS}
    selects = [i.measure.select for i in CATALOGUE.of_dataset("resident_survey")]
    assert {select["question"][0] for select in selects} == set(answers)
    assert all(set(select["answer"]) <= answers[select["question"][0]] for select in selects)


def test_every_selected_offence_group_is_spelt_as_the_store_spells_it():
    for indicator in CATALOGUE.of_dataset("recorded_crime"):
        for column in ("offence_group", "offence_subgroup"):
            assert set(indicator.measure.select.get(column, ())) <= set(OFFENCE_SPELLINGS)


def test_all_recorded_crime_is_every_group_but_fraud():
    groups = CATALOGUE.get("recorded_all_crime").measure.select["offence_group"]
    assert {offence.group for offence in OFFENCES} == set(groups)
    assert "Fraud offences" not in groups


def test_codes_and_their_words_are_those_of_the_published_table():
    published = {offence.code: offence.description for offence in OFFENCES}
    lists = [i.offence_list for i in CATALOGUE if i.offence_list]
    for found in lists:
        assert {c: w for c, w in found.offences.items() if c in published} == {
            c: published[c] for c in found.codes if c in published
        }


def test_serious_violence_and_modern_slavery_are_the_offences_that_the_sample_is_calibrated_on():
    serious = CATALOGUE.get("recorded_serious_violence")
    assert serious.measure.select["offence_code"] == SERIOUS_VIOLENCE_CODES
    assert CATALOGUE.get("recorded_modern_slavery").measure.select["offence_code"] == (MODERN_SLAVERY_CODE,)


def test_a_local_list_is_not_confirmed_and_named_by_every_indicator_that_rests_on_it():
    for name in ("recorded_serious_violence", "serious_violence_public_space", "vawg_female_victims"):
        indicator = CATALOGUE.get(name)
        assert indicator.offence_list is not None
        assert not indicator.offence_list.confirmed
        assert any("offence list" in text for text in indicator.unconfirmed)


def test_victims_of_both_sexes_are_counted_by_one_list_and_set_against_their_own_sex():
    female, male = CATALOGUE.get("vawg_female_victims"), CATALOGUE.get("vawg_male_victims")
    assert (female.per, male.per, female.against) == ("females", "males", male.id)
    assert female.offence_list == male.offence_list
    words = " ".join(female.offence_list.offences.values() if female.offence_list else ())
    assert words.count("a female") == words.count("a male")


def test_every_kind_of_fire_is_attended_and_no_dwelling_fire_is_counted_by_two_files():
    types = {kind.partition(",")[0] for kind in (*ACCIDENTAL_DWELLINGS, *OTHER_FIRES)}
    fires, dwellings = CATALOGUE.get("fires_attended"), CATALOGUE.get("accidental_dwelling_fires")
    assert types == set(fires.measure.select["incident_type"])
    assert fires.measure.select["kind"] == dwellings.measure.select["kind"] == ("all incidents",)
    assert (dwellings.per, dwellings.multiplier) == ("dwellings", 10_000)


def test_the_railway_counts_every_type_of_crime():
    assert CATALOGUE.get("transport_police_crimes").categories == ALL_THIRTEEN


@pytest.mark.parametrize(
    "start",
    ["hate_crime_offences", "hate_crime_race", "domestic_abuse_offences", "vawg_female_victims",
     "recorded_drug", "recorded_possession", "recorded_modern_slavery", "nrm_referrals", "recorded_rape",
     "county_lines", "drug_lines", "stops_and_searches", "young_people_at_risk", "probation_caseload"],
)  # fmt: skip
def test_where_a_rise_can_be_good_no_direction_is_better_and_the_first_caveat_says_why(start: str):
    found = [i for i in CATALOGUE if i.id.startswith(start) and i.kind in ("rate", "count")]
    assert found
    assert all(i.better == "neither" and "neither direction is better" in i.caveats[0] for i in found)


def test_what_the_law_publishes_is_published_when_small_and_people_are_not():
    assert all(CATALOGUE.get(name).disclosure["public"] == "statutory" for name in REVIEWS)
    for indicator in CATALOGUE.of_theme("safe_accommodation"):
        if indicator.kind == "count":
            assert indicator.disclosure["public"] == "rounded_to_10"
    for name in ("hate_crime_race", "domestic_abuse_offences", "nrm_referrals_as_first_responder"):
        assert get_policy(CATALOGUE.get(name).disclosure["public"]).small_up_to >= 5
    assert CATALOGUE.get("young_people_at_risk").disclosure["public"] == "withheld"
    assert CATALOGUE.get("prevent_training_sessions").disclosure["public"] == "open_data"


def test_open_data_are_shown_to_everybody_in_full():
    open_data = CATALOGUE.of_dataset(
        "police_uk_street", "recorded_crime", "transport_police", "fire_incidents"
    )
    assert {policy for i in open_data for policy in i.disclosure.values()} == {"open_data"}


def test_the_strand_that_began_in_october_2021_is_not_compared_with_before():
    (found,) = CATALOGUE.get("hate_crime_sex_or_gender").breaks
    assert (found.after.label, found.before.label, found.forces) == ("2021-09", "2021-10", ("Essex",))


def test_no_two_indicators_of_a_theme_have_one_name():
    names = [(i.theme, i.name) for i in CATALOGUE]
    assert len(set(names)) == len(names)


def test_first_time_entrants_are_per_100_000_aged_10_to_17():
    unit = "first-time entrants per 100,000 residents aged 10 to 17"
    assert CATALOGUE.get("youth_first_time_entrants").unit == unit


def test_definitions_are_short_sentences_and_bind_no_partnership():
    for indicator in CATALOGUE:
        for text in (indicator.definition, *indicator.caveats):
            assert text[0].isupper(), text
            assert text.endswith("."), text
            assert "Thurrock" not in text
            assert max(len(sentence.split()) for sentence in text.split(". ")) <= 25, text
