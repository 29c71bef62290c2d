"""What a page shows, held against the document: headings, figures, their words, tables, their headers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

from csp_toolkit.blocks.model import Chart
from csp_toolkit.rendering.document import Document, Graphic, Item
from csp_toolkit.rendering.gates.page_tree import Element, Page
from csp_toolkit.rendering.gates.places import (
    Fault,
    PlacedTable,
    describe_other_words,
    figures,
    plain,
    same_words,
    tables,
)

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_HIDING = ("hidden", "inert", "aria-hidden")
_NAMED: Final = re.compile(r'\s*<title id="([^"]+)">([^<]*)</title>\s*<desc id="([^"]+)">([^<]*)</desc>')
"""How a drawing begins: with its title and its description."""


def check_content(page: Page, document: Document) -> Iterator[Fault]:
    """Everything in which the page shows less, or other things, than the document holds."""
    for check in (_headings, _figures, _pictures, _tables):
        yield from check(page, document)


def _headings(page: Page, document: Document) -> Iterator[Fault]:
    titles = page.named("h1")
    if [page.text(title) for title in titles] != [plain(document.cover.title)]:
        yield f"it has {len(titles)} level 1 headings, and needs one, the title", None
    found = [element for element in page.named(*HEADINGS) if element.within("main")]
    wanted = document.headings
    if len(found) != len(wanted):
        yield f"it has {len(found)} headings, the document {len(wanted)}", None
    for element, (item, heading) in zip(found, wanted, strict=False):
        if element.name != f"h{heading.level}" or page.text(element) != plain(heading.text):
            yield f'it has a {element.name} where the heading "{heading.text[:60]}" was', item
            return
    above = 0
    for element in page.named(*HEADINGS):
        if int(element.name[1]) > above + 1:
            yield f'it skips to the heading "{page.text(element)[:60]}" of level {element.name[1]}', None
        above = int(element.name[1])


def _figures(page: Page, document: Document) -> Iterator[Fault]:
    found, wanted = page.named("figure"), figures(document)
    if len(found) != len(wanted):
        yield f"it has {len(found)} figures, the document {len(wanted)}", None
    by_id = {element.get("id"): element for element in found}
    for item in wanted:
        if item.identifier in by_id:
            yield from _figure(page, by_id[item.identifier], item)
        else:
            yield f"{_label(item)} is not in it", item


def _figure(page: Page, figure: Element, item: Item) -> Iterator[Fault]:
    assert isinstance(item.content, Graphic)
    caption = next(figure.named("figcaption"), None)
    if caption is None or item.label is None or not page.text(caption).startswith(item.label):
        yield f"{_label(item)} has no caption", item
    drawings = list(figure.named("svg"))
    spoken = [_spoken(page, element) for element in figure.named("svg", "img")]
    words = [text for text in spoken if text]
    if len(words) != 1:
        yield f"{_label(item)} has {len(words)} pictures with alternative text, not one", item
    elif not same_words(words[0], item.content.alternative):
        yield describe_other_words(item, words[0]), item
    elif drawings and not same_words(_named(page, drawings[0])[0], _title(item)):
        yield f'{_label(item)} has a picture with the title "{_named(page, drawings[0])[0][:60]}"', item
    if isinstance(item.content, Chart) and not any(figure.named("table")):
        yield f"{_label(item)} has lost its table", item
    if _is_hidden(figure):
        yield f"{_label(item)} is hidden from those who cannot see it", item


def _title(item: Item) -> str:
    """The message of a figure, which its picture bears too; its number where it has none."""
    content = item.content
    assert isinstance(content, Graphic)
    own = content.title if isinstance(content, Chart) else content.caption
    return own or item.label or ""


def _named(page: Page, drawing: Element) -> tuple[str, str]:
    """Title and description that a drawing is called by; empty where it is not called by both."""
    found = _NAMED.match(page.content(drawing))
    if found is None or drawing.get("aria-labelledby").split() != [found[1], found[3]]:
        return "", ""
    return unescape(found[2]), unescape(found[4])


def _spoken(page: Page, element: Element) -> str:
    """What a picture is called to those who cannot see it; empty where it is kept from them."""
    if element.get("aria-hidden") == "true":
        return ""
    if element.name == "img":
        return element.get("alt")
    return _named(page, element)[1] if element.get("role") == "img" else ""


def _pictures(page: Page, document: Document) -> Iterator[Fault]:
    """No picture is without words; only what decorates may be kept from a screen reader, and says so."""
    for element in page.named("svg", "img"):
        quiet = element.get("aria-hidden") == "true" or (
            element.name == "img" and "alt" in element.attributes
        )
        if not _spoken(page, element).strip() and (not quiet or element.within("figure") is not None):
            yield f"it has an <{element.name}> without alternative text", _item_of(element, document)


def _tables(page: Page, document: Document) -> Iterator[Fault]:
    found, wanted = page.named("table"), tables(document)
    if len(found) != len(wanted):
        yield f"it has {len(found)} tables, the document {len(wanted)}", None
    by_id = {_address(element): element for element in found}
    for placed in wanted:
        table = by_id.get(placed.identifier)
        if table is None:
            yield f"{placed.label} is not in it", placed.item
            continue
        faults = (*_caption(page, table, placed), *_headers(page, table, placed), *_rows(table, placed))
        yield from ((f"{placed.label} {fault}", placed.item) for fault in faults)


def _caption(page: Page, table: Element, placed: PlacedTable) -> Iterator[str]:
    first = table.children[0] if table.children else None
    if first is None or first.name != "caption" or not page.text(first).endswith(plain(placed.table.caption)):
        yield "has no caption, or another"
    if _is_hidden(table) or table.get("role") in ("presentation", "none"):
        yield "is hidden from those who cannot see it"


def _headers(page: Page, table: Element, placed: PlacedTable) -> Iterator[str]:
    heads = [cell for head in table.named("thead") for cell in head.named("th", "td")]
    labels = [plain(column.label) for column in placed.table.columns]
    if [cell.name for cell in heads] != ["th"] * len(labels):
        yield f"has {sum(cell.name == 'th' for cell in heads)} column headers, the document {len(labels)}"
    elif [page.text(cell)[: len(label)] for cell, label in zip(heads, labels, strict=True)] != labels:
        yield "has other column headers than the document"
    if any(cell.get("scope") != "col" for cell in heads):
        yield "has a column header without scope"


def _rows(table: Element, placed: PlacedTable) -> Iterator[str]:
    rows = [row for body in table.named("tbody") for row in body.children if row.name == "tr"]
    if len(rows) != len(placed.table.rows):
        yield f"has {len(rows)} rows, the document {len(placed.table.rows)}"
    width = ["th", *["td"] * (len(placed.table.columns) - 1)]
    if any([cell.name for cell in row.children] != width for row in rows):
        yield "has a row without its header, or of another length than its head"
    if any(row.children and row.children[0].get("scope") != "row" for row in rows):
        yield "has a row header without scope"


def _address(table: Element) -> str:
    """The id of a table, or of the nearest element around it that has one."""
    element: Element | None = table
    while element is not None and not element.get("id"):
        element = element.parent
    return "" if element is None else element.get("id")


def _is_hidden(element: Element | None) -> bool:
    while element is not None:
        for name in _HIDING:
            if name in element.attributes and element.get(name) != "false":
                return True
        element = element.parent
    return False


def _item_of(element: Element, document: Document) -> Item | None:
    figure = element.within("figure")
    address = "" if figure is None else figure.get("id")
    return next((item for item in document.items if item.identifier == address), None)


def _label(item: Item) -> str:
    return (item.label or "a picture").lower()
