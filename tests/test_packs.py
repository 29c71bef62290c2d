"""A pack of a year: each report for the periods it is made for, and a page that leads to all of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from test_batch import in_a_thread
from test_runs import COVER, PARAMETERS, write_notebook

from csp_toolkit.areas import Partnership, find_partnership
from csp_toolkit.batch import Finished, plan_batch, run_batch
from csp_toolkit.errors import NotebookError, ParameterError
from csp_toolkit.frames import load_partnerships
from csp_toolkit.packs import pack_folder
from csp_toolkit.parameters import Project, find_project
from csp_toolkit.periods import FinancialYear, Quarter, parse_period
from csp_toolkit.report.kinds import REPORTS
from csp_toolkit.runs import Run
from csp_toolkit.store import Store

ROOT = Path(__file__).parents[1]
YEAR = FinancialYear(2024)
ASSESSED = parse_period("12 months to 2023-09")
PACK = (
    "title: The year\naudience: public\nreports: [strategic_assessment, quarterly_performance, own_report]\n"
)


@pytest.mark.parametrize(
    ("report", "periods"),
    [
        ("annual_delivery_plan", ["2024-25"]),
        ("strategic_assessment", ["12 months to 2023-09"]),
        ("quarterly_performance", ["2024-25 Q1", "2024-25 Q2", "2024-25 Q3", "2024-25 Q4"]),
        ("hwb_report", ["2024-25"]),
        ("data_quality", ["12 months to 2025-03"]),
    ],
)
def test_a_year_s_pack_holds_each_report_for_the_periods_it_is_made_for(
    report: str, periods: list[str]
) -> None:
    assert [period.label for period in REPORTS[report].periods_within(YEAR, ASSESSED)] == periods


def test_without_a_plan_the_assessment_is_for_the_year_s_own_months() -> None:
    (period,) = REPORTS["strategic_assessment"].periods_within(YEAR)
    assert period.months == YEAR.months


def test_a_quarter_s_pack_refuses_a_report_for_a_year() -> None:
    with pytest.raises(ParameterError, match="a financial year"):
        REPORTS["annual_delivery_plan"].periods_within(Quarter(2024, 4))


@pytest.fixture(scope="module")
def thurrock(sample_store: Store) -> Partnership:
    return find_partnership(load_partnerships(sample_store), "thurrock")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with three small reports and Thurrock's plan."""
    for folder in ("notebooks", "parameters/packs", "parameters/plans"):
        (tmp_path / folder).mkdir(parents=True)
    plan = ROOT / "parameters" / "plans" / "thurrock_2024-25.yaml"
    (tmp_path / "parameters" / "plans" / plan.name).write_bytes(plan.read_bytes())
    (tmp_path / "parameters" / "packs" / "year.yaml").write_text(PACK)
    for name in ("strategic_assessment", "quarterly_performance", "own_report"):
        write_notebook(tmp_path / "notebooks" / f"{name}.ipynb", [PARAMETERS, COVER])
    return find_project(tmp_path)


def links(page: Path) -> list[str]:
    """What the page leads to beside itself."""
    soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    return [str(link["href"]) for link in soup.select('main a:not([href^="#"])')]


def make_pack(project: Project, store: Store, thurrock: Partnership) -> Finished:
    """What ``csp pack year`` makes, without processes of its own."""
    everyone = load_partnerships(store)
    asked = Run("year", thurrock, YEAR, formats=("html",))
    planned = plan_batch(project, store, everyone, [thurrock], asked, project.outputs, anew=True)
    return run_batch(planned, lambda line: None, in_a_thread)


@pytest.mark.slow
def test_the_contents_page_leads_to_every_document_that_was_made(
    project: Project, sample_store: Store, thurrock: Partnership
) -> None:
    finished = make_pack(project, sample_store, thurrock)
    assert finished.count("made") == 6
    place = project.outputs / "thurrock" / "2024-25" / "year_pack"
    targets = [(place / link).resolve() for link in links(place / "contents.html")]
    assert all(target.is_file() for target in targets)
    assert {job.folder / "report.html" for job in finished.outcomes} <= set(targets)
    assert not any(target.suffix == ".pdf" for target in targets)


@pytest.mark.slow
def test_a_report_that_cannot_be_made_keeps_no_other_out_and_is_named_on_the_contents_page(
    project: Project, sample_store: Store, thurrock: Partnership
) -> None:
    (project.parameters / "packs" / "year.yaml").write_text(
        "title: The year\naudience: partnership\nreports: [own_report, strategic_assessment]\n"
    )
    write_notebook(
        project.notebooks / "strategic_assessment.ipynb", [f"{PARAMETERS}\naudience = None", COVER]
    )
    write_notebook(project.notebooks / "own_report.ipynb", [f"{PARAMETERS}\naudience = None", "1 / 0"])
    finished = make_pack(project, sample_store, thurrock)
    ((job, outcome),) = finished.failed.items()
    assert job.run.report == "own_report"
    assert outcome.exit_code == NotebookError.exit_code
    assert "cell 2 failed" in outcome.reason
    page = project.outputs / "thurrock" / "2024-25" / "year_pack-partnership" / "contents.html"
    assert "own_report, 2024-25" in page.read_text("utf-8")
    assert all((page.parent / link).is_file() for link in links(page))


def test_a_pack_of_one_report_has_no_contents_page(
    project: Project, sample_store: Store, thurrock: Partnership
) -> None:
    (project.parameters / "packs" / "year.yaml").write_text(
        "title: The year\naudience: public\nreports: [own_report]\n"
    )
    finished = make_pack(project, sample_store, thurrock)
    ((job, _),) = finished.outcomes.items()
    assert job.run.report == "own_report"
    assert not pack_folder("year", job.run, YEAR, project.outputs).exists()
