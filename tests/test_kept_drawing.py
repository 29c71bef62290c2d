"""An analyst's chart is drawn where its cell runs, and every document of the notebook takes that drawing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import nbformat
import pytest
from example_notebook import block_cell, data_cell, example_cover, notebook_of

from csp_toolkit.blocks import chart_svg, kept_drawing
from csp_toolkit.blocks.chart_theme import ALTAIR_MIME_TYPE, theme_config
from csp_toolkit.blocks.kept_drawing import KEPT_TYPE, keep_drawing
from csp_toolkit.errors import RenderingError
from csp_toolkit.rendering.document import Picture
from csp_toolkit.rendering.images import draw_vega_lite
from csp_toolkit.rendering.reader import read_document

SPEC: Mapping[str, Any] = {
    "config": theme_config(),
    "title": {"text": "Burglary fell", "subtitle": "Offences"},
    "description": "Bars of burglary: 3 in May, 2.5 in June.",
    "data": {"values": [{"month": "May", "n": 3.0}, {"month": "June", "n": 2.5}]},
    "mark": {"type": "bar", "clip": True},
    "encoding": {"x": {"field": "month", "type": "nominal"}, "y": {"field": "n", "type": "quantitative"}},
    "width": 300.0,
}


@pytest.fixture(scope="module")
def kept() -> dict[str, str]:
    found = keep_drawing(SPEC)
    assert found is not None
    return found


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The specifications that vl-convert is asked to draw from here on."""
    asked: list[str] = []
    draw = chart_svg.draw_svg

    def counted(spec: str) -> str:
        asked.append(spec)
        return draw(spec)

    monkeypatch.setattr(chart_svg, "draw_svg", counted)
    return asked


def picture(kept: Any, spec: Mapping[str, Any] = SPEC, **words: str) -> Picture:
    return draw_vega_lite(spec, alternative=words.get("alternative"), caption=words.get("caption"), kept=kept)


@pytest.mark.parametrize("words", [{}, {"alternative": "Other words.", "caption": "Another caption"}])
def test_a_kept_drawing_makes_the_same_bytes_as_drawing_anew(
    kept: dict[str, str], words: dict[str, str], drawn: list[str]
) -> None:
    taken = picture(kept, **words)
    assert drawn == []
    assert taken == picture(None, **words)
    assert len(drawn) == 1
    assert b"clip-path" in taken.data, "ids and what refers to them have been through both ways"


def test_drawing_a_chart_twice_keeps_the_same_bytes(kept: dict[str, str]) -> None:
    assert keep_drawing(SPEC) == kept


def test_a_drawing_still_belongs_to_its_chart_after_jupyterlab_has_saved_the_notebook(
    kept: dict[str, str], drawn: list[str]
) -> None:
    """It writes keys in their order and 300.0 as 300."""
    saved = json.loads(json.dumps(SPEC, sort_keys=True).replace("300.0", "300").replace("3.0", "3"))
    assert picture(kept, saved) == picture(kept)
    assert drawn == []


def test_the_title_is_text_in_a_document_so_that_a_new_one_keeps_the_drawing(
    kept: dict[str, str], drawn: list[str]
) -> None:
    assert picture(kept, {**SPEC, "title": "Burglary fell again"}).caption == "Burglary fell again"
    assert drawn == []


def altered(spec: Mapping[str, Any]) -> dict[str, Any]:
    return {**spec, "data": {"values": [{"month": "May", "n": 30}, {"month": "June", "n": 2.5}]}}


def test_a_chart_that_was_altered_is_drawn_anew(kept: dict[str, str], drawn: list[str]) -> None:
    assert picture(kept, altered(SPEC)) == picture(None, altered(SPEC)) != picture(kept)
    assert len(drawn) == 2


@pytest.mark.parametrize(
    "alter",
    [
        lambda kept: {**kept, "svg": kept["svg"].replace("M", "M0,0M", 1)},
        lambda kept: {**kept, "digest": "0" * 64},
        lambda kept: {"svg": kept["svg"]},
        lambda kept: {"digest": kept["digest"]},
        lambda kept: {**kept, "svg": ["<svg/>"]},
        lambda kept: "<svg/>",
    ],
)
def test_a_drawing_that_was_altered_is_not_used(kept: dict[str, str], alter: Any, drawn: list[str]) -> None:
    assert picture(alter(kept)) == picture(kept)
    assert len(drawn) == 1


def test_a_theme_that_has_changed_since_wants_another_drawing(
    kept: dict[str, str], drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = {key: value for key, value in SPEC.items() if key != "config"}
    before = keep_drawing(plain)
    monkeypatch.setattr(chart_svg, "theme_config", lambda: {**theme_config(), "background": "#EEEEEE"})
    assert b"#EEEEEE" in picture(before, plain).data
    assert len(drawn) == 2


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>',
        '<image href="https://example.org/a.png"/>',
        '<rect onclick="alert(1)"/>',
        '<rect fill="url(https://example.org/a.svg#b)"/>',
        "<style>* {}</style>",
        "<g>",
    ],
)
def test_a_hostile_drawing_with_a_fitting_digest_is_refused(hostile: str, kept: dict[str, str]) -> None:
    svg = kept["svg"].replace("</svg>", f"{hostile}</svg>")
    published = kept_drawing.published_spec(SPEC)
    with pytest.raises(
        RenderingError, match="shows a chart that cannot be used: Its drawing in the notebook"
    ):
        picture({"digest": kept_drawing._digest(published, svg), "svg": svg})


def test_entities_in_a_drawing_are_never_expanded(kept: dict[str, str]) -> None:
    svg = f'<!DOCTYPE svg [<!ENTITY a "b">]>{kept["svg"]}'
    published = kept_drawing.published_spec(SPEC)
    with pytest.raises(RenderingError, match="document type"):
        picture({"digest": kept_drawing._digest(published, svg), "svg": svg})


def test_a_large_drawing_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_drawing, "LARGEST", 1000)
    assert keep_drawing(SPEC) is None


def test_a_chart_without_a_description_is_refused_whatever_is_kept_of_it(kept: dict[str, str]) -> None:
    spec = {key: value for key, value in SPEC.items() if key != "description"}
    with pytest.raises(RenderingError, match="shows a chart without a description"):
        picture(kept, spec)


def test_what_a_cell_shows_of_a_chart_is_what_documents_take(drawn: list[str]) -> None:
    altair = pytest.importorskip("altair")
    from csp_toolkit.blocks.chart_theme import _altair_outputs

    outputs = _altair_outputs(altair.Chart.from_dict(dict(SPEC)).to_dict())
    assert set(outputs) == {ALTAIR_MIME_TYPE, "image/svg+xml", KEPT_TYPE}
    assert "Burglary fell</text>" in outputs["image/svg+xml"], "an analyst sees the chart's title"
    assert "Burglary fell" not in outputs[KEPT_TYPE]["svg"]
    drawn.clear()
    notebook = notebook_of(block_cell(example_cover()), data_cell(outputs))
    nbformat.validate(notebook)
    (shown,) = [item.content for item in read_document(notebook).items if isinstance(item.content, Picture)]
    assert drawn == []
    assert shown == picture(None, outputs[ALTAIR_MIME_TYPE])
