"""How large something is, where nothing is compared: the figure with its interval."""

from __future__ import annotations

from csp_toolkit.findings.ranks import state_rate
from csp_toolkit.findings.sentence import (
    Sentence,
    choose_short,
    count_of,
    give_reasons,
    join_sentences,
    state_confidence,
    state_when,
)
from csp_toolkit.findings.shares import write_share
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.results import Result


def describe_level(result: Result, indicator: Indicator) -> Sentence:
    """A figure in its period with its interval, or why there is none."""
    if not result.has_value:
        opening = f"{indicator.name}: there is no figure for {result.period.long_label}."
        return join_sentences([opening, *give_reasons(result.status_reason)], "cannot say")
    if indicator.kind == "proportion":
        return join_sentences(_state_share(result, indicator))
    if indicator.kind == "rate":
        return join_sentences(state_rate(indicator.name, result, indicator))
    counted = count_of(result.numerator or 0, indicator.numerator)
    return Sentence(f"{indicator.name}: {counted} {state_when(result, indicator)}.")


def _state_share(result: Result, indicator: Indicator) -> list[str]:
    opening = (
        f"{indicator.name}: {write_share(result, indicator.denominator)} {state_when(result, indicator)}"
    )
    lower, upper = result.lower or 0.0, result.upper or 0.0
    interval = f"{state_confidence(result)} interval: {lower:.1f}% to {upper:.1f}%"
    together = f"{opening} ({interval})."
    apart = f"{opening}."
    chosen = choose_short(together, apart)
    return [chosen] if chosen == together else [apart, f"The {interval}."]
