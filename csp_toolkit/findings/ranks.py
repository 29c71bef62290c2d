"""An area's place among its peers, with the places it could as well have."""

from __future__ import annotations

from csp_toolkit.findings.sentence import (
    Sentence,
    give_reasons,
    is_short,
    join_sentences,
    ordinal,
    state_confidence,
    state_when,
)
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.ranking import Rank
from csp_toolkit.indicators.results import Result
from csp_toolkit.number_format import rate_decimals


def describe_rank(rank: Rank, indicator: Indicator, among: str = "partnerships") -> Sentence:
    """An area's rate with its interval, and its rank with the ranks it could as well have.

    ``among`` names what is ranked, such as ``partnerships in Essex``.
    """
    result = rank.result
    heading = f"{indicator.name} in {rank.area.name}"
    if rank.rank is None or rank.rank_lower is None or rank.rank_upper is None:
        opening = f"{heading}: there is no rank for {result.period.long_label}."
        return join_sentences([opening, *give_reasons(result.status_reason)], "cannot say")
    parts = [*state_rate(heading, result, indicator), _state_rank(rank, rank.rank, among)]
    if rank.ranked > 1:
        parts.append(_state_rank_interval(rank, rank.rank_lower, rank.rank_upper))
    return join_sentences(parts)


def state_rate(heading: str, result: Result, indicator: Indicator) -> list[str]:
    """A rate with its interval, in one sentence or, where that is too long, in two."""
    value, lower, upper = result.value or 0.0, result.lower or 0.0, result.upper or 0.0
    decimals = rate_decimals(value)
    rate = f"{heading}: {value:,.{decimals}f} {indicator.unit} {state_when(result, indicator)}"
    span = f"{lower:,.{decimals}f} to {upper:,.{decimals}f}"
    whole = f"{rate} ({state_confidence(result)} interval: {span})."
    return [whole] if is_short(whole) else [f"{rate}.", f"Its {state_confidence(result)} interval is {span}."]


def _state_rank(rank: Rank, place: int, among: str) -> str:
    if rank.ranked == 1:
        return f"No other of the {among} has a figure to rank it with."
    if place == 1:
        return f"That is the highest rate of {rank.ranked} {among}."
    if place == rank.ranked:
        return f"That is the lowest rate of {rank.ranked} {among}."
    return f"That is the {ordinal(place)} highest rate of {rank.ranked} {among}."


def _state_rank_interval(rank: Rank, first: int, last: int) -> str:
    confidence = state_confidence(rank.result)
    if first == last:
        return f"Its {confidence} rank interval holds that rank alone."
    every = ", which is every rank" if (first, last) == (1, rank.ranked) else ""
    return f"Its {confidence} rank interval runs from {ordinal(first)} to {ordinal(last)}{every}."
