"""Rule of batches on a toolkit that somebody is editing: no report is made by code that is gone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_batch import ROOT, project
from test_runs import COVER, PARAMETERS, write_notebook

from csp_toolkit.parameters import Project

__all__ = ["project"]  # a fixture

EDITS = """
import sys
loaded_before = "csp_toolkit.report.held_against" in sys.modules
from pathlib import Path
from csp_toolkit import number_format
with open("said", "a") as file:
    print(partnership, getattr(number_format, "EDIT", "original"), loaded_before, file=file)
if partnership == "basildon":
    with Path(number_format.__file__).open("a") as file:
        print('EDIT = "edited"', file=file)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux alone")
def test_an_edit_of_the_toolkit_in_mid_batch_counts_from_the_next_report_and_the_next_batch_makes_all_anew(
    project: Project, tmp_path: Path, sample_cache: Path
) -> None:
    library = tmp_path / "library"
    left_out = shutil.ignore_patterns("__pycache__", ".mypy_cache")
    shutil.copytree(ROOT / "csp_toolkit", library / "csp_toolkit", ignore=left_out)
    write_notebook(project.notebooks / "small.ipynb", [PARAMETERS, COVER, EDITS])
    asked = ["batch", "small", "--period", "2024-25 Q4", "--data", "sample", "--formats", "html"]
    places = ["--partnership", "basildon", "--partnership", "harlow", "--workers", "1"]
    environment = {**os.environ, "PYTHONPATH": str(library)}
    environment.pop("CSP_TOOLKIT_KERNEL", None)

    def run() -> list[str]:
        command = [sys.executable, "-m", "csp_toolkit.cli", *asked, *places]
        subprocess.run(command, cwd=project.root, env=environment, check=True, timeout=120)
        said = project.root / "said"
        lines = said.read_text().splitlines()
        said.unlink()
        return lines

    # True: the first kernel was forked with the toolkit loaded, as a batch's kernels are.
    assert run() == ["basildon original True", "harlow edited False"]
    assert run() == ["basildon edited True", "harlow edited False"]
