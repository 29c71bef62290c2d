"""The document between a notebook and its renderings: items in order, each knowing its cell.

Beside the blocks there are four kinds that an analyst may add in a notebook: rich text from Markdown,
preformatted text, pictures, and tables from data frames (which become ``Table`` blocks).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from csp_toolkit.blocks.model import Callout, Chart, Cover, Findings, Heading, Paragraph, Table
from csp_toolkit.blocks.plain_text import slug_of


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text set one way; ``link`` is an https:, http: or mailto: address."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    link: str | None = None


@dataclass(frozen=True, slots=True)
class RichParagraph:
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class RichList:
    """A list; every entry holds paragraphs, further lists or quotations."""

    entries: tuple[tuple[RichText, ...], ...]
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True)
class Quotation:
    parts: tuple[RichText, ...]


@dataclass(frozen=True, slots=True)
class Preformatted:
    """Text whose line ends and spaces count: code in Markdown, or what a cell printed."""

    text: str


RichText = RichParagraph | RichList | Quotation | Preformatted


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that is not a block: its bytes, what it shows and, when given, its caption."""

    data: bytes
    media_type: str
    """``image/svg+xml``, ``image/png`` or ``image/jpeg``."""
    alternative: str
    caption: str | None = None
    subtitle: str | None = None


Content = Cover | Heading | Paragraph | Findings | Table | Chart | Callout | RichText | Picture
Graphic = (Chart, Picture)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of the document, with its cell's name for messages; ``build_document`` gives id and label."""

    content: Content
    cell: str
    identifier: str = ""
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A cover and what follows it, in order. ``covers`` holds every cover found; a sound document has one."""

    items: tuple[Item, ...]
    covers: tuple[Item, ...] = field(default=())

    @property
    def cover(self) -> Cover:
        """The cover; ``check_document`` has made sure that there is exactly one."""
        return next(item.content for item in self.covers if isinstance(item.content, Cover))

    @property
    def headings(self) -> tuple[tuple[Item, Heading], ...]:
        """The headings below the title, in order."""
        return tuple((item, item.content) for item in self.items if isinstance(item.content, Heading))

    def tables(self) -> Iterator[Table]:
        """Every table, charts' data tables included."""
        for item in self.items:
            if isinstance(item.content, Table):
                yield item.content
            elif isinstance(item.content, Chart):
                yield item.content.table

    def alternatives(self) -> tuple[str, ...]:
        """The alternative text of every chart and picture, in order."""
        return tuple(i.content.alternative for i in self.items if isinstance(i.content, Graphic))


def build_document(items: Sequence[Item]) -> Document:
    """Set covers apart and give everything else its id and, for tables and figures, its label."""
    covers = tuple(item for item in items if isinstance(item.content, Cover))
    rest = tuple(item for item in items if not isinstance(item.content, Cover))
    return Document(items=tuple(_number_items(rest)), covers=covers)


def svg_of(content: Content) -> str | None:
    """The drawing of a chart or of an SVG picture; None for anything else."""
    if isinstance(content, Chart):
        return content.svg
    if isinstance(content, Picture) and content.media_type == "image/svg+xml":
        return content.data.decode("utf-8", "replace")
    return None


def _number_items(items: Sequence[Item]) -> Iterator[Item]:
    counts: Counter[str] = Counter()
    used: Counter[str] = Counter({"main": 1, "title": 1, "contents": 1})
    for item in items:
        label = _family(item.content)
        counts[label] += 1
        if label in ("Table", "Figure"):
            number = counts[label]
            yield replace(item, identifier=f"{label.lower()}-{number}", label=f"{label} {number}")
        elif isinstance(item.content, Heading):
            yield replace(item, identifier=_unique(slug_of(item.content.text), used))
        else:
            yield replace(item, identifier=f"{label.lower()}-{counts[label]}")


def _family(content: Content) -> str:
    if isinstance(content, Graphic):
        return "Figure"
    return type(content).__name__


def _unique(slug: str, used: Counter[str]) -> str:
    """The slug, or the slug with a number; "section-" keeps it apart from ids of tables and figures."""
    slug = f"section-{slug}"
    used[slug] += 1
    return slug if used[slug] == 1 else _unique(f"{slug}-{used[slug]}".removeprefix("section-"), used)
