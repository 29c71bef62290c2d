"""The picture of a ranking as a Vega-Lite specification; ``trend_spec`` says why without Altair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from csp_toolkit.blocks import palette
from csp_toolkit.blocks.chart_layers import UNCUT
from csp_toolkit.blocks.chart_theme import FONT_SIZE, PICTURE_WIDTH
from csp_toolkit.blocks.chart_words import SAY, capitalised, percent, shorten, wrap

Spec = dict[str, Any]

_LETTER: Final = 0.56 * FONT_SIZE
_LINE_HEIGHT: Final = FONT_SIZE + 2
_NAME_LETTERS: Final = 22
_NAME_LETTER: Final = 0.52 * FONT_SIZE
_UNIT_LETTERS: Final = 48
_LEFT: Final = 4


@dataclass(frozen=True, slots=True)
class RankingRow:
    """An area as it is drawn; ``words`` is its value as text."""

    name: str
    value: float | None
    lower: float | None
    upper: float | None
    words: str
    own: bool
    suppressed: bool


@dataclass(frozen=True, slots=True)
class _Frame:
    names: tuple[tuple[str, ...], ...]
    right: float

    @property
    def left(self) -> float:
        longest = max(len(line) for lines in self.names for line in lines)
        return _LEFT + longest * _NAME_LETTER + 14

    @property
    def width(self) -> float:
        return PICTURE_WIDTH - self.left - self.right

    def row_height(self, number: int) -> float:
        return 12 + _LINE_HEIGHT * len(self.names[number])

    @property
    def height(self) -> float:
        return self.top(len(self.names))

    def top(self, number: int) -> float:
        return sum(self.row_height(before) for before in range(number))

    def middle(self, number: int) -> float:
        return self.top(number) + self.row_height(number) / 2


def ranking_spec(rows: Sequence[RankingRow], unit: str, confidence: float) -> Spec:
    """The Vega-Lite specification of a ranking; rows stand in the order given."""
    frame = _Frame(
        names=tuple(tuple(wrap(row.name, _NAME_LETTERS, 2)) for row in rows),
        right=max(len(row.words) for row in rows) * _LETTER + 12,
    )
    unit_lines = wrap(capitalised(unit), _UNIT_LETTERS, 2)
    key = f"Point: the value. Line: its {percent(confidence)} interval."
    top, bottom = 2 * _LINE_HEIGHT, 30 + _LINE_HEIGHT * len(unit_lines) + 8
    known = [(number, row) for number, row in enumerate(rows) if row.value is not None]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": frame.width,
        "height": frame.height,
        "autosize": "none",
        "padding": {"left": frame.left, "right": frame.right, "top": top, "bottom": bottom},
        "layer": [
            *_own_band(rows, frame),
            *_intervals(known, frame),
            *_points(known, frame),
            *(layer for number, row in enumerate(rows) for layer in _words(number, row, frame)),
            _text([key], x=_LEFT - frame.left, y=FONT_SIZE + 2 - top, color=palette.QUIET),
            _text(unit_lines, x=_LEFT - frame.left, y=frame.height + 30 + _LINE_HEIGHT),
        ],
    }


def _text(lines: Sequence[str], *, x: float, y: float, **looks: Any) -> Spec:
    mark = {"type": "text", "align": "left", "baseline": "alphabetic", "lineHeight": _LINE_HEIGHT, **looks}
    return {
        "data": {"values": [{}]},
        "mark": mark,
        "encoding": {"text": {"value": list(lines)}, "x": {"value": x}, "y": {"value": y}},
    }


def _own_band(rows: Sequence[RankingRow], frame: _Frame) -> list[Spec]:
    """A tint behind one's own row; its shape and weight say the same."""
    return [
        {
            "data": {"values": [{}]},
            "mark": {"type": "rect", "fill": palette.MARKED_BAND},
            "encoding": {
                "x": {"value": -frame.left},
                "x2": {"value": frame.width + frame.right},
                "y": {"value": frame.top(number)},
                "y2": {"value": frame.top(number + 1)},
            },
        }
        for number, row in enumerate(rows)
        if row.own
    ]


def _rows(known: Sequence[tuple[int, RankingRow]], frame: _Frame, own: bool) -> Spec:
    return {
        "values": [
            {
                "place": frame.middle(number),
                "value": row.value,
                "lower": row.lower,
                "upper": row.upper,
                "say": f"{SAY}{shorten(row.name)}: {row.words}",
            }
            for number, row in known
            if row.own == own
        ]
    }


def _y(frame: _Frame) -> Spec:
    scale = {"domain": [0, frame.height], "range": [0, frame.height], "nice": False, "zero": False}
    return {"field": "place", "type": "quantitative", "scale": scale, "axis": None}


def _x(field: str, known: Sequence[tuple[int, RankingRow]]) -> Spec:
    highest = max((row.upper or 0 for _, row in known), default=0)
    quiet = {"title": None, "domain": False, "ticks": False, **UNCUT}
    axis = {"grid": True, "tickCount": 4, "labelFlush": False, **quiet}
    scale = {"domain": [0, highest or 1], "nice": 4, "zero": True}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": axis}


def _intervals(known: Sequence[tuple[int, RankingRow]], frame: _Frame) -> list[Spec]:
    looks = {False: (palette.QUIET, 2), True: (palette.DARK_BLUE, 4)}
    return [
        {
            "data": _rows(known, frame, own),
            "mark": {"type": "rule", "color": color, "strokeWidth": width},
            "encoding": {"x": _x("lower", known), "x2": {"field": "upper"}, "y": _y(frame)},
        }
        for own, (color, width) in looks.items()
    ]


def _points(known: Sequence[tuple[int, RankingRow]], frame: _Frame) -> list[Spec]:
    """Hollow circles, and a filled diamond for one's own."""
    others = {"shape": "circle", "size": 70, "fill": palette.BACKGROUND, "stroke": palette.QUIET}
    own = {"shape": "diamond", "size": 130, "fill": palette.DARK_BLUE, "stroke": palette.DARK_BLUE}
    return [
        {
            "data": _rows(known, frame, is_own),
            "mark": {"type": "point", "opacity": 1, "strokeWidth": 2, **looks},
            "encoding": {"x": _x("value", known), "y": _y(frame), "description": {"field": "say"}},
        }
        for is_own, looks in ((False, others), (True, own))
    ]


def _words(number: int, row: RankingRow, frame: _Frame) -> list[Spec]:
    """The area's name on the left, its value on the right, and why there is no point where there is none."""
    lines = frame.names[number]
    middle = frame.middle(number)
    weight = {"fontWeight": "bold"} if row.own else {}
    first = middle + 0.34 * FONT_SIZE - _LINE_HEIGHT * (len(lines) - 1) / 2
    level = middle + 0.34 * FONT_SIZE
    layers = [
        _text(lines, x=_LEFT - frame.left, y=first, **weight),
        _text([row.words], x=frame.width + frame.right - 4, y=level, align="right", **weight),
    ]
    if row.value is None:
        reason = "suppressed" if row.suppressed else "no data"
        layers.append(_text([reason], x=4, y=level, color=palette.QUIET))
    return layers
