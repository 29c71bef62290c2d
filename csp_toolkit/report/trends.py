"""Charts: an indicator month by month, and beside its peers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from csp_toolkit.blocks.charts import RankedArea, draw_control_chart, draw_ranking, draw_trend
from csp_toolkit.blocks.model import Callout, Display, Heading, Paragraph
from csp_toolkit.findings import describe_comparison, describe_control_chart, describe_rank
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.change import Comparison
from csp_toolkit.indicators.control_charts import calculate_control_chart
from csp_toolkit.indicators.ranking import Rank
from csp_toolkit.periods import Month, Quarter
from csp_toolkit.report.evidence import compared_results, comparison_rows, result_rows
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.notes import source_line

S = TypeVar("S", bound=Month | Quarter)


def show_trend(figures: Figures, indicator: Indicator) -> Display:
    """The months up to the quarter's last, this quarter and the same one last year marked."""
    if indicator.measure.step != "month":
        return show_control_chart(figures, indicator)
    comparison = figures.comparisons[indicator.id]
    if figures.partnership.shares_district:
        title = f"{indicator.name}: no chart"
        callout = Callout(title=title, text=f"{figures.partnership.name} {comparison.current.status_reason}.")
        return Display(
            blocks=(callout,),
            evidence=compared_results([comparison]),
            comparisons=comparison_rows([comparison]),
        )
    months = _from_first_held(figures.monthly(indicator))
    first, last = months[0][0], months[-1][0]
    chart = draw_trend(
        title=_trend_title(figures, indicator, comparison, first),
        subtitle=(
            f"{indicator.numerator.capitalize()} a month, {figures.partnership.name}, "
            f"{first.long_label} to {last.long_label}"
        ),
        months=months,
        unit=indicator.numerator,
        area_name=figures.partnership.name,
        highlight=(*figures.period.months, *figures.baseline.months),
        verdict=describe_comparison(comparison, indicator).text,
        source=source_line(figures),
        notes=(f"{indicator.name}: {indicator.definition}",),
    )
    return Display(
        blocks=(chart,), evidence=compared_results([comparison]), comparisons=comparison_rows([comparison])
    )


def show_control_chart(figures: Figures, indicator: Indicator) -> Display:
    """The steps up to the period's last with limits of the usual variation, and what the latest ones say."""
    if indicator.measure.step not in ("month", "quarter"):
        text = f"It is counted once a {'year' if indicator.measure.step == 'financial_year' else 'while'}."
        return Display(blocks=(Callout(title=f"{indicator.name}: too few points for a chart", text=text),))
    steps = _from_first_held(figures.released(indicator).drawn(figures.months))
    if all(count is None for _, count in steps):
        text = f"No figures are held that this audience may see, up to {figures.period.long_label}."
        return Display(blocks=(Callout(title=f"{indicator.name}: no chart", text=text),))
    chart = calculate_control_chart(steps, breaks=figures.breaks(indicator))
    noun = "month" if indicator.measure.step == "month" else "quarter"
    sentence = describe_control_chart(chart, indicator)
    marked = "marked points differ from the usual" if chart.signals else "no point differs from the usual"
    first, last = steps[0][0], steps[-1][0]
    drawn = draw_control_chart(
        title=f"{indicator.name}: {marked}",
        subtitle=(
            f"{indicator.numerator[0].upper()}{indicator.numerator[1:]} a {noun}, "
            f"{figures.partnership.name}, {first.long_label} to {last.long_label}, with limits"
        ),
        chart=chart,
        unit=indicator.numerator,
        area_name=figures.partnership.name,
        source=source_line(figures),
        notes=(f"{indicator.name}: {indicator.definition}", *_season_note(noun)),
    )
    return Display(blocks=(Paragraph(text=sentence.text), drawn))


def _season_note(noun: str) -> tuple[str, ...]:
    """Limits are those of the series as it is: a strong season marks its months year after year."""
    return ("Seasons are not taken out, so a month may be marked for its season alone.",) * (noun == "month")


def _trend_title(figures: Figures, indicator: Indicator, comparison: Comparison, first: Month) -> str:
    """The message of the chart: the verdict, and a break before any change is read from the line."""
    verdict = f"{comparison.verdict} against {figures.comparator}"
    if comparison.verdict == "cannot say":
        verdict = f"no comparison possible with {figures.comparator}"
    last = figures.months[-1]
    broken = any(found.after < last and found.before > first for found in figures.breaks(indicator))
    return f"{indicator.name}: {verdict}{' (this series has a break)' if broken else ''}"


def _from_first_held(steps: Sequence[tuple[S, int | None]]) -> list[tuple[S, int | None]]:
    """Without the steps before the first held, as an empty run at the left tells nothing. All if none is."""
    held = (place for place, (_, count) in enumerate(steps) if count is not None)
    return list(steps[next(held, 0) :])


def show_ranking(figures: Figures, indicator: Indicator) -> Display:
    """The force's partnerships by rate, with the ranks the data allow."""
    period = figures.ranked_period(indicator)
    ranks = figures.ranks(indicator)
    own = next(rank for rank in ranks if rank.area.code == figures.area.code)
    force = figures.partnership.police_force.name
    heading = Heading(text=f"{indicator.name} among the {force} partnerships", level=3)
    chart = draw_ranking(
        title=_ranking_title(own),
        subtitle=(
            f"{indicator.numerator.capitalize()} per 1,000 residents, the {len(ranks)} partnerships in "
            f"{force}, {period.long_label}, with 95% intervals"
        ),
        entries=[_ranked_area(rank) for rank in ranks],
        highlight_code=figures.area.code,
        unit=f"{indicator.numerator} per 1,000 residents",
        period=period.long_label,
        source=source_line(figures),
    )
    sentence = describe_rank(own, indicator, f"partnerships in {force}").text
    return Display(
        blocks=(heading, Paragraph(text=sentence), chart), evidence=result_rows(rank.result for rank in ranks)
    )


def _ranking_title(own: Rank) -> str:
    """The message of the chart in a few words; the sentence before it says all."""
    if own.rank is None:
        return f"{own.area.name} cannot be ranked"
    if own.rank_lower == own.rank_upper:
        return f"{own.area.name} ranks {own.rank} of {own.ranked} from the highest"
    places = f"between {own.rank_lower} and {own.rank_upper} of {own.ranked}"
    return f"{own.area.name} ranks {places} from the highest"


def _ranked_area(rank: Rank) -> RankedArea:
    return RankedArea(
        area_code=rank.area.code,
        area_name=rank.area.name,
        value=rank.result.value,
        lower=rank.result.lower,
        upper=rank.result.upper,
        rank=rank.rank,
        rank_lower=rank.rank_lower,
        rank_upper=rank.rank_upper,
        suppressed=rank.result.status == "suppressed",
    )
