"""The picture of a map as a Vega-Lite specification; ``trend_spec`` says why without Altair.

Shapes are in units of the picture already, so no projection of Vega's has to be trusted with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from csp_toolkit.blocks import palette
from csp_toolkit.blocks.chart_layers import LINE_HEIGHT, SCHEMA, Spec, text_layer
from csp_toolkit.blocks.chart_theme import PICTURE_WIDTH
from csp_toolkit.blocks.chart_words import MISSING, SUPPRESSED, counted, shorten, wrap
from csp_toolkit.blocks.map_chart_labels import Label, Wanted, set_labels
from csp_toolkit.blocks.map_chart_picture import MARGIN, MapArea, MapPicture
from csp_toolkit.blocks.map_geometry import TENTHS, Point, Shape, hatch, middle_of, outline_of
from csp_toolkit.blocks.trend_labels import text_width

FILLS: Final = (palette.LIGHTEST, palette.SEQUENTIAL[2], palette.SEQUENTIAL[1], palette.SEQUENTIAL[0])
"""From the lowest class to the highest."""
_DARK: Final = FILLS[2:]
"""Fills that a white line stands out from; the others have a dark one."""
_ACROSS: Final = PICTURE_WIDTH - 2 * MARGIN
_HATCH_APART: Final = 5.0
_LETTERS: Final = 58
_SWATCH: Final = 14
_NUMBER_WIDTH: Final = 18.0
_ROOM_FOR_NAMES: Final = 26
"""Above and below the outlines, where names find room."""


def map_spec(picture: MapPicture) -> Spec:
    """The Vega-Lite specification of a map."""
    height = round(picture.drawing.height) + 2 * _ROOM_FOR_NAMES
    key = _key(picture, height + LINE_HEIGHT + 4)
    return {
        "$schema": SCHEMA,
        "width": _ACROSS,
        "height": height,
        "autosize": "none",
        "padding": {"left": MARGIN, "right": MARGIN, "top": 0, "bottom": key[1] - height},
        "projection": {"type": "identity", "scale": 1, "translate": [0, _ROOM_FOR_NAMES]},
        "layer": [
            *_classes(picture),
            *_without_value(picture),
            *_places(picture),
            *_labels(picture, height),
            *key[0],
        ],
    }


def outline_colour(fill: str) -> str:
    """The colour of the line about areas of this fill: it stands out from it by 3:1 at least."""
    return palette.BACKGROUND if fill in _DARK else palette.DARK_BLUE


def fills_of(picture: MapPicture) -> Sequence[str]:
    """A colour for each class, from the lowest up; with fewer classes the darkest are left out last."""
    return FILLS[len(FILLS) - len(picture.classes) :]


def _classes(picture: MapPicture) -> list[Spec]:
    """All areas of a class are one shape. The darkest come last, so that their white lines stay whole."""
    layers = []
    for number, fill in enumerate(fills_of(picture)):
        looks = {
            "fill": fill,
            "stroke": outline_colour(fill),
            "strokeWidth": 0.8 if fill not in _DARK else 1.1,
        }
        layers += _areas(picture, picture.in_class(number), **looks)
    return layers


def _without_value(picture: MapPicture) -> list[Spec]:
    """Areas without a figure are white: with slanted lines where it is withheld, with dots for none."""
    line: Spec = {"fill": palette.BACKGROUND, "stroke": palette.QUIET, "strokeWidth": 0.8}
    layers = []
    for areas, looks in ((picture.withheld, _WITHHELD), (picture.missing, _MISSING)):
        layers += _areas(picture, areas, **line)
        falling = looks is _MISSING
        shapes = _shapes(picture, areas)
        lines = [side for shape in shapes for side in hatch(shape, _HATCH_APART, falling=falling)]
        if lines:
            layers.append(_lines([list(ends) for ends in lines], **looks))
    return layers


_WITHHELD: Final[Spec] = {"stroke": palette.QUIET, "strokeWidth": 1.2}
_MISSING: Final[Spec] = {"stroke": palette.QUIET, "strokeWidth": 1.2, "strokeDash": [1, 4]}


def _shapes(picture: MapPicture, areas: Sequence[MapArea]) -> list[Shape]:
    shapes = picture.drawing.shapes
    return [shapes[area.code] for area in areas if area.code in shapes]


def _areas(picture: MapPicture, areas: Sequence[MapArea], **looks: Any) -> list[Spec]:
    polygons = [
        [[_units(point) for point in ring] for ring in polygon]
        for shape in _shapes(picture, areas)
        for polygon in shape
    ]
    return [_geometry("MultiPolygon", polygons, **looks)] if polygons else []


def _lines(lines: Sequence[Sequence[Point]], **looks: Any) -> Spec:
    inside = [[_units(point) for point in line] for line in lines]
    return _geometry("MultiLineString", inside, filled=False, **looks)


def _geometry(kind: str, coordinates: list[Any], **looks: Any) -> Spec:
    feature = {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}}
    mark = {"type": "geoshape", "strokeJoin": "round", "opacity": 1, "clip": False, **looks}
    return {"data": {"values": [feature]}, "mark": mark}


def _units(point: Point) -> list[float]:
    return [point[0] / TENTHS, point[1] / TENTHS]


def _places(picture: MapPicture) -> list[Spec]:
    """A black line on a white one about each place, which shows on every fill."""
    layers = []
    for place in picture.places:
        found = [area for area in picture.areas if area.code in place.codes]
        lines = outline_of(_shapes(picture, found))
        if lines:
            layers += [_lines(lines, stroke=palette.BACKGROUND, strokeWidth=5)]
            layers += [_lines(lines, stroke=palette.TEXT, strokeWidth=2.2)]
    return layers


def _labels(picture: MapPicture, height: float) -> list[Spec]:
    """Names of places first, since they are longer; then the numbers of the highest areas."""
    shapes = picture.drawing.shapes
    wanted = []
    for place in picture.places:
        within = _shapes(picture, [area for area in picture.areas if area.code in place.codes])
        if within:
            name = shorten(place.name, 22)
            wanted.append(Wanted(name, _lowered(_middle(within)), text_width([name]) + 8, inside=False))
    names = len(wanted)
    for number, area in enumerate(picture.numbered, start=1):
        middle, room = middle_of(shapes[area.code])
        wanted.append(Wanted(str(number), _lowered(middle), _NUMBER_WIDTH, room > 1.5 * _NUMBER_WIDTH))
    marks = [_lowered(middle_of(shape)[0]) for shape in shapes.values()]
    labels = set_labels(wanted, (_ACROSS, height), marks)
    leaders = [layer for label in labels if label.is_aside for layer in _leader(label)]
    return [*leaders, *(layer for n, label in enumerate(labels) for layer in _words(label, bold=n < names))]


def _lowered(point: tuple[float, float]) -> tuple[float, float]:
    return point[0], point[1] + _ROOM_FOR_NAMES


def _middle(shapes: Sequence[Shape]) -> tuple[float, float]:
    """The middle of the area that lies nearest the middle of all."""
    middles = [middle_of(shape)[0] for shape in shapes]
    x, y = (sum(each) / len(middles) for each in zip(*middles, strict=True))
    return min(middles, key=lambda middle: ((middle[0] - x) ** 2 + (middle[1] - y) ** 2, middle))


def _leader(label: Label) -> list[Spec]:
    """A line from a label to its point, black on white."""
    ends = {"x": {"value": label.x}, "y": {"value": label.y}}
    ends |= {"x2": {"value": label.point[0]}, "y2": {"value": label.point[1]}}
    dot = {"x": {"value": label.point[0]}, "y": {"value": label.point[1]}}
    data: Spec = {"values": [{}]}
    wide = {"type": "rule", "color": palette.BACKGROUND, "strokeWidth": 4, "opacity": 1}
    point = {"type": "point", "shape": "circle", "size": 26, "opacity": 1, "filled": False}
    point |= {"fill": palette.TEXT, "stroke": palette.BACKGROUND, "strokeWidth": 1.2}
    return [
        {"data": data, "mark": wide, "encoding": ends},
        {"data": data, "mark": {**wide, "color": palette.TEXT, "strokeWidth": 1.4}, "encoding": ends},
        {"data": data, "mark": point, "encoding": dot},
    ]


def _words(label: Label, *, bold: bool) -> list[Spec]:
    """Words on a white box with a dark edge."""
    left, right, upper, lower = label.box
    across = {"x": {"value": left}, "x2": {"value": right}, "y": {"value": upper}, "y2": {"value": lower}}
    box = {"type": "rect", "fill": palette.BACKGROUND, "stroke": palette.TEXT, "strokeWidth": 1}
    looks: Spec = {"align": "center", "baseline": "middle", "fontWeight": "bold" if bold else "normal"}
    return [
        {"data": {"values": [{}]}, "mark": {**box, "opacity": 1}, "encoding": across},
        text_layer([label.words], x=label.x, y=label.y + 1, **looks),
    ]


def _key(picture: MapPicture, y: float) -> tuple[list[Spec], float]:
    """What each fill means, the highest first, then the highest areas by number; and where it ends."""
    layers: list[Spec] = []
    for words, looks, pattern in _signs(picture):
        lines = wrap(words, _LETTERS, 2)
        layers += [*_swatch(y - _SWATCH + 2, looks, pattern), text_layer(lines, x=_SWATCH + 10, y=y)]
        y += len(lines) * LINE_HEIGHT + 3
    for number, area in enumerate(picture.numbered, start=1):
        layers += _words(Label(str(number), 8, y - 5, (8, y - 5), _NUMBER_WIDTH), bold=False)
        layers.append(
            text_layer([f"{shorten(area.name, 54)}, {area.value:{picture.form}}"], x=_SWATCH + 10, y=y)
        )
        y += LINE_HEIGHT + 5
    return layers, y - LINE_HEIGHT + 8


def _signs(picture: MapPicture) -> list[tuple[str, Spec, Spec | None]]:
    signs: list[tuple[str, Spec, Spec | None]] = []
    for number, fill in reversed(list(enumerate(fills_of(picture)))):
        words = f"{picture.classes[number].words} ({counted(len(picture.in_class(number)), 'area')})"
        signs.append((words, {"fill": fill, "stroke": palette.DARK_BLUE}, None))
    blank: Spec = {"fill": palette.BACKGROUND, "stroke": palette.QUIET}
    for areas, words, pattern in (
        (picture.withheld, f"{SUPPRESSED} withheld", _WITHHELD),
        (picture.missing, f"{MISSING} not available", _MISSING),
    ):
        if areas:
            signs.append((f"{words} ({counted(len(areas), 'area')})", blank, pattern))
    return signs


def _swatch(top: float, looks: Spec, pattern: Spec | None) -> list[Spec]:
    edges = {
        "x": {"value": 0},
        "x2": {"value": _SWATCH + 2},
        "y": {"value": top},
        "y2": {"value": top + _SWATCH},
    }
    mark = {"type": "rect", "strokeWidth": 1, "opacity": 1, **looks}
    layers: list[Spec] = [{"data": {"values": [{}]}, "mark": mark, "encoding": edges}]
    if pattern:
        size, low = (_SWATCH + 2) * TENTHS, round((top - _ROOM_FOR_NAMES) * TENTHS)
        high = low + _SWATCH * TENTHS
        square = ((0, low), (size, low), (size, high), (0, high), (0, low))
        lines = hatch(((square,),), _HATCH_APART, falling="strokeDash" in pattern)
        layers.append(_lines([list(ends) for ends in lines], **pattern))
    return layers
