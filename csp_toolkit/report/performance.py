"""Tables of indicators: this period beside an earlier one, the verdict first."""

from __future__ import annotations

from collections.abc import Sequence

from csp_toolkit.blocks.model import Callout, Column, Display, Heading, Table
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.change import Comparison
from csp_toolkit.number_format import percent_decimals, write_signed_percent
from csp_toolkit.periods import Period
from csp_toolkit.report.figures import Figures, evidence
from csp_toolkit.report.formats import (
    NOT_APPLICABLE,
    notes_for_shorthand,
    write_absence,
    write_difference,
    write_rate,
    write_result_count,
)
from csp_toolkit.report.notes import notes_on_changes, source_line


def show_indicator_table(figures: Figures, theme: str) -> Display:
    """A heading and one table for a theme: a row for each of its indicators."""
    indicators = figures.catalogue.of_theme(theme)
    comparisons = [figures.comparisons[indicator.id] for indicator in indicators]
    name = figures.catalogue.theme(theme).name
    caption = f"{name}, {figures.partnership.name}: {figures.period.label} and the same quarter last year"
    table = _comparison_table(figures, caption, indicators, comparisons, figures.period, figures.baseline)
    return Display(blocks=(Heading(text=name, level=3), table), evidence=_results_of(comparisons))


def show_twelve_months(figures: Figures) -> Display:
    """Every indicator's rolling twelve months in one table, or one remark where nothing can be said."""
    indicators = list(figures.catalogue)
    comparisons = [figures.yearly_comparisons[indicator.id] for indicator in indicators]
    year = figures.twelve_months
    heading = Heading(text="The last twelve months")
    if all(not c.current.has_value and not c.baseline.has_value for c in comparisons):
        return Display(
            blocks=(heading, _nothing_to_compare(year, comparisons)), evidence=_results_of(comparisons)
        )
    caption = f"All indicators, {figures.partnership.name}: {year.label} and the twelve months before"
    table = _comparison_table(figures, caption, indicators, comparisons, year, year.previous())
    return Display(blocks=(heading, table), evidence=_results_of(comparisons))


def _nothing_to_compare(year: Period, comparisons: Sequence[Comparison]) -> Callout:
    """In place of a table in which no cell would hold a figure."""
    reasons = sorted({comparison.reason for comparison in comparisons})
    text = f"Neither {year.label} nor the twelve months before can be given: {'; '.join(reasons)}."
    return Callout(tone="warning", title="No figures for twelve months", text=text)


def _comparison_table(
    figures: Figures,
    caption: str,
    indicators: Sequence[Indicator],
    comparisons: Sequence[Comparison],
    current: Period,
    baseline: Period,
) -> Table:
    rows = [
        _row(indicator, comparison) for indicator, comparison in zip(indicators, comparisons, strict=True)
    ]
    columns = (
        Column(label="Indicator"),
        # Second, so that a phone shows it without scrolling: it is what a reader needs first.
        Column(label="Clear change?"),
        Column(label=_short_label(current), numeric=True),
        Column(label=_short_label(baseline), numeric=True),
        Column(label="Change in rate (95% interval)", numeric=True),
        Column(label="Rate per 1,000 (95% interval)", numeric=True),
    )
    return Table(
        caption=caption,
        columns=columns,
        rows=tuple(tuple(row) for row in rows),
        notes=(
            *notes_for_shorthand(rows),
            *notes_on_changes(indicators, comparisons, current, baseline),
        ),
        source=source_line(figures),
    )


def _short_label(period: Period) -> str:
    """A period as a column is headed: "Jan to Mar 2025", "Apr 2024 to Mar 2025"."""
    first, last = period.months[0], period.months[-1]
    year = f" {first.year}" if first.year != last.year else ""
    return f"{first.name[:3]}{year} to {last.name[:3]} {last.year}"


def _row(indicator: Indicator, comparison: Comparison) -> list[str]:
    return [
        indicator.name,
        comparison.verdict.capitalize(),
        write_result_count(comparison.current),
        write_result_count(comparison.baseline),
        _write_change(comparison),
        write_rate(comparison.current),
    ]


def _write_change(comparison: Comparison) -> str:
    """ "−30% (−44% to −12%)"; on a base too small for a percentage the difference of counts: "6 fewer"."""
    if comparison.verdict == "cannot say" or comparison.difference is None:
        return _write_no_change(comparison)
    if comparison.rate_change is None:
        return write_difference(comparison.difference)
    _, lowest, highest = comparison.rate_change
    decimals = percent_decimals(lowest, highest)
    change, lower, upper = (write_signed_percent(number, decimals) for number in comparison.rate_change)
    return f"{change} ({lower} to {upper})"


def _write_no_change(comparison: Comparison) -> str:
    """Why there is no change to write: what the figures lack, or that they cannot be compared at all."""
    pair = (comparison.current, comparison.baseline)
    return NOT_APPLICABLE if all(result.has_value for result in pair) else write_absence(*pair)


def _results_of(comparisons: Sequence[Comparison]) -> tuple[dict[str, object], ...]:
    return evidence(
        result for comparison in comparisons for result in (comparison.current, comparison.baseline)
    )
