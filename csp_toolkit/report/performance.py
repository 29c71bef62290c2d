"""Tables of indicators by theme: this period beside an earlier one, the verdict first."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from csp_toolkit.blocks.model import Callout, Display, Heading, Paragraph, Table
from csp_toolkit.errors import ParameterError, Problem, suggest
from csp_toolkit.findings import describe_rate_ratio
from csp_toolkit.frames import STREET
from csp_toolkit.indicators.catalogue import Catalogue, Indicator, Priority
from csp_toolkit.indicators.change import Comparison
from csp_toolkit.indicators.rate_ratios import calculate_rate_ratio
from csp_toolkit.report.comparison_tables import Row, comparison_tables
from csp_toolkit.report.evidence import compared_results, comparison_rows
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.formats import write_list
from csp_toolkit.report.notes import source_line
from csp_toolkit.report.shared_notes import say_once


def show_indicator_table(figures: Figures, theme: str) -> Display:
    """A heading and, for each kind of figure, one table for a theme: a row for each of its indicators."""
    name = figures.catalogue.theme(theme).name
    heading = Heading(text=name, level=3)
    rows = _rows(figures, figures.of_theme(theme))
    tables = _tables(figures, name, rows)
    if not tables:
        return Display(blocks=(heading, *_nothing_held(figures, [name])))
    return _display([heading, *tables], rows)


def show_police_tables(figures: Figures) -> Display:
    """One table of all street-level police data, theme after theme."""
    every = [row for theme in figures.catalogue.themes for row in _rows(figures, figures.of_theme(theme.id))]
    rows = [row for row in every if _is_street(row)]
    return _display(_tables(figures, "Police data", rows), rows)


def show_priorities(figures: Figures, priorities: Sequence[str]) -> Display:
    """A heading and the tables of what bears on each priority, whatever its theme; what holds nothing last.

    Raises ParameterError for a priority that is not in the catalogue.
    """
    chosen = [find_priority(figures.catalogue, name) for name in priorities]
    blocks: list[Heading | Table | Callout | Paragraph] = []
    shown: list[Row] = []
    empty: list[str] = []
    told = {indicator.id for indicator in figures.indicators}
    for priority in chosen:
        rows = _rows(figures, [i for i in figures.catalogue.of_priority(priority.id) if i.id in told])
        tables = _tables(figures, priority.name, rows)
        if not tables:
            empty.append(priority.name)
            continue
        ratios = [Paragraph(text=text) for text in _describe_ratios(figures, rows)]
        blocks += [Heading(text=priority.name, level=3), *tables, *ratios]
        shown += rows
    return _display([*say_once(blocks), *_nothing_held(figures, empty)], shown)


def _nothing_held(figures: Figures, names: Sequence[str]) -> list[Callout]:
    """One remark that names all of which nobody supplied anything."""
    if not names:
        return []
    text = f"Nobody has supplied figures for {figures.partnership.name} on {write_list(list(names))}."
    return [Callout(title="No figures are held", text=text)]


def _describe_ratios(figures: Figures, rows: Sequence[Row]) -> list[str]:
    """How many times as often one group of people is concerned as another, such as women as men."""
    told = {indicator.id: comparison.current for indicator, comparison in rows}
    return [
        describe_rate_ratio(
            calculate_rate_ratio(told[indicator.id], told[indicator.against]),
            indicator,
            figures.catalogue.get(indicator.against),
        ).text
        for indicator, _ in rows
        if indicator.against in told
    ]


def find_priority(catalogue: Catalogue, priority: str) -> Priority:
    """The priority of this id. Raises ParameterError with the nearest one otherwise."""
    known = {found.id: found for found in catalogue.priorities}
    if priority not in known:
        hint = suggest(priority, list(known))
        raise ParameterError(Problem(f'priority "{priority}" is not in the catalogue', hint=hint))
    return known[priority]


def show_partner_tables(figures: Figures, *, beyond_priorities: bool = False) -> Display:
    """Every theme that street-level police data do not cover and somebody supplied figures on.

    With ``beyond_priorities`` indicators that bear on a priority are left out, as they stand there.
    """
    blocks: list[Heading | Table | Callout | Paragraph] = []
    compared: list[Row] = []
    for theme in figures.catalogue.themes:
        indicators = figures.of_theme(theme.id)
        if not indicators or any(i.measure.dataset == STREET for i in indicators):
            continue
        rows = _rows(figures, [i for i in indicators if not (beyond_priorities and i.priorities)])
        if not rows:
            continue
        blocks += [Heading(text=theme.name, level=3), *_tables(figures, theme.name, rows)]
        compared += rows
    if not blocks:
        text = f"Partners have supplied no figures for {figures.partnership.name}."
        return Display(blocks=(Callout(title="No figures from partners", text=text),))
    return _display(say_once(blocks), compared)


def show_twelve_months(figures: Figures) -> Display:
    """The rolling twelve months of street-level data, or one remark where nothing can be said."""
    rows = [
        (indicator, figures.yearly_comparisons[indicator.id])
        for indicator in figures.indicators
        if indicator.measure.dataset == STREET
    ]
    comparisons = [comparison for _, comparison in rows]
    year = figures.twelve_months
    heading = Heading(text="The last twelve months")
    if all(not c.current.has_value and not c.baseline.has_value for c in comparisons):
        return _display([heading, _nothing_to_compare(year.label, comparisons)], rows)
    title = f"Police data, {figures.partnership.name}"
    tables = comparison_tables(title, rows, year, year.previous(), source_line(figures))
    return _display([heading, *tables], rows)


def _rows(figures: Figures, indicators: Sequence[Indicator]) -> list[Row]:
    return [(indicator, figures.comparisons[indicator.id]) for indicator in indicators]


def _tables(figures: Figures, theme: str, rows: Sequence[Row]) -> list[Table | Paragraph]:
    """A table for each kind of figure and period: what is counted once a year stands apart from quarters.

    Indicators that have a figure in neither period are named below, where rows of blanks would hide the rest.
    """
    told = [row for row in rows if row[1].current.has_value or row[1].baseline.has_value or _is_street(row)]
    periods = list(dict.fromkeys(comparison.current.period for _, comparison in told))
    told.sort(key=lambda row: periods.index(row[1].current.period))
    name, source = f"{theme}, {figures.partnership.name}", source_line(figures)
    tables: list[Table | Paragraph] = [
        table
        for period, group in groupby(told, key=lambda row: row[1].current.period)
        for table in comparison_tables(
            name, list(group), period, period.same_last_year(), source, figures.policy_sentences
        )
    ]
    blank = [row for row in rows if row not in told]
    withheld = [row for row in blank if "suppressed" in (row[1].current.status, row[1].baseline.status)]
    missing = [row for row in blank if row not in withheld]
    remarks = (("Withheld from this audience", withheld), (_nothing_for(figures), missing))
    tables += [Paragraph(text=f"{said}: {_names(blank)}.") for said, blank in remarks if blank]
    return tables


def _nothing_for(figures: Figures) -> str:
    return f"Nobody has supplied figures for {figures.period.label} or {figures.comparator}"


def _names(rows: Sequence[Row]) -> str:
    return write_list([indicator.name for indicator, _ in rows])


def _is_street(row: Row) -> bool:
    return row[0].measure.dataset == STREET


def _nothing_to_compare(year: str, comparisons: Sequence[Comparison]) -> Callout:
    """In place of a table in which no cell would hold a figure."""
    reasons = sorted({comparison.reason for comparison in comparisons})
    text = f"Neither {year} nor the twelve months before can be given: {'; '.join(reasons)}."
    return Callout(tone="warning", title="No figures for twelve months", text=text)


def _display(blocks: Sequence[Heading | Table | Callout | Paragraph], rows: Sequence[Row]) -> Display:
    return Display(
        blocks=tuple(blocks),
        evidence=compared_results(comparison for _, comparison in rows),
        comparisons=comparison_rows(c for indicator, c in rows if indicator.kind != "output"),
    )
