"""Outlines on a picture: neighbours keep touching, lines are no finer than seen, points lie within."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csp_toolkit.blocks.map_geometry import (
    TENTHS,
    Ring,
    fit,
    generalise,
    hatch,
    level_stretches,
    middle_of,
    outline_of,
)

LEFT: Ring = ((0, 0), (100, 0), (100, 100), (0, 100), (0, 0))
RIGHT: Ring = ((100, 0), (200, 0), (200, 100), (100, 100), (100, 0))


def degrees(west: float, south: float, east: float, north: float) -> list[list[list[tuple[float, float]]]]:
    ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return [[ring]]


def sides(ring: Ring) -> set[frozenset[tuple[int, int]]]:
    return {frozenset(side) for side in pairwise(ring)}


def test_north_is_up_and_a_degree_of_longitude_is_shorter_than_one_of_latitude() -> None:
    drawing = fit({"a": degrees(0.0, 51.0, 1.0, 52.0)}, 100, 1000)
    ring = drawing.shapes["a"][0][0]
    assert (min(y for _, y in ring), max(x for x, _ in ring)) == (0, 1000)
    assert drawing.height == pytest.approx(100 / math.cos(math.radians(51.5)))


def test_what_would_be_too_high_is_narrower_and_in_the_middle() -> None:
    drawing = fit({"a": degrees(0.0, 50.0, 0.1, 52.0)}, 100, 50)
    xs = [x for x, _ in drawing.shapes["a"][0][0]]
    assert drawing.height == 50
    assert (min(xs) + max(xs)) / 2 == pytest.approx(50 * TENTHS, abs=1)


def test_nothing_is_drawn_as_nothing() -> None:
    assert fit({}, 100, 100).shapes == {}


def test_points_that_nobody_sees_are_left_out_and_corners_stay() -> None:
    fine: Ring = ((0, 0), (20, 2), (40, 0), (60, 3), (100, 0), (100, 100), (0, 100), (0, 0))
    assert sides(generalise({"a": [[fine]]})["a"][0][0]) == sides(LEFT)


@settings(max_examples=60)
@given(st.lists(st.integers(-30, 30), min_size=3, max_size=20), st.integers(0, 8))
def test_a_line_that_two_areas_share_stays_one_line(bends: list[int], start: int) -> None:
    """Whichever way round each goes, and wherever it begins."""
    line = [(100 + bend, 100 + 10 * n) for n, bend in enumerate(bends)]
    bottom = line[-1][1] + 40
    left = [(0, 60), (100, 60), *line, (100, bottom), (0, bottom)]
    right = [(200, bottom), (100, bottom), *reversed(line), (100, 60), (200, 60)]
    turned = right[start % len(right) :] + right[: start % len(right)]
    made = generalise({"a": [[(*left, left[0])]], "b": [[(*turned, turned[0])]]})
    one, other = (sides(made[code][0][0]) for code in "ab")
    between = {side for side in one if all(0 < x < 200 for x, _ in side)}
    assert between
    assert between <= other


def test_an_island_keeps_its_shape_and_a_speck_beside_it_is_left_out() -> None:
    speck: Ring = ((300, 300), (305, 300), (305, 305), (300, 300))
    made = generalise({"a": [[LEFT], [speck]]})
    assert [sides(polygon[0]) for polygon in made["a"]] == [sides(LEFT)]


def test_an_area_too_small_to_draw_is_a_small_square() -> None:
    speck: Ring = ((300, 300), (302, 300), (302, 302), (300, 300))
    ((ring,),) = generalise({"a": [[speck]]})["a"]
    assert max(x for x, _ in ring) - min(x for x, _ in ring) == 2 * TENTHS


def test_the_line_about_two_neighbours_leaves_out_the_one_between_them() -> None:
    (line,) = outline_of([((LEFT,),), ((RIGHT,),)])
    assert line[0] == line[-1]
    assert frozenset({(100, 0), (100, 100)}) not in {frozenset(side) for side in pairwise(line)}
    assert len(line) == 7


def test_the_middle_of_a_bent_area_lies_in_its_widest_part() -> None:
    bent: Ring = ((0, 0), (300, 0), (300, 300), (200, 300), (200, 20), (0, 20), (0, 0))
    (x, y), room = middle_of(((bent,),))
    assert 20 < x < 30
    assert 0 < y < 30
    assert room > 5


def test_level_lines_leave_out_holes() -> None:
    hole: Ring = ((40, 40), (60, 40), (60, 60), (40, 60), (40, 40))
    assert level_stretches([LEFT, hole], 50.5) == [(0, 40), (60, 100)]


def test_hatching_stays_within_its_area_and_leans_as_asked() -> None:
    for falling in (False, True):
        lines = hatch(((LEFT,),), 2, falling=falling)
        assert lines
        assert all(-1 <= number <= 101 for line in lines for point in line for number in point)
        leans = {(b[1] - a[1]) * (b[0] - a[0]) > 0 for a, b in lines if a[0] != b[0]}
        assert leans == {falling}
