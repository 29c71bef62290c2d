"""Whether months of the year differ, in words."""

from __future__ import annotations

import calendar

from csp_toolkit.findings.sentence import Sentence, join_sentences
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.season_of_year import MonthOfYear, SeasonOfYear
from csp_toolkit.number_format import write_percent


def describe_season(season: SeasonOfYear, indicator: Indicator) -> Sentence:
    """Which months are highest and lowest, or that none clearly is, or why nothing can be said."""
    if not season.months or season.first is None or season.last is None:
        return Sentence(f"{indicator.name}: months of the year cannot be told apart. {season.reason}")
    span = f"{season.first.long_label} to {season.last.long_label}"
    if not season.parts.is_clear:
        opening = f"{indicator.name}: months of the year show no clear difference in {span}."
        return join_sentences([opening, "What differs may be chance."])
    highest, lowest = season.highest, season.lowest
    return join_sentences(
        [
            f"{indicator.name}: months of the year differ by more than chance in {span}.",
            f"{_name(highest)} is highest, {_away(highest)}, and {_name(lowest)} lowest, {_away(lowest)}.",
        ]
    )


def _name(month: MonthOfYear) -> str:
    return calendar.month_name[month.month]


def _away(month: MonthOfYear) -> str:
    side = "above" if month.percent >= 0 else "below"
    return f"{write_percent(month.percent, 0)} {side} the trend"
