"""The tags of a PDF as a tree of plain objects, read from the file once for all who look at them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pikepdf import Pdf


@dataclass(slots=True, eq=False)
class Tag:
    """A structure element: its kind without the slash, such as "TH", its dictionary, what is below it."""

    kind: str
    element: Any
    children: list[Tag] = field(default_factory=list)
    _scope: str | None = None

    @property
    def scope(self) -> str:
        """Of what a header cell is the header, "Row" or "Column"; empty where it does not say."""
        if self._scope is None:
            found = [str(each["/Scope"])[1:] for each in attributes(self.element) if "/Scope" in each]
            self._scope = found[0] if found else ""
        return self._scope

    def below(self) -> Iterator[Tag]:
        """Every tag below this one, in reading order."""
        waiting = self.children[::-1]
        while waiting:
            tag = waiting.pop()
            yield tag
            waiting += tag.children[::-1]

    def named(self, *kinds: str) -> Iterator[Tag]:
        """Every tag of these kinds below this one, in reading order."""
        return (tag for tag in self.below() if tag.kind in kinds)


def read_tags(pdf: Pdf) -> Tag:
    """The tree, below a root of no kind; without any tag where the PDF has none."""
    root = Tag("", pdf.Root.get("/StructTreeRoot"))
    if root.element is not None:
        _read_below(root)
    return root


def _read_below(root: Tag) -> None:
    # One loop and as few questions to pikepdf as will do: a report has thousands of tags.
    from pikepdf import Array, Dictionary

    waiting = [root]
    while waiting:
        tag = waiting.pop()
        kids = tag.element.get("/K")
        for kid in kids if isinstance(kids, Array) else (kids,):
            # A number is a piece of a page, a dictionary without a kind is one of another page.
            if type(kid) is not int and isinstance(kid, Dictionary):
                kind = kid.get("/S")
                if kind is not None:
                    tag.children.append(Tag(str(kind)[1:], kid))
        waiting += tag.children


def attributes(element: Any) -> list[Any]:
    """The attribute objects of a structure element."""
    import pikepdf

    held = element.get("/A")
    if held is None:
        return []
    return list(held) if isinstance(held, pikepdf.Array) else [held]
