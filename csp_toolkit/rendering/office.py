"""``jupyter nbconvert --to csp_docx``, ``csp_xlsx`` and ``csp_ods``: a report for office programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, ClassVar

from nbformat import NotebookNode
from traitlets import default

from csp_toolkit.rendering.exporting import CspExporter

_OPEN_XML = "application/vnd.openxmlformats-officedocument"


class _OfficeExporter(CspExporter):
    """Writes the bytes that one function of the library makes; the notebook's name plays no part in them."""

    ending: ClassVar[str]
    home: ClassVar[str]
    verb: ClassVar[str]

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return self.ending

    # nbconvert declares a notebook here; its own exporters give text or bytes too.
    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """The document and the resources nbconvert's writers want. Raises ``RenderingError``."""
        render: Callable[[Mapping[str, Any]], bytes] = getattr(import_module(self.home), self.verb)
        prepared, resources = self.prepare(nb, resources, **kw)
        return render(prepared), resources


class CspDocxExporter(_OfficeExporter):
    """An executed report as a Word document."""

    export_from_notebook = "CSP report (Word)"
    output_mimetype = f"{_OPEN_XML}.wordprocessingml.document"
    ending, verb = ".docx", "render_notebook_docx"
    home = "csp_toolkit.rendering.word.writing"


class CspXlsxExporter(_OfficeExporter):
    """The tables of an executed report as an Excel workbook."""

    export_from_notebook = "CSP report tables (Excel)"
    output_mimetype = f"{_OPEN_XML}.spreadsheetml.sheet"
    ending, verb = ".xlsx", "render_notebook_xlsx"
    home = "csp_toolkit.rendering.workbook.excel"


class CspOdsExporter(_OfficeExporter):
    """The tables of an executed report as an OpenDocument spreadsheet."""

    export_from_notebook = "CSP report tables (OpenDocument)"
    output_mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    ending, verb = ".ods", "render_notebook_ods"
    home = "csp_toolkit.rendering.workbook.open_document"
