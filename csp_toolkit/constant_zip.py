"""Zip archives that are the same bytes on every machine and day; office documents are such archives.

Dates are constant, and nothing is compressed, because compressors differ between machines.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest that an archive can hold."""
UNIX = 3
"""Else the archive names the operating system it was made on."""


def zip_parts(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """An archive of these parts (name, content), in this order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts:
            info = zipfile.ZipInfo(name, ZIP_DATE)
            info.create_system = UNIX
            archive.writestr(info, content)
    return buffer.getvalue()


def zip_again(data: bytes) -> bytes:
    """The same archive, its parts in their order, without a trace of when and where it was made."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        return zip_parts((name, old.read(name)) for name in old.namelist())
