"""Blocks as HTML fragments: structure that can be read aloud, and text that stays text."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag
from example_notebook import example_chart, example_cover, example_table

from csp_toolkit.blocks.html import Place, render_html
from csp_toolkit.blocks.model import Callout, Column, Finding, Findings, Heading, Paragraph, Table
from csp_toolkit.blocks.pictures import check_svg, safe_svg, svg_size
from csp_toolkit.blocks.plain_text import clean_text, slug_of
from csp_toolkit.errors import RenderingError

HOSTILE = '<script>alert(1)</script> & "quotes" </style>'


def parse(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def only(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    (found,) = soup.select(selector)
    return found


def name_of(soup: BeautifulSoup) -> list[str]:
    """What the one picture is called by, part by part."""
    return [only(soup, f'[id="{part}"]').text for part in str(only(soup, "svg")["aria-labelledby"]).split()]


def test_every_header_cell_of_a_table_says_what_it_heads() -> None:
    soup = parse(render_html(example_table(3)))
    assert [th["scope"] for th in soup.select("thead th")] == ["col"] * 6
    assert [th["scope"] for th in soup.select("tbody th")] == ["row"] * 3
    assert not soup.select("thead td")


def test_a_table_scrolls_in_a_region_that_has_focus_and_the_caption_as_its_name() -> None:
    soup = parse(render_html(example_table(), Place("table-1", "Table 1")))
    region = only(soup, "[role=region]")
    assert region["tabindex"] == "0"
    assert only(soup, f"#{region['aria-labelledby']}").text.startswith("Table 1: Theft offences")


def test_a_chart_shows_its_words_its_picture_and_its_figures() -> None:
    chart = example_chart()
    soup = parse(render_html(chart, Place("figure-1", "Figure 1")))
    assert only(soup, "figure > figcaption").text.startswith("Figure 1: Burglary fell")
    assert name_of(soup) == [chart.title, chart.alternative]
    assert only(soup, "details > summary").text == "Show the data for figure 1"
    assert len(soup.select("details tbody tr")) == 12


def test_two_charts_share_no_id() -> None:
    places = [Place("figure-1", "Figure 1"), Place("figure-2", "Figure 2")]
    soup = parse("".join(render_html(example_chart(), place) for place in places))
    ids = [element["id"] for element in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    assert "url(#figure-2-all)" in str(soup)


def test_without_a_place_the_same_block_gives_the_same_bytes() -> None:
    assert render_html(example_chart()) == render_html(example_chart())
    assert render_html(example_chart()) != render_html(example_chart(title="Another message"))


def test_a_verdict_is_said_in_words_before_the_sentence() -> None:
    findings = Findings(items=(Finding(text="Burglary fell.", verdict="clear fall"),))
    assert parse(render_html(findings)).get_text(" ", strip=True) == "Clear fall : Burglary fell."


def test_a_warning_says_that_it_is_one() -> None:
    soup = parse(render_html(Callout(tone="warning", title="Break", text="Not comparable.")))
    assert only(soup, "[role=note] .csp-callout-title").text == "Warning: Break"


@pytest.mark.parametrize(
    "block",
    [
        Heading(text=HOSTILE),
        Paragraph(text=HOSTILE),
        Findings(items=(Finding(text=HOSTILE, verdict="clear rise"),)),
        Callout(title=HOSTILE, text=HOSTILE),
        Table(caption=HOSTILE, columns=(Column(label=HOSTILE),), rows=((HOSTILE,),), notes=(HOSTILE,)),
        example_chart(title=HOSTILE, subtitle=HOSTILE, alternative=HOSTILE, source=HOSTILE),
        example_cover(title=HOSTILE, partnership=HOSTILE),
    ],
    ids=lambda block: block.kind,
)
def test_markup_in_data_stays_text(block: Paragraph) -> None:
    soup = parse(render_html(block))
    assert not soup.select("script, style")
    assert "alert(1)" in str(soup)


def test_control_characters_and_direction_overrides_are_removed() -> None:
    assert clean_text("a\x00b\u202ec\x1b[0m\ud800\r\nd") == "abc[0m\ufffd\nd"


def test_letters_of_any_script_stay() -> None:
    assert clean_text("Ŵyn, Łódź, שלום, 東京") == "Ŵyn, Łódź, שלום, 東京"


def test_an_address_is_made_of_letters_and_digits() -> None:
    assert slug_of("Theft & burglary: 2024-25!") == "theft-burglary-2024-25"
    assert slug_of("東京") == "section"


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="50">{inside}</svg>'


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        ("<script>x</script>", "<script>"),
        ("<style>p{}</style>", "<style>"),
        ("<foreignObject/>", "<foreignObject>"),
        ('<rect onclick="x"/>', "onclick"),
        ('<image href="https://elsewhere.example/a.png"/>', "elsewhere.example"),
        ('<use href="other.svg#a"/>', "other.svg#a"),
        ('<rect fill="url(https://elsewhere.example/#a)"/>', "elsewhere.example"),
        ('<rect style="fill:url(//elsewhere.example)"/>', "elsewhere.example"),
        ("<g>", "cannot be read"),
    ],
)
def test_svg_that_could_run_or_fetch_is_refused(inside: str, fault: str) -> None:
    svg = SVG.format(width=100, inside=inside)
    assert fault in " ".join(check_svg(svg))
    with pytest.raises(RenderingError):
        safe_svg(svg, prefix="p", alternative="Words")


def test_svg_with_entities_is_refused_before_it_is_read() -> None:
    assert check_svg('<svg><!DOCTYPE x [<!ENTITY a "b">]></svg>')


def test_styles_become_attributes_since_the_page_allows_no_others() -> None:
    svg = SVG.format(width=100, inside='<rect style="fill: red; stroke-width:2 !important"/>')
    assert '<rect fill="red" stroke-width="2"' in safe_svg(svg, prefix="p", alternative="Words")


def test_a_picture_without_view_box_gets_one_and_so_scales() -> None:
    safe = safe_svg(SVG.format(width=600, inside=""), prefix="p", alternative="Words")
    assert 'viewBox="0 0 600 50"' in safe
    assert svg_size(safe) == (600, 50)


def test_a_description_keeps_quotes_and_loses_nothing() -> None:
    words = 'Line "a" & <b>'
    safe = safe_svg(SVG.format(width=600, inside=""), prefix="p", alternative=words)
    assert name_of(parse(safe)) == [words]
