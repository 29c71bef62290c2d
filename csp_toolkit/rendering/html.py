"""``jupyter nbconvert --to csp_html``: an executed report as one accessible HTML page."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from traitlets import Bool, default

from csp_toolkit.rendering.exporting import CspExporter


class CspHtmlExporter(CspExporter):
    """Writes the page that ``render_notebook_html`` makes; the notebook's name plays no part in it."""

    export_from_notebook = "CSP report (HTML)"
    output_mimetype = "text/html"

    interactive = Bool(False, help="Tables that can be sorted, and charts that tell their values.").tag(
        config=True
    )

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    # nbconvert declares a notebook here; its own exporters give text or bytes too.
    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page and the resources nbconvert's writers want. Raises ``RenderingError``."""
        from csp_toolkit.rendering.page import render_notebook_html

        prepared, resources = self.prepare(nb, resources, **kw)
        return render_notebook_html(prepared, interactive=self.interactive), resources
