"""The PDF: PDF/UA-1 and PDF/A-2a, tags that say what the document holds, the same bytes."""

from __future__ import annotations

import copy
import zlib
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from itertools import pairwise
from typing import Any

import pikepdf
import pytest
from example_notebook import (
    example_chart,
    example_cover,
    example_notebook,
    example_table,
    small_notebook,
)
from pdf_text import read_pages

from csp_toolkit.blocks.model import AnyBlock, Callout, Column, Finding, Findings, Heading, Paragraph, Table
from csp_toolkit.errors import RenderingError
from csp_toolkit.rendering import read_document, render_notebook_pdf
from csp_toolkit.rendering.saving import save_pdf
from csp_toolkit.rendering.tagging import check_tags, complete_tags, structure_elements
from csp_toolkit.rendering.typst_data import printable


@pytest.fixture(scope="module")
def data() -> bytes:
    return render_notebook_pdf(example_notebook())


@pytest.fixture
def pdf(data: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(data)) as opened:
        yield opened


def kinds(pdf: pikepdf.Pdf) -> list[str]:
    return [str(element.S) for element in structure_elements(pdf)]


def failures(data: bytes) -> list[str]:
    page = pytest.importorskip("page", reason="page-validation is not installed")
    profiles = (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A)
    reports = [page.validate_pdf_bytes(data, profile=profile) for profile in profiles]
    return [f"{report.profile}: {failure.message}" for report in reports for failure in report.failures]


def test_the_example_conforms_to_both_standards(data: bytes) -> None:
    assert failures(data) == []


def test_title_language_and_date_come_from_the_cover(pdf: pikepdf.Pdf) -> None:
    assert str(pdf.Root.Lang) == "en-GB"
    assert str(pdf.docinfo["/Title"]).startswith("Quarterly performance report: Thurrock")
    assert str(pdf.docinfo["/CreationDate"]).startswith("D:20250531")
    assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_there_is_one_title_and_headings_in_their_order(pdf: pikepdf.Pdf) -> None:
    assert kinds(pdf).count("/H1") == 1
    headings = [int(kind[2]) for kind in kinds(pdf) if kind in ("/H1", "/H2", "/H3", "/H4")]
    assert all(after <= before + 1 for before, after in pairwise(headings))


def test_every_figure_carries_the_words_of_its_chart(pdf: pikepdf.Pdf) -> None:
    alternatives = [str(e.Alt) for e in structure_elements(pdf) if e.S == "/Figure"]
    assert alternatives == list(read_document(example_notebook()).alternatives())


def test_every_table_of_the_document_is_a_table_of_the_pdf(pdf: pikepdf.Pdf) -> None:
    assert kinds(pdf).count("/Table") == kinds(pdf).count("/THead") == 5


def test_every_row_begins_with_its_header(pdf: pikepdf.Pdf) -> None:
    bodies = [element for element in structure_elements(pdf) if element.S == "/TBody"]
    rows = [row for body in bodies for row in body.K if row.S == "/TR"]
    scopes = [[_scope(cell) for cell in row.K] for row in rows]
    assert len(rows) == 6 + 2 + 60 + 12 + 12
    assert all(row[0] == "/Row" and set(row[1:]) <= {None} for row in scopes)


def _scope(cell: Any) -> str | None:
    attributes = cell.A if isinstance(cell.A, pikepdf.Array) else [cell.A]
    found = [str(attribute.Scope) for attribute in attributes if "/Scope" in attribute]
    return found[0] if found and cell.S == "/TH" else None


def test_every_column_has_a_header(pdf: pikepdf.Pdf) -> None:
    heads = [element for element in structure_elements(pdf) if element.S == "/THead"]
    cells = [cell for head in heads for row in head.K for cell in row.K]
    assert all(cell.S == "/TH" and _scope(cell) == "/Column" for cell in cells)


def test_bookmarks_follow_the_headings(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        (title,) = outline.root
        assert title.title == "Quarterly performance report"
        assert [str(entry.title) for entry in title.children] == [
            "Contents",
            "Key findings",
            "Theft",
            "What stands behind the figures",
            "All indicators",
            "Data behind the figures",
        ]


def test_only_the_document_s_fonts_are_in_it(pdf: pikepdf.Pdf) -> None:
    names = {str(f.get("/FontName")) for f in pdf.objects if _is(f, "/FontDescriptor")}
    assert names
    assert all("SourceSansPro" in name or "DejaVuSansMono" in name for name in names)


def _is(item: Any, kind: str) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/Type") == kind


def test_the_same_notebook_gives_the_same_bytes(data: bytes) -> None:
    notebook = copy.deepcopy(example_notebook())
    for number, cell in enumerate(notebook.cells):
        cell.id = f"other-{number}"
        cell.metadata["papermill"] = {"duration": number}
    assert render_notebook_pdf(notebook) == data


def test_another_date_gives_another_file(data: bytes) -> None:
    first, second = (
        render_notebook_pdf(small_notebook(cover=example_cover(data_as_at=day)))
        for day in (date(2025, 3, 31), date(2025, 4, 1))
    )
    assert first != second


@pytest.mark.parametrize(("status", "words"), [("draft", "Draft:notyetapproved"), ("approved", "Approved")])
def test_every_page_says_whether_the_document_is_approved(status: str, words: str) -> None:
    cover = example_cover(status=status, marking="OFFICIAL-SENSITIVE")
    blocks = [Paragraph(text="Words of a paragraph. " * 40) for _ in range(12)]
    pages = read_pages(render_notebook_pdf(small_notebook(*blocks, cover=cover)))
    assert len(pages) > 2
    assert all(words in page and "OFFICIAL-SENSITIVE" in page for page in pages)
    assert all(("Draft" in page) == (status == "draft") for page in pages)


def test_a_callout_stays_on_one_page() -> None:
    callouts = [Callout(title=f"Callout {n}", text=f"Begin {n} " + "words " * 60 + "end.") for n in range(30)]
    pages = read_pages(render_notebook_pdf(small_notebook(*callouts)))
    assert len(pages) > 4
    assert all(page.count("Begin") == page.count("end.") for page in pages)


HOSTILE = {
    "typst": '#panic("x") $x^2$ *b* _i_ @ref <label> // c /* */ \\ #import "a.typ"',
    "string": '"]) #read("/etc/passwd") ("',
    "script": "<script>alert(1)</script>",
    "direction": "\u202eevil\u202c \u05d0\u05d1 \u0627\u0644",
    "long-word": "x" * 10_000,
    "long-text": "word " * 2_000,
    "control": "\x00\x07\x1b[31m red",
    "beyond-the-font": "\U0001f600 \u6f22 e\u0301",
    "lines": "a\nb\tc",
}


def everywhere(text: str) -> list[AnyBlock]:
    """The text in every place a block has for one."""
    columns = (Column(label=text), Column(label=text))
    return [
        Heading(text=text[:200]),
        Paragraph(text=text),
        Findings(items=(Finding(text=text, verdict="clear rise"),)),
        Callout(title=text, text=text),
        Table(caption=text, columns=columns, rows=((text, text), ("a", "b")), notes=(text,), source=text),
        example_chart(
            title=text, subtitle=text, alternative=f"Words {text}"[:1500], notes=(text,), source=text
        ),
    ]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_only_text(text: str) -> None:
    cover = example_cover(title=text[:200], partnership=text[:200], period=text[:80], marking=text[:80])
    data = render_notebook_pdf(small_notebook(*everywhere(text), cover=cover))
    assert failures(data) == []


def test_a_character_that_the_font_lacks_is_named() -> None:
    assert printable("Łódź ŵ £5 – “a”") == "Łódź ŵ £5 – “a”"
    assert printable("a\u05d0") == "a[U+05D0]"


def test_a_word_without_end_may_be_broken() -> None:
    assert printable("x" * 24) == "x" * 24
    assert printable("x" * 25) == "x" * 24 + "\u200b" + "x"


def test_no_stream_ends_in_a_way_that_checkers_read_differently() -> None:
    made = pikepdf.new()
    contents = [b"q Q " * n for n in range(1, 1_000)]
    badly = [c for c in contents if zlib.compress(c).endswith(b"\r")]
    assert badly
    made.Root.Kept = pikepdf.Array(
        [made.make_stream(zlib.compress(c), Filter=pikepdf.Name.FlateDecode) for c in badly]
    )
    saved = save_pdf(made)
    assert b"\r\nendstream" not in saved
    with pikepdf.open(BytesIO(saved)) as again:
        assert [stream.read_bytes().rstrip() for stream in again.Root.Kept] == [c.rstrip() for c in badly]


def test_a_pdf_that_lost_something_is_not_published(data: bytes) -> None:
    other = read_document(small_notebook(example_table(), example_chart(alternative="Other words")))
    with pytest.raises(RenderingError) as caught:
        complete_tags(data, other)
    message = str(caught.value)
    assert "it has 5 tables, the document 2" in message
    assert "it has 4 figures, the document 1" in message
    assert 'instead of "Other words"' in message


def test_a_lost_language_or_scope_is_noticed(pdf: pikepdf.Pdf) -> None:
    document = read_document(example_notebook())
    assert check_tags(pdf, document) == []
    pdf.Root.Lang = pikepdf.String("en-US")
    next(e for e in structure_elements(pdf) if e.S == "/TH").A = pikepdf.Array()
    messages = [problem.message for problem in check_tags(pdf, document)]
    assert "The PDF is not sound: its language is not en-GB." in messages
    assert any("header cell without scope" in message for message in messages)


def test_a_font_that_is_not_embedded_is_noticed(pdf: pikepdf.Pdf) -> None:
    font = next(item for item in pdf.objects if _is(item, "/FontDescriptor"))
    for name in ("/FontFile", "/FontFile2", "/FontFile3"):
        if name in font:
            del font[name]
    messages = [problem.message for problem in check_tags(pdf, read_document(example_notebook()))]
    assert any("does not carry its font" in message for message in messages)


def test_a_table_of_few_long_rows_breaks_over_pages_instead_of_leaving_one() -> None:
    rows = tuple((f"Row {n}", "some words of a long cell " * 20) for n in range(14))
    table = Table(caption="Long rows", columns=(Column(label="A"), Column(label="B")), rows=rows)
    with pikepdf.open(BytesIO(render_notebook_pdf(small_notebook(table)))) as opened:
        assert len(opened.pages) == 3  # the cover, and two for the table


def test_a_table_that_breaks_begins_below_its_heading_and_leaves_no_page_empty() -> None:
    rows = tuple((f"Row {n}", "some words of a long cell " * 14) for n in range(18))
    table = Table(caption="Long rows", columns=(Column(label="A"), Column(label="B")), rows=rows)
    blocks = (Heading(text="First"), Paragraph(text="Text."), Heading(text="Second"), table)
    pages = read_pages(render_notebook_pdf(small_notebook(*blocks)))
    assert "Text.SecondTable1:Longrows" in pages[1]
    assert "Row0some" in pages[1]
    assert "Row17some" in pages[2]
    assert len(pages) == 3  # the cover; contents and most of the table; its end
