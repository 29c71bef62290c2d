"""Funnels as pictures: one's own set apart, sides told by shape, areas without a figure told in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import altair
import pytest
from example_charts import words_in
from hypothesis import given, settings
from hypothesis import strategies as st
from make_results import make_missing, make_result

from csp_toolkit.areas import Area
from csp_toolkit.blocks import funnel_chart
from csp_toolkit.blocks.charts import chart_svg, draw_funnel
from csp_toolkit.blocks.model import Chart
from csp_toolkit.indicators.funnels import calculate_funnel

NAMES = ("Basildon", "Braintree", "Harlow", "Maldon", "Thurrock")
PLACES = tuple(Area(f"E2200{n:04d}", name, "csp", 2024) for n, name in enumerate(NAMES))
OWN = PLACES[4].code


def results(*counts: int, people: float = 100_000):
    return [make_result(n, area=PLACES[i], people=people + 20_000 * i) for i, n in enumerate(counts)]


def drawn(given: Any = None, adjust: bool = False, **changes: Any) -> Chart:
    words: dict[str, Any] = {
        "title": "Robbery",
        "subtitle": "Robberies per 1,000 residents, April to June 2025",
        "funnel": calculate_funnel(given or results(100, 60, 220, 150, 210), 1000, adjust=adjust),
        "own_code": OWN,
        "unit": "robberies per 1,000 residents",
    }
    return draw_funnel(**words | changes)


def test_the_description_says_what_average_own_place_and_who_is_outside() -> None:
    assert drawn().alternative == (
        "Funnel chart of robberies per 1,000 residents by residents in 5 areas, "
        "against their average of 1.06. "
        "Thurrock: 1.17, within the limits. Above the 99.8% limit: Harlow. Below the 99.8% limit: Braintree. "
        "Within the limits: 3 areas. Highest: Harlow, 1.57. Lowest: Braintree, 0.50."
    )


def test_own_area_and_those_outside_are_named_in_the_picture() -> None:
    words = words_in(drawn())
    assert {"Thurrock", "Harlow", "Braintree"} <= set(words)
    assert "Maldon" not in words


def test_average_and_limits_are_named_beside_their_lines_and_signs_under_the_picture() -> None:
    words = words_in(drawn())
    assert {"average 1.06", "95%", "99.8%", "Outside the 99.8% limits", "Within the limits"} <= set(words)
    assert "Outside the 95% limits only" not in words


def test_the_table_holds_every_area_from_the_highest_down() -> None:
    rows = drawn().table.rows
    assert [row[0] for row in rows] == ["Harlow", "Thurrock", "Basildon", "Maldon", "Braintree"]
    assert rows[0] == ("Harlow", "1.57", "140,000", "Above the 99.8% limit")
    assert drawn().table.notes == ("Average 1.06 (funnel, Poisson, chance alone).",)


def test_missing_and_withheld_areas_are_in_table_and_words_and_not_in_the_picture() -> None:
    missing = make_missing(area=PLACES[0])
    withheld = replace(make_missing(area=PLACES[1]), status="suppressed", status_reason="a small count")
    chart = drawn([missing, withheld, *results(100, 60, 220, 150, 210)[2:]])
    assert chart.table.rows[-2:] == (("Basildon", "[x]", "[x]", "[x]"), ("Braintree", "[c]", "[c]", "[c]"))
    assert "No data: Basildon." in chart.alternative
    assert "Withheld: Braintree." in chart.alternative
    assert not {"Basildon", "Braintree"} & set(words_in(chart))
    assert [note[:3] for note in chart.table.notes[1:]] == ["[x]", "[c]"]


def test_ones_own_area_without_a_figure_is_told() -> None:
    chart = drawn([*results(100, 60, 220, 150), make_missing(area=PLACES[4])])
    assert "Thurrock: no data." in chart.alternative


def test_nothing_known_is_drawn_as_nothing() -> None:
    chart = drawn([make_missing(area=place) for place in PLACES])
    assert "No area has data." in chart.alternative
    assert {row[1] for row in chart.table.rows} == {"[x]"}


def test_areas_that_vary_more_than_by_chance_have_a_note_that_says_how_much() -> None:
    assert "by chance alone, for reasons that last" in drawn().notes[0]
    assert "the limits allow for that" in drawn(adjust=True).notes[0]
    assert drawn(results(100, 120, 140, 160, 180)).notes == ()


def test_ones_own_area_is_in_the_funnel() -> None:
    with pytest.raises(ValueError, match="not in the funnel"):
        drawn(own_code="E99")


def test_the_specification_is_valid_vega_lite(monkeypatch: pytest.MonkeyPatch) -> None:
    caught: list[dict[str, Any]] = []

    def catch(spec: dict[str, Any], **words: str) -> str:
        caught.append(spec)
        return chart_svg(spec, **words)

    monkeypatch.setattr(funnel_chart, "chart_svg", catch)
    drawn()
    altair.LayerChart.from_dict(caught[0])


@settings(max_examples=25)
@given(st.lists(st.integers(0, 3000), min_size=5, max_size=5), st.floats(300, 1e6))
def test_any_counts_can_be_drawn_described_and_tabled(counts: list[int], people: float) -> None:
    chart = drawn(results(*counts, people=people))
    assert len(chart.table.rows) == 5
    assert "Thurrock" in words_in(chart)
    assert len(chart.alternative) <= 600


def test_a_funnel_is_described_with_its_time() -> None:
    assert (
        "in 5 areas, April 2024 to March 2025, against"
        in drawn(period="April 2024 to March 2025").alternative
    )
