"""The last pass over a PDF: row headers are tagged, and the file is held against the document.

Typst tags column headers but cannot yet mark row headers; the first cell of each body row becomes one here.
Then the gate looks at the open file: a PDF that lost a heading, a figure's words or a table on the way is not
published.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from csp_toolkit.errors import Problem, RenderingError
from csp_toolkit.rendering.document import Document
from csp_toolkit.rendering.gates.pdf_gate import LANGUAGE as LANGUAGE
from csp_toolkit.rendering.gates.pdf_gate import check_pdf
from csp_toolkit.rendering.gates.pdf_tree import Tag, attributes, read_tags
from csp_toolkit.rendering.saving import save_pdf

if TYPE_CHECKING:
    from pikepdf import Pdf


def complete_tags(data: bytes, document: Document, *, one_title: bool = True) -> bytes:
    """The PDF with row headers, saved the same way every time.

    ``one_title`` is false for PDFs of others, whose title may be no heading.
    Raises ``RenderingError`` naming everything in which the file falls short of the document.
    """
    import pikepdf

    with TemporaryDirectory(prefix="csp-pdf-") as folder:
        file = Path(folder) / "report.pdf"
        file.write_bytes(data)
        # A file is read by pikepdf alone; for bytes it asks Python again for each of some thousand objects.
        with pikepdf.open(file) as pdf:
            tags = read_tags(pdf)
            for body in tags.named("TBody"):
                _mark_row_headers(body)
            problems = check_pdf(pdf, document, tags, ours=one_title)
            if problems:
                raise RenderingError(problems)
            return save_pdf(pdf)


def structure_elements(pdf: Pdf) -> Iterator[Any]:
    """Every element of the PDF's structure tree, in reading order."""
    return (tag.element for tag in read_tags(pdf).below())


def check_tags(pdf: Pdf, document: Document, *, one_title: bool = True) -> list[Problem]:
    """In which ways the PDF falls short of the document; empty where it does not."""
    return check_pdf(pdf, document, ours=one_title)


def _mark_row_headers(body: Tag) -> None:
    """The first cell of each row becomes a header of its row; its own column's header stays with it."""
    import pikepdf

    for row in body.named("TR"):
        cell = next((cell for cell in row.children if cell.kind in ("TD", "TH")), None)
        if cell is not None:
            cell.kind, cell.element.S = "TH", pikepdf.Name.TH
            # Attributes written by Typst stay; a table's scope is one attribute object of its own.
            scope = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row)
            others = [each for each in attributes(cell.element) if each.get("/O") != "/Table"]
            cell.element.A = pikepdf.Array([*others, scope])
