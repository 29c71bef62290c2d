"""What keeps a Word file from being handed out: it is read back and held against the document."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from csp_toolkit.blocks.plain_text import clean_text
from csp_toolkit.errors import Problem, RenderingError
from csp_toolkit.rendering.document import Document, Graphic
from csp_toolkit.rendering.gates.office_gate import check_parts, read_parts
from csp_toolkit.rendering.gates.places import (
    Fault,
    PlacedTable,
    describe_faults,
    describe_other_words,
    figures,
    plain,
    same_words,
    tables_with_annex,
)

if TYPE_CHECKING:
    from docx.document import Document as WordFile


def require_sound(data: bytes, document: Document) -> None:
    """Raise ``RenderingError`` with everything that is wrong with the file."""
    from docx import Document as open_word

    problems = describe_faults("Word document", check_parts(read_parts(data)))
    problems += check_word(open_word(BytesIO(data)), document)
    if problems:
        raise RenderingError(problems)


def check_word(word: WordFile, document: Document) -> list[Problem]:
    """What the file lost of the document: figures and their words, headers of tables, headings, language."""
    checks = (_figures, _tables, _headings, _marks)
    faults = [fault for check in checks for fault in check(word, document)]
    return describe_faults("Word document", faults)


def _figures(word: WordFile, document: Document) -> Iterator[Fault]:
    found = [properties.get("descr", "") for properties in word.element.body.iter("{*}docPr")]
    wanted = figures(document)
    if len(found) != len(wanted):
        yield f"it has {len(found)} figures, the document {len(wanted)}", None
    for words, item in zip(found, wanted, strict=False):
        if isinstance(item.content, Graphic) and not same_words(words, item.content.alternative):
            yield describe_other_words(item, words), item


def _tables(word: WordFile, document: Document) -> Iterator[Fault]:
    wanted = tables_with_annex(document)
    if len(word.tables) != len(wanted):
        yield f"it has {len(word.tables)} tables, the document {len(wanted)}", None
    for table, placed in zip(word.tables, wanted, strict=False):
        yield from ((f"{placed.label} {fault}", placed.item) for fault in _table(table._tbl, placed))


def _table(grid: Any, placed: PlacedTable) -> Iterator[str]:
    rows = list(grid.iterchildren("{*}tr"))
    if len(rows) != len(placed.table.rows) + 1:
        yield f"has {len(rows) - 1} rows, the document {len(placed.table.rows)}"
    repeated = [next(row.iter("{*}tblHeader"), None) is not None for row in rows]
    if not rows or not repeated[0] or any(repeated[1:]):
        yield "does not repeat its first row as header"
    elif not all(_words(cell) for cell in rows[0].iterchildren("{*}tc")):
        yield "has a column without a header"
    look = next(grid.iter("{*}tblLook"), None)
    if look is None or {_value(look, "firstRow"), _value(look, "firstColumn")} != {"1"}:
        yield "does not mark its headers"
    before = grid.getprevious()
    if before is None or _style(before) != "Caption" or not _words(before):
        yield "has no caption"


def _words(part: Any) -> str:
    return plain("".join(text.text or "" for text in part.iter("{*}t")))


def _headings(word: WordFile, document: Document) -> Iterator[Fault]:
    levels = [
        int(style[-1]) for p in word.element.body.iter("{*}p") if (style := _style(p))[:-1] == "Heading"
    ]
    wanted = [1, *(heading.level for _, heading in document.headings)]
    if levels[: len(wanted)] != wanted or levels.count(1) != 1:
        yield f"its headings have the levels {levels}, those of the document {wanted}", None


def _marks(word: WordFile, document: Document) -> Iterator[Fault]:
    head = word.sections[0].header.paragraphs[0].text
    cover = document.cover
    if clean_text(cover.marking) not in head or (cover.synthetic and "SYNTHETIC" not in head):
        yield "its pages do not say what they are marked with", None
    languages = {_value(mark, "val") for mark in word.styles.element.iter("{*}lang")}
    if languages != {"en-GB"}:
        yield "its language is not en-GB", None
    if not plain(word.core_properties.title).startswith(plain(cover.title)[:200]):
        yield "its title is not the report's", None


def _style(paragraph: Any) -> str:
    """The id of a paragraph's style; empty for none, and for what is no paragraph."""
    style = next(paragraph.iter("{*}pStyle"), None) if paragraph.tag.endswith("}p") else None
    return "" if style is None else _value(style, "val")


def _value(item: Any, name: str) -> str:
    from docx.oxml.ns import qn

    return str(item.get(qn(f"w:{name}"), ""))
