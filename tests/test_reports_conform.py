"""Every report of the sample against the standards: HTML by the Nu checker, PDF/UA-1 and PDF/A-2a, its gates.

How they are read in a browser is tested in ``tests/browser``.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import nbformat
import nu_checker
import pikepdf
import pytest

from csp_toolkit import rendering
from csp_toolkit.frames import load_partnerships
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.parameters import find_project
from csp_toolkit.periods import parse_period
from csp_toolkit.rendering.document import Document
from csp_toolkit.rendering.gates.html_gate import check_page
from csp_toolkit.rendering.gates.pdf_gate import check_pdf
from csp_toolkit.runs import Run, run_report
from csp_toolkit.store import open_store

REPORTS = (
    "quarterly_performance",
    "strategic_assessment",
    "annual_delivery_plan",
    "hwb_report",
    "data_quality",
)
ROOT = Path(__file__).resolve().parents[1]
EVERY_REPORT = pytest.mark.parametrize("report", REPORTS)


def failures(data: bytes) -> list[str]:
    """What two standards find wrong with a PDF."""
    page = pytest.importorskip("page", reason="page-validation is not installed")
    profiles = (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A)
    reports = [page.validate_pdf_bytes(data, profile=profile) for profile in profiles]
    return [f"{report.profile}: {failure.message}" for report in reports for failure in report.failures]


def notebook(folder: Path) -> nbformat.NotebookNode:
    return nbformat.read(folder / "report.ipynb", as_version=4)  # type: ignore[no-untyped-call]


def document(folder: Path) -> Document:
    return rendering.read_document(notebook(folder))


def test_every_report_is_looked_at(sample_reports: Mapping[str, Path]) -> None:
    assert set(sample_reports) == set(REPORTS)


def test_the_nu_checker_finds_nothing_in_any_page(sample_reports: Mapping[str, Path]) -> None:
    assert nu_checker.messages([folder / "report.html" for folder in sample_reports.values()]) == []


def test_the_nu_checker_would_find_a_fault(sample_reports: Mapping[str, Path], tmp_path: Path) -> None:
    page = (sample_reports["hwb_report"] / "report.html").read_text(encoding="utf-8")
    file = tmp_path / "report.html"
    file.write_text(page.replace("<table>", '<table align="center">', 1), encoding="utf-8")
    assert ["align" in message for message in nu_checker.messages([file])] == [True]


@EVERY_REPORT
def test_the_pdf_keeps_to_both_standards(sample_reports: Mapping[str, Path], report: str) -> None:
    assert failures((sample_reports[report] / "report.pdf").read_bytes()) == []


@EVERY_REPORT
def test_what_lies_in_the_folder_is_what_the_gates_let_through(
    sample_reports: Mapping[str, Path], report: str
) -> None:
    folder = sample_reports[report]
    held = document(folder)
    assert list(held.tables())
    assert check_page((folder / "report.html").read_text(encoding="utf-8"), held) == []
    with pikepdf.open(BytesIO((folder / "report.pdf").read_bytes())) as pdf:
        assert check_pdf(pdf, held) == []


@EVERY_REPORT
@pytest.mark.parametrize("form", ["docx", "xlsx", "ods"])
def test_the_office_formats_pass_their_gates(
    sample_reports: Mapping[str, Path], report: str, form: str
) -> None:
    render = getattr(rendering, f"render_notebook_{form}")
    assert render(notebook(sample_reports[report])).startswith(b"PK")


@pytest.mark.slow
def test_a_report_on_the_real_files_conforms_too(realdata: Path, tmp_path: Path) -> None:
    store = open_store(tmp_path / "store", create=True)
    ingest(store, [realdata / "geography", realdata / "population", realdata / "police_uk"])
    thurrock = next(each for each in load_partnerships(store) if each.slug == "thurrock")
    run = Run("hwb_report", thurrock, parse_period("2024-25"), str(tmp_path / "store"))
    folder = run_report(find_project(ROOT), run, tmp_path / "outputs")
    assert not document(folder).cover.synthetic
    assert failures((folder / "report.pdf").read_bytes()) == []
    assert nu_checker.messages([folder / "report.html"]) == []
