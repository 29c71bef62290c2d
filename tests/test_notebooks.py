"""Every notebook runs from top to bottom with its defaults on the sample, and holds calls alone."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from csp_toolkit.notebooks import declared_parameters, read_notebook

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SANITISE = Path(__file__).with_name("nbval_sanitise.cfg")
CELL_SECONDS = 120
NOT_IN_A_NOTEBOOK = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.With, ast.Try,
)  # fmt: skip
PATH = re.compile(r"(?:^|[\s\"'(])(?:[A-Za-z]:\\|~?/|\.\.?/)|\.(?:csv|xlsx|ods|parquet|yaml)\b")


def named(path: Path) -> str:
    return path.stem


def code_cells(path: Path) -> list[str]:
    return [cell.source for cell in read_notebook(path).cells if cell.cell_type == "code"]


@pytest.fixture
def project_of_the_sample(tmp_path: Path) -> Path:
    """A project as it is after cloning: notebooks and parameters, and no data of its own."""
    for name in ("notebooks", "parameters"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    return tmp_path


@pytest.mark.slow
def test_every_notebook_runs_with_its_defaults_on_the_sample(
    project_of_the_sample: Path, sample_cache: Path
) -> None:
    """nbval fails on any cell that raises; outputs are compared where a cell asks for it."""
    command = [
        sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", ".",
        "--nbval-lax", "--nbval-current-env", "--nbval-sanitize-with", str(SANITISE),
        f"--nbval-cell-timeout={CELL_SECONDS}", "notebooks",
    ]  # fmt: skip
    environment = {**os.environ, "CSP_TOOLKIT_CACHE": str(sample_cache), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=project_of_the_sample, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert f"{sum(len(code_cells(path)) for path in NOTEBOOKS)} passed" in done.stdout


@pytest.mark.parametrize("path", NOTEBOOKS, ids=named)
def test_a_notebook_takes_what_every_report_takes(path: Path) -> None:
    assert declared_parameters(path) == ["partnership", "period", "data", "as_at", "audience"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=named)
def test_a_notebook_defines_nothing_loops_over_nothing_and_names_no_file(path: Path) -> None:
    for source in code_cells(path):
        assert not [node for node in ast.walk(ast.parse(source)) if isinstance(node, NOT_IN_A_NOTEBOOK)]
        assert not PATH.search(source), source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=named)
def test_a_notebook_holds_no_output_and_was_not_run(path: Path) -> None:
    cells = [cell for cell in read_notebook(path).cells if cell.cell_type == "code"]
    assert [cell.get("outputs") for cell in cells] == [[]] * len(cells)
    assert {cell.get("execution_count") for cell in cells} == {None}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=named)
def test_a_notebook_can_be_read_in_one_sitting(path: Path) -> None:
    cells = read_notebook(path).cells
    assert 10 <= len(cells) <= 40
    assert len({cell["id"] for cell in cells}) == len(cells)
