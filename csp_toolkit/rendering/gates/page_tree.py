"""A finished page read into elements: only what our pages are written in, so that nothing passes unread.

A parser of browsers forgives: it closes what was left open and drops what it cannot read. Here that is a
fault. The content of style sheets, scripts and drawings is kept as text, each with checks of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Final

_TAG: Final = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[^\s\"'<>/=]+(?:=\"[^\"<]*\")?)*)\s*/?>"
    r"|<!--(?:(?!-->).)*-->|<!DOCTYPE html>",
    re.DOTALL,
)
_ATTRIBUTE: Final = re.compile(r"([^\s\"'<>/=]+)(?:=\"([^\"]*)\")?")
_MARKUP: Final = re.compile(r"<[^>]*>")
VOID: Final = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "base", "embed", "wbr"})
RAW: Final = frozenset({"style", "script", "svg"})
"""Elements whose content is kept as text."""


@dataclass(slots=True, eq=False)
class Element:
    """An element, where it stands in the page, and where its content begins and ends."""

    name: str
    attributes: Mapping[str, str]
    parent: Element | None
    start: int
    inner: int
    end: int = -1
    children: list[Element] = field(default_factory=list)

    def get(self, name: str) -> str:
        """An attribute as it is meant; empty for none."""
        return self.attributes.get(name, "")

    def named(self, *names: str) -> Iterator[Element]:
        """Every element of these names below this one, in order."""
        for child in self.children:
            if child.name in names:
                yield child
            yield from child.named(*names)

    def within(self, *names: str) -> Element | None:
        """The nearest element of these names around this one."""
        around = self.parent
        while around is not None and around.name not in names:
            around = around.parent
        return around


@dataclass(slots=True)
class Page:
    """The page's text, its elements in order, and what could not be read, each with its place."""

    source: str
    root: Element
    elements: list[Element] = field(default_factory=list)
    faults: list[tuple[str, int]] = field(default_factory=list)

    def content(self, element: Element) -> str:
        """What stands between an element's tags, as it was written."""
        return self.source[element.inner : element.end]

    def text(self, element: Element) -> str:
        """The words of an element, as a person reads them."""
        return " ".join(unescape(_MARKUP.sub("", self.content(element))).split())

    def named(self, *names: str) -> list[Element]:
        """Every element of these names, in order."""
        return [element for element in self.elements if element.name in names]


def read_page(source: str) -> Page:
    """Read a page. What is left open, closed twice or no tag at all is in its faults."""
    page = Page(source, Element("", {}, None, 0, 0, len(source)))
    open_element, known = page.root, dict[str, Mapping[str, str]]()
    at = source.find("<")
    while at >= 0:
        found = _TAG.match(source, at)
        if found is None:
            page.faults.append((f'it holds "{source[at : at + 30]}", which is no tag', at))
            at = source.find("<", at + 1)
            continue
        at, name = found.end(), (found[2] or "").lower()
        if found[1]:
            open_element = _close(page, open_element, name, found.start())
        elif name:
            element = Element(name, _attributes(page, found, known), open_element, found.start(), at)
            open_element.children.append(element)
            page.elements.append(element)
            if name in RAW:
                at = _skip(page, element)
            elif name not in VOID:
                open_element = element
        at = source.find("<", at)
    if open_element is not page.root:
        page.faults.append((f"its <{open_element.name}> is never closed", open_element.start))
    return page


def _attributes(page: Page, tag: re.Match[str], known: dict[str, Mapping[str, str]]) -> Mapping[str, str]:
    """The attributes of a tag; most tags bear those that another one bore."""
    written = tag[3]
    if written not in known:
        pairs = [(name.lower(), unescape(value)) for name, value in _ATTRIBUTE.findall(written)]
        known[written] = dict(pairs)
        if len(known[written]) < len(pairs):
            page.faults.append((f"its <{tag[2]}> bears an attribute twice", tag.start()))
    return known[written]


def _skip(page: Page, element: Element) -> int:
    """Where the page goes on behind an element whose content is text."""
    closing = f"</{element.name}>"
    element.end = page.source.find(closing, element.inner)
    if element.end < 0:
        page.faults.append((f"its <{element.name}> is never closed", element.start))
        element.end = element.inner
        return element.inner
    return element.end + len(closing)


def _close(page: Page, element: Element, name: str, at: int) -> Element:
    """The element that is open once one of this name is closed."""
    closed: Element | None = element
    while closed is not None and closed.name != name:
        closed = closed.parent
    if closed is None:
        page.faults.append((f"it closes a <{name}> that is not open", at))
        return element
    if closed is not element:
        page.faults.append((f"its <{element.name}> is never closed", element.start))
    closed.end = at
    return closed.parent or page.root
