"""Faults planted in finished PDFs, one at a time: the gate catches every one, and passes the PDF itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from example_notebook import example_notebook
from pikepdf import Array, Dictionary, Name, Pdf, String

from csp_toolkit.rendering import read_document, render_notebook_pdf
from csp_toolkit.rendering.document import Document
from csp_toolkit.rendering.gates.pdf_gate import check_pdf
from csp_toolkit.rendering.gates.pdf_tree import read_tags

CELL = r"Cell \d+ \("


def first(pdf: Pdf, kind: str) -> Any:
    """The first structure element of a kind."""
    return next(read_tags(pdf).named(kind)).element


def drop(element: Any) -> None:
    """Take an element out of the tree."""
    above = element.P
    above.K = Array([kid for kid in above.K if isinstance(kid, int) or kid.objgen != element.objgen])


def link(pdf: Pdf) -> Any:
    """The first link of the PDF that leads to an address."""
    notes = (note for page in pdf.pages for note in page.obj.get("/Annots", ()))
    return next(note for note in notes if "/A" in note and "/URI" in note.A)


def font(pdf: Pdf) -> Any:
    return next(iter(pdf.pages[0].Resources.Font.values()))


def _other_language(pdf: Pdf) -> None:
    pdf.Root.Lang = String("en-US")


def _part_in_another_language(pdf: Pdf) -> None:
    first(pdf, "P").Lang = String("fr")


def _untagged(pdf: Pdf) -> None:
    del pdf.Root.StructTreeRoot


def _not_said_to_be_tagged(pdf: Pdf) -> None:
    pdf.Root.MarkInfo.Marked = False


def _words_gone(pdf: Pdf) -> None:
    del first(pdf, "Figure").Alt


def _other_words(pdf: Pdf) -> None:
    first(pdf, "Figure").Alt = String("chart.svg")


def _figure_is_a_paragraph(pdf: Pdf) -> None:
    first(pdf, "Figure").S = Name.P


def _second_title(pdf: Pdf) -> None:
    first(pdf, "H2").S = Name.H1


def _skipped_level(pdf: Pdf) -> None:
    first(pdf, "H2").S = Name.H4


def _heading_is_a_paragraph(pdf: Pdf) -> None:
    list(read_tags(pdf).named("H2"))[1].element.S = Name.P


def _table_is_a_division(pdf: Pdf) -> None:
    first(pdf, "Table").S = Name.Div


def _table_is_gone(pdf: Pdf) -> None:
    drop(first(pdf, "Table"))


def _caption_is_gone(pdf: Pdf) -> None:
    drop(next(tag for tag in next(read_tags(pdf).named("Table")).children if tag.kind == "Caption").element)


def _column_header_is_a_cell(pdf: Pdf) -> None:
    first(pdf, "TH").S = Name.TD


def _column_header_without_scope(pdf: Pdf) -> None:
    del first(pdf, "TH").A


def _row_header_is_a_cell(pdf: Pdf) -> None:
    body = next(read_tags(pdf).named("TBody"))
    next(body.named("TH")).element.S = Name.TD


def _row_header_of_a_column(pdf: Pdf) -> None:
    body = next(read_tags(pdf).named("TBody"))
    next(body.named("TH")).element.A = Array([Dictionary(O=Name.Table, Scope=Name.Column)])


def _row_is_gone(pdf: Pdf) -> None:
    drop(next(next(read_tags(pdf).named("TBody")).named("TR")).element)


def _other_title(pdf: Pdf) -> None:
    pdf.docinfo["/Title"] = String("report.ipynb")


def _title_not_shown(pdf: Pdf) -> None:
    pdf.Root.ViewerPreferences.DisplayDocTitle = False


def _order_of_links(pdf: Pdf) -> None:
    for page in pdf.pages:
        if "/Tabs" in page.obj:
            del page.obj["/Tabs"]


def _link_without_words(pdf: Pdf) -> None:
    del link(pdf)["/Contents"]


def _link_runs_a_script(pdf: Pdf) -> None:
    link(pdf).A = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _link_opens_a_file(pdf: Pdf) -> None:
    link(pdf).A.URI = String("file:///etc/passwd")


def _font_file_is_gone(pdf: Pdf) -> None:
    descriptor = font(pdf).DescendantFonts[0].FontDescriptor
    for name in ("/FontFile", "/FontFile2", "/FontFile3"):
        if name in descriptor:
            del descriptor[name]


def _font_of_the_reader(pdf: Pdf) -> None:
    fonts = pdf.pages[0].Resources.Font
    fonts["/Own"] = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))


def _picture_elsewhere(pdf: Pdf) -> None:
    picture = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Image, F=String("https://a.example/x.png"))
    pdf.pages[0].Resources.XObject = Dictionary(Own=picture)


def _script_on_opening(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _script_by_name(pdf: Pdf) -> None:
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([])))


def _file_hidden_in_it(pdf: Pdf) -> None:
    pdf.attachments["rows.csv"] = b"a,b\n1,2\n"


def _claims_nothing(pdf: Pdf) -> None:
    del pdf.Root.Metadata


PLANTED: dict[str, tuple[Callable[[Pdf], None], str]] = {
    "another language": (_other_language, "language is not en-GB"),
    "a part in another language": (_part_in_another_language, "another language than en-GB"),
    "no tags": (_untagged, "0 tables, the document 5"),
    "not said to be tagged": (_not_said_to_be_tagged, "does not say that it is tagged"),
    "a chart has lost its words": (_words_gone, CELL + ".*figure 1"),
    "a chart has other words": (_other_words, CELL + '.*"chart.svg"'),
    "a figure is a paragraph": (_figure_is_a_paragraph, "3 figures, the document 4"),
    "a second title": (_second_title, "2 level 1 headings"),
    "a heading skips a level": (_skipped_level, "skips to the heading"),
    "a heading is a paragraph": (_heading_is_a_paragraph, CELL + ".*is not in it"),
    "a table is a division": (_table_is_a_division, "4 tables, the document 5"),
    "a table is gone": (_table_is_gone, "4 tables, the document 5"),
    "a caption is gone": (_caption_is_gone, CELL + ".*table 1 has no caption"),
    "a column header is a cell": (_column_header_is_a_cell, CELL + ".*no column headers, or too few"),
    "a column header has no scope": (_column_header_without_scope, "header cell without scope"),
    "a row header is a cell": (_row_header_is_a_cell, CELL + ".*a row without its header"),
    "a row header is one of a column": (_row_header_of_a_column, CELL + ".*not one of a row"),
    "a row is gone": (_row_is_gone, CELL + ".*table 1 has 5 rows, the document 6"),
    "the title is the file's name": (_other_title, "title is not the report's"),
    "the title is not shown": (_title_not_shown, "title is not shown"),
    "links in no order": (_order_of_links, "keyboard does not follow"),
    "a link without words": (_link_without_words, "link without words"),
    "a link runs a script": (_link_runs_a_script, "no link to a place"),
    "a link opens a file": (_link_opens_a_file, "no link to a place"),
    "a font's shapes are gone": (_font_file_is_gone, "does not carry its font"),
    "a font of the reader's own": (_font_of_the_reader, "does not carry its font /Helvetica"),
    "a picture lies elsewhere": (_picture_elsewhere, "picture that lies elsewhere"),
    "a script on opening": (_script_on_opening, "when it is opened"),
    "a script by name": (_script_by_name, "a script or a form"),
    "a file hidden in it": (_file_hidden_in_it, "another file is hidden"),
    "keeps to nothing": (_claims_nothing, "does not say that it keeps to PDF/UA-1"),
}


@pytest.fixture(scope="module")
def document() -> Document:
    return read_document(example_notebook())


@pytest.fixture(scope="module")
def data() -> bytes:
    return render_notebook_pdf(example_notebook())


@pytest.fixture
def pdf(data: bytes) -> Iterator[Pdf]:
    with pikepdf.open(BytesIO(data)) as opened:
        yield opened


def test_the_pdf_itself_passes(pdf: Pdf, document: Document) -> None:
    assert check_pdf(pdf, document) == []


@pytest.mark.parametrize("fault", PLANTED)
def test_a_fault_in_a_pdf_is_caught(pdf: Pdf, document: Document, fault: str) -> None:
    plant, said = PLANTED[fault]
    plant(pdf)
    messages = [problem.message for problem in check_pdf(pdf, document)]
    assert [message for message in messages if re.search(said, message)], messages
