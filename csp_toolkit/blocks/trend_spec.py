"""The picture of a trend as a Vega-Lite specification.

Written as plain dictionaries rather than through Altair: importing Altair takes 1.6 seconds in every
report's fresh kernel, and drawing the chart without it 0.4. A test has Altair validate what is made here.

The horizontal axis counts months (year x 12 + month), so that equal times are equally far apart: a Vega
date would depend on the time zone of the machine that draws it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count as counting_up
from typing import Any, Final

from csp_toolkit.blocks import palette
from csp_toolkit.blocks.chart_layers import UNCUT
from csp_toolkit.blocks.chart_words import SAY, Span, capitalised, short_month, shorten, wrap
from csp_toolkit.blocks.trend_labels import (
    LANE_HEIGHT,
    LETTER,
    LINE_HEIGHT,
    Frame,
    Label,
    TrendPicture,
    frame_of,
    gap_lines,
    labels_above,
    month_index,
)
from csp_toolkit.periods import Month

Spec = dict[str, Any]

_PLOT_HEIGHT: Final = 220
_UNIT_LETTERS: Final = 52
_STEPS: Final = (1, 2, 3, 6, 12, 24, 60, 120, 240)
_MONTH_NAME: Final = (
    "['Jan','Feb','Mar','Apr','May','Jun','Jul','Aug','Sep','Oct','Nov','Dec'][datum.value % 12]"
    " + ' ' + floor(datum.value / 12)"
)


def trend_spec(picture: TrendPicture) -> Spec:
    """The Vega-Lite specification of a trend."""
    frame = frame_of(picture)
    labels = labels_above(picture, frame)
    unit = wrap(capitalised(f"{picture.unit} a month"), _UNIT_LETTERS, 2)
    lanes = max((label.lane + 1 for label in labels), default=0)
    top = lanes * LANE_HEIGHT + len(unit) * LINE_HEIGHT + 16
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": frame.width,
        "height": _PLOT_HEIGHT,
        "autosize": "none",
        "padding": {"left": frame.left, "right": frame.right, "top": top, "bottom": 34},
        "layer": [
            *_bands(picture),
            *_line(picture, frame),
            *(layer for label in labels for layer in _label_layers(label)),
            *_gap_labels(picture, frame),
            # The unit stands level above the axis, so that nobody turns their head to read it.
            _text(unit, x=4 - frame.left, y=LINE_HEIGHT - top, align="left"),
            *_latest(picture, frame),
        ],
    }


def _text(lines: Iterable[str], *, x: float, y: float, **looks: Any) -> Spec:
    """Lines of words; the first stands on ``y``."""
    mark = {"type": "text", "align": "center", "baseline": "alphabetic", "lineHeight": LINE_HEIGHT, **looks}
    return {
        "data": {"values": [{}]},
        "mark": mark,
        "encoding": {"text": {"value": list(lines)}, "x": {"value": x}, "y": {"value": y}},
    }


def _label_layers(label: Label) -> list[Spec]:
    bottom = -6 - label.lane * LANE_HEIGHT
    words = _text(label.lines, x=label.x, y=bottom - LINE_HEIGHT * (len(label.lines) - 1))
    if label.lane == 0:
        return [words]
    leader = {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "color": palette.QUIET, "strokeWidth": 1},
        "encoding": {"x": {"value": label.target}, "y": {"value": bottom + 5}, "y2": {"value": 0}},
    }
    return [leader, words]


def _bands(picture: TrendPicture) -> list[Spec]:
    """Tints for what is marked and what is missing; a dark rule and a dashed edge tell them apart too."""
    layers = []
    if picture.marked:
        layers.append(_across(picture.marked, {"type": "rect", "fill": palette.MARKED_BAND}, _PLOT_HEIGHT))
    if picture.missing:
        dashed = {"fill": palette.MISSING_BAND, "stroke": palette.QUIET, "strokeDash": [3, 3]}
        layers.append(_across(picture.missing, {"type": "rect", **dashed}, _PLOT_HEIGHT))
    if picture.marked:
        rule = {"type": "rule", "color": palette.DARK_BLUE, "strokeWidth": 4}
        layers.append(_across(picture.marked, rule, None))
    return layers


def _across(spans: Iterable[Span], mark: Spec, height: int | None) -> Spec:
    """A mark from the first to the last month of each span, from the top of the plot down to ``height``."""
    rows = [{"from": month_index(span.first) - 0.5, "to": month_index(span.last) + 0.5} for span in spans]
    down = {} if height is None else {"y2": {"value": height}}
    across = {"x": {"field": "from", "type": "quantitative"}, "x2": {"field": "to"}}
    return {"data": {"values": rows}, "mark": mark, "encoding": {**across, "y": {"value": 0}, **down}}


def _line(picture: TrendPicture, frame: Frame) -> list[Spec]:
    """A line for each run of months with data, and a point for each month."""
    data = {"values": _segments(picture.known, picture.unit)}
    encoding = {"x": _x(frame), "y": _y(frame)}
    line = {"type": "line", "color": palette.DARK_BLUE, "strokeWidth": 3, "strokeJoin": "round"}
    size = 40 if frame.month_width >= 8 else 16
    point = {"type": "point", "filled": True, "color": palette.DARK_BLUE, "opacity": 1, "size": size}
    segments = {"detail": {"field": "segment", "type": "nominal"}}
    return [
        {"data": data, "mark": line, "encoding": {**encoding, **segments}},
        {"data": data, "mark": point, "encoding": {**encoding, "description": {"field": "say"}}},
    ]


def _segments(known: Iterable[tuple[Month, int]], unit: str) -> list[Spec]:
    """Rows numbered by the unbroken run of months they belong to."""
    rows: list[Spec] = []
    segment = 0
    for month, count in known:
        index = month_index(month)
        if rows and rows[-1]["month"] != index - 1:
            segment += 1
        say = f"{SAY}{short_month(month)}: {count:,} {shorten(unit)}"
        rows.append({"month": index, "count": count, "segment": segment, "say": say})
    return rows


def _x(frame: Frame) -> Spec:
    needed = 9 * LETTER
    step = next((step for step in _STEPS if step * frame.month_width >= needed), _STEPS[-1])
    first, last = round(frame.first + 0.5), round(frame.last - 0.5)
    ticks = [index for index in range(first, last + 1) if index % step == 0] or [first]
    looks = {"labelExpr": _MONTH_NAME, "title": None, "grid": False, "labelOverlap": False, **UNCUT}
    scale = {"domain": [frame.first, frame.last], "nice": False, "zero": False}
    return {"field": "month", "type": "quantitative", "scale": scale, "axis": {"values": ticks, **looks}}


def _y(frame: Frame) -> Spec:
    ticks = count_ticks(frame.highest)
    looks = {"title": None, "grid": True, "domain": False, "ticks": False, "format": ",d", **UNCUT}
    scale = {"domain": [0, max(ticks[-1], 1)], "nice": False, "zero": True}
    return {"field": "count", "type": "quantitative", "scale": scale, "axis": {"values": ticks, **looks}}


def count_ticks(highest: int) -> list[int]:
    """Whole numbers from zero to the first round one at or above ``highest``, six at most."""
    steps = (factor * 10**power for power in counting_up() for factor in (1, 2, 5))
    step = next(step for step in steps if step * 5 >= highest)
    return list(range(0, highest + step, step)) if highest else [0]


def _gap_labels(picture: TrendPicture, frame: Frame) -> list[Spec]:
    """Words in the gaps: low down, or high up where the last value is low and may stand beside one."""
    high_up = bool(picture.known) and picture.known[-1][1] < 0.35 * frame.highest
    layers = []
    for words, span in picture.gaps:
        fit = gap_lines(words, frame.breadth(span))
        if fit is not None:
            layers.append(_gap_label(*fit, frame.middle(span), high_up))
    return layers


def _gap_label(lines: tuple[str, ...], angle: int, x: float, high_up: bool) -> Spec:
    looks: Spec = {"color": palette.QUIET, "angle": angle}
    if angle:
        looks |= {"baseline": "middle", "align": "right" if high_up else "left"}
    height = 0 if angle else LINE_HEIGHT * len(lines)
    y = 8 + min(height, LINE_HEIGHT) if high_up else _PLOT_HEIGHT - 12 - max(height - LINE_HEIGHT, 0)
    return _text(lines, x=x, y=y, **looks)


def _latest(picture: TrendPicture, frame: Frame) -> list[Spec]:
    """The last known count, beside its point."""
    if not picture.known:
        return []
    month, count = picture.known[-1]
    on_the_axis = count < 0.06 * frame.highest or not frame.highest
    looks = {"align": "left", "baseline": "middle", "fontWeight": "bold", "color": palette.DARK_BLUE}
    mark = {"type": "text", "dx": 8, "dy": -9 if on_the_axis else 0, **looks}
    data = {"values": [{"month": month_index(month), "count": count}]}
    encoding = {"x": _x(frame), "y": _y(frame), "text": {"value": f"{count:,}"}}
    return [{"data": data, "mark": mark, "encoding": encoding}]
