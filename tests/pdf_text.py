"""The words of a PDF, page by page, as a program that reads it aloud or searches it finds them."""

from __future__ import annotations

import re
import unicodedata
from io import BytesIO

import pikepdf

_HEX = r"<([0-9A-Fa-f]+)>"


def read_pages(data: bytes) -> list[str]:
    """The text of each page in the order in which it is set, without any white space."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return [squeeze(_read_page(page)) for page in pdf.pages]


def squeeze(text: str) -> str:
    """Text without white space and in one spelling of each character, so that lines need not agree."""
    return re.sub(r"[\s\u200b\u00ad]+", "", unicodedata.normalize("NFKC", text))


def _read_page(page: pikepdf.Page) -> str:
    fonts = page.resources.get("/Font", {})
    letters: dict[int, str] = {}
    found: list[str] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            letters = letters_of(fonts[str(operands[0])])
        elif str(operator) in ("Tj", "TJ"):
            parts = operands[0] if str(operator) == "TJ" else operands
            found += [_decode(bytes(part), letters) for part in parts if isinstance(part, pikepdf.String)]
    return "".join(found)


def _decode(codes: bytes, letters: dict[int, str]) -> str:
    """Two bytes are one glyph in the fonts of these documents."""
    return "".join(letters.get(int.from_bytes(codes[n : n + 2]), "") for n in range(0, len(codes), 2))


def letters_of(font: pikepdf.Object) -> dict[int, str]:
    """What each glyph stands for, by the font's own table."""
    table = font.ToUnicode.read_bytes().decode("latin-1")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        found |= {int(code, 16): _text(target) for code, target in re.findall(rf"{_HEX}\s*{_HEX}", block)}
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, target in re.findall(rf"{_HEX}\s*{_HEX}\s*{_HEX}", block):
            start = int(target, 16)
            codes = range(int(first, 16), int(last, 16) + 1)
            found |= {code: chr(start + step) for step, code in enumerate(codes)}
    return found


def _text(target: str) -> str:
    return bytes.fromhex(target).decode("utf-16-be")
