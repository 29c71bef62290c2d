"""The four rules of a control chart, on points that follow each other without a gap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

Rule = Literal["outside the limits", "trend of seven", "two of three near a limit", "seven on one side"]
OUTSIDE: Final = "outside the limits"
TREND: Final = "trend of seven"
NEAR: Final = "two of three near a limit"
ONE_SIDE: Final = "seven on one side"
RULES: tuple[Rule, ...] = (OUTSIDE, TREND, NEAR, ONE_SIDE)
"""In order of priority: a point that fits several is given the first."""

Direction = Literal["up", "down"]
LONG_RUN: Final = 7


@dataclass(frozen=True, slots=True)
class Levels:
    """The mean, how far the limits lie from it, and the difference below which two values are one.

    ``tolerance`` keeps a series that never moves from being judged by the last digit of a computed mean.
    """

    mean: float
    reach: float
    tolerance: float

    @property
    def upper(self) -> float:
        """The upper limit."""
        return self.mean + self.reach

    @property
    def lower(self) -> float:
        """The lower limit, which can lie below zero."""
        return self.mean - self.reach

    def side(self, value: float, share: float = 0.0) -> int:
        """1 or -1 for a value further from the mean than this share of the way to a limit, else 0."""
        distance = value - self.mean
        if abs(distance) <= share * self.reach + self.tolerance:
            return 0
        return 1 if distance > 0 else -1


class Judged(NamedTuple):
    """A point's rule and direction, and the rules it completes."""

    rule: Rule | None
    direction: Direction | None
    completes: tuple[Rule, ...]


class _Pattern(NamedTuple):
    """For each point the direction (1, -1, or 0 for none) in which it is part, and whether it completes."""

    part: list[int]
    complete: list[bool]


def judge_points(values: Sequence[float], levels: Levels) -> list[Judged]:
    """Each point's rule, in the order given; the values follow each other without a gap.

    A point on the mean belongs to neither side and breaks a run; two equal values break a trend. Two of three
    neighbours near a limit are both beyond two thirds of the way to it, on one side, wherever the third lies.
    """
    outside = [levels.side(value, 1) for value in values]
    patterns: dict[Rule, _Pattern] = {
        OUTSIDE: _Pattern(outside, [side != 0 for side in outside]),
        TREND: _trends(values, levels.tolerance),
        NEAR: _two_of_three([levels.side(value, 2 / 3) for value in values]),
        ONE_SIDE: _runs([levels.side(value) for value in values]),
    }
    return [_judge(number, patterns) for number in range(len(values))]


def _judge(number: int, patterns: dict[Rule, _Pattern]) -> Judged:
    completes = tuple(rule for rule in RULES if patterns[rule].complete[number])
    for rule in RULES:
        direction = patterns[rule].part[number]
        if direction:
            return Judged(rule, "up" if direction > 0 else "down", completes)
    return Judged(None, None, completes)


def _trends(values: Sequence[float], tolerance: float) -> _Pattern:
    """Seven values each above the one before, or each below."""
    steps = [0] * len(values)
    for number in range(1, len(values)):
        difference = values[number] - values[number - 1]
        steps[number] = 0 if abs(difference) <= tolerance else 1 if difference > 0 else -1
    # The first of seven rising values need not itself be above what stood before it.
    return _windows(len(values), LONG_RUN, lambda first: _common(steps[first + 1 : first + LONG_RUN]))


def _runs(sides: Sequence[int]) -> _Pattern:
    """Seven values on one side of the mean."""
    return _windows(len(sides), LONG_RUN, lambda first: _common(sides[first : first + LONG_RUN]))


def _common(signs: Sequence[int]) -> int:
    return signs[0] if len(set(signs)) == 1 else 0


def _windows(length: int, width: int, direction_from: Callable[[int], int]) -> _Pattern:
    """Every window of neighbours that has a direction gives it to all its points, and ends at its last."""
    part, complete = [0] * length, [False] * length
    for first in range(length - width + 1):
        if direction := direction_from(first):
            part[first : first + width] = [direction] * width
            complete[first + width - 1] = True
    return _Pattern(part, complete)


def _two_of_three(near: Sequence[int]) -> _Pattern:
    """Two of three neighbours near the same limit; the two are part of it, the third is not."""
    part, complete = [0] * len(near), [False] * len(near)
    for first in range(len(near) - 2):
        window = range(first, first + 3)
        for direction in (1, -1):
            two = [number for number in window if near[number] == direction]
            if len(two) >= 2:
                for number in two:
                    part[number] = direction
                complete[two[1]] = True
    return _Pattern(part, complete)
