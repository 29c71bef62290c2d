"""The last pass over a PDF: row headers are tagged, and the tags are checked against the document.

Typst tags column headers but cannot yet mark row headers; the first cell of each body row becomes one here.
Then the file is compared with what the document holds: a PDF that lost a heading, a figure's words or
a table on the way is not published.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from csp_toolkit.blocks.plain_text import clean_text
from csp_toolkit.errors import Problem, RenderingError
from csp_toolkit.rendering.document import Document
from csp_toolkit.rendering.saving import save_pdf

if TYPE_CHECKING:
    from pikepdf import Pdf

LANGUAGE = "en-GB"


def complete_tags(data: bytes, document: Document, *, one_title: bool = True) -> bytes:
    """The PDF with row headers, saved the same way every time.

    ``one_title`` is false for PDFs of others, whose title may be no heading.
    Raises ``RenderingError`` naming everything in which the file falls short of the document.
    """
    import pikepdf

    with pikepdf.open(BytesIO(data)) as pdf:
        elements = list(structure_elements(pdf))
        for element in elements:
            if element.get("/S") == "/TBody":
                _mark_row_headers(element)
        problems = check_tags(pdf, document, one_title=one_title)
        if problems:
            raise RenderingError(problems)
        return save_pdf(pdf)


def structure_elements(pdf: Pdf) -> Iterator[Any]:
    """Every element of the PDF's structure tree, in reading order."""
    yield from _below(pdf.Root.StructTreeRoot)


def _below(element: Any) -> Iterator[Any]:
    import pikepdf

    kids = element.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _below(kid)


def _mark_row_headers(body: Any) -> None:
    """The first cell of each row becomes a header of its row; its own column's header stays with it."""
    import pikepdf

    for row in _below(body):
        if row.get("/S") != "/TR":
            continue
        first = next((cell for cell in _below(row) if cell.get("/S") in ("/TD", "/TH")), None)
        if first is not None:
            first.S = pikepdf.Name.TH
            # Attributes written by Typst stay; a table's scope is one attribute object of its own.
            scope = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row)
            others = [a for a in _attributes(first) if a.get("/O") != "/Table"]
            first.A = pikepdf.Array([*others, scope])


def _attributes(element: Any) -> list[Any]:
    import pikepdf

    held = element.get("/A")
    if held is None:
        return []
    return list(held) if isinstance(held, pikepdf.Array) else [held]


def check_tags(pdf: Pdf, document: Document, *, one_title: bool = True) -> list[Problem]:
    """In which ways the PDF falls short of the document; empty where it does not."""
    elements = list(structure_elements(pdf))
    kinds = [str(element.get("/S")) for element in elements]
    tables = len(list(document.tables()))
    wanted = list(document.alternatives())
    found = [str(e.get("/Alt", "")) for e in elements if e.get("/S") == "/Figure"]
    checks = [
        (str(pdf.Root.get("/Lang", "")) == LANGUAGE, f"its language is not {LANGUAGE}"),
        (kinds.count("/H1") == 1 or not one_title, f"it has {kinds.count('/H1')} level 1 headings, not one"),
        (kinds.count("/Table") == tables, f"it has {kinds.count('/Table')} tables, the document {tables}"),
        (len(found) == len(wanted), f"it has {len(found)} figures, the document {len(wanted)}"),
    ]
    problems = [Problem(f"The PDF is not sound: {fault}.") for sound, fault in checks if not sound]
    problems += [
        _lost(want, have) for want, have in zip(wanted, found, strict=False) if not _same(want, have)
    ]
    problems += [Problem(f"The PDF has a header cell without scope ({n}).") for n in _without_scope(elements)]
    return problems + [Problem(f"The PDF does not carry its font {name}.") for name in _fonts_left_out(pdf)]


def _same(want: str, have: str) -> bool:
    return clean_text(want).split() == have.split()


def _lost(want: str, have: str) -> Problem:
    return Problem(f'The PDF says "{have[:80]}" where a figure\'s alternative text is "{want[:80]}".')


def _without_scope(elements: list[Any]) -> Iterator[str]:
    headers = [element for element in elements if element.get("/S") == "/TH"]
    for number, header in enumerate(headers, start=1):
        if not any("/Scope" in attribute for attribute in _attributes(header)):
            yield f"header {number} of {len(headers)}"


def _fonts_left_out(pdf: Pdf) -> list[str]:
    """Names of fonts that are used but not embedded, in the order of their names."""
    left_out = set()
    for item in pdf.objects:
        if getattr(item, "get", None) is None or item.get("/Type") != "/FontDescriptor":
            continue
        if not any(name in item for name in ("/FontFile", "/FontFile2", "/FontFile3")):
            left_out.add(str(item.get("/FontName")))
    return sorted(left_out)
