"""Numbers and names on a map, set where they cover the least, each with a line to what it names."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from csp_toolkit.blocks.chart_theme import FONT_SIZE

_REACHES: Final = (20, 28, 38, 50, 64, 80, 98, 118)
"""How far from its area a label may stand, in units."""
_DIRECTIONS: Final = 16
_HALF_HEIGHT: Final = FONT_SIZE / 2 + 2

Box = tuple[float, float, float, float]
"""Left, right, upper and lower edge."""


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a middle ``x``, ``y``, and the point of the map that they name."""

    words: str
    x: float
    y: float
    point: tuple[float, float]
    width: float

    @property
    def box(self) -> Box:
        """What the words cover."""
        half = self.width / 2
        return self.x - half, self.x + half, self.y - _HALF_HEIGHT, self.y + _HALF_HEIGHT

    @property
    def is_aside(self) -> bool:
        """Whether a line has to lead to what the words name."""
        return (self.x, self.y) != self.point


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words of this width for a point of the map; ``inside`` says that they fit upon what they name."""

    words: str
    point: tuple[float, float]
    width: float
    inside: bool


def set_labels(
    wanted: Sequence[Wanted], room: tuple[float, float], marks: Sequence[tuple[float, float]] = ()
) -> list[Label]:
    """A label for each of ``wanted``, in their order, within a picture of this size.

    ``marks`` are the middles of all areas: the fewer a label covers the better.
    """
    points = [(x - 5, x + 5, y - 5, y + 5) for x, y in (each.point for each in wanted)]
    taken: list[Box] = []
    found = []
    for number, one in enumerate(wanted):
        others = [*taken, *points[:number], *points[number + 1 :]]
        covered = [mark for mark in marks if not (one.inside and mark == one.point)]
        label = min(
            (Label(one.words, x, y, one.point, one.width) for x, y in _places(one)),
            key=lambda label: (_cost(label, others, covered, room), label.y, label.x),
        )
        taken.append(label.box)
        found.append(label)
    return found


def _places(wanted: Wanted) -> list[tuple[float, float]]:
    """The point itself where the words fit upon it, else places all about it."""
    (x, y), places = wanted.point, []
    for reach in _REACHES:
        for turn in range(_DIRECTIONS):
            angle = 2 * math.pi * turn / _DIRECTIONS
            aside = (reach + wanted.width / 2 - _HALF_HEIGHT) * math.cos(angle)
            places.append((round(x + aside, 1), round(y + reach * math.sin(angle), 1)))
    return [wanted.point, *places] if wanted.inside else places


def _cost(
    label: Label,
    others: Sequence[Box],
    marks: Sequence[tuple[float, float]],
    room: tuple[float, float],
) -> float:
    """What is lost by a label here: outside the picture, upon another one, upon areas, far from its own."""
    left, right, upper, lower = label.box
    outside = left < 0 or upper < 0 or right > room[0] or lower > room[1]
    hits = sum(_touches(label.box, other) for other in others)
    covered = sum(left < x < right and upper < y < lower for x, y in marks)
    return 1000 * outside + 100 * hits + 4 * covered + math.dist((label.x, label.y), label.point) / 10


def _touches(one: Box, other: Box) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
