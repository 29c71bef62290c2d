"""What keeps a Word file from being handed out: it is read back and held against the document."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from csp_toolkit.blocks.plain_text import clean_text
from csp_toolkit.errors import Problem, RenderingError
from csp_toolkit.rendering.document import Document

if TYPE_CHECKING:
    from docx.document import Document as WordFile


def require_sound(data: bytes, document: Document) -> None:
    """Raise ``RenderingError`` with everything that is wrong with the file."""
    from docx import Document as open_word

    problems = check_word(open_word(BytesIO(data)), document)
    if problems:
        raise RenderingError(problems)


def check_word(word: WordFile, document: Document) -> list[Problem]:
    """What the file lost of the document: figures and their words, headers of tables, headings, language."""
    checks = (_figures, _tables, _headings, _marks)
    faults = [fault for check in checks for fault in check(word, document)]
    return [Problem(f"The Word document is not sound: {fault}.") for fault in faults]


def _figures(word: WordFile, document: Document) -> Iterator[str]:
    found = [properties.get("descr", "") for properties in word.element.body.iter("{*}docPr")]
    wanted = [" ".join(clean_text(text).split()) for text in document.alternatives()]
    if len(found) != len(wanted):
        yield f"it has {len(found)} figures, the document {len(wanted)}"
    for number, (there, text) in enumerate(zip(found, wanted, strict=False), start=1):
        if there != text:
            yield f'the alternative text of figure {number} is "{there}", not "{text}"'


def _tables(word: WordFile, document: Document) -> Iterator[str]:
    wanted = len(list(document.tables()))
    if len(word.tables) != wanted:
        yield f"it has {len(word.tables)} tables, the document {wanted}"
    for number, table in enumerate(word.tables, start=1):
        grid = table._tbl
        rows = list(grid.iterchildren("{*}tr"))
        repeated = [next(row.iter("{*}tblHeader"), None) is not None for row in rows]
        if not rows or not repeated[0] or any(repeated[1:]):
            yield f"table {number} does not repeat its first row as header"
        look = next(grid.iter("{*}tblLook"), None)
        if look is None or {_value(look, "firstRow"), _value(look, "firstColumn")} != {"1"}:
            yield f"table {number} does not mark its headers"
        before = grid.getprevious()
        if before is None or _style(before) != "Caption":
            yield f"table {number} has no caption"


def _headings(word: WordFile, document: Document) -> Iterator[str]:
    levels = [
        int(style[-1]) for p in word.element.body.iter("{*}p") if (style := _style(p))[:-1] == "Heading"
    ]
    wanted = [1, *(heading.level for _, heading in document.headings)]
    if levels[: len(wanted)] != wanted or levels.count(1) != 1:
        yield f"its headings have the levels {levels}, those of the document {wanted}"


def _marks(word: WordFile, document: Document) -> Iterator[str]:
    head = word.sections[0].header.paragraphs[0].text
    cover = document.cover
    if clean_text(cover.marking) not in head or (cover.synthetic and "SYNTHETIC" not in head):
        yield "its pages do not say what they are marked with"
    languages = {_value(mark, "val") for mark in word.styles.element.iter("{*}lang")}
    if languages != {"en-GB"}:
        yield "its language is not en-GB"
    if not word.core_properties.title:
        yield "it has no title"


def _style(paragraph: Any) -> str:
    """The id of a paragraph's style; empty for none, and for what is no paragraph."""
    style = next(paragraph.iter("{*}pStyle"), None) if paragraph.tag.endswith("}p") else None
    return "" if style is None else _value(style, "val")


def _value(item: Any, name: str) -> str:
    from docx.oxml.ns import qn

    return str(item.get(qn(f"w:{name}"), ""))
