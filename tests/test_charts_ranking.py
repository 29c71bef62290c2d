from __future__ import annotations

from typing import Any

import pytest
from example_charts import SVG, a_ranking, an_area, root_of, words_in

from csp_toolkit.blocks import palette
from csp_toolkit.blocks.charts import RankedArea


def test_areas_stand_from_the_highest_down_and_missing_ones_last() -> None:
    areas = [an_area("Maldon", None), an_area("Thurrock", 12.25, 2), an_area("Harlow", 20, 1)]
    chart = a_ranking(areas)
    assert chart.table.rows == (
        ("Harlow", "20.0", "18.0 to 22.0", "1", "1"),
        ("Thurrock", "12.2", "11.0 to 13.5", "2", "2"),
        ("Maldon", "[x]", "[x]", "[x]", "[x]"),
    )
    assert "no data" in words_in(chart)
    assert "No data: Maldon." in chart.alternative


def test_zero_stands_before_missing_whatever_the_names() -> None:
    areas = [an_area("Basildon", None), RankedArea("T", "Thurrock", 0.0, 0.0, 0.2, 1, 1, 1)]
    table = a_ranking(areas, highlight_code="T").table
    assert [row[:2] for row in table.rows] == [("Thurrock", "0.00"), ("Basildon", "[x]")]


def test_suppressed_is_not_missing() -> None:
    chart = a_ranking([an_area("Thurrock", 3, 1), an_area("Maldon", None, suppressed=True)])
    assert chart.table.rows[1][1] == "[c]"
    assert "suppressed" in words_in(chart)
    assert [note[:3] for note in chart.table.notes] == ["[c]"]
    assert "Suppressed: Maldon." in chart.alternative


def test_values_below_ten_show_two_decimals_and_the_interval_follows() -> None:
    chart = a_ranking([an_area("Thurrock", 9.994, 1)])
    assert chart.table.rows == (("Thurrock", "9.99", "8.99 to 10.99", "1", "1"),)


def test_ones_own_area_is_bold_filled_and_of_another_shape() -> None:
    root = root_of(a_ranking())
    bold = {"".join(t.itertext()) for t in root.iter(f"{SVG}text") if t.get("font-weight") == "bold"}
    points = [p for p in root.iter(f"{SVG}path") if p.get("fill") in (palette.BACKGROUND, palette.DARK_BLUE)]
    assert bold == {"Thurrock", "12.2"}
    assert [p.get("fill") for p in points].count(palette.DARK_BLUE) == 1
    assert len({p.get("d") for p in points}) == 2


def test_the_alternative_of_a_ranking_says_rank_interval_and_extremes() -> None:
    own = RankedArea("T", "Thurrock", 12.25, 11.0, 13.5, 2, 1, 3)
    chart = a_ranking([an_area("Maldon", 8, 3), own, an_area("Harlow", 20, 1)], highlight_code="T")
    assert chart.alternative == (
        "Dot chart of offences per 1,000 residents in 3 areas, each with its 95% interval. "
        "Thurrock: 12.2 (11.0 to 13.5), rank 2 of 3 from the highest; the evidence fits ranks 1 to 3. "
        "Clearly higher: 0 areas. Clearly lower: 0 areas. Highest: Harlow, 20.0. Lowest: Maldon, 8.0."
    )


@pytest.mark.parametrize(("number", "drawn"), [(25, 25), (26, 25), (314, 25)])
def test_beyond_25_areas_the_picture_shows_those_around_ones_own(number: int, drawn: int) -> None:
    areas = [an_area(f"Area {n:03d}", 400.0 - n, n) for n in range(1, number + 1)]
    chart = a_ranking(areas, highlight_code="Area 020")
    names = [words for words in words_in(chart) if words.startswith("Area")]
    assert len(names) == drawn
    assert "Area 020" in names
    assert len(chart.table.rows) == number
    assert bool(chart.notes) == (number > drawn)


def test_ties_stand_in_the_order_of_their_names() -> None:
    areas = [an_area("Thurrock", 5, 1), an_area("Basildon", 5, 1)]
    assert [row[0] for row in a_ranking(areas).table.rows] == ["Basildon", "Thurrock"]


def test_a_real_long_name_stands_whole_on_two_lines() -> None:
    name = "Bournemouth, Christchurch and Poole"
    assert name in words_in(a_ranking([an_area(name, 5, 2), an_area("Thurrock", 6, 1)]))


@pytest.mark.parametrize("value", [0.0, 0.004])
def test_a_value_at_or_near_zero_can_be_drawn(value: float) -> None:
    root_of(a_ranking([RankedArea("T", "Thurrock", value, 0.0, value, 1, 1, 1)], highlight_code="T"))


def test_a_ranking_without_any_value_says_so() -> None:
    chart = a_ranking([an_area("Thurrock", None)])
    assert "No area has data." in chart.alternative


@pytest.mark.parametrize(
    "numbers",
    [
        {"value": 3.0},
        {"value": 3.0, "lower": 4.0, "upper": 5.0},
        {"value": 3.0, "lower": -1.0, "upper": 5.0},
        {"value": None, "lower": 1.0},
        {"value": None, "rank": 1},
        {"value": 1.0, "lower": 1.0, "upper": 1.0, "suppressed": True},
        {"value": 1.0, "lower": 1.0, "upper": float("inf")},
    ],
    ids=str,
)
def test_an_area_cannot_be_nonsense(numbers: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Thurrock"):
        RankedArea("E07", "Thurrock", **numbers)


def test_ones_own_area_has_to_be_among_the_areas() -> None:
    with pytest.raises(ValueError, match="Essex"):
        a_ranking(highlight_code="Essex")


def test_an_area_cannot_come_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        a_ranking([an_area("Thurrock", 1, 1), an_area("Thurrock", 1, 1)])


def test_a_ranking_is_described_with_its_time() -> None:
    chart = a_ranking(period="April 2024 to March 2025")
    assert "in 3 areas, April 2024 to March 2025, each with" in chart.alternative
