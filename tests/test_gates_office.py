"""Faults planted in finished workbooks and Word files: the gates catch every one, and pass the files."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from example_notebook import example_notebook

from csp_toolkit.errors import RenderingError
from csp_toolkit.rendering import (
    read_document,
    render_notebook_docx,
    render_notebook_ods,
    render_notebook_xlsx,
)
from csp_toolkit.rendering.gates.office_gate import require_sound_workbook
from csp_toolkit.rendering.word.checks import require_sound

CELL = r"Cell \d+ \("
RENDERERS = {"xlsx": render_notebook_xlsx, "ods": render_notebook_ods, "docx": render_notebook_docx}
_PICTURE = (
    '<Relationship Id="rId99" Target="https://a.example/x.png" TargetMode="External" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/></Relationships>'
)
_LINK = _PICTURE.replace("/image", "/hyperlink").replace("https://a.example/x.png", "file:///etc/passwd")

PLANTED = {
    "a table without header row": (
        "xlsx",
        "xl/tables/table3.xml",
        "totalsRowShown",
        'headerRowCount="0" totalsRowShown',
        CELL + ".*no row of",
    ),
    "a column without header": (
        "xlsx",
        "xl/tables/table3.xml",
        'name="Indicator"',
        'name=" "',
        CELL + ".*column without a header",
    ),
    "a table cut short": (
        "xlsx",
        "xl/tables/table3.xml",
        r'ref="(A\d+:[A-Z]+)\d+"',
        r'ref="\g<1>7"',
        CELL + ".*the 6 rows",
    ),
    "no row headers": (
        "xlsx",
        "xl/tables/table3.xml",
        'showFirstColumn="1"',
        'showFirstColumn="0"',
        CELL + ".*row headers",
    ),
    "a formula": ("xlsx", "xl/worksheets/sheet4.xml", "<v>", "<f>1+1</f><v>", "holds a formula"),
    "merged cells": (
        "xlsx",
        "xl/worksheets/sheet4.xml",
        "</sheetData>",
        '</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells>',
        "merged cells",
    ),
    "a hidden worksheet": (
        "xlsx",
        "xl/workbook.xml",
        "<sheet ",
        '<sheet state="hidden" ',
        "hides a worksheet",
    ),
    "no title": ("xlsx", "docProps/core.xml", "<dc:title>[^<]*", "<dc:title>report", "title is not"),
    "a picture of a network": (
        "xlsx",
        "xl/worksheets/_rels/sheet2.xml.rels",
        "</Relationships>",
        _PICTURE,
        "fetches",
    ),
    "a table without header row (ods)": (
        "ods",
        "content.xml",
        r"(Table_1\".*?)<table:table-header-rows>(.*?)</table:table-header-rows>",
        r"\1\2",
        CELL + ".*no row of headers",
    ),
    "a column without header (ods)": (
        "ods",
        "content.xml",
        "<text:p>Indicator</text:p>",
        "<text:p></text:p>",
        CELL + ".*column without",
    ),
    "a row is gone (ods)": (
        "ods",
        "content.xml",
        r"(Table_1\".*?</table:table-header-rows>)<table:table-row .*?</table:table-row>",
        r"\1",
        CELL + ".*the 6 rows",
    ),
    "a worksheet is gone (ods)": (
        "ods",
        "content.xml",
        'table:name="Table_1"',
        'table:name="T"',
        CELL + ".*not in it",
    ),
    "a formula (ods)": (
        "ods",
        "content.xml",
        "<table:table-cell ",
        '<table:table-cell table:formula="of:=1+1" ',
        "a formula",
    ),
    "a script (ods)": ("ods", "content.xml", "<office:body>", "<office:scripts/><office:body>", "a script"),
    "a link to a file (ods)": (
        "ods",
        "content.xml",
        'xlink:href="mailto:[^"]*',
        'xlink:href="file:///x',
        "fetches",
    ),
    "another language (ods)": ("ods", "styles.xml", 'fo:country="GB"', 'fo:country="US"', "language is not"),
    "no title (ods)": ("ods", "meta.xml", "<dc:title>[^<]*", "<dc:title>x", "title is not"),
    "a picture of a network (docx)": (
        "docx",
        "word/_rels/document.xml.rels",
        "</Relationships>",
        _PICTURE,
        "fetches",
    ),
    "a link to a file (docx)": ("docx", "word/_rels/document.xml.rels", "</Relationships>", _LINK, "fetches"),
    "a chart's words (docx)": (
        "docx",
        "word/document.xml",
        'descr="[^"]*"',
        'descr="chart"',
        CELL + '.*"chart"',
    ),
    "a column without header (docx)": (
        "docx",
        "word/document.xml",
        "<w:t>Indicator</w:t>",
        "<w:t></w:t>",
        CELL + ".*column without a header",
    ),
    "a header row that does not repeat (docx)": (
        "docx",
        "word/document.xml",
        r"<w:tblHeader[^>]*/>",
        "",
        CELL + ".*does not repeat its first row",
    ),
}
"""By what is the matter: format, part of its archive, what is replaced by what, what the gate says."""


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return {form: render(example_notebook()) for form, render in RENDERERS.items()}


def spoil(data: bytes, part: str, wanted: str, put: str) -> bytes:
    """The archive with one part changed."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                text = content.decode()
                spoilt = re.sub(wanted, put, text, count=1, flags=re.DOTALL)
                assert spoilt != text, "the fault was not planted"
                content = spoilt.encode()
            target.writestr(name, content)
    return made.getvalue()


def require(form: str, data: bytes) -> None:
    document = read_document(example_notebook())
    (require_sound if form == "docx" else require_sound_workbook)(data, document)


@pytest.mark.parametrize("form", RENDERERS)
def test_the_files_themselves_pass(files: dict[str, bytes], form: str) -> None:
    require(form, files[form])


@pytest.mark.parametrize("fault", PLANTED)
def test_a_fault_in_an_office_file_is_caught(files: dict[str, bytes], fault: str) -> None:
    form, part, wanted, put, said = PLANTED[fault]
    with pytest.raises(RenderingError) as caught:
        require(form, spoil(files[form], part, wanted, put))
    messages = [problem.message for problem in caught.value.problems]
    assert [message for message in messages if re.search(said, message)], messages


@pytest.mark.parametrize(
    "name", ["xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml", "xl/embeddings/a.bin"]
)
def test_what_may_run_is_caught(files: dict[str, bytes], name: str) -> None:
    made = BytesIO(files["xlsx"])
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr(name, b"x")
    with pytest.raises(RenderingError, match="may run or bring in"):
        require("xlsx", made.getvalue())
