"""Why a change is not clear although its own interval leaves out no change."""

from __future__ import annotations

from csp_toolkit.indicators.change import SIGNIFICANCE, Comparison


def explain_doubt(comparison: Comparison) -> str:
    """Why a change is not clear although its own interval leaves out no change; else empty."""
    if comparison.verdict != "no clear change" or not _interval_leaves_out_no_change(comparison):
        return ""
    if comparison.p_value is not None and comparison.p_value < SIGNIFICANCE:
        tested = "comparisons" if comparison.between_areas else "changes"
        return f"Tested alone it would be clear; among all the {tested} tested here it is not."
    return f"The exact test is more cautious than the interval (p = {comparison.p_value:.2g})."


def _interval_leaves_out_no_change(comparison: Comparison) -> bool:
    """Whether the whole interval lies on one side of no change: of 1 for ratios, of 0 for points."""
    if comparison.scale == "points":
        lower, upper, middle = comparison.value_lower, comparison.value_upper, 0.0
    else:
        lower, upper, middle = comparison.ratio_lower, comparison.ratio_upper, 1.0
    return (lower is not None and lower > middle) or (upper is not None and upper < middle)
