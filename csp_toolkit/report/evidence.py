"""The rows of results.csv and comparisons.csv that travel with what a cell shows."""

from __future__ import annotations

from collections.abc import Iterable

from csp_toolkit.indicators.change import Comparison
from csp_toolkit.indicators.comparisons_csv import make_comparison_row
from csp_toolkit.indicators.results import Result

Rows = tuple[dict[str, object], ...]

WITHOUT_FINGERPRINT = ("partner_return", "resident_survey", "delivery_tracker")
"""Datasets that are not published: of their editions the name is told, and not the fingerprint in the id.

Whoever knows the rest of a file could try each small number in place of a withheld one until it fits.
"""


def result_rows(results: Iterable[Result]) -> Rows:
    """Rows of results.csv, one for each result."""
    return tuple(_row(result) for result in results)


def _row(result: Result) -> dict[str, object]:
    row = result.to_row()
    told = {_name_edition(edition) for edition in result.editions}
    return {**row, "editions": ";".join(sorted(told))}


def _name_edition(edition: str) -> str:
    dataset = edition.rpartition("-")[0]
    return dataset if dataset in WITHOUT_FINGERPRINT else edition


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
