from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import Any

import pytest
from example_charts import SVG, a_ranking, a_trend, an_area, root_of

from csp_toolkit.blocks import palette, ranking_chart, trend
from csp_toolkit.blocks.chart_words import join_sentences
from csp_toolkit.blocks.charts import chart_svg, enable_theme
from csp_toolkit.blocks.html import render_html
from csp_toolkit.errors import RenderingError
from csp_toolkit.fonts import FONT_FAMILY

HOSTILE = "<script>alert('&')</script>\x01\u202e" + "A" * 10_000


def spec_of(module: Any, monkeypatch: pytest.MonkeyPatch, draw: Any) -> dict[str, Any]:
    """The specification that a drawing function hands to the renderer."""
    caught: list[dict[str, Any]] = []

    def catch(spec: dict[str, Any], **words: str) -> str:
        caught.append(spec)
        return chart_svg(spec, **words)

    monkeypatch.setattr(module, "chart_svg", catch)
    draw()
    return caught[0]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two colours."""

    def luminance(color: str) -> float:
        shares = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("text", [palette.TEXT, palette.QUIET, palette.DARK_BLUE])
@pytest.mark.parametrize("behind", [palette.BACKGROUND, palette.MARKED_BAND, palette.MISSING_BAND])
def test_text_stands_out_from_everything_it_lies_on(text: str, behind: str) -> None:
    assert contrast(text, behind) >= 4.5


@pytest.mark.parametrize("color", [*palette.CATEGORICAL, *palette.SEQUENTIAL[:2], palette.QUIET])
def test_colours_of_marks_stand_out_from_the_background(color: str) -> None:
    assert contrast(color, palette.BACKGROUND) >= 3


@pytest.mark.parametrize("draw", [a_trend, a_ranking])
def test_the_same_chart_is_the_same_bytes_however_often_it_is_drawn(draw: Any) -> None:
    assert draw().svg == draw().svg


def test_the_time_zone_of_the_machine_changes_nothing() -> None:
    code = (
        "from csp_toolkit.blocks.charts import draw_trend; from csp_toolkit.periods import Month;"
        "print(draw_trend(title='t', subtitle='s', unit='offences', area_name='Thurrock',"
        "months=[(Month(2024, 12), 4), (Month(2025, 1), 5)]).svg)"
    )
    svgs = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "TZ": zone}, capture_output=True, check=True
        ).stdout
        for zone in ("America/Los_Angeles", "Pacific/Auckland")
    }
    assert len(svgs) == 1


def test_importing_the_charts_loads_nothing_heavy() -> None:
    heavy = "[name for name in ('altair', 'vl_convert', 'pandas') if name in sys.modules]"
    code = f"import sys, csp_toolkit.blocks.charts; print({heavy})"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize("draw", [a_trend, a_ranking])
def test_a_picture_is_one_image_with_a_name_and_a_description(draw: Any) -> None:
    chart = draw()
    root = root_of(chart)
    spoken = {child.get("id"): child.text for child in root}
    assert [child.tag for child in root] == [f"{SVG}title", f"{SVG}desc", f"{SVG}g"]
    assert root.get("role") == "img"
    names = root.get("aria-labelledby", "").split()
    assert [spoken[name] for name in names] == [chart.title, chart.alternative]


@pytest.mark.parametrize("draw", [a_trend, a_ranking])
def test_marks_inside_a_picture_say_nothing_to_a_screen_reader(draw: Any) -> None:
    root = root_of(draw())
    assert [child.get("aria-hidden") for child in root] == [None, None, "true"]
    inner = [name for element in list(root.iter())[4:] for name in element.attrib]
    assert not [name for name in inner if name in ("role", "class", "tabindex") or name.startswith("aria-")]


def test_no_id_is_shared_by_two_different_charts() -> None:
    charts = (a_trend(), a_trend(title="Other"), a_ranking())
    together = [name for chart in charts for name in re.findall(r'\bid="([^"]+)"', chart.svg)]
    assert len(together) == len(set(together)) >= 6


def test_every_reference_in_a_picture_leads_to_an_id_in_it() -> None:
    clipped = {
        "data": {"values": [{"m": 1}]},
        "mark": {"type": "point", "clip": True},
        "encoding": {"x": {"field": "m", "type": "quantitative"}},
    }
    svg = chart_svg(clipped, title="t", description="d")
    references = re.findall(r"url\(#([^)]+)\)", svg)
    assert references
    assert set(references) < set(re.findall(r'\bid="([^"]+)"', svg))
    assert svg == chart_svg(clipped, title="t", description="d")


@pytest.mark.parametrize("draw", [a_trend, a_ranking])
def test_a_picture_scales_with_its_page_and_has_a_white_ground(draw: Any) -> None:
    root = root_of(draw())
    *corner, width, height = map(float, root.get("viewBox", "").split())
    assert (*corner, width) == (0, 0, 480)
    assert [float(root.get(side, "")) for side in ("width", "height")] == pytest.approx([576, 1.2 * height])
    assert next(e.get("fill") for e in root.iter(f"{SVG}rect")) == palette.BACKGROUND


@pytest.mark.parametrize("draw", [a_trend, a_ranking])
def test_all_text_is_text_of_the_documents_family_and_large_enough_for_a_phone(draw: Any) -> None:
    texts = list(root_of(draw()).iter(f"{SVG}text"))
    assert {text.get("font-family") for text in texts} == {f"{FONT_FAMILY}, sans-serif"}
    assert all(float(text.get("font-size", "0px")[:-2]) * 340 / 480 >= 11 for text in texts)


@pytest.mark.parametrize("draw", [a_trend, a_ranking])
def test_a_page_takes_the_picture_over(draw: Any) -> None:
    assert "<svg" in render_html(draw())


def test_hostile_text_is_escaped_cleaned_and_cut() -> None:
    chart = a_trend(title=HOSTILE[:200], area_name=HOSTILE, unit=HOSTILE)
    ranking = a_ranking([an_area(HOSTILE, 3, 1), an_area("Thurrock", 2, 2)])
    for drawn in (chart, ranking):
        root_of(drawn)
        assert "<script" not in drawn.svg
        assert "&lt;script&gt;" in drawn.svg
        assert not re.search("[\x01\u202e]", drawn.svg)
        assert len(drawn.alternative) <= 600
        assert len(drawn.svg) < 30_000


@pytest.mark.parametrize(("length", "kept"), [(593, True), (594, False)])
def test_a_description_ends_with_the_last_sentence_that_fits_600_characters(length: int, kept: bool) -> None:
    text = join_sentences(["First.", "a" * length, "Last."])
    assert text == (f"First. {'a' * length}" if kept else "First.")


def test_links_in_an_analysts_chart_are_taken_out_and_their_marks_stay() -> None:
    spec = {"data": {"values": [{}]}, "mark": "point", "encoding": {"href": {"value": "https://example.org"}}}
    svg = chart_svg(spec, title="t", description="d")
    assert "example.org" not in svg
    assert "<path" in svg


@pytest.mark.parametrize(
    "spec",
    [
        {"data": {"url": "https://example.org/x.csv"}, "mark": "point"},
        {
            "data": {"values": [{}]},
            "mark": "image",
            "encoding": {"url": {"value": "https://example.org/x.png"}},
        },
    ],
)
def test_a_chart_that_would_fetch_something_is_refused(spec: dict[str, Any]) -> None:
    with pytest.raises(RenderingError, match=re.escape("example.org")):
        chart_svg(spec, title="t", description="d")


@pytest.mark.parametrize("spec", [{"mark": "nonsense", "data": {"values": []}}, "not a chart"])
def test_what_is_no_chart_is_a_rendering_error(spec: Any) -> None:
    with pytest.raises(RenderingError):
        chart_svg(spec, title="t", description="d")


@pytest.mark.parametrize(("module", "draw"), [(trend, a_trend), (ranking_chart, a_ranking)])
def test_the_specifications_are_valid_vega_lite(
    module: Any, draw: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    altair = pytest.importorskip("altair")
    spec = spec_of(module, monkeypatch, draw)
    assert altair.LayerChart.from_dict(spec).to_dict(validate=True)["layer"]


def test_an_analysts_altair_chart_gets_typeface_palette_and_a_british_date() -> None:
    altair = pytest.importorskip("altair")
    previous, renderer = altair.theme.active, altair.renderers.active
    enable_theme()
    try:
        data = altair.Data(
            values=[{"day": "2025-01-05T12:00:00", "n": 2}, {"day": "2025-01-06T12:00:00", "n": 3}]
        )
        axis = altair.Axis(format="%A %x")
        chart = altair.Chart(data).mark_bar().encode(x=altair.X("day:T", axis=axis), y="n:Q", color="n:N")
        svg = chart_svg(chart, title="t", description="d")
        assert (altair.renderers.active, altair.theme.active) == ("csp_toolkit", "csp_toolkit")
    finally:
        altair.theme.enable(previous)
        altair.renderers.enable(renderer)
    assert f'font-family="{FONT_FAMILY}, sans-serif"' in svg
    assert palette.DARK_BLUE in svg
    assert palette.TURQUOISE in svg
    assert "05/01/2025" in svg
