"""From observations to what may be shown: an indicator's figures, with small numbers withheld."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from csp_toolkit.areas import Area
from csp_toolkit.indicators.calculate import calculate_results, calculate_step_counts
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.dispersion import Steps
from csp_toolkit.indicators.inputs import Inputs
from csp_toolkit.indicators.results import Result
from csp_toolkit.observations import Observations
from csp_toolkit.parameters import Audience
from csp_toolkit.periods import Month, Period, Quarter


@dataclass(frozen=True, eq=False)
class Released:
    """What may be shown of one indicator in one area: its results by period, and its count step by step.

    The steps are months or quarters, as its source counts; none where it counts once a year or on a day.
    """

    results: Mapping[Period, Result]
    steps: Steps

    @property
    def monthly(self) -> list[tuple[Month, int | None]]:
        """The count of each month; none for what is not counted by month."""
        return [(step, count) for step, count in self.steps if isinstance(step, Month)]


def release_indicator(
    observations: Observations,
    indicator: Indicator,
    area: Area,
    periods: Sequence[Period],
    months: Sequence[Month],
    audience: Audience,
) -> Released:
    """The indicator's results in these periods and its months, as this audience may see them."""
    inputs = observations.gather(indicator)
    results = {period: calculate_results(inputs, indicator, [area], period)[0] for period in periods}
    return Released(results, _count_steps(inputs, indicator, area, months))


def _count_steps(inputs: Inputs, indicator: Indicator, area: Area, months: Sequence[Month]) -> Steps:
    """The count in each month, or in each quarter that begins in one of every three months."""
    if indicator.measure.step == "month":
        return calculate_step_counts(inputs, indicator, area, months)
    if indicator.measure.step == "quarter":
        quarters = [Quarter.of(month) for month in months[::3]]
        return calculate_step_counts(inputs, indicator, area, quarters)
    return []
