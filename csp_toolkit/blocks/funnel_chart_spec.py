"""The picture of a funnel as a Vega-Lite specification; ``trend_spec`` says why without Altair."""

from __future__ import annotations

from typing import Any, Final

from csp_toolkit.blocks import palette
from csp_toolkit.blocks.chart_layers import (
    LINE_HEIGHT,
    SCHEMA,
    UNCUT,
    Spec,
    point_layer,
    rule_layer,
    spread_out,
    text_layer,
)
from csp_toolkit.blocks.chart_words import SAY, capitalised, shorten, wrap
from csp_toolkit.blocks.funnel_chart_names import name_layers
from csp_toolkit.blocks.funnel_chart_picture import HEIGHT, FunnelPicture
from csp_toolkit.indicators.funnels import CONTROL, WARNING, Position

_WORDS_LETTERS: Final = 50
_LOOKS: Final[dict[Position, Spec]] = {
    "high at 99.8%": {"shape": "triangle-up", "size": 110, "fill": palette.ORANGE},
    "high at 95%": {"shape": "triangle-up", "size": 90, "fill": palette.BACKGROUND},
    "within the limits": {"shape": "circle", "size": 60, "fill": palette.BACKGROUND},
    "low at 95%": {"shape": "triangle-down", "size": 90, "fill": palette.BACKGROUND},
    "low at 99.8%": {"shape": "triangle-down", "size": 110, "fill": palette.ORANGE},
}
"""Shape says high, low or neither, and filling whether at 99.8%."""
_KEY: Final[tuple[tuple[tuple[Position, ...], str], ...]] = (
    (("high at 99.8%", "low at 99.8%"), "Outside the 99.8% limits"),
    (("high at 95%", "low at 95%"), "Outside the 95% limits only"),
    (("within the limits",), "Within the limits"),
)


def funnel_spec(picture: FunnelPicture) -> Spec:
    """The Vega-Lite specification of a funnel."""
    unit = wrap(capitalised(picture.unit), _WORDS_LETTERS, 2)
    size = wrap(capitalised(picture.size_name), _WORDS_LETTERS, 1)
    top = len(unit) * LINE_HEIGHT + 16
    key = _key(picture, HEIGHT + 44 + LINE_HEIGHT)
    return {
        "$schema": SCHEMA,
        "width": picture.width,
        "height": HEIGHT,
        "autosize": "none",
        "padding": {
            "left": picture.left,
            "right": picture.right,
            "top": top,
            "bottom": 58 + (len(key) // 2) * (LINE_HEIGHT + 2),
        },
        "layer": [
            _axes(picture),
            *_curves(picture),
            *_average(picture),
            *_words_beside(picture),
            *name_layers(picture),
            *_points(picture),
            *key,
            text_layer(unit, x=4 - picture.left, y=LINE_HEIGHT - top),
            text_layer(size, x=picture.width / 2, y=HEIGHT + 42, align="center"),
        ],
    }


def _curves(picture: FunnelPicture) -> list[Spec]:
    """Both pairs of limits: long dashes at 99.8%, short at 95%."""
    layers = []
    for confidence, dash in ((CONTROL, [8, 4]), (WARNING, [2, 3])):
        mark = {"type": "line", "color": palette.QUIET, "strokeWidth": 1.5, "strokeDash": dash}
        for end in (0, 1):
            rows = [{"size": size, "value": ends[end]} for size, ends in picture.curve(confidence)]
            # Where a limit leaves the picture, or is none because no count is too low, no line is drawn.
            inside = [row for row in rows if 0 < row["value"] <= picture.up[-1]]
            layers.append({"data": {"values": inside}, "mark": mark, "encoding": _encoding(picture)})
    return layers


def _words_beside(picture: FunnelPicture) -> list[Spec]:
    places = spread_out([picture.y(value) for _, value in picture.beside], LINE_HEIGHT, 4, HEIGHT - 2)
    looks: Spec = {"x": picture.width + 8, "baseline": "middle", "color": palette.QUIET}
    return [
        text_layer([words], y=place, **looks)
        for (words, _), place in zip(picture.beside, places, strict=True)
    ]


def _axes(picture: FunnelPicture) -> Spec:
    """An empty line that carries both axes, which stand even where nothing is known."""
    row = {"size": picture.across[0], "value": 0}
    mark = {"type": "point", "opacity": 0}
    return {"data": {"values": [row]}, "mark": mark, "encoding": _encoding(picture)}


def _encoding(picture: FunnelPicture) -> Spec:
    quiet = {"title": None, "domain": False, "ticks": False, **UNCUT}
    across: dict[str, Any] = {"values": picture.across_ticks, "format": ",.0f", "title": None, "grid": False}
    upright = {"values": picture.up, "grid": True, "format": picture.tick_form, **quiet}
    return {
        "x": {
            "field": "size",
            "type": "quantitative",
            "scale": {"domain": list(picture.across), "nice": False, "zero": False},
            "axis": {**across, "labelOverlap": False, "labelFlush": False, **UNCUT},
        },
        "y": {
            "field": "value",
            "type": "quantitative",
            "scale": {"domain": [0, picture.up[-1]], "nice": False, "zero": True},
            "axis": upright,
        },
    }


def _average(picture: FunnelPicture) -> list[Spec]:
    baseline = picture.funnel.baseline
    if baseline is None:
        return []
    looks: Spec = {"color": palette.QUIET, "strokeWidth": 1.5}
    return [rule_layer(x=0, x2=picture.width, y=picture.y(baseline), **looks)]


def _points(picture: FunnelPicture) -> list[Spec]:
    """Areas by shape and filling; one's own is larger, darker and last, so that it lies on top."""
    ordered = sorted(picture.known, key=lambda point: point.area.code == picture.own_code)
    return [
        point_layer(
            x=picture.x(point.size or 0),
            y=picture.y(point.value or 0),
            description=f"{SAY}{shorten(point.area.name)}: {point.value:{picture.form}}",
            **_shape(point.position, point.area.code == picture.own_code),
        )
        for point in ordered
        if point.position
    ]


def _shape(position: Position, own: bool) -> Spec:
    looks = {"stroke": palette.DARK_BLUE if own else palette.QUIET, "strokeWidth": 4 if own else 1.5}
    return {**_LOOKS[position], **looks, **({"size": 200} if own else {})}


def _key(picture: FunnelPicture, y: float) -> list[Spec]:
    """The signs in use with their words, under the axis; two layers for each."""
    used = {point.position for point in picture.known}
    layers: list[Spec] = []
    for positions, words in _KEY:
        shown = [position for position in positions if position in used]
        if shown:
            looks = {"stroke": palette.QUIET, "strokeWidth": 1.5, **_LOOKS[shown[0]]}
            layers.append(point_layer(x=12 - picture.left, y=y - 5, **looks))
            layers.append(text_layer([words], x=26 - picture.left, y=y))
            y += LINE_HEIGHT + 2
    return layers
