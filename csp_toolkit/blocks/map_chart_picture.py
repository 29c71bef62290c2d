"""What a map shows: areas in classes of their values, places set apart, and where each thing stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from csp_toolkit.blocks.chart_theme import PICTURE_WIDTH
from csp_toolkit.blocks.map_geometry import Drawing, Outlines, fit

MARGIN: Final = 8
"""About the outlines, in units."""
MOST_HEIGHT: Final = 460
MOST_CLASSES: Final = 4
"""As many colours as an eye tells apart in a legend."""


@dataclass(frozen=True, slots=True)
class MapArea:
    """An area and its figure with its interval; ``value`` is ``None`` where it is missing or withheld.

    ``details`` are further cells of its row in the table, such as its count.
    """

    code: str
    name: str
    value: float | None
    lower: float | None = None
    upper: float | None = None
    suppressed: bool = False
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MapClass:
    """A class of values from ``least`` on, up to where the next class begins, and what it is called.

    ``words`` stand beside its colour, ``short`` in the table, a row for each area.
    """

    least: float
    words: str
    short: str


@dataclass(frozen=True, slots=True)
class MapPlace:
    """Areas that are outlined together and named, such as a problem area."""

    name: str
    codes: frozenset[str]


@dataclass(frozen=True)
class MapPicture:
    """What a map shows, with its numbers in the format ``form``; classes stand from the lowest up."""

    areas: tuple[MapArea, ...]
    outlines: Outlines
    classes: tuple[MapClass, ...]
    places: tuple[MapPlace, ...]
    named: int
    form: str

    def __post_init__(self) -> None:
        least = [each.least for each in self.classes]
        if not 1 <= len(least) <= MOST_CLASSES or least != sorted(set(least)):
            raise ValueError(f"a map has 1 to {MOST_CLASSES} classes, from the lowest up")
        codes = [area.code for area in self.areas]
        if not codes or len(set(codes)) < len(codes):
            raise ValueError("a map has areas, each of them once")
        below = [area.name for area in self.areas if area.value is not None and area.value < least[0]]
        if below:
            raise ValueError(f"{below[0]} lies below the lowest class")
        if any(area.suppressed and area.value is not None for area in self.areas):
            raise ValueError("an area is suppressed, and yet with a value")

    @cached_property
    def drawing(self) -> Drawing:
        """Where the areas with an outline lie."""
        wanted = {area.code for area in self.areas}
        drawn = {code: outline for code, outline in self.outlines.items() if code in wanted}
        return fit(drawn, PICTURE_WIDTH - 2 * MARGIN, MOST_HEIGHT)

    @cached_property
    def ordered(self) -> list[MapArea]:
        """From the highest down, areas without a value last."""
        return sorted(self.areas, key=lambda a: (a.value is None, -(a.value or 0.0), a.code))

    @cached_property
    def known(self) -> list[MapArea]:
        """The areas with a value, from the highest down."""
        return [area for area in self.ordered if area.value is not None]

    @cached_property
    def numbered(self) -> list[MapArea]:
        """The highest, which bear a number in the picture; none where all are equal."""
        if len({area.value for area in self.known}) < 2:
            return []
        return [area for area in self.known[: self.named] if area.code in self.drawing.shapes]

    def class_of(self, area: MapArea) -> int | None:
        """The number of an area's class, 0 the lowest; ``None`` for an area without a value."""
        if area.value is None:
            return None
        return max(number for number, each in enumerate(self.classes) if each.least <= area.value)

    def in_class(self, number: int) -> list[MapArea]:
        """The areas of a class."""
        return [area for area in self.areas if self.class_of(area) == number]

    @property
    def missing(self) -> list[MapArea]:
        """The areas without data."""
        return [area for area in self.areas if area.value is None and not area.suppressed]

    @property
    def withheld(self) -> list[MapArea]:
        """The areas whose figure is withheld."""
        return [area for area in self.areas if area.suppressed]

    @property
    def without_outline(self) -> Sequence[MapArea]:
        """The areas that nobody supplied an outline of: they stand in the table only."""
        return [area for area in self.areas if area.code not in self.drawing.shapes]
