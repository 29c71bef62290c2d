"""Small tables of recorded crime for tests, in the Home Office's layouts of several years. All made up."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

NOW = (
    "Financial Year",
    "Financial Quarter",
    "Police Force",
    "CSP Name",
    "Offence Description",
    "Offence Group",
    "Offence Subgroup",
    "Offence Code",
    "Offence Count",
)
OLDER = (*NOW[:2], "Force Name", *NOW[3:8], "Number of Offences")
BY_FORCE = (*OLDER[:3], *OLDER[4:])
Cell = str | int | None
NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"), ("draw", "drawing"))
)


def crime_row(
    *,
    year: str = "2024/25",
    quarter: Cell = 1,
    force: str = "Essex",
    csp: str | None = "Thurrock",
    description: str = "Arson endangering life",
    group: str = "Criminal damage and arson",
    subgroup: str = "Arson",
    code: str = "56A",
    count: Cell = 3,
) -> list[Cell]:
    """One published row; without a CSP it is a row of the table by force."""
    place: list[Cell] = [force] if csp is None else [force, csp]
    return [year, quarter, *place, description, group, subgroup, code, count]


def cell_xml(cell: Cell, attributes: str = "") -> str:
    """A cell as spreadsheet programs write it."""
    if cell is None:
        return f"<table:table-cell{attributes}/>"
    kind = f'float" office:value="{cell}' if isinstance(cell, int) else "string"
    return (
        f'<table:table-cell office:value-type="{kind}"{attributes}><text:p>{escape(str(cell))}</text:p>'
        "</table:table-cell>"
    )


def sheet_xml(name: str, rows: Sequence[Sequence[Cell]]) -> str:
    """A sheet that ends, as published ones do, with all the empty rows there could be."""
    lines = ["<table:table-row>" + "".join(map(cell_xml, row)) + "</table:table-row>" for row in rows]
    rest = (
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    return f"<table:table table:name={quoteattr(name)}>{''.join(lines)}{rest}</table:table>"


def write_ods_xml(path: Path, sheets: str, *, before: str = "", manifest: str = "") -> Path:
    """An OpenDocument spreadsheet around the XML of its sheets."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {NAMESPACES}>'
        f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest or "<manifest/>")
    return path


def write_ods(path: Path, sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> Path:
    """An OpenDocument spreadsheet of these sheets."""
    return write_ods_xml(path, "".join(sheet_xml(name, rows) for name, rows in sheets.items()))


def write_xlsx(path: Path, sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> Path:
    """An Excel workbook of these sheets."""
    import xlsxwriter

    workbook = xlsxwriter.Workbook(str(path))
    for name, rows in sheets.items():
        sheet = workbook.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    workbook.close()
    return path


def write_csv(path: Path, header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Path:
    """A CSV file, texts with commas quoted."""
    import csv

    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path
