"""From observations to what may be shown: an indicator's figures, with small numbers withheld."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from csp_toolkit.areas import Area
from csp_toolkit.indicators.calculate import calculate_results
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.dispersion import Steps
from csp_toolkit.indicators.results import Result
from csp_toolkit.observations import Observations
from csp_toolkit.parameters import Audience
from csp_toolkit.periods import Month, Period, Quarter
from csp_toolkit.release import Release, gather_steps, release_results


@dataclass(frozen=True, eq=False)
class Released:
    """What may be shown of one indicator in one area: its results by period, and its count step by step.

    The steps are months or quarters, as its source counts; none where it counts once a year or on a day.
    ``sentences`` say in public words what is withheld or rounded, and why.
    """

    results: Mapping[Period, Result]
    steps: Steps
    sentences: tuple[str, ...]

    @property
    def monthly(self) -> list[tuple[Month, int | None]]:
        """The count of each month; none for what is not counted by month."""
        return [(step, count) for step, count in self.steps if isinstance(step, Month)]


def release_together(
    observations: Observations,
    indicators: Sequence[Indicator],
    area: Area,
    periods_of: Callable[[Indicator], Sequence[Period]],
    months: Sequence[Month],
    audience: Audience,
) -> dict[str, Released]:
    """Indicators that count parts of one whole, released at once, since one can give another away.

    The whole series goes in, not the months of this report alone: what reports of earlier quarters showed
    is worked out anew from it. Gives back each indicator's figures by its id.
    """
    results, steps = [], []
    for indicator in indicators:
        inputs = observations.gather(indicator)
        steps += gather_steps(inputs, indicator, [area])
        for period in periods_of(indicator):
            results += calculate_results(inputs, indicator, [area], period)
    sensitivity = {indicator.id: observations.sensitivity(indicator) for indicator in indicators}
    release = release_results(results, indicators, audience, steps=steps, sensitivity=sensitivity)
    return {indicator.id: _released(release, indicator, area, months) for indicator in indicators}


def _released(release: Release, indicator: Indicator, area: Area, months: Sequence[Month]) -> Released:
    own = {result.period: result for result in release.results if result.indicator_id == indicator.id}
    held = dict(release.steps_of(indicator.id, area.code))
    return Released(own, _in_window(held, indicator, months), release.sentences)


def _in_window(held: Mapping[Period, int | None], indicator: Indicator, months: Sequence[Month]) -> Steps:
    """The count in each month, or in each quarter, of the months drawn; none where it is not held."""
    if indicator.measure.step == "month":
        return [(month, held.get(month)) for month in months]
    if indicator.measure.step == "quarter":
        quarters = dict.fromkeys(Quarter.of(month) for month in months)
        return [(quarter, held.get(quarter)) for quarter in quarters]
    return []
