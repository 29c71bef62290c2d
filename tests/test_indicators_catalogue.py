"""Rules of the catalogue: what it holds, and that a fault in it is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from csp_toolkit.errors import ParameterError
from csp_toolkit.indicators.catalogue import check_catalogue, load_catalogue, snake_case

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
THEMES = [
    "all_crime",
    "anti_social_behaviour",
    "violence",
    "theft",
    "damage_and_disorder",
    "drugs_and_weapons",
]

WHOLE = """\
defaults:
  version: 1
  unit: offences per 1,000 residents
  multiplier: 1000
  numerator: offences
  denominator: residents
  source: somewhere
  caveats: [common]
  breaks: []
themes:
  - id: theft
    name: Theft
indicators:
  - id: street_burglary
    name: Burglary
    definition: Entering a building to steal.
    better: lower
    theme: theft
    categories: [Burglary]
"""


def problems_of(tmp_path: Path, old: str, new: str) -> list[tuple[int | None, str, str | None]]:
    assert old in WHOLE
    file = tmp_path / "catalogue.yaml"
    file.write_text(WHOLE.replace(old, new), encoding="utf-8")
    return [(p.line, p.message, p.hint) for p in check_catalogue(file)]


def test_the_catalogue_has_no_problem():
    assert check_catalogue() == []


def test_each_category_has_an_indicator_of_its_own_named_after_it():
    single = {i.categories[0]: i.id for i in load_catalogue() if len(i.categories) == 1}
    assert set(single) == POLICE_UK_CATEGORIES
    assert all(identity == f"street_{snake_case(category)}" for category, identity in single.items())


def test_all_crime_is_every_category_but_anti_social_behaviour():
    all_crime = load_catalogue().get("street_all_crime")
    assert set(all_crime.categories) == POLICE_UK_CATEGORIES - {"Anti-social behaviour"}
    assert len(load_catalogue()) == 15
    assert load_catalogue().categories == POLICE_UK_CATEGORIES


def test_every_theme_has_indicators_and_every_indicator_a_theme():
    catalogue = load_catalogue()
    assert [theme.id for theme in catalogue.themes] == THEMES
    of_themes = [indicator.id for theme in THEMES for indicator in catalogue.of_theme(theme)]
    assert sorted(of_themes) == sorted(catalogue.ids)
    assert all(catalogue.of_theme(theme) for theme in THEMES)


def test_where_figures_follow_police_activity_neither_direction_is_better():
    neither = {i.id: i.caveats[0] for i in load_catalogue() if i.better == "neither"}
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
    assert [i.id for i in load_catalogue() if i.breaks] == ["street_anti_social_behaviour"]


def test_an_unknown_indicator_or_theme_is_refused_with_the_nearest():
    with pytest.raises(
        ParameterError, match=r'(?s)"street_burglry" is not.*did you mean "street_burglary"\?'
    ):
        load_catalogue().get("street_burglry")
    with pytest.raises(ParameterError, match=r'(?s)"violense" is not.*did you mean "violence"\?'):
        load_catalogue().of_theme("violense")


def test_own_caveats_stand_before_the_common_ones(tmp_path: Path):
    file = tmp_path / "catalogue.yaml"
    file.write_text(WHOLE + "    caveats: [own]\n", encoding="utf-8")
    assert load_catalogue(file).get("street_burglary").caveats == ("own", "common")


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("better: lower", "better: less", 17, "is lower, higher or neither"),
        ("theme: theft", "theme: thieft", 18, 'theme "thieft" of street_burglary is not a theme'),
        ("    better: lower\n", "", 14, 'has no "better"'),
        ("better: lower", "better: lower\n    colour: red", 18, 'has the unknown key "colour"'),
        ("version: 1", 'version: "1"', 14, "is a whole number above zero"),
        ("multiplier: 1000", "multiplier: 0", 14, "is a whole number above zero"),
        ("[Burglary]", "Burglary", 19, "is a list of texts"),
        ("[Burglary]", "[]", 19, "has no categories, or one twice"),
        ("[Burglary]", "[Burglary, Burglary]", 19, "has no categories, or one twice"),
        ("id: street_burglary", "id: Street burglary", 14, '"Street burglary" is not an id'),
        ("numerator: offences", "numerator: crime", 14, "is not a plural"),
        ("name: Burglary", "name: One two three four five six", 15, "is longer than 5 words"),
        ("[common]", "['one; two']", 14, "holds a semicolon"),
        ("[common]", "[]\n  version: 2", 9, 'key "version" is written twice'),
        ("themes:\n  - id: theft\n    name: Theft\n", "", None, 'the catalogue has no "themes"'),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, old, new, line, message):
    (found,) = problems_of(tmp_path, old, new)
    assert found[0] == line
    assert message in found[1]


def test_where_neither_is_better_a_caveat_of_its_own_says_why(tmp_path: Path):
    ((line, message, _),) = problems_of(tmp_path, "better: lower", "better: neither")
    assert (line, message) == (17, "street_burglary has no caveat of its own that says why neither is better")
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


def test_an_indicator_twice_is_refused(tmp_path: Path):
    file = tmp_path / "catalogue.yaml"
    file.write_text(WHOLE + WHOLE.partition("indicators:\n")[2], encoding="utf-8")
    assert [p.message for p in check_catalogue(file)] == [
        '"street_burglary" is there 2 times among the indicators'
    ]
    with pytest.raises(ParameterError, match="2 times"):
        load_catalogue(file)
