"""OpenDocument spreadsheets written by hand, so that they are the same bytes on every machine.

No library is used: those at hand stamp the time of writing into the file. Nothing is compressed,
because compressors differ between machines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from csp_toolkit.constant_zip import zip_parts

MIME_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
Cell = str | int
Row = Sequence[Cell]

NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns"
CONTENT_START = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<office:document-content xmlns:office="{NAMESPACE}:office:1.0" xmlns:table="{NAMESPACE}:table:1.0"'
    f' xmlns:text="{NAMESPACE}:text:1.0" office:version="1.2">'
    "<office:body><office:spreadsheet>"
)
CONTENT_END = "</office:spreadsheet></office:body></office:document-content>\n"
MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<manifest:manifest xmlns:manifest="{NAMESPACE}:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIME_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>\n"
)


def open_document_bytes(sheets: Iterable[tuple[str, Iterable[Row]]]) -> bytes:
    """A spreadsheet of these sheets (name, rows) as the bytes of its file."""
    content = "".join([CONTENT_START, *(_sheet_xml(name, rows) for name, rows in sheets), CONTENT_END])
    parts = (("mimetype", MIME_TYPE), ("META-INF/manifest.xml", MANIFEST), ("content.xml", content))
    return zip_parts((name, text.encode("utf-8")) for name, text in parts)


def _sheet_xml(name: str, rows: Iterable[Row]) -> str:
    lines = [f"<table:table-row>{''.join(_cells_xml(row))}</table:table-row>\n" for row in rows]
    return f"<table:table table:name={quoteattr(name)}>\n{''.join(lines)}</table:table>\n"


def _cells_xml(row: Row) -> Iterator[str]:
    """A row's cells; equal neighbours are one cell that is repeated, as spreadsheet programs write them."""
    for cell, same in groupby(row):
        times = len(list(same))
        repeated = f' table:number-columns-repeated="{times}"' if times > 1 else ""
        if isinstance(cell, int):
            value = f'office:value-type="float" office:value="{cell}"'
        else:
            value = 'office:value-type="string"'
        yield f"<table:table-cell{repeated} {value}><text:p>{escape(str(cell))}</text:p></table:table-cell>"
