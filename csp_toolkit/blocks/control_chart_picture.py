"""What a control chart shows, and where each part of it stands in its picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from csp_toolkit.blocks.chart_layers import round_ticks
from csp_toolkit.blocks.chart_theme import PICTURE_WIDTH
from csp_toolkit.blocks.chart_words import capitalised, wrap
from csp_toolkit.blocks.control_chart_words import (
    EITHER_WAY,
    describe_rule,
    limit_form,
    step_number,
    write_level,
)
from csp_toolkit.blocks.trend_labels import text_width
from csp_toolkit.indicators.control_charts import ControlChart, Step
from csp_toolkit.indicators.control_rules import RULES, Direction, Rule

HEIGHT: Final = 220
"""Height of the plot."""
_KEY_LETTERS: Final = 46
_STARTS_ABOVE_ZERO: Final = 0.5
"""An axis starts above zero where everything lies in the upper half: the limits would touch otherwise."""


def runs_of(numbers: Sequence[int]) -> list[list[int]]:
    """Numbers in their order, gathered where they follow each other."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


@dataclass(frozen=True)
class ControlPicture:
    """What a control chart shows, and where things stand."""

    chart: ControlChart
    suppressed: frozenset[Step]
    unit: str
    form: str

    @cached_property
    def ticks(self) -> list[float]:
        """Round numbers of the upright axis, which hold every value and limit."""
        ends = [self.chart.lower_drawn, self.chart.upper, *(point.value for point in self.chart.points)]
        known = [end for end in ends if end is not None]
        low, high = min(known, default=0.0), max(known, default=1.0)
        return round_ticks(low if _STARTS_ABOVE_ZERO * high < low < high or low < 0 else 0.0, high)

    @property
    def axis_note(self) -> str:
        """Said where the axis does not start at zero."""
        return (
            f"The axis starts at {self.ticks[0]:{self.tick_form}}, not at zero." if self.ticks[0] > 0 else ""
        )

    @property
    def tick_form(self) -> str:
        """Ticks have no more decimals than they need."""
        return ",.0f" if all(tick == round(tick) for tick in self.ticks) else ",.2f"

    @cached_property
    def beside(self) -> list[tuple[str, float, bool]]:
        """Words at the right edge: the mean, the limits and the latest value, each with its height."""
        chart, form = self.chart, limit_form(self.form)
        words = []
        if chart.mean is not None and chart.upper is not None and chart.lower_drawn is not None:
            words = [
                (f"upper {chart.upper:{form}}", chart.upper, False),
                (f"mean {chart.mean:{form}}", chart.mean, False),
                (f"lower {write_level(chart.lower_drawn, form)}", chart.lower_drawn, False),
            ]
            if chart.upper == chart.lower_drawn:  # a series that never moves has one line
                words = [words[1]]
        latest = chart.latest
        if latest is not None and latest.value is not None:
            words.append((f"latest {latest.value:{self.form}}", latest.value, True))
        return words

    @property
    def left(self) -> float:
        """Space for the numbers of the axis."""
        return text_width([f"{tick:{self.tick_form}}" for tick in self.ticks]) + 14

    @property
    def right(self) -> float:
        """Space for the words beside the lines."""
        return text_width([words for words, _, _ in self.beside]) + 20

    @property
    def width(self) -> float:
        """Width of the plot."""
        return PICTURE_WIDTH - self.left - self.right

    @cached_property
    def numbers(self) -> range:
        """Places on the axis of periods, those left out between too."""
        first, last = (step_number(self.chart.points[end].period) for end in (0, -1))
        return range(first, last + 1)

    @cached_property
    def gaps(self) -> list[tuple[str, list[int]]]:
        """Neighbouring places without a value for one reason, and the words for it."""
        empty = {step_number(point.period) for point in self.chart.points if point.value is None}
        withheld = empty & {step_number(period) for period in self.suppressed}
        given = {step_number(point.period) for point in self.chart.points}
        reasons = {
            "no data": empty - withheld,
            "withheld": withheld,
            "not shown": set(self.numbers) - given,
        }
        return [(words, run) for words, numbers in reasons.items() for run in runs_of(sorted(numbers))]

    @property
    def step_width(self) -> float:
        """Width of a period."""
        return self.width / len(self.numbers)

    def x(self, number: float) -> float:
        """Pixels from the left of the plot to the middle of a period."""
        return (number - self.numbers[0] + 0.5) * self.step_width

    def y(self, value: float) -> float:
        """Pixels from the top of the plot down to a value."""
        low, high = self.ticks[0], self.ticks[-1]
        return HEIGHT * (high - value) / (high - low)

    @cached_property
    def key(self) -> list[tuple[Rule, Direction, list[str]]]:
        """Rules in use, in order of priority, each with the words that stand beside its shape."""
        entries: list[tuple[Rule, Direction, list[str]]] = []
        for rule in RULES:
            ways = {p.direction for p in self.chart.points if p.rule == rule and p.direction}
            if ways:
                words = describe_rule(rule, min(ways)) if len(ways) == 1 else EITHER_WAY[rule]
                entries.append((rule, max(ways), wrap(capitalised(words), _KEY_LETTERS, 2)))
        return entries
