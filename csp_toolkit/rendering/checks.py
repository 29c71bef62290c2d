"""What keeps a document from being published: gates that run before anything is rendered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from unicodedata import category

from csp_toolkit.blocks.model import Chart, Table
from csp_toolkit.blocks.pictures import check_svg
from csp_toolkit.blocks.plain_text import clean_text
from csp_toolkit.errors import Problem
from csp_toolkit.rendering.document import Document, Item, Picture, svg_of

_FILE_NAME: Final = re.compile(r"\S+\.(png|jpe?g|svg|gif|webp|bmp|tiff?|pdf)", re.IGNORECASE)
_NAMES_OF_PICTURES: Final = (
    "image picture photo photograph graphic figure fig chart charts graph plot line bar scatter pie trend "
    "diagram map logo icon screenshot table output"
)
_STAND_INS: Final = (
    "alt alternative text description provided untitled todo tbc placeholder caption none null nan img pic "
    "dsc screen shot lorem ipsum dolor sit amet test"
)
_LITTLE_WORDS: Final = "a an and the this of for is no has been with my our see n na above below here"
_EMPTY_WORDS: Final = frozenset(f"{_NAMES_OF_PICTURES} {_STAND_INS} {_LITTLE_WORDS}".split())
LONGEST_NAME: Final = 200
"""Characters of a title or a heading: they stand in contents, bookmarks and the head of each page."""
_WORDS: Final = re.compile(r"[^\W\d_]+")
_PRINTED: Final = re.compile(r"<.*>|\w+(\.\w+)+\(.*\)|[a-z]+://\S*", re.DOTALL | re.IGNORECASE)
"""What a program prints of a picture, and addresses, which are no words about it."""


def check_document(document: Document) -> list[Problem]:
    """Everything that keeps the document from being accessible, in order; empty where nothing does.

    Checked: exactly one cover, heading levels never skipped on the way down, pictures that are safe and
    whose alternative text says something, figures and tables with captions, columns with headers.
    """
    problems = [*_covers(document), *_heading_order(document)]
    for item in document.items:
        problems += [*_alternative(item), *_drawing(item), *_caption(item), *_columns(item)]
    return problems


def is_junk_alternative(text: str) -> bool:
    """True for text that tells nothing: empty, a file name, or only words such as "image" and "chart"."""
    text = clean_text(text).strip()
    words = {word.lower() for word in _WORDS.findall(text)}
    return not words - _EMPTY_WORDS or any(rule.fullmatch(text) for rule in (_FILE_NAME, _PRINTED))


def can_be_seen(text: str) -> bool:
    """True where a reader sees anything of the text: it is more than spaces and marks without a shape."""
    return any(category(letter)[0] not in "CZM" for letter in text)


def _covers(document: Document) -> Iterator[Problem]:
    if not document.covers:
        hint = "Begin with report.cover(), and run the notebook before exporting it."
        yield Problem("The notebook shows no cover, so the document has no title.", hint=hint)
    for item in document.covers[:1]:
        if not can_be_seen(document.cover.title):
            yield Problem(f"{item.cell} shows a cover without a title.")
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
        if not can_be_seen(heading.text):
            yield Problem(f"{item.cell} shows a heading in which there is nothing to see.")
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
    if isinstance(table, Table) and not can_be_seen(table.caption):
        yield Problem(f"{item.cell} shows {_lower(item.label)} without a caption.")
    if isinstance(content, Chart) and not can_be_seen(content.title):
        yield Problem(f"{item.cell} shows {_lower(item.label)} without a title.")


def _columns(item: Item) -> Iterator[Problem]:
    """Every column has a header, and every row has its own."""
    table = item.content.table if isinstance(item.content, Chart) else item.content
    if not isinstance(table, Table):
        return
    for number, column in enumerate(table.columns, start=1):
        if not can_be_seen(column.label):
            yield Problem(f"{item.cell} shows {_lower(item.label)}, whose column {number} has no header.")
    for number, row in enumerate(table.rows, start=1):
        if not row or not can_be_seen(row[0]):
            yield Problem(f"{item.cell} shows {_lower(item.label)}, whose row {number} has no header.")
    if not table.rows or not table.columns:
        yield Problem(f"{item.cell} shows {_lower(item.label)}, which is empty.")


def _lower(label: str | None) -> str:
    return f"{label[0].lower()}{label[1:]}" if label else "a picture"
