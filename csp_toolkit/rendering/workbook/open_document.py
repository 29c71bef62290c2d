"""The worksheets as an OpenDocument spreadsheet, the format that public bodies are to publish tables in.

Written as XML with the standard library alone (docs/decisions/0012 says why).
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from typing import Any

from csp_toolkit.constant_zip import zip_parts
from csp_toolkit.rendering.document import Document
from csp_toolkit.rendering.gates.office_gate import require_sound_workbook
from csp_toolkit.rendering.reader import read_document
from csp_toolkit.rendering.workbook import open_document_styles as styles
from csp_toolkit.rendering.workbook.cells import Cell
from csp_toolkit.rendering.workbook.columns import ValueColumn
from csp_toolkit.rendering.workbook.open_document_styles import add, root
from csp_toolkit.rendering.workbook.sheets import Line, Sheet, Workbook, build_workbook

MIME_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = re.compile(r"[ \t]+")


def render_notebook_ods(notebook: Mapping[str, Any]) -> bytes:
    """The tables of an executed notebook as an OpenDocument spreadsheet, the same bytes every time.

    Raises ``RenderingError`` with every problem that keeps the report from being accessible.
    """
    return render_ods(read_document(notebook))


def render_ods(document: Document) -> bytes:
    """The tables of a checked document as an OpenDocument spreadsheet, held against it again."""
    data = write_ods(build_workbook(document))
    require_sound_workbook(data, document)
    return data


def write_ods(workbook: Workbook) -> bytes:
    """The worksheets as the bytes of an OpenDocument file."""
    parts = {
        "META-INF/manifest.xml": _manifest(),
        "content.xml": _content(workbook),
        "styles.xml": styles.document_styles(workbook.marks),
        "meta.xml": _meta(workbook),
    }
    written = [
        (name, ElementTree.tostring(part, encoding="utf-8", xml_declaration=True))
        for name, part in parts.items()
    ]
    # A reader tells the kind of file by its first part.
    return zip_parts([("mimetype", MIME_TYPE.encode()), *written])


def _manifest() -> ElementTree.Element:
    manifest = root("manifest:manifest", {"manifest:version": "1.3"})
    kinds = {"/": MIME_TYPE, "content.xml": "text/xml", "styles.xml": "text/xml", "meta.xml": "text/xml"}
    for path, kind in kinds.items():
        add(manifest, "manifest:file-entry", {"manifest:full-path": path, "manifest:media-type": kind})
    return manifest


def _meta(workbook: Workbook) -> ElementTree.Element:
    """What the file says of itself; its day is that of the data, never that of its making."""
    document = root("office:document-meta", {"office:version": "1.3"})
    meta, day = add(document, "office:meta"), f"{workbook.day.isoformat()}T00:00:00"
    words = {
        "dc:title": workbook.title,
        "meta:initial-creator": workbook.author,
        "dc:creator": workbook.author,
        "meta:keyword": workbook.marks,
        "dc:language": "en-GB",
        "meta:creation-date": day,
        "dc:date": day,
    }
    for name, text in words.items():
        add(meta, name).text = text
    return document


def _content(workbook: Workbook) -> ElementTree.Element:
    document = root("office:document-content", {"office:version": "1.3"})
    columns = [column for sheet in workbook.sheets for column in sheet.columns]
    styles.add_automatic_styles(document, columns)
    spreadsheet = add(add(document, "office:body"), "office:spreadsheet")
    for sheet in workbook.sheets:
        _add_sheet(spreadsheet, sheet)
    _mark_tables(spreadsheet, workbook)
    return document


def _add_sheet(spreadsheet: ElementTree.Element, sheet: Sheet) -> None:
    table = add(spreadsheet, "table:table", {"table:name": sheet.name, "table:style-name": "sheet"})
    add(table, "table:title").text = sheet.title
    for column in sheet.columns or (None,):
        style = styles.width_style(column) if column else styles.WIDEST_STYLE
        add(table, "table:table-column", {"table:style-name": style})
    for line in sheet.lines:
        _add_text(_row(table), line.text, f"line{line.level}", _target(line))
    if sheet.columns:
        _add_table(table, sheet)


def _target(line: Line) -> str | None:
    return _address(line.link) if line.link else None


def _address(link: str) -> str:
    """A link as OpenDocument writes it: to a worksheet by its first cell."""
    return f"{link}.A1" if link.startswith("#") else link


def _add_table(table: ElementTree.Element, sheet: Sheet) -> None:
    headings = _row(add(table, "table:table-header-rows"))
    for column in sheet.columns:
        _add_text(headings, column.heading, "heading-figures" if column.numeric else "heading")
    for number in range(len(sheet.columns[0].cells)):
        row = _row(table)
        for place, column in enumerate(sheet.columns):
            link = _address(sheet.links[number]) if sheet.links and place == 0 else None
            _add_cell(row, column.cells[number], column, place, link)


def _row(parent: ElementTree.Element) -> ElementTree.Element:
    return add(parent, "table:table-row", {"table:style-name": "row"})


def _add_cell(
    row: ElementTree.Element, cell: Cell, column: ValueColumn, place: int, link: str | None
) -> None:
    if cell.number is None or cell.format is None:
        style = "figures" if column.numeric else "rowheader" if place == 0 and link is None else "words"
        _add_text(row, cell.text, style, link)
        return
    kind = "percentage" if cell.format.percent else "float"
    values = {"office:value-type": kind, "office:value": f"{cell.number:.15g}"}
    made = add(row, "table:table-cell", {"table:style-name": styles.number_style(cell.format), **values})
    add(made, "text:p").text = cell.text


def _add_text(row: ElementTree.Element, text: str, style: str, link: str | None = None) -> None:
    """Text as text: what a formula would take is an attribute that is never written."""
    kind = {"table:style-name": style, "office:value-type": "string"}
    cell = add(row, "table:table-cell", kind)
    for part in text.split("\n"):
        paragraph = add(cell, "text:p")
        words = _SPACES.sub(" ", part)
        if link is None:
            paragraph.text = words
        else:
            add(paragraph, "text:a", {"xlink:href": link, "xlink:type": "simple"}).text = words


def _mark_tables(spreadsheet: ElementTree.Element, workbook: Workbook) -> None:
    """Say where each table begins and ends and that it has headings, as "Format as table" does in Excel."""
    ranges = add(spreadsheet, "table:database-ranges")
    for sheet in workbook.sheets:
        if not sheet.columns:
            continue
        top = len(sheet.lines) + 1
        last = f"{_letters(len(sheet.columns))}{top + len(sheet.columns[0].cells)}"
        where = {"table:target-range-address": f"{sheet.name}.A{top}:{sheet.name}.{last}"}
        add(ranges, "table:database-range", {"table:name": sheet.name.lower(), **where})


def _letters(number: int) -> str:
    """A column by its letters: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
