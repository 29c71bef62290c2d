"""A chart that an analyst drew in Altair, from ``csp new report`` by ``csp run`` to the page and the PDF."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path

import nbformat
import pikepdf
import pytest
from bs4 import BeautifulSoup, Tag
from pdf_text import read_pages, squeeze

from csp_toolkit.blocks.palette import DARK_BLUE
from csp_toolkit.fonts import FONT_FAMILY
from csp_toolkit.rendering.tagging import structure_elements

WORDS = "Bars of invented shop visits by ward: Grays Riverside 41, Tilbury Riverside 35, Stanford East 22."
TITLE, SUBTITLE = "Grays Riverside was visited most", "Visits, invented numbers"
CHART = f"""
import altair as alt

visits = {{"Grays Riverside": 41, "Tilbury Riverside": 35, "Stanford East": 22}}
rows = alt.Data(values=[{{"ward": ward, "visits": number}} for ward, number in visits.items()])
alt.Chart(rows, title=alt.Title("{TITLE}", subtitle="{SUBTITLE}"), height=120).mark_bar().encode(
    x=alt.X("visits:Q", title="Visits"), y=alt.Y("ward:N", sort="-x", title=None)
).properties(description="{WORDS}")
"""
PLACE_OF_THE_CHART = 8
"""Before the ranking, so that it is the second figure of three."""


@dataclass(frozen=True)
class Documents:
    """The page and the PDF of one run."""

    page: BeautifulSoup
    pdf: bytes

    @cached_property
    def pages(self) -> list[str]:
        """The text of the PDF by pages, without white space."""
        return read_pages(self.pdf)

    @property
    def figure(self) -> Tag:
        figure = self.page.find("figure", id="figure-2")
        assert isinstance(figure, Tag)
        return figure


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory, sample_store: object) -> Documents:
    """The report made by the commands that an analyst types."""
    project = tmp_path_factory.mktemp("project")
    for folder in ("notebooks", "parameters"):
        (project / folder).mkdir()
    csp(project, "new", "report", "shop_visits", "--title", "Shop visits")
    path = project / "notebooks" / "shop_visits.ipynb"
    notebook = nbformat.read(path, 4)
    assert notebook.cells[PLACE_OF_THE_CHART + 1].source == 'report.ranking("street_shoplifting")'
    notebook.cells.insert(PLACE_OF_THE_CHART, nbformat.v4.new_code_cell(CHART, id="visits"))
    nbformat.write(notebook, path)
    csp(
        project,
        "run",
        "shop_visits",
        "--partnership",
        "thurrock",
        "--period",
        "2024-25 Q4",
        "--data",
        "sample",
    )
    folder = project / "outputs" / "thurrock" / "2024-25-q4" / "shop_visits"
    return Documents(
        BeautifulSoup((folder / "report.html").read_bytes(), "html.parser"),
        (folder / "report.pdf").read_bytes(),
    )


def csp(project: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "csp_toolkit.cli", *arguments]
    subprocess.run(command, cwd=project, check=True, capture_output=True)


def test_figures_are_numbered_through_ours_and_the_analysts(documents: Documents) -> None:
    labels = [label.get_text(strip=True) for label in documents.page.select("figcaption .csp-label")]
    assert labels == ["Figure 1:", "Figure 2:", "Figure 3:"]
    assert sorted(set(re.findall(r"Figure\d+:", "".join(documents.pages)))) == [
        "Figure1:",
        "Figure2:",
        "Figure3:",
    ]


def test_its_caption_is_the_charts_title(documents: Documents) -> None:
    caption = documents.figure.figcaption
    assert caption is not None
    assert caption.get_text(" ", strip=True) == f"Figure 2: {TITLE} {SUBTITLE}"
    assert any(squeeze(f"Figure 2: {TITLE}") in page for page in documents.pages)


def test_its_alternative_is_the_description(documents: Documents) -> None:
    picture = documents.figure.svg
    assert picture is not None
    assert picture["role"] == "img"
    assert WORDS in (picture.get("aria-label"), picture.desc and picture.desc.get_text())
    with pikepdf.open(BytesIO(documents.pdf)) as pdf:
        alternatives = [str(element.Alt) for element in structure_elements(pdf) if element.S == "/Figure"]
    assert alternatives[1] == WORDS
    assert len(alternatives) == 3


def test_its_picture_is_in_both_drawn_by_our_theme(documents: Documents) -> None:
    picture = documents.figure.svg
    assert picture is not None
    bars = [path for path in picture.find_all("path") if str(path.get("fill")).upper() == DARK_BLUE.upper()]
    assert len(bars) == 3
    assert all(FONT_FAMILY.split(",")[0] in str(text["font-family"]) for text in picture.find_all("text"))
    (page,) = (page for page in documents.pages if squeeze(f"Figure 2: {TITLE}") in page)
    assert all(squeeze(ward) in page for ward in ("Grays Riverside", "Tilbury Riverside", "Stanford East"))
