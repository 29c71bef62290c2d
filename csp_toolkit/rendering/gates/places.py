"""Which cell of the notebook made a part of a finished file, for the messages of gates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from csp_toolkit.blocks.model import Chart, Table
from csp_toolkit.blocks.plain_text import clean_text
from csp_toolkit.errors import Problem
from csp_toolkit.rendering.document import Document, Graphic, Item

Fault = tuple[str, Item | None]
"""What is wrong, as a clause about the file, and the item of the document that it is about, if any."""


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A table of the document: its address in a file, the item that holds it, and the table."""

    identifier: str
    label: str
    item: Item
    table: Table


def figures(document: Document) -> list[Item]:
    """The items that show a figure, in order."""
    return [item for item in document.items if isinstance(item.content, Graphic)]


def tables(document: Document) -> list[PlacedTable]:
    """The tables in order, those of charts where the chart stands."""
    return list(_tables(document))


def tables_with_annex(document: Document) -> list[PlacedTable]:
    """The tables as files set them that gather the data behind the figures at the end."""
    found = tables(document)
    own = [placed for placed in found if isinstance(placed.item.content, Table)]
    return own + [placed for placed in found if isinstance(placed.item.content, Chart)]


def _tables(document: Document) -> Iterator[PlacedTable]:
    for item in document.items:
        content, label = item.content, item.label or ""
        if isinstance(content, Table):
            yield PlacedTable(item.identifier, label.lower(), item, content)
        elif isinstance(content, Chart):
            yield PlacedTable(f"{item.identifier}-data", f"the table of {label.lower()}", item, content.table)


def plain(text: str) -> str:
    """Text of the document as it stands in a file: on one line, without what cannot be seen."""
    return " ".join(clean_text(text).split())


def same_words(one: str, other: str) -> bool:
    """True where two texts are the same but for spaces and what cannot be seen."""
    return plain(one) == plain(other)


def describe_other_words(item: Item, found: str) -> str:
    """That a figure is told in other words than the document's."""
    wanted = item.content.alternative if isinstance(item.content, Graphic) else ""
    label = (item.label or "a picture").lower()
    return f'{label} is not what it was: its alternative text is "{found[:60]}" instead of "{wanted[:60]}"'


def describe_faults(kind: str, faults: Iterable[Fault]) -> list[Problem]:
    """The faults of a finished file as problems; ``kind`` is "page", "PDF" and the like."""
    return [Problem(f"{_opening(kind, item)} is not sound: {fault}.") for fault, item in faults]


def _opening(kind: str, item: Item | None) -> str:
    return f"The {kind}" if item is None else f"{item.cell}: the {kind}"
