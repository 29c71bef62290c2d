"""The HTML page: one file, no request, the same bytes, text that stays text."""

from __future__ import annotations

import base64
import copy
import re
from hashlib import sha256

import pytest
from bs4 import BeautifulSoup
from example_notebook import example_cover, example_notebook, example_table, small_notebook

from csp_toolkit.blocks.model import Heading, Paragraph
from csp_toolkit.rendering import render_notebook_html


@pytest.fixture(scope="module")
def html() -> str:
    return render_notebook_html(example_notebook())


@pytest.fixture(scope="module")
def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def test_the_title_comes_from_the_cover(soup: BeautifulSoup) -> None:
    assert soup.title is not None
    assert soup.title.text == (
        "Quarterly performance report: Thurrock Community Safety Partnership, January to March 2025"
    )
    assert [h1.text for h1 in soup.select("h1")] == ["Quarterly performance report"]


def test_the_language_is_british_english(soup: BeautifulSoup) -> None:
    assert soup.html is not None
    assert soup.html["lang"] == "en-GB"


def test_nothing_is_fetched_and_nothing_runs(html: str, soup: BeautifulSoup) -> None:
    addresses = [
        str(tag[name]) for name in ("src", "srcset", "data", "poster") for tag in soup.select(f"[{name}]")
    ]
    assert all(address.startswith("data:") for address in addresses)
    assert not soup.select("script, link, iframe, object, embed, base, form")
    assert "@import" not in html
    assert all(url.startswith("data:") for url in re.findall(r"url\(['\"]?([^)#]+)", str(soup.style)))


def test_the_policy_allows_only_the_page_s_own_style(soup: BeautifulSoup) -> None:
    (meta,) = soup.select('meta[http-equiv="Content-Security-Policy"]')
    assert soup.style is not None
    digest = base64.b64encode(sha256(soup.style.encode_contents()).digest()).decode()
    assert str(meta["content"]).startswith(f"default-src 'none'; style-src 'sha256-{digest}'")
    assert "unsafe" not in str(meta["content"])
    assert not soup.select("[style]")


def test_links_inside_the_page_lead_somewhere_and_ids_are_unique(soup: BeautifulSoup) -> None:
    ids = [str(tag["id"]) for tag in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    targets = {str(a["href"])[1:] for a in soup.select('a[href^="#"]')}
    assert targets <= set(ids)
    labels = {
        word for tag in soup.select("[aria-labelledby]") for word in str(tag["aria-labelledby"]).split()
    }
    assert labels <= set(ids)


def test_the_contents_hold_every_heading_of_level_2_and_3(soup: BeautifulSoup) -> None:
    entries = [a.text for a in soup.select("nav a")]
    assert entries == [h.text for h in soup.select("main h2, main h3")]


def test_two_headings_of_the_same_words_have_two_addresses() -> None:
    page = render_notebook_html(
        small_notebook(Heading(text="Theft"), Heading(text="Theft"), Heading(text="Theft 2"))
    )
    ids = [str(h["id"]) for h in BeautifulSoup(page, "html.parser").select("main h2")]
    assert len(set(ids)) == 3


def test_every_figure_has_a_caption_a_name_and_a_picture(soup: BeautifulSoup) -> None:
    figures = soup.select("figure")
    assert [f.select_one("figcaption .csp-label").text for f in figures] == [  # type: ignore[union-attr]
        f"Figure {n}:" for n in range(1, 5)
    ]
    assert all(f.select("svg[role=img][aria-labelledby], img[alt]") for f in figures)


def test_every_table_has_a_caption_and_only_scoped_headers(soup: BeautifulSoup) -> None:
    assert len(soup.select("table")) == len(soup.select("table > caption")) == 5
    assert all(th["scope"] in ("row", "col") for th in soup.select("th"))


def test_synthetic_data_is_marked_on_the_page_and_real_data_is_not() -> None:
    assert "SYNTHETIC" in BeautifulSoup(render_notebook_html(small_notebook()), "html.parser").get_text()
    real = render_notebook_html(small_notebook(cover=example_cover(synthetic=False)))
    assert "SYNTHETIC" not in BeautifulSoup(real, "html.parser").get_text()


def test_status_and_marking_are_said() -> None:
    page = render_notebook_html(
        small_notebook(cover=example_cover(status="approved", marking="OFFICIAL-SENSITIVE"))
    )
    marks = [li.get_text(strip=True) for li in BeautifulSoup(page, "html.parser").select(".csp-marks li")]
    assert marks == ["Security marking:OFFICIAL-SENSITIVE", "Approved"]


def test_the_same_notebook_gives_the_same_bytes_whatever_its_cells_are_called(html: str) -> None:
    notebook = copy.deepcopy(example_notebook())
    notebook.metadata["papermill"] = {
        "start_time": "2025-06-01T12:00:00",
        "output_path": "/elsewhere/x.ipynb",
    }
    for number, cell in enumerate(notebook.cells):
        cell.id = f"other-{number}"
        cell.metadata["papermill"] = {"duration": number}
        cell.metadata["execution"] = {"iopub.status.busy": "2025-06-01T12:00:00Z"}
    assert render_notebook_html(notebook) == html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "</style></title><h1>x",
        "{{ 7 * 7 }} {% include 'x' %}",
        "\u202eevil\u202c \u05d0\u05d1",
        "x" * 10_000,
        "\x00\x07\x1b[31mred",
    ],
    ids=["script", "closing-tags", "template", "direction", "long", "control"],
)
def test_hostile_text_is_only_text(text: str) -> None:
    page = render_notebook_html(
        small_notebook(
            Heading(text=text[:200]),
            Paragraph(text=text),
            example_table(1),
            cover=example_cover(title=text[:200]),
        )
    )
    soup = BeautifulSoup(page, "html.parser")
    assert len(soup.select("h1")) == 1
    assert not soup.select("script")
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", page)
    if text.isascii() and text.isprintable():
        assert text in soup.get_text()
