"""Rules of the quarterly report's and the assessment's verbs: priorities, news, decisions, the scan."""

from __future__ import annotations

from typing import Any

import pytest

from csp_toolkit.blocks.model import Callout, Display, Paragraph, Table
from csp_toolkit.errors import ParameterError
from csp_toolkit.report import Report, open_report


@pytest.fixture(scope="module")
def quarterly() -> Report:
    return open_report("quarterly_performance", partnership="thurrock", period="2024-25 Q4", data="sample")


@pytest.fixture(scope="module")
def assessment() -> Report:
    period = "12 months to 2023-09"
    return open_report("strategic_assessment", partnership="thurrock", period=period, data="sample")


def only(display: Display, kind: type) -> list[Any]:
    return [block for block in display.blocks if isinstance(block, kind)]


def test_a_priority_shows_every_indicator_that_bears_on_it(quarterly: Report) -> None:
    display = quarterly.priority("serious_violence")
    shown = {row[0] for table in only(display, Table) for row in table.rows}
    units = {"Serious violence (per 10,000 residents)", "Robbery (per 1,000 residents)", "Homicide (count)"}
    assert units <= shown
    assert {row["indicator_id"] for row in display.evidence} >= {"recorded_serious_violence"}


def test_an_unknown_priority_is_an_error_with_the_nearest_one(quarterly: Report) -> None:
    with pytest.raises(ParameterError, match="hate_crime"):
        quarterly.priority("hate_crimes")


def test_women_are_set_beside_men_where_both_rates_are_held(quarterly: Report) -> None:
    texts = [block.text for block in only(quarterly.priority("violence_against_women_and_girls"), Paragraph)]
    assert any("times the rate" in text and "male victims" in text for text in texts)


def test_what_is_new_is_told_against_the_quarter_before(quarterly: Report) -> None:
    figures = quarterly.figures
    before = figures.before
    assert before is not None
    assert before.period == figures.period.previous()
    told = {row[0] for table in only(quarterly.since_last_quarter(), Table) for row in table.rows}
    for name, now in figures.comparisons.items():
        then = before.comparisons[name]
        known = now.current.has_value and then.current.has_value and now.current.period == figures.period
        tested = figures.catalogue.get(name).kind != "output"
        assert (figures.catalogue.get(name).name in told) == (
            known and tested and now.verdict != then.verdict
        )


def test_a_report_on_twelve_months_has_no_quarter_before(assessment: Report) -> None:
    assert [block.title for block in only(assessment.since_last_quarter(), Callout)] == ["No quarter before"]


def test_the_board_is_asked_what_the_analyst_asks_and_what_is_overdue(quarterly: Report) -> None:
    display = quarterly.decisions("Agree the patrols for the summer.")
    assert only(display, Paragraph)[0].text == "1. Agree the patrols for the summer."
    (table,) = only(display, Table)
    assert {"2.4", "2.6", "5.2", "5.5"} <= {row[0] for row in table.rows}
    assert all(len(row[1]) > 10 for row in table.rows)


def test_without_anything_overdue_or_asked_it_says_so(assessment: Report) -> None:
    (callout,) = only(assessment.decisions(), Callout)
    assert callout.title == "No decision is asked for"


def test_the_scan_holds_every_type_once_and_ranks_by_no_weights_that_nobody_confirmed(
    assessment: Report,
) -> None:
    table, evidence = only(assessment.scan(), Table)
    assert len(table.rows) == len({row[0] for row in table.rows}) == 14
    assert {row[-1] for row in table.rows} == {"[x]"}
    assert any("no confirmed set of harm weights" in note for note in table.notes)
    assert not any("harm" in row[1] for row in evidence.rows)


def test_the_calls_of_a_notebook_can_stand_in_any_order() -> None:
    fresh = open_report("quarterly_performance", partnership="thurrock", period="2024-25 Q4", data="sample")
    first = fresh.since_last_quarter()
    fresh.key_findings()
    assert fresh.since_last_quarter() == first
