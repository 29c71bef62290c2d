"""Rules of runs: strict parameters, all cells run, all files or none, the same bytes every time."""

from __future__ import annotations

import csv
import importlib.util
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat
import pytest

from csp_toolkit.areas import Partnership, find_partnership
from csp_toolkit.errors import DataError, NotebookError, ParameterError, RenderingError
from csp_toolkit.frames import load_partnerships
from csp_toolkit.indicators.results import RESULT_COLUMNS
from csp_toolkit.parameters import Project, find_project
from csp_toolkit.periods import Quarter
from csp_toolkit.rendering.document import Document, Item, build_document
from csp_toolkit.runs import Run, run_report
from csp_toolkit.store import Store

ROOT = Path(__file__).parents[1]
FILES = ["comparisons.csv", "report.html", "report.ipynb", "report.pdf", "results.csv"]
PARAMETERS = 'partnership = "thurrock"\nperiod = "2024-25 Q4"\ndata = None\nas_at = None'
COVER = """
from datetime import date
from csp_toolkit.blocks.model import Cover, Display
Display(blocks=(Cover(title="T", partnership=partnership, period=period, data_as_at=date(2025, 5, 31)),))
"""


def write_notebook(path: Path, cells: list[str], *, tag: str = "parameters") -> None:
    """A notebook of code cells, the first of which is tagged."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    if tag:
        notebook.cells[0].metadata["tags"] = [tag]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty project of its own."""
    for folder in ("notebooks", "parameters"):
        (tmp_path / "project" / folder).mkdir(parents=True)
    return find_project(tmp_path / "project")


@pytest.fixture(scope="session")
def thurrock(sample_store: Store) -> Partnership:
    return find_partnership(load_partnerships(sample_store), "thurrock")


def run_cells(project: Project, thurrock: Partnership, cells: list[str], **settings: str) -> Path:
    write_notebook(project.notebooks / "small.ipynb", cells, **settings)
    return run_report(project, Run("small", thurrock, Quarter(2024, 4)), project.outputs)


def test_a_run_gives_four_files_and_leaves_nothing_else(project: Project, thurrock: Partnership) -> None:
    folder = run_cells(project, thurrock, [PARAMETERS, COVER])
    assert folder == project.outputs / "thurrock" / "2024-25-q4" / "small"
    assert sorted(path.name for path in folder.iterdir()) == FILES
    assert [path.name for path in folder.parent.iterdir()] == ["small"]


@pytest.mark.parametrize(
    ("cells", "tag", "message"),
    [
        ([COVER], "", 'no cell tagged "parameters"'),
        (['partnership = "x"', COVER], "parameters", 'no parameter "period"'),
        (["import os\npartnership = period = None", COVER], "parameters", "nothing but lines such as"),
        (["partnership = (", COVER], "parameters", "not Python"),
    ],
)
def test_parameters_that_a_notebook_does_not_take_are_refused_before_it_runs(
    project: Project, thurrock: Partnership, cells: list[str], tag: str, message: str
) -> None:
    with pytest.raises(NotebookError, match=message):
        run_cells(project, thurrock, cells, tag=tag)
    assert not project.outputs.exists()


def test_a_notebook_that_ends_itself_has_not_succeeded(project: Project, thurrock: Partnership) -> None:
    with pytest.raises(NotebookError, match=r"left unrun|failed"):
        run_cells(project, thurrock, [PARAMETERS, COVER, "import sys; sys.exit(0)", "1 + 1"])
    assert not (project.outputs / "thurrock" / "2024-25-q4" / "small").exists()


def test_a_failed_run_names_the_cell_keeps_the_notebook_and_leaves_the_last_good_output(
    project: Project, thurrock: Partnership
) -> None:
    good = run_cells(project, thurrock, [PARAMETERS, COVER])
    before = {path.name: path.read_bytes() for path in good.iterdir()}
    with pytest.raises(NotebookError) as caught:
        run_cells(project, thurrock, [PARAMETERS, COVER, "1 / 0"])
    assert "cell 3 failed: ZeroDivisionError: division by zero" in str(caught.value)
    kept = good.with_name("small.failed") / "report.ipynb"
    assert kept.as_posix() in str(caught.value)
    assert kept.exists()
    assert {path.name: path.read_bytes() for path in good.iterdir()} == before
    run_cells(project, thurrock, [PARAMETERS, COVER])
    assert not kept.exists()


@pytest.mark.parametrize(("kind", "error"), [("DataError", DataError), ("ParameterError", ParameterError)])
def test_a_failure_in_a_cell_keeps_its_kind_and_so_its_exit_code(
    project: Project, thurrock: Partnership, kind: str, error: type[Exception]
) -> None:
    cell = f'from csp_toolkit.errors import {kind}\nraise {kind}("this month is not held")'
    with pytest.raises(error, match="cell 2 failed: this month is not held"):
        run_cells(project, thurrock, [PARAMETERS, cell])


def test_an_analysts_altair_chart_runs_and_reaches_both_documents(
    project: Project, thurrock: Partnership
) -> None:
    draw = """
import altair as alt
from csp_toolkit.blocks.charts import enable_theme
enable_theme()
rows = alt.Data(values=[{"a": 1, "b": 3}, {"a": 2, "b": 1}])
words = {"title": "Invented", "description": "Two bars of invented numbers."}
alt.Chart(rows, **words).mark_bar().encode(x="a:O", y="b:Q")
"""
    folder = run_cells(project, thurrock, [PARAMETERS, COVER, draw])
    assert "Two bars of invented numbers." in (folder / "report.html").read_text("utf-8")
    assert (folder / "report.pdf").stat().st_size > 10_000


def test_an_unknown_report_or_format_is_refused_with_what_is_known(
    project: Project, thurrock: Partnership
) -> None:
    write_notebook(project.notebooks / "small.ipynb", [PARAMETERS])
    with pytest.raises(ParameterError, match="Known: small"):
        run_report(project, Run("smal", thurrock, Quarter(2024, 4)), project.outputs)
    with pytest.raises(ParameterError, match="Known: html, pdf"):
        run_report(project, Run("small", thurrock, Quarter(2024, 4), formats=("doc",)), project.outputs)


def test_office_documents_are_written_where_they_are_asked_for(
    project: Project, thurrock: Partnership
) -> None:
    table = "Table(caption='C', columns=(Column(label='A'),), rows=(('b',),))"
    shown = f"from csp_toolkit.blocks.model import Column, Table\nDisplay(blocks=({table},))"
    write_notebook(project.notebooks / "small.ipynb", [PARAMETERS, COVER, shown])
    run = Run("small", thurrock, Quarter(2024, 4), formats=("docx", "xlsx", "ods"))
    folder = run_report(project, run, project.outputs)
    wanted = ["report.docx", "report.ipynb", "report.ods", "report.xlsx", "results.csv"]
    assert sorted(path.name for path in folder.iterdir()) == ["comparisons.csv", *wanted]


def test_however_many_documents_are_written_the_notebook_is_read_once(
    project: Project, thurrock: Partnership, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_notebook(project.notebooks / "small.ipynb", [PARAMETERS, COVER])
    built: list[Document] = []

    def build(items: Sequence[Item]) -> Document:
        built.append(build_document(items))
        return built[-1]

    monkeypatch.setattr("csp_toolkit.rendering.reader.build_document", build)
    run_report(project, Run("small", thurrock, Quarter(2024, 4)), project.outputs)
    assert len(built) == 1


def test_a_word_document_that_cannot_be_written_is_told_before_anything_runs(
    project: Project, thurrock: Partnership, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_notebook(project.notebooks / "small.ipynb", [PARAMETERS, "1 / 0"])
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "docx" else found(name))
    run = Run("small", thurrock, Quarter(2024, 4), formats=("docx",))
    with pytest.raises(RenderingError, match="needs python-docx"):
        run_report(project, run, project.outputs)


@pytest.fixture(scope="module")
def quarterly(thurrock: Partnership, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The quarterly report of the sample, run once."""
    run = Run("quarterly_performance", thurrock, Quarter(2024, 4), data="sample")
    return run_report(find_project(ROOT), run, tmp_path_factory.mktemp("outputs"))


def test_two_runs_give_the_same_bytes(quarterly: Path, thurrock: Partnership, tmp_path: Path) -> None:
    run = Run("quarterly_performance", thurrock, Quarter(2024, 4), data="sample")
    again = run_report(find_project(ROOT), run, tmp_path)
    for name in FILES:
        assert (again / name).read_bytes() == (quarterly / name).read_bytes(), name


def test_results_hold_the_promised_columns_and_no_figure_without_its_editions(quarterly: Path) -> None:
    with (quarterly / "results.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == list(RESULT_COLUMNS)
    assert {row["area_name"] for row in rows if row["indicator_id"] == "street_burglary"} == {"Thurrock"}
    assert all(row["editions"] for row in rows if row["status"] == "published")
    burglary = next(
        row for row in rows if (row["indicator_id"], row["period"]) == ("street_burglary", "2024-25 Q4")
    )
    assert (burglary["numerator"], burglary["area_code"]) == ("131", "E22000091")


def test_plain_papermill_and_nbconvert_give_the_same_page(quarterly: Path, tmp_path: Path) -> None:
    executed = tmp_path / "out.ipynb"
    parameters = "parameters/runs/thurrock_2024-25-q4_quarterly_performance.yaml"
    command = ["papermill", "notebooks/quarterly_performance.ipynb", str(executed), "-f", parameters]
    run_command([*command, "-p", "data", "sample"])
    for exporter in ("csp_html", "csp_pdf"):
        run_command(["nbconvert", "--to", exporter, "--output-dir", str(tmp_path), str(executed)])
    assert (tmp_path / "out.html").read_bytes() == (quarterly / "report.html").read_bytes()
    assert (tmp_path / "out.pdf").read_bytes() == (quarterly / "report.pdf").read_bytes()


def run_command(command: list[str]) -> None:
    module = "jupyter" if command[0] == "nbconvert" else command[0]
    arguments = command if module == "jupyter" else command[1:]
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
