"""Maps: what a colour says, words, numbers and table say too; withheld and missing areas are told apart."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import altair
import pytest
from example_charts import SVG, root_of, words_in
from hypothesis import given, settings
from hypothesis import strategies as st
from test_charts import contrast

from csp_toolkit.blocks import map_chart
from csp_toolkit.blocks.charts import MapArea, MapClass, MapPlace, chart_svg, draw_map
from csp_toolkit.blocks.map_chart_labels import Wanted, set_labels
from csp_toolkit.blocks.map_chart_spec import FILLS, outline_colour
from csp_toolkit.blocks.model import Chart

CLASSES = (
    MapClass(0, "Under half: under 5", "Under half"),
    MapClass(5, "Half or more: 5 to under 10", "Half or more"),
    MapClass(10, "Average or more: 10 to under 20", "Average or more"),
    MapClass(20, "Twice or more: 20 and over", "Twice or more"),
)
VALUES = (3.0, 25.0, 7.5, 12.0, None, None)


def field(number: int) -> tuple[tuple[tuple[tuple[float, float], ...], ...], ...]:
    """Six fields in two rows of three, which share their corners."""
    west, south = 0.3 + 0.02 * (number % 3), 51.5 + 0.01 * (number // 3)
    east, north = 0.3 + 0.02 * (number % 3 + 1), 51.5 + 0.01 * (number // 3 + 1)
    return ((((west, south), (east, south), (east, north), (west, north), (west, south)),),)


OUTLINES = {f"E0100000{n}": field(n) for n in range(6)}


def areas(values: tuple[float | None, ...] = VALUES, suppressed: int = 4) -> list[MapArea]:
    return [
        MapArea(
            f"E0100000{n}",
            f"Area {n}",
            value,
            None if value is None else value * 0.8,
            None if value is None else value * 1.2,
            suppressed=value is None and n == suppressed,
        )
        for n, value in enumerate(values)
    ]


def drawn(**changes: Any) -> Chart:
    given: dict[str, Any] = {
        "title": "Highest in Area 1",
        "subtitle": "Offences per 1,000 residents, small areas of Thurrock, 2025",
        "areas": areas(),
        "outlines": OUTLINES,
        "classes": CLASSES,
        "unit": "offences per 1,000 residents",
        "noun": "small area",
    }
    return draw_map(**(given | changes))


def test_the_description_says_range_highest_lowest_and_how_many_are_withheld() -> None:
    assert drawn(places=[MapPlace("Tilbury", frozenset({"E01000000", "E01000001"}))]).alternative == (
        "Map of offences per 1,000 residents in 6 small areas, in 4 classes. From 3.0 to 25.0. "
        "Highest: Area 1 (25.0) and Area 3 (12.0). Lowest: Area 0 (3.0). "
        "Withheld: 1 small area. No data: 1 small area. Outlined and named: Tilbury. "
        "Twice or more: 20 and over (1); "
        "Average or more: 10 to under 20 (1); Half or more: 5 to under 10 (1); Under half: under 5 (1)."
    )


def test_every_colour_in_use_has_words_with_the_number_of_its_areas() -> None:
    words = words_in(drawn())
    assert {f"{each.words} (1 area)" for each in CLASSES} <= set(words)
    assert {"[c] withheld (1 area)", "[x] not available (1 area)"} <= set(words)
    assert not [word for word in words_in(drawn(areas=areas()[:4])) if word.startswith("[")]


def test_the_highest_bear_a_number_that_is_resolved_under_the_map() -> None:
    words = words_in(drawn(named=2))
    assert words.count("1") == 2
    assert {"Area 1, 25.0", "Area 3, 12.0"} <= set(words)
    assert "Area 2, 7.5" not in words


def test_where_all_areas_are_equal_none_is_named() -> None:
    chart = drawn(areas=areas((7.0,) * 6))
    assert "1" not in words_in(chart)
    assert "All have 7.0." in chart.alternative


def test_places_are_outlined_and_named() -> None:
    place = MapPlace("Tilbury", frozenset({"E01000000", "E01000001"}))
    assert "Tilbury" in words_in(drawn(places=[place]))
    assert "Nowhere" not in words_in(drawn(places=[MapPlace("Nowhere", frozenset({"E01999999"}))]))


def test_the_table_holds_every_area_from_the_highest_down_with_interval_and_class() -> None:
    chart = drawn(
        areas=[MapArea(a.code, a.name, a.value, a.lower, a.upper, a.suppressed, ("12",)) for a in areas()],
        detail_columns=("Offences",),
    )
    assert [column.label for column in chart.table.columns] == [
        "Small area",
        "Offences per 1,000 residents (95% interval)",
        "Offences",
        "Class on the map",
    ]
    assert chart.table.rows[0] == ("Area 1", "25.0 (20.0 to 30.0)", "12", "Twice or more")
    assert chart.table.rows[-2:] == (("Area 4", "[c]", "12", "[c]"), ("Area 5", "[x]", "12", "[x]"))
    assert [note[:3] for note in chart.table.notes] == ["[x]", "[c]"]


def test_an_area_without_an_outline_stands_in_the_table_and_a_note_says_so() -> None:
    few = {code: outline for code, outline in OUTLINES.items() if code != "E01000001"}
    chart = drawn(outlines=few)
    assert chart.notes == ("Without an outline, so in the table only: Area 1.",)
    assert chart.table.rows[0][0] == "Area 1"
    assert "Area 1, 25.0" not in words_in(chart)


def test_nothing_known_is_told() -> None:
    chart = drawn(areas=areas((None,) * 6))
    assert "No small area has data." in chart.alternative
    assert {row[1] for row in chart.table.rows} == {"[c]", "[x]"}


@pytest.mark.parametrize("fill", FILLS)
def test_the_line_about_an_area_stands_out_from_its_fill(fill: str) -> None:
    assert contrast(fill, outline_colour(fill)) >= 3


def test_neighbouring_classes_differ_in_lightness_so_that_grey_print_keeps_their_order() -> None:
    steps = [contrast(fill, "#FFFFFF") for fill in FILLS]
    assert steps == sorted(steps)
    assert all(contrast(one, other) > 1.7 for one, other in pairwise(FILLS))


def test_withheld_and_missing_areas_have_lines_of_different_kinds() -> None:
    dashes = [e.get("stroke-dasharray") for e in root_of(drawn()).iter(f"{SVG}path")]
    assert "1,4" in dashes
    assert "stroke-dasharray" not in drawn(areas=areas((3.0, 4.0, 5.0, 6.0, None, 7.0))).svg


def test_the_same_map_has_the_same_bytes_whatever_was_drawn_before() -> None:
    first = drawn().svg
    drawn(title="Another")
    assert drawn().svg == first


def test_a_map_of_a_hundred_areas_with_detailed_outlines_stays_small() -> None:
    import math

    def round_field(number: int) -> Any:
        x, y = 0.3 + 0.02 * (number % 10), 51.5 + 0.012 * (number // 10)
        turns = [2 * math.pi * n / 400 for n in range(400)]
        ring = [(x + 0.009 * math.cos(t), y + 0.005 * math.sin(t)) for t in turns]
        return [[[*ring, ring[0]]]]

    many = [MapArea(f"E{n}", f"Area {n}", float(n)) for n in range(100)]
    chart = drawn(areas=many, outlines={f"E{n}": round_field(n) for n in range(100)})
    assert len(chart.svg) < 60_000


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"areas": []}, "areas, each of them once"),
        ({"areas": [*areas(), areas()[0]]}, "areas, each of them once"),
        ({"areas": [MapArea("E01000000", "Area", 3.0, suppressed=True)]}, "suppressed, and yet"),
        ({"areas": [MapArea("E01000000", "Area", -1.0)]}, "below the lowest class"),
        ({"classes": ()}, "1 to 4 classes"),
        ({"classes": CLASSES[::-1]}, "from the lowest up"),
        ({"classes": (*CLASSES, MapClass(50, "x", "x"))}, "1 to 4 classes"),
        ({"detail_columns": ("Offences",)}, "do not fit"),
        ({"outlines": {}}, "none of the areas has an outline"),
    ],
)
def test_what_makes_no_map_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        drawn(**changes)


def test_the_specification_is_valid_vega_lite(monkeypatch: pytest.MonkeyPatch) -> None:
    caught: list[dict[str, Any]] = []

    def catch(spec: dict[str, Any], **words: str) -> str:
        caught.append(spec)
        return chart_svg(spec, **words)

    monkeypatch.setattr(map_chart, "chart_svg", catch)
    drawn(places=[MapPlace("Tilbury", frozenset({"E01000000"}))])
    altair.LayerChart.from_dict(caught[0])


def test_a_label_lies_on_its_area_where_there_is_room() -> None:
    inside, beside = (
        set_labels([Wanted("1", (50, 50), 18, inside=room)], (200, 200))[0] for room in (True, False)
    )
    assert (inside.x, inside.y) == (50, 50)
    assert beside.is_aside


def test_labels_of_neighbours_lie_apart_and_within_the_picture() -> None:
    wanted = [Wanted(str(n), (4 * n, 3 * n), 18, inside=True) for n in range(5)]
    boxes = [label.box for label in set_labels(wanted, (200, 200))]
    for number, (left, right, upper, lower) in enumerate(boxes):
        assert 0 <= left < right <= 200
        assert 0 <= upper < lower <= 200
        for other in boxes[:number]:
            assert left >= other[1] or right <= other[0] or upper >= other[3] or lower <= other[2]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.none() | st.floats(0, 1e6), min_size=6, max_size=6))
def test_any_values_can_be_drawn_described_and_tabled(values: list[float | None]) -> None:
    chart = drawn(areas=areas(tuple(values)))
    assert len(chart.table.rows) == 6
    assert len(chart.alternative) <= 600


def test_a_map_is_described_with_its_time_and_what_is_concluded() -> None:
    words = drawn(period="April 2024 to March 2025", verdict="By more than chance, 1 lies above.").alternative
    assert "in 6 small areas, April 2024 to March 2025, in 4 classes." in words
    assert "Lowest: Area 0 (3.0). By more than chance, 1 lies above. Withheld" in words
