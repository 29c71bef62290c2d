"""Rules of what a report tells of a plan: states where they are known, gaps shown, nothing of another's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from csp_toolkit.areas import find_partnership
from csp_toolkit.blocks.html import render_html
from csp_toolkit.blocks.model import Callout, Display, Paragraph, Table
from csp_toolkit.errors import ParameterError
from csp_toolkit.frames import load_partnerships
from csp_toolkit.indicators.catalogue import load_catalogue
from csp_toolkit.parameters import Audience, PartnershipSettings, Project
from csp_toolkit.periods import FinancialYear, Period, Quarter
from csp_toolkit.plan import Plan, Update, list_gaps, load_plan_named
from csp_toolkit.report import Report, open_report
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.kinds import find_report
from csp_toolkit.report.plan_assessment import show_stated_findings
from csp_toolkit.report.plan_background import (
    show_background,
    show_contact,
    show_equality,
    show_horizon,
    show_priorities,
)
from csp_toolkit.report.plan_delivery import Delivery, choose_quarter
from csp_toolkit.report.plan_duties import show_duties
from csp_toolkit.report.plan_gaps import show_gaps
from csp_toolkit.report.plan_on_a_page import show_on_a_page
from csp_toolkit.report.plan_priorities import NO_OWNER, show_commitments, show_priority
from csp_toolkit.report.plan_progress import show_delivery, show_progress
from csp_toolkit.report.plan_words import stated, write_timescale
from csp_toolkit.store import Store

PROJECT = Project(Path(__file__).parents[1])
CATALOGUE = load_catalogue()
THURROCK = load_plan_named(PROJECT, "thurrock_2024-25", CATALOGUE.ids)
EXAMPLE = load_plan_named(PROJECT, "dartford-and-gravesham_2025-26", CATALOGUE.ids)
Q1, Q2, Q3, Q4 = THURROCK.quarters


def only(display: Display, kind: type) -> list:
    return [block for block in display.blocks if isinstance(block, kind)]


def text_of(*displays: Display) -> str:
    html = "".join(render_html(block) for display in displays for block in display.blocks)
    return BeautifulSoup(html, "html.parser").get_text(" ")


def delivery_of(
    *updates: Update, quarter: Quarter = Q4, audience: Audience = "public", plan: Plan = THURROCK
) -> Delivery:
    return Delivery(plan, quarter, CATALOGUE, updates, audience=audience)


def cell(display: Display, row: str, column: str) -> str:
    """A cell of the first table that has such a row, by the beginnings of both names."""
    for table in only(display, Table):
        for cells in table.rows:
            if cells[0].startswith(row):
                names = [found.label for found in table.columns]
                return cells[next(n for n, name in enumerate(names) if name.startswith(column))]
    raise AssertionError(f"no row {row}")


def every_section(delivery: Delivery) -> list[Display]:
    plan = delivery.plan
    return [
        show_background(plan),
        show_stated_findings(plan),
        show_priorities(plan, CATALOGUE),
        show_horizon(plan),
        show_equality(plan),
        show_on_a_page(delivery),
        *(show_priority(delivery, priority.id) for priority in plan.priorities),
        show_commitments(delivery),
        show_progress(delivery),
        show_duties(delivery),
        show_gaps(plan),
        show_contact(plan),
    ]


@pytest.mark.parametrize("plan", [THURROCK, EXAMPLE], ids=lambda plan: plan.id)
def test_every_word_of_a_plan_is_shown_whatever_its_partnership(plan: Plan) -> None:
    shown = text_of(*every_section(delivery_of(plan=plan, quarter=plan.quarters[0])))
    works = [(stated(w.planned), stated(w.owner), write_timescale(w)) for w in plan.works]
    changes = [stated(outcome.change) for work in plan.works for outcome in work.outcomes]
    words = [
        *plan.background, *(one.name for one in plan.responsible_authorities), *plan.has_regard_to,
        *(one.text for one in plan.key_findings), *(one.aim for one in plan.priorities),
        *(one.citation for one in plan.all_duties), *(one.name for one in plan.horizon_scan),
        *(one.text for one in plan.horizon_scan if one.text),
        *(one.text for one in plan.equality_impact.records), *plan.equality_impact.in_place_for,
        *(text for work in works for text in work), *changes,
        *(CATALOGUE.get(name).name for work in plan.works for name in work.indicators),
        plan.contact.team, plan.contact.email, *plan.contact.social_media,
    ]  # fmt: skip
    assert [text for text in words if text.rstrip(".") not in shown] == []


def test_without_a_tracker_progress_is_not_known_and_no_state_is_claimed() -> None:
    delivery = delivery_of()
    assert cell(show_priority(delivery, "hate_crime"), "2.1", "Progress") == "No tracker held"
    assert cell(show_on_a_page(delivery), "2. Hate crime", "2024-25 Q4") == "2.1, 2.2, 2.4, 2.6"
    assert only(show_progress(delivery), Table) == []
    assert only(show_progress(delivery), Callout)


def test_a_plan_on_a_page_tells_states_up_to_its_quarter_and_numbers_alone_after_it() -> None:
    delivery = delivery_of(
        Update("activity_2_2", Q1, "on track"),
        Update("activity_2_2", Q2, "behind"),
        Update("activity_1_1", Q2, "complete"),
        quarter=Q2,
    )
    shown = show_on_a_page(delivery)
    assert cell(shown, "2. Hate crime", "2024-25 Q1") == "On track: 2.2."
    assert cell(shown, "2. Hate crime", "2024-25 Q2") == "Overdue: 2.2."
    assert cell(shown, "2. Hate crime", "2024-25 Q3") == "2.2, 2.3, 2.5"
    assert cell(shown, "1. Domestic abuse", "2024-25 Q2") == "Complete: 1.1. Not reported: 1.2."


def test_what_was_completed_late_stands_in_its_due_quarter_and_says_how_late() -> None:
    delivery = delivery_of(Update("activity_4_4", Q1, "behind"), Update("activity_4_4", Q2, "complete"))
    assert "Complete: 4.4" in cell(show_on_a_page(delivery), "4. Serious violence", "2024-25 Q1")
    assert cell(show_priority(delivery, "serious_violence"), "4.4", "Progress") == "Complete, 1 quarter late."


def test_owner_and_date_that_nobody_stated_are_shown_as_such() -> None:
    delivery = delivery_of()
    first = show_priority(delivery, delivery.plan.priorities[0].id)
    assert NO_OWNER in [block.text for block in first.blocks if isinstance(block, Paragraph)]
    shown = show_priority(delivery, "anti_social_behaviour")
    assert "Owner" not in [column.label for block in shown.blocks for column in getattr(block, "columns", ())]
    assert cell(shown, "3.4", "Timescale") == "Not stated"
    assert "No indicator would show it" in cell(
        show_priority(delivery_of(), "domestic_abuse"), "1.4", "Outcome"
    )


@pytest.mark.parametrize(
    ("audience", "shown"), [("public", "[c]"), ("partnership", "[c]"), ("restricted", "3 referrals")]
)
def test_a_number_that_may_count_people_is_only_for_those_who_may_see_such(
    audience: Audience, shown: str
) -> None:
    update = Update("activity_2_4", Q1, "on track", 3, "referrals")
    progress = cell(
        show_priority(delivery_of(update, quarter=Q1, audience=audience), "hate_crime"), "2.4", "Progress"
    )
    assert f"Delivered: {shown}." in progress


def test_work_of_the_partnership_s_own_is_shown_to_everyone() -> None:
    update = Update("activity_2_2", Q1, "on track", 3, "events held")
    progress = cell(show_priority(delivery_of(update, quarter=Q1), "hate_crime"), "2.2", "Progress")
    assert progress == "On track. Delivered: 3 events held."


def test_a_remark_is_for_members_and_not_for_the_public() -> None:
    update = Update("activity_1_1", Q2, "complete", comment="shared with the council")
    told = {
        audience: cell(show_priority(delivery_of(update, audience=audience), "domestic_abuse"), "1.1", "Pro")
        for audience in ("public", "partnership")
    }
    assert told["public"] == "Complete."
    early = delivery_of(update, quarter=Q2, audience="partnership")
    assert "shared with" in cell(show_priority(early, "domestic_abuse"), "1.1", "Progress")


def test_a_quarter_without_a_report_makes_a_sum_at_least_and_takes_its_share_away() -> None:
    held = [Update("prevent_training", quarter, "on track", 2, "sessions") for quarter in (Q1, Q3)]
    delivery = delivery_of(*held, quarter=Q3)
    assert "at least 4 of 9 sessions" in cell(show_commitments(delivery), "C3", "Progress")
    (targets,) = [t for t in only(show_progress(delivery), Table) if "against targets" in t.caption]
    row = next(row for row in targets.rows if row[0] == "C3")
    assert row[2:] == ("2", "[x]", "[x]", "9", "[x]")


def test_a_target_on_which_nobody_reports_is_judged_by_its_indicator() -> None:
    counts = {"prevent_training_sessions": {Q1: 3.0, Q2: 2.0, Q3: 2.0, Q4: 2.0}}
    delivery = replace(delivery_of(), counts=counts)
    assert cell(show_commitments(delivery), "C3", "Progress") == "Complete. Delivered: 9 of 9 sessions."
    assert cell(show_commitments(delivery), "C1", "Progress") == "No tracker held"


def test_a_report_for_a_quarter_tells_of_that_quarter_and_a_year_s_of_the_last_one_known() -> None:
    year = THURROCK.financial_year

    def told(period: Period, reported: set[Quarter], as_at: date | None = None) -> Quarter:
        return choose_quarter(THURROCK, period, reported, as_at)

    assert told(Q2, {Q4}) == Q2
    assert told(year, {Q1, Q2}) == Q2
    assert told(year, set()) == Q4
    assert told(year, {Q1}, date(2024, 12, 31)) == Q3
    assert told(year, {Q1}, date(2024, 12, 30)) == Q2
    assert told(year, {Q1}, date(2024, 4, 1)) == Q1.previous()


def test_a_quarter_outside_the_plan_s_year_has_no_delivery_and_says_so() -> None:
    update = Update("activity_1_1", Q2, "complete")
    (callout,) = only(show_delivery(delivery_of(update, quarter=Q1.previous())), Callout)
    assert "2024-25" in callout.text


def test_delivery_of_a_quarter_tells_what_was_due_what_is_late_and_what_slipped() -> None:
    delivery = delivery_of(
        Update("activity_4_1", Q1, "on track"),
        Update("activity_4_1", Q2, "at risk"),
        Update("activity_1_1", Q1, "on track"),
        Update("activity_1_1", Q2, "behind"),
        Update("activity_4_2", Q1, "on track"),
        Update("activity_4_2", Q2, "stopped"),
        quarter=Q2,
    )
    display = show_delivery(delivery)
    rows = {table.caption: [row[0] for row in table.rows] for table in only(display, Table)}
    assert "1.1" in rows["Due in 2024-25 Q2"]
    assert "4.1" in rows["Due before 2024-25 Q2, and late"]
    assert rows["What else has moved since 2024-25 Q1"] == ["4.2"]
    assert any("2 slipped" in paragraph.text for paragraph in only(display, Paragraph))


def test_delivery_of_one_priority_holds_no_other_s_work() -> None:
    update = Update("activity_1_1", Q2, "complete")
    rows = [r[0] for t in only(show_delivery(delivery_of(update), "hate_crime"), Table) for r in t.rows]
    assert {row.split(".")[0] for row in rows} == {"2"}
    with pytest.raises(ParameterError, match="hate_crime"):
        show_delivery(delivery_of(update), "hate_crimes")


@pytest.mark.parametrize("plan", [THURROCK, EXAMPLE], ids=lambda plan: plan.id)
def test_every_gap_is_counted_once(plan: Plan) -> None:
    (table,) = only(show_gaps(plan), Table)
    assert sum(int(row[2].split()[0]) for row in table.rows) == len(list_gaps(plan))


def test_every_duty_is_in_the_matrix_and_an_indicator_without_figures_is_marked() -> None:
    shown = show_duties(delivery_of(), held={"prevent_training_sessions"})
    (table,) = only(shown, Table)
    assert [row[0] for row in table.rows] == [duty.name for duty in THURROCK.all_duties]
    assert "Prevent training sessions; Prevent webinars [x]" in cell(shown, "Prevent", "Indicators")
    assert cell(shown, "Prevent", "Commitments") == "C1, C2, C3, C4, C5, C6, C7"


def report_on(store: Store, period: FinancialYear | Quarter, plan: Plan | None) -> Report:
    partnerships = load_partnerships(store)
    figures = Figures(store, find_partnership(partnerships, "thurrock"), partnerships, period)
    settings = PartnershipSettings(partnership="thurrock")
    return Report(find_report("annual_delivery_plan"), figures, settings, plan)


def test_a_plan_of_another_year_is_refused_with_the_file_that_is_wanted(sample_store: Store) -> None:
    with pytest.raises(ParameterError, match=r"thurrock_2025-26\.yaml"):
        report_on(sample_store, FinancialYear(2025), THURROCK).plan_background()
    with pytest.raises(ParameterError, match="no plan is held for Thurrock and 2024-25"):
        report_on(sample_store, FinancialYear(2024), None).plan_on_a_page()
    assert only(report_on(sample_store, Quarter(2024, 1), None).delivery(), Callout)


def test_a_plan_for_a_year_to_come_needs_no_figures_of_that_year(sample_store: Store) -> None:
    plan = THURROCK.model_copy(update={"year": "2031-32"})
    report = report_on(sample_store, FinancialYear(2031), plan)
    assert "No tracker held" in text_of(report.plan_each_priority())


@pytest.mark.slow
def test_findings_are_worked_out_for_the_period_of_the_assessment(sample_store: Store) -> None:
    report = open_report("annual_delivery_plan", partnership="thurrock", period="2024-25", data="sample")
    display = report.plan_assessment()
    assert {row["period"] for row in display.comparisons} >= {"12 months to 2023-09"}
    assert "16,230 offences" in text_of(display)


def test_an_assessment_of_which_nothing_is_held_says_so(sample_store: Store) -> None:
    assessment = THURROCK.assessment.model_copy(update={"period": "12 months to 2012-09"})
    plan = THURROCK.model_copy(update={"assessment": assessment})
    report = report_on(sample_store, FinancialYear(2024), plan)
    (callout,) = only(report.plan_assessment(), Callout)
    assert "October 2011 to September 2012" in callout.text
