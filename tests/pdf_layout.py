"""Where the words and pictures of a PDF stand, page by page, and to which of its tags they belong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

import pikepdf
from pdf_text import letters_of, squeeze

Matrix = tuple[float, float, float, float, float, float]
Mark = tuple[int, int]
"""A page, counted from nought, and the number of a piece of its marked content."""
POINTS_PER_MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text or a picture, in points from the page's lower left corner."""

    page: int
    mark: int | None
    """None for what is no part of the document's text: running heads, rules, repeated table heads."""
    text: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True)
class Tag:
    """An element of the structure tree with the marked content below it, in reading order."""

    kind: str
    marks: tuple[Mark, ...]
    below: tuple[Tag, ...]

    def all(self, kind: str) -> Iterator[Tag]:
        if self.kind == kind:
            yield self
        for tag in self.below:
            yield from tag.all(kind)

    @cached_property
    def pages(self) -> list[int]:
        return sorted({page for page, _ in self.marks})


@dataclass(frozen=True)
class Layout:
    """A PDF's pieces by page and its tags."""

    pages: tuple[tuple[Piece, ...], ...]
    tags: tuple[Tag, ...]

    def all(self, kind: str) -> list[Tag]:
        return [found for tag in self.tags for found in tag.all(kind)]

    @cached_property
    def _texts(self) -> Mapping[Mark, str]:
        texts: dict[Mark, str] = {}
        for piece in chain(*self.pages):
            if piece.mark is not None:
                mark = (piece.page, piece.mark)
                texts[mark] = texts.get(mark, "") + piece.text
        return texts

    def text(self, tag: Tag) -> str:
        """The words of a tag without white space."""
        return squeeze("".join(self._texts.get(mark, "") for mark in tag.marks))

    def page_text(self, page: int) -> str:
        """All words of a page in the order in which they are set, without white space."""
        return squeeze("".join(piece.text for piece in self.pages[page]))


def read_layout(pdf: pikepdf.Pdf) -> Layout:
    numbers = {page.objgen: number for number, page in enumerate(pdf.pages)}
    pages = tuple(tuple(_Reader(number, page).read()) for number, page in enumerate(pdf.pages))
    roots = _kids(pdf.Root.StructTreeRoot)
    return Layout(pages, tuple(_tag(root, numbers, None) for root in roots if "/S" in root))


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _tag(element: Any, numbers: Mapping[Any, int], page: int | None) -> Tag:
    page = numbers[element.Pg.objgen] if "/Pg" in element else page
    marks: list[Mark] = []
    below: list[Tag] = []
    for kid in _kids(element):
        if not isinstance(kid, pikepdf.Dictionary):
            assert page is not None
            marks.append((page, int(kid)))
        elif kid.get("/Type") == "/MCR":
            marks.append((numbers[kid.Pg.objgen], int(kid.MCID)))
        elif "/S" in kid:
            below.append(_tag(kid, numbers, page))
            marks += below[-1].marks
    return Tag(str(element.S)[1:], tuple(marks), tuple(below))


def times(a: Matrix, b: Matrix) -> Matrix:
    """First ``a``, then ``b``."""
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )


def _box(matrix: Matrix, left: float, bottom: float, right: float, top: float) -> tuple[float, ...]:
    corners = [(x, y) for x in (left, right) for y in (bottom, top)]
    across = [x * matrix[0] + y * matrix[2] + matrix[4] for x, y in corners]
    up = [x * matrix[1] + y * matrix[3] + matrix[5] for x, y in corners]
    return min(across), min(up), max(across), max(up)


@dataclass
class _Reader:
    """Follows a page's drawing instructions as far as text and pictures go."""

    number: int
    page: Any
    matrix: Matrix = (1, 0, 0, 1, 0, 0)
    text: Matrix = (1, 0, 0, 1, 0, 0)
    saved: list[Matrix] = field(default_factory=list)
    marked: list[int | None] = field(default_factory=list)
    font: str = ""
    size: float = 0
    fonts: dict[str, tuple[Mapping[int, str], Mapping[int, float]]] = field(default_factory=dict)

    def read(self) -> Iterator[Piece]:
        for operands, operator in pikepdf.parse_content_stream(self.page):
            name = str(operator)
            if name in ("Tj", "TJ"):
                yield self._words(operands[0] if name == "TJ" else operands)
            elif name == "Do":
                yield self._picture(self.page.resources.XObject[str(operands[0])])
            else:
                self._follow(name, operands)

    def _follow(self, name: str, operands: Any) -> None:
        if name == "q":
            self.saved.append(self.matrix)
        elif name == "Q":
            self.matrix = self.saved.pop()
        elif name == "cm":
            self.matrix = times(_matrix(operands), self.matrix)
        elif name == "Tm":
            self.text = _matrix(operands)
        elif name == "Tf":
            self.font, self.size = str(operands[0]), float(operands[1])
        elif name in ("BMC", "BDC"):
            given = operands[1] if name == "BDC" else None
            number = given.get("/MCID") if isinstance(given, pikepdf.Dictionary) else None
            around = self.marked[-1] if self.marked else None
            self.marked.append(around if number is None else int(number))
        elif name == "EMC":
            self.marked.pop()

    def _words(self, parts: Any) -> Piece:
        letters, widths = self._font()
        words, wide, reach = "", 0.0, 0.0
        for part in parts:
            if not isinstance(part, pikepdf.String):
                wide -= float(part)
                continue
            data = bytes(part)
            for code in (int.from_bytes(data[n : n + 2]) for n in range(0, len(data), 2)):
                letter = letters.get(code, "")
                words, wide = words + letter, wide + widths.get(code, 0.0)
                # A space at the end of a line stands beyond it, and nobody sees it.
                reach = wide if letter.strip() else reach
        box = _box(times(self.text, self.matrix), 0, 0, reach / 1000 * self.size, self.size * 0.66)
        return self._piece(words, box)

    def _font(self) -> tuple[Mapping[int, str], Mapping[int, float]]:
        if self.font not in self.fonts:
            font = self.page.resources.Font[self.font]
            self.fonts[self.font] = letters_of(font), _widths(font.DescendantFonts[0].W)
        return self.fonts[self.font]

    def _picture(self, drawn: Any) -> Piece:
        if drawn.Subtype == "/Image":
            return self._piece("", _box(self.matrix, 0, 0, 1, 1))
        matrix = times(_matrix(drawn.get("/Matrix", (1, 0, 0, 1, 0, 0))), self.matrix)
        return self._piece("", _box(matrix, *map(float, drawn.BBox)))

    def _piece(self, words: str, box: tuple[float, ...]) -> Piece:
        left, bottom, right, top = box
        mark = self.marked[-1] if self.marked else None
        return Piece(self.number, mark, words, left, bottom, right, top)


def _matrix(values: Any) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in values)
    return a, b, c, d, e, f


def _widths(ranges: Any) -> dict[int, float]:
    """Widths of glyphs in thousandths of the size, from "first last width" and "first [widths]"."""
    items, found = list(ranges), dict[int, float]()
    while items:
        first, second = int(items.pop(0)), items.pop(0)
        if isinstance(second, pikepdf.Array):
            found |= {first + n: float(width) for n, width in enumerate(second)}
        else:
            width = float(items.pop(0))
            found |= dict.fromkeys(range(first, int(second) + 1), width)
    return found
