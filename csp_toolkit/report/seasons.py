"""Month of the year: what seasons add to and take from the trend of an indicator."""

from __future__ import annotations

from csp_toolkit.blocks.charts import draw_season
from csp_toolkit.blocks.model import Display, Heading, Paragraph
from csp_toolkit.findings import describe_season
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.season_of_year import find_season
from csp_toolkit.periods import Month
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.notes import source_line

METHOD = (
    "Counts are those of a month of average length. The series was taken apart into trend, season and the "
    "rest (STL). The season shown is that of the latest twelve months."
)


def show_seasons(figures: Figures, indicator: Indicator) -> Display:
    """A sentence, and a chart where months of the year differ by more than chance."""
    heading = Heading(text=f"{indicator.name}: month of the year", level=3)
    if indicator.measure.step != "month":
        text = f"{indicator.name} is not counted by month, so months of the year cannot be told apart."
        return Display(blocks=(heading, Paragraph(text=text)))
    end = figures.period.months[-1]
    steps = figures.released(indicator).steps
    series = [(step, count) for step, count in steps if isinstance(step, Month) and step <= end]
    season = find_season(series, breaks=figures.breaks(indicator))
    said = Paragraph(text=describe_season(season, indicator).text)
    if not season.months or not season.parts.is_clear or not season.first or not season.last:
        return Display(blocks=(heading, said))
    chart = draw_season(
        title=f"{indicator.name}: months of the year differ",
        subtitle=(
            f"{indicator.numerator[0].upper()}{indicator.numerator[1:]} against the trend, by month of the "
            f"year, {figures.partnership.name}, {season.first.long_label} to {season.last.long_label}"
        ),
        season=season,
        unit=indicator.numerator,
        area_name=figures.partnership.name,
        source=source_line(figures),
        notes=(METHOD, f"{indicator.name}: {indicator.definition}"),
    )
    return Display(blocks=(heading, said, chart))
