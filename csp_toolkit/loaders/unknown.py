"""Why a file that was named by itself is not recognised, where its bytes tell."""

from __future__ import annotations

import zipfile
from pathlib import Path

from csp_toolkit.errors import DataError
from csp_toolkit.loaders.source import Source
from csp_toolkit.loaders.workbook_outline import outline

BEGINNING = 1 << 16
_ANSWERS = (
    (b"%PDF", "this is a PDF, not data", "Look for the same table as CSV, .xlsx or .ods."),
    (b"\xff\xfe", "this text is in UTF-16, not UTF-8", 'Save it as "CSV UTF-8" and ingest that.'),
    (b"\xfe\xff", "this text is in UTF-16, not UTF-8", 'Save it as "CSV UTF-8" and ingest that.'),
    (b"\x1f\x8b", "this is a file packed with gzip", "Unpack it and ingest what is in it."),
    (b"7z\xbc\xaf", "this is an archive packed with 7-Zip", "Unpack it and ingest what is in it."),
    (b"Rar!", "this is an archive packed with RAR", "Unpack it and ingest what is in it."),
    (b"PAR1", "this is a Parquet file, not one as it is published", "Ingest the file it was made from."),
)
_PAGE = (b"<!doctype html", b"<html")


def unknown_reason(path: Path) -> tuple[str, str] | None:
    """What kind of file this is and what to do about it, or None where it cannot be told."""
    with path.open("rb") as file:
        beginning = file.read(BEGINNING)
    if not beginning.strip():
        return "this file is empty", "Fetch it again, or leave it out."
    for mark, message, hint in _ANSWERS:
        if beginning.startswith(mark):
            return message, hint
    if beginning.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_PAGE):
        return "this is a web page, not data", "The address gave a page: fetch the file itself again."
    if beginning.startswith(b"PK"):
        return _packed_reason(path)
    return _text_reason(beginning)


def _packed_reason(path: Path) -> tuple[str, str] | None:
    if not zipfile.is_zipfile(path):
        return "this file is cut short or damaged", "Its end is missing: fetch it again."
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    if "[Content_Types].xml" not in names and "mimetype" not in names:
        return "this archive holds no CSV files", "Unpack it and ingest what is in it."
    try:
        outline(Source(path, path.name))
    except DataError as error:
        return error.problems[0].message, "Fetch it again, or open it and save it anew."
    return None


_BOUNDARIES = (
    "Of JSON only GeoJSON is taken, with a code such as LSOA21CD or WD24CD, not TopoJSON or Esri JSON."
)


def _text_reason(beginning: bytes) -> tuple[str, str] | None:
    first = beginning.splitlines()[0]
    if beginning.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return "this JSON holds no boundaries of small areas, wards or districts", _BOUNDARIES
    if b"\r" in beginning and b"\n" not in beginning:
        return "this text has the line ends of old Macs", 'Save it as "CSV UTF-8" and ingest that.'
    try:
        first.decode("utf-8")
    except UnicodeDecodeError:
        return "the first line is not UTF-8 text", 'Save it as "CSV UTF-8" and ingest that.'
    for separator, name in ((b";", "semicolons"), (b"\t", "tabs"), (b"|", "upright bars")):
        if first.count(separator) > 1 and first.count(separator) > first.count(b","):
            return f"its columns are separated by {name}, not commas", "Save it with commas and ingest that."
    return None
