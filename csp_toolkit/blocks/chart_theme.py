"""How charts look, as a Vega-Lite configuration: ours and the ones an analyst draws in Altair."""

from __future__ import annotations

from typing import Any

from csp_toolkit.blocks import palette
from csp_toolkit.fonts import FONT_FAMILY

FONT_SIZE = 16
"""In units of a picture ``PICTURE_WIDTH`` wide: about 11 pixels on a phone 340 pixels wide."""
ALTAIR_MIME_TYPE = "application/vnd.vegalite.v6+json"
PICTURE_WIDTH = 480
"""Narrow on purpose: a picture that is scaled up stays legible, one that is scaled down does not."""


def theme_config() -> dict[str, Any]:
    """The Vega-Lite ``config`` of every chart: typeface, sizes, palette, quiet axes, white background."""
    return {
        "background": palette.BACKGROUND,
        "font": FONT_FAMILY,
        "view": {"stroke": None},
        "axis": _axis(),
        "axisQuantitative": {"grid": True},
        "legend": _words("label") | _words("title") | {"orient": "top", "symbolSize": 120},
        "title": {"anchor": "start", "color": palette.TEXT, "fontSize": FONT_SIZE + 2, "fontWeight": "bold"},
        "header": _words("label") | _words("title"),
        "text": {"color": palette.TEXT, "fontSize": FONT_SIZE},
        "line": {"strokeWidth": 3},
        "bar": {"color": palette.DARK_BLUE},
        "mark": {"color": palette.DARK_BLUE},
        "range": {
            "category": list(palette.CATEGORICAL),
            "ordinal": list(reversed(palette.SEQUENTIAL)),
            "ramp": list(reversed(palette.SEQUENTIAL)),
        },
    }


def _words(part: str) -> dict[str, Any]:
    return {f"{part}Color": palette.TEXT, f"{part}FontSize": FONT_SIZE, f"{part}FontWeight": "normal"}


def _axis() -> dict[str, Any]:
    return {
        **_words("label"),
        **_words("title"),
        "domainColor": palette.QUIET,
        "gridColor": palette.GRID,
        "grid": False,
        "tickColor": palette.QUIET,
        "labelPadding": 6,
        "titlePadding": 10,
    }


def enable_theme() -> None:
    """Make charts that are drawn in Altair from here on look like the report's own.

    Also has Altair store a chart's specification in the notebook with its drawing, from which every exporter
    takes it, and the picture that JupyterLab shows, rather than a page of script. Imports Altair, which
    takes over a second.
    """
    import altair

    @altair.theme.register("csp_toolkit", enable=True)
    def _theme() -> altair.theme.ThemeConfig:
        return altair.theme.ThemeConfig(config=theme_config())  # type: ignore[typeddict-item]

    altair.renderers.register("csp_toolkit", _altair_outputs)
    altair.renderers.enable("csp_toolkit")


def _altair_outputs(spec: dict[str, Any], **_options: Any) -> dict[str, Any]:
    """A chart's specification, picture and drawing. Altair's own renderer names a type notebooks refuse."""
    from csp_toolkit.blocks.chart_svg import chart_svg
    from csp_toolkit.blocks.kept_drawing import KEPT_TYPE, keep_drawing

    given = spec.get("title") or "Chart"
    title = str(given.get("text", "Chart") if isinstance(given, dict) else given)
    # A chart without a description is shown to its author here; the exporters refuse it.
    picture = chart_svg(spec, title=title, description=str(spec.get("description") or title))
    outputs = {ALTAIR_MIME_TYPE: spec, "image/svg+xml": picture}
    kept = keep_drawing(spec)
    return outputs | ({KEPT_TYPE: kept} if kept else {})
