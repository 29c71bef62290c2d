"""Workbooks that partners fill in, made from the same description of the columns that checks what comes back.

The same bytes on every machine and day: constant dates, nothing compressed.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csp_toolkit.constant_zip import zip_again
from csp_toolkit.errors import ParameterError, Problem, suggest
from csp_toolkit.loaders.delivery_tracker import DELIVERY_TRACKER
from csp_toolkit.loaders.partner_return_schema import PARTNER_RETURN
from csp_toolkit.loaders.table_schema import EARLIEST, KIND_WORDS, LATEST, TableColumn, TableSchema

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

TEMPLATES: dict[str, TableSchema] = {"partner-return": PARTNER_RETURN, "delivery-tracker": DELIVERY_TRACKER}
"""What ``csp template`` makes, by the word it is asked for with."""
ROWS_TO_FILL = 2000
"""Rows below the header that are formatted and checked while somebody types."""
FIXED_DATE = datetime(2025, 1, 1)
"""Stands in the workbook as its creation date, so that no clock does."""
TEXT_FORMAT = 49
"""Excel's own number of the format "Text"."""
WIDTHS = {"text": 28, "code": 20, "choice": 16, "date": 13, "number": 12}
PROMPT, LONGEST_PROMPT = "What stands here", 250
Row = Mapping[str, str]


def find_template(name: str) -> TableSchema:
    """The table that a template is asked for by. Raises ParameterError for an unknown word."""
    if name not in TEMPLATES:
        known = "Known: " + ", ".join(TEMPLATES)
        raise ParameterError(
            Problem(f'there is no template "{name}"', hint=suggest(name, [*TEMPLATES]) or known)
        )
    return TEMPLATES[name]


def write_template(schema: TableSchema, path: Path, rows: Iterable[Row] = ()) -> None:
    """Write the workbook to fill in, with these rows in it already; cells are text as in the CSV.

    Raises ParameterError where the file is there already: somebody may have filled it in.
    """
    if path.exists():
        raise ParameterError(
            Problem("this file is there already", path, hint="Name one that does not exist yet.")
        )
    path.write_bytes(render_template(schema, rows))


def render_template(schema: TableSchema, rows: Iterable[Row] = ()) -> bytes:
    """The workbook as bytes: the sheet to fill in, and a sheet of notes."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": FIXED_DATE, "title": schema.title})
        book.set_size(2400, 1600)
        _write_table(book, schema, rows)
        _write_notes(book, schema)
    return zip_again(buffer.getvalue())


def _write_table(book: Workbook, schema: TableSchema, rows: Iterable[Row]) -> None:
    sheet = book.add_worksheet(schema.sheet)
    needed = book.add_format(
        {"bold": True, "bg_color": "#12436D", "font_color": "#FFFFFF", "text_wrap": True}
    )
    other = book.add_format({"bold": True, "bg_color": "#D9E2EC", "text_wrap": True})
    formats = _cell_formats(book)
    for place, column in enumerate(schema.columns):
        sheet.write_string(0, place, column.name, needed if column.required else other)
        sheet.set_column(place, place, WIDTHS[column.kind], formats[column.kind])
        sheet.data_validation(1, place, ROWS_TO_FILL, place, _validation(column))
    for number, row in enumerate(rows, start=1):
        for place, column in enumerate(schema.columns):
            _write_cell(sheet, number, place, row[column.name], column, formats[column.kind])
    sheet.freeze_panes(1, 2)
    sheet.repeat_rows(0)
    sheet.set_landscape()


def _cell_formats(book: Workbook) -> dict[str, Format]:
    # Text stays text: else Excel makes a date of "10-17" and a number of "0012".
    patterns: dict[str, str | int] = {
        **dict.fromkeys(("text", "code", "choice"), TEXT_FORMAT),
        "date": "yyyy-mm-dd",
        "number": "General",
    }
    return {kind: book.add_format({"num_format": pattern}) for kind, pattern in patterns.items()}


def _write_cell(
    sheet: Worksheet, number: int, place: int, text: str, column: TableColumn, style: Format
) -> None:
    """A cell as Excel would hold it had somebody typed it; text is never taken for a formula."""
    if not text:
        return
    if column.kind == "date":
        sheet.write_datetime(number, place, date.fromisoformat(text), style)
    elif column.kind == "number":
        sheet.write_number(number, place, float(text), style)
    else:
        sheet.write_string(number, place, text, style)


def _validation(column: TableColumn) -> dict[str, Any]:
    """What Excel checks and says while somebody types into a column."""
    checks: dict[str, dict[str, Any]] = {
        "choice": {"validate": "list", "source": list(column.allowed)},
        "date": {"validate": "date", "criteria": "between", "minimum": EARLIEST, "maximum": LATEST},
        "number": {"validate": "decimal", "criteria": ">=", "value": 0},
        "code": {"validate": "length", "criteria": "<=", "value": column.longest},
        "text": {"validate": "length", "criteria": "<=", "value": column.longest},
    }
    shape = column.shape or KIND_WORDS[column.kind]
    return {
        **checks[column.kind],
        "ignore_blank": True,
        "input_title": PROMPT,
        "input_message": _sentence(column.description),
        "error_title": column.name,
        "error_message": f"This must be {shape}. See the sheet Notes."[:LONGEST_PROMPT],
    }


def _sentence(text: str) -> str:
    """A description as a prompt, without the marks of a page."""
    plain = text.replace("`", "")
    return f"{plain[:1].upper()}{plain[1:]}."[:LONGEST_PROMPT]


def _write_notes(book: Workbook, schema: TableSchema) -> None:
    sheet = book.add_worksheet("Notes")
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    lines: list[tuple[str, ...]] = [(f"{schema.title}: how to fill in the sheet {schema.sheet}",)]
    lines += [(rule,) for rule in schema.rules]
    for number, line in enumerate(lines):
        sheet.write_row(number, 0, line, bold if number == 0 else None)
    start = len(lines) + 1
    sheet.write_row(start, 0, ("column", "what stands in it", "allowed", "needed", "such as"), bold)
    for number, column in enumerate(schema.columns, start=start + 1):
        allowed = ", ".join(column.allowed) or column.shape or KIND_WORDS[column.kind]
        needed = "yes" if column.required else "no"
        texts = (column.name, column.description.replace("`", ""), allowed, needed, column.example)
        for place, text in enumerate(texts):
            sheet.write_string(number, place, text, wrap)
    for place, width in enumerate((22, 48, 48, 9, 22)):
        sheet.set_column(place, place, width)
