"""Rules of reading plans: what a right file holds, and what a project's plans are checked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from plan_files import COMMITMENTS, HEAD, OUTCOME, Q1, plan_of_timescales, read
from pydantic import ValidationError

from csp_toolkit.areas import build_partnerships
from csp_toolkit.errors import ParameterError, describe_problem
from csp_toolkit.parameters import Project
from csp_toolkit.plan import (
    FIGURE_PARTS,
    NOT_STATED,
    check_plans,
    figure_names,
    fill_figures,
    list_gaps,
    load_plan_named,
    match_duties,
    write_plan_schema,
)
from csp_toolkit.plan.model import Plan

KNOWN = build_partnerships(
    [
        {
            "district_code": "E06000034",
            "district_name": "Thurrock",
            "csp_code": "E22000084",
            "csp_name": "Thurrock",
            "force_code": "E23000028",
            "force_name": "Essex",
        }
    ],
    vintage=2024,
)
ACTIVITY = f"""\
activities:
  - {{ref: "1.1", priority: burglary, planned: P., owner: O, timescale: ongoing, {OUTCOME}}}
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "parameters" / "plans").mkdir(parents=True)
    return Project(tmp_path)


def write(project: Project, name: str, text: str) -> None:
    (project.parameters / "plans" / name).write_text(text, encoding="utf-8")


def check(project: Project, indicators: list[str] | None = None) -> list[str]:
    return [describe_problem(problem) for problem in check_plans(project, KNOWN, indicators)]


def test_the_parts_of_a_plan_are_found_by_name(tmp_path: Path) -> None:
    plan = plan_of_timescales(tmp_path)
    assert plan.id == "thurrock_2024-25"
    assert plan.quarters[0] == Q1
    assert plan.priority("burglary").number == 1
    assert plan.activity("1.1") == plan.activities_of("burglary")[0]
    assert [commitment.id for commitment in plan.commitments_of("prevent")] == ["sessions", "webinars"]
    assert plan.duty("prevent").citation == "An Act, section 1"
    assert plan.works == (*plan.activities, *plan.commitments)
    assert plan.indicators == ("street_burglary", "prevent_training_sessions")


def test_a_part_that_is_not_there_is_an_error_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match='did you mean "burglary"'):
        plan_of_timescales(tmp_path).priority("burglry")


def test_a_plan_cannot_be_changed(tmp_path: Path) -> None:
    with pytest.raises(ValidationError):
        plan_of_timescales(tmp_path).title = "Another"


def test_an_activity_without_an_id_is_called_for_its_ref(tmp_path: Path) -> None:
    assert read(tmp_path, HEAD + ACTIVITY).activities[0].tracker_id == "activity_1_1"


def test_right_plans_have_no_problem(project: Project) -> None:
    write(project, "thurrock_2024-25.yaml", HEAD + ACTIVITY + COMMITMENTS)
    assert check(project) == []
    assert check(project, ["street_burglary", "prevent_training_sessions"]) == []
    assert load_plan_named(project, "thurrock_2024-25").title == "A plan"


def test_an_unknown_indicator_is_found_wherever_it_stands(project: Project) -> None:
    write(project, "thurrock_2024-25.yaml", HEAD + ACTIVITY + COMMITMENTS)
    found = check_plans(project, KNOWN, ["street_burglaries"])
    assert [(problem.line, problem.message) for problem in found] == [
        (9, 'indicator "street_burglary" is not in the catalogue.'),
        (14, 'indicator "street_burglary" is not in the catalogue.'),
        (17, 'indicator "prevent_training_sessions" is not in the catalogue.'),
    ]


def test_a_plan_is_named_for_its_partnership_and_year(project: Project) -> None:
    write(project, "thurrock_2025-26.yaml", HEAD)
    assert check(project) == [
        'parameters/plans/thurrock_2025-26.yaml, line 1: the file is named "thurrock_2025-26", but holds the '
        "plan thurrock_2024-25.\nRename the file, or correct it."
    ]


def test_the_partnership_must_exist_unless_the_plan_is_an_example(project: Project) -> None:
    text = HEAD.replace("thurrock", "thurock")
    write(project, "thurock_2024-25.yaml", text)
    assert len(check(project)) == 1
    assert 'did you mean "thurrock"' in check(project)[0]
    write(project, "thurock_2024-25.yaml", text.replace("draft", "example"))
    assert check(project) == []


def test_a_plan_with_another_ending_is_not_read(project: Project) -> None:
    write(project, "thurrock_2024-25.yml", HEAD)
    assert check(project) == [
        "parameters/plans/thurrock_2024-25.yml: this file is not read.\n"
        "Change the ending of its name to .yaml."
    ]


def test_a_plan_that_does_not_exist_is_an_error_with_the_nearest(project: Project) -> None:
    write(project, "thurrock_2024-25.yaml", HEAD)
    with pytest.raises(ParameterError, match='did you mean "thurrock_2024-25"'):
        load_plan_named(project, "thurrock_2024-26")


def test_an_empty_file_is_one_problem(project: Project) -> None:
    write(project, "thurrock_2024-25.yaml", "")
    assert check(project) == ["parameters/plans/thurrock_2024-25.yaml: the file is empty"]


def test_parts_of_the_wrong_kind_are_told_once_and_break_nothing(project: Project) -> None:
    wrong = "activities: 3\ncommitments: [words]\nkey_findings: {}\nnarrative: null\n"
    write(project, "thurrock_2024-25.yaml", HEAD + wrong)
    assert len(check(project, [])) >= 4
    assert all("Traceback" not in line for line in check(project, []))


def test_what_is_neither_true_nor_false_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="is neither true nor false"):
        read(tmp_path, HEAD.replace("named_in_plan: true", "named_in_plan: tbc"))


def test_every_silence_of_a_plan_is_a_gap(tmp_path: Path) -> None:
    silent = (
        'activities:\n  - {ref: "1.1", priority: burglary, planned: not stated, owner: not stated, '
        "timescale: not stated, outcomes: [{change: not stated}]}\n"
    )
    finding = 'key_findings:\n  - {ref: "1", subject: A, text: B., comparator: not stated}\n'
    gaps = list_gaps(read(tmp_path, HEAD.replace(", indicators: [street_burglary]", "") + silent + finding))
    assert [(gap.part, gap.ref, gap.kind) for gap in gaps] == [
        ("priority", "burglary", "no indicator"),
        ("finding", "1", "no comparator"),
        ("finding", "1", "no indicator"),
        ("activity", "1.1", "no text"),
        ("activity", "1.1", "no outcome"),
        ("activity", "1.1", "no owner"),
        ("activity", "1.1", "no due quarter"),
        ("activity", "1.1", "no indicator"),
    ]


def test_an_ongoing_activity_has_no_due_quarter_and_a_priority_may_lack_activities(tmp_path: Path) -> None:
    assert [gap.words for gap in list_gaps(read(tmp_path, HEAD + ACTIVITY))] == [
        "it is ongoing, so that it can never be overdue"
    ]
    assert [gap.kind for gap in list_gaps(read(tmp_path, HEAD))] == ["no activity"]


def test_each_duty_is_shown_with_what_bears_it_out_and_an_empty_one_too(tmp_path: Path) -> None:
    found = match_duties(read(tmp_path, HEAD + COMMITMENTS))[0]
    assert (found.duty.id, found.indicators, found.is_empty) == (
        "prevent",
        ("prevent_training_sessions",),
        False,
    )
    assert match_duties(read(tmp_path, HEAD))[0].is_empty


def test_figures_enter_prose_by_name() -> None:
    text = "It was {street_burglary.value}, {street_burglary.change}."
    assert figure_names(text) == ("street_burglary.value", "street_burglary.change")
    assert fill_figures(text, lambda name, part: f"<{name}:{part}>") == (
        "It was <street_burglary:value>, <street_burglary:change>."
    )
    with pytest.raises(ParameterError, match="does not name a figure"):
        fill_figures("{burglary}", lambda name, part: "")


def test_every_part_of_a_figure_is_on_the_page() -> None:
    page = (Path(__file__).parents[1] / "docs" / "plans.md").read_text(encoding="utf-8")
    assert all(f"`{part}`" in page for part in FIGURE_PARTS)
    assert all(f"`{key}`" in page for key in Plan.model_fields)


def test_the_shipped_schema_is_that_of_the_model_and_explains_every_key(tmp_path: Path) -> None:
    import json

    write_plan_schema(tmp_path)
    shipped = Path(__file__).parents[1] / "parameters" / "schemas" / "plan.schema.json"
    assert (tmp_path / "plan.schema.json").read_bytes() == shipped.read_bytes()
    schema = json.loads(shipped.read_bytes())
    for described in [schema, *schema["$defs"].values()]:
        assert described["additionalProperties"] is False
        assert all(field.get("description") for field in described["properties"].values())


def test_what_says_nothing_is_refused_where_not_stated_is_meant(tmp_path: Path) -> None:
    assert read(tmp_path, HEAD + ACTIVITY.replace("owner: O", f"owner: {NOT_STATED}")).activities[0].owner
    for nothing in ("tbc", "'?'", "N/A", "Not stated"):
        with pytest.raises(ParameterError, match="says nothing"):
            read(tmp_path, HEAD + ACTIVITY.replace("owner: O", f"owner: {nothing}"))
