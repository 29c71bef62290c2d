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
from csp_toolkit.report.remembered import protect_remembered


@dataclass(frozen=True, eq=False)
class Released:
    """What may be shown of one indicator in one area: its results by period, and its count step by step.

    The steps are all months or quarters that are held, as its source counts; none where it counts once a
    year or on a day. ``sentences`` say in public words what is withheld or rounded, and why.
    """

    results: Mapping[Period, Result]
    steps: Steps
    sentences: tuple[str, ...]

    def drawn(self, months: Sequence[Month]) -> Steps:
        """The steps that lie in these months, for a chart; without a count where one is not held."""
        held: dict[Period, int | None] = dict(self.steps)
        if any(isinstance(step, Quarter) for step in held):
            return [(quarter, held.get(quarter)) for quarter in dict.fromkeys(map(Quarter.of, months))]
        return [(month, held.get(month)) for month in months]


def release_together(
    observations: Observations,
    indicators: Sequence[Indicator],
    area: Area,
    periods_of: Callable[[Indicator], Sequence[Period]],
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
    release = release_results(
        results, indicators, audience, steps=steps, sensitivity=sensitivity, protect=protect_remembered
    )
    return {indicator.id: _released(release, indicator, area) for indicator in indicators}


def _released(release: Release, indicator: Indicator, area: Area) -> Released:
    own = {result.period: result for result in release.results if result.indicator_id == indicator.id}
    return Released(own, _steps(release, indicator, area), release.sentences)


def _steps(release: Release, indicator: Indicator, area: Area) -> Steps:
    """The series by month or by quarter; a source that counts more rarely has none."""
    held = release.steps_of(indicator.id, area.code)
    if indicator.measure.step == "month":
        return [(step, count) for step, count in held if isinstance(step, Month)]
    return [(step, count) for step, count in held if isinstance(step, Quarter)]
