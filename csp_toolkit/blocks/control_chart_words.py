"""How a control chart's periods, values and signals are written, in its picture, table and description."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from csp_toolkit.blocks.chart_words import Span, short_month
from csp_toolkit.indicators.control_charts import ControlPoint, ControlSignal, Step
from csp_toolkit.indicators.control_rules import NEAR, ONE_SIDE, OUTSIDE, TREND, Direction, Rule
from csp_toolkit.periods import FinancialYear, Month, Quarter


def step_noun(period: Step) -> str:
    """``month``, ``quarter`` or ``year``."""
    return {Month: "month", Quarter: "quarter", FinancialYear: "year"}[type(period)]


def short_period(period: Step) -> str:
    """For pictures and tables: ``Jan 2025``, ``Q4 2024-25``, ``2024-25``."""
    if isinstance(period, Month):
        return short_month(period)
    if isinstance(period, Quarter):
        return f"Q{period.quarter} {period.financial_year.label}"
    return period.label


def span_words(first: Step, last: Step) -> str:
    """For sentences: ``January to March 2025``, whatever the kind of period."""
    return Span(first.months[0], last.months[-1]).long_label


def step_number(period: Step) -> int:
    """The period's place on the axis: neighbours are one apart."""
    if isinstance(period, Month):
        return period.year * 12 + period.month - 1
    if isinstance(period, Quarter):
        return period.start_year * 4 + period.quarter - 1
    return period.start_year


def value_form(points: Sequence[ControlPoint]) -> str:
    """How values are written: whole numbers plain, others with one decimal, or two where all are under 10."""
    values = [point.value for point in points if point.value is not None]
    if all(value == round(value) for value in values):
        return ",.0f"
    return ",.2f" if all(abs(value) < 10 for value in values) else ",.1f"


def limit_form(form: str) -> str:
    """Means and limits have one decimal more than whole numbers."""
    return ",.1f" if form == ",.0f" else form


def write_level(level: float, form: str) -> str:
    """A mean or limit; one at zero is ``0`` and no more exact than that."""
    return "0" if level == 0 else format(level, form)


EITHER_WAY: Final[dict[Rule, str]] = {
    OUTSIDE: "outside the limits",
    TREND: "part of seven or more rising, or falling",
    NEAR: "two of three close to one limit",
    ONE_SIDE: "part of seven or more on one side of the mean",
}
"""What a shape says where it stands for both directions."""


def describe_rule(rule: Rule, direction: Direction) -> str:
    """What a mark says, as in a key: ``above the upper limit``."""
    up = direction == "up"
    if rule == OUTSIDE:
        return "above the upper limit" if up else "below the lower limit"
    if rule == TREND:
        return "part of seven or more rising" if up else "part of seven or more falling"
    if rule == NEAR:
        return f"two of three close to the {'upper' if up else 'lower'} limit"
    return f"part of seven or more {'above' if up else 'below'} the mean"


def describe_signal(signal: ControlSignal) -> str:
    """A signal in a sentence: ``March 2025 above the upper limit``."""
    return f"{span_words(signal.first, signal.last)} {describe_rule(signal.rule, signal.direction)}"
