"""Which areas of a funnel are named in its picture, and where a name stands so that it lies on nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from csp_toolkit.blocks import palette
from csp_toolkit.blocks.chart_layers import Spec, text_layer
from csp_toolkit.blocks.chart_words import shorten
from csp_toolkit.blocks.funnel_chart_picture import HEIGHT, FunnelPicture
from csp_toolkit.blocks.trend_labels import LETTER
from csp_toolkit.indicators.funnels import FunnelPoint

_MOST_NAMED: Final = 6
_NAME_LETTERS: Final = 22
_NEAR: Final = (0, -20, 20)
_FAR: Final = (*_NEAR, -38, 38)
"""How far below its point a name may stand: one's own, which is bold, further off than others."""

_Box = tuple[float, float, float, float]
"""Left, right, upper and lower edge."""


class _Place(NamedTuple):
    """Where a name is written, and the left edge and width of what it covers."""

    x: float
    y: float
    align: str
    left: float
    width: float

    @property
    def box(self) -> _Box:
        return self.left, self.left + self.width, self.y - 9, self.y + 9


def name_layers(picture: FunnelPicture) -> list[Spec]:
    """One's own name, and those furthest outside, where they find room; the table names all."""
    own = [point for point in picture.known if point.area.code == picture.own_code]
    outside = [p for p in picture.known if p.position != "within the limits" and p not in own]
    baseline = picture.funnel.baseline or 0
    outside.sort(key=lambda point: -abs((point.value or 0) - baseline))
    taken = [_around(picture.x(p.size or 0), picture.y(p.value or 0)) for p in picture.known]
    layers = []
    for point in [*own, *outside[:_MOST_NAMED]]:
        name = shorten(point.area.name, _NAME_LETTERS)
        place, hits = _place(picture, point, name, taken, _FAR if point in own else _NEAR)
        if hits and point not in own:
            continue
        taken.append(place.box)
        weight = {"fontWeight": "bold", "color": palette.DARK_BLUE} if point in own else {}
        looks = {"align": place.align, "baseline": "middle", **weight}
        layers += [_backdrop(place.box), text_layer([name], x=place.x, y=place.y, **looks)]
    return layers


def _backdrop(box: _Box) -> Spec:
    """White behind a name, so that a line that passes under it does not strike it out."""
    left, right, upper, lower = box
    across = {"x": {"value": left}, "x2": {"value": right}, "y": {"value": upper}, "y2": {"value": lower}}
    mark = {"type": "rect", "fill": palette.BACKGROUND, "opacity": 0.85}
    return {"data": {"values": [{}]}, "mark": mark, "encoding": across}


def _around(x: float, y: float) -> _Box:
    return x - 8, x + 8, y - 8, y + 8


def _place(
    picture: FunnelPicture, point: FunnelPoint, name: str, taken: Sequence[_Box], downs: Sequence[int]
) -> tuple[_Place, int]:
    """The place about a point, within the picture, that lies on the fewest other things, and on how many."""
    x, y = picture.x(point.size or 0), picture.y(point.value or 0)
    width = len(name) * LETTER
    places = []
    for down in downs:
        aside = 12 if down == 0 else 0
        places.append(_Place(x + aside, y + down, "left", x + aside, width))
        places.append(_Place(x - aside, y + down, "right", x - aside - width, width))
        if down:
            places.append(_Place(x, y + down, "center", x - width / 2, width))
    # Beside a point at the right edge or a corner at least one of them always lies within.
    inside = [place for place in places if _is_inside(place.box, picture)] or places[:1]
    return min(((place, _hits(place.box, taken)) for place in inside), key=lambda pair: pair[1])


def _is_inside(box: _Box, picture: FunnelPicture) -> bool:
    left, right, upper, lower = box
    return left >= 0 and right <= picture.width and upper >= 0 and lower <= HEIGHT


def _hits(box: _Box, taken: Sequence[_Box]) -> int:
    return sum(
        box[0] < other[1] and other[0] < box[1] and box[2] < other[3] and other[2] < box[3] for other in taken
    )
