"""Layers that several charts are made of: words at a place, lines across, ticks at round numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from csp_toolkit.blocks.chart_theme import FONT_SIZE

Spec = dict[str, Any]

SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
LINE_HEIGHT: Final = FONT_SIZE + 2
UNCUT: Final = {"labelLimit": 0}
"""For an axis whose labels are months or numbers, never too long: a limit has each measured once more."""


def text_layer(lines: Sequence[str], *, x: float, y: float, **looks: Any) -> Spec:
    """Lines of words at pixels from the top left of the plot; the first stands on ``y``."""
    mark = {"type": "text", "align": "left", "baseline": "alphabetic", "lineHeight": LINE_HEIGHT, **looks}
    return {
        "data": {"values": [{}]},
        "mark": mark,
        "encoding": {"text": {"value": list(lines)}, "x": {"value": x}, "y": {"value": y}},
    }


def rule_layer(*, x: float, x2: float, y: float, **looks: Any) -> Spec:
    """A level line between two pixels of the plot."""
    return {
        "data": {"values": [{}]},
        "mark": {"type": "rule", **looks},
        "encoding": {"x": {"value": x}, "x2": {"value": x2}, "y": {"value": y}},
    }


def point_layer(*, x: float, y: float, **looks: Any) -> Spec:
    """One mark at a pixel of the plot."""
    return {
        "data": {"values": [{}]},
        "mark": {"type": "point", "opacity": 1, **looks},
        "encoding": {"x": {"value": x}, "y": {"value": y}},
    }


def round_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """At most ``most`` round numbers, from one at or below ``low`` to one at or above ``high``.

    Raises ``ValueError`` where ``low`` is above ``high``.
    """
    if low > high:
        raise ValueError(f"an axis does not run from {low} to {high}")
    span = (high - low) or abs(high) or 1.0
    power = math.floor(math.log10(span / most))
    for step in (factor * 10**exponent for exponent in (power, power + 1) for factor in (1, 2, 5, 10)):
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if max(last, first + 1) - first < most:
            return [round(number * step, 10) for number in range(first, max(last, first + 1) + 1)]
    raise AssertionError("a step of ten times the span is always enough")


def spread_out(wanted: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Places near those wanted, in the same order, at least ``apart`` and within ``low`` to ``high``.

    For words beside lines that lie close together: those that would touch are set apart about their own
    middle. Where there is no room for all they stand closer.
    """
    order = sorted(range(len(wanted)), key=lambda number: wanted[number])
    apart = min(apart, (high - low) / max(len(wanted) - 1, 1))
    # Less what stands before it each may be moved freely, so touching ones share the mean of their wishes.
    groups: list[list[float]] = []
    for rank, number in enumerate(order):
        groups.append([wanted[number] - rank * apart])
        while len(groups) > 1 and _mean(groups[-2]) >= _mean(groups[-1]):
            groups[-2:] = [groups[-2] + groups[-1]]
    freely = [_mean(group) for group in groups for _ in group]
    places = [0.0] * len(wanted)
    room = high - max(len(wanted) - 1, 0) * apart
    for rank, number in enumerate(order):
        places[number] = min(max(freely[rank], low), room) + rank * apart
    return places


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers)
