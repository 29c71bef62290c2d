"""What a funnel chart shows, and where each part of it stands in its picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from csp_toolkit.blocks.chart_layers import round_ticks
from csp_toolkit.blocks.chart_theme import PICTURE_WIDTH
from csp_toolkit.blocks.trend_labels import LETTER, text_width
from csp_toolkit.indicators.funnels import CONTROL, WARNING, Funnel, FunnelPoint

HEIGHT: Final = 260
"""Height of the plot."""
_CURVE_POINTS: Final = 60


@dataclass(frozen=True)
class FunnelPicture:
    """What a funnel chart shows: areas with figures, one's own among them or not, and where things stand."""

    funnel: Funnel
    own_code: str
    unit: str
    size_name: str
    form: str

    @cached_property
    def known(self) -> list[FunnelPoint]:
        """The areas that have a place, the smallest first."""
        points = [point for point in self.funnel.points if point.value is not None and point.size is not None]
        return sorted(points, key=lambda point: (point.size or 0, point.area.code))

    @cached_property
    def across(self) -> tuple[float, float]:
        """The sizes between which the picture reaches: from nothing, unless all areas are about as large."""
        sizes = [point.size or 0 for point in self.known]
        if not sizes:
            return 0.0, 1.0
        return (0.0 if min(sizes) < 0.5 * max(sizes) else 0.9 * min(sizes)), 1.05 * max(sizes)

    @property
    def across_ticks(self) -> list[float]:
        """Round sizes, as many as there is room to write."""
        low, high = self.across
        ticks = [tick for tick in round_ticks(low, high) if low <= tick <= high]
        needed = text_width([f"{ticks[-1]:,.0f}"]) + 2 * LETTER
        apart = self.x(ticks[1]) - self.x(ticks[0]) if len(ticks) > 1 else needed
        return ticks[:: math.ceil(needed / apart)]

    @cached_property
    def up(self) -> list[float]:
        """Round values from zero to above the highest area, and above the average at least."""
        values = [point.value or 0 for point in self.known]
        highest = max([*values, *(end for _, ends in self.curve(WARNING)[-1:] for end in ends)], default=1.0)
        return round_ticks(0.0, 1.08 * highest or 1.0)

    def curve(self, confidence: float) -> list[tuple[float, tuple[float, float]]]:
        """Sizes across the picture with both limits at each; empty without a baseline."""
        if self.funnel.baseline is None:
            return []
        first, last = max(self.across[0], self.across[1] / 500), self.across[1]
        # Closer together where areas are small, since there the limits bend.
        sizes = [first * (last / first) ** (n / (_CURVE_POINTS - 1)) for n in range(_CURVE_POINTS)]
        return [(size, self.funnel.limits(size, confidence)) for size in sizes]

    @property
    def left(self) -> float:
        """Space for the numbers of the upright axis."""
        return text_width([f"{tick:{self.tick_form}}" for tick in self.up]) + 14

    @property
    def tick_form(self) -> str:
        """Ticks have no more decimals than they need."""
        return ",.0f" if all(tick == round(tick) for tick in self.up) else ",.2f"

    @cached_property
    def beside(self) -> list[tuple[str, float]]:
        """Words at the right edge: the average and the limits of the largest area, each with its value."""
        baseline = self.funnel.baseline
        if baseline is None:
            return []
        words = [(f"average {baseline:{self.form}}", baseline)]
        for name, confidence in (("95%", WARNING), ("99.8%", CONTROL)):
            ends = self.curve(confidence)[-1][1]
            words += [(name, end) for end in ends if 0 < end < self.up[-1]]
        return words

    @property
    def right(self) -> float:
        """Space for the words beside the lines."""
        return max(text_width([words for words, _ in self.beside]), 2 * LETTER) + 12

    @property
    def width(self) -> float:
        """Width of the plot."""
        return PICTURE_WIDTH - self.left - self.right

    def x(self, size: float) -> float:
        """Pixels from the left of the plot to a size."""
        low, high = self.across
        return self.width * (size - low) / (high - low)

    def y(self, value: float) -> float:
        """Pixels from the top of the plot down to a value."""
        return HEIGHT * (1 - value / self.up[-1])
