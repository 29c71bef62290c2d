"""The plans that come along: Thurrock's, held against the facts of the published one, and an example."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from csp_toolkit.indicators.catalogue import load_catalogue
from csp_toolkit.parameters import Project
from csp_toolkit.plan import Plan, calculate_progress, check_plans, list_gaps, load_plan_named, read_updates
from csp_toolkit.plan.findings import ImpliedCounts
from csp_toolkit.sample.delivery import COMMITMENTS, PROGRESS, STATUSES

PROJECT = Project(Path(__file__).parents[1])
TIMESCALES = {
    "1.1": "2024-25 Q2", "1.2": "quarterly and annually", "1.3": "2025-04", "1.4": "2025-04",
    "2.1": "2024-25 Q4", "2.2": "quarterly", "2.3": "2024-25 Q3", "2.4": "2024-25 Q4", "2.5": "2024-25 Q3",
    "2.6": "2024-25 Q4", "3.1": "quarterly", "3.2": "2024-25 Q3", "3.3": "not stated", "3.4": "not stated",
    "3.5": "quarterly", "4.1": "2024-25 Q1", "4.2": "ongoing", "4.3": "2024-25 Q4", "4.4": "2024-25 Q1",
    "4.5": "ongoing", "5.1": "not stated", "5.2": "2025-03", "5.3": "not stated", "5.4": "not stated",
    "5.5": "2025-03", "5.6": "not stated", "5.7": "not stated",
}  # fmt: skip


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan_named(PROJECT, "thurrock_2024-25")


def test_the_shipped_plans_are_right_and_every_indicator_is_in_the_catalogue() -> None:
    assert set(PROJECT.files("plans")) == {"thurrock_2024-25", "dartford-and-gravesham_2025-26"}
    assert check_plans(PROJECT, [], load_catalogue().ids) == []


def test_each_plan_tells_editors_its_schema() -> None:
    for path in PROJECT.files("plans").values():
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first == "# yaml-language-server: $schema=../schemas/plan.schema.json"


def test_every_activity_has_the_timescale_that_was_published(plan: Plan) -> None:
    assert {activity.ref: activity.timescale.label for activity in plan.activities} == TIMESCALES


def test_what_the_published_plan_does_not_say_is_not_stated(plan: Plan) -> None:
    assert {work.owner for work in plan.works} == {"not stated"}
    assert [activity.ref for activity in plan.activities if activity.planned == "not stated"] == [
        "4.3",
        "4.5",
    ]
    lost = [activity.ref for activity in plan.activities if activity.outcomes[0].change == "not stated"]
    assert lost == ["4.3", "4.4", "4.5"]
    gaps = Counter(gap.kind for gap in list_gaps(plan) if gap.part == "activity")
    assert gaps["no owner"] == 27
    assert gaps["no due quarter"] == list(TIMESCALES.values()).count("not stated") + 2


def test_priorities_duties_and_commitments_are_those_published(plan: Plan) -> None:
    assert [priority.id for priority in plan.priorities] == [
        "domestic_abuse", "hate_crime", "anti_social_behaviour", "serious_violence",
        "violence_against_women_and_girls",
    ]  # fmt: skip
    assert [(duty.id, len(plan.commitments_of(duty.id))) for duty in plan.duties] == [
        ("prevent", 7), ("reoffending", 6), ("modern_slavery", 0), ("serious_violence", 6),
    ]  # fmt: skip
    targets = [(work.target.number, work.target.unit) for work in plan.works if work.target]
    assert targets == [(9, "sessions"), (4, "webinars")]


def test_priorities_and_duties_have_the_names_that_the_catalogue_knows(plan: Plan) -> None:
    known = {priority.id for priority in load_catalogue().priorities}
    assert {part.id for part in (*plan.priorities, *plan.duties)} == known


def test_the_twelve_findings_have_their_published_figures(plan: Plan) -> None:
    assert [finding.ref for finding in plan.key_findings] == [
        "1", "2", "3", "3a", "3b", "4", "5", "6", "7", "8", "9", "10", "11", "12",
    ]  # fmt: skip
    assert plan.assessment_period.label == "12 months to 2023-09"
    published = {f.ref: [figure.published for figure in f.figures] for f in plan.key_findings if f.figures}
    assert published == {
        "1": ["78. %", "67.9%", "66.7%"], "3": ["-747", "-4.4%"], "3a": ["-3%"], "4": ["-12%"],
        "5": ["-831", "-32.7%", "57%"], "6": ["39%", "613", "80"], "7": ["-11.9%"], "8": ["-32%", "16 fewer"],
        "9": ["0", "3"], "10": ["-24", "-18.8%"], "11": ["third highest", "32%"],
    }  # fmt: skip
    assert plan.key_findings[0].figures[0].value is None


def bears_out(counts: ImpliedCounts, value: float, unit: str, printed: str) -> bool:
    """Whether two counts give a published change, to the decimals that were printed."""
    change = counts.later - counts.earlier
    if unit != "percent":
        return change == value
    decimals = len(printed.partition(".")[2].rstrip("%"))
    return round(100 * change / counts.earlier, decimals) == value


def test_implied_counts_give_the_published_changes_and_exact_ones_are_the_only_ones(plan: Plan) -> None:
    for finding in plan.key_findings:
        counts = finding.implied_counts
        if counts is None:
            continue
        changes = [f for f in finding.figures if f.what.startswith("change") and f.value is not None]
        assert all(bears_out(counts, f.value or 0, f.unit, f.published) for f in changes), finding.ref
        shifted = [
            ImpliedCounts(earlier=counts.earlier + by, later=counts.later + by, exact=False) for by in (-1, 1)
        ]
        others = [all(bears_out(s, f.value or 0, f.unit, f.published) for f in changes) for s in shifted]
        if counts.exact:
            assert not any(others), finding.ref


def test_who_is_named_is_named(plan: Plan) -> None:
    assert [authority.name for authority in plan.responsible_authorities] == [
        "Thurrock Council",
        "Essex Police",
        "Essex County Fire and Rescue Service (ECFRS)",
        "The Probation Service",
        "Integrated Care Board (ICB)",
    ]
    assert (len(plan.horizon("national")), len(plan.horizon("local"))) == (6, 8)
    assert len(plan.equality_impact.in_place_for) == 3
    assert len(plan.equality_impact.records) == 4
    assert plan.contact.email == "Safer.Thurrock@thurrock.gov.uk"
    assert plan.contact.social_media == ("@ThurrockCSP",)


def test_the_sample_reports_on_all_activities_and_commitments_of_the_plan(plan: Plan) -> None:
    rows = [
        {
            "activity_id": p.activity_id, "quarter": quarter.label, "status": STATUSES[p.statuses[n]],
            "value": p.values[n] if p.values else None, "unit": p.unit,
        }
        for p in (*PROGRESS, *COMMITMENTS)
        for n, quarter in enumerate(plan.quarters)
    ]  # fmt: skip
    assert {row["activity_id"] for row in rows} == {work.tracker_id for work in plan.works}
    found = calculate_progress(plan, read_updates(rows), plan.quarters[3])
    overdue = [progress.work.label for progress in found if progress.state == "overdue"]
    assert overdue == ["2.4", "2.6", "5.2", "5.5", "prevent_permissive_environments"]
    assert {progress.state for progress in found if progress.work in plan.commitments} == {
        "complete", "on track", "at risk", "overdue",
    }  # fmt: skip
    targets = {p.work.label: (p.state, p.delivered.total) for p in found if p.work.target and p.delivered}
    assert targets == {"prevent_training": ("complete", 9), "prevent_webinars": ("at risk", 3)}
    late = next(progress for progress in found if progress.work.label == "4.4")
    assert (late.state, late.completed, late.quarters_late) == ("complete", plan.quarters[1], 1)


def test_nothing_is_thurrocks_alone() -> None:
    other = load_plan_named(PROJECT, "dartford-and-gravesham_2025-26")
    assert other.standing == "example"
    assert other.title.startswith("Example")
    assert {work.owner for work in other.works}.isdisjoint({"not stated"})
    places = {place for activity in other.activities for o in activity.outcomes for place in o.places}
    assert {"Dartford", "Gravesham"} <= places
    assert calculate_progress(other, [], other.quarters[0])
