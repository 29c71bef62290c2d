"""Months of the year: evened for their days, drawn only where they clearly differ, told in words."""

from __future__ import annotations

import math
from typing import Any

import altair
import numpy as np
import pytest
from example_charts import words_in
from make_indicators import make_indicator

from csp_toolkit.blocks import season_chart
from csp_toolkit.blocks.charts import chart_svg, draw_season
from csp_toolkit.findings import MOST_WORDS, describe_season
from csp_toolkit.indicators.season_of_year import SeasonOfYear, find_season
from csp_toolkit.periods import Month

START = Month(2021, 4)
THEFT = make_indicator("count", "police_uk_street", "month", {"category": ("Theft",)})


def series(length: int, level: float = 30_000, size: float = 0.2) -> list[tuple[Month, int | None]]:
    """Poisson counts of events a day that are highest in July and lowest in January."""
    chance = np.random.default_rng(5)
    months = [START.plus(n) for n in range(length)]
    a_day = [1 + size * math.cos((month.month - 7) * math.pi / 6) for month in months]
    expected = [level / 30.4375 * month.days * share for month, share in zip(months, a_day, strict=True)]
    return list(zip(months, map(int, chance.poisson(expected)), strict=True))


def test_the_months_stand_from_january_on_with_what_they_add_in_percent() -> None:
    season = find_season(series(48))
    assert [each.month for each in season.months] == list(range(1, 13))
    assert (season.highest.month, season.lowest.month) == (7, 1)
    assert season.highest.percent == pytest.approx(20, abs=1.5)
    assert season.highest.added == pytest.approx(6_000, abs=500)
    assert season.parts.is_clear


def test_that_february_is_short_is_no_season() -> None:
    season = find_season(series(48, size=0))
    assert not season.parts.is_clear
    assert max(abs(each.percent) for each in season.months) < 2


def test_thirty_five_months_and_few_events_have_no_season_and_the_reason_says_so() -> None:
    assert find_season(series(35)).reason.startswith("A season needs 36 months in a row; there are 35")
    few = find_season(series(48, level=4))
    mean = sum(each.value for each in few.parts.months) / 48
    assert few.months == ()
    assert few.reason == f"There are {mean:.1f} a month on average, too few to see a season for chance."


@pytest.mark.parametrize(
    ("season", "said"),
    [
        (
            find_season(series(48)),
            "differ by more than chance in April 2021 to March 2025. July is highest, 20%",
        ),
        (
            find_season(series(48, size=0)),
            "show no clear difference in April 2021 to March 2025. What differs",
        ),
        (find_season(series(30)), "cannot be told apart. A season needs 36 months"),
        (find_season([]), "cannot be told apart. A season needs 36 months in a row; there are none."),
    ],
)
def test_the_words_say_no_more_than_the_test(season: SeasonOfYear, said: str) -> None:
    sentence = describe_season(season, THEFT)
    assert said in sentence.text
    assert sentence.verdict is None
    assert all(len(part.split()) <= MOST_WORDS for part in sentence.text.split(". "))


def drawn() -> Any:
    words = {
        "title": "Months differ",
        "subtitle": "Thefts, Thurrock",
        "unit": "thefts",
        "area_name": "Thurrock",
    }
    return draw_season(season=find_season(series(48)), **words)


def test_every_bar_has_its_percentage_in_picture_description_and_table() -> None:
    chart = drawn()
    assert words_in(chart).count("Jul") == 1
    assert "+20%" in words_in(chart)
    assert "Highest: July, +20%. Lowest: January, −20%." in chart.alternative
    assert [row[0] for row in chart.table.rows][::11] == ["January", "December"]
    assert chart.table.rows[6][2] == "+20%"
    assert drawn().svg == chart.svg


def test_a_season_without_months_is_not_drawn() -> None:
    with pytest.raises(ValueError, match="twelve months"):
        draw_season(title="a", subtitle="b", season=find_season([]), unit="c", area_name="d")


def test_the_specification_is_valid_vega_lite(monkeypatch: pytest.MonkeyPatch) -> None:
    caught: list[dict[str, Any]] = []

    def catch(spec: dict[str, Any], **words: str) -> str:
        caught.append(spec)
        return chart_svg(spec, **words)

    monkeypatch.setattr(season_chart, "chart_svg", catch)
    drawn()
    altair.LayerChart.from_dict(caught[0])
