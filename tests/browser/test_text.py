"""What a screen reader gets of each report, from Chromium's own accessibility tree, in reading order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from windows import PHONE, SMALLEST, Spoken, open_everything, spoken, window

from csp_toolkit.blocks.model import Callout, Chart, Findings, Heading, Paragraph, Table
from csp_toolkit.blocks.plain_text import clean_text
from csp_toolkit.notebooks import read_notebook
from csp_toolkit.rendering import Document, read_document
from csp_toolkit.rendering.document import Graphic, Item

pytestmark = pytest.mark.browser

REPORTS = (
    "annual_delivery_plan",
    "data_quality",
    "hwb_report",
    "quarterly_performance",
    "strategic_assessment",
)
Tree = Callable[[str], list[Spoken]]


@pytest.fixture(scope="session")
def document(sample_reports: Mapping[str, Path]) -> Callable[[str], Document]:
    """What each report holds, to hold the page against."""
    return cache(lambda name: read_document(read_notebook(sample_reports[name] / "report.ipynb")))


@pytest.fixture(scope="session")
def tree(browser: Any, sample_reports: Mapping[str, Path]) -> Tree:
    """What is told of each report with everything opened."""

    def read(name: str) -> list[Spoken]:
        with window(browser, sample_reports[name] / "report.html") as page:
            open_everything(page)
            return spoken(page)

    return cache(read)


def test_these_are_all_the_reports(sample_reports: Mapping[str, Path]) -> None:
    assert sorted(sample_reports) == list(REPORTS)


def flat(text: str) -> str:
    return " ".join(clean_text(text).split())


def of_role(told: Sequence[Spoken], *roles: str) -> list[str]:
    return [node.name for node in told if node.role in roles]


@pytest.mark.parametrize("name", REPORTS)
def test_the_title_comes_first_and_every_heading_in_its_order(
    name: str, tree: Tree, document: Callable[[str], Document]
) -> None:
    told, report = tree(name), document(name)
    headings = [(node.name, node.level) for node in told if node.role == "heading"]
    expected = [(flat(heading.text), heading.level) for _, heading in report.headings]
    assert headings == [(flat(report.cover.title), 1), ("Contents", 2), *expected]
    assert told[0].name.startswith(f"{flat(report.cover.title)}: ")
    assert all(after <= before + 1 for (_, before), (_, after) in pairwise(headings))


@pytest.mark.parametrize("name", REPORTS)
def test_before_the_title_stand_only_the_way_past_it_and_what_the_document_is(name: str, tree: Tree) -> None:
    told = tree(name)
    first = next(number for number, node in enumerate(told) if node.role == "heading")
    before = of_role(told[:first], "StaticText")
    assert before[0] == "Skip to main content"
    said = ["SYNTHETIC", "Made-up figures. Do not use or quote.", "Thurrock Community Safety Partnership"]
    assert [text for text in before[1:] if text] == said
    after = of_role(told[first : first + 12], "StaticText")
    assert "Security marking: " in after or "Security marking:" in after
    assert any(text.startswith("OFFICIAL") for text in after)


@pytest.mark.parametrize("name", REPORTS)
def test_the_landmarks_are_one_of_each_and_hold_everything(name: str, tree: Tree) -> None:
    told = tree(name)
    assert [node.role for node in told if node.role in ("banner", "navigation", "main", "contentinfo")] == [
        "banner",
        "navigation",
        "main",
        "contentinfo",
    ]
    landmarks = {"banner", "navigation", "main", "contentinfo", "region", "link"}
    outside = [n.name for n in told if n.role == "StaticText" and not landmarks & set(n.inside)]
    assert outside == []


@pytest.mark.parametrize("name", REPORTS)
def test_every_chart_is_told_with_its_message_and_its_description_and_nothing_of_its_inside(
    name: str, tree: Tree, document: Callable[[str], Document]
) -> None:
    told, report = tree(name), document(name)
    charts = [item for item in report.items if isinstance(item.content, Chart)]
    words = [f"{item.content.title} {item.content.alternative}" for item in charts]  # type: ignore[union-attr]
    assert of_role(told, "image", "img") == [flat(each) for each in words]
    figures = of_role(told, "figure", "Figure")
    assert len(figures) == len(charts)
    for item, figure in zip(charts, figures, strict=True):
        assert isinstance(item.content, Chart)
        assert figure.startswith(f"{item.label}: {flat(item.content.title)}")
    assert [node for node in told if {"image", "img"} & set(node.inside)] == []


@pytest.mark.parametrize("name", REPORTS)
def test_every_table_is_told_with_its_caption_and_the_headers_of_its_columns_and_rows(
    name: str, tree: Tree, document: Callable[[str], Document]
) -> None:
    told, report = tree(name), document(name)
    labelled = [(label, table) for item in report.items for label, table in tables_of(item)]
    assert of_role(told, "table") == [f"{label}: {flat(table.caption)}" for label, table in labelled]
    columns = [flat(column.label) for _, table in labelled for column in table.columns]
    assert of_role(told, "columnheader") == columns
    assert of_role(told, "rowheader") == [flat(row[0]) for _, table in labelled for row in table.rows]


def tables_of(item: Item) -> list[tuple[str, Table]]:
    content = item.content
    if isinstance(content, Table):
        return [(str(item.label), content)]
    label = f"{item.label}"
    return [(f"Data for {label.lower()}", content.table)] if isinstance(content, Chart) else []


@pytest.mark.parametrize("name", REPORTS)
def test_a_table_set_as_cards_on_a_phone_is_told_as_the_table_that_it_is(
    name: str, browser: Any, tree: Tree, sample_reports: Mapping[str, Path]
) -> None:
    with window(browser, sample_reports[name] / "report.html", viewport=PHONE) as page:
        open_everything(page)
        told = spoken(page)
    for role in ("table", "columnheader", "rowheader", "cell"):
        assert of_role(told, role) == of_role(tree(name), role)


@pytest.mark.parametrize("name", REPORTS)
def test_every_verdict_is_a_word_and_stands_before_its_sentence(
    name: str, tree: Tree, document: Callable[[str], Document]
) -> None:
    texts = of_role(tree(name), "StaticText")
    findings = [
        i for each in document(name).items if isinstance(each.content, Findings) for i in each.content.items
    ]
    place = 0
    for finding in findings:
        place = texts.index(flat(finding.text), place)
        if finding.verdict is not None:
            assert texts[place - 2 : place] == [finding.verdict.capitalize(), ":"]
    if name in ("quarterly_performance", "strategic_assessment", "annual_delivery_plan"):
        assert sum(finding.verdict is not None for finding in findings) > 0


@pytest.mark.parametrize("name", REPORTS)
def test_everything_is_told_in_the_order_of_the_report(
    name: str, tree: Tree, document: Callable[[str], Document]
) -> None:
    told = [node for node in tree(name) if "main" in node.inside]
    names = [node.name for node in told]
    place = 0
    for item in document(name).items:
        words = first_words(item)
        if words:
            found = next((n for n in range(place, len(names)) if names[n].startswith(words)), None)
            assert found is not None, f"{words!r} is not told after what stands before it"
            place = found


def first_words(item: Item) -> str:
    content = item.content
    if isinstance(content, Heading | Paragraph):
        return flat(content.text)[:60]
    if isinstance(content, Callout):
        return flat(content.text)[:60]
    if isinstance(content, Findings):
        return flat(content.items[0].text)[:60]
    if isinstance(content, (*Graphic, Table)):
        return f"{item.label}: "
    return ""


@pytest.mark.parametrize("name", REPORTS)
def test_no_report_scrolls_sideways_at_400_per_cent_nor_asks_for_anything(
    name: str, browser: Any, sample_reports: Mapping[str, Path]
) -> None:
    file = sample_reports[name] / "report.html"
    context = browser.new_context(viewport=SMALLEST)
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(file.as_uri())
    open_everything(page)
    wide = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert wide == SMALLEST["width"]
    assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
    assert said == []


def test_the_words_of_a_chart_are_not_told_again_as_a_description_of_it(
    browser: Any, sample_reports: Mapping[str, Path]
) -> None:
    with window(browser, sample_reports["quarterly_performance"] / "report.html") as page:
        nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    pictures = [node for node in nodes if node.get("role", {}).get("value") in ("image", "img")]
    assert pictures
    assert [node["description"]["value"] for node in pictures if node.get("description")] == []
