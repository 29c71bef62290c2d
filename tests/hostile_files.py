"""Files made to harm, or broken on the way: written by tests, so that none is ever stored in the project."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import xlsxwriter
from street_files import HEADER, street_row

from csp_toolkit.errors import DataError
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.store import Store

SHEET = "MYE2 - Persons"
AGES: list[object] = [*range(90), "90+"]
DISTRICT: list[object] = ["E06000034", "THURROCK", "Unitary Authority", 910, *[10] * 91]
STREET = f"{HEADER}\n{street_row()}\n"


def refusal(store: Store, path: Path) -> str:
    """The message with which a path is refused, its place replaced. Nothing is left in the store."""
    try:
        ingest(store, [path])
    except DataError as error:
        left = [file.name for file in store.root.rglob("*") if file.is_file()]
        assert left == [], "something of a refused file was stored"
        return str(error).replace(path.as_posix(), "<file>")
    raise AssertionError("this file was taken")


def write_zip(path: Path, members: dict[str, str | bytes], packing: int = zipfile.ZIP_DEFLATED) -> Path:
    """A zip of these members."""
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def write_estimates(
    path: Path,
    rows: list[list[object]] | None = None,
    *,
    title: str = "Population estimates, mid-2024",
    header: list[object] | None = None,
    sheet: str = SHEET,
    more: Callable[[xlsxwriter.Workbook], None] = lambda book: None,
) -> Path:
    """A workbook of mid-year estimates in the published layout."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet(sheet)
        page.write(0, 0, title)
        page.write_row(7, 0, header or ["Code", "Name", "Geography", "All ages", *AGES])
        for number, row in enumerate([DISTRICT] if rows is None else rows, start=8):
            page.write_row(number, 0, row)
        more(book)
    return path


def rewrite_zip(
    path: Path, edit: Callable[[str, bytes], bytes], more: dict[str, bytes] | None = None
) -> Path:
    """A zip or workbook with each part changed by a function of its name and bytes, and some added."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: edit(name, archive.read(name)) for name in archive.namelist()}
    return write_zip(path, {**parts, **(more or {})})


def in_first_sheet(old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    """An edit for ``rewrite_zip``: one text of the first sheet replaced."""
    return lambda name, part: part.replace(old, new) if name == "xl/worksheets/sheet1.xml" else part


def write_open_document(path: Path, rows: list[list[str]], *, sheet: str = "Table", before: str = "") -> Path:
    """An OpenDocument spreadsheet of texts."""
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in rows
    )
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?>{before}<office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="{sheet}">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
    return path
