"""The gate of finished pages: read as they were written, held against the document they were made of."""

from __future__ import annotations

from collections.abc import Iterator

from csp_toolkit.errors import Problem, RenderingError
from csp_toolkit.rendering.document import Document, Item
from csp_toolkit.rendering.gates.html_content import check_content
from csp_toolkit.rendering.gates.html_safety import check_safety
from csp_toolkit.rendering.gates.page_tree import Element, Page, read_page
from csp_toolkit.rendering.gates.places import Fault, describe_faults, plain, tables

LANGUAGE = "en-GB"
_NAMED_BY_THEIR_WORDS = ("a", "button", "summary", "caption", "figcaption", "label")


def require_sound_page(source: str, document: Document) -> None:
    """Raise ``RenderingError`` with everything that is wrong with a finished page."""
    problems = check_page(source, document)
    if problems:
        raise RenderingError(problems)


def check_page(source: str, document: Document) -> list[Problem]:
    """What is wrong with a finished page, the cell named wherever it is one's; empty where nothing is.

    Seen to: what the page shows is what the document holds; it fetches and runs nothing but what its policy
    names; its language, title, landmarks, names and addresses are there.
    """
    page = read_page(source)
    items = _items_by_address(document)
    faults: list[Fault] = [(fault, _item_at(page, at, items)) for fault, at in page.faults]
    faults += [*_head(page, document), *_landmarks(page), *check_content(page, document)]
    placed = [*check_safety(page), *_names(page)]
    faults += [(fault, _item_at(page, e.start, items) if e else None) for fault, e in placed]
    return describe_faults("page", dict.fromkeys(faults))


def _items_by_address(document: Document) -> dict[str, Item]:
    placed = {table.identifier: table.item for table in tables(document)}
    return {**{item.identifier: item for item in document.items}, **placed}


def _item_at(page: Page, at: int, items: dict[str, Item]) -> Item | None:
    """The item whose element is around a place in the page; the nearest one before it where none is."""
    before = [e for e in page.elements if e.start <= at and e.get("id") in items and e.within("main")]
    around = [e for e in before if e.end > at]
    found = around or before
    return items[found[-1].get("id")] if found else None


def _head(page: Page, document: Document) -> Iterator[Fault]:
    language = [element.get("lang") for element in page.named("html")]
    if language != [LANGUAGE]:
        yield f"its language is not {LANGUAGE}", None
    titles = [page.text(title) for title in page.named("title")]
    if len(titles) != 1 or not titles[0].startswith(plain(document.cover.title)):
        yield "its title is not the report's", None
    viewport = [e.get("content") for e in page.named("meta") if e.get("name") == "viewport"]
    if not viewport or "user-scalable" in viewport[0] or "maximum-scale" in viewport[0]:
        yield "it cannot be enlarged on a small screen", None
    if any(int(e.get("tabindex") or 0) > 0 for e in page.elements):
        yield "it leads the keyboard round in an order of its own", None


def _landmarks(page: Page) -> Iterator[Fault]:
    main = page.named("main")
    if len(main) != 1:
        yield f"it has {len(main)} main parts, not one", None
    links = page.named("a")
    if not main or not links or links[0].get("href") != f"#{main[0].get('id')}":
        yield "its first link does not skip to the main part", None
    for part in page.named("nav"):
        if not (part.get("aria-label") or part.get("aria-labelledby")):
            yield "its navigation has no name", None
    for name in ("header", "footer"):
        if len(page.named(name)) != 1:
            yield f"it has no {name}, or several", None


def _names(page: Page) -> Iterator[tuple[str, Element]]:
    """What can be opened, followed or focused says what it is."""
    for element in page.named(*_NAMED_BY_THEIR_WORDS):
        if not (element.get("aria-label").strip() or page.text(element)):
            yield f"it has a <{element.name}> without words", element
    for part in page.named("details"):
        if not part.children or part.children[0].name != "summary":
            yield "it has something to open that does not say what", part
    for region in page.elements:
        if region.get("role") == "region" and not (region.get("aria-label") or region.get("aria-labelledby")):
            yield "it has a region without a name", region
