"""Why a change is not clear although its own interval leaves out no change."""

from __future__ import annotations

from csp_toolkit.indicators.change import SIGNIFICANCE, Comparison


def explain_doubt(comparison: Comparison) -> str:
    """Why a change is not clear although its own interval leaves out no change; else empty."""
    if comparison.verdict != "no clear change" or not _interval_leaves_out_no_change(comparison):
        return ""
    if comparison.p_value is not None and comparison.p_value < SIGNIFICANCE:
        return "Tested alone it would be clear; among all the changes tested here it is not."
    return f"The exact test is more cautious than the interval (p = {comparison.p_value:.2g})."


def _interval_leaves_out_no_change(comparison: Comparison) -> bool:
    lower, upper = comparison.ratio_lower, comparison.ratio_upper
    return (lower is not None and lower > 1) or (upper is not None and upper < 1)
