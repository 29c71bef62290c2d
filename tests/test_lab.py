"""What an analyst works with in JupyterLab: new reports, git for notebooks, plain errors, Altair's charts."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest

from csp_toolkit.blocks.in_notebooks import show_in_notebook
from csp_toolkit.blocks.model import Callout
from csp_toolkit.checks import check_everything
from csp_toolkit.errors import CspError, ParameterError, Problem
from csp_toolkit.lab.git_setup import set_up_git
from csp_toolkit.lab.new_report import write_new_report
from csp_toolkit.lab.server import make_report
from csp_toolkit.lab.setting_up import set_up
from csp_toolkit.listing import list_reports
from csp_toolkit.notebooks import declared_parameters
from csp_toolkit.parameters import Project
from csp_toolkit.periods import parse_period
from csp_toolkit.prose import lint_project
from csp_toolkit.report.kinds import check_period, find_report
from csp_toolkit.store import Store

ROOT = Path(__file__).parents[1]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "notebooks").mkdir()
    shutil.copytree(ROOT / "parameters", tmp_path / "parameters")
    return Project(tmp_path)


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=Analyst", "-c", "user.email=analyst@example.org")
    return subprocess.run(
        ["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=True
    ).stdout


def new_report(project: Project, name: str = "tilbury_update", title: str | None = None) -> Path:
    return write_new_report(project, name, title, "thurrock", "2024-25 Q4")


def test_a_new_report_is_known_and_has_nothing_wrong_with_it(project: Project, sample_store: Store) -> None:
    shutil.copytree(ROOT / "notebooks", project.notebooks, dirs_exist_ok=True)
    new_report(project)
    assert any(line.startswith("tilbury_update") for line in list_reports(project))
    check_everything(project, sample_store)
    assert [problem for problem in lint_project(project) if "tilbury" in str(problem.file)] == []


def test_a_new_report_has_parameters_ids_in_words_and_no_output(project: Project) -> None:
    path = new_report(project, title='Tilbury: "the update"')
    assert declared_parameters(path) == ["partnership", "period", "data", "as_at", "audience"]
    cells = nbformat.read(path, 4).cells
    assert all(cell["id"].replace("-", "").isalpha() for cell in cells)
    assert all(not cell.get("outputs") for cell in cells)
    assert r'title="Tilbury: \"the update\""' in cells[1].source


@pytest.mark.parametrize(
    "name", ["", "Tilbury", "../tilbury", "tilbury update", "2025_update", "a__b", "class", "x" * 61]
)
def test_a_name_that_could_be_no_file_or_command_is_refused(project: Project, name: str) -> None:
    with pytest.raises(ParameterError, match="cannot be the name"):
        new_report(project, name)
    assert not list(project.root.glob("**/*.ipynb"))


@pytest.mark.parametrize("name", ["tilbury_update", "quarterly_performance"])
def test_a_name_that_is_taken_is_refused_and_the_file_stays(project: Project, name: str) -> None:
    before = new_report(project).read_bytes()
    with pytest.raises(ParameterError, match="already"):
        new_report(project, name)
    assert (project.notebooks / "tilbury_update.ipynb").read_bytes() == before


@pytest.mark.parametrize("period", ["2024-25 Q4", "2024-25", "12 months to 2025-03"])
def test_a_report_of_ones_own_is_for_a_quarter_a_year_or_twelve_months(period: str) -> None:
    check_period("tilbury_update", parse_period(period))
    assert find_report("tilbury_update", "Tilbury update").require_period(parse_period(period))


def test_a_report_of_ones_own_is_for_no_month() -> None:
    with pytest.raises(ParameterError, match="twelve months"):
        check_period("tilbury_update", parse_period("2025-01"))


def test_a_slip_in_a_known_name_is_not_taken_for_a_report_of_ones_own() -> None:
    with pytest.raises(ParameterError, match='did you mean "quarterly_performance"'):
        find_report("quartely_performance")


@pytest.mark.parametrize(
    ("shown", "folder", "path"),
    [
        (".", "", "notebooks/tilbury_update.ipynb"),
        (".", "parameters/packs", "notebooks/tilbury_update.ipynb"),
        ("notebooks", "", "tilbury_update.ipynb"),
        ("..", "work", "work/notebooks/tilbury_update.ipynb"),
    ],
)
def test_jupyterlab_finds_the_project_from_the_folder_that_is_open(
    tmp_path: Path, shown: str, folder: str, path: str
) -> None:
    for name in ("notebooks", "parameters/packs"):
        (tmp_path / "work" / name).mkdir(parents=True)
    assert make_report(tmp_path / "work" / shown, folder, "tilbury_update") == path


@pytest.mark.parametrize(
    ("shown", "folder", "said"),
    [("parameters", "", "does not show the project's notebooks"), ("..", "../..", "is not in a project")],
)
def test_where_jupyterlab_cannot_show_the_notebook_none_is_made(
    project: Project, shown: str, folder: str, said: str
) -> None:
    with pytest.raises(ParameterError, match=said):
        make_report(project.root / shown, folder, "tilbury_update")
    assert not list(project.root.glob("**/*.ipynb"))


def test_a_wheel_brings_to_jupyterlab_what_the_set_up_brings(project: Project) -> None:
    git(project.root, "init", "-q")
    set_up(project, project.root / "environment")
    places = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["data-files"]
    brought = {
        f"{folder}/{Path(file).name}": ROOT / file for folder, files in places.items() for file in files
    }
    written = {
        path.relative_to(project.root / "environment").as_posix(): path
        for path in (project.root / "environment").rglob("*.*")
        if path.is_file()
    }
    assert {name for name in brought if "kernels" not in name} == set(written)
    assert all(path.read_bytes() == brought[name].read_bytes() for name, path in written.items())


def test_git_is_set_up_once_and_then_left_alone(project: Project) -> None:
    git(project.root, "init", "-q")
    environment = project.root / "environment"
    assert len(set_up(project, environment)) > 8
    assert set_up(project, environment) == []


def test_outputs_never_reach_a_commit_and_ids_stay(project: Project) -> None:
    git(project.root, "init", "-q")
    set_up_git(project.root)
    path = new_report(project)
    notebook = nbformat.read(path, 4)
    notebook.cells[2].outputs = [nbformat.v4.new_output("stream", text="SECRET")]
    nbformat.write(notebook, path)
    git(project.root, "add", "notebooks")
    kept = git(project.root, "show", ":notebooks/tilbury_update.ipynb")
    assert "SECRET" not in kept
    assert "SECRET" in path.read_text("utf-8")
    assert [cell["id"] for cell in json.loads(kept)["cells"]] == [cell["id"] for cell in notebook.cells]


def test_differences_are_shown_by_nbdime(project: Project) -> None:
    git(project.root, "init", "-q")
    set_up_git(project.root)
    path = new_report(project)
    git(project.root, "add", "notebooks")
    git(project.root, "commit", "-q", "-m", "one")
    path.write_text(path.read_text("utf-8").replace("report.cover()", "report.cover() # seen"), "utf-8")
    assert "nbdiff" in git(project.root, "diff")


def test_other_attributes_of_a_clone_stay(project: Project) -> None:
    git(project.root, "init", "-q")
    attributes = project.root / ".git" / "info" / "attributes"
    attributes.parent.mkdir(exist_ok=True)
    attributes.write_text("*.png binary")
    set_up_git(project.root)
    assert attributes.read_text().splitlines()[0] == "*.png binary"
    assert "diff: jupyternotebook" in git(project.root, "check-attr", "diff", "a.ipynb")


def test_outside_a_clone_the_set_up_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(ParameterError, match="not a git repository"):
        set_up_git(tmp_path)


def run_in_ipython(code: str) -> str:
    """What a fresh IPython without a terminal prints."""
    start = (
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "shell = InteractiveShell.instance()\n"
        f"shell.run_cell({code!r})\n"
    )
    done = subprocess.run([sys.executable, "-c", start], capture_output=True, text=True, cwd=ROOT, check=True)
    return done.stdout + done.stderr


def test_a_mistake_in_a_cell_is_a_message_without_a_traceback() -> None:
    said = run_in_ipython(
        "from csp_toolkit.report.kinds import find_report; find_report('quartely_performance')"
    )
    assert 'there is no report "quartely_performance"' in said
    assert "Traceback" not in said
    assert "kinds.py" not in said


def test_every_kind_of_failure_shows_its_message_alone() -> None:
    error = CspError([Problem("one thing", hint="Do this."), Problem("another")])
    (shown,) = error._render_traceback_()
    assert shown.endswith(str(error))


def test_an_altair_chart_of_ones_own_is_shown_by_our_theme() -> None:
    said = run_in_ipython(
        "from csp_toolkit.blocks.altair_in_notebooks import show_charts_of_altair; show_charts_of_altair()\n"
        "import altair as alt\n"
        "chart = alt.Chart({'values': [{'a': 1}]}).mark_bar().encode(x='a:Q')\n"
        "data = get_ipython().display_formatter.format(chart)[0]\n"
        "print(sorted(data), alt.theme.active, 'Source Sans' in data['image/svg+xml'])"
    )
    assert "'application/vnd.vegalite.v6+json'" in said
    assert "csp_toolkit True" in said


def test_a_theme_that_an_analyst_chose_stays() -> None:
    said = run_in_ipython(
        "from csp_toolkit.blocks.altair_in_notebooks import show_charts_of_altair; show_charts_of_altair()\n"
        "import altair as alt; alt.theme.enable('dark')\n"
        "chart = alt.Chart({'values': [{'a': 1}]}).mark_bar().encode(x='a:Q')\n"
        "get_ipython().display_formatter.format(chart)\n"
        "print(alt.theme.active)"
    )
    assert said.strip().endswith("dark")


def test_what_a_cell_shows_carries_its_looks_and_escapes_its_text() -> None:
    shown = show_in_notebook([Callout(title="<b>", text="</style><script>x</script>")])
    assert shown.count("<style>") == shown.count("</style>") == 1
    assert "<script" not in shown
