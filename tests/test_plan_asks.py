"""Rules of the asks of the Health and Wellbeing Board: strict, dated, and drafts until they are agreed."""

from __future__ import annotations

from pathlib import Path

import pytest
from plan_files import HEAD, read

from csp_toolkit.errors import ParameterError
from csp_toolkit.indicators.catalogue import load_catalogue
from csp_toolkit.parameters import Project
from csp_toolkit.plan import Plan, load_plan, load_plan_named

PROJECT = Project(Path(__file__).parents[1])


def plan_with(folder: Path, **changed: str) -> Plan:
    values = {
        "ask": "Share figures.",
        "of": "Public health",
        "returns": "2025-26 Q2",
        "why": "Nobody does.",
        "indicators": "[street_burglary]",
        "standing": "draft",
    } | changed
    lines = "\n    ".join(f"{key}: {value}" for key, value in values.items())
    return read(folder, f"{HEAD}hwb_asks:\n  - {lines}\n")


def test_a_plan_without_asks_has_none(tmp_path: Path) -> None:
    assert read(tmp_path, HEAD).hwb_asks == ()


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("2025-26 Q2", "by 30 September 2025"),
        ("2024-25 Q4", "by 31 March 2025"),
        ("2024-02", "by 29 February 2024"),
        ("2025-10-01", "by 1 October 2025"),
        ("not stated", "not stated"),
    ],
)
def test_an_ask_returns_on_a_day_or_on_the_last_of_a_month_or_quarter(
    tmp_path: Path, written: str, words: str
) -> None:
    (ask,) = plan_with(tmp_path, returns=written).hwb_asks
    assert ask.return_words == words


@pytest.mark.parametrize("written", ["2024-25", "Q2", "soon", "2025-02-30", "quarterly", "2025-26 Q5"])
def test_an_ask_that_returns_at_no_day_month_or_quarter_is_refused_with_its_line(
    tmp_path: Path, written: str
) -> None:
    with pytest.raises(ParameterError) as caught:
        plan_with(tmp_path, returns=written)
    (problem,) = caught.value.problems
    assert problem.line == HEAD.count("\n") + 4
    assert written in problem.message
    assert "2025-26 Q2" in (problem.hint or "")


@pytest.mark.parametrize("owner", ["?", "tbc", "N/A"])
def test_an_ask_of_nobody_in_particular_is_written_not_stated(tmp_path: Path, owner: str) -> None:
    assert plan_with(tmp_path, of="not stated").hwb_asks[0].of == "not stated"
    with pytest.raises(ParameterError, match="says nothing"):
        plan_with(tmp_path, of=f'"{owner}"')


def test_an_ask_is_a_draft_or_agreed_and_says_which(tmp_path: Path) -> None:
    assert plan_with(tmp_path, standing="agreed").hwb_asks[0].standing == "agreed"
    with pytest.raises(ParameterError, match="standing"):
        plan_with(tmp_path, standing="proposed")


def test_unknown_indicators_and_figures_of_an_ask_are_found_with_their_lines(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(
        f"{HEAD}hwb_asks:\n  - ask: A.\n    of: B\n    returns: 2025-09\n"
        "    why: It stands at {street_burglry.value} and {street_burglary.rise}.\n"
        "    indicators: [street_robery]\n    standing: draft\n"
    )
    with pytest.raises(ParameterError) as caught:
        load_plan(file, Path("plan.yaml"), ("street_burglary", "street_robbery"))
    first = HEAD.count("\n")
    assert [(problem.line, problem.hint) for problem in caught.value.problems] == [
        (first + 5, 'did you mean "street_burglary"?'),
        (first + 5, caught.value.problems[1].hint),
        (first + 6, 'did you mean "street_robbery"?'),
    ]
    assert '"rise"' in caught.value.problems[1].message


def test_the_indicators_of_an_ask_are_among_those_of_the_plan(tmp_path: Path) -> None:
    assert "street_robbery" in plan_with(tmp_path, indicators="[street_robbery]").indicators


@pytest.mark.parametrize("name", ["thurrock_2024-25", "dartford-and-gravesham_2025-26"])
def test_the_asks_that_come_along_are_drafts_for_the_partnership_to_decide(name: str) -> None:
    asks = load_plan_named(PROJECT, name, load_catalogue().ids).hwb_asks
    assert asks
    assert {ask.standing for ask in asks} == {"draft"}
