"""A PDF saved the same way every time, and so that every reader finds the same ends of its streams."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pikepdf import Pdf

_AMBIGUOUS = b"\r\nendstream"
"""A stream's last byte may be a carriage return; some checkers then take it for part of the line end."""


def save_pdf(pdf: Pdf) -> bytes:
    """The file's bytes: the same for the same content, with ends of streams that can only be read one way."""
    from pikepdf import ObjectStreamMode, StreamDecodeLevel

    _settle_ends(pdf)
    data = b""
    # Objects packed into streams halve the file; should such a stream end badly, they are left unpacked.
    for mode in (ObjectStreamMode.generate, ObjectStreamMode.disable):
        saved = BytesIO()
        # Streams stay as they are: taking their filters off would undo the settling.
        keep = StreamDecodeLevel.none
        pdf.save(saved, deterministic_id=True, object_stream_mode=mode, stream_decode_level=keep)
        data = saved.getvalue()
        if _AMBIGUOUS not in data:
            break
    return data


def _settle_ends(pdf: Pdf) -> None:
    """Compress a stream that ends badly once more.

    Its last bytes are a checksum of its content, so that compressing the content anew would end the same way.
    """
    from pikepdf import Array, Name, Stream

    for item in pdf.objects:
        while isinstance(item, Stream) and item.read_raw_bytes().endswith(b"\r"):
            packed = zlib.compress(item.read_raw_bytes(), 9)
            item.write(
                packed,
                filter=Array([Name.FlateDecode, *_as_list(item.get("/Filter"))]),
                decode_parms=Array([None, *_parameters(item)]),
            )


def _as_list(value: Any) -> list[Any]:
    from pikepdf import Array

    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def _parameters(item: Any) -> list[Any]:
    """One set of parameters for each filter, None where it has none."""
    filters, found = _as_list(item.get("/Filter")), _as_list(item.get("/DecodeParms"))
    return found if len(found) == len(filters) else [None] * len(filters)
