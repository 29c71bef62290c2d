"""What is asked of a file before any loader sees it: that it is of a kind that can be read safely.

Nothing is run, followed or expanded here. Each refusal says what was found and what to do.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from xml.parsers import expat

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.archives import open_zip, require_plain_members
from csp_toolkit.loaders.source import LONGEST_HEADER, Source
from csp_toolkit.loaders.workbook_outline import kind_of_workbook

MOST_COLUMNS = 2_000
"""Columns of a CSV file: the widest published table has about two hundred."""
MOST_PARTS = 2_000
"""Members of a workbook, sheets and all."""
LARGEST_RATIO = 500
"""How far a workbook's XML may expand: published tables shrink thirty- to sixtyfold."""
CHUNK = 1 << 16
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACROS = re.compile(r"vbaProject|(?:^|/)macrosheets/|^Basic/|^Scripts/", re.IGNORECASE)


def require_harmless(source: Source) -> None:
    """Raise DataError where a file is a workbook that should not be opened unasked."""
    with source.path.open("rb") as file:
        beginning = file.read(LONGEST_HEADER + 1)
    if beginning.startswith(_OLD_OFFICE):
        message = "this is a workbook of the old kind (.xls), or one protected by a password"
        raise DataError(Problem(message, source.path, hint="Save it as .xlsx, without a password."))
    if beginning.startswith(b"PK") and kind_of_workbook(source.path):
        _require_harmless_workbook(source.path)


def _require_harmless_workbook(path: Path) -> None:
    archive = open_zip(path)
    members = archive.infolist()
    if len(members) > MOST_PARTS:
        raise DataError(Problem(f"this workbook has {len(members):,} parts", path, hint=_FETCH_AGAIN))
    require_plain_members(members, path, ratio=LARGEST_RATIO, what="workbook")
    if macros := [info.filename for info in members if _MACROS.search(info.filename)]:
        message = f'this workbook holds macros ("{macros[0][:80]}")'
        raise DataError(
            Problem(message, path, hint="Macros are never run. Save it as .xlsx and ingest that.")
        )
    with zipfile.ZipFile(path) as book:
        for info in members:
            if info.filename.lower().endswith((".xml", ".rels")):
                _require_no_document_type(book, info, path)


_FETCH_AGAIN = "Published workbooks do not have as many. Fetch it again."


def _require_no_document_type(book: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> None:
    """Look as far as the first element: a document type can only stand before it."""
    seen: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: seen.append("document type")
    parser.StartElementHandler = lambda *_: seen.append("element")
    try:
        with book.open(info) as file:
            while not seen and (chunk := file.read(CHUNK)):
                parser.Parse(chunk, False)
    except (expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        if "document type" not in seen:
            raise DataError(
                Problem(f'"{info.filename[:80]}" in this workbook is damaged ({error})', path)
            ) from None
    if "document type" in seen:
        message = (
            f'"{info.filename[:80]}" in this workbook declares a document type, which can hide endless text'
        )
        raise DataError(
            Problem(message, path, hint="Spreadsheet programs never write one: nothing was read.")
        )


def require_sane_header(source: Source) -> None:
    """Raise DataError where the first line of a CSV file is longer or wider than any published one."""
    with source.path.open("rb") as file:
        line = file.readline(LONGEST_HEADER + 1)
    if not source.header:
        return
    if len(line) > LONGEST_HEADER:
        raise DataError(
            Problem(f"the first line is longer than {LONGEST_HEADER:,} bytes", source.path, line=1)
        )
    if len(source.header) > MOST_COLUMNS:
        raise DataError(Problem(f"this table has {len(source.header):,} columns", source.path, line=1))
    if line.count(b'"') % 2:
        hint = "Every column's name must stand on the first line."
        raise DataError(Problem("a quotation mark in the header is not closed", source.path, 1, hint))
