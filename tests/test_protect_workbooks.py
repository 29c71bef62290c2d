"""Rules of workbooks: values only, nothing run, followed or expanded, and no sheet without an end."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
from hostile_files import (
    DISTRICT,
    SHEET,
    in_first_sheet,
    refusal,
    rewrite_zip,
    write_estimates,
    write_open_document,
    write_zip,
)

from csp_toolkit.errors import DataError
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.loaders.source import Source
from csp_toolkit.loaders.workbook import read_table, require_extent, sheet_names
from csp_toolkit.loaders.workbook_outline import HEADER_ROWS, outline
from csp_toolkit.store import Store, open_store

DOCUMENT_TYPE = (
    b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]>'
)


def peak_kilobytes() -> int:
    """The most memory this process has had so far; always the same where a system does not say."""
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write_estimates(tmp_path / "book.xlsx")


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_a_document_type_anywhere_is_refused_before_the_reader_sees_it(
    store: Store, book: Path, part: str
) -> None:
    def edit(name: str, content: bytes) -> bytes:
        return content.replace(b"?>\n", b"?>\n" + DOCUMENT_TYPE, 1) if name == part else content

    assert f'"{part}" in this workbook declares a document type' in refusal(store, rewrite_zip(book, edit))


def test_a_document_type_in_another_encoding_is_found_too(store: Store, book: Path) -> None:
    text = f"<?xml version='1.0' encoding='UTF-16'?>{DOCUMENT_TYPE.decode()}<sst/>".encode("utf-16")
    hidden = rewrite_zip(book, lambda name, part: text if name == "xl/sharedStrings.xml" else part)
    assert "declares a document type" in refusal(store, hidden)


def test_a_document_type_in_an_open_document_is_refused(store: Store, tmp_path: Path) -> None:
    path = write_open_document(tmp_path / "a.ods", [["a", "b"]], before=DOCUMENT_TYPE.decode())
    assert "declares a document type" in refusal(store, path)


def test_one_cell_in_the_furthest_corner_is_refused_and_takes_no_memory(store: Store, book: Path) -> None:
    """The reader would keep a place for each of seventeen thousand million cells, and end the program."""
    far = rewrite_zip(book, in_first_sheet(b'r="A9"', b'r="XFD1048576"'))
    before = peak_kilobytes()
    assert "reaches to row 1,048,576 and column 16,384" in refusal(store, far)
    assert peak_kilobytes() - before < 100_000


@pytest.mark.parametrize("reference", ["xfd1048576", "ZZZZZZZZZ999999999999", "A99999999999999999999"])
def test_a_far_cell_is_found_however_it_is_written(tmp_path: Path, book: Path, reference: str) -> None:
    far = rewrite_zip(book, in_first_sheet(b'r="A9"', f"r = '{reference}'".encode()))
    with pytest.raises(DataError, match="reaches to row"):
        require_extent(Source(far, "book.xlsx"), SHEET)


def test_a_far_cell_is_found_where_it_lies_across_two_chunks(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = rewrite_zip(book, in_first_sheet(b'r="A9"', b'r="XFD1048576"'))
    monkeypatch.setattr("csp_toolkit.loaders.workbook.CHUNK", 32)
    with pytest.raises(DataError, match="row 1,048,576 and column 16,384"):
        require_extent(Source(far, "book.xlsx"), SHEET)


def test_a_stated_extent_that_lies_takes_no_memory(store: Store, book: Path) -> None:
    lying = rewrite_zip(book, in_first_sheet(b'ref="A1:CQ9"', b'ref="A1:XFD1048576"'))
    before = peak_kilobytes()
    assert [item.outcome for item in ingest(store, [lying])] == ["stored"]
    assert peak_kilobytes() - before < 100_000


def test_a_sheet_that_expands_absurdly_is_refused_before_it_is_unpacked(store: Store, book: Path) -> None:
    bomb = rewrite_zip(book, in_first_sheet(b"</worksheet>", b" " * 30_000_000 + b"</worksheet>"))
    assert "would unpack from" in refusal(store, bomb)


def test_a_workbook_with_macros_is_refused_with_advice(store: Store, book: Path) -> None:
    message = refusal(store, rewrite_zip(book, lambda name, part: part, {"xl/vbaProject.bin": b"\0"}))
    assert message == (
        '<file>: this workbook holds macros ("xl/vbaProject.bin")\n'
        "Macros are never run. Save it as .xlsx and ingest that."
    )


def test_old_and_protected_workbooks_are_refused_with_advice(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "book.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000)
    assert "old kind (.xls), or one protected by a password" in refusal(store, path)


def test_of_a_formula_the_saved_value_counts_whatever_it_would_do(store: Store, tmp_path: Path) -> None:
    def formulas(book: xlsxwriter.Workbook) -> None:
        sheet = book.get_worksheet_by_name(SHEET)
        sheet.write_formula(8, 3, '=WEBSERVICE("http://127.0.0.1:9/")&cmd|"/c calc"!A0', None, 910)
        sheet.write_formula(8, 4, "='[other.xlsx]Sheet1'!A1", None, 10)

    path = write_estimates(tmp_path / "book.xlsx", more=formulas)
    linked = rewrite_zip(path, lambda name, part: part, {"xl/externalLinks/externalLink1.xml": b"<ddeLink/>"})
    (item,) = ingest(store, [linked])
    assert item.edition is not None
    people = pd.read_parquet(store.file(item.edition, "data.parquet"))
    assert people[people["age"].isna()]["population"].tolist() == [910]


def test_a_formula_never_calculated_is_no_number_of_people(store: Store, tmp_path: Path) -> None:
    def formula(book: xlsxwriter.Workbook) -> None:
        book.get_worksheet_by_name(SHEET).write_formula(9, 3, "=910", None, "")

    rows = [DISTRICT, [*DISTRICT[:3], "", *DISTRICT[4:]]]
    (item,) = ingest(store, [write_estimates(tmp_path / "book.xlsx", rows, more=formula)])
    assert item.edition is not None
    assert (item.edition.rows, item.edition.rejected) == (1, 1)


def test_a_damaged_sheet_is_an_error_and_no_traceback(store: Store, book: Path) -> None:
    cut = rewrite_zip(book, lambda name, part: part[:700] if name == "xl/worksheets/sheet1.xml" else part)
    with pytest.raises(DataError):
        ingest(store, [cut])
    assert store.editions == ()


def test_the_outline_reads_shared_numbers_and_inline_texts_of_all_sheets_hidden_ones_too(
    tmp_path: Path,
) -> None:
    def more(book: xlsxwriter.Workbook) -> None:
        hidden = book.add_worksheet("Hidden")
        hidden.write_row(0, 0, ["one", 2, "", "thrée & four"])
        hidden.hide()

    sheets = outline(Source(write_estimates(tmp_path / "book.xlsx", more=more), "book.xlsx"))
    assert [sheet.name for sheet in sheets] == [SHEET, "Hidden"]
    assert sheets[0].rows[1][:6] == ["Code", "Name", "Geography", "All ages", "0", "1"]
    assert sheets[1].rows == [["one", "2", "thrée & four"]]


def test_the_outline_of_an_open_document_holds_the_beginning_of_every_sheet(tmp_path: Path) -> None:
    path = write_open_document(tmp_path / "a.ods", [["Year", "CSP &amp; name"]] + [["1", "x"]] * 100)
    second = (
        b'</table:table><table:table table:name="Two"><table:table-row><table:table-cell><text:p>b</text:p>'
    )
    closing = b"</table:table-cell></table:table-row></table:table></office:spreadsheet>"
    end = b"</table:table></office:spreadsheet>"
    path = rewrite_zip(path, lambda name, part: part.replace(end, second + closing))
    sheets = outline(Source(path, "a.ods"))
    assert [(sheet.name, len(sheet.rows)) for sheet in sheets] == [("Table", HEADER_ROWS), ("Two", 1)]
    assert sheets[0].rows[0] == ["Year", "CSP & name"]


def test_what_is_no_workbook_has_no_sheets(tmp_path: Path) -> None:
    letter = write_zip(tmp_path / "letter.docx", {"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"})
    assert (outline(Source(letter, "letter.docx")), sheet_names(Source(letter, "letter.docx"))) == ([], [])


def test_a_table_is_found_below_its_titles_and_not_below_twenty_rows(tmp_path: Path, book: Path) -> None:
    assert read_table(Source(book, "book.xlsx"), SHEET, ["Code", "Name"]).rows[0][0] == 9
    deep = tmp_path / "deep.xlsx"
    with xlsxwriter.Workbook(deep) as made:
        made.add_worksheet(SHEET).write_row(20, 0, ["Code", "Name"])
    with pytest.raises(DataError, match="no header row"):
        read_table(Source(deep, "deep.xlsx"), SHEET, ["Code", "Name"])
