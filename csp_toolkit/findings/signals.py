"""What a control chart says of the latest point of a series: whether it is more than the usual variation."""

from __future__ import annotations

from csp_toolkit.findings.sentence import Sentence, count_of, is_short, join_sentences
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.control_charts import ControlChart, ControlPoint, ControlSignal
from csp_toolkit.indicators.control_rules import NEAR, ONE_SIDE, OUTSIDE
from csp_toolkit.periods import Month, Quarter

USUAL, UNUSUAL = "That is within its usual variation.", "That is more than its usual variation."


def describe_control_chart(chart: ControlChart, indicator: Indicator) -> Sentence:
    """The latest point, whether a rule of the chart marks it, and what a reader should know of the limits.

    The values are counts, or rates in the unit of the indicator where they are not whole numbers.
    """
    latest = chart.latest
    if latest is None or latest.value is None:
        return Sentence(f"{indicator.name}: no figure is known.", "cannot say")
    opening = f"{indicator.name}: {_write_value(latest.value, indicator)} in {latest.period.long_label}."
    if chart.mean is None or chart.lower_drawn is None or chart.upper is None:
        return join_sentences([opening, *chart.remarks])
    limits = f"{_write(chart.lower_drawn)} to {_write(chart.upper)}"
    range_ = f"Its limits are {limits}, around a mean of {_write(chart.mean)}."
    parts = [opening, range_, *_state_signal(chart, latest)]
    return join_sentences([*parts, *(remark for remark in chart.remarks if is_short(remark))])


def _state_signal(chart: ControlChart, latest: ControlPoint) -> list[str]:
    if latest.rule is None:
        return [USUAL]
    signal = next(s for s in reversed(chart.signals) if s.last == latest.period)
    return [_signal_in_words(signal), UNUSUAL]


def _signal_in_words(signal: ControlSignal) -> str:
    up, step = signal.direction == "up", _step_of(signal)
    last = signal.last.long_label
    since = f"From {signal.first.long_label} to {last}"
    if signal.rule == OUTSIDE:
        return f"The figure for {last} lies {'above the upper' if up else 'below the lower'} limit."
    if signal.rule == NEAR:
        limit = "upper" if up else "lower"
        return f"Of three neighbouring {step}s two lie near the {limit} limit, {last} among them."
    if signal.rule == ONE_SIDE:
        return f"{since}, every {step} lies {'above' if up else 'below'} the mean."
    return f"{since}, the figure {'rose' if up else 'fell'} with every {step}."


def _step_of(signal: ControlSignal) -> str:
    return (
        "month"
        if isinstance(signal.last, Month)
        else "quarter"
        if isinstance(signal.last, Quarter)
        else "year"
    )


def _write_value(value: float, indicator: Indicator) -> str:
    if value == round(value):
        return count_of(round(value), indicator.numerator)
    return f"{_write(value)} {indicator.unit}"


def _write(value: float) -> str:
    """No decimals from 100 on, one from 10 on, two below, whole numbers as they are."""
    if value == round(value):
        return f"{value:,.0f}"
    return f"{value:,.{0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2}f}"
