"""What a release is made of: counts of steps that go in, results and steps that come out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from csp_toolkit.areas import Area
from csp_toolkit.indicators.availability import assess_period
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.counts import count_events
from csp_toolkit.indicators.inputs import DENOMINATOR, NUMERATOR, Inputs
from csp_toolkit.indicators.results import Result
from csp_toolkit.periods import Period, parse_month, parse_period

A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
"""The label of a snapshot. "2023-24 Q1" is as long, and is a quarter."""


@dataclass(frozen=True, slots=True)
class StepCount:
    """What was counted of an indicator, in an area, in one step of its source: a month, quarter or year.

    ``whole`` is the denominator of a proportion. ``count`` is ``None`` where it is missing, or withheld: then
    ``suppressed`` says so, whether its supplier withheld it or the release did.
    """

    indicator_id: str
    area_code: str
    period: Period
    count: int | None
    whole: int | None = None
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class Release:
    """What an audience may see: results in the order given, and the steps that charts and tests draw on.

    ``sentences`` are those of the policies applied, for the page. ``exposed`` names withheld
    counts that open figures give away, whatever is withheld here: for an analyst, and for no page.
    """

    results: tuple[Result, ...]
    steps: tuple[StepCount, ...]
    sentences: tuple[str, ...]
    exposed: tuple[str, ...] = field(default=())

    def steps_of(self, indicator_id: str, area_code: str) -> list[tuple[Period, int | None]]:
        """One area's series, as charts take it: ``None`` is missing or withheld."""
        return [
            (step.period, step.count)
            for step in self.steps
            if (step.indicator_id, step.area_code) == (indicator_id, area_code)
        ]


def gather_steps(inputs: Inputs, indicator: Indicator, areas: Sequence[Area]) -> list[StepCount]:
    """Every step that the inputs hold of these areas, in order; none of what is counted on a day.

    A release is safe against earlier ones only where it is given the whole series, as they were.
    """
    if indicator.measure.step == "snapshot":
        return []
    parse = parse_month if indicator.measure.step == "month" else parse_period
    labels = {label for _, label in inputs.supplies if not A_DAY.fullmatch(label)}
    periods: list[Period] = sorted(map(parse, labels), key=lambda period: period.start)
    return [_count_step(inputs, indicator, area, period) for period in periods for area in areas]


def _count_step(inputs: Inputs, indicator: Indicator, area: Area, period: Period) -> StepCount:
    held = assess_period(inputs, area, period, indicator.measure.step)
    suppressed = held.status == "suppressed"
    if indicator.kind != "proportion":
        count, _ = count_events(inputs, indicator, area, period, held)
        return StepCount(indicator.id, area.code, period, count, suppressed=suppressed)
    if not held.has_figure:
        return StepCount(indicator.id, area.code, period, None, suppressed=suppressed)
    part, whole = (
        round(inputs.total(area.code, held.steps, (each,)).counted) for each in (NUMERATOR, DENOMINATOR)
    )
    known = 0 <= part <= whole
    return StepCount(indicator.id, area.code, period, part if known else None, whole if known else None)
