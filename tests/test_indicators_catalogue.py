"""Rules of the catalogue: what it holds, and that a fault in it is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from csp_toolkit.errors import ParameterError
from csp_toolkit.indicators.catalogue import Indicator, check_catalogue, load_catalogue, snake_case

POLICE_UK_CATEGORIES = {
    "Anti-social behaviour",
    "Bicycle theft",
    "Burglary",
    "Criminal damage and arson",
    "Drugs",
    "Other crime",
    "Other theft",
    "Possession of weapons",
    "Public order",
    "Robbery",
    "Shoplifting",
    "Theft from the person",
    "Vehicle crime",
    "Violence and sexual offences",
}
WHOLE = """\
defaults:
  multiplier: 1000
  numerator: offences
  source: somewhere
  kind: rate
  dataset: police_uk_street
  step: month
  per: residents
  disclosure: {public: open_data, partnership: open_data, restricted: as_supplied}
  caveats: [common]
themes:
  - id: theft
    name: Theft
priorities:
  - id: reoffending
    name: Reoffending
indicators:
  - id: street_burglary
    name: Burglary
    definition: Entering a building to steal.
    better: lower
    theme: theft
    select: {category: [Burglary]}
"""
STREET = "police_uk_street"


def street() -> list[Indicator]:
    return list(load_catalogue().of_dataset(STREET))


def problems_of(folder: Path, old: str, new: str) -> list[tuple[int | None, str, str | None]]:
    assert old in WHOLE
    (folder / "some.yaml").write_text(WHOLE.replace(old, new), encoding="utf-8")
    return [(p.line, p.message, p.hint) for p in check_catalogue(folder)]


def test_the_catalogue_has_no_problem():
    assert check_catalogue() == []


def test_each_category_has_an_indicator_of_its_own_named_after_it():
    single = {i.categories[0]: i.id for i in street() if len(i.categories) == 1}
    assert set(single) == POLICE_UK_CATEGORIES
    assert all(identity == f"street_{snake_case(category)}" for category, identity in single.items())


def test_all_crime_is_every_category_but_anti_social_behaviour():
    all_crime = load_catalogue().get("street_all_crime")
    assert set(all_crime.categories) == POLICE_UK_CATEGORIES - {"Anti-social behaviour"}
    assert len(street()) == 15
    assert load_catalogue().categories == POLICE_UK_CATEGORIES


def test_every_theme_has_indicators_and_indicators_stand_in_the_order_of_themes():
    catalogue = load_catalogue()
    of_themes = [indicator.id for theme in catalogue.themes for indicator in catalogue.of_theme(theme.id)]
    assert of_themes == list(catalogue.ids)
    assert all(catalogue.of_theme(theme.id) for theme in catalogue.themes)


def test_the_part_of_one_dataset_has_its_themes_alone():
    part = load_catalogue().of_dataset(STREET)
    assert {indicator.measure.dataset for indicator in part} == {STREET}
    assert [theme.id for theme in part.themes] == [
        "all_crime",
        "anti_social_behaviour",
        "violence",
        "theft",
        "damage_and_disorder",
        "drugs_and_weapons",
    ]


def test_every_priority_has_indicators():
    catalogue = load_catalogue()
    assert all(catalogue.of_priority(priority.id) for priority in catalogue.priorities)
    assert catalogue.of_priority("no such priority") == ()


def test_where_figures_follow_police_activity_neither_direction_is_better():
    neither = {i.id: i.caveats[0] for i in street() if i.better == "neither"}
    assert set(neither) == {"street_drugs", "street_possession_of_weapons", "street_other_crime"}
    assert all("neither direction is better" in caveat for caveat in neither.values())


def test_incidents_are_not_called_offences():
    asb = load_catalogue().get("street_anti_social_behaviour")
    assert (asb.numerator, asb.unit) == ("incidents", "incidents per 1,000 residents")


def test_anti_social_behaviour_has_its_break_with_reason_and_source():
    (found,) = load_catalogue().get("street_anti_social_behaviour").breaks
    assert (found.after.label, found.before.label) == ("2019-02", "2024-01")
    assert "cause is unknown" in found.reason
    assert "Essex" in found.source
    assert [i.id for i in street() if i.breaks] == ["street_anti_social_behaviour"]


def test_an_unknown_indicator_or_theme_is_refused_with_the_nearest():
    with pytest.raises(
        ParameterError, match=r'(?s)"street_burglry" is not.*did you mean "street_burglary"\?'
    ):
        load_catalogue().get("street_burglry")
    with pytest.raises(ParameterError, match=r'(?s)"violense" is not.*did you mean "violence"\?'):
        load_catalogue().of_theme("violense")


def one(folder: Path, old: str = "better: lower", new: str = "better: lower") -> Indicator:
    assert problems_of(folder, old, new) == []
    return load_catalogue(folder).get("street_burglary")


def test_own_caveats_stand_before_the_common_ones(tmp_path: Path):
    assert one(tmp_path, "better: lower", "better: lower\n    caveats: [own]").caveats == ("own", "common")


def test_a_rate_names_its_denominator_by_what_it_is_per(tmp_path: Path):
    found = one(tmp_path, "per: residents", "per: residents_10_to_17")
    assert found.unit == "offences per 1,000 residents aged 10 to 17"


def test_other_kinds_than_rates_take_nothing_from_a_files_rates(tmp_path: Path):
    found = one(tmp_path, "better: lower", "better: lower\n    kind: count")
    assert (found.multiplier, found.denominator, found.per, found.unit) == (1, "", "", "offences")


def test_a_proportion_says_of_what(tmp_path: Path):
    whole = "better: lower\n    kind: proportion\n    denominator: offences\n    whole: {category: [All]}"
    assert one(tmp_path, "better: lower", whole).unit == "% of offences"


def in_indicator(text: str) -> tuple[str, str]:
    return "    better: lower\n", f"    better: lower\n    {text}\n"


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("better: lower", "better: less", 21, "is lower, higher or neither"),
        ("theme: theft", "theme: thieft", 22, 'theme "thieft" of street_burglary is not a theme'),
        ("    better: lower\n", "", 18, 'has no "better"'),
        (*in_indicator("colour: red"), 22, 'has the unknown key "colour"'),
        ("themes:", "teams: red\nthemes:", 11, 'has the unknown key "teams"'),
        (*in_indicator('version: "1"'), 22, "is a whole number above zero"),
        (*in_indicator("multiplier: 0"), 22, "is a whole number above zero"),
        ("[Burglary]", "Burglary", 23, "is columns, each with a list of texts"),
        ("[Burglary]", "[]", 23, "is columns, each with a list of texts"),
        ("[Burglary]", "[Burglary, Burglary]", 23, 'selects a value of "category" twice'),
        ("{category: [Burglary]}", "{colour: [X], category: [Burglary]}", 23, 'cannot select by "colour"'),
        ("id: street_burglary", "id: Street burglary", 18, '"Street burglary" is not an id'),
        ("numerator: offences", "numerator: crime", 18, "is not a plural"),
        ("name: Burglary", "name: One two three four five six", 19, "is longer than 5 words"),
        ("[common]", "['one; two']", 18, "holds a semicolon"),
        ("to steal.", "to steal; by night.", 20, "holds a semicolon"),
        ("[common]", "[]\n  multiplier: 2", 11, 'key "multiplier" is written twice'),
        (
            "themes:\n  - id: theft\n    name: Theft\n",
            "",
            19,
            'theme "theft" of street_burglary is not a theme',
        ),
        ("restricted: as_supplied", "restricted: whatever", 18, '"whatever" for restricted of'),
        ("restricted: as_supplied", "all: as_supplied", 18, "is a policy for each of public"),
        (*in_indicator("priorities: [crime]"), 22, 'priority "crime" of street_burglary is not'),
        (*in_indicator("per: lamp_posts"), 22, '"per" of indicator 1 (street_burglary) is empty, residents'),
        ("  per: residents\n", "", 17, 'is a rate and has no "per"'),
        (*in_indicator("kind: index"), 22, "is one of rate, count, proportion, output"),
        (*in_indicator("dataset: police"), 22, "is one of police_uk_street"),
        (*in_indicator("step: quarter"), 22, "police_uk_street does not come by quarter"),
        (*in_indicator("whole: {category: [All]}"), 22, 'has a "whole" and is no proportion'),
        (*in_indicator("kind: count\n    per: residents"), 23, 'is no rate and cannot be "per" residents'),
        (*in_indicator("kind: output\n    multiplier: 10"), 23, "is 1, as it is no rate"),
        (*in_indicator("kind: count\n    denominator: lamps"), 23, "counts and outputs are of nothing"),
        (*in_indicator("kind: proportion\n    denominator: lamps"), 18, "is a proportion of nothing"),
        (*in_indicator("offence_list: some"), 22, 'names the unknown offence list "some"'),
        (*in_indicator("facts: [{text: t, source: s}]"), 22, 'fact 1 of street_burglary has no "confirmed"'),
        (
            *in_indicator("against: street_robbery"),
            None,
            'is against "street_robbery", which is no indicator',
        ),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, old, new, line, message):
    (found,) = problems_of(tmp_path, old, new)
    assert found[0] == line
    assert message in found[1]


def test_a_catalogue_without_indicators_is_refused(tmp_path: Path):
    (tmp_path / "themes.yaml").write_text("themes: [{id: theft, name: Theft}]", encoding="utf-8")
    assert [p.message for p in check_catalogue(tmp_path)] == ['the catalogue has no "indicators"']


def test_where_neither_is_better_a_caveat_of_its_own_says_why(tmp_path: Path):
    ((line, message, _),) = problems_of(tmp_path, "better: lower", "better: neither")
    assert (line, message) == (21, "street_burglary has no caveat of its own that says why neither is better")
    own = "better: neither\n    caveats: [It follows police activity]"
    assert problems_of(tmp_path, "better: lower", own) == []


def test_all_faults_are_named_at_once(tmp_path: Path):
    assert (
        len(problems_of(tmp_path, "better: lower\n    theme: theft", "better: less\n    themes: theft")) == 3
    )


@pytest.mark.parametrize(
    ("breaks", "message"),
    [
        ('{after: "2024-01", before: "2024-01", reason: r, source: s, forces: []}', "not earlier"),
        (
            '{after: "2024-13", before: "2025-01", reason: r, source: s, forces: []}',
            '"2024-13" is not a month',
        ),
        ('{after: "2011-12", before: "2024-01", reason: r, forces: []}', 'has no "source"'),
        (
            f'{{after: "2011-12", before: "2024-01", reason: {"long " * 25}, source: s, forces: []}}',
            "longer than 24 words",
        ),
    ],
)
def test_a_faulty_break_is_refused(tmp_path: Path, breaks, message):
    (found,) = problems_of(tmp_path, "    better: lower", f"    better: lower\n    breaks: [{breaks}]")
    assert message in found[1]


def test_an_indicator_twice_is_refused_even_in_two_files(tmp_path: Path):
    (tmp_path / "a.yaml").write_text(WHOLE, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(
        WHOLE.partition("themes:")[0] + "indicators:" + WHOLE.partition("indicators:")[2], encoding="utf-8"
    )
    assert [p.message for p in check_catalogue(tmp_path)] == [
        '"street_burglary" is there 2 times among the indicators'
    ]
    with pytest.raises(ParameterError, match="2 times"):
        load_catalogue(tmp_path)
