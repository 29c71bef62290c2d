"""The document as PDF: data beside a fixed Typst template, compiled as PDF/UA-1 and PDF/A-2a.

No text of the document ever becomes Typst source: the template reads it from JSON, so that nothing in it can
be markup. Time, fonts and paths come from the document and the package, never from the machine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from csp_toolkit.errors import Problem, RenderingError
from csp_toolkit.fonts import font_folder
from csp_toolkit.rendering.document import Document
from csp_toolkit.rendering.page import TEMPLATES
from csp_toolkit.rendering.reader import read_document
from csp_toolkit.rendering.typst_data import typst_data


def render_notebook_pdf(notebook: Mapping[str, Any]) -> bytes:
    """The PDF of an executed notebook: tagged, with bookmarks, fonts embedded, the same bytes every time.

    Raises ``RenderingError`` with every problem that keeps it from being accessible.
    """
    return render_pdf(read_document(notebook))


def render_pdf(document: Document) -> bytes:
    """A checked document as PDF, its tags completed and checked against the document."""
    from csp_toolkit.rendering.tagging import complete_tags

    data, pictures = typst_data(document)
    return complete_tags(_compile(document, data, pictures), document)


def _compile(document: Document, data: Mapping[str, Any], pictures: Mapping[str, bytes]) -> bytes:
    import typst

    font_paths = [str(font_folder())]
    with TemporaryDirectory(prefix="csp-pdf-") as name:
        folder = Path(name)
        (folder / "document.json").write_text(json.dumps(data), encoding="ascii")
        for picture, content in pictures.items():
            (folder / picture).write_bytes(content)
        template = folder / "report.typ"
        template.write_bytes((TEMPLATES / "report.typ").read_bytes())
        try:
            pdf: bytes = typst.compile(
                str(template),
                root=str(folder),
                font_paths=font_paths,
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=["ua-1", "a-2a"],
                timestamp=datetime.combine(document.cover.data_as_at, time(), UTC),
            )
        except typst.TypstError as error:
            raise RenderingError(_problem(error)) from error
    return pdf


def _problem(error: Any) -> Problem:
    """Typst's words without the source lines it quotes, which name a temporary folder."""
    hints = " ".join(error.hints) or None
    return Problem(f"The PDF cannot be made: {error.message}.", hint=hints)
