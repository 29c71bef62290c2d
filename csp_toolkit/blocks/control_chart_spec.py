"""The picture of a control chart as a Vega-Lite specification; ``trend_spec`` says why without Altair."""

from __future__ import annotations

import json
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
from csp_toolkit.blocks.chart_words import SAY, capitalised, wrap
from csp_toolkit.blocks.control_chart_picture import HEIGHT, ControlPicture, runs_of
from csp_toolkit.blocks.control_chart_words import short_period, step_noun, step_number
from csp_toolkit.blocks.trend_labels import LETTER, text_width
from csp_toolkit.indicators.control_rules import RULES, Direction, Rule

_UNIT_LETTERS: Final = 52
_SHAPES: Final[dict[Rule, str]] = dict(zip(RULES, ("diamond", "triangle", "square", "circle"), strict=True))
_STEPS: Final = (1, 2, 3, 4, 6, 12, 24, 60, 120)
_MARKED: Final[dict[str, Any]] = {"fill": palette.ORANGE, "stroke": palette.TEXT, "strokeWidth": 1.5}


def control_spec(picture: ControlPicture) -> Spec:
    """The Vega-Lite specification of a control chart."""
    unit = wrap(
        capitalised(f"{picture.unit} a {step_noun(picture.chart.points[0].period)}"), _UNIT_LETTERS, 2
    )
    top = len(unit) * LINE_HEIGHT + 16
    key_lines = sum(len(lines) for _, _, lines in picture.key)
    return {
        "$schema": SCHEMA,
        "width": picture.width,
        "height": HEIGHT,
        "autosize": "none",
        "padding": {
            "left": picture.left,
            "right": picture.right,
            "top": top,
            "bottom": 44 + key_lines * (LINE_HEIGHT + 2),
        },
        "layer": [
            *_gaps(picture),
            *_levels(picture),
            *_line(picture),
            *_marks(picture),
            *_words_beside(picture),
            *_key(picture),
            # The unit stands level above the axis, so that nobody turns their head to read it.
            text_layer(unit, x=4 - picture.left, y=LINE_HEIGHT - top),
        ],
    }


def _gaps(picture: ControlPicture) -> list[Spec]:
    """A band behind each run of periods without a value; its words where it is wide enough."""
    layers = []
    for words, run in picture.gaps:
        left, right = picture.x(run[0] - 0.5), picture.x(run[-1] + 0.5)
        layers.append(_band(left, right))
        layers += _words_in_gap(words, (left + right) / 2, right - left)
    return layers


def _words_in_gap(words: str, middle: float, breadth: float) -> list[Spec]:
    if breadth >= len(words) * LETTER:
        return [text_layer([words], x=middle, y=HEIGHT - 10, align="center", color=palette.QUIET)]
    if breadth >= LINE_HEIGHT:
        looks = {"angle": 270, "baseline": "middle", "color": palette.QUIET}
        return [text_layer([words], x=middle, y=HEIGHT - 8, **looks)]
    return []


def _band(left: float, right: float) -> Spec:
    dashed = {"fill": palette.MISSING_BAND, "stroke": palette.QUIET, "strokeDash": [3, 3]}
    across = {"x": {"value": left}, "x2": {"value": right}, "y": {"value": 0}, "y2": {"value": HEIGHT}}
    return {"data": {"values": [{}]}, "mark": {"type": "rect", **dashed}, "encoding": across}


def _levels(picture: ControlPicture) -> list[Spec]:
    """The mean as a whole line and the limits as dashed ones."""
    chart = picture.chart
    if chart.mean is None or chart.upper is None or chart.lower_drawn is None:
        return []
    looks: Spec = {"color": palette.QUIET, "strokeWidth": 1.5}
    heights = [picture.y(limit) for limit in (chart.upper, chart.lower_drawn)]
    dashed = [rule_layer(x=0, x2=picture.width, y=y, strokeDash=[6, 4], **looks) for y in heights]
    return [*dashed, rule_layer(x=0, x2=picture.width, y=picture.y(chart.mean), **looks)]


def _line(picture: ControlPicture) -> list[Spec]:
    """A line for each run of periods with a value, a small point for each, and both axes."""
    known = [point for point in picture.chart.points if point.value is not None]
    runs = runs_of([step_number(point.period) for point in known])
    segment = {number: index for index, run in enumerate(runs) for number in run}
    rows = [
        {
            "step": (number := step_number(point.period)),
            "value": point.value,
            "segment": segment[number],
            "say": f"{SAY}{short_period(point.period)}: {point.value:{picture.form}}",
        }
        for point in known
    ]
    encoding = {"x": _x(picture), "y": _y(picture)}
    line = {"type": "line", "color": palette.DARK_BLUE, "strokeWidth": 2.5, "strokeJoin": "round"}
    size = 40 if picture.step_width >= 8 else 16
    mark = {"type": "point", "filled": True, "color": palette.DARK_BLUE, "opacity": 1, "size": size}
    segments = {"detail": {"field": "segment", "type": "nominal"}}
    return [
        {"data": {"values": rows}, "mark": line, "encoding": {**encoding, **segments}},
        {
            "data": {"values": rows},
            "mark": mark,
            "encoding": {**encoding, "description": {"field": "say"}},
        },
    ]


def _x(picture: ControlPicture) -> Spec:
    labels = {step_number(p.period): short_period(p.period) for p in picture.chart.points}
    needed = text_width(labels.values()) + LETTER
    step = next((step for step in _STEPS if step * picture.step_width >= needed), _STEPS[-1])
    ticks = [number for number in picture.numbers if number % step == 0 and number in labels]
    named = json.dumps({str(number): labels[number] for number in ticks or [picture.numbers[0]]})
    axis = {
        "values": ticks or [picture.numbers[0]],
        "labelExpr": f"({named})[datum.value]",
        "title": None,
        "grid": False,
        "labelOverlap": False,
        **UNCUT,
    }
    ends = [picture.numbers[0] - 0.5, picture.numbers[-1] + 0.5]
    scale = {"domain": ends, "nice": False, "zero": False}
    return {"field": "step", "type": "quantitative", "scale": scale, "axis": axis}


def _y(picture: ControlPicture) -> Spec:
    looks = {"title": None, "grid": True, "domain": False, "ticks": False, "format": picture.tick_form}
    scale = {"domain": [picture.ticks[0], picture.ticks[-1]], "nice": False, "zero": False}
    axis = {"values": picture.ticks, **looks, **UNCUT}
    return {"field": "value", "type": "quantitative", "scale": scale, "axis": axis}


def _marks(picture: ControlPicture) -> list[Spec]:
    """The points with a rule: another shape for each, turned over where low."""
    return [
        point_layer(
            x=picture.x(step_number(point.period)),
            y=picture.y(point.value),
            **_shape(point.rule, point.direction, picture.step_width),
        )
        for point in picture.chart.points
        if point.value is not None and point.rule and point.direction
    ]


def _shape(rule: Rule, direction: Direction, room: float = 99) -> Spec:
    shape = _SHAPES[rule]
    if shape == "triangle":
        shape = "triangle-up" if direction == "up" else "triangle-down"
    return {"shape": shape, "size": 110 if room >= 8 else 60, **_MARKED}


def _words_beside(picture: ControlPicture) -> list[Spec]:
    heights = [picture.y(value) for _, value, _ in picture.beside]
    places = spread_out(heights, LINE_HEIGHT, 4, HEIGHT - 2)
    return [
        text_layer(
            [words],
            x=picture.width + 10,
            y=place,
            baseline="middle",
            color=palette.DARK_BLUE if own else palette.QUIET,
            fontWeight="bold" if own else "normal",
        )
        for (words, _, own), place in zip(picture.beside, places, strict=True)
    ]


def _key(picture: ControlPicture) -> list[Spec]:
    """The shapes in use with their words, under the axis."""
    layers = []
    y = HEIGHT + 38 + LINE_HEIGHT
    for rule, direction, lines in picture.key:
        layers.append(point_layer(x=12 - picture.left, y=y - 5, **_shape(rule, direction)))
        layers.append(text_layer(lines, x=26 - picture.left, y=y))
        y += len(lines) * (LINE_HEIGHT + 2)
    return layers
