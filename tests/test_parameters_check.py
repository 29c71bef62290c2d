"""Rules of checking: every file, every name, every problem at once; and the shipped files are right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from csp_toolkit.areas import Partnership, build_partnerships
from csp_toolkit.errors import describe_problem
from csp_toolkit.parameters import Project, check_parameters, json_schemas, write_schemas

SHIPPED = Project(Path(__file__).parent.parent)
RUN = "runs/thurrock_2024-25-q4_quarterly_performance"
KINDS = {"partnerships": "partnership", "packs": "pack", "runs": "run"}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with one right file of each kind."""
    for folder in ("notebooks", "parameters/partnerships", "parameters/packs", "parameters/runs"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "notebooks" / "quarterly_performance.ipynb").touch()
    project = Project(tmp_path)
    write(project, "partnerships/thurrock", "partnership: thurrock\n")
    write(project, "packs/quarterly", "title: T\naudience: public\nreports: [quarterly_performance]\n")
    write(project, RUN, "partnership: thurrock\nperiod: 2024-25 Q4\n")
    return project


@pytest.fixture
def known() -> tuple[Partnership, ...]:
    rows = [
        {
            "district_code": f"E0700000{number}",
            "district_name": name,
            "csp_code": f"E2200000{number}",
            "csp_name": name,
            "force_code": "E23000028",
            "force_name": "Essex",
        }
        for number, name in enumerate(("Thurrock", "Basildon", "Castle Point"), start=1)
    ]
    return build_partnerships(rows, vintage=2024)


def write(project: Project, name: str, text: str) -> None:
    (project.parameters / f"{name}.yaml").write_text(text, encoding="utf-8")


def check(project: Project, known: tuple[Partnership, ...]) -> list[str]:
    return [describe_problem(problem) for problem in check_parameters(project, known)]


def test_right_files_have_no_problem(project: Project, known: tuple[Partnership, ...]) -> None:
    assert check(project, known) == []


def test_a_file_may_hold_the_code_where_its_name_has_the_slug(
    project: Project, known: tuple[Partnership, ...]
) -> None:
    write(project, "partnerships/thurrock", "partnership: E22000001\n")
    assert check(project, known) == []


def test_problems_of_all_files_come_at_once(project: Project, known: tuple[Partnership, ...]) -> None:
    write(project, "partnerships/thurrock", "partnership: thurrock\nplan: lost\nzebra: 1\n")
    write(project, "packs/quarterly", "title: T\naudience: public\nreports: [lost]\n")
    write(project, RUN, "partnership: thurrock\nperiod: Q4\n")
    assert [(p.file and p.file.as_posix(), p.line) for p in check_parameters(project, known)] == [
        ("parameters/partnerships/thurrock.yaml", 2),
        ("parameters/partnerships/thurrock.yaml", 3),
        ("parameters/packs/quarterly.yaml", 3),
        (f"parameters/{RUN}.yaml", 2),
    ]


def test_a_file_is_named_for_the_partnership_it_is_about(
    project: Project, known: tuple[Partnership, ...]
) -> None:
    write(project, "partnerships/basildon", "# a copy\npartnership: thurrock\n")
    assert check(project, known) == [
        'parameters/partnerships/basildon.yaml, line 2: partnership is "thurrock", but the file is named '
        'for "basildon".\nRename the file, or correct the key.'
    ]


def test_a_run_is_named_for_what_it_runs(project: Project, known: tuple[Partnership, ...]) -> None:
    write(project, RUN, "partnership: basildon\nperiod: 2024-25\n")
    assert [(problem.line, problem.message) for problem in check_parameters(project, known)] == [
        (1, 'partnership is "basildon", but the file is named for "thurrock".'),
        (2, 'period is "2024-25", but the file is named for "2024-25-q4".'),
    ]


def test_a_run_of_a_report_that_does_not_exist_is_found(
    project: Project, known: tuple[Partnership, ...]
) -> None:
    write(project, "runs/thurrock_2024-25_quarterly_performence", "partnership: thurrock\nperiod: 2024-25\n")
    assert check(project, known) == [
        "parameters/runs/thurrock_2024-25_quarterly_performence.yaml: the file is named for "
        '"quarterly_performence", which is not a report (did you mean "quarterly_performance"?)'
    ]


def test_a_run_whose_name_says_too_little_is_found(project: Project, known: tuple[Partnership, ...]) -> None:
    write(project, "runs/thurrock", "partnership: thurrock\nperiod: 2024-25\n")
    assert check(project, known)[0].startswith(
        "parameters/runs/thurrock.yaml: the file's name does not say what is run."
    )


def test_without_notebooks_no_report_exists(project: Project, known: tuple[Partnership, ...]) -> None:
    (project.notebooks / "quarterly_performance.ipynb").unlink()
    assert [problem.message for problem in check_parameters(project, known)] == [
        '"quarterly_performance" is not a report.',
        'the file is named for "quarterly_performance", which is not a report.',
    ]


def test_a_plan_that_has_its_file_is_known(project: Project, known: tuple[Partnership, ...]) -> None:
    write(project, "partnerships/thurrock", "partnership: thurrock\nplan: thurrock_2024-25\n")
    assert len(check(project, known)) == 1
    (project.parameters / "plans").mkdir()
    write(project, "plans/thurrock_2024-25", "anything: 1\n")
    assert check(project, known) == []


def test_where_no_partnership_is_known_names_pass_but_the_rest_is_checked(project: Project) -> None:
    write(project, "partnerships/atlantis", "partnership: atlantis\nrelease_date: soon\n")
    assert [problem.message for problem in check_parameters(project, [])] == ['"soon" is not a date.']


def test_an_ending_that_nobody_reads_is_found(project: Project, known: tuple[Partnership, ...]) -> None:
    (project.parameters / "packs" / "annual.yml").write_text("title: T\n")
    assert check(project, known) == [
        "parameters/packs/annual.yml: this file is not read.\nChange the ending of its name to .yaml."
    ]


def test_the_shipped_files_are_right(known: tuple[Partnership, ...]) -> None:
    problems = check_parameters(SHIPPED, known)
    absent = SHIPPED.report_names() == ()
    assert [p for p in problems if not (absent and "is not a report" in p.message)] == []


def test_the_shipped_schemas_are_those_of_the_settings(tmp_path: Path) -> None:
    write_schemas(tmp_path)
    shipped = {path.name: path.read_bytes() for path in (SHIPPED.parameters / "schemas").iterdir()}
    shipped.pop("plan.schema.json")  # is checked where plans are
    assert shipped == {path.name: path.read_bytes() for path in tmp_path.iterdir()}


@pytest.mark.parametrize("folder", KINDS)
def test_every_shipped_file_tells_editors_its_schema(folder: str) -> None:
    files = SHIPPED.files(folder)
    assert files
    for path in files.values():
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first == f"# yaml-language-server: $schema=../schemas/{KINDS[folder]}.schema.json"
        assert (path.parent / first.partition("=")[2]).is_file()


def test_every_key_is_explained_in_its_schema() -> None:
    for schema in json_schemas().values():
        objects = [schema, *schema.get("$defs", {}).values()]
        for described in objects:
            assert described["additionalProperties"] is False
            for key, field in described["properties"].items():
                assert field.get("description"), key
        json.dumps(schema)
