"""The rendered delivery plan holds every row of the published one, as a reader of page or PDF finds it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from pdf_text import read_pages, squeeze
from plan_walkthrough import COVER, PAGE, Row, walk, write_page

from csp_toolkit.areas import find_partnership
from csp_toolkit.frames import load_partnerships
from csp_toolkit.parameters import Project
from csp_toolkit.periods import FinancialYear
from csp_toolkit.plan import load_plan_named
from csp_toolkit.runs import Run, run_report
from csp_toolkit.store import Store

pytestmark = pytest.mark.slow

PROJECT = Project(Path(__file__).parents[1])
PLAN = load_plan_named(PROJECT, "thurrock_2024-25")
ROWS = list(walk(PLAN))
ORDER = [
    "Background and duties", "Strategic assessment: key findings", "Priorities and duties", "Horizon scan",
    "Community Equality Impact Assessment (CEIA)", "Priority 1: Domestic abuse",
    "Commitments under each duty", "Contact",
]  # fmt: skip


@pytest.fixture(scope="module")
def made(sample_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plan of the sample, run once into both documents."""
    thurrock = find_partnership(load_partnerships(sample_store), "thurrock")
    run = Run("annual_delivery_plan", thurrock, FinancialYear(2024), data="sample")
    return run_report(PROJECT, run, tmp_path_factory.mktemp("plan"))


@pytest.fixture(scope="module")
def page(made: Path) -> BeautifulSoup:
    return BeautifulSoup((made / "report.html").read_text("utf-8"), "html.parser")


@pytest.fixture(scope="module")
def sections(page: BeautifulSoup) -> Mapping[str, list[Any]]:
    """What stands under each heading, up to the next one of any level."""
    found: dict[str, list[Any]] = {}
    heading = ""
    for part in page.select("main > *"):
        if part.name in ("h2", "h3", "h4"):
            heading = part.get_text()
            assert heading not in found, f"two sections are called {heading}"
            found[heading] = []
        elif heading:
            found[heading].append(part)
    return found


@pytest.fixture(scope="module")
def printed(made: Path) -> str:
    return "".join(read_pages((made / "report.pdf").read_bytes()))


def place_of(row: Row, page: BeautifulSoup, sections: Mapping[str, list[Any]]) -> str:
    """The text in which a reader looks for a row: its own row of a table, or its section."""
    if row.heading == COVER:
        return page.h1.get_text()
    parts = sections[row.heading]
    if not row.label:
        return " ".join(part.get_text(" ") for part in parts)
    rows = [tr for part in parts for tr in part.select("tbody tr")]
    return next(tr.get_text(" ") for tr in rows if tr.th.get_text() == row.label)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.published} {row.label or row.words[0]}"[:60])
def test_each_row_of_the_plan_stands_where_it_belongs_in_the_page_and_is_in_the_pdf(
    row: Row, page: BeautifulSoup, sections: Mapping[str, list[Any]], printed: str
) -> None:
    shown = squeeze(place_of(row, page, sections))
    for words in row.words:
        looked_for = squeeze(words.rstrip("."))
        assert looked_for in shown, words
        assert looked_for in printed, words


def test_sections_keep_the_order_of_the_published_plan(sections: Mapping[str, list[Any]]) -> None:
    assert [heading for heading in sections if heading in ORDER] == ORDER


def test_nothing_of_the_plan_is_left_out_of_the_walk() -> None:
    labels = [row.ref for row in ROWS]
    assert {activity.ref for activity in PLAN.activities} <= set(labels)
    assert sum(row.published.startswith("8 ") for row in ROWS) == len(PLAN.commitments) == 19
    assert sum(row.published == "3 Key findings" for row in ROWS) == len(PLAN.key_findings) == 14


def test_every_figure_of_a_finding_is_in_results_csv_and_every_verdict_in_comparisons_csv(made: Path) -> None:
    figures = (made / "results.csv").read_text("utf-8")
    verdicts = (made / "comparisons.csv").read_text("utf-8")
    assert "recorded_serious_violence" in figures
    assert "12 months to 2023-09" in figures
    assert "street_all_crime" in verdicts


def test_the_walk_through_the_plan_in_docs_is_the_one_that_was_tested() -> None:
    assert PAGE.read_text(encoding="utf-8") == write_page(PLAN)
