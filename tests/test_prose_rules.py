"""Rules of the lint: what each finds, and what it leaves alone. Most cases are faults that were published."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make_results import SPRING_2024, make_missing, make_result
from test_findings_kinds import MAKERS, make_count

from csp_toolkit.findings import describe_comparison
from csp_toolkit.indicators.change import Comparison, compare_results
from csp_toolkit.periods import FinancialYear
from csp_toolkit.prose import Text, lint_texts
from csp_toolkit.prose.bodies import load_bodies
from csp_toolkit.prose.outline import OUTLINE_RULES, Entry, Outline, check_outline
from csp_toolkit.prose.rules import RULES
from csp_toolkit.prose.rules_page import write_rules_page

ROOT = Path(__file__).parents[1]
PLAN_YEAR = FinancialYear(2024)


def compared(indicator_id: str, count: int, base: int) -> Comparison:
    """A comparison of plain counts with the verdict that they give by themselves."""
    return compare_results(make_count(count), make_count(base, SPRING_2024), "the year before")


NAMES = {
    "all_crime": compared("all_crime", 16_230, 16_977),
    "serious_violence": compared("serious_violence", 104, 128),
    "robbery": compared("robbery", 28, 20),
    "anti_social_behaviour": compared("anti_social_behaviour", 1_710, 2_541),
    "burglary": compare_results(make_missing(), make_result(5, SPRING_2024), "the year before"),
}


def broken_by(text: str, place: str = "narrative[0].text") -> set[str]:
    """The ids of the rules that a text breaks."""
    problems = lint_texts([Text(text, Path("plan.yaml"), 1, place)], NAMES, PLAN_YEAR)
    return {problem.message.rsplit("(", 1)[1].rstrip(").") for problem in problems}


def test_verdicts_of_the_evidence_here_are_those_meant():
    assert {name: found.verdict for name, found in NAMES.items()} == {
        "all_crime": "clear fall",
        "serious_violence": "no clear change",
        "robbery": "no clear change",
        "anti_social_behaviour": "clear fall",
        "burglary": "cannot say",
    }


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_rule_finds_its_bad_example_and_leaves_its_good_one(rule):
    assert rule.id in broken_by(rule.bad)
    assert rule.id not in broken_by(rule.good)


POSITIVE = {
    "double_negative": (
        "There was a reduction of -12% against the year before.",
        "Robbery fell by -3% in 2023.",
        "Crime is down −831 on 2022.",
        "an increase of -4 offences",
        "-24 fewer offences",
        "fall of +39%",
    ),
    "ambiguous_brackets": ("39% (613)", "12 % (1,045)", "rose by 39 per cent (613)"),
    "broken_number": (
        "78. % of respondents",
        "78.?% of respondents",
        "?% said so",
        "4 .5%",
        "16, 230 offences",
    ),
    "different_bases": (
        "Offences fell from 16,977 to 16,230, 747 fewer (-14.4%).",
        "50 -> 34, 18 fewer, -36%",
        "34 offences against 50, a fall of 16 (23%)",
        "-16 (+32%)",
        "747 fewer (up 4.4%)",
    ),
    "small_base": (
        "3 more (50%)",
        "from 20 to 28, up 40%",
        "Knife crime: 9 fewer, -45%",
    ),
    "bare_figure": ("ASB is up 4.2%.", "some 373 incidents", "1,045 offences", "12 recorded offences"),
    "no_comparator": (
        "Crime fell.",
        "Hate crime rose by 12% in 2023.",
        "ASB is down compared with the average.",
        "Referrals have doubled.",
        "Hate crime -11.9%, level still high.",
        "Residents' confidence is falling year on year.",
        "Offences fell against the year before.",
        "{street_burglary.count} offences, a fall of {street_burglary.change}",
    ),
    "cause": (
        "Thanks to our patrols, burglary fell in 2024 against 2023.",
        "The rise in thefts was driven by the cost of living; thefts rose in 2024.",
        "Our work has reduced violence.",
        "ASB incidents are down as a result of Op Dial.",
    ),
    "stable": (
        "Burglary levels were broadly stable in 2024 against 2023.",
        "Offences stayed the course and numbers remained steady.",
        "Hate crime has stable numbers, a stable rate.",
    ),
    "outruns_evidence": (
        "Serious violence fell sharply.",
        "There were fewer robberies; robbery was down by 3.",
        "Robbery is up on last year.",
        "All crime fell and serious violence dropped.",
        "Burglary rose.",
    ),
    "contradicts_evidence": (
        "All crime rose.",
        "ASB is up.",
        "Anti-social behaviour was stable.",
        "While robbery showed no clear change, all crime increased.",
    ),
    "too_strong": (
        "Significant change in serious violence.",
        "Robbery has doubled.",
        "ASB halved.",
    ),
    "unlike_evidence": ("All crime: 747 fewer, -9.9%.",),
    "small_base_in_evidence": ("Robbery rose by 40%.",),
    "event_before_year": (
        "Elections: May 2023, local and PFCC.",
        "The new provider will start in April 2023.",
        "The strategy is due in 2022.",
    ),
    "renamed_body": (
        "Returns go to the Department for Levelling Up, Housing and Communities.",
        "The clinical commissioning group is a member.",
        "Mid-West Integrated Care Body",
        "Public Health England says so.",
    ),
    "american_spelling": ("Our neighborhood offenses", "prioritizing victims", "the Color Run center"),
}
NEGATIVE = {
    "double_negative": (
        "Crime fell to between 5-10 offences.",
        "It rose by +4%.",
        "The change was -747 (-4.4%).",
        "Down from 50 to 34.",
        "a fall of 11% to 43%",
    ),
    "ambiguous_brackets": (
        "61% (120 of 196)",
        "39% (to 613 fires)",
        "-747 (-4.4%)",
        "4.4% (95% interval: 2 to 7)",
    ),
    "broken_number": (
        "It rose to 78. The next figure follows.",
        "(4.5%)",
        "in 2023, 120 offences were recorded",
        "5, 10 and 15% of them",
        "The share was 4.5 %.",
    ),
    "different_bases": (
        "-747 (-4.4%)",
        "16 fewer, -32%",
        "50 -> 34, -16 (-32%)",
        "from 128 to 104, down 18.8%",
        "1,710 against 2,541, 831 fewer, of which 57% of them nuisance",
        "Fires rose by 39% to 613, of which 80 were in homes.",
        "We met 9 partners in 2023 and 50% of the schools.",
    ),
    "small_base": ("16 fewer, -32%", "from 50 to 34, down 32%", "12 of 25 answered", "95% interval: 3 fewer"),
    "bare_figure": (
        "Section 17 of the Act of 1998",
        "16 days of activism",
        "95% interval",
        "offences per 1,000 residents",
        "{street_burglary.count} offences",
        "9 sessions by Q4",
        "£10,000 for victims",
    ),
    "no_comparator": (
        "Crime fell in 2024-25 against the year before.",
        "Hate crime in 2023 rose from 120 to 130.",
        "Aim: fall in ASB and hate crime.",
        "We will reduce crime.",
        "The fund has increased.",
        "A rise in reports may be good.",
        "ASB down in Tilbury, Grays and West Thurrock",
        "Permissive environments reduced by the end of 2024-25 Q4.",
        "Sign up for the newsletter.",
    ),
    "cause": (
        "The cause is not known.",
        "Because of the leap day, days are allowed for.",
        "Victims may not report crime because they fear reprisal.",
        "Tackle the causes of drug-driven violence and offending.",
        "Crime fell in 2024 against 2023. We ran patrols.",
        "The report is due to be published when figures are up to date.",
        "A rise does not show that crime rose because of reporting.",
    ),
    "stable": (
        "Stable housing prevents crime.",
        "No clear change in burglary.",
        'We do not call a rate "stable".',
        "Keep a steady flow of reports.",
    ),
    "outruns_evidence": (
        "Serious violence showed no clear change.",
        "All crime fell, while serious violence showed no clear change.",
        "Aim: less serious violence.",
        "Whether robbery rose cannot be said.",
    ),
    "contradicts_evidence": (
        "All crime fell.",
        "Robbery showed no clear change, and all crime fell.",
        "All crime should be lower.",
    ),
    "too_strong": (
        "A significant fall in all crime.",
        "All crime and its victims matter. Funding has doubled.",
    ),
    "unlike_evidence": ("All crime: 747 fewer, -4.4%.", "All crime: 747 fewer."),
    "small_base_in_evidence": ("All crime fell by 4.4%.", "Robbery rose by 8."),
    "event_before_year": (
        "Since the election of May 2021 the Commissioner has been in office.",
        "Elections: May 2024.",
        "The Crime and Disorder Act 1998 will be reviewed.",
        "The plan will follow the strategic assessment 2023.",
        "From 2022 to 2023 offences fell.",
        "The strategy is due in 2024-25 Q1.",
    ),
    "renamed_body": (
        "MHCLG (then DLUHC) receives the return.",
        "The integrated care board replaced the clinical commissioning group.",
        'Printed as "Mid-West Integrated Care Body".',
        "The council's housing department",
    ),
    "american_spelling": ("Grays town centre", "World Health Organization", "`color: red`", "prize"),
}


def pairs(cases: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(rule, text) for rule, texts in cases.items() for text in texts]


@pytest.mark.parametrize(("rule", "text"), pairs(POSITIVE))
def test_a_fault_is_found(rule, text):
    assert rule in broken_by(text)


@pytest.mark.parametrize(("rule", "text"), pairs(NEGATIVE))
def test_sane_prose_is_left_alone(rule, text):
    assert rule not in broken_by(text)


PUBLISHED = {
    "All crime has seen a decrease of -747 (-4.4%).": {"double_negative", "no_comparator"},
    "People using or dealing drugs were a top concern for 78. %.": {"broken_number"},
    "Fires attended increased by 39% (613).": {"ambiguous_brackets", "no_comparator"},
    "Local and Commissioner elections in May 2023.": {"event_before_year"},
    "Responsible authorities: Mid-West Integrated Care Body.": {"renamed_body"},
    "Voluntary data return to DLUHC.": {"renamed_body"},
}


@pytest.mark.parametrize("text", PUBLISHED)
def test_faults_of_a_published_plan_are_found_as_they_were_printed(text):
    assert PUBLISHED[text] <= broken_by(text, place="text")


def test_every_rule_has_cases_of_both_kinds():
    ids = {rule.id for rule in RULES}
    assert set(POSITIVE) == set(NEGATIVE) == ids
    assert len(ids) == len(RULES)


def test_rules_that_need_evidence_are_silent_without_it():
    text = Text("Serious violence fell sharply and robbery doubled by 40%.", None, 1, "x")
    needing = {rule.id for rule in RULES if "comparisons" in rule.needs}
    assert not {problem.message.rsplit("(", 1)[1].rstrip(").") for problem in lint_texts([text])} & needing


def test_a_renamed_body_is_not_held_against_a_plan_of_before_the_change():
    text = Text("The return goes to DLUHC.", None, 1, "x")
    assert lint_texts([text], None, FinancialYear(2023)) == []
    assert len(lint_texts([text], None, FinancialYear(2024))) == 1


def test_figures_in_a_plan_outside_its_narrative_are_its_own():
    assert "bare_figure" not in broken_by("Hold 9 sessions for 120 victims.", place="activities[0].planned")


def test_every_body_says_where_its_change_stands():
    for body in load_bodies():
        assert body.source
        assert not body.pattern.search(" ".join(body.new))


# Plans


def outline(**parts: tuple[Entry, ...]) -> list[str]:
    return [problem.message for problem in check_outline(Outline(Path("plan.yaml"), **parts))]


OWNED = {"owner": "Community safety team"}


def test_an_activity_and_a_commitment_need_an_owner():
    bare = Entry("1.1", 4)
    found = outline(activities=(bare, Entry("1.2", 8, **OWNED)), commitments=(Entry("x", 9),))
    assert found == ["2 activities and commitments have no owner: 1.1, x (no_owner)."]
    assert outline(activities=(Entry("1.1", 4, owner="not stated"),)) == [
        "activity 1.1 has no owner (no_owner)."
    ]
    assert outline(activities=(Entry("1.1", 4, **OWNED),)) == []


def test_a_priority_needs_an_indicator():
    assert outline(priorities=(Entry("1", 2, indicators=("x",)), Entry("2", 5))) == [
        "priority 2 has no indicator (no_indicator)."
    ]


@pytest.mark.parametrize(
    ("comparator", "period"), [(None, "2024-25"), ("2023-24", None), ("not stated", "2024-25")]
)
def test_a_finding_with_figures_needs_comparator_and_period(comparator, period):
    assert len(outline(findings=(Entry("3", 2, comparator=comparator, period=period),))) == 1
    assert outline(findings=(Entry("3", 2, has_figures=False),)) == []


@pytest.mark.parametrize(
    ("refs", "faulty"),
    [
        (("1.1", "1.2", "2.1"), ""),
        (("1.1", "1.3"), "1.3"),
        (("1.1", "1.1"), "1.1"),
        (("1.2",), "1.2"),
    ],
)
def test_numbers_run_on_from_one(refs, faulty):
    found = outline(activities=tuple(Entry(ref, **OWNED) for ref in refs))
    assert (faulty in found[0]) if faulty else found == []


def test_an_outcome_has_the_number_of_its_activity():
    assert outline(activities=(Entry("1.1", outcome_refs=("1.1",), **OWNED),)) == []
    assert "numbering" in outline(activities=(Entry("1.1", outcome_refs=("1.2",), **OWNED),))[0]


def test_a_long_list_of_parts_is_cut():
    [message] = outline(activities=tuple(Entry(f"1.{n}") for n in range(1, 28)))
    assert message.startswith("27 activities and commitments have no owner: 1.1, 1.2, ")
    assert "1.12 and 15 more" in message


# Timescales


def timescales(*values: str) -> list[str]:
    file = Path("plan.yaml")
    texts = [Text(value, file, n, f"activities[{n}].timescale") for n, value in enumerate(values, 1)]
    return [problem.message for problem in lint_texts(texts)]


def test_timescales_written_in_several_ways_are_one_problem():
    [message] = timescales("Quarter 2", "Q4", "end Q1", "April 2025", "Quarterly/ Annually", "ongoing", "Q3")
    assert message == (
        'activities[1].timescale: timescales are written in 6 ways: "Quarter 2" (line 1), "Q4" (line 2), '
        '"end Q1" (line 3), "April 2025" (line 4), "Quarterly/ Annually" (line 5), "ongoing" (line 6) '
        "(mixed_timescales)."
    )


@pytest.mark.parametrize(
    "values",
    [
        ("Q1", "Q4"),
        ("2024-25 Q2", "end of 2024-25 Q1", "quarterly", "ongoing", "2025-04"),
        ("quarterly", "ongoing", "not stated"),
        ("Quarter 2 brought more work", "Q4"),
    ],
)
def test_one_way_of_writing_timescales_is_none(values):
    assert timescales(*values) == []


# The page and the project's own prose


def test_the_page_of_rules_is_as_the_rules_are():
    assert (ROOT / "docs" / "lint.md").read_text("utf-8") == write_rules_page()
    for rule in (*RULES, *OUTLINE_RULES):
        assert f"`{rule.id}`" in write_rules_page()


PAGES = (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
QUOTING = ("lint.md", "plan-walkthrough.md")
"""Pages that quote what the rules are about, as it was written or printed."""
OWN_PAGES = sorted(page for page in PAGES if page.name not in QUOTING)


@pytest.mark.parametrize("page", OWN_PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_lint_does_not_cry_wolf_at_the_projects_own_pages(page):
    assert lint_texts([Text(page.read_text("utf-8"), page, 1, "page")], NAMES, PLAN_YEAR) == []


@pytest.mark.parametrize("make", MAKERS)
@settings(max_examples=30)
@given(count=st.integers(0, 3000), base=st.integers(0, 3000))
def test_the_lint_finds_nothing_in_what_the_toolkit_says_itself(make, count, base):
    found, indicator = make(count, base)
    text = describe_comparison(found, indicator).text
    evidence = {found.current.indicator_id: found}
    assert lint_texts([Text(text, None, 1, "finding")], evidence, PLAN_YEAR) == []
