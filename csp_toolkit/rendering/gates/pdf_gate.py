"""The gate of finished PDFs: their tags held against the document, and what they bear or fetch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from csp_toolkit.errors import Problem
from csp_toolkit.rendering.document import Document, Graphic
from csp_toolkit.rendering.gates.pdf_objects import check_claims, check_objects
from csp_toolkit.rendering.gates.pdf_tree import Tag, read_tags
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
from csp_toolkit.rendering.typst_data import printable

if TYPE_CHECKING:
    from pikepdf import Pdf

LANGUAGE = "en-GB"
_BREAK = "\u200b"
"""Stands where a long word may be broken, and is not read."""


def check_pdf(pdf: Pdf, document: Document, tags: Tag | None = None, *, ours: bool = True) -> list[Problem]:
    """What is wrong with a PDF, the cell named wherever it is one's; empty where nothing is.

    ``tags`` are those of the file where they have been read already. ``ours`` is false for PDFs that others
    set, which may word and number their headings and arrange their tables in ways of their own.
    """
    tags = tags or read_tags(pdf)
    faults = [*_language(pdf, tags), *_figures(tags, document), *_headers(tags)]
    faults += [(fault, None) for fault in check_objects(pdf)]
    if ours:
        faults += [*_declared(pdf, document), *_headings(tags, document), *_tables(tags, document)]
    count, wanted = sum(1 for _ in tags.named("Table")), len(list(document.tables()))
    if count != wanted:
        faults.append((f"it has {count} tables, the document {wanted}", None))
    return describe_faults("PDF", dict.fromkeys(faults))


def _language(pdf: Pdf, tags: Tag) -> Iterator[Fault]:
    if str(pdf.Root.get("/Lang", "")) != LANGUAGE:
        yield f"its language is not {LANGUAGE}", None
    if any("/Lang" in tag.element and str(tag.element["/Lang"]) != LANGUAGE for tag in tags.below()):
        yield f"a part of it says that it is in another language than {LANGUAGE}", None
    if "/MarkInfo" not in pdf.Root or not pdf.Root.MarkInfo.get("/Marked", False):
        yield "it does not say that it is tagged", None


def _figures(tags: Tag, document: Document) -> Iterator[Fault]:
    found, wanted = list(tags.named("Figure")), figures(document)
    if len(found) != len(wanted):
        yield f"it has {len(found)} figures, the document {len(wanted)}", None
    for figure, item in zip(found, wanted, strict=False):
        words = str(figure.element.get("/Alt", ""))
        assert isinstance(item.content, Graphic)
        if not same_words(words, item.content.alternative):
            yield describe_other_words(item, words), item


def _headers(tags: Tag) -> Iterator[Fault]:
    for number, table in enumerate(tags.named("Table"), start=1):
        cells = list(table.named("TH"))
        without = sum(not cell.scope for cell in cells)
        if without:
            yield f"table {number} has a header cell without scope ({without} of {len(cells)})", None
        if not cells:
            yield f"table {number} has no headers", None


def _declared(pdf: Pdf, document: Document) -> Iterator[Fault]:
    title = plain(str(pdf.docinfo.get("/Title", "")))
    if not _read(title).startswith(_words(document.cover.title)):
        yield "its title is not the report's", None
    shown = "/ViewerPreferences" in pdf.Root and pdf.Root.ViewerPreferences.get("/DisplayDocTitle", False)
    if not shown:
        yield "its title is not shown", None
    yield from ((fault, None) for fault in check_claims(pdf))


def _headings(tags: Tag, document: Document) -> Iterator[Fault]:
    found = [
        (int(tag.kind[1:]), _read(str(tag.element.get("/T", ""))))
        for tag in tags.below()
        if tag.kind[0] == "H" and tag.kind[1:].isdigit()
    ]
    titles = [words for level, words in found if level == 1]
    if titles != [_words(document.cover.title)]:
        yield f"it has {len(titles)} level 1 headings, not one, the title", None
    above = 0
    for level, words in found:
        if level > above + 1:
            yield f'it skips to the heading "{words[:60]}" of level {level}', None
        above = level
    rest = iter(found)
    for item, heading in document.headings:
        if (heading.level, _words(heading.text)) not in rest:
            yield f'the heading "{heading.text[:60]}" is not in it, or not in its place', item
            return


def _tables(tags: Tag, document: Document) -> Iterator[Fault]:
    for table, placed in zip(tags.named("Table"), tables_with_annex(document), strict=False):
        yield from ((f"{placed.label} {fault}", placed.item) for fault in _table(table, placed))


def _table(table: Tag, placed: PlacedTable) -> Iterator[str]:
    columns, rows = len(placed.table.columns), len(placed.table.rows)
    if not any(tag.kind == "Caption" and tag.children for tag in table.children):
        yield "has no caption"
    heads = [row for head in table.named("THead") for row in head.named("TR")]
    if [[cell.kind for cell in head.children] for head in heads] != [["TH"] * columns]:
        yield "has no column headers, or too few"
    body = [row for part in table.named("TBody") for row in part.named("TR")]
    if len(body) != rows:
        yield f"has {len(body)} rows, the document {rows}"
    if any([cell.kind for cell in row.children] != ["TH", *["TD"] * (columns - 1)] for row in body):
        yield "has a row without its header, or of another length than its head"
    elif any(row.children[0].scope != "Row" for row in body):
        yield "has a row header that is not one of a row"


def _words(text: str) -> str:
    """A text of the document as a PDF sets it."""
    return _read(printable(text))


def _read(text: str) -> str:
    """What is read of a PDF, without the places where it may be broken."""
    return "".join(plain(text).replace(_BREAK, "").split())
