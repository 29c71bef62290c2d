"""A report by the keyboard alone: every stop is reached, seen and left again, and does what it says."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from windows import DESKTOP, PHONE, SMALLEST, window

from csp_toolkit.notebooks import read_notebook
from csp_toolkit.rendering import render_notebook_html

pytestmark = pytest.mark.browser

REPORT = "quarterly_performance"
STOP = """(() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), look = getComputedStyle(at);
  const covered = ['.csp-strip', '.csp-up a'].map((name) => document.querySelector(name))
    .filter((part) => part && !part.contains(at) && part.offsetParent !== null)
    .map((part) => part.getBoundingClientRect())
    .some((part) => part.top <= box.top && part.bottom >= box.bottom && part.left <= box.left
      && part.right >= box.right);
  return {
    number: [...document.querySelectorAll('a[href], summary, button, input, [tabindex="0"]')].indexOf(at),
    tag: at.tagName,
    height: at.matches('a, summary, button, input') ? box.height : 24,
    seen: box.bottom > 0 && box.top < innerHeight && !covered,
    marked: look.outlineStyle !== 'none' || look.boxShadow !== 'none',
  };
})()"""


@pytest.fixture
def report(sample_reports: Mapping[str, Path]) -> Path:
    return sample_reports[REPORT] / "report.html"


@pytest.fixture(scope="module")
def interactive(sample_reports: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same report as ``--interactive`` makes it."""
    notebook = read_notebook(sample_reports[REPORT] / "report.ipynb")
    path = tmp_path_factory.mktemp("interactive") / "report.html"
    path.write_text(render_notebook_html(notebook, interactive=True), "utf-8")
    return path


def press(page: Any, key: str, times: int = 1) -> None:
    for _ in range(times):
        page.keyboard.press(key)


def journey(page: Any) -> Iterator[dict[str, Any]]:
    """Every stop of the tab key from the top of the page until it leaves it."""
    while True:
        press(page, "Tab")
        stop = page.evaluate(STOP)
        if stop["tag"] == "BODY":
            return
        yield stop


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_tab_key_reaches_every_stop_in_order_and_each_is_seen(
    browser: Any, report: Path, viewport: dict[str, int]
) -> None:
    with window(browser, report, viewport=viewport) as page:
        stops = list(journey(page))
    numbers = [stop["number"] for stop in stops]
    assert numbers == sorted(set(numbers))
    assert len(stops) > 100
    assert [stop for stop in stops if not stop["seen"]] == []
    assert [stop for stop in stops if not stop["marked"]] == []


def test_the_way_to_a_section_and_back_to_the_contents(browser: Any, report: Path) -> None:
    with window(browser, report, viewport=PHONE) as page:
        press(page, "Tab")
        press(page, "Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        page.locator("nav a", has_text="Problem areas").focus()
        press(page, "Enter")
        heading = page.locator("main h2", has_text="Problem areas")
        banner = page.locator(".csp-strip").bounding_box()
        assert banner["y"] + banner["height"] <= heading.bounding_box()["y"] < PHONE["height"]
        page.locator(".csp-up a").focus()
        press(page, "Enter")
        assert 0 <= page.locator("#contents").bounding_box()["y"] < PHONE["height"]


def test_what_is_folded_opens_by_the_keyboard(browser: Any, report: Path) -> None:
    with window(browser, report) as page:
        for summary in (page.locator(".csp-notes summary").first, page.locator(".csp-data summary").first):
            summary.focus()
            press(page, "Enter")
            assert summary.evaluate("e => e.parentElement.open") is True
            press(page, "Space")
            assert summary.evaluate("e => e.parentElement.open") is False


def test_a_table_wider_than_the_screen_scrolls_by_the_arrow_keys(browser: Any, report: Path) -> None:
    with window(browser, report, viewport=SMALLEST) as page:
        region = page.locator(".csp-table:not(.csp-prose)").first
        region.focus()
        press(page, "ArrowRight", 3)
        page.wait_for_function("document.activeElement.scrollLeft > 0", timeout=2000)


def test_a_table_can_be_taken_away_as_the_file_beside_the_page(browser: Any, report: Path) -> None:
    with window(browser, report) as page:
        link = page.locator(".csp-download a").first
        link.focus()
        with page.expect_download() as waiting:
            press(page, "Enter")
        file = report.parent / "tables" / waiting.value.suggested_filename
        assert file.name.startswith("synthetic-table-1-")
        assert Path(waiting.value.path()).read_bytes() == file.read_bytes()


def test_each_sort_button_sorts_and_says_so(browser: Any, interactive: Path) -> None:
    with window(browser, interactive) as page:
        table = page.locator("table", has=page.locator(".csp-figures .csp-sort")).first
        button = table.locator(".csp-figures .csp-sort").first
        place = button.evaluate("b => b.parentElement.cellIndex")
        cells = table.locator(f"tbody tr > :nth-child({place + 1})")
        first = cells.all_inner_texts()
        for key, way in (("Enter", "ascending"), ("Space", "descending")):
            button.focus()
            press(page, key)
            assert button.evaluate("b => b.parentElement.ariaSort") == way
            figures = [
                float(text.replace(",", "").split()[0]) for text in cells.all_inner_texts() if text[0] != "["
            ]
            assert figures == sorted(figures, reverse=way == "descending")
            assert page.locator("main > [role=status]").inner_text().endswith(way)
        press(page, "Enter")
        assert cells.all_inner_texts() == first
        assert page.locator("[aria-sort]").count() == 0


def test_the_values_of_a_chart_are_told_one_by_one(browser: Any, interactive: Path) -> None:
    with window(browser, interactive) as page:
        figure = page.locator("#figure-1")
        slider = figure.locator("input[type=range]")
        rows = figure.locator(".csp-data tbody tr").evaluate_all(
            "rows => rows.map(r => [...r.cells].map(c => c.textContent))"
        )
        slider.focus()
        assert slider.get_attribute("aria-valuetext").startswith(f"{rows[-1][0]}: {rows[-1][1]} ")
        for _ in range(len(rows) + 1):
            press(page, "ArrowLeft")
        assert slider.get_attribute("aria-valuetext").startswith(f"{rows[0][0]}: {rows[0][1]} ")
        assert figure.locator(".csp-ring").count() == 1


def test_no_title_shows_as_a_tip_over_the_values_and_the_picture_is_still_called_by_it(
    browser: Any, interactive: Path, report: Path
) -> None:
    names = []
    for file in (interactive, report):
        with window(browser, file) as page:
            svg = page.locator("main figure svg[role=img]").first
            names.append(
                svg.evaluate(
                    "svg => svg.getAttribute('aria-labelledby').split(' ')"
                    ".map(id => document.getElementById(id).textContent)"
                )
            )
            titles = page.locator("main figure svg title").count()
            assert (titles == 0) == (file == interactive)
    assert names[0] == names[1]
    assert len(names[0]) == 2


def test_the_interactive_page_breaks_none_of_its_own_rules_and_the_usual_one_has_no_script(
    browser: Any, report: Path, interactive: Path
) -> None:
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(interactive.as_uri())
    assert page.locator(".csp-sort").count() > 20
    assert page.locator(".csp-values").count() >= 4
    context.close()
    assert said == []
    assert "<script" not in report.read_text("utf-8")
    assert "data-say" not in report.read_text("utf-8")


def test_without_script_the_interactive_page_is_the_usual_one(
    browser: Any, report: Path, interactive: Path
) -> None:
    texts = []
    for file in (report, interactive):
        with window(browser, file, java_script_enabled=False) as page:
            texts.append(page.locator("main").inner_text())
    assert texts[0] == texts[1]


def test_targets_are_at_least_24_pixels_high_or_stand_apart(browser: Any, interactive: Path) -> None:
    script = """[...document.querySelectorAll('nav a, summary, button, input, .csp-up a, .csp-download a')]
      .map((e) => e.getBoundingClientRect()).filter((box) => box.width && box.height < 24).length"""
    with window(browser, interactive, viewport=PHONE) as page:
        assert page.evaluate(script) == 0


@pytest.mark.parametrize("name", ["hwb_report", "data_quality"])
def test_every_printed_page_of_a_report_says_synthetic_and_its_marking(
    name: str, browser: Any, sample_reports: Mapping[str, Path], tmp_path: Path
) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed, so printed pages cannot be read")
    with window(browser, sample_reports[name] / "report.html") as page:
        page.pdf(path=str(tmp_path / "print.pdf"), prefer_css_page_size=True)
    command = ["pdftotext", "-layout", str(tmp_path / "print.pdf"), "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    pages = done.stdout.split("\f")[:-1]
    assert len(pages) > 1
    assert all("SYNTHETIC" in text and "OFFICIAL" in text for text in pages)
    assert "Download" not in done.stdout
