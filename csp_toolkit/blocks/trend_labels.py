"""Where the words of a trend's picture stand, so that none lies on another.

Dates of marked months stand above their band; words for a gap stand in it, or above it where it is narrow.
Everything here is arithmetic in pixels from the top left of the plot.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from csp_toolkit.blocks.chart_theme import FONT_SIZE, PICTURE_WIDTH
from csp_toolkit.blocks.chart_words import Span
from csp_toolkit.periods import Month

LINE_HEIGHT: Final = FONT_SIZE + 2
LANE_HEIGHT: Final = 2 * LINE_HEIGHT + 6
LETTER: Final = 0.56 * FONT_SIZE
"""Width of a letter, on the generous side: a browser without our typeface draws a wider one."""


@dataclass(frozen=True, slots=True)
class TrendPicture:
    """What a trend shows: months in order with counts (``None`` missing), and the spans to mark."""

    months: tuple[tuple[Month, int | None], ...]
    marked: tuple[Span, ...]
    missing: tuple[Span, ...]
    left_out: tuple[Span, ...]
    unit: str

    @property
    def known(self) -> list[tuple[Month, int]]:
        """The months with data."""
        return [(month, count) for month, count in self.months if count is not None]

    @property
    def gaps(self) -> list[tuple[str, Span]]:
        """Spans without points, and what is written there."""
        return [("no data", s) for s in self.missing] + [("not shown", s) for s in self.left_out]


@dataclass(frozen=True, slots=True)
class Frame:
    """The plot: its first and last edge on the axis of months, its highest count, the space beside it."""

    first: float
    last: float
    highest: int
    left: float
    right: float

    @property
    def width(self) -> float:
        """Width of the plot."""
        return PICTURE_WIDTH - self.left - self.right

    @property
    def room(self) -> float:
        """How far from the left of the plot words above it may reach: into the space beside it too."""
        return self.width + self.right - 4

    @property
    def month_width(self) -> float:
        """Width of a month."""
        return self.width / (self.last - self.first)

    def middle(self, span: Span) -> float:
        """Distance of a span's middle from the left of the plot."""
        return ((month_index(span.first) + month_index(span.last)) / 2 - self.first) * self.month_width

    def breadth(self, span: Span) -> float:
        """Width of a span."""
        return (month_index(span.last) - month_index(span.first) + 1) * self.month_width


@dataclass(frozen=True, slots=True)
class Label:
    """Lines of text centred at ``x`` in a lane above the plot (0 the lowest), pointing at ``target``."""

    lines: tuple[str, ...]
    x: float
    target: float
    lane: int = 0

    @property
    def half_width(self) -> float:
        """Half the width of the longest line."""
        return text_width(self.lines) / 2

    def touches(self, other: Label) -> bool:
        """True where both would print over each other in the same lane."""
        return self.lane == other.lane and abs(self.x - other.x) < self.half_width + other.half_width + 4


def month_index(month: Month) -> int:
    """The month's place on the axis: months since January of the year 0."""
    return month.year * 12 + month.month - 1


def text_width(lines: Iterable[str]) -> float:
    """Estimated width of the longest line."""
    return max((len(line) for line in lines), default=0) * LETTER


def frame_of(picture: TrendPicture) -> Frame:
    """Leave as much room beside the plot as the numbers there need."""
    counts = [count for _, count in picture.known]
    highest = max(counts, default=0)
    return Frame(
        first=month_index(picture.months[0][0]) - 0.5,
        last=month_index(picture.months[-1][0]) + 0.5,
        highest=highest,
        left=text_width([f"{max(highest * 2, 10):,}"]) + 14,
        right=max(text_width([f"{count:,}" for count in counts[-1:]]) + 10, 36),
    )


def gap_lines(words: str, breadth: float) -> tuple[tuple[str, ...], int] | None:
    """How words fit into a gap: the lines and their angle; ``None`` where the gap is too narrow."""
    for lines in ((words,), tuple(words.split())):
        if text_width(lines) <= breadth:
            return lines, 0
    return ((words,), 270) if breadth >= LINE_HEIGHT else None


def labels_above(picture: TrendPicture, frame: Frame) -> list[Label]:
    """Labels above the plot, none upon another or upon the line that leads from a higher one to its band.

    Dates of marked spans always find a place. Words for a narrow gap that would need a second lane are
    left out: the band stays, and table and description name the months.
    """
    labels: list[Label] = []
    for span in picture.marked:
        labels.append(_place(_two_lines(span), frame.middle(span), frame.room, labels))
    labels = [_step_aside(label, labels) for label in labels]
    for words, span in picture.gaps:
        if gap_lines(words, frame.breadth(span)) is None:
            label = _place((words,), frame.middle(span), frame.room, labels)
            crossed = any(
                abs(label.x - other.target) < label.half_width + 4 for other in labels if other.lane
            )
            labels += [] if label.lane or crossed else [label]
    return labels


def _two_lines(span: Span) -> tuple[str, ...]:
    """``Jan to Mar`` over ``2025``, or ``Nov 2024 to`` over ``Jan 2025``."""
    words = span.short_label
    if span.first.year != span.last.year:
        before, _, after = words.partition(" to ")
        return f"{before} to", after
    return tuple(words.rsplit(" ", 1))


def _place(lines: tuple[str, ...], target: float, room: float, placed: Sequence[Label]) -> Label:
    label = Label(lines, target, target)
    inside = max(min(target, room - label.half_width), label.half_width)
    label = replace(label, x=inside)
    while any(label.touches(other) for other in placed):
        label = replace(label, lane=label.lane + 1)
    return label


def _step_aside(label: Label, labels: Sequence[Label]) -> Label:
    """Move a label off the leaders of higher ones, as long as it still stands over its own band."""
    reach = label.half_width + 4
    for leader in (other.target for other in labels if other.lane > label.lane):
        x = leader + (reach if leader < label.target else -reach)
        over_band = abs(x - label.target) < label.half_width
        if abs(label.x - leader) < reach and over_band and x > label.half_width:
            label = replace(label, x=x)
    return label
