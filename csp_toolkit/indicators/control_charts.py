"""XmR control charts: which points of a series say more than that figures vary.

The limits come from the differences of neighbouring points (Wheeler and Chambers 1992), so a series tells by
itself how much it varies, whatever its counts cluster like. ``control_rules`` holds the four rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import Final

from csp_toolkit.indicators.catalogue import Break
from csp_toolkit.indicators.control_rules import Direction, Levels, Rule, judge_points
from csp_toolkit.periods import FinancialYear, Month, Quarter

LIMIT_FACTOR: Final = 2.66
"""Limits lie this many mean ranges from the mean: 3 / 1.128, three standard deviations."""
SCREEN_FACTOR: Final = 3.267
"""A range over this many mean ranges is itself outside the limits of ranges, and may be left out."""
FEWEST_POINTS: Final = 13
"""With fewer points limits still move a good deal with each new one."""

Step = Month | Quarter | FinancialYear
"""What a point may stand for: rolling sums share months with their neighbours, so their ranges mislead."""


@dataclass(frozen=True, slots=True)
class ControlPoint:
    """A point of a series: ``value`` is ``None`` where missing.

    ``moving_range`` is the distance from the point before, ``None`` where either is not there. ``rule`` is
    the first of the rules, in their order of priority, of whose pattern the point is part; ``direction``
    says whether it is high or rising (``up``) or the reverse. ``completes`` are the rules fulfilled *at*
    this point: the seventh point completes a run of seven, and all seven are part of it.
    """

    period: Step
    value: float | None
    moving_range: float | None
    rule: Rule | None
    direction: Direction | None
    completes: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class ControlSignal:
    """Neighbouring points with one rule and one direction."""

    rule: Rule
    direction: Direction
    first: Step
    last: Step


@dataclass(frozen=True, slots=True)
class ControlChart:
    """A series with its limits; ``mean``, ``lower`` and ``upper`` are in the unit of the values.

    All of them are ``None`` where no two neighbouring points are known. ``lower`` is as worked out and can
    lie below zero; ``lower_drawn`` is what a count can reach. ``basis`` is how many points the limits rest
    on, ``ranges_left_out`` how many ranges screening left out. ``remarks`` are sentences a reader needs.
    """

    points: tuple[ControlPoint, ...]
    mean: float | None
    mean_range: float | None
    lower: float | None
    upper: float | None
    basis: int
    ranges_left_out: int
    remarks: tuple[str, ...]
    method: str

    @property
    def lower_drawn(self) -> float | None:
        """The lower limit, and zero where it lies below zero though no value does: no count is less."""
        if self.lower is None or any(point.value is not None and point.value < 0 for point in self.points):
            return self.lower
        return max(self.lower, 0.0)

    @property
    def latest(self) -> ControlPoint | None:
        """The last point with a value."""
        return next((point for point in reversed(self.points) if point.value is not None), None)

    @property
    def signals(self) -> tuple[ControlSignal, ...]:
        """The points with a rule, those gathered that follow each other under the same one."""
        found: list[ControlSignal] = []
        before: ControlPoint | None = None
        for point in self.points:
            if point.rule is None or point.direction is None:
                before = None
                continue
            if before and (before.rule, before.direction) == (point.rule, point.direction):
                found[-1] = ControlSignal(point.rule, point.direction, found[-1].first, point.period)
            else:
                found.append(ControlSignal(point.rule, point.direction, point.period, point.period))
            before = point
        return tuple(found)


def calculate_control_chart(
    series: Sequence[tuple[Step, float | None]],
    *,
    screen: bool = True,
    limits_until: Step | None = None,
    breaks: Sequence[Break] = (),
) -> ControlChart:
    """The XmR chart of counts or rates, a point for each month, quarter or financial year.

    ``None`` is missing. A point that is missing, or a period left out between two, breaks runs, trends and
    ranges. With ``screen``, ranges over ``SCREEN_FACTOR`` times their mean take no part in the limits, once.
    With ``limits_until`` only points up to it make the limits, and later ones are judged by them. Points up
    to the last of ``breaks`` are left out, since limits across a change of level mean nothing.

    Source: Wheeler and Chambers (1992), *Understanding Statistical Process Control*; the rules as used in NHS
    England's Making Data Count. Raises ``ValueError`` for rolling years, a period twice or kinds mixed.
    """
    kept, remarks = _after_breaks(_require_series(series), breaks)
    ranges = _moving_ranges(kept)
    used = [n for n, (period, _) in enumerate(kept) if not limits_until or period.start <= limits_until.end]
    values = [value for n in used if (value := kept[n][1]) is not None]
    mean_range, left_out = _mean_range([found for n in used if (found := ranges[n]) is not None], screen)
    method = f"XmR, {'ranges screened' if screen else 'ranges not screened'}"
    if mean_range is None:
        points = tuple(ControlPoint(p, v, r, None, None, ()) for (p, v), r in zip(kept, ranges, strict=True))
        remarks.append("No two neighbouring points are known, so there are no limits.")
        return ControlChart(points, None, None, None, None, len(values), 0, tuple(remarks), method)
    mean = fsum(values) / len(values)
    levels = Levels(mean, LIMIT_FACTOR * mean_range, 1e-9 * max(map(abs, values)))
    remarks += _remarks(values, levels)
    points = _judged(kept, ranges, levels)
    limits = (mean, mean_range, levels.lower, levels.upper)
    return ControlChart(points, *limits, len(values), left_out, tuple(remarks), method)


def _require_series(series: Sequence[tuple[Step, float | None]]) -> list[tuple[Step, float | None]]:
    kinds = {type(period) for period, _ in series}
    if not kinds <= {Month, Quarter, FinancialYear}:
        raise ValueError("a control chart has months, quarters or financial years, never rolling sums")
    if len(kinds) != 1:
        raise ValueError("a control chart needs points, all of one kind of period")
    if len({period for period, _ in series}) < len(series):
        raise ValueError("a period comes twice in a control chart")
    return sorted(series, key=lambda pair: pair[0].start)


def _after_breaks(
    series: list[tuple[Step, float | None]], breaks: Sequence[Break]
) -> tuple[list[tuple[Step, float | None]], list[str]]:
    """The points wholly after the last break that lies within the series, and the words for it."""
    first, last = series[0][0].months[0], series[-1][0].months[-1]
    within = [found for found in breaks if first < found.before <= last]
    if not within:
        return series, []
    latest = max(within, key=lambda found: found.before)
    kept = [pair for pair in series if pair[0].months[0] >= latest.before]
    if not kept:
        return series[-1:], [f"Nothing stands wholly after the break of {latest.before.long_label}."]
    return kept, [f"The series starts in {kept[0][0].long_label}: {latest.reason}."]


def _moving_ranges(series: Sequence[tuple[Step, float | None]]) -> list[float | None]:
    """The distance of each point from its neighbour before."""
    found: list[float | None] = [None] * len(series)
    for n in range(1, len(series)):
        (before, earlier), (period, value) = series[n - 1], series[n]
        if value is not None and earlier is not None and period.previous() == before:
            found[n] = abs(value - earlier)
    return found


def _mean_range(ranges: Sequence[float], screen: bool) -> tuple[float | None, int]:
    """The mean of the ranges and how many were left out of it."""
    if not ranges:
        return None, 0
    mean = fsum(ranges) / len(ranges)
    kept = [found for found in ranges if not screen or found <= SCREEN_FACTOR * mean]
    return fsum(kept) / len(kept), len(ranges) - len(kept)


def _remarks(values: Sequence[float], levels: Levels) -> list[str]:
    remarks = []
    if len(values) < FEWEST_POINTS:
        few = f"fewer than {FEWEST_POINTS}"
        remarks.append(f"The limits rest on {len(values)} points; with {few} they are unsteady.")
    if levels.lower < 0 <= min(values):
        remarks.append(
            "The lower limit is below zero and drawn at zero, so no low count alone is outside it."
        )
    return remarks


def _judged(
    series: Sequence[tuple[Step, float | None]], ranges: Sequence[float | None], levels: Levels
) -> tuple[ControlPoint, ...]:
    """Points with their rules: each stretch of neighbours is judged by itself."""
    judged: list[ControlPoint] = []
    for stretch in _stretches(series):
        values = [value for n in stretch if (value := series[n][1]) is not None]
        for n, (rule, direction, completes) in zip(stretch, judge_points(values, levels), strict=True):
            judged.append(ControlPoint(*series[n], ranges[n], rule, direction, completes))
    known = {point.period: point for point in judged}
    return tuple(known.get(p, ControlPoint(p, None, None, None, None, ())) for p, _ in series)


def _stretches(series: Sequence[tuple[Step, float | None]]) -> list[list[int]]:
    """Places of the known points, in a new list wherever one does not follow the one before."""
    stretches: list[list[int]] = []
    for n, (period, value) in enumerate(series):
        if value is None:
            continue
        follows = stretches and stretches[-1][-1] == n - 1 and period.previous() == series[n - 1][0]
        if follows:
            stretches[-1].append(n)
        else:
            stretches.append([n])
    return stretches
