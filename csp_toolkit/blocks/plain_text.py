"""Text from data, made harmless before any renderer lays it out.

Escaping is each renderer's own; what is removed here has no visible form in any of them and either
breaks the file (control characters, lone surrogates) or turns the text around it (bidirectional overrides).
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ufdd0-\ufdef]")
_DIRECTION: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_LINE_ENDS: Final = re.compile("\r\n?|\x85|\u2028|\u2029")
_IN_ADDRESSES: Final = "%/:?#[]@!$&'()*+,;=~-._"
_SLUG_GAP: Final = re.compile(r"[^a-z0-9]+")


def clean_text(text: str) -> str:
    """The same text without control characters, direction overrides and halves of characters.

    Line ends become ``\\n``; everything a reader can see stays as it was.
    """
    if text.isprintable():  # nothing of the kind is, and most texts are
        return text
    text = _LINE_ENDS.sub("\n", text)
    text = _DIRECTION.sub("", _CONTROLS.sub("", text))
    return _SURROGATES.sub("\ufffd", text)


def clean_address(address: str) -> str:
    """An address as a file may hold it: what stands in none is written in its percent form."""
    return quote(clean_text(address), safe=_IN_ADDRESSES, errors="replace")


def slug_of(text: str) -> str:
    """Letters and digits joined by "-", for an address inside a page; "section" where none is left."""
    slug = _SLUG_GAP.sub("-", clean_text(text).lower()).strip("-")
    return slug[:60].rstrip("-") or "section"
