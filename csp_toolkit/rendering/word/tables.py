"""Tables in a Word file: a caption above, a header row that repeats, row headers, notes below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from csp_toolkit.blocks.model import Column, Table
from csp_toolkit.blocks.plain_text import clean_text
from csp_toolkit.rendering.column_widths import column_widths
from csp_toolkit.rendering.word.text import add_bookmark, add_field, add_text, element

if TYPE_CHECKING:
    from docx.document import Document as WordFile

TEXT_WIDTH = 9638
"""Of the page between its margins, in twentieths of a point."""
_LONG = 1200
"""Characters above which a row may be split over pages: it would not fit on one."""


def add_table(word: WordFile, table: Table, *, place: str, label: str) -> None:
    """A table with its caption, its notes and its source; ``place`` is what links to it name."""
    caption = word.add_paragraph(style="Caption")
    add_label(caption, label)
    add_text(caption, f": {table.caption}")
    add_bookmark(caption, place)
    word.element.body.insert(-1, _grid(table, place))
    add_notes(word, table.notes, table.source)


def add_label(paragraph: Any, label: str) -> None:
    """ "Table 3": its number is a field, so that Word can list the tables and number added ones."""
    kind, _, number = label.rpartition(" ")
    if kind in ("Table", "Figure"):
        add_text(paragraph, f"{kind} ")
        add_field(paragraph, f"SEQ {kind} \\* ARABIC", number)
    else:
        add_text(paragraph, label)


def add_notes(word: WordFile, notes: Sequence[str], source: str | None) -> None:
    """What is printed below a table or a figure."""
    for note in notes:
        add_text(word.add_paragraph(style="Note"), note)
    if source:
        add_text(word.add_paragraph(style="Note"), f"Source: {source}")


def _grid(table: Table, place: str) -> Any:
    widths = _widths(table)
    grid = element("w:tbl", {})
    grid.append(_properties(table))
    columns = element("w:tblGrid", {})
    columns.extend(element("w:gridCol", {"w:w": str(width)}) for width in widths)
    grid.append(columns)
    grid.append(_row([column.label for column in table.columns], table.columns, widths, header=True))
    for row in table.rows:
        grid.append(_row(row, table.columns, widths, header=False))
    _name_for_screen_readers(grid, place)
    return grid


def _properties(table: Table) -> Any:
    """The look, and what tells programs that the first row and the first column hold headers."""
    properties = element("w:tblPr", {})
    properties.append(element("w:tblStyle", {"w:val": "ReportTable"}))
    properties.append(element("w:tblW", {"w:w": "5000", "w:type": "pct"}))
    headers = {"w:firstRow": "1", "w:lastRow": "0", "w:firstColumn": "1", "w:lastColumn": "0"}
    look = {"w:val": "06A0", **headers, "w:noHBand": "1", "w:noVBand": "1"}
    properties.append(element("w:tblLook", look))
    properties.append(element("w:tblCaption", {"w:val": clean_text(table.caption)}))
    return properties


def _row(cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int], *, header: bool) -> Any:
    row = element("w:tr", {})
    properties = element("w:trPr", {})
    if header or sum(map(len, cells)) <= _LONG:
        properties.append(element("w:cantSplit", {}))
    if header:
        properties.append(element("w:tblHeader", {}))
    row.append(properties)
    for text, column, width in zip(cells, columns, widths, strict=True):
        row.append(_cell(text, column, width))
    return row


def _cell(text: str, column: Column, width: int) -> Any:
    from docx.text.paragraph import Paragraph

    cell = element("w:tc", {})
    properties = element("w:tcPr", {})
    properties.append(element("w:tcW", {"w:w": str(width), "w:type": "dxa"}))
    cell.append(properties)
    paragraph = element("w:p", {})
    style = element("w:pPr", {})
    style.append(element("w:pStyle", {"w:val": "TableText"}))
    if column.numeric:
        style.append(element("w:jc", {"w:val": "right"}))
    paragraph.append(style)
    Paragraph(paragraph, None).add_run(clean_text(text))  # type: ignore[arg-type]  # styles need no part
    cell.append(paragraph)
    return cell


def _name_for_screen_readers(grid: Any, place: str) -> None:
    """The bookmark by which JAWS reads a table's first row and first column as titles of its cells."""
    from docx.text.paragraph import Paragraph

    first = next(grid.iter("{*}p"))
    add_bookmark(Paragraph(first, None), f"Title_{place}")  # type: ignore[arg-type]  # needs no part


def _widths(table: Table) -> list[int]:
    """Widths of columns in twentieths of a point, shared out as in the PDF, over the whole line."""
    wide = column_widths(table, TEXT_WIDTH / 20, 11)
    return [max(round(TEXT_WIDTH * width / sum(wide)), 200) for width in wide]
