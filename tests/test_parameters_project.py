"""Rules of a project: where it is found, which files it holds and whose settings they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from csp_toolkit.errors import ParameterError
from csp_toolkit.parameters import PartnershipSettings, Project, RunName, find_project, parse_run_name


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for folder in ("notebooks", "parameters/partnerships", "parameters/packs", "parameters/runs"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "notebooks" / "quarterly_performance.ipynb").touch()
    write(tmp_path, "partnerships/thurrock", "partnership: thurrock\nplan: ours\n")
    write(tmp_path, "partnerships/basildon", "partnership: E22000002\nplan: theirs\n")
    write(tmp_path, "packs/quarterly", "title: T\naudience: public\nreports: [quarterly_performance]\n")
    write(tmp_path, "runs/one", "partnership: thurrock\nperiod: 2024-25 Q4\n")
    return Project(tmp_path)


def write(root: Path, name: str, text: str) -> None:
    (root / "parameters" / f"{name}.yaml").write_text(text, encoding="utf-8")


def test_a_project_is_found_from_its_root_and_from_anywhere_inside(project: Project) -> None:
    assert find_project(project.root) == project
    assert find_project(project.notebooks) == project
    assert find_project(project.parameters / "runs") == project


def test_a_project_is_found_from_the_current_folder(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.notebooks)
    assert find_project() == project


def test_a_folder_with_notebooks_alone_is_not_a_project(tmp_path: Path) -> None:
    (tmp_path / "notebooks").mkdir()
    with pytest.raises(ParameterError, match=r"is not in a project\.\nGo to the folder that holds"):
        find_project(tmp_path / "notebooks")


def test_the_inner_of_two_nested_projects_is_meant(project: Project) -> None:
    inner = project.root / "outputs" / "copy"
    for folder in ("notebooks", "parameters"):
        (inner / folder).mkdir(parents=True)
    assert find_project(inner / "notebooks") == Project(inner)


def test_outputs_and_data_have_their_place_before_they_exist(project: Project) -> None:
    assert (project.outputs, project.data) == (project.root / "outputs", project.root / "data")


def test_names_are_those_of_the_files_in_order(project: Project) -> None:
    write(project.root, "packs/annual", "title: T\n")
    (project.notebooks / "notes.txt").touch()
    assert project.packs() == ("annual", "quarterly")
    assert project.runs() == ("one",)
    assert project.report_names() == ("quarterly_performance",)


@pytest.mark.parametrize("name", ["thurrock", "THURROCK", " thurrock "])
def test_settings_are_found_by_slug(project: Project, name: str) -> None:
    assert project.partnership_settings(name).plan == "ours"


def test_settings_are_found_by_the_code_they_hold(project: Project) -> None:
    assert project.partnership_settings("e22000002").plan == "theirs"
    assert project.partnership_settings("BASILDON").plan == "theirs"


def test_a_partnership_without_a_file_has_settings_that_leave_everything_out(project: Project) -> None:
    assert project.partnership_settings("castle-point") == PartnershipSettings(partnership="castle-point")


def test_a_name_cannot_lead_out_of_the_folder(project: Project) -> None:
    write(project.root, "secret", "partnership: thurrock\nplan: secret\n")
    assert project.partnership_settings("../secret").plan is None
    with pytest.raises(ParameterError, match="is not a pack"):
        project.pack("../secret")


def test_a_broken_file_of_another_partnership_does_no_harm(project: Project) -> None:
    write(project.root, "partnerships/atlantis", "partnership: [\n")
    assert project.partnership_settings("E22000002").plan == "theirs"


def test_a_problem_names_the_file_as_it_is_called_from_the_root(project: Project) -> None:
    write(project.root, "partnerships/thurrock", "partnership: thurrock\nzebra: 1\n")
    with pytest.raises(ParameterError, match=r"^parameters/partnerships/thurrock\.yaml, line 2: unknown key"):
        project.partnership_settings("thurrock")


def test_packs_and_runs_are_read_by_name(project: Project) -> None:
    assert project.pack("quarterly").reports == ("quarterly_performance",)
    assert project.run("one").period == "2024-25 Q4"


def test_an_unknown_pack_or_run_is_refused_with_those_that_exist(project: Project) -> None:
    with pytest.raises(ParameterError) as caught:
        project.pack("quaterly")
    assert str(caught.value) == '"quaterly" is not a pack (did you mean "quarterly"?)'
    with pytest.raises(ParameterError) as caught:
        project.run("zebra")
    assert str(caught.value) == '"zebra" is not a run.\nThose that exist: one.'


def test_the_name_of_a_run_says_partnership_period_and_report() -> None:
    name = "thurrock_12-months-to-2023-09_quarterly_performance"
    assert parse_run_name(name) == RunName("thurrock", "12-months-to-2023-09", "quarterly_performance")
    for other in ("thurrock", "thurrock_2024-25", "__quarterly", "_2024-25_x"):
        assert parse_run_name(other) is None
