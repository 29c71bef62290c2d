"""The rows of results.csv and comparisons.csv that travel with what a cell shows."""

from __future__ import annotations

from collections.abc import Iterable

from csp_toolkit.indicators.change import Comparison
from csp_toolkit.indicators.comparisons_csv import make_comparison_row
from csp_toolkit.indicators.results import Result

Rows = tuple[dict[str, object], ...]


def result_rows(results: Iterable[Result]) -> Rows:
    """Rows of results.csv, one for each result."""
    return tuple(result.to_row() for result in results)


def compared_results(comparisons: Iterable[Comparison]) -> Rows:
    """Rows of results.csv for both sides of each comparison that are figures of their own."""
    return result_rows(
        result
        for comparison in comparisons
        for result in (comparison.current, comparison.baseline)
        if not comparison.between_areas or result is comparison.current
    )


def comparison_rows(comparisons: Iterable[Comparison]) -> Rows:
    """Rows of comparisons.csv, one for each comparison."""
    return tuple(make_comparison_row(comparison) for comparison in comparisons)
