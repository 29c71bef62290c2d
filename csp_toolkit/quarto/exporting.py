"""``jupyter nbconvert --to csp_quarto``: an executed report as the source that ``quarto render`` takes."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from traitlets import default

from csp_toolkit.rendering.exporting import CspExporter


class CspQuartoExporter(CspExporter):
    """Writes what ``prepare_notebook`` makes, and the typeface in the folder ``fonts`` beside it."""

    export_from_notebook = "CSP report (Quarto source)"
    output_mimetype = "text/markdown"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".qmd"

    # nbconvert declares a notebook here; its own exporters give text or bytes too.
    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """The source and the resources nbconvert's writers want. Raises ``RenderingError``."""
        from csp_toolkit.fonts import font_files
        from csp_toolkit.quarto.preparing import prepare_notebook

        prepared, resources = self.prepare(nb, resources, **kw)
        fonts = {f"fonts/{file.name}": file.read_bytes() for file in font_files()}
        resources["outputs"] = {**resources.get("outputs", {}), **fonts}
        return prepare_notebook(prepared), resources
