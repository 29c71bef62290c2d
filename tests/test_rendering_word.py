"""The Word file: structure that Word and screen readers know, hostile text inert, the same bytes.

It is read back as XML, by nothing of what wrote it.
"""

from __future__ import annotations

import copy
import importlib.util
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Callable
from io import BytesIO

import docx
import pytest
from docx.document import Document as WordFile
from example_notebook import (
    block_cell,
    data_cell,
    draw_png,
    example_chart,
    example_cover,
    example_notebook,
    example_table,
    notebook_of,
    small_notebook,
)
from hostile_text import HOSTILE, everywhere
from nbformat.v4 import new_markdown_cell

from csp_toolkit.blocks.model import Fact, Heading, Paragraph
from csp_toolkit.blocks.plain_text import clean_text
from csp_toolkit.errors import RenderingError
from csp_toolkit.rendering import read_document, render_notebook_docx
from csp_toolkit.rendering.office import CspDocxExporter
from csp_toolkit.rendering.word.checks import check_word
from csp_toolkit.rendering.word.text import bookmark_name

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


@pytest.fixture(scope="module")
def data() -> bytes:
    return render_notebook_docx(example_notebook())


@pytest.fixture(scope="module")
def body(data: bytes) -> ElementTree.Element:
    return part(data, "word/document.xml")


def part(data: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return ElementTree.fromstring(archive.read(name))


def names(data: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.namelist()


def text_of(element: ElementTree.Element) -> str:
    return "".join(found.text or "" for found in element.iter(f"{W}t"))


def style_of(paragraph: ElementTree.Element) -> str:
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if found is None else found.get(f"{W}val", "")


def paragraphs(body: ElementTree.Element, style: str) -> list[str]:
    return [text_of(p) for p in body.iter(f"{W}p") if style_of(p) == style]


def test_headings_have_the_styles_that_word_knows_and_the_title_alone_is_of_the_first_level(
    body: ElementTree.Element,
) -> None:
    assert paragraphs(body, "Heading1") == ["Quarterly performance report"]
    second = ["Key findings", "Theft", "What stands behind the figures", "All indicators"]
    assert paragraphs(body, "Heading2") == [*second, "Data behind the figures"]
    assert paragraphs(body, "Heading3") == ["Burglary by month", "The same, drawn by the toolkit"]


def test_every_figure_carries_the_words_of_its_chart(body: ElementTree.Element) -> None:
    drawings = [e for e in body.iter() if e.tag.endswith("}docPr")]
    assert [e.get("descr") for e in drawings] == list(read_document(example_notebook()).alternatives())
    assert [e.get("name") for e in drawings] == [f"Figure {n}" for n in range(1, 5)]


def test_charts_are_png_and_nothing_is_fetched(data: bytes) -> None:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        pictures = [name for name in archive.namelist() if name.startswith("word/media/")]
        assert len(pictures) == 4
        assert all(archive.read(name).startswith(b"\x89PNG") for name in pictures)
    outside = [r for r in part(data, "word/_rels/document.xml.rels") if r.get("TargetMode") == "External"]
    assert {r.get("Type", "").rpartition("/")[2] for r in outside} == {"hyperlink"}


def test_every_table_repeats_its_header_and_marks_first_row_and_first_column(
    body: ElementTree.Element,
) -> None:
    tables = list(body.iter(f"{W}tbl"))
    assert len(tables) == 5
    for table in tables:
        repeated = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in table.iter(f"{W}tr")]
        assert repeated == [True] + [False] * (len(repeated) - 1)
        look = table.find(f"{W}tblPr/{W}tblLook")
        assert look is not None
        assert look.get(f"{W}firstRow") == look.get(f"{W}firstColumn") == "1"
        assert next(table.iter(f"{W}bookmarkStart")).get(f"{W}name", "").startswith("Title_")


def test_every_table_and_figure_has_a_numbered_caption_and_a_table_says_it_as_its_name(
    body: ElementTree.Element,
) -> None:
    captions = paragraphs(body, "Caption")
    assert [c.partition(":")[0] for c in captions] == [
        *["Table 1", "Figure 1", "Figure 2", "Table 2", "Figure 3", "Figure 4", "Table 3"],
        *["Data for figure 1", "Data for figure 2"],
    ]
    named = [table.find(f"{W}tblPr/{W}tblCaption") for table in body.iter(f"{W}tbl")]
    said = {name.get(f"{W}val") for name in named if name is not None}
    assert said == {c.partition(": ")[2] for c in captions if not c.startswith("Figure")}


def test_the_language_is_british_english(data: bytes) -> None:
    languages = [e.get(f"{W}val") for e in part(data, "word/styles.xml").iter(f"{W}lang")]
    assert languages == ["en-GB"]


def test_every_page_says_what_it_is_marked_with_and_where_it_belongs(data: bytes) -> None:
    assert text_of(part(data, "word/header1.xml")) == "OFFICIAL · Draft · SYNTHETIC: made-up data"
    foot = part(data, "word/footer1.xml")
    assert text_of(foot) == "Quarterly performance report, January to March 2025Page 1 of 1"
    assert [e.text for e in foot.iter(f"{W}instrText")] == ["PAGE", "NUMPAGES"]
    approved = render_notebook_docx(small_notebook(cover=example_cover(synthetic=False, status="approved")))
    assert text_of(part(approved, "word/header1.xml")) == "OFFICIAL · Approved"


def test_properties_come_from_the_cover_and_no_clock(data: bytes) -> None:
    properties = docx.Document(BytesIO(data)).core_properties
    assert properties.title.startswith("Quarterly performance report: Thurrock")
    assert properties.author == "Thurrock Community Safety Partnership"
    assert (
        f"{properties.created:%Y-%m-%d %H:%M}"
        == f"{properties.modified:%Y-%m-%d %H:%M}"
        == "2025-05-31 00:00"
    )
    assert properties.language == "en-GB"


def test_the_contents_are_a_field_that_is_right_before_word_updates_it(body: ElementTree.Element) -> None:
    assert 'TOC \\o "2-3" \\h \\z' in [e.text for e in body.iter(f"{W}instrText")]
    entries = paragraphs(body, "TOC2") + paragraphs(body, "TOC3")
    assert entries == paragraphs(body, "Heading2") + paragraphs(body, "Heading3")


def test_every_field_that_begins_ends(body: ElementTree.Element) -> None:
    kinds = [e.get(f"{W}fldCharType") for e in body.iter(f"{W}fldChar")]
    assert kinds == ["begin", "separate", "end"] * (len(kinds) // 3)


def test_every_inner_link_leads_to_one_place(body: ElementTree.Element) -> None:
    places = [e.get(f"{W}name") for e in body.iter(f"{W}bookmarkStart")]
    numbers = [e.get(f"{W}id") for e in body.iter(f"{W}bookmarkStart")]
    assert len(set(places)) == len(places) == len(set(numbers))
    targets = {e.get(f"{W}anchor") for e in body.iter(f"{W}hyperlink")} - {None}
    assert targets
    assert targets <= set(places)


def test_long_ids_that_begin_alike_stay_apart_within_word_s_40_characters() -> None:
    long = "section-" + "a" * 40
    assert bookmark_name("figure-1") == "figure_1"
    assert len(bookmark_name(long)) == 40
    assert bookmark_name(long) != bookmark_name(long + "-2")


def test_lists_are_lists_and_numbers_begin_anew(body: ElementTree.Element) -> None:
    numbered = notebook_of(
        block_cell(example_cover()),
        new_markdown_cell("3. three\n4. four\n   - below\n\ntext\n\n1. one\n2. two"),
    )
    made = render_notebook_docx(numbered)
    entries = [p for p in part(made, "word/document.xml").iter(f"{W}p") if style_of(p) == "ListParagraph"]
    lists = [_list_of(p) for p in entries]
    assert lists == [("2", "0"), ("2", "0"), ("1", "1"), ("3", "0"), ("3", "0")]
    starts = [e.get(f"{W}val") for e in part(made, "word/numbering.xml").iter(f"{W}startOverride")]
    assert starts == ["3", "1"]


def _list_of(paragraph: ElementTree.Element) -> tuple[str, str]:
    number, level = (paragraph.find(f"{W}pPr/{W}numPr/{W}{name}") for name in ("numId", "ilvl"))
    assert number is not None
    assert level is not None
    return number.get(f"{W}val", ""), level.get(f"{W}val", "")


def test_an_odd_address_becomes_one_that_is_valid() -> None:
    fact = Fact(label="More", text="here", link='https://a.example/b c"<>\u05d0')
    made = render_notebook_docx(small_notebook(cover=example_cover(facts=(fact,))))
    targets = [r.get("Target") for r in part(made, "word/_rels/document.xml.rels").iter(RELATION)]
    assert "https://a.example/b%20c%22%3C%3E%D7%90" in targets


def test_the_same_notebook_gives_the_same_bytes(data: bytes) -> None:
    notebook = copy.deepcopy(example_notebook())
    for number, cell in enumerate(notebook.cells):
        cell.id = f"other-{number}"
    assert render_notebook_docx(notebook) == data


def test_the_exporter_gives_the_same_document(data: bytes) -> None:
    made, resources = CspDocxExporter().from_notebook_node(example_notebook())
    assert made == data
    assert resources["output_extension"] == ".docx"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_only_text(text: str) -> None:
    cover = example_cover(title=text[:200], partnership=text[:200], period=text[:80], marking=text[:80])
    made = render_notebook_docx(small_notebook(*everywhere(text), cover=cover))
    allowed = {'TOC \\o "2-3" \\h \\z', "SEQ Table \\* ARABIC", "SEQ Figure \\* ARABIC"}
    body = part(made, "word/document.xml")
    assert {e.text for e in body.iter(f"{W}instrText")} == allowed
    assert {r.get("TargetMode") for r in part(made, "word/_rels/document.xml.rels")} <= {None, "External"}
    assert not [name for name in names(made) if "vba" in name or "embeddings" in name]
    assert len(list(body.iter(f"{W}tbl"))) == 2
    shown = "\n".join(p.text for p in docx.Document(BytesIO(made)).paragraphs)
    assert clean_text(text)[:200] in shown


def test_a_tall_picture_fits_a_page() -> None:
    tall = data_cell({"image/png": draw_png(100, 4_000)}, alt="A ladder of 4,000 steps, each as the last.")
    made = docx.Document(BytesIO(render_notebook_docx(notebook_of(block_cell(example_cover()), tall))))
    shape = made.inline_shapes[0]
    assert shape.height.cm < 23
    assert shape.height / shape.width == pytest.approx(40, rel=0.01)


def test_an_image_that_is_none_is_an_error_that_names_the_cell() -> None:
    broken = data_cell(
        {"image/png": "aGVsbG8="}, source="show(map)", alt="Map of the wards with most burglaries."
    )
    with pytest.raises(RenderingError, match=r"Cell 2 \(show\(map\)\) shows an image that cannot be read"):
        render_notebook_docx(notebook_of(block_cell(example_cover()), broken))


def test_an_image_without_size_is_an_error_too() -> None:
    flat = draw_png(0, 0)
    with pytest.raises(RenderingError, match="cannot be read"):
        render_notebook_docx(
            notebook_of(block_cell(example_cover()), data_cell({"image/png": flat}, alt="Map of the wards."))
        )


def test_without_the_library_one_line_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "docx" else found(name))
    with pytest.raises(RenderingError) as caught:
        render_notebook_docx(small_notebook())
    assert str(caught.value).splitlines() == [
        "A Word document needs python-docx, which is not installed.",
        'Get it with: pip install "csp-toolkit[docx]"',
    ]


def _drop_picture(word: WordFile) -> None:
    drawing = next(word.element.body.iter("{*}drawing"))
    drawing.getparent().remove(drawing)


def _change_words(word: WordFile) -> None:
    next(word.element.body.iter("{*}docPr")).set("descr", "chart")


def _drop_header_row(word: WordFile) -> None:
    mark = next(word.element.body.iter("{*}tblHeader"))
    mark.getparent().remove(mark)


def _drop_row_headers(word: WordFile) -> None:
    next(word.element.body.iter("{*}tblLook")).set(f"{W}firstColumn", "0")


def _drop_caption(word: WordFile) -> None:
    caption = next(p for p in word.paragraphs if p.text.startswith("Table 1"))
    caption._p.getparent().remove(caption._p)


def _drop_table(word: WordFile) -> None:
    word.element.body.remove(word.tables[0]._tbl)


def _skip_level(word: WordFile) -> None:
    next(p for p in word.paragraphs if p.text == "Theft").style = word.styles["Heading 4"]


def _unmark(word: WordFile) -> None:
    word.sections[0].header.paragraphs[0].clear()


def _change_language(word: WordFile) -> None:
    next(word.styles.element.iter("{*}lang")).set(f"{W}val", "en-US")


def _drop_title(word: WordFile) -> None:
    word.core_properties.title = ""


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_drop_picture, "it has 0 figures, the document 1"),
        (_change_words, 'its alternative text is "chart"'),
        (_drop_header_row, "table 1 does not repeat its first row"),
        (_drop_row_headers, "table 1 does not mark its headers"),
        (_drop_caption, "table 1 has no caption"),
        (_drop_table, "it has 1 tables, the document 2"),
        (_skip_level, "its headings have the levels"),
        (_unmark, "its pages do not say what they are marked with"),
        (_change_language, "its language is not en-GB"),
        (_drop_title, "its title is not the report's"),
    ],
)
def test_a_file_that_lost_something_is_not_handed_out(
    spoil: Callable[[WordFile], None], message: str
) -> None:
    notebook = small_notebook(
        Heading(text="Theft"), Paragraph(text="Words."), example_table(), example_chart()
    )
    word, document = docx.Document(BytesIO(render_notebook_docx(notebook))), read_document(notebook)
    assert check_word(word, document) == []
    spoil(word)
    assert any(message in problem.message for problem in check_word(word, document))


def test_a_report_of_words_alone_has_no_annex() -> None:
    made = part(render_notebook_docx(small_notebook(Heading(text="Words"))), "word/document.xml")
    assert paragraphs(made, "Heading2") == ["Words"]
    assert made.find(f".//{W}tbl") is None
