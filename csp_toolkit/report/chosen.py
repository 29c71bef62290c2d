"""Indicators that an analyst chose, of whatever kind, in one compact table with what is clear in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from csp_toolkit.blocks.model import Column, Display, Finding, Findings, Heading, Paragraph, Table
from csp_toolkit.findings import describe_comparison
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.change import MINIMUM_BASE, Comparison
from csp_toolkit.periods import FinancialYear, Period
from csp_toolkit.report.comparison_tables import Row, short_label, write_change
from csp_toolkit.report.evidence import compared_results, comparison_rows
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.formats import (
    notes_for_shorthand,
    write_difference,
    write_list,
    write_result_count,
    write_share,
)
from csp_toolkit.report.notes import source_line


def show_chosen(figures: Figures, title: str, indicators: Sequence[str]) -> Display:
    """A heading, the clear changes in words, the table, and what is withheld or was not supplied.

    Raises ParameterError for an indicator that is not in the catalogue.
    """
    chosen = [figures.catalogue.get(name) for name in indicators]
    rows = [(i, figures.comparisons[i.id]) for i in chosen if i.id in figures.comparisons]
    told = [row for row in rows if row[1].current.has_value or row[1].baseline.has_value]
    return Display(
        blocks=(
            Heading(text=title),
            *_findings([row for row in told if row[0].kind != "output"]),
            *_table(figures, title, told),
            *_absent(figures, chosen, told),
        ),
        evidence=compared_results(comparison for _, comparison in rows),
        comparisons=comparison_rows(c for indicator, c in rows if indicator.kind != "output"),
    )


def _findings(rows: Sequence[Row]) -> Iterator[Findings | Paragraph]:
    """A sentence for each clear change, and one for all the rest."""
    clear = [row for row in rows if row[1].verdict in ("clear rise", "clear fall")]
    if clear:
        yield Findings(items=tuple(_finding(*row) for row in clear))
    unclear = [name_in_text(i) for i, c in rows if c.verdict == "no clear change"]
    if unclear:
        yield Paragraph(text=f"No clear change in {_list(unclear)}.")


def _finding(indicator: Indicator, comparison: Comparison) -> Finding:
    sentence = describe_comparison(comparison, indicator)
    return Finding(text=sentence.text, verdict=sentence.verdict)


def _table(figures: Figures, title: str, rows: Sequence[Row]) -> Iterator[Table]:
    if not rows:
        return
    now, then = period_heading(figures.period), period_heading(figures.baseline)
    columns = (
        Column(label="Indicator"),
        Column(label="Clear change?"),
        Column(label=now, numeric=True),
        Column(label=then, numeric=True),
        Column(label="Change (95% interval)", numeric=True),
    )
    cells = tuple(_cells(figures, *row) for row in rows)
    said = dict.fromkeys(
        sentence for indicator, _ in rows for sentence in figures.policy_sentences(indicator)
    )
    notes = (*notes_for_shorthand([list(row) for row in cells]), *_notes(rows), *said)
    yield Table(
        caption=f"{title}, {figures.partnership.name}",
        columns=columns,
        rows=cells,
        notes=notes,
        source=source_line(figures),
    )


def period_heading(period: Period) -> str:
    """A financial year by its label, which leaves the words their room; another period by its months."""
    return period.label if isinstance(period, FinancialYear) else short_label(period)


def _cells(figures: Figures, indicator: Indicator, comparison: Comparison) -> tuple[str, ...]:
    current, baseline = comparison.current, comparison.baseline
    name = indicator.name
    if current.period.months != figures.period.months:
        name += f" ({short_label(current.period)} and a year before)"
    write = write_share if indicator.kind == "proportion" else write_result_count
    verdict = "Not tested" if indicator.kind == "output" else comparison.verdict.capitalize()
    return name, verdict, write(current), write(baseline), _change(indicator, comparison)


def _change(indicator: Indicator, comparison: Comparison) -> str:
    pair = (comparison.current.numerator, comparison.baseline.numerator)
    if indicator.kind == "output" and pair[0] is not None and pair[1] is not None:
        return write_difference(pair[0] - pair[1])
    change = write_change(comparison)
    return change.replace(" (", " points (", 1) if comparison.scale == "points" else change


def _notes(rows: Sequence[Row]) -> Iterator[str]:
    """What a row of this table needs said, and no more: the board has five pages."""
    comparisons = [c for _, c in rows if c.verdict != "cannot say"]
    if any(c.scale == "percent" and c.rate_change is None for c in comparisons):
        yield f"Where the earlier count is under {MINIMUM_BASE}, the difference stands alone."
    if any(c.rate_change is not None for c in comparisons):
        yield "Changes in percent allow for population and days."
    for reason in sorted({c.reason for i, c in rows if c.verdict == "cannot say" and i.kind != "output"}):
        yield f"Cannot say: {reason}."


def _absent(figures: Figures, chosen: Sequence[Indicator], told: Sequence[Row]) -> Iterator[Paragraph]:
    """What was asked for and has no figure: withheld from this audience, not complete, or from nobody."""
    shown = {indicator.id for indicator, _ in told}
    blank = [indicator for indicator in chosen if indicator.id not in shown]
    held = [indicator for indicator in blank if indicator.id in figures.comparisons]
    withheld = [indicator for indicator in held if _is_withheld(figures.comparisons[indicator.id])]
    periods = f"{period_heading(figures.period)} or {period_heading(figures.baseline)}"
    for said, indicators in (
        ("Withheld from this audience", withheld),
        (f"No complete figure for {periods}", [i for i in held if i not in withheld]),
        ("Nobody supplied", [i for i in blank if i not in held]),
    ):
        if indicators:
            yield Paragraph(text=f"{said}: {_list([name_in_text(i) for i in indicators])}.")


def _is_withheld(comparison: Comparison) -> bool:
    return "suppressed" in (comparison.current.status, comparison.baseline.status)


def _list(names: list[str]) -> str:
    """The names in a sentence; set apart by semicolons where one of them has a comma of its own."""
    return "; ".join(names) if any("," in name for name in names) else write_list(names)


def name_in_text(indicator: Indicator) -> str:
    """An indicator's name within a sentence; an acronym keeps its capitals."""
    name = indicator.name
    return name if name[:2].isupper() else name[0].lower() + name[1:]
