"""The charts a report draws: one doorway to what the modules beside it do."""

from __future__ import annotations

from csp_toolkit.blocks.chart_svg import chart_svg
from csp_toolkit.blocks.chart_theme import enable_theme
from csp_toolkit.blocks.control_chart import draw_control_chart
from csp_toolkit.blocks.funnel_chart import draw_funnel
from csp_toolkit.blocks.map_chart import draw_map
from csp_toolkit.blocks.map_chart_picture import MapArea, MapClass, MapPlace
from csp_toolkit.blocks.ranking_chart import RankedArea, draw_ranking
from csp_toolkit.blocks.season_chart import draw_season
from csp_toolkit.blocks.trend import draw_trend

__all__ = [
    "MapArea",
    "MapClass",
    "MapPlace",
    "RankedArea",
    "chart_svg",
    "draw_control_chart",
    "draw_funnel",
    "draw_map",
    "draw_ranking",
    "draw_season",
    "draw_trend",
    "enable_theme",
]
