"""What keeps a document from being published: gates that run before anything is rendered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from csp_toolkit.blocks.model import Chart, Table
from csp_toolkit.blocks.pictures import check_svg
from csp_toolkit.errors import Problem
from csp_toolkit.rendering.document import Document, Item, Picture, svg_of

_FILE_NAME: Final = re.compile(r"\S+\.(png|jpe?g|svg|gif|webp|bmp|tiff?|pdf)", re.IGNORECASE)
_NAMES_OF_PICTURES: Final = (
    "image picture photo photograph graphic figure fig chart charts graph plot line bar scatter pie trend "
    "diagram map logo icon screenshot table output"
)
_STAND_INS: Final = "alt alternative text description provided untitled todo tbc placeholder"
_LITTLE_WORDS: Final = "a an and the this of for is no has been with my our"
_EMPTY_WORDS: Final = frozenset(f"{_NAMES_OF_PICTURES} {_STAND_INS} {_LITTLE_WORDS}".split())
LONGEST_NAME: Final = 200
"""Characters of a title or a heading: they stand in contents, bookmarks and the head of each page."""
_WORDS: Final = re.compile(r"[^\W\d_]+")


def check_document(document: Document) -> list[Problem]:
    """Everything that keeps the document from being accessible, in order; empty where nothing does.

    Checked: exactly one cover, heading levels never skipped on the way down, pictures that are safe and
    whose alternative text says something, tables with captions.
    """
    problems = [*_covers(document), *_heading_order(document)]
    for item in document.items:
        problems += [*_alternative(item), *_drawing(item), *_caption(item)]
    return problems


def is_junk_alternative(text: str) -> bool:
    """True for text that tells nothing: empty, a file name, or only words such as "image" and "chart"."""
    text = text.strip()
    words = {word.lower() for word in _WORDS.findall(text)}
    return not words - _EMPTY_WORDS or _FILE_NAME.fullmatch(text) is not None


def _covers(document: Document) -> Iterator[Problem]:
    if not document.covers:
        hint = "Begin with report.cover(), and run the notebook before exporting it."
        yield Problem("The notebook shows no cover, so the document has no title.", hint=hint)
    for item in document.covers[:1]:
        yield from _long_words(item)
    for extra in document.covers[1:]:
        yield Problem(f"{extra.cell} shows another cover; a document has one.")


def _long_words(item: Item) -> Iterator[Problem]:
    """What stands at the head of every page has to fit there."""
    limits = {"title": LONGEST_NAME, "partnership": LONGEST_NAME, "period": 80, "marking": 80}
    for name, limit in limits.items():
        length = len(getattr(item.content, name))
        if length > limit:
            too_long = f"whose {name} has {length} characters; the most is {limit}"
            yield Problem(f"{item.cell} shows a cover {too_long}.")


def _heading_order(document: Document) -> Iterator[Problem]:
    above = 1
    for item, heading in document.headings:
        if len(heading.text) > LONGEST_NAME:
            length = len(heading.text)
            yield Problem(f"{item.cell} shows a heading of {length} characters; the most is {LONGEST_NAME}.")
        if heading.level > above + 1:
            yield Problem(
                f'{item.cell} goes from heading level {above} to level {heading.level} ("{heading.text}").',
                hint=f"Use level {above + 1}, or add the heading that is left out.",
            )
        above = heading.level


def _alternative(item: Item) -> Iterator[Problem]:
    content = item.content
    if isinstance(content, Chart | Picture) and is_junk_alternative(content.alternative):
        yield Problem(
            f'{item.cell} shows {_lower(item.label)} with the alternative text "{content.alternative}", '
            "which tells nothing.",
            hint="Say what it shows: what is measured, where, the range and the latest value.",
        )


def _drawing(item: Item) -> Iterator[Problem]:
    svg = svg_of(item.content)
    for fault in check_svg(svg) if svg is not None else ():
        yield Problem(f"{item.cell} shows {_lower(item.label)}, whose SVG {fault}.")


def _caption(item: Item) -> Iterator[Problem]:
    content = item.content
    table = content.table if isinstance(content, Chart) else content
    if isinstance(table, Table) and not table.caption.strip():
        yield Problem(f"{item.cell} shows {_lower(item.label)} without a caption.")


def _lower(label: str | None) -> str:
    return f"{label[0].lower()}{label[1:]}" if label else "a picture"
