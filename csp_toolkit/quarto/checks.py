"""What Quarto made, held against the report: a document that lost something on the way is not handed on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from csp_toolkit.blocks.plain_text import clean_text
from csp_toolkit.errors import Problem, RenderingError
from csp_toolkit.rendering.document import Document
from csp_toolkit.rendering.tagging import LANGUAGE, complete_tags

_FETCHED = {"src", "srcset", "poster", "data"}
_OUTSIDE = re.compile(r"\s*(https?:)?//", re.IGNORECASE)


def require_sound_pdf(data: bytes, document: Document) -> bytes:
    """The PDF with row headers tagged. Raises ``RenderingError`` where it lacks what the report holds."""
    # Quarto's title is no heading, and each section of the report is of level 1.
    return complete_tags(data, document, one_title=False)


def require_sound_page(data: bytes, document: Document) -> bytes:
    """The page as it is. Raises ``RenderingError`` where it lacks what the report holds or fetches more."""
    page = _Page()
    page.feed(data.decode("utf-8", "replace"))
    page.close()
    problems = [Problem(f"Quarto's page is not sound: {fault}.") for fault in _faults(page, document)]
    if problems:
        raise RenderingError(problems)
    return data


def _faults(page: _Page, document: Document) -> Iterator[str]:
    tables = len(list(document.tables()))
    wanted = [" ".join(clean_text(text).split()) for text in document.alternatives()]
    if page.language != LANGUAGE:
        yield f"its language is {page.language or 'not told'}, not {LANGUAGE}"
    if page.titles != 1:
        yield f"it has {page.titles} level 1 headings, not one"
    if page.tables != tables or page.captions != tables:
        yield f"it has {page.tables} tables and {page.captions} captions, the report {tables} of each"
    lost = [text for text in wanted if text not in page.alternatives]
    if not all(page.alternatives):
        yield f"{page.alternatives.count('')} of its pictures have no alternative text"
    yield from (f'it lost the alternative text "{text[:80]}"' for text in lost)
    if page.bare_headers:
        yield f"{page.bare_headers} header cells of its tables have no scope"
    yield from (f'it fetches "{address[:80]}"' for address in page.fetched)


class _Page(HTMLParser):
    """What of the page is to be the report's."""

    def __init__(self) -> None:
        super().__init__()
        self.language: str | None = None
        self.titles = self.tables = self.captions = self.bare_headers = 0
        self.alternatives: list[str] = []
        self.fetched: list[str] = []
        self._describes = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = values.get("lang")
        self.titles += tag == "h1"
        self.tables += tag == "table"
        self.captions += tag == "caption"
        self.bare_headers += tag == "th" and "scope" not in values
        if tag == "img" or values.get("role") == "img":
            self.alternatives.append(" ".join((values.get("alt") or "").split()))
        self._describes = tag == "desc" and bool(self.alternatives)
        fetching = _FETCHED | ({"href"} if tag in ("link", "image", "use") else set())
        self.fetched += [v for n, v in values.items() if n in fetching and _OUTSIDE.match(v)]

    def handle_data(self, data: str) -> None:
        if self._describes:
            self.alternatives[-1] = " ".join(f"{self.alternatives[-1]} {data}".split())

    def handle_endtag(self, tag: str) -> None:
        self._describes = False
