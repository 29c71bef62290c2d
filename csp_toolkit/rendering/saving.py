"""A PDF saved the same way every time, and so that every reader finds the same ends of its streams."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pikepdf import Pdf

_AMBIGUOUS = b"\r\nendstream"
"""A stream's last byte may be a carriage return; some checkers then take it for part of the line end."""


def save_pdf(pdf: Pdf) -> bytes:
    """The file's bytes: the same for the same content, with ends of streams that can only be read one way."""
    from pikepdf import ObjectStreamMode

    _settle_ends(pdf)
    data = b""
    for _ in _arrangements(pdf):
        saved = BytesIO()
        pdf.save(saved, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
        data = saved.getvalue()
        if _AMBIGUOUS not in data:
            break
    return data


def _arrangements(pdf: Pdf) -> Iterator[None]:
    """The same content with its objects numbered in ever another way, as it is first.

    Objects are packed into streams when the file is saved, which halves it. How these streams end can only be
    changed by what is in them: a value that becomes an object of its own shifts the numbers of all behind it.
    """
    yield
    holders = [(pdf.Root, "/MarkInfo"), (pdf.Root, "/ViewerPreferences")]
    holders += [(page.obj, "/MediaBox") for page in pdf.pages]
    for holder, name in holders:
        if name in holder and not holder[name].is_indirect:
            holder[name] = pdf.make_indirect(holder[name])
            yield


def _settle_ends(pdf: Pdf) -> None:
    """Add a line end to the content of each stream that ends badly.

    A compressed stream ends in a checksum of its content, so only other content ends otherwise. What reads
    page descriptions, fonts and pictures takes no notice of a line end behind them.
    """
    from pikepdf import Name, Stream

    for item in pdf.objects:
        if not isinstance(item, Stream) or item.get("/Filter") != Name.FlateDecode or "/DecodeParms" in item:
            continue
        if not item.read_raw_bytes().endswith(b"\r"):
            continue
        content = item.read_bytes()
        while (packed := zlib.compress(content, 9)).endswith(b"\r"):
            content += b"\n"
        item.write(packed, filter=Name.FlateDecode)
        if "/Length1" in item:
            item.Length1 = len(content)
