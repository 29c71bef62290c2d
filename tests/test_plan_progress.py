"""Rules of progress: what an activity's reports make of it at the end of each quarter."""

from __future__ import annotations

from pathlib import Path

import pytest
from plan_files import NEXT_Q1, NEXT_Q2, Q1, Q2, Q3, Q4, plan_of_timescales, progress_of, reports

from csp_toolkit.errors import DataError
from csp_toolkit.periods import Quarter
from csp_toolkit.plan import (
    COUNT_RULES,
    RULES,
    STATES,
    Plan,
    Update,
    calculate_progress,
    compare_progress,
    read_updates,
    unknown_updates,
)

ROOT = Path(__file__).parents[1]
SESSIONS = "prevent_training_sessions"


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return plan_of_timescales(tmp_path)


def states(plan: Plan, name: str, letters: str) -> list[str]:
    """The state at the end of each quarter: one for each letter from Q1 on, and one for the quarter after."""
    updates = reports(name, letters)
    quarters = [Q1, Q2, Q3, Q4, NEXT_Q1, NEXT_Q2][: len(letters) + 1]
    return [progress_of(plan, name, updates, quarter).state for quarter in quarters]


@pytest.mark.parametrize(
    ("name", "letters", "expected"),
    [
        # Due in Q2: its end is the edge. Before it any report stands; from it on only "complete" does.
        ("in_q2", "tt", ["on track", "overdue", "not reported"]),
        ("in_q2", "nn", ["not due", "overdue", "not reported"]),
        ("in_q2", "ttcc", ["on track", "overdue", "complete", "complete", "complete"]),
        ("in_q2", "tc", ["on track", "complete", "complete"]),
        ("in_q2", "rbts", ["at risk", "overdue", "overdue", "overdue", "overdue"]),
        ("in_q2", "--", ["not reported", "not reported", "not reported"]),
        # 31 March is the end of Q4, whether the quarter or its last month is named.
        ("in_q4", "nttt", ["not due", "on track", "on track", "overdue", "overdue"]),
        ("in_march", "nttt", ["not due", "on track", "on track", "overdue", "overdue"]),
        ("in_march", "nttc", ["not due", "on track", "on track", "complete", "complete"]),
        # April is the quarter after, in which a report is still expected.
        ("in_april", "nttt", ["not due", "on track", "on track", "on track", "not reported"]),
        ("in_april", "ntttt", ["not due", "on track", "on track", "on track", "overdue", "overdue"]),
        ("in_april", "ntttc", ["not due", "on track", "on track", "on track", "complete", "complete"]),
        # Each quarter is a round of its own.
        ("quarterly", "tttt", ["on track", "on track", "on track", "on track", "on track"]),
        ("quarterly", "nbsr", ["overdue", "overdue", "overdue", "at risk", "at risk"]),
        ("quarterly", "cccc", ["on track", "on track", "on track", "complete", "complete"]),
        ("quarterly", "cc-c", ["on track", "on track", "not reported", "complete", "complete"]),
        ("twice", "nnb", ["overdue", "not due", "overdue", "overdue"]),
        ("twice", "tbcc", ["on track", "at risk", "complete", "complete", "complete"]),
        # Nothing is due: nothing can be overdue.
        ("ongoing", "ntrc", ["at risk", "on track", "at risk", "complete", "complete"]),
        ("not_stated", "ntrb", ["not due", "on track", "at risk", "at risk", "at risk"]),
        ("not_stated", "ntss", ["not due", "on track", "at risk", "at risk", "at risk"]),
    ],
)
def test_the_state_at_the_end_of_each_quarter(
    plan: Plan, name: str, letters: str, expected: list[str]
) -> None:
    assert states(plan, name, letters) == expected


def test_a_quarter_without_a_row_is_as_one_that_says_not_reported(plan: Plan) -> None:
    assert states(plan, "in_q4", "t t") == states(plan, "in_q4", "t-t")


def test_what_is_complete_stays_so_though_nobody_reports_again(plan: Plan) -> None:
    assert states(plan, "in_q4", "c---") == ["complete"] * 5


def test_a_completion_that_is_taken_back_is_none(plan: Plan) -> None:
    assert states(plan, "in_q4", "ctc") == ["complete", "on track", "complete", "complete"]
    found = progress_of(plan, "in_q4", reports("in_q4", "ctc"), Q3)
    assert found.completed == Q3


def test_before_the_year_nothing_is_due_and_a_later_report_is_not_known_yet(plan: Plan) -> None:
    before = Quarter(2023, 4)
    assert {progress.state for progress in calculate_progress(plan, reports("in_q2", "b"), before)} == {
        "not due"
    }
    assert progress_of(plan, "in_q4", reports("in_q4", "nnnc"), Q3).state == "not due"


def test_silence_at_the_due_quarter_is_not_overdue_but_its_date_is_told(plan: Plan) -> None:
    found = progress_of(plan, "in_q2", reports("in_q2", "t-"), Q2)
    assert (found.state, found.is_due, found.is_past_due, found.quarters_late) == (
        "not reported",
        True,
        True,
        0,
    )
    found = progress_of(plan, "in_q2", reports("in_q2", "t---"), Q4)
    assert (found.is_due, found.is_past_due, found.quarters_late) == (False, True, 2)


def test_how_late_it_is_counts_from_the_due_quarter(plan: Plan) -> None:
    late = [progress_of(plan, "in_q2", reports("in_q2", "tttc"), q).quarters_late for q in (Q1, Q2, Q3, Q4)]
    assert late == [0, 0, 1, 2]
    assert progress_of(plan, "in_q2", reports("in_q2", "tttc"), NEXT_Q2).quarters_late == 2
    assert progress_of(plan, "quarterly", reports("quarterly", "tttt"), NEXT_Q2).quarters_late == 0


def test_each_state_names_its_rule(plan: Plan) -> None:
    assert tuple(RULES) == tuple(COUNT_RULES) == STATES
    assert progress_of(plan, "in_q2", reports("in_q2", "tt"), Q2).rule == RULES["overdue"]
    assert progress_of(plan, "sessions", [], Q2).rule == COUNT_RULES["not reported"]


def test_the_rules_are_those_of_the_page() -> None:
    page = (ROOT / "docs" / "plans.md").read_text(encoding="utf-8")
    for state in STATES:
        assert f"| {state} | {RULES[state]} |" in page
        assert f"| {state} | {COUNT_RULES[state]} |" in page


def counted(plan: Plan, values: list[float | None], quarter: Quarter) -> tuple[str, Quarter | None]:
    counts = {SESSIONS: dict(zip(plan.quarters, values, strict=False))}
    found = progress_of(plan, "sessions", [], quarter, counts)
    assert found.by_count
    return found.state, found.completed


def test_where_nobody_reports_the_counts_towards_a_target_decide(plan: Plan) -> None:
    # An even pace to 9 by the end of the year, rounded down: 2, 4, 6, 9.
    assert [counted(plan, [2, 2, 2, 2], quarter)[0] for quarter in plan.quarters] == [
        "on track", "on track", "on track", "overdue",
    ]  # fmt: skip
    assert counted(plan, [1, 2, 2, 4], Q1) == ("at risk", None)
    assert counted(plan, [2, 3, 2, 2], Q4) == ("complete", Q4)
    assert counted(plan, [5, 4, 0, 0], Q3) == ("complete", Q2)


def test_a_missing_count_is_not_a_zero(plan: Plan) -> None:
    assert counted(plan, [2, None, 3], Q3) == ("not reported", None)
    assert counted(plan, [2, None, 3], Q1) == ("on track", None)
    assert counted(plan, [2, None, 7], Q3) == ("complete", Q3)
    assert counted(plan, [0, 0], Q2) == ("at risk", None)


def test_a_report_outweighs_the_counts(plan: Plan) -> None:
    counts: dict[str, dict[Quarter, float | None]] = {SESSIONS: {Q1: 9}}
    found = progress_of(plan, "sessions", reports("sessions", "r"), Q1, counts)
    assert (found.state, found.by_count) == ("at risk", False)
    assert found.delivered
    assert found.delivered.reached


def values(unit: str, *numbers: float | None) -> list[Update]:
    quarters = (Q1, Q2, Q3, Q4)[: len(numbers)]
    return [
        Update("webinars", quarter, "on track", number, unit if number is not None else "")
        for quarter, number in zip(quarters, numbers, strict=True)
    ]


def test_what_is_delivered_is_counted_up_against_the_target(plan: Plan) -> None:
    found = progress_of(plan, "webinars", values("webinars", 1, 0, 2), Q3).delivered
    assert found
    assert found.cumulative == ((Q1, 1), (Q2, 1), (Q3, 3))
    assert (found.total, found.missing, found.reached, found.percent_of_target) == (3, (), False, 75)


def test_with_a_quarter_missing_the_count_is_at_least_so_many(plan: Plan) -> None:
    found = progress_of(plan, "webinars", values("webinars", 1, None, 2), Q3).delivered
    assert found
    assert found.cumulative == ((Q1, 1), (Q2, None), (Q3, None))
    assert (found.total, found.missing, found.percent_of_target) == (3, (Q2,), None)


def test_numbers_in_another_unit_are_not_added(plan: Plan) -> None:
    mixed = [
        *values("webinars", 1),
        Update("webinars", Q2, "on track", 40, "people"),
        *values("Webinars", 1)[1:],
    ]
    found = progress_of(plan, "webinars", mixed, Q2).delivered
    assert found
    assert (found.total, found.missing, found.other_units) == (1, (Q2,), ("people",))


def test_the_unit_is_compared_without_its_case_and_spaces(plan: Plan) -> None:
    found = progress_of(plan, "webinars", values(" Webinars ", 1), Q1).delivered
    assert found
    assert (found.total, found.other_units) == (1, ())


def test_without_target_and_numbers_nothing_is_counted(plan: Plan) -> None:
    assert progress_of(plan, "in_q2", reports("in_q2", "tt"), Q2).delivered is None


@pytest.mark.parametrize(
    ("letters", "direction"),
    [
        ("tr", "slipped"), ("rt", "recovered"), ("tt", "unchanged"), ("nt", "unchanged"), ("tc", "completed"),
        ("ct", "slipped"), ("-c", "completed"), ("-t", "cannot say"), ("t-", "cannot say"),
        ("c-", "unchanged"), ("rb", "unchanged"),
    ],
)  # fmt: skip
def test_what_moved_from_quarter_to_quarter(plan: Plan, letters: str, direction: str) -> None:
    updates = reports("in_q4", letters)
    moved = compare_progress(calculate_progress(plan, updates, Q1), calculate_progress(plan, updates, Q2))
    assert len(moved) == len(plan.works)
    assert next(m.direction for m in moved if m.work.tracker_id == "in_q4") == direction


def test_what_becomes_overdue_has_slipped(plan: Plan) -> None:
    updates = reports("in_q4", "tttr")
    moved = compare_progress(calculate_progress(plan, updates, Q3), calculate_progress(plan, updates, Q4))
    found = next(m for m in moved if m.work.tracker_id == "in_q4")
    assert (found.before.state, found.now.state, found.direction) == ("on track", "overdue", "slipped")


def test_ids_that_the_plan_does_not_have_are_named(plan: Plan) -> None:
    updates = [*reports("in_q2", "t"), *reports("in_q9", "tt")]
    assert unknown_updates(plan, updates) == ("in_q9",)


def row(**cells: object) -> dict[str, object]:
    return {"activity_id": "a", "quarter": "2024-25 Q1", "status": "on track", **cells}


def test_a_row_of_the_tracker_is_read_with_its_number_or_without() -> None:
    assert read_updates([row(value=3.0, unit="sessions", comment="C", edition="e")]) == (
        Update("a", Q1, "on track", 3.0, "sessions", "C"),
    )
    for nothing in (None, float("nan"), ""):
        assert read_updates([row(value=nothing, unit=nothing)]) == (Update("a", Q1, "on track"),)
    assert read_updates([row(value=0, unit="sessions")])[0].value == 0


def test_every_row_that_cannot_be_read_is_told() -> None:
    with pytest.raises(DataError) as caught:
        read_updates([row(status="ontrack"), row(quarter="2024-25"), row(), row()])
    assert [problem.message for problem in caught.value.problems] == [
        'row 1 of the delivery tracker: "ontrack" is not a status. did you mean "on track"?',
        'row 2 of the delivery tracker: "2024-25" is not a quarter',
        "row 4 of the delivery tracker reports again on a in 2024-25 Q1",
    ]
