"""The partnership beside other areas in the same period: a table of comparators, and a funnel."""

from __future__ import annotations

from csp_toolkit.blocks.charts import draw_funnel
from csp_toolkit.blocks.model import Callout, Column, Display, Heading, Paragraph, Table
from csp_toolkit.findings import describe_comparison
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.change import Comparison
from csp_toolkit.indicators.comparators import OTHER_DISTRICTS
from csp_toolkit.indicators.funnels import calculate_funnel
from csp_toolkit.report.comparison_tables import short_label
from csp_toolkit.report.evidence import comparison_rows, result_rows
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.formats import NOT_APPLICABLE, notes_for_shorthand, write_rate
from csp_toolkit.report.notes import source_line

NOTE = (
    "Each comparator leaves this partnership out. A ratio of 2 is twice the rate, one of 0.5 half of it. "
    "Areas differ for lasting reasons, such as shops and stations, so a higher rate is no verdict on anybody."
)


def show_comparators(figures: Figures) -> Display:
    """Rates of street-level data beside those of the force's other districts and the most similar group."""
    heading = Heading(text="Rates beside other areas", level=3)
    groups = figures.looks.areas
    rows = [
        (figures.catalogue.get(name), comparator, comparison)
        for comparator, group in groups.items()
        for name, comparison in group.items()
    ]
    if not rows:
        text = f"No other area's figures are held that {figures.partnership.name} could be set beside."
        return Display(blocks=(heading, Callout(title="No areas to compare with", text=text)))
    tables = [_table(figures, comparator, group) for comparator, group in groups.items()]
    return Display(
        blocks=(heading, *tables),
        evidence=result_rows(comparison.current for *_, comparison in rows),
        comparisons=comparison_rows(comparison for *_, comparison in rows),
    )


def _table(figures: Figures, comparator: str, group: dict[str, Comparison]) -> Table:
    rows = [_row(figures.catalogue.get(name), comparison) for name, comparison in group.items()]
    period = next(iter(group.values())).current.period
    columns = (
        Column(label="Indicator"),
        Column(label="Clearly different?"),
        Column(label=f"{figures.partnership.name}, {short_label(period)}", numeric=True),
        Column(label="Comparator", numeric=True),
        Column(label="Ratio of rates (95% interval)", numeric=True),
    )
    return Table(
        caption=f"{figures.partnership.name} and {comparator}, {period.long_label}",
        columns=columns,
        rows=tuple(rows),
        notes=(*notes_for_shorthand([list(row) for row in rows]), NOTE),
        source=source_line(figures),
    )


def _row(indicator: Indicator, comparison: Comparison) -> tuple[str, ...]:
    return (
        indicator.name,
        comparison.words.capitalize(),
        write_rate(comparison.current),
        write_rate(comparison.baseline),
        _write_ratio(comparison),
    )


def _write_ratio(comparison: Comparison) -> str:
    ratio, lower, upper = comparison.ratio, comparison.ratio_lower, comparison.ratio_upper
    if ratio is None or lower is None or upper is None:
        return NOT_APPLICABLE
    return f"{ratio:.2f} ({lower:.2f} to {upper:.2f})"


def show_funnel(figures: Figures, indicator: Indicator) -> Display:
    """The force's partnerships by size and rate, and which differ by more than chance alone."""
    period = figures.ranked_period(indicator)
    results = list(figures.results(indicator, period).values())
    funnel = calculate_funnel(results, indicator.multiplier, adjust=True)
    force, name = figures.partnership.police_force.name, figures.partnership.name
    own = next(point for point in funnel.points if point.area.code == figures.area.code)
    chart = draw_funnel(
        title=f"{indicator.name}: {name} {f'is {own.position}' if own.position else 'has no figure'}",
        subtitle=(
            f"{indicator.unit[0].upper()}{indicator.unit[1:]} by population, the {len(results)} "
            f"partnerships in {force}, {period.long_label}"
        ),
        funnel=funnel,
        own_code=figures.area.code,
        unit=indicator.unit,
        period=period.long_label,
        source=source_line(figures),
    )
    heading = Heading(text=f"{indicator.name}: more than chance between areas?", level=3)
    group = figures.looks.areas.get(OTHER_DISTRICTS, {})
    said = [describe_comparison(group[indicator.id], indicator).text] if indicator.id in group else []
    return Display(
        blocks=(heading, *(Paragraph(text=text) for text in said), chart),
        evidence=result_rows(results),
        comparisons=comparison_rows([group[indicator.id]] if indicator.id in group else []),
    )
