"""``jupyter nbconvert --to csp_pdf``: an executed report as a PDF/UA-1 and PDF/A-2a document."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from traitlets import default

from csp_toolkit.rendering.exporting import CspExporter


class CspPdfExporter(CspExporter):
    """Writes the PDF that ``render_notebook_pdf`` makes; the notebook's name plays no part in it."""

    export_from_notebook = "CSP report (PDF)"
    output_mimetype = "application/pdf"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".pdf"

    # nbconvert declares a notebook here; its own exporters give text or bytes too.
    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """The PDF and the resources nbconvert's writers want. Raises ``RenderingError``."""
        from csp_toolkit.rendering.typesetting import render_notebook_pdf

        prepared, resources = self.prepare(nb, resources, **kw)
        return render_notebook_pdf(prepared), resources
