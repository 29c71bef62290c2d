"""How an OpenDocument spreadsheet looks: styles of cells, columns and pages, and formats of numbers."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable

from csp_toolkit.rendering.workbook.cells import NumberFormat
from csp_toolkit.rendering.workbook.columns import ValueColumn
from csp_toolkit.rendering.workbook.widths import column_width

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES = {
    "office": f"{_OASIS}:office:1.0",
    "table": f"{_OASIS}:table:1.0",
    "text": f"{_OASIS}:text:1.0",
    "style": f"{_OASIS}:style:1.0",
    "number": f"{_OASIS}:datastyle:1.0",
    "fo": f"{_OASIS}:xsl-fo-compatible:1.0",
    "meta": f"{_OASIS}:meta:1.0",
    "manifest": f"{_OASIS}:manifest:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
}
for _prefix, _address in NAMESPACES.items():
    ElementTree.register_namespace(_prefix, _address)

WIDEST_STYLE = "width-cover"
_CM_A_CHARACTER = 0.22
_WRAPPED = {"fo:wrap-option": "wrap", "style:vertical-align": "top"}
_RULED = {"fo:border-bottom": "1.5pt solid #0b0c0c"}
_BOLD = {"fo:font-weight": "bold"}
_RIGHT, _LEFT = {"fo:text-align": "end"}, {"fo:text-align": "start"}
_CELLS: dict[str, tuple[dict[str, str], dict[str, str], dict[str, str]]] = {
    "line0": ({}, _LEFT, {}),
    "line1": ({}, _LEFT, {**_BOLD, "fo:font-size": "16pt"}),
    "line2": ({}, _LEFT, {**_BOLD, "fo:font-size": "14pt"}),
    "heading": ({"fo:wrap-option": "wrap", "style:vertical-align": "bottom", **_RULED}, _LEFT, _BOLD),
    "heading-figures": (
        {"fo:wrap-option": "wrap", "style:vertical-align": "bottom", **_RULED},
        _RIGHT,
        _BOLD,
    ),
    "rowheader": (_WRAPPED, _LEFT, _BOLD),
    "words": (_WRAPPED, _LEFT, {}),
    "figures": (_WRAPPED, _RIGHT, {}),
}
"""Properties of cell, paragraph and text by the name of the style."""


def named(name: str) -> str:
    """A prefixed name, as ElementTree wants it."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def root(tag: str, attributes: dict[str, str]) -> ElementTree.Element:
    """The outermost element of a part."""
    return ElementTree.Element(named(tag), {named(name): value for name, value in attributes.items()})


def add(
    parent: ElementTree.Element, tag: str, attributes: dict[str, str] | None = None
) -> ElementTree.Element:
    """An element at the end of another."""
    found = {named(name): value for name, value in (attributes or {}).items()}
    return ElementTree.SubElement(parent, named(tag), found)


def number_style(shown: NumberFormat) -> str:
    """The name of the style of a number: the same format has the same name."""
    flags = {"g": shown.grouped, "p": shown.percent, "s": shown.plus, "l": shown.pounds}
    mark = shown.mark.strip(" []")
    return f"number-{shown.decimals}{''.join(k for k, v in flags.items() if v)}{f'-{mark}' if mark else ''}"


def width_style(column: ValueColumn) -> str:
    """The name of the style of a column: equal widths have the same."""
    return f"width-{round(column_width(column) * 10)}"


def document_styles(marks: str) -> ElementTree.Element:
    """The typeface and language of all cells, and the page with its head and foot."""
    document = root("office:document-styles", {"office:version": "1.3"})
    common = add(document, "office:styles")
    default = add(common, "style:default-style", {"style:family": "table-cell"})
    english = {"fo:language": "en", "fo:country": "GB"}
    add(default, "style:text-properties", {"fo:font-family": "Arial", "fo:font-size": "12pt", **english})
    automatic = add(document, "office:automatic-styles")
    layout = add(automatic, "style:page-layout", {"style:name": "page"})
    size = {"fo:page-width": "29.7cm", "fo:page-height": "21cm", "style:print-orientation": "landscape"}
    add(layout, "style:page-layout-properties", {**size, "style:scale-to-X": "1", "style:scale-to-Y": "0"})
    master = add(
        add(document, "office:master-styles"),
        "style:master-page",
        {"style:name": "page", "style:page-layout-name": "page"},
    )
    add(add(master, "style:header"), "text:p").text = marks
    foot = add(add(master, "style:footer"), "text:p")
    foot.text = "Page "
    add(foot, "text:page-number").text = "1"
    return document


def add_automatic_styles(document: ElementTree.Element, columns: Iterable[ValueColumn]) -> None:
    """The styles that the worksheets name."""
    columns = list(columns)
    automatic = add(document, "office:automatic-styles")
    widths = {width_style(column): column_width(column) for column in columns}
    for name, width in sorted({**widths, WIDEST_STYLE: 100.0}.items()):
        style = _style(automatic, name, "table-column")
        add(
            style, "style:table-column-properties", {"style:column-width": f"{width * _CM_A_CHARACTER:.2f}cm"}
        )
    row = _style(automatic, "row", "table-row")
    add(row, "style:table-row-properties", {"style:use-optimal-row-height": "true"})
    sheet = _style(automatic, "sheet", "table", {"style:master-page-name": "page"})
    add(sheet, "style:table-properties", {"table:display": "true"})
    for name, properties in _CELLS.items():
        _cell_style(automatic, name, properties)
    formats = {number_style(c.format): c.format for column in columns for c in column.cells if c.format}
    for name, shown in sorted(formats.items()):
        _add_format(automatic, f"{name}-format", shown)
        _cell_style(automatic, name, _CELLS["figures"], {"style:data-style-name": f"{name}-format"})


def _style(
    parent: ElementTree.Element, name: str, family: str, more: dict[str, str] | None = None
) -> ElementTree.Element:
    return add(parent, "style:style", {"style:name": name, "style:family": family, **(more or {})})


def _cell_style(
    parent: ElementTree.Element,
    name: str,
    properties: tuple[dict[str, str], dict[str, str], dict[str, str]],
    more: dict[str, str] | None = None,
) -> None:
    style = _style(parent, name, "table-cell", more)
    kinds = ("style:table-cell-properties", "style:paragraph-properties", "style:text-properties")
    for kind, wanted in zip(kinds, properties, strict=True):
        if wanted:
            add(style, kind, wanted)


def _add_format(parent: ElementTree.Element, name: str, shown: NumberFormat) -> None:
    """A format of numbers. A plus is plain text: the format is only given to cells that are above zero."""
    kind = "number:percentage-style" if shown.percent else "number:number-style"
    style = add(parent, kind, {"style:name": name})
    lead = ("+" if shown.plus else "") + ("£" if shown.pounds else "")
    if lead:
        add(style, "number:text").text = lead
    digits = {"number:decimal-places": str(shown.decimals), "number:min-integer-digits": "1"}
    grouping = {"number:grouping": "true"} if shown.grouped else {}
    add(style, "number:number", {**digits, **grouping})
    end = ("%" if shown.percent else "") + shown.mark
    if end:
        add(style, "number:text").text = end
