"""Tables of indicators, and what stands beside them: methods and definitions."""

from __future__ import annotations

from collections.abc import Sequence

from csp_toolkit.blocks.model import Callout, Column, Display, Heading, Paragraph, Table
from csp_toolkit.findings import ONE_DECIMAL_BELOW
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.change import METHOD_CAVEAT, MINIMUM_BASE, Comparison
from csp_toolkit.periods import Period
from csp_toolkit.report.figures import Figures, evidence
from csp_toolkit.report.formats import (
    NOT_APPLICABLE,
    notes_for_shorthand,
    write_date,
    write_difference,
    write_rate,
    write_result_count,
    write_signed,
)
from csp_toolkit.store import newest_as_at


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
        notes=(*notes_for_shorthand(rows), *_notes(comparisons), *_remarks(indicators, comparisons)),
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
        return NOT_APPLICABLE
    if comparison.rate_change is None:
        return write_difference(comparison.difference)
    _, lowest, highest = comparison.rate_change
    digits = 1 if highest - lowest < ONE_DECIMAL_BELOW else 0
    change, lower, upper = (
        write_signed(number, digits=digits, unit="%") for number in comparison.rate_change
    )
    return f"{change} ({lower} to {upper})"


def _notes(comparisons: Sequence[Comparison]) -> list[str]:
    notes = []
    small = [c for c in comparisons if c.verdict != "cannot say" and c.percent_change is None]
    if small:
        text = f"Where the earlier count is under {MINIMUM_BASE}, a percentage would mislead: "
        text += "the difference stands alone."
        notes.append(text)
    reasons = {c.reason for c in comparisons if c.verdict == "cannot say"}
    notes.extend(f"Cannot say: {reason}." for reason in sorted(reasons))
    methods = sorted({c.current.method for c in comparisons if c.current.method})
    if methods:
        notes.append(
            "Intervals of rates: " + " or ".join(methods) + ", as stated in results.csv for each figure."
        )
    return notes


def _remarks(indicators: Sequence[Indicator], comparisons: Sequence[Comparison]) -> list[str]:
    """What a reader should know about single verdicts, such as a break that may lie between two periods."""
    return [
        f"{indicator.name}: {comparison.reason}."
        for indicator, comparison in zip(indicators, comparisons, strict=True)
        if comparison.reason and comparison.verdict != "cannot say"
    ]


def source_line(figures: Figures) -> str:
    """The line under every table and chart; made-up data are never put in a publisher's mouth."""
    if figures.synthetic:
        return (
            f"SYNTHETIC data in the publishers' formats. As at {write_date(newest_as_at(figures.editions))}."
        )
    day = write_date(newest_as_at(figures.editions))
    return f"Home Office, data.police.uk; ONS population. Data as at {day}."


def _results_of(comparisons: Sequence[Comparison]) -> tuple[dict[str, object], ...]:
    return evidence(
        result for comparison in comparisons for result in (comparison.current, comparison.baseline)
    )


def show_methods(figures: Figures) -> Display:
    """How to read the figures, for people who do not do statistics."""
    looks = sum(
        comparison.p_value is not None
        for family in (figures.comparisons, figures.yearly_comparisons)
        for comparison in family.values()
    )
    texts = (
        "Rates are offences or incidents per 1,000 residents in the period, not made annual. "
        "They divide by the population estimate nearest the middle of the period.",
        "A 95% interval is the range that the true rate or change plausibly lies in. "
        "It is wide when counts are small.",
        "A change is called clear when chance alone would rarely produce it. "
        f"This report took {looks} looks; the test allows for all of them together (Benjamini and Hochberg).",
        "No clear change means that the figures cannot tell a change from chance. "
        "It does not mean that nothing changed.",
        METHOD_CAVEAT,
        "Counts are of offences placed in the partnership's area by its own police force. "
        "Crimes recorded by British Transport Police and rows without a location are not among them.",
    )
    return Display(
        blocks=(Heading(text="How the figures are worked out"), *(Paragraph(text=text) for text in texts))
    )


def show_definitions(figures: Figures) -> Display:
    """One table of all indicators: what is counted, and caveats; those that all share stand once, below."""
    shared = [
        c for c in next(iter(figures.catalogue)).caveats if all(c in i.caveats for i in figures.catalogue)
    ]
    rows = tuple(
        (
            i.name,
            i.definition,
            " ".join(c for c in i.caveats if c not in shared) or "Nothing beside the notes below.",
        )
        for i in figures.catalogue
    )
    columns = (Column(label="Indicator"), Column(label="What is counted"), Column(label="Bear in mind"))
    table = Table(caption="Definitions of the indicators", columns=columns, rows=rows, notes=tuple(shared))
    return Display(blocks=(Heading(text="Definitions"), table))
