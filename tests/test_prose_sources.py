"""Where prose is found: YAML with the line of each word, notebooks with the number of the cell, projects."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from csp_toolkit.checks import check_prose
from csp_toolkit.cli import app
from csp_toolkit.errors import ParameterError
from csp_toolkit.parameters import Project, find_project
from csp_toolkit.parameters.located_yaml import read_yaml
from csp_toolkit.prose import Text, lint_project, lint_texts, texts_in_notebook, texts_in_yaml
from csp_toolkit.prose.outline import outline_in

ROOT = Path(__file__).parents[1]
PLAN = """\
partnership: thurrock
year: 2024-25
assessment: {period: 12 months to 2023-09}
priorities:
  - id: asb
    number: 1
    indicators: []
key_findings:
  - ref: "3"
    text: All crime.
    figures: [{published: decrease of -747}]
    comparator: not stated
activities:
  - ref: "1.1"
    owner: not stated
    planned: >-
      Send the return in each quarter
      to DLUHC, and to the strategy group.
  - ref: "1.2"
    owner: Community safety team
    planned: 'Local elections:
      May 2023.'
    note: "It fell by -4%."  # lint: allow double_negative, no_comparator
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for folder in ("notebooks", "parameters/plans"):
        (tmp_path / folder).mkdir(parents=True)
    return Project(tmp_path)


def write_plan(project: Project, text: str = PLAN) -> Path:
    path = project.parameters / "plans" / "thurrock_2024-25.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def write_notebook(project: Project, *cells: tuple[str, str]) -> Path:
    path = project.notebooks / "report.ipynb"
    made = [
        {"cell_type": kind, "id": f"c{n}", "metadata": {}, "source": source}
        | ({"outputs": [], "execution_count": None} if kind == "code" else {})
        for n, (kind, source) in enumerate(cells)
    ]
    notebook = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def found_in(project: Project) -> list[tuple[int | None, str]]:
    return [
        (problem.line, problem.message.rsplit("(", 1)[1].rstrip(").")) for problem in lint_project(project)
    ]


# YAML


def test_a_fault_is_found_on_the_line_where_it_is_written(project):
    write_plan(project)
    assert sorted(found_in(project)) == [
        (5, "no_indicator"),
        (9, "finding_without_comparator"),
        (14, "no_owner"),
        (18, "renamed_body"),
        (22, "event_before_year"),
    ]


@pytest.mark.parametrize(
    ("yaml", "line"),
    [
        ("a: It goes to DLUHC.", 1),
        ("a:\n  It goes\n  to DLUHC.", 3),
        ("a: |\n  It goes\n\n  to DLUHC.", 4),
        ("a: >-\n\n  It goes\n  to DLUHC.", 4),
        ('a: "It goes\n  to DLUHC."', 2),
        ("a:\n  - x\n  - It goes to DLUHC.", 3),
    ],
)
def test_lines_are_those_of_the_words_however_yaml_folds_them(tmp_path, yaml, line):
    path = tmp_path / "plan.yaml"
    path.write_text(yaml, encoding="utf-8")
    [problem] = lint_texts(texts_in_yaml(read_yaml(path), yaml))
    assert problem.line == line


def test_a_text_whose_quotes_are_escaped_keeps_the_line_of_its_key(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_text('a: 1\nb: "It \\"goes\\" to DLUHC."', encoding="utf-8")
    [problem] = lint_texts(texts_in_yaml(read_yaml(path), path.read_text("utf-8")))
    assert problem.line == 2


def test_what_was_printed_by_others_and_names_are_not_prose(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_text("published: decrease of -747\nid: DLUHC\nplanned: Hold it.", encoding="utf-8")
    assert [text.place for text in texts_in_yaml(read_yaml(path), path.read_text("utf-8"))] == ["planned"]


def test_a_comment_sets_a_rule_aside_for_its_text_alone(project):
    write_plan(project)
    assert "double_negative" not in dict(map(reversed, found_in(project)))
    write_plan(project, PLAN.replace("allow double_negative, no_comparator", "allow no_comparator"))
    assert "double_negative" in dict(map(reversed, found_in(project)))


def test_a_file_that_cannot_be_read_has_no_warnings(project):
    write_plan(project, "a: [")
    assert lint_project(project) == []


def test_an_outline_is_had_from_a_file_with_faults(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_text("activities: [1, {owner: x}]\npriorities: none\ncommitments:\n", encoding="utf-8")
    outline = outline_in(read_yaml(path))
    assert [entry.ref for entry in outline.activities] == ["without a name"]
    assert outline.priorities == ()


# Notebooks


def test_markdown_and_what_is_said_and_noted_are_prose_and_code_is_not(project):
    path = write_notebook(
        project,
        ("markdown", "It goes to DLUHC."),
        ("code", "report.say('To DLUHC.')\nreport.note('DLUHC', text='x')\nreport.trend('DLUHC')"),
        ("code", "%matplotlib inline\nDLUHC = 1"),
        ("code", "report.say(f'{n} fell by -4%')"),
    )
    texts = texts_in_notebook(path)
    assert [(text.place, text.value) for text in texts] == [
        ("cell 1", "It goes to DLUHC."),
        ("cell 2", "To DLUHC."),
        ("cell 2", "DLUHC"),
        ("cell 2", "x"),
        ("cell 4", "{} fell by -4%"),
    ]
    problems = lint_project(project)
    assert all(problem.line is None for problem in problems)
    assert problems[0].message.startswith('cell 1: "DLUHC": its name since 2024 is Ministry of Housing')


def test_a_comment_in_a_cell_sets_a_rule_aside_in_it(project):
    write_notebook(
        project,
        ("markdown", "It goes to DLUHC. <!-- lint: allow renamed_body -->"),
        ("code", "report.say('To DLUHC.')  # lint: allow renamed_body"),
    )
    assert lint_project(project) == []


def test_what_is_no_notebook_has_no_texts(project):
    path = project.notebooks / "report.ipynb"
    path.write_text("no", encoding="utf-8")
    assert texts_in_notebook(path) == []


# The project itself


def test_the_projects_notebooks_and_example_plans_are_clean():
    problems = [p for p in lint_project(find_project(ROOT)) if p.file and "thurrock" not in p.file.name]
    assert problems == []


def test_faults_of_the_published_plan_are_found_and_nothing_else():
    ids = {p.message.rsplit("(", 1)[1].rstrip(").") for p in lint_project(find_project(ROOT))}
    assert {"no_owner", "finding_without_comparator"} <= ids
    assert ids <= {"no_owner", "finding_without_comparator", "renamed_body", "no_indicator"}


def test_what_is_found_is_a_warning_and_where_strict_a_problem(project):
    write_notebook(project, ("markdown", "It goes to DLUHC."))
    told: list[str] = []
    assert check_prose(project, strict=False, warn=told.append) == []
    assert "DLUHC" in told[0]
    assert len(check_prose(project, strict=True, warn=told.append)) == 1
    assert len(told) == 1


@pytest.mark.parametrize(("arguments", "code"), [([], 0), (["--strict"], 10)])
def test_check_succeeds_with_warnings_and_fails_where_strict(project, monkeypatch, arguments, code):
    def check_nothing_else(project, store, prose):
        if prose:
            raise ParameterError(prose)

    write_notebook(project, ("markdown", "It goes to DLUHC."))
    monkeypatch.chdir(project.root)
    monkeypatch.setattr("csp_toolkit.checks.check_everything", check_nothing_else)
    monkeypatch.setattr("csp_toolkit.cli.checking.open_store", lambda project, data: None)
    result = CliRunner().invoke(app, ["check", *arguments])
    assert getattr(result.exception, "exit_code", 0) == code
    assert ("DLUHC" in result.output) == (code == 0)


def test_a_text_without_a_line_has_none():
    assert Text("a\nb", None, None, "cell 1").line_at(3) is None
    assert Text("a\nb", None, 4, "x").line_at(3) == 5
