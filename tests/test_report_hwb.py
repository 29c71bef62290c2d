"""Rules of the report to the Health and Wellbeing Board: short, with its asks, and what is not known said."""

from __future__ import annotations

import shutil
from pathlib import Path

import pikepdf
import pytest
from plan_files import HEAD, read

from csp_toolkit.areas import find_partnership
from csp_toolkit.blocks.model import Callout, Display, Findings, Paragraph, Table
from csp_toolkit.errors import ParameterError
from csp_toolkit.frames import load_partnerships
from csp_toolkit.indicators.catalogue import load_catalogue
from csp_toolkit.parameters import PartnershipSettings, Project, find_project
from csp_toolkit.periods import FinancialYear
from csp_toolkit.plan import Plan, load_plan_named
from csp_toolkit.report import Report, open_report
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.kinds import find_report
from csp_toolkit.runs import Run, run_report
from csp_toolkit.store import Store, open_store

PROJECT = Project(Path(__file__).parents[1])
YEAR = FinancialYear(2024)
MOST_PAGES = 5
ASK = (
    "  - {{ask: Share figures of {what}., of: Public health, returns: 2025-26 Q2, why: 'So: "
    "{{street_burglary.count}}.', indicators: [street_burglary], standing: {standing}}}\n"
)


def report_on(store: Store, plan: Plan | None, year: FinancialYear = YEAR) -> Report:
    partnerships = load_partnerships(store)
    figures = Figures(store, find_partnership(partnerships, "thurrock"), partnerships, year)
    return Report(find_report("hwb_report"), figures, PartnershipSettings(partnership="thurrock"), plan)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan_named(PROJECT, "thurrock_2024-25", load_catalogue().ids)


@pytest.fixture(scope="module")
def sample(sample_store: Store, plan: Plan) -> Report:
    return report_on(sample_store, plan)


def only(display: Display, kind: type) -> list:
    return [block for block in display.blocks if isinstance(block, kind)]


def test_the_year_is_compared_with_the_year_before_and_no_look_is_taken_twice(sample: Report) -> None:
    figures = sample.figures
    comparison = figures.comparisons["street_burglary"]
    assert (comparison.current.period, comparison.baseline.period) == (YEAR, FinancialYear(2023))
    assert comparison.current.numerator == sum(
        n or 0 for _, n in figures.monthly(figures.catalogue.get("street_burglary"))[-12:]
    )
    assert figures.yearly_comparisons == figures.comparisons


@pytest.mark.parametrize("period", ["2024-25 Q4", "12 months to 2025-03", "2025-01"])
def test_the_report_is_for_a_financial_year_alone(sample_cache: Path, period: str) -> None:
    with pytest.raises(ParameterError, match="financial year"):
        open_report("hwb_report", partnership="thurrock", period=period, data="sample")


def test_chosen_indicators_of_several_kinds_stand_in_one_table_with_their_evidence(sample: Report) -> None:
    display = sample.chosen("A mix", "street_shoplifting", "concern_drugs", "prevent_training_sessions")
    (table,) = only(display, Table)
    assert [column.label for column in table.columns][2:4] == ["2024-25", "2023-24"]
    verdicts = {row[0].split(" (")[0]: row[1] for row in table.rows}
    assert verdicts == {
        "Shoplifting": "Clear rise",
        "Concern, drugs": "No clear change",
        "Prevent training sessions": "Not tested",
    }
    assert {row["indicator_id"] for row in display.evidence} == {
        "street_shoplifting", "concern_drugs", "prevent_training_sessions",
    }  # fmt: skip
    assert {row["indicator_id"] for row in display.comparisons} == {"street_shoplifting", "concern_drugs"}


def test_only_clear_changes_are_told_in_a_sentence_each(sample: Report) -> None:
    (findings,) = only(sample.chosen("Theft", "street_shoplifting", "street_burglary"), Findings)
    assert [item.verdict for item in findings.items] == ["clear rise"]
    (rest,) = only(sample.chosen("Theft", "street_shoplifting", "street_burglary"), Paragraph)
    assert rest.text == "No clear change in burglary."


def test_names_that_hold_a_comma_are_set_apart_by_semicolons(sample: Report) -> None:
    texts = [p.text for p in only(sample.chosen("Two", "concern_drugs", "concern_knife_crime"), Paragraph)]
    assert any("; " in text for text in texts)


def test_what_is_withheld_and_what_nobody_supplied_are_told_apart_and_in_no_row(sample: Report) -> None:
    display = sample.chosen("Both", "integrated_offender_management_cohort", "knife_assault_admissions")
    assert only(display, Table) == []
    texts = [paragraph.text for paragraph in only(display, Paragraph)]
    assert texts == [
        "Withheld from this audience: offender management cohort.",
        "Nobody supplied: knife assault admissions.",
    ]


def test_a_figure_of_a_year_with_a_missing_month_is_not_complete_and_not_said_to_be_supplied_by_nobody(
    sample_store: Store, plan: Plan
) -> None:
    report = report_on(sample_store, plan, FinancialYear(2020))
    texts = [p.text for p in only(report.chosen("Drugs", "street_drugs"), Paragraph)]
    assert texts == ["No complete figure for 2020-21 or 2019-20: drugs."]


def test_an_unknown_indicator_is_an_error_with_what_was_meant(sample: Report) -> None:
    with pytest.raises(ParameterError, match="street_burglary"):
        sample.chosen("Theft", "street_burglery")


def test_training_is_told_beside_the_year_before_and_never_tested(sample: Report) -> None:
    display = sample.training()
    (findings,) = only(display, Findings)
    assert all(item.verdict is None for item in findings.items)
    assert "424 completions in 2024-25, 66 more than the year before" in findings.items[0].text
    assert display.comparisons == ()
    assert len(display.evidence) == 2 * len(only(display, Table)[0].rows)


def test_parts_of_a_course_are_rows_and_not_sentences(sample: Report) -> None:
    display = sample.training()
    (findings,), (table,) = only(display, Findings), only(display, Table)
    assert len(table.rows) == 3 * len(findings.items)


def test_delivery_counts_all_work_of_the_priorities_once_and_lists_what_needs_attention(
    sample: Report, plan: Plan
) -> None:
    display = sample.delivery_in_brief(["domestic_abuse", "serious_violence"], ["reoffending"])
    counts, attention = only(display, Table)
    of = [len(plan.activities_of("domestic_abuse")), len(plan.activities_of("serious_violence"))]
    of.append(len(plan.commitments_of("reoffending")))
    assert [sum(int(cell) for cell in row[1:]) for row in counts.rows] == of
    needing = sum(
        int(row[place])
        for row in counts.rows
        for place, column in enumerate(counts.columns)
        if column.label in ("Overdue", "At risk")
    )
    assert len(attention.rows) == needing
    silent = [p.text for p in only(display, Paragraph) if p.text.startswith("Nobody reported on")]
    assert silent == ["Nobody reported on 4.3 and 4.5. How these stand is not known, so none is called late."]


def test_where_nobody_reported_at_all_no_table_lists_everything_as_unknown(
    sample_store: Store, plan: Plan, tmp_path: Path
) -> None:
    shutil.copytree(sample_store.root, tmp_path / "store")
    shutil.rmtree(tmp_path / "store" / "editions" / "delivery_tracker")
    display = report_on(open_store(tmp_path / "store"), plan).delivery_in_brief(["domestic_abuse"])
    assert only(display, Table) == []
    assert "any of the 4 activities" in only(display, Callout)[0].text


def test_a_priority_that_the_plan_has_not_is_an_error_with_what_was_meant(sample: Report) -> None:
    with pytest.raises(ParameterError) as caught:
        sample.delivery_in_brief(["domestic_abus"])
    assert "domestic_abuse" in (caught.value.problems[0].hint or "")


@pytest.mark.parametrize("year", [FinancialYear(2023), None])
def test_without_a_plan_for_the_year_there_is_no_delivery_to_tell(
    sample_store: Store, plan: Plan, year: FinancialYear | None
) -> None:
    report = report_on(sample_store, plan, year) if year else report_on(sample_store, None)
    (callout,) = only(report.delivery_in_brief(["domestic_abuse"]), Callout)
    assert callout.title == "No delivery to tell"


def test_a_plan_without_asks_says_that_none_is_recorded(sample_store: Store, tmp_path: Path) -> None:
    for found in (None, read(tmp_path, HEAD)):
        display = report_on(sample_store, found).asks()
        assert [callout.title for callout in only(display, Callout)] == ["No ask is recorded"]


def asked(store: Store, folder: Path, *standings: str) -> Display:
    asks = "".join(ASK.format(what=f"kind {n}", standing=s) for n, s in enumerate(standings))
    return report_on(store, read(folder, f"{HEAD}hwb_asks:\n{asks}")).asks()


def test_an_ask_tells_of_whom_by_when_and_why_with_its_evidence(sample_store: Store, tmp_path: Path) -> None:
    display = asked(sample_store, tmp_path, "agreed")
    (table,) = only(display, Table)
    assert table.rows == (
        ("1. Share figures of kind 0.", "Public health", "By 30 September 2025", "So: 636."),
    )
    assert [row["indicator_id"] for row in display.evidence] == ["street_burglary"]
    assert only(display, Callout) == []


def test_asks_that_nobody_has_agreed_are_called_drafts_before_they_are_read(
    sample_store: Store, tmp_path: Path
) -> None:
    display = asked(sample_store, tmp_path, "draft", "draft")
    assert isinstance(display.blocks[1], Callout)
    assert "not yet asked" in display.blocks[1].text


def test_where_some_asks_are_drafts_each_of_those_is_marked(sample_store: Store, tmp_path: Path) -> None:
    (table,) = only(asked(sample_store, tmp_path, "agreed", "draft"), Table)
    assert ["(draft)" in row[0] for row in table.rows] == [False, True]


def test_an_ask_for_which_nobody_is_named_says_so(sample: Report) -> None:
    assert any(row[1] == "Not stated" for row in only(sample.asks(), Table)[0].rows)


@pytest.mark.slow
def test_the_board_gets_five_pages_at_most_beside_cover_and_contents(
    sample_store: Store, tmp_path: Path
) -> None:
    partnership = find_partnership(load_partnerships(sample_store), "thurrock")
    run = Run("hwb_report", partnership, YEAR, data="sample", formats=("pdf",))
    folder = run_report(find_project(PROJECT.root), run, tmp_path)
    with pikepdf.open(folder / "report.pdf") as document:
        assert len(document.pages) - 2 <= MOST_PAGES
