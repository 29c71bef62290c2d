"""Outlines brought onto a picture: projected, drawn no finer than an eye can see, neighbours still touching.

Positions on the picture are whole tenths of its units, so that neighbours which share a line in the source
share it here too. Such a line is generalised once for both (Douglas and Peucker 1973), between the points
where three areas or more meet: otherwise slivers would open between them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

Point = tuple[int, int]
"""Tenths of a unit from the left and from the top."""
Ring = tuple[Point, ...]
"""Closed: the last point is the first."""
Shape = tuple[tuple[Ring, ...], ...]
"""Polygons with their holes."""
Outlines = Mapping[str, Sequence[Sequence[Sequence[tuple[float, float]]]]]
"""By area code, polygons of rings of longitude and latitude."""

TENTHS: Final = 10
TOLERANCE: Final = 5
"""Half a unit: what a line may be moved by."""
SMALLEST: Final = 150
"""Square tenths: a part smaller than one unit and a half is not seen."""
_FEWEST: Final = 4
"""Points of the smallest ring, the first and last being one."""


@dataclass(frozen=True)
class Drawing:
    """Shapes by area code, and the height in units of a picture as wide as was asked for."""

    shapes: Mapping[str, Shape]
    height: float


def fit(outlines: Outlines, width: float, most_height: float) -> Drawing:
    """The outlines in a picture of this width, north up, or narrower where it would be too high.

    Degrees of longitude are shortened as at the middle latitude, which is exact enough for a county.
    """
    positions = [
        p for polygons in outlines.values() for polygon in polygons for ring in polygon for p in ring
    ]
    if not positions:
        return Drawing({}, 0.0)
    west, east = min(x for x, _ in positions), max(x for x, _ in positions)
    south, north = min(y for _, y in positions), max(y for _, y in positions)
    shorter = math.cos(math.radians((south + north) / 2))
    across, up = max((east - west) * shorter, 1e-9), max(north - south, 1e-9)
    scale = min(width / across, most_height / up)
    aside = (width - across * scale) / 2

    def place(position: tuple[float, float]) -> Point:
        x = aside + (position[0] - west) * shorter * scale
        return round(TENTHS * x), round(TENTHS * (north - position[1]) * scale)

    placed = {
        code: [[_without_repeats([place(p) for p in ring]) for ring in polygon] for polygon in polygons]
        for code, polygons in outlines.items()
    }
    return Drawing(generalise(placed), up * scale)


def _without_repeats(points: Sequence[Point]) -> Ring:
    kept = [point for before, point in pairwise([None, *points]) if point != before and point is not None]
    return tuple(kept)


def generalise(placed: Mapping[str, Sequence[Sequence[Ring]]]) -> dict[str, Shape]:
    """The same areas with fewer points. Parts too small to be seen are left out, but never all."""
    rings = [ring for polygons in placed.values() for polygon in polygons for ring in polygon]
    meeting = _meeting_points(rings)
    found: dict[str, Shape] = {}
    for code, polygons in placed.items():
        drawn = tuple(filter(None, (_polygon(polygon, meeting) for polygon in polygons)))
        found[code] = drawn or (_smallest(polygons),)
    return found


def _polygon(polygon: Sequence[Ring], meeting: set[Point]) -> tuple[Ring, ...]:
    outer, *holes = (_ring(ring, meeting) for ring in polygon)
    return (outer, *filter(_is_seen, holes)) if _is_seen(outer) else ()


def _is_seen(ring: Ring) -> bool:
    return len(ring) >= _FEWEST and abs(_doubled_area(ring)) >= 2 * SMALLEST


def _smallest(polygons: Sequence[Sequence[Ring]]) -> tuple[Ring, ...]:
    """A mark where an area is too small to be drawn: a square of two units."""
    x, y = polygons[0][0][0] if polygons and polygons[0] and polygons[0][0] else (0, 0)
    corners = [(x - TENTHS, y - TENTHS), (x + TENTHS, y - TENTHS), (x + TENTHS, y + TENTHS)]
    return ((*corners, (x - TENTHS, y + TENTHS), corners[0]),)


def _meeting_points(rings: Iterable[Ring]) -> set[Point]:
    """Where lines part: points with other than two neighbours."""
    neighbours: dict[Point, set[Point]] = {}
    for ring in rings:
        for one, other in pairwise(ring):
            neighbours.setdefault(one, set()).add(other)
            neighbours.setdefault(other, set()).add(one)
    return {point for point, others in neighbours.items() if len(others) != 2}


def _ring(ring: Ring, meeting: set[Point]) -> Ring:
    points = ring[:-1]
    if len(points) < _FEWEST - 1:
        return ()
    fixed = [number for number, point in enumerate(points) if point in meeting]
    if len(fixed) < 2:
        fixed = sorted({*fixed, *_ends(points, fixed)})
    kept: list[Point] = []
    for start, stop in pairwise([*fixed, fixed[0] + len(points)]):
        line = [points[number % len(points)] for number in range(start, stop + 1)]
        kept += _line(line)[:-1]
    return (*kept, kept[0])


def _ends(points: Sequence[Point], fixed: Sequence[int]) -> Iterator[int]:
    """Two points of a ring that hold it open, wherever it is begun: its first and the one furthest off."""
    first = fixed[0] if fixed else min(range(len(points)), key=lambda number: points[number])
    yield first
    x, y = points[first]
    yield max(
        range(len(points)),
        key=lambda n: ((points[n][0] - x) ** 2 + (points[n][1] - y) ** 2, points[n]),
    )


def _line(points: list[Point]) -> list[Point]:
    """A line with as few points as stay within the tolerance; the same both ways along it."""
    turned = points[::-1] < points
    line = points[::-1] if turned else points
    keep = {0, len(line) - 1}
    waiting = [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        furthest, distance = _furthest(line, first, last)
        if distance > TOLERANCE:
            keep.add(furthest)
            waiting += [(first, furthest), (furthest, last)]
    kept = [line[number] for number in sorted(keep)]
    return kept[::-1] if turned else kept


def _furthest(line: Sequence[Point], first: int, last: int) -> tuple[int, float]:
    (ax, ay), (bx, by) = line[first], line[last]
    length = math.hypot(bx - ax, by - ay)
    best, distance = first, 0.0
    for number in range(first + 1, last):
        x, y = line[number]
        if length:
            away = abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length
        else:
            away = math.hypot(x - ax, y - ay)
        if away > distance:
            best, distance = number, away
    return best, distance


def outline_of(shapes: Iterable[Shape]) -> list[list[Point]]:
    """The lines about several areas together: along sides that only one of them has."""
    sides: dict[frozenset[Point], int] = {}
    for ring in (ring for shape in shapes for polygon in shape for ring in polygon):
        for side in map(frozenset, pairwise(ring)):
            sides[side] = sides.get(side, 0) + 1
    leads: dict[Point, list[Point]] = {}
    for one, other in sorted(tuple(sorted(side)) for side, times in sides.items() if times == 1):
        leads.setdefault(one, []).append(other)
        leads.setdefault(other, []).append(one)
    return list(_walk(leads))


def _walk(leads: dict[Point, list[Point]]) -> Iterator[list[Point]]:
    """Every side once, in lines as long as they will go; first those that have an end."""
    for start in sorted(leads, key=lambda point: (len(leads[point]) % 2 == 0, point)):
        while leads[start]:
            line = [start]
            while leads[line[-1]]:
                following = leads[line[-1]].pop(0)
                leads[following].remove(line[-1])
                line.append(following)
            yield line


def middle_of(shape: Shape) -> tuple[tuple[float, float], float]:
    """A point well within the area, and how much room there is about it, in units.

    It is the middle of the best of fifteen level lines across the largest part: of that on which there is
    most room to the sides, above and below. The centre of gravity of a bent area may lie outside it.
    """
    polygon = max(shape, key=lambda each: abs(_doubled_area(each[0])))
    turned = [tuple((y, x) for x, y in ring) for ring in polygon]
    heights = [y for _, y in polygon[0]]
    low, high = min(heights), max(heights)
    best = (0.0, float(polygon[0][0][0]), float(low))
    for step in range(1, 16):
        # Half a tenth aside, so that no corner lies on the line.
        level = math.floor(low + (high - low) * step / 16) + 0.5
        for left, right in level_stretches(polygon, level):
            middle = math.floor((left + right) / 2) + 0.5
            stretches = level_stretches(turned, middle)
            upright = [2 * min(level - a, b - level) for a, b in stretches if a <= level <= b]
            best = max(best, (min([right - left, *upright]), middle, level))
    return (best[1] / TENTHS, best[2] / TENTHS), best[0] / TENTHS


def level_stretches(polygon: Sequence[Ring], level: float) -> list[tuple[float, float]]:
    """From where to where a level line lies within a polygon; ``level`` is no height of a corner."""
    crossings = sorted(
        x1 + (level - y1) * (x2 - x1) / (y2 - y1)
        for ring in polygon
        for (x1, y1), (x2, y2) in pairwise(ring)
        if (y1 < level) != (y2 < level)
    )
    return list(zip(crossings[::2], crossings[1::2], strict=False))


def hatch(shape: Shape, apart: float, *, falling: bool = False) -> list[tuple[Point, Point]]:
    """Slanted lines across an area, ``apart`` units from each other; rising from left to right or falling."""
    lean = -1 if falling else 1
    step = TENTHS * apart
    found = []
    for polygon in shape:
        slanted = [tuple((x, y + lean * x) for x, y in ring) for ring in polygon]
        heights = [y for ring in slanted for _, y in ring]
        for number in range(math.ceil(min(heights) / step), math.floor(max(heights) / step) + 1):
            level = number * step + 0.5
            for left, right in level_stretches(slanted, level):
                ends = [(round(x), round(level - lean * x)) for x in (left, right)]
                found.append((ends[0], ends[1]))
    return found


def _doubled_area(ring: Ring) -> int:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))
