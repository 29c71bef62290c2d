"""Each table of a report as a CSV file, to be taken away from the page or found beside it."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from csp_toolkit.blocks.model import Chart, Table
from csp_toolkit.blocks.plain_text import clean_text, slug_of
from csp_toolkit.rendering.document import Document, Item
from csp_toolkit.rendering.reader import read_document
from csp_toolkit.rendering.workbook.cells import Cell
from csp_toolkit.rendering.workbook.columns import value_columns

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table as CSV: UTF-8 with a byte order mark, by which Excel knows a pound sign when it sees one."""

    name: str
    content: bytes


def write_notebook_tables(notebook: Mapping[str, Any], folder: Path) -> None:
    """Write the tables of an executed notebook, charts' data included; without any there is no folder.

    The cells are the report's own, so what is withheld there is withheld here, and a made-up figure says so
    in the file's name. Raises ``RenderingError`` as the page does.
    """
    write_tables(read_document(notebook), folder)


def write_tables(document: Document, folder: Path) -> None:
    """Write the tables of a checked document, as ``write_notebook_tables`` does."""
    for file in table_files(document):
        folder.mkdir(exist_ok=True)
        (folder / file.name).write_bytes(file.content)


def table_files(document: Document) -> tuple[TableFile, ...]:
    """The tables of a checked document as files, in order."""
    files = (table_file(item, synthetic=document.cover.synthetic) for item in document.items)
    return tuple(file for file in files if file is not None)


def table_file(item: Item, *, synthetic: bool) -> TableFile | None:
    """The table that an item is or that stands behind its chart; None for anything else."""
    table = item.content.table if isinstance(item.content, Chart) else item.content
    if not isinstance(table, Table):
        return None
    words = f"{'synthetic ' if synthetic else ''}{item.label} {table.caption}"
    return TableFile(f"{slug_of(words)}.csv", _csv(table))


def download_link(item: Item, *, synthetic: bool) -> Markup:
    """A link that carries the item's table in itself, so that it never leads nowhere; nothing without one."""
    file = table_file(item, synthetic=synthetic)
    if file is None or item.label is None:
        return Markup("")
    label = f"{item.label[0].lower()}{item.label[1:]}"
    words = f"Download the data for {label}" if isinstance(item.content, Chart) else f"Download {label}"
    data = base64.b64encode(file.content).decode()
    return Markup(
        '<p class="csp-download">'
        '<a href="data:text/csv;charset=utf-8;base64,{}" download="{}">{} (CSV)</a></p>'
    ).format(data, file.name, words)


def _csv(table: Table) -> bytes:
    columns = value_columns(table)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([_harmless(column.heading) for column in columns])
    writer.writerows(zip(*[[_cell(cell) for cell in column.cells] for column in columns], strict=True))
    return text.getvalue().encode("utf-8-sig", "replace")


def _cell(cell: Cell) -> str:
    """A number without what only readers need; anything else as the report shows it, and inert."""
    if cell.number is None or (cell.format is not None and cell.format.mark):
        return _harmless(clean_text(cell.text))
    return cell.text.replace(",", "").replace("\u2212", "-").removeprefix("+")


def _harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe before it, which Excel does not show."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
