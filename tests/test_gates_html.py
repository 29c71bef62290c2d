"""Faults planted in finished pages, one at a time: the gate catches every one, and passes the page itself."""

from __future__ import annotations

import re

import pytest
from example_notebook import example_notebook

from csp_toolkit.rendering import read_document, render_notebook_html
from csp_toolkit.rendering.document import Document
from csp_toolkit.rendering.gates.html_gate import check_page

CELL = r"Cell \d+ \("
"""How the message begins where the fault lies in what a cell made."""

REPLACED = {
    "the language is gone": ('<html lang="en-GB"', "<html", "language is not en-GB"),
    "the language is another": ('<html lang="en-GB"', '<html lang="en-US"', "language is not en-GB"),
    "the title is the file's name": (r"<title>[^<]*", "<title>report", "title is not the report's"),
    "the page cannot be enlarged": ("initial-scale=1", "maximum-scale=1, user-scalable=no", "enlarged"),
    "a second title": (r"<h2 (id=\"section-theft\".*?)</h2>", r"<h1 \1</h1>", "2 level 1 headings"),
    "a heading skips a level": (r"<h2 (id=\"section-theft\".*?)</h2>", r"<h4 \1</h4>", CELL + ".*a h4 where"),
    "a heading is only bold text": (
        r"<h2 id=\"section-theft\">(.*?)</h2>",
        r'<p id="section-theft"><strong>\1</strong></p>',
        "headings, the document",
    ),
    "a heading has lost its words": (
        r"(<h2 id=\"section-theft\">).*?</h2>",
        r"\1</h2>",
        CELL + ".*a h2 where",
    ),
    "a chart has lost its words": (r"<desc .*?</desc>", "", CELL + ".*alternative text"),
    "a chart's description is empty": (r"(<desc [^>]*>)[^<]*", r"\1", CELL + ".*alternative text"),
    "a chart has other words": (r"(<desc [^>]*>)[^<]*", r"\1Chart", CELL + '.*text is "Chart"'),
    "a chart has lost its title": (r"<title id.*?</title>", "", CELL + ".*alternative text"),
    "a chart's title is empty": (r"(<title id[^>]*>)[^<]*", r"\1", CELL + '.*with the title ""'),
    "a chart has another title": (r"(<title id[^>]*>)[^<]*", r"\1Up", CELL + '.*with the title "Up"'),
    "a chart is not called by its words": (
        r'(<svg [^>]*) aria-labelledby="[^"]*"',
        r"\1",
        CELL + ".*alternative text",
    ),
    "a chart is called by what is not there": (
        r'(<svg [^>]*aria-labelledby=")[^"]*',
        r"\1nowhere",
        CELL + ".*alternative text",
    ),
    "a chart is called by its title alone": (
        r'(<svg [^>]*aria-labelledby="\S+) [^"]*',
        r"\1",
        CELL + ".*alternative text",
    ),
    "a chart's words stand behind the drawing": (
        r"(<title id.*?</desc>)(.*?)(</svg>)",
        r"\2\1\3",
        CELL + ".*alternative text",
    ),
    "a chart is no picture to a screen reader": (
        r'(<svg [^>]*) role="img"',
        r"\1",
        CELL + ".*0 pictures with alternative text",
    ),
    "a chart is kept from a screen reader": (r"<svg ", '<svg aria-hidden="true" ', CELL + ".*figure 1 has 0"),
    "an image has lost its words": (r' alt="Map of[^"]*"', "", CELL + ".*<img> without alternative text"),
    "an image decorates": (r' alt="Map of[^"]*"', ' alt=""', CELL + ".*<img> without alternative text"),
    "a figure is gone": (
        r'<figure class="csp-figure" id="figure-3".*?</figure>',
        "",
        "3 figures, the document 4",
    ),
    "a figure is told twice": (
        r'(<figure [^>]*id="figure-3".*?</figure>)',
        r"\1\1",
        "5 figures, the document 4",
    ),
    "a figure has lost its caption": (r"<figcaption.*?</figcaption>", "", CELL + ".*figure 1 has no caption"),
    "a chart has lost its table": (r'<details class="csp-data">.*?</details>', "", CELL + ".*lost its table"),
    "a figure is hidden": (r'(<figure [^>]*id="figure-1")', r'\1 aria-hidden="true"', CELL + ".*is hidden"),
    "a table is gone": (r"<table>.*?</table>", "", "4 tables, the document 5"),
    "a table has lost its caption": (r"<caption>.*?</caption>", "", CELL + ".*table 1 has no caption"),
    "a caption says nothing": (r"(<caption>).*?(</caption>)", r"\1\2", CELL + ".*<caption> without words"),
    "a table is only laid out": ("<table>", '<table role="presentation">', CELL + ".*table 1 is hidden"),
    "a column header is a plain cell": (
        r'<th scope="col">Indicator</th>',
        "<td>Indicator</td>",
        CELL + ".*5 column headers, the document 6",
    ),
    "a column header is empty": (r">Indicator</th>", "></th>", CELL + ".*other column headers"),
    "a column header has no scope": (
        r'<th scope="col">Ind',
        "<th>Ind",
        CELL + ".*column header without scope",
    ),
    "a row header is a plain cell": (
        r'<th scope="row">(Burglary)</th>',
        r"<td>\1</td>",
        CELL + ".*a row without its header",
    ),
    "a row header has no scope": (r'<th scope="row">Bur', "<th>Bur", CELL + ".*row header without scope"),
    "a row is gone": (
        r"<tr><th scope=\"row\">Robbery.*?</tr>",
        "",
        CELL + ".*table 1 has 5 rows, the document 6",
    ),
    "a cell is gone": (r"(<tr><th [^>]*>Burglary</th>)<td.*?</td>", r"\1", CELL + ".*of another length"),
    "a picture lies elsewhere": (
        r'<img src="[^"]*"',
        '<img src="https://a.example/x.png"',
        CELL + ".*fetches",
    ),
    "a picture lies beside the page": (
        r'<img src="[^"]*"',
        '<img src="map.png"',
        CELL + '.*fetches "map.png"',
    ),
    "a script of a network": (r"</head>", '<script src="https://a.example/x.js"></script></head>', "fetches"),
    "a script the policy does not name": (
        r"</main>",
        "<script>track()</script></main>",
        "policy does not name",
    ),
    "a style sheet of a network": (
        r"</head>",
        '<link rel="stylesheet" href="https://a.example/x.css"></head>',
        "<link>",
    ),
    "a style sheet imports another": (
        r"<style>",
        "<style>@import 'https://a.example/x.css';",
        "imports another",
    ),
    "a font of a network": (
        r"url\(data:font[^)]*\)",
        "url(https://a.example/f.woff2)",
        "style sheet fetches",
    ),
    "a drawing fetches a picture": (
        r"(<svg [^>]*>)",
        r'\1<image href="https://a.example/x.png"/>',
        CELL + ".*a drawing in it fetches",
    ),
    "a drawing runs a script": (r"(<svg [^>]*>)", r"\1<script>alert(1)</script>", CELL + ".*holds <script>"),
    "a drawing listens": (r"<svg ", '<svg onload="alert(1)" ', CELL + '.*script attribute "onload"'),
    "a link runs a script": (r'href="https:[^"]*"', 'href="javascript:alert(1)"', "links to"),
    "the policy is gone": (r"<meta http-equiv=\"Content[^>]*>", "", "no policy"),
    "the policy lets everything in": (r"style-src ", "style-src * 'unsafe-inline' ", r"lets in \*"),
    "a frame": (r"</main>", '<iframe src="https://a.example"></iframe></main>', "<iframe>"),
    "the page moves on by itself": (
        r"</title>",
        '</title><meta http-equiv="refresh" content="5">',
        "leads its reader",
    ),
    "a link to nowhere": (r'href="#section-theft"', 'href="#section-gone"', "which is not there"),
    "an id stands twice": (r'id="table-1-caption"', 'id="title"', 'the id "title" 2 times'),
    "a region has lost its name": (
        r'(id="table-1" role="region") aria-labelledby="[^"]*"',
        r"\1",
        "region without",
    ),
    "the way past the contents is gone": (r'<a class="csp-skip".*?</a>', "", "first link does not skip"),
    "no main part": (r"<main [^>]*>(.*)</main>", r"<div>\1</div>", "0 main parts"),
    "the contents have no name": (
        r'(<nav [^>]*) aria-labelledby="contents"',
        r"\1",
        "navigation has no name",
    ),
    "what opens does not say what": (r"<summary>.*?</summary>", "", CELL + ".*something to open"),
    "a link without words": (r'(<a href="#section-theft">).*?</a>', r"\1</a>", "<a> without words"),
    "the keyboard is led about": (r'tabindex="0"', 'tabindex="5"', "an order of its own"),
    "an element is left open": (r"</table>", "", CELL + ".*never closed"),
    "markup of the data's own": (r">Robbery<", "><b onclick=x>Robbery<", "no tag"),
}
"""What is the matter: what is replaced, by what, and what the gate says."""


@pytest.fixture(scope="module")
def document() -> Document:
    return read_document(example_notebook())


@pytest.fixture(scope="module")
def page() -> str:
    return render_notebook_html(example_notebook())


def test_the_page_itself_passes(page: str, document: Document) -> None:
    assert check_page(page, document) == []


@pytest.mark.parametrize("fault", REPLACED)
def test_a_fault_in_a_page_is_caught(page: str, document: Document, fault: str) -> None:
    wanted, put, said = REPLACED[fault]
    spoilt = re.sub(wanted, put, page, count=1, flags=re.DOTALL)
    assert spoilt != page, "the fault was not planted"
    messages = [problem.message for problem in check_page(spoilt, document)]
    assert [message for message in messages if re.search(said, message)], messages


def test_links_to_other_places_are_no_fault(page: str, document: Document) -> None:
    assert 'href="https://' in page
    for address in ("https://a.example/", "mailto:a@b.example", "table-1.csv", "#main"):
        other = re.sub(r'href="https:[^"]*"', f'href="{address}"', page, count=1)
        assert other != page
        assert check_page(other, document) == []
