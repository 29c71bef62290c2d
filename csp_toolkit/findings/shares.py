"""Proportions: both shares with the numbers behind them, then the difference in percentage points."""

from __future__ import annotations

from csp_toolkit.findings.sentence import choose_short, is_short, state_confidence, state_when, with_article
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.change import MINIMUM_BASE, Comparison
from csp_toolkit.indicators.results import Result


def state_shares(comparison: Comparison, indicator: Indicator) -> list[str]:
    """Two shares of one area in two periods, or of two areas in one, and how they differ.

    Where either rests on fewer than ``MINIMUM_BASE`` answers there is no percentage: numbers and verdict.
    """
    few = min(_basis(comparison.current), _basis(comparison.baseline)) < MINIMUM_BASE
    difference = f"That is {_name_verdict(comparison)}." if few else _state_points(comparison)
    weights = [_state_weights(comparison.current)] if _is_weighted(comparison.current) else []
    return [*_state_both(comparison, indicator, few), difference, *weights]


def _state_both(comparison: Comparison, indicator: Indicator, few: bool) -> list[str]:
    current, baseline = comparison.current, comparison.baseline
    place = f" in {current.area.name}" if comparison.between_areas else ""
    own = f"{indicator.name}{place}: {write_share(current, indicator.denominator, few)}"
    own += f" {state_when(current, indicator)}"
    other, comparator = write_share(baseline, "", few), with_article(comparison.comparator)
    others = [f"{other} in {comparator}"]
    if not comparison.between_areas:
        others = [f"{others[0]}, {baseline.period.long_label}", f"{other} in {baseline.period.long_label}"]
    whole = choose_short(*(f"{own}, against {way}." for way in others))
    return (
        [whole]
        if is_short(whole)
        else [f"{own}.", choose_short(*(f"Against that: {way}." for way in others))]
    )


def write_share(result: Result, whole: str, few: bool = False) -> str:
    """``61.2% (120 of 196 respondents)``, or without the percentage where it rests on few."""
    numbers = f"{result.numerator or 0:,} of {result.denominator or 0:,.0f}{f' {whole}' if whole else ''}"
    return numbers if few else f"{result.value or 0.0:.1f}% ({numbers})"


def _state_points(comparison: Comparison) -> str:
    difference = comparison.value_difference or 0.0
    lower, upper = comparison.value_lower, comparison.value_upper
    interval = ""
    if lower is not None and upper is not None:
        interval = f" ({state_confidence(comparison.current)} interval: {_span(lower, upper)})"
    size = f"{abs(difference):.1f} percentage points"
    side = "higher" if difference > 0 else "lower"
    if comparison.verdict == "no clear change":
        amount = f"{size} {side}" if round(difference, 1) else "under 0.1 percentage points apart"
        return f"That is {comparison.words}: {amount}{interval}."
    if comparison.between_areas:
        return f"That is {comparison.words}, by {size}{interval}."
    return f"That is a {comparison.verdict} of {size}{interval}."


def _span(lower: float, upper: float) -> str:
    """``1.2 to 7.0 higher``, ``1.2 lower to 9.4 higher``: the end nearer to no difference first."""
    if lower < 0 < upper:
        return f"{-lower:.1f} lower to {upper:.1f} higher"
    near, far = sorted((lower, upper), key=abs)
    return f"{abs(near):.1f} to {abs(far):.1f} {'lower' if lower + upper < 0 else 'higher'}"


def _name_verdict(comparison: Comparison) -> str:
    clear = comparison.verdict in ("clear rise", "clear fall")
    return f"a {comparison.verdict}" if clear and not comparison.between_areas else comparison.words


def _basis(result: Result) -> float:
    """For how many equal answers a share stands."""
    return result.effective_n or result.denominator or 0.0


def _is_weighted(result: Result) -> bool:
    return result.effective_n is not None and abs(result.effective_n - (result.denominator or 0)) >= 0.5


def _state_weights(result: Result) -> str:
    return f"Answers are weighted, and tell as much as {_basis(result):,.0f} of equal weight."
