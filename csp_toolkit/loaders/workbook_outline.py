"""The first rows of every sheet of a workbook, streamed: enough to see names and headers, whatever its size.

Only what a sheet shows is read: cached values, never formulas. Parts that link, embed or compute are
not opened.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import join, normpath
from xml.parsers import expat

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.source import Source

HEADER_ROWS = 40
"""How far down a header may stand below titles and notes."""
MOST_COLUMNS = 16_384
"""Columns of a sheet in the spreadsheet programs themselves."""
CHUNK = 1 << 18
SHEET_BEGINNING = 1 << 20
"""Bytes of an OpenDocument sheet that are looked at: forty rows of a thousand columns and more."""
_TABLE = b"<table:table "
_DAMAGED = (expat.ExpatError, zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError)


@dataclass
class SheetOutline:
    """A sheet's name and the texts of its first filled rows; numbers are texts too."""

    name: str
    rows: list[list[str]] = field(default_factory=list)


def kind_of_workbook(path: Path) -> str:
    """ "xlsx" or "ods" for a workbook of today, "" for anything else."""
    if not zipfile.is_zipfile(path):
        return ""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ""
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "ods" if {"mimetype", "content.xml"} <= names else ""


def outline(source: Source) -> list[SheetOutline]:
    """Every sheet with its first rows, hidden ones too; none where the file is no workbook.

    Raises DataError where its XML is damaged.
    """
    kind = kind_of_workbook(source.path)
    if not kind:
        return []
    try:
        with zipfile.ZipFile(source.path) as archive:
            return list(_excel(archive) if kind == "xlsx" else _open_document(archive))
    except _DAMAGED as error:
        raise DataError(Problem(f"this workbook is damaged ({error})", source.path)) from None


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The sheets of an Excel workbook by name, each with its part in the archive."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relationship(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            targets[attributes.get("Id", "")] = normpath(join("/xl", attributes.get("Target", "")))[1:]

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            identity = next((value for name, value in attributes.items() if name.endswith(":id")), "")
            sheets[attributes.get("name", "")] = identity

    _feed(archive, "xl/_rels/workbook.xml.rels", _make_parser(relationship))
    _feed(archive, "xl/workbook.xml", _make_parser(sheet))
    known = set(archive.namelist())
    return {name: targets[part] for name, part in sheets.items() if targets.get(part) in known}


def _excel(archive: zipfile.ZipFile) -> Iterator[SheetOutline]:
    scans = {name: _ExcelRows(archive, part) for name, part in sheet_parts(archive).items()}
    wanted = {number for scan in scans.values() for number in scan.shared}
    texts = _shared_texts(archive, wanted)
    for name, scan in scans.items():
        yield SheetOutline(
            name,
            [[texts.get(cell, "") if isinstance(cell, int) else cell for cell in row] for row in scan.rows],
        )


class _ExcelRows:
    """The first filled rows of one sheet; a shared text stands as its number until all are known."""

    def __init__(self, archive: zipfile.ZipFile, part: str) -> None:
        self.rows: list[list[str | int]] = []
        self._row: list[str | int] = []
        self._kind, self._text, self._within = "", "", False
        parser = _make_parser(self._start, self._end, self._characters)
        _feed(archive, part, parser, enough=lambda: len(self.rows) >= HEADER_ROWS)

    @property
    def shared(self) -> set[int]:
        return {cell for row in self.rows for cell in row if isinstance(cell, int)}

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "row":
            self._row = []
        elif tag == "c":
            self._kind, self._text = attributes.get("t", "n"), ""
        self._within = tag in ("v", "t")

    def _characters(self, text: str) -> None:
        if self._within and len(self._text) < 1000:
            self._text += text

    def _end(self, tag: str) -> None:
        self._within = False
        if tag == "c" and self._text.strip():
            if len(self._row) >= MOST_COLUMNS:
                raise DataError(f"a row of this workbook has more than {MOST_COLUMNS:,} columns")
            shared = self._kind == "s" and self._text.strip().isdecimal()
            self._row.append(int(self._text) if shared else self._text.strip())
        elif tag == "row" and self._row and len(self.rows) < HEADER_ROWS:
            self.rows.append(self._row)


def _shared_texts(archive: zipfile.ZipFile, wanted: set[int]) -> dict[int, str]:
    """The shared texts with these numbers, read as far as the last of them."""
    found: dict[int, str] = {}
    number, depth = -1, 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal number, depth
        number += tag == "si"
        depth += tag == "t"

    def end(tag: str) -> None:
        nonlocal depth
        depth -= tag == "t"

    def characters(text: str) -> None:
        if depth and number in wanted and len(found.get(number, "")) < 1000:
            found[number] = found.get(number, "") + text

    last = max(wanted, default=-1)
    if last >= 0 and "xl/sharedStrings.xml" in archive.namelist():
        _feed(
            archive,
            "xl/sharedStrings.xml",
            _make_parser(start, end, characters),
            enough=lambda: number > last,
        )
    return {place: text.strip() for place, text in found.items()}


class _EnoughError(Exception):
    """A sheet ended, or its first rows are known."""


def _open_document(archive: zipfile.ZipFile) -> Iterator[SheetOutline]:
    for beginning in _sheet_beginnings(archive):
        scan = _OpenDocumentRows()
        # The beginning is cut off anywhere: it is never said to be final.
        with suppress(_EnoughError):
            _make_parser(scan.start, scan.end, scan.characters).Parse(beginning, False)
        yield SheetOutline(scan.name, scan.rows)


def _sheet_beginnings(archive: zipfile.ZipFile) -> Iterator[bytes]:
    """The first bytes of each sheet, found without parsing: all of a gigabyte would take minutes."""
    buffer = b""
    with archive.open("content.xml") as file:
        while chunk := file.read(CHUNK):
            buffer += chunk
            while (place := buffer.find(_TABLE)) >= 0:
                buffer = buffer[place:]
                while len(buffer) < SHEET_BEGINNING and (more := file.read(CHUNK)):
                    buffer += more
                yield buffer[:SHEET_BEGINNING]
                buffer = buffer[len(_TABLE) :]
            buffer = buffer[-len(_TABLE) :]


class _OpenDocumentRows:
    """The first filled rows of one sheet; comments on cells are passed over."""

    def __init__(self) -> None:
        self.name = ""
        self.rows: list[list[str]] = []
        self._row: list[str] = []
        self._text, self._within, self._comments = "", 0, 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table" and not self.name:
            self.name = next((value for name, value in attributes.items() if name.endswith(":name")), "")
        elif tag == "table-row":
            self._row = []
        elif tag == "table-cell":
            self._text = ""
        elif tag == "p":
            self._text += " " if self._text else ""
        self._within += tag == "p"
        self._comments += tag == "annotation"

    def characters(self, text: str) -> None:
        if self._within and not self._comments and len(self._text) < 1000:
            self._text += text

    def end(self, tag: str) -> None:
        self._within -= tag == "p"
        self._comments -= tag == "annotation"
        if tag == "table-cell" and self._text.strip():
            self._row.append(self._text.strip())
        elif tag == "table-row" and self._row:
            self.rows.append(self._row)
        if tag == "table" or len(self.rows) >= HEADER_ROWS:
            raise _EnoughError


def _make_parser(
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] = lambda tag: None,
    characters: Callable[[str], None] = lambda text: None,
) -> expat.XMLParserType:
    """A parser that calls back with names without their prefix, and expands nothing."""
    parser = expat.ParserCreate()

    def no_document_type(*_: object) -> None:
        raise expat.ExpatError("it declares a document type, which no workbook does")

    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = no_document_type
    return parser


def _feed(
    archive: zipfile.ZipFile,
    part: str,
    parser: expat.XMLParserType,
    enough: Callable[[], bool] = lambda: False,
) -> None:
    with archive.open(part) as file:
        while chunk := file.read(CHUNK):
            parser.Parse(chunk, False)
            if enough():
                return
    parser.Parse(b"", True)
