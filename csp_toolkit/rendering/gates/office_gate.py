"""The gate of finished workbooks: read back as archives of XML, by nothing of what wrote them.

What every file of an office program has in common (no macros, nothing that is fetched) is asked of Word files
too, by ``rendering.word.checks``.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from html import unescape
from io import BytesIO
from typing import Final

from csp_toolkit.errors import RenderingError
from csp_toolkit.rendering.document import Document
from csp_toolkit.rendering.gates.places import Fault, PlacedTable, describe_faults, plain, tables

_ACTIVE: Final = re.compile(
    r"vba|macro|embeddings|activeX|externalLink|ctrlProps|Basic/|Scripts/", re.IGNORECASE
)
_RELATION: Final = re.compile(r"<Relationship\s[^>]*TargetMode=\"External\"[^>]*>")
_LEADS: Final = ("https://", "http://", "mailto:")
_TABLE_REF: Final = re.compile(r"<table\s[^>]*\bref=\"[A-Z]+(\d+):([A-Z]+)(\d+)\"")
_LANGUAGE: Final = re.compile(r"fo:language=\"([^\"]*)\" fo:country=\"([^\"]*)\"")
_TITLE: Final = re.compile(r"<dc:title>([^<]*)</dc:title>")

Parts = dict[str, str]


def require_sound_workbook(data: bytes, document: Document) -> None:
    """Raise ``RenderingError`` with everything that is wrong with an .xlsx or an .ods file."""
    parts = read_parts(data)
    check = _excel if "xl/workbook.xml" in parts else _open_document
    problems = describe_faults("workbook", dict.fromkeys([*check_parts(parts), *check(parts, document)]))
    if problems:
        raise RenderingError(problems)


def read_parts(data: bytes) -> Parts:
    """The parts of an archive that are text, by name; the others are empty."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {
            name: archive.read(name).decode("utf-8", "replace") if name.endswith((".xml", ".rels")) else ""
            for name in archive.namelist()
        }


def check_parts(parts: Parts) -> Iterator[Fault]:
    """What is wrong with any file of an office program: it holds what runs, or fetches what is elsewhere."""
    for name in parts:
        if _ACTIVE.search(name):
            yield f"it holds {name}, which may run or bring in something", None
    for name, text in parts.items():
        for relation in _RELATION.findall(text) if name.endswith(".rels") else ():
            target = unescape(_value(relation, "Target"))
            if not relation_is_link(relation) or not target.lower().startswith(_LEADS):
                yield f'it fetches "{target[:60]}"', None


def relation_is_link(relation: str) -> bool:
    """True for a link that a reader may follow, which nothing fetches."""
    return _value(relation, "Type").endswith("/hyperlink")


def _value(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return found[1] if found else ""


def _sheets(document: Document) -> dict[str, PlacedTable]:
    """The tables of the document by the names of their worksheets, in small letters."""
    return {
        (placed.item.label or "").replace(" ", "_").lower() + _ending(placed): placed
        for placed in tables(document)
    }


def _ending(placed: PlacedTable) -> str:
    return "_data" if placed.identifier.endswith("-data") else ""


def _excel(parts: Parts, document: Document) -> Iterator[Fault]:
    yield from _titled(parts.get("docProps/core.xml", ""), document)
    if 'state="hidden"' in parts["xl/workbook.xml"] or 'state="veryHidden"' in parts["xl/workbook.xml"]:
        yield "it hides a worksheet", None
    for name, text in parts.items():
        if name.startswith("xl/worksheets/") and ("<f>" in text or "<f " in text):
            yield f"{name} holds a formula", None
        if name.startswith("xl/worksheets/") and "<mergeCell " in text:
            yield f"{name} holds merged cells", None
    marked = [text for name, text in parts.items() if name.startswith("xl/tables/")]
    found = {_value(text[text.find("<table ") :], "displayName").lower(): text for text in marked}
    yield from _compared(document, found, _excel_table)


def _excel_table(text: str, placed: PlacedTable) -> Iterator[str]:
    reach = _TABLE_REF.search(text)
    if 'headerRowCount="0"' in text:
        yield "has no row of headers"
    if reach is None or int(reach[3]) - int(reach[1]) != len(placed.table.rows):
        yield f"does not have the {len(placed.table.rows)} rows of the document"
    heads = re.findall(r"<tableColumn\s[^>]*\bname=\"([^\"]*)\"", text)
    if len(heads) < len(placed.table.columns) or not all(plain(unescape(head)) for head in heads):
        yield "has a column without a header"
    if 'showFirstColumn="1"' not in text:
        yield "does not mark its row headers"


def _open_document(parts: Parts, document: Document) -> Iterator[Fault]:
    content = parts.get("content.xml", "")
    yield from _titled(parts.get("meta.xml", ""), document)
    if set(_LANGUAGE.findall(parts.get("styles.xml", ""))) != {("en", "GB")}:
        yield "its language is not en-GB", None
    if re.search(r"<[^<>]*\stable:formula=\"", content):
        yield "it holds a formula", None
    if "<office:scripts" in content or "<script:" in content or "<draw:" in content:
        yield "it holds a script or an object", None
    for address in re.findall(r"<[^<>]*\sxlink:href=\"([^\"]*)\"", content):
        if not unescape(address).lower().startswith((*_LEADS, "#")):
            yield f'it fetches "{address[:60]}"', None
    sheets = content.split("<table:table ")[1:]
    found = {_value(f" {sheet}", "table:name").lower(): sheet for sheet in sheets}
    yield from _compared(document, found, _open_table)


def _open_table(sheet: str, placed: PlacedTable) -> Iterator[str]:
    head, closing, body = sheet.partition("</table:table-header-rows>")
    cells = head.rpartition("<table:table-header-rows>")[2].split("<table:table-cell ")[1:]
    words = [plain(unescape(re.sub(r"<[^>]*>", "", f"<{cell}"))) for cell in cells]
    if not closing or "<table:table-header-rows>" not in head:
        yield "has no row of headers"
    elif len(cells) < len(placed.table.columns) or not all(words):
        yield "has a column without a header"
    rows = body.partition("</table:table>")[0].count("<table:table-row ")
    if closing and rows != len(placed.table.rows):
        yield f"does not have the {len(placed.table.rows)} rows of the document"


def _titled(properties: str, document: Document) -> Iterator[Fault]:
    title = _TITLE.search(properties)
    wanted = plain(document.cover.title)[:200]
    # "_x0041_" is how Excel writes a letter; an underscore that begins such words is written so itself.
    found = unescape(title[1]).replace("_x005F_", "_") if title else ""
    if not plain(found).startswith(wanted):
        yield "its title is not the report's", None


def _compared(
    document: Document, found: dict[str, str], check: Callable[[str, PlacedTable], Iterator[str]]
) -> Iterator[Fault]:
    """Each table of the document against what stands under its name in the workbook."""
    for name, placed in _sheets(document).items():
        if name not in found:
            yield f"{placed.label} is not in it", placed.item
        else:
            yield from ((f"{placed.label} {fault}", placed.item) for fault in check(found[name], placed))
