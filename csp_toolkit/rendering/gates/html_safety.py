"""What a page fetches, runs and leads to: nothing, nothing but what its policy names, and somewhere."""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from html import unescape
from typing import Final

from csp_toolkit.rendering.gates.page_tree import Element, Page

Placed = tuple[str, Element | None]
"""What is wrong, as a clause about the page, and the element that it is about, where there is one."""

_FOREIGN: Final = frozenset(
    {"iframe", "frame", "object", "embed", "link", "base", "form", "applet", "audio", "video", "source"}
    | {"track", "portal", "marquee", "blink"}
)
_FETCHED: Final = (
    "src",
    "srcset",
    "poster",
    "data",
    "background",
    "manifest",
    "action",
    "formaction",
    "ping",
)
_LINK: Final = re.compile(
    r"(https?:|mailto:|tel:|#|data:text/csv[;,]|(?![a-z][a-z0-9+.-]*:|//))", re.IGNORECASE
)
_URL: Final = re.compile(r"url\(\s*['\"]?([^'\")]*)|image-set\(\s*['\"]([^'\"]*)", re.IGNORECASE)
_SVG_NAME: Final = re.compile(r"<([a-zA-Z][\w:-]*)")
_SVG_HREF: Final = re.compile(r"\shref=\"([^\"]*)\"|:href=\"([^\"]*)\"")
_SVG_EVENT: Final = re.compile(r"\s(on[a-z]+)=\"", re.IGNORECASE)
_SVG_FOREIGN: Final = frozenset(
    {"script", "style", "foreignObject", "iframe", "animate", "set", "a", "audio"}
)
_REFERRING: Final = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "for", "headers")
_INSIDE: Final = ("#", "data:image/png;", "data:image/jpeg;", "data:font/woff2;", "data:image/svg+xml")


def check_safety(page: Page) -> Iterator[Placed]:
    """Everything that the page would fetch or run beside its policy, and every reference to nothing."""
    yield from _policy(page)
    for element in page.elements:
        yield from _element(page, element)
    for style in page.named("style"):
        yield from ((fault, style) for fault in _style_faults(page.content(style)))
    for drawing in page.named("svg"):
        yield from ((fault, drawing) for fault in _drawing_faults(page.content(drawing)))
    yield from _addresses(page)


def _policy(page: Page) -> Iterator[Placed]:
    named = [e for e in page.named("meta") if e.get("http-equiv").lower() == "content-security-policy"]
    rules = named[0].get("content") if len(named) == 1 else ""
    sources = [word for rule in rules.split(";") for word in rule.split()[1:]]
    if "default-src 'none'" not in rules:
        yield "it has no policy that keeps out what it does not carry", None
    for source in sources:
        if source not in ("'none'", "data:") and not _is_hash(source):
            yield f"its policy lets in {source}", None
    for element in page.named("style", "script"):
        runs = element.name == "style" or element.get("type") in ("", "text/javascript", "module")
        if runs and _digest(page.content(element)) not in sources:
            yield f"its policy does not name its {element.name}", element
    if named and any(e.start < named[0].start for e in page.named("style", "script")):
        yield "its policy comes after what it is to hold", None


def _is_hash(source: str) -> bool:
    return source.startswith(("'sha256-", "'sha384-", "'sha512-"))


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"


def _element(page: Page, element: Element) -> Iterator[Placed]:
    attributes = element.attributes
    if element.name in _FOREIGN:
        yield f"it holds <{element.name}>, which brings in what is elsewhere", element
    if not attributes:
        return
    if element.get("http-equiv").lower() == "refresh":
        yield "it leads its reader away after a while", element
    for name in _FETCHED:
        if name in attributes and not attributes[name].startswith(_INSIDE):
            yield f'it fetches "{attributes[name][:60]}"', element
    if element.name == "a" and "href" in attributes and not _LINK.match(attributes["href"].strip()):
        yield f'it links to "{attributes["href"][:60]}"', element
    if "style" in attributes:
        yield "it styles an element in place, which its policy does not let through", element
    scripted = next((name for name in attributes if name.startswith("on")), None)
    if scripted:
        yield f'it bears the script attribute "{scripted}"', element


def _style_faults(text: str) -> Iterator[str]:
    if "@import" in text.lower():
        yield "its style sheet imports another"
    yield from (f'its style sheet fetches "{target}"' for target in _outside(text))


def _outside(text: str) -> Iterator[str]:
    """What a style sheet or a drawing refers to that is not inside the page."""
    for plain, listed in _URL.findall(text):
        target = plain or listed
        if not target.startswith(_INSIDE):
            yield target[:60]


def _drawing_faults(text: str) -> Iterator[str]:
    foreign = sorted(_SVG_FOREIGN & set(_SVG_NAME.findall(text)))
    yield from (f"a drawing in it holds <{name}>" for name in foreign)
    references = [unescape(one or other) for one, other in _SVG_HREF.findall(text)]
    outside = [target[:60] for target in references if not target.startswith(_INSIDE)]
    if "url(" in text:
        outside += _outside(unescape(text))
    yield from (f'a drawing in it fetches "{target}"' for target in outside)
    yield from (f'a drawing in it bears the script attribute "{name}"' for name in _SVG_EVENT.findall(text))


def _addresses(page: Page) -> Iterator[Placed]:
    """Ids are there once, and what is referred to by id is there."""
    ids = Counter(element.get("id") for element in page.elements if "id" in element.attributes)
    ids.update(re.findall(r'\sid="([^"]+)"', "".join(page.content(drawing) for drawing in page.named("svg"))))
    yield from ((f'it has the id "{name}" {n} times', None) for name, n in ids.items() if n > 1)
    for element in page.elements:
        for name in _REFERRING:
            for target in element.get(name).split():
                if target not in ids:
                    yield f'it refers to "{target}", which is not there', element
        target = element.get("href")
        if element.name == "a" and target.startswith("#") and unescape(target[1:]) not in ids:
            yield f'it links to "{target}", which is not there', element
