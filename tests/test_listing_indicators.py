"""Rules of ``csp explain`` and of the page of all indicators, which keeps up with the catalogue."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from csp_toolkit.errors import ParameterError
from csp_toolkit.indicators.catalogue import load_catalogue
from csp_toolkit.listing import explain_indicator
from csp_toolkit.listing.indicators_page import write_indicators_page

ROOT = Path(__file__).parents[1]
CATALOGUE = load_catalogue()
PAGE = write_indicators_page(CATALOGUE)


def explained(indicator_id: str) -> str:
    return "\n".join(explain_indicator(CATALOGUE, indicator_id))


@pytest.mark.parametrize("indicator", CATALOGUE.indicators, ids=lambda indicator: indicator.id)
def test_an_explanation_holds_all_that_the_catalogue_says_in_lines_that_fit(indicator):
    lines = explain_indicator(CATALOGUE, indicator.id)
    assert max(map(len, lines)) <= 110
    text = " ".join(" ".join(lines).split())
    facts = [fact.text for fact in indicator.facts]
    for part in (indicator.definition, indicator.unit, indicator.source, *indicator.caveats, *facts):
        assert " ".join(part.split()) in text
    assert all(policy in text for policy in indicator.disclosure.values())


def test_a_definition_that_rests_on_a_list_shows_its_version_and_codes():
    text = explained("recorded_serious_violence")
    assert "serious_violence_starting_list, version 1, not confirmed yet" in text
    assert "5D Assault with intent to cause serious harm" in text


def test_what_is_not_confirmed_says_so():
    assert "To confirm" in explained("hate_crime_sex_or_gender")
    assert "Fact " in explained("modern_slavery_duty_to_notify")


def test_each_kind_says_its_own_method():
    assert "Byar" in explained("recorded_modern_slavery")
    assert "Wilson" in explained("asb_nuisance_share")
    assert "percentage points" in explained("confidence_in_police")
    assert "no interval and no test" in explained("prevent_training_sessions")


def test_a_ratio_names_the_other_rate():
    assert "the rate of Male victims, VAWG list (vawg_male_victims)" in explained("vawg_female_victims")


def test_an_unknown_indicator_is_refused_with_the_nearest():
    with pytest.raises(ParameterError, match=r'did you mean "fires_attended"\?'):
        explained("fire_attended")


def test_the_page_in_docs_is_that_of_the_catalogue():
    kept = (ROOT / "docs" / "indicators.md").read_text(encoding="utf-8")
    assert kept == PAGE, "Run: python -m csp_toolkit.listing.indicators_page"


def test_every_link_of_the_page_leads_somewhere():
    targets = set(re.findall(r'<a id="([^"]+)">', PAGE)) | {
        re.sub(r"[^a-z0-9]+", "-", heading.lower())
        for heading in re.findall(r"^## (.+)$", PAGE, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= targets


def test_the_page_names_every_indicator_once_in_its_contents():
    contents = PAGE.partition("## Contents")[2].partition("\n## ")[0]
    assert re.findall(r"\(#(?!theme-)([a-z0-9_]+)\)", contents) == list(CATALOGUE.ids)


def test_everything_that_is_not_confirmed_stands_together_at_the_end():
    end = PAGE.partition("## Still to be confirmed")[2]
    assert all(text in end for indicator in CATALOGUE for text in indicator.unconfirmed)
