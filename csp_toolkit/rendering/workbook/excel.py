"""The worksheets as an Excel workbook, by XlsxWriter, with every text as text: none can be a formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from csp_toolkit.constant_zip import zip_again
from csp_toolkit.rendering.document import Document
from csp_toolkit.rendering.gates.office_gate import require_sound_workbook
from csp_toolkit.rendering.reader import read_document
from csp_toolkit.rendering.workbook.cells import Cell, NumberFormat
from csp_toolkit.rendering.workbook.columns import ValueColumn
from csp_toolkit.rendering.workbook.sheets import Line, Sheet, Workbook, build_workbook
from csp_toolkit.rendering.workbook.widths import column_width

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook as Book
    from xlsxwriter.worksheet import Worksheet

_FONT = {"font_name": "Arial", "font_size": 12}
_SIZES = {0: 12, 1: 16, 2: 14}
_LONGEST_PROPERTY, _LONGEST_HEAD = 255, 240
_LONGEST_ADDRESS, _LONGEST_LINKED = 2079, 255
"""Characters that Excel takes in a link and in the text of one."""


def render_notebook_xlsx(notebook: Mapping[str, Any]) -> bytes:
    """The tables of an executed notebook as an Excel workbook, the same bytes every time.

    Raises ``RenderingError`` with every problem that keeps the report from being accessible.
    """
    return render_xlsx(read_document(notebook))


def render_xlsx(document: Document) -> bytes:
    """The tables of a checked document as an Excel workbook, held against it again."""
    data = write_xlsx(build_workbook(document))
    require_sound_workbook(data, document)
    return data


def write_xlsx(workbook: Workbook) -> bytes:
    """The worksheets as the bytes of an Excel file."""
    import xlsxwriter

    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, {**options, "default_format_properties": dict(_FONT)}) as book:
        _set_properties(book, workbook)
        formats = _Formats(book)
        for sheet in workbook.sheets:
            page = book.add_worksheet(sheet.name)
            _set_page(page, workbook, sheet)
            _write_lines(page, sheet.lines, formats)
            if sheet.columns:
                _write_table(page, sheet, formats)
    return zip_again(buffer.getvalue())


class _Formats:
    """The looks of cells, each made once."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **looks: Any) -> Format:
        key = tuple(sorted(looks.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({**_FONT, **looks})
        return self._made[key]


def _set_properties(book: Book, workbook: Workbook) -> None:
    """The day is that of the data, never that of the making."""
    words = {"title": workbook.title, "author": workbook.author, "keywords": workbook.marks}
    cut = {name: text[:_LONGEST_PROPERTY] for name, text in words.items()}
    book.set_properties({**cut, "created": datetime.combine(workbook.day, time())})
    book.set_size(2400, 1600)


def _set_page(page: Worksheet, workbook: Workbook, sheet: Sheet) -> None:
    """On paper: as wide as the page, the marking at the head of each, the headings of the table repeated."""
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    # An ampersand begins an instruction in the head of a page.
    head = workbook.marks[: _LONGEST_HEAD // 2].replace("&", "&&")
    page.set_header(f"&C{head}")
    page.set_footer("&CPage &P of &N")
    page.hide_gridlines(0)
    if sheet.columns:
        page.set_landscape()
        page.repeat_rows(len(sheet.lines))
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column_width(column))


def _write_lines(page: Worksheet, lines: Sequence[Line], formats: _Formats) -> None:
    for row, line in enumerate(lines):
        looks = {"font_size": _SIZES[line.level], "bold": line.level > 0}
        if line.link is None:
            _write_text(page, row, 0, line.text, formats, looks)
        else:
            _write_link(page, row, line.text, line.link, formats)


def _write_table(page: Worksheet, sheet: Sheet, formats: _Formats) -> None:
    top = len(sheet.lines)
    rows = len(sheet.columns[0].cells)
    heading = {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 2}
    headings = [_heading(column, formats, heading) for column in sheet.columns]
    page.add_table(
        top,
        0,
        top + rows,
        len(sheet.columns) - 1,
        {
            "columns": headings,
            "name": sheet.name.lower(),
            "title": sheet.title[:_LONGEST_PROPERTY],
            "autofilter": False,
            "style": None,
            "first_column": True,
        },
    )
    for place, column in enumerate(sheet.columns):
        for number, cell in enumerate(column.cells):
            if place == 0 and sheet.links:
                _write_link(page, top + 1 + number, cell.text, sheet.links[number], formats)
            else:
                _write_cell(page, top + 1 + number, place, cell, column, formats)


def _heading(column: ValueColumn, formats: _Formats, looks: dict[str, Any]) -> dict[str, Any]:
    align = "right" if column.numeric else "left"
    return {"header": column.heading, "header_format": formats.get(**looks, align=align)}


def _write_cell(
    page: Worksheet, row: int, place: int, cell: Cell, column: ValueColumn, formats: _Formats
) -> None:
    looks = {"valign": "top", "bold": place == 0, "align": "right" if column.numeric else "left"}
    if cell.number is not None and cell.format is not None:
        shown = formats.get(**looks, num_format=format_code(cell.format))
        page.write_number(row, place, cell.number, shown)
    else:
        _write_text(page, row, place, cell.text, formats, {**looks, "text_wrap": True})


def _write_text(
    page: Worksheet, row: int, place: int, text: str, formats: _Formats, looks: dict[str, Any]
) -> None:
    """Text as text, and still text when somebody edits the cell and leaves it again."""
    guarded = {"quote_prefix": True} if text[:1] in ("=", "+", "-", "@", "'") else {}
    page.write_string(row, place, text, formats.get(**looks, **guarded))


def _write_link(page: Worksheet, row: int, text: str, link: str, formats: _Formats) -> None:
    address = f"internal:'{link[1:]}'!A1" if link.startswith("#") else link
    if len(address) > _LONGEST_ADDRESS or len(text) > _LONGEST_LINKED:
        _write_text(page, row, 0, text, formats, {})
        return
    looks = formats.get(font_color="#0F4A8A", underline=1, valign="top")
    page.write_url(row, 0, address, looks, string=text)


def format_code(shown: NumberFormat) -> str:
    """The format as Excel writes it."""
    digits = ("£" if shown.pounds else "") + ("#,##0" if shown.grouped else "0")
    digits += ("." + "0" * shown.decimals if shown.decimals else "") + ("%" if shown.percent else "")
    digits += f'"{shown.mark}"' if shown.mark else ""
    return f"+{digits};-{digits};{digits}" if shown.plus else digits
