"""Whether a download is what was meant to come, before it takes its place.

Servers answer 200 with a page that says sorry, and proxies with one that asks for a password. A
month that was not supplied can come as ``[]``. None of these may be taken for data.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from csp_toolkit.errors import DataError, Problem, suggest
from csp_toolkit.loaders.source import plain_name

Content = Literal["zip", "ods", "xlsx", "csv"]

_OPENING = 1 << 16
_NAMES = {
    "zip": "a zip archive",
    "ods": "an OpenDocument spreadsheet",
    "xlsx": "an Excel workbook",
    "csv": "a CSV file",
}
_SIGNATURE_MEMBERS = {"ods": "mimetype", "xlsx": "[Content_Types].xml"}


def require_content(path: Path, content: Content, came_from: str) -> None:
    """Raises DataError where a downloaded file is not of this kind; ``came_from`` is its address."""
    with path.open("rb") as file:
        opening = file.read(_OPENING)
    found = describe_wrong_content(opening, content) or _describe_damage(path, content)
    if found:
        raise DataError(
            Problem(
                f"{came_from}: {found} came where {_NAMES[content]} was expected",
                hint="It was not kept. Open the address in a browser to see what the publisher says.",
            )
        )


def describe_wrong_content(opening: bytes, content: Content) -> str:
    """What stands there instead, judged by the first bytes; nothing where they fit."""
    text = opening.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not text:
        return "nothing"
    if text[:1] == b"<":
        return _describe_page(text)
    if text[:1] in (b"[", b"{"):
        return "an empty list ([])" if re.match(rb"\[\s*\]", text) else "JSON"
    if content == "csv":
        return "something that is no text" if b"\0" in opening else ""
    return "" if opening.startswith(b"PK") else "something else"


def _describe_page(text: bytes) -> str:
    title = re.search(rb"<title[^>]*>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
    words = " ".join(title[1].decode("utf-8", "replace").split())[:80] if title else ""
    return f'a web page ("{words}")' if words else "a web page"


def _describe_damage(path: Path, content: Content) -> str:
    if content == "csv":
        return ""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return "a damaged file"
    needed = _SIGNATURE_MEMBERS.get(content)
    if needed and needed not in names:
        return "another kind of file"
    return "" if names else "an empty archive"


def require_columns(path: Path, columns: Sequence[str], came_from: str) -> None:
    """Raises DataError naming each listed column that the CSV file's header lacks, and what is new in it."""
    with path.open("rb") as file:
        line = file.readline(_OPENING).decode("utf-8-sig", "replace")
    header = [field.strip() for field in next(csv.reader(io.StringIO(line)), [])]
    known = {plain_name(column) for column in columns}
    new = [field for field in header if plain_name(field) not in known]
    held = {plain_name(field) for field in header}
    missing = [column for column in columns if plain_name(column) not in held]
    if missing:
        raise DataError([_missing_column(column, new, came_from) for column in missing])


def _missing_column(column: str, new: Sequence[str], came_from: str) -> Problem:
    close = suggest(column, new)
    candidate = (
        close.removeprefix("did you mean ").rstrip("?")
        if close
        else ", ".join(f'"{name}"' for name in new[:5])
    )
    found = f"; new in it: {candidate}" if candidate else ""
    return Problem(
        f'{came_from}: has no column "{column}"{found}',
        hint="The publisher has renamed or dropped it. Nothing was taken in: see docs/fetch.md.",
    )
