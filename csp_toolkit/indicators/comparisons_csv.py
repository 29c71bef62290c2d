"""comparisons.csv: every comparison of a report in one row, beside results.csv."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.indicators.change import Comparison
from csp_toolkit.indicators.results import format_cell

COMPARISON_COLUMNS = (
    "indicator_id",
    "area_code",
    "area_name",
    "period",
    "comparator",
    "current",
    "baseline",
    "difference",
    "percent_change",
    "ratio_lower",
    "ratio_upper",
    "p_value",
    "q_value",
    "dispersion",
    "verdict",
)
_KEY_COLUMNS = 5


def make_comparison_row(comparison: Comparison) -> dict[str, object]:
    """A comparison as a row, in the order of ``COMPARISON_COLUMNS``; what does not apply is ``None``.

    Of counts and rates over time ``current``, ``baseline`` and ``difference`` are counts, ``baseline`` the
    mean count of an average. Of two areas they are values in the indicator's unit. Of proportions they are
    percentages, and ``difference`` is in percentage points. ``percent_change`` is for counts over time alone,
    the ends of the ratio are of rates alone, per person and day.
    """
    result = comparison.current
    current, baseline, difference = _amounts(comparison)
    return {
        "indicator_id": result.indicator_id,
        "area_code": result.area.code,
        "area_name": result.area.name,
        "period": result.period.label,
        "comparator": comparison.comparator,
        "current": current,
        "baseline": baseline,
        "difference": difference,
        "percent_change": comparison.percent_change,
        "ratio_lower": comparison.ratio_lower,
        "ratio_upper": comparison.ratio_upper,
        "p_value": comparison.p_value,
        "q_value": comparison.q_value,
        "dispersion": comparison.dispersion,
        "verdict": comparison.words,
    }


def write_comparisons(rows: Iterable[Mapping[str, object]], path: Path) -> None:
    """Write rows of ``make_comparison_row`` as CSV, the same bytes whenever they are the same.

    Rows are sorted by indicator, area code, period and comparator, and one met twice is written once. Form
    and rounding are those of ``results.write_results``; ``None`` is an empty cell. A figure that is not there
    is empty beside "cannot say", and its row in results.csv says why.

    Raises ``DataError`` naming every comparison of which there are two different ones.
    """
    kept: dict[tuple[str, ...], list[str]] = {}
    problems = []
    for row in rows:
        cells = [format_cell(row[column]) for column in COMPARISON_COLUMNS]
        key = tuple(cells[:_KEY_COLUMNS])
        if kept.setdefault(key, cells) != cells:
            problems.append(Problem(f"two different comparisons for {', '.join(key)}"))
    if problems:
        raise DataError(problems)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COMPARISON_COLUMNS)
        writer.writerows(kept[key] for key in sorted(kept))


def _amounts(comparison: Comparison) -> tuple[float | None, float | None, float | None]:
    """What the two are and how far apart, each on the scale of the comparison."""
    if comparison.scale != "percent":
        return comparison.current.value, comparison.baseline.value, comparison.value_difference
    current, base = comparison.current.numerator, comparison.base_count
    if not comparison.averaged:
        return current, comparison.baseline.numerator, comparison.difference
    if comparison.difference is None or current is None or base is None:
        return current, base, None
    return current, base, current - base
