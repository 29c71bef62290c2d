"""From an executed notebook to a page and a PDF that everybody can read.

One reader turns the notebook into a document (``document``), gates refuse what would not be accessible
(``checks``), and writers set the same document: ``page`` for HTML, ``typesetting`` for PDF/UA, ``word`` for
Word, ``workbook`` for its tables as spreadsheets. Whoever writes several of these reads the document once and
hands it to ``render_page``, ``render_pdf`` and the like; ``render_notebook_...`` read it by themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from csp_toolkit.rendering.checks import check_document as check_document
    from csp_toolkit.rendering.document import Document as Document
    from csp_toolkit.rendering.page import render_notebook_html as render_notebook_html
    from csp_toolkit.rendering.page import render_page as render_page
    from csp_toolkit.rendering.reader import read_document as read_document
    from csp_toolkit.rendering.table_files import write_notebook_tables as write_notebook_tables
    from csp_toolkit.rendering.table_files import write_tables as write_tables
    from csp_toolkit.rendering.typesetting import render_notebook_pdf as render_notebook_pdf
    from csp_toolkit.rendering.typesetting import render_pdf as render_pdf
    from csp_toolkit.rendering.typst_memory import forget_documents as forget_documents
    from csp_toolkit.rendering.word.template import require_word as require_word
    from csp_toolkit.rendering.word.writing import render_docx as render_docx
    from csp_toolkit.rendering.word.writing import render_notebook_docx as render_notebook_docx
    from csp_toolkit.rendering.workbook.excel import render_notebook_xlsx as render_notebook_xlsx
    from csp_toolkit.rendering.workbook.excel import render_xlsx as render_xlsx
    from csp_toolkit.rendering.workbook.open_document import render_notebook_ods as render_notebook_ods
    from csp_toolkit.rendering.workbook.open_document import render_ods as render_ods

_HOMES = {
    "Document": "document",
    "check_document": "checks",
    "forget_documents": "typst_memory",
    "read_document": "reader",
    "render_docx": "word.writing",
    "render_notebook_docx": "word.writing",
    "render_notebook_html": "page",
    "render_notebook_ods": "workbook.open_document",
    "render_notebook_pdf": "typesetting",
    "render_notebook_xlsx": "workbook.excel",
    "render_ods": "workbook.open_document",
    "render_page": "page",
    "render_pdf": "typesetting",
    "render_xlsx": "workbook.excel",
    "require_word": "word.template",
    "write_notebook_tables": "table_files",
    "write_tables": "table_files",
}

__all__ = [
    "Document",
    "check_document",
    "forget_documents",
    "read_document",
    "render_docx",
    "render_notebook_docx",
    "render_notebook_html",
    "render_notebook_ods",
    "render_notebook_pdf",
    "render_notebook_xlsx",
    "render_ods",
    "render_page",
    "render_pdf",
    "render_xlsx",
    "require_word",
    "write_notebook_tables",
    "write_tables",
]


def __getattr__(name: str) -> Any:
    """Load a word's module when it is first used: Typst and pikepdf are not paid for by HTML."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
