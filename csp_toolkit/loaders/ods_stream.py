"""Rows of an OpenDocument spreadsheet, streamed: memory stays flat however large the file is.

The published tables of recorded crime hold more than a gigabyte of XML. ``content.xml`` is read out
of the zip piece by piece through expat, and rows are handed over in batches. Nothing is run or
followed: of a formula only the result that was saved beside it is taken, a document type (and so
any entity) is refused, comments, drawings and tables inside cells are passed over.

A value is the text that says it exactly: ``office:value`` of a number, the ISO date of a date, the
paragraphs of a text. An empty or covered cell is None.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.ods_cells import RowCollector, is_wanted_always

MIME_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
CHUNK = 1 << 18
BATCH_ROWS = 20_000
LARGEST_XML = 8 << 30
"""Bytes of XML that are read at most: five times the largest published table."""
LARGEST_RATIO = 500
"""How far the XML may expand beyond ``SURELY_HARMLESS``: published tables shrink thirty- to sixtyfold."""
SURELY_HARMLESS = 64 << 20
LONGEST_TOKEN = 8 << 20
"""Bytes that one tag may take: expat keeps a tag whole until it ends."""

Progress = Callable[[int, int], None]
"""Told how many bytes of XML were read, and how many there are."""
# Of the whole process, not of a thread: files are read in threads other than the one that waits.
_listeners: list[Progress] = []


@dataclass(frozen=True, slots=True)
class RowBatch:
    """Consecutive filled rows of one sheet, each with its number in the sheet, counted from 1."""

    sheet: str
    numbers: list[int]
    rows: list[list[str | None]]


@contextmanager
def reporting_progress(report: Progress) -> Iterator[None]:
    """Within this, every spreadsheet that is streamed reports how far it has got."""
    _listeners.append(report)
    try:
        yield
    finally:
        _listeners.remove(report)


def progress_in_words(say: Callable[[str], None], *, smallest: int = SURELY_HARMLESS) -> Progress:
    """A report that says each tenth of a large file once; small ones are done before it could be read."""
    said = [-1]

    def report(done: int, whole: int) -> None:
        tenth = 10 * done // max(whole, 1)
        if whole >= smallest and tenth != said[0]:
            said[0] = tenth
            say(f"reading a spreadsheet: {tenth * 10}% of {whole / 1e6:,.0f} MB of XML")

    return report


def is_open_document(path: Path) -> bool:
    """Whether a file is an OpenDocument spreadsheet, by the type it states of itself."""
    if not zipfile.is_zipfile(path):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            with archive.open("mimetype") as member:
                stated = member.read(len(MIME_TYPE) + 2)
            return stated.strip() == MIME_TYPE and "content.xml" in archive.namelist()
    except (KeyError, zipfile.BadZipFile, OSError, RuntimeError, zlib.error):
        return False


def stream_rows(
    path: Path,
    *,
    wanted: Callable[[str], bool] = is_wanted_always,
    rows_per_sheet: int | None = None,
    bytes_at_most: int | None = None,
    batch_rows: int = BATCH_ROWS,
) -> Iterator[RowBatch]:
    """The filled rows of the wanted sheets, in order, in batches of one sheet each.

    ``rows_per_sheet`` and ``bytes_at_most`` end early without complaint: that is how a file is
    recognised. A wanted sheet without any filled row gives one empty batch, so that its name is known.

    Raises DataError where the file is damaged, encrypted, expands absurdly or holds what no
    published table does (a document type, endless repetition, enormous texts).
    """
    collector = RowCollector(wanted, rows_per_sheet, batch_rows)
    try:
        with zipfile.ZipFile(path) as archive:
            _require_readable(archive, path)
            with archive.open("content.xml") as xml:
                size = archive.getinfo("content.xml").file_size
                yield from _parse(xml.read, collector, size, bytes_at_most)
    except expat.ExpatError as error:
        raise DataError(Problem(f"the XML of this spreadsheet is damaged ({error})", path)) from None
    except (zipfile.BadZipFile, EOFError, zlib.error, KeyError) as error:
        raise DataError(Problem(f"this spreadsheet is damaged ({error})", path)) from None
    except DataError as error:
        raise DataError(
            [p if p.file else Problem(p.message, path, p.line, p.hint) for p in error.problems]
        ) from None


def _parse(
    read: Callable[[int], bytes], collector: RowCollector, size: int, bytes_at_most: int | None
) -> Iterator[RowBatch]:
    parser, done = _make_parser(collector), 0
    while chunk := read(CHUNK):
        done += len(chunk)
        parser.Parse(chunk, False)
        if done - parser.CurrentByteIndex > LONGEST_TOKEN:
            raise DataError("one tag of this spreadsheet is longer than any published one")
        for sheet, numbers, rows in collector.take_full():
            yield RowBatch(sheet, numbers, rows)
        for report in tuple(_listeners):
            report(done, size)
        if bytes_at_most is not None and done >= bytes_at_most:
            break
    else:
        parser.Parse(b"", True)
    for sheet, numbers, rows in collector.take_rest():
        yield RowBatch(sheet, numbers, rows)


def _make_parser(collector: RowCollector) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = collector.start
    parser.EndElementHandler = collector.end
    parser.CharacterDataHandler = collector.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_: object) -> None:
    raise DataError(
        Problem(
            "this spreadsheet declares a document type, which can hide endless text",
            hint="Published tables never do: nothing was taken. Download the file from its publisher again.",
        )
    )


def _require_readable(archive: zipfile.ZipFile, path: Path) -> None:
    """Refuse what is encrypted or would expand absurdly, before any of it is unpacked."""
    info = archive.getinfo("content.xml")
    largest = max(SURELY_HARMLESS, LARGEST_RATIO * max(info.compress_size, 1))
    if info.file_size > min(LARGEST_XML, largest):
        message = f"its XML would expand from {info.compress_size:,} to {info.file_size:,} bytes"
        raise DataError(Problem(message, path, hint="Published tables do not: nothing was unpacked."))
    if _is_encrypted(archive):
        raise DataError(
            Problem("this spreadsheet is protected by a password", path, hint="Save it without one.")
        )


def _is_encrypted(archive: zipfile.ZipFile) -> bool:
    manifest = "META-INF/manifest.xml"
    if manifest not in archive.namelist() or archive.getinfo(manifest).file_size > CHUNK:
        return False
    return b"encryption-data" in archive.read(manifest)
