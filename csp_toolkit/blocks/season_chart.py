"""A season: a bar for each month of the year above or below the trend; words and table say the same."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from typing import Final

from csp_toolkit.blocks import palette
from csp_toolkit.blocks.chart_layers import LINE_HEIGHT, SCHEMA, Spec, round_ticks, rule_layer, text_layer
from csp_toolkit.blocks.chart_svg import chart_svg
from csp_toolkit.blocks.chart_theme import PICTURE_WIDTH
from csp_toolkit.blocks.chart_words import capitalised, join_sentences, listed, shorten
from csp_toolkit.blocks.model import Chart, Column, Table
from csp_toolkit.indicators.season_of_year import MonthOfYear, SeasonOfYear
from csp_toolkit.number_format import MINUS

_HEIGHT: Final = 240
_TOP: Final = LINE_HEIGHT + 22
_BOTTOM: Final = LINE_HEIGHT + 12
_BAND: Final = (PICTURE_WIDTH - 8) / 12
_BAR: Final = 26
AXIS: Final = "Percent above or below the trend"


def draw_season(
    *,
    title: str,
    subtitle: str,
    season: SeasonOfYear,
    unit: str,
    area_name: str,
    source: str | None = None,
    notes: Sequence[str] = (),
) -> Chart:
    """Twelve bars about a line of zero, each with its percentage.

    Raises ``ValueError`` for a season without months.
    """
    if len(season.months) != 12:
        raise ValueError("a season has twelve months")
    alternative = _describe(season, unit, area_name)
    return Chart(
        title=title,
        subtitle=subtitle,
        alternative=alternative,
        svg=chart_svg(_spec(season.months), title=title, description=alternative),
        table=_table(season.months, subtitle, unit, source),
        notes=tuple(notes),
        source=source,
    )


def write_percent(percent: float) -> str:
    """``+12%``, ``−3%``, ``0%``: whole numbers, since a season is known no finer."""
    whole = round(percent)
    return f"{'+' if whole > 0 else MINUS if whole < 0 else ''}{abs(whole)}%"


def name_of(month: MonthOfYear) -> str:
    """``January``."""
    return calendar.month_name[month.month]


def _describe(season: SeasonOfYear, unit: str, area_name: str) -> str:
    ordered = sorted(season.months, key=lambda each: -each.percent)
    above = [f"{name_of(each)} {write_percent(each.percent)}" for each in ordered if round(each.percent) > 0]
    below = [
        f"{name_of(each)} {write_percent(each.percent)}" for each in ordered[::-1] if round(each.percent) < 0
    ]
    return join_sentences(
        [
            f"Bar chart of what each month of the year adds to the trend of {shorten(unit)} "
            f"in {shorten(area_name)}, in percent{_range(season)}.",
            "The months differ by more than chance." if season.parts.is_clear else "",
            f"Highest: {name_of(season.highest)}, {write_percent(season.highest.percent)}.",
            f"Lowest: {name_of(season.lowest)}, {write_percent(season.lowest.percent)}.",
            f"Above the trend: {listed(above, 12)}." if above else "",
            f"Below the trend: {listed(below, 12)}." if below else "",
        ]
    )


def _range(season: SeasonOfYear) -> str:
    if season.first is None or season.last is None:
        return ""
    return f", from {season.first.long_label} to {season.last.long_label}"


def _spec(months: Sequence[MonthOfYear]) -> Spec:
    values = [each.percent for each in months]
    ticks = round_ticks(min(0.0, *values), max(0.0, *values, 1.0))
    low, high = ticks[0], ticks[-1]

    def height_of(value: float) -> float:
        return round(_HEIGHT * (high - value) / (high - low), 2)

    zero = height_of(0.0)
    layers: list[Spec] = []
    for number, each in enumerate(months):
        middle = round(_BAND * (number + 0.5), 1)
        layers += _bar(each, middle, zero, height_of(each.percent))
        layers.append(text_layer([name_of(each)[:3]], x=middle, y=_HEIGHT + _BOTTOM, align="center"))
    return {
        "$schema": SCHEMA,
        "width": 12 * _BAND,
        "height": _HEIGHT,
        "autosize": "none",
        "padding": {"left": 4, "right": 4, "top": _TOP, "bottom": _BOTTOM + 10},
        "layer": [
            *layers,
            rule_layer(x=0, x2=12 * _BAND, y=zero, color=palette.TEXT, strokeWidth=1.5),
            text_layer([AXIS], x=0, y=LINE_HEIGHT - _TOP),
        ],
    }


def _bar(each: MonthOfYear, middle: float, zero: float, end: float) -> list[Spec]:
    """Bars below the trend are lighter too, within a dark edge; where they stand says it all the same."""
    above = each.percent >= 0
    edges = {"x": {"value": middle - _BAR / 2}, "x2": {"value": middle + _BAR / 2}}
    edges |= {"y": {"value": min(zero, end)}, "y2": {"value": max(zero, end)}}
    mark = {"type": "rect", "opacity": 1, "stroke": palette.DARK_BLUE, "strokeWidth": 1}
    fill = palette.DARK_BLUE if above else palette.SEQUENTIAL[2]
    words = text_layer(
        [write_percent(each.percent)], x=middle, y=end - 6 if above else end + LINE_HEIGHT - 2, align="center"
    )
    return [{"data": {"values": [{}]}, "mark": {**mark, "fill": fill}, "encoding": edges}, words]


def _table(months: Sequence[MonthOfYear], subtitle: str, unit: str, source: str | None) -> Table:
    columns = (
        Column(label="Month of the year"),
        Column(label=f"{capitalised(unit)} above or below the trend, in an average month", numeric=True),
        Column(label=AXIS, numeric=True),
    )
    rows = tuple((name_of(each), _write_added(each.added), write_percent(each.percent)) for each in months)
    return Table(caption=subtitle, columns=columns, rows=rows, source=source)


def _write_added(added: float) -> str:
    whole = round(added)
    return f"{'+' if whole > 0 else MINUS if whole < 0 else ''}{abs(whole):,}"
