"""From inputs to results: one for each area, made as the indicator's kind asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from csp_toolkit.areas import Area
from csp_toolkit.indicators.availability import Availability, assess_period
from csp_toolkit.indicators.catalogue import Indicator, Kind
from csp_toolkit.indicators.counts import count_events, make_count, make_output
from csp_toolkit.indicators.inputs import Inputs
from csp_toolkit.indicators.proportions import make_proportion
from csp_toolkit.indicators.rates import make_rate
from csp_toolkit.indicators.results import Result
from csp_toolkit.periods import Period

P = TypeVar("P", bound=Period)


class _Maker(Protocol):
    def __call__(
        self,
        inputs: Inputs,
        indicator: Indicator,
        area: Area,
        period: Period,
        held: Availability,
        confidence: float,
    ) -> Result: ...


_MAKERS: dict[Kind, _Maker] = {
    "rate": make_rate,
    "count": make_count,
    "output": make_output,
    "proportion": make_proportion,
}


def calculate_results(
    inputs: Inputs,
    indicator: Indicator,
    areas: Sequence[Area],
    period: Period,
    *,
    confidence: float = 0.95,
) -> list[Result]:
    """One Result for each area, in the order given: the indicator in the period, not made annual.

    A result has no figure, and its reason says why, where a step of the period or the population is missing,
    where a supplier withheld a step, and where the numbers are none of their kind (a part larger than its
    whole). It is ``provisional`` where a step is.
    """
    make = _MAKERS[indicator.kind]
    return [
        make(
            inputs,
            indicator,
            area,
            period,
            assess_period(inputs, area, period, indicator.measure.step),
            confidence,
        )
        for area in areas
    ]


def calculate_step_counts(
    inputs: Inputs, indicator: Indicator, area: Area, steps: Sequence[P]
) -> list[tuple[P, int | None]]:
    """The indicator's count in each of the steps, for a chart; ``None`` is no figure and zero is zero.

    Steps may be longer than those of the source, and are ``None`` where they are not whole ones of it. Of a
    proportion it is the number of its part, as counted.
    """
    found: list[tuple[P, int | None]] = []
    for step in steps:
        held = assess_period(inputs, area, step, indicator.measure.step)
        if indicator.kind == "proportion":
            result = make_proportion(inputs, indicator, area, step, held, 0.95)
            found.append((step, result.numerator))
        else:
            found.append((step, count_events(inputs, indicator, area, step, held)[0]))
    return found
