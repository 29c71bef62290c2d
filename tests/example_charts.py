"""Small charts for the tests of drawing, and ways to look into their pictures."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from typing import Any

from csp_toolkit.blocks import palette
from csp_toolkit.blocks.charts import RankedArea, draw_ranking, draw_trend
from csp_toolkit.blocks.model import Chart
from csp_toolkit.periods import Month

SVG = "{http://www.w3.org/2000/svg}"
Months = Sequence[tuple[Month, int | None]]


def months_from(first: Month, counts: Sequence[int | None]) -> list[tuple[Month, int | None]]:
    return [(first.plus(number), count) for number, count in enumerate(counts)]


def a_trend(months: Months | None = None, **changes: Any) -> Chart:
    given: dict[str, Any] = {
        "title": "Burglary fell",
        "subtitle": "Burglary offences a month, Thurrock, January to June 2025",
        "months": months or months_from(Month(2025, 1), [12, 15, None, 9, 30, 1_204]),
        "unit": "offences",
        "area_name": "Thurrock",
    }
    return draw_trend(**(given | changes))


def an_area(name: str, value: float | None, rank: int | None = None, **changes: Any) -> RankedArea:
    if value is None:
        return RankedArea(name, name, None, **changes)
    return RankedArea(name, name, value, value * 0.9, value * 1.1, rank, rank, rank, **changes)


THREE_AREAS = (an_area("Maldon", 8, 3), an_area("Thurrock", 12.25, 2), an_area("Harlow", 20, 1))


def a_ranking(entries: Sequence[RankedArea] | None = None, **changes: Any) -> Chart:
    given: dict[str, Any] = {
        "title": "Thurrock is in the middle",
        "subtitle": "Burglary, Essex, January to March 2025",
        "entries": entries or THREE_AREAS,
        "highlight_code": "Thurrock",
        "unit": "offences per 1,000 residents",
    }
    return draw_ranking(**(given | changes))


def root_of(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(chart.svg)


def words_in(chart: Chart) -> list[str]:
    return [" ".join(element.itertext()) for element in root_of(chart).iter(f"{SVG}text")]


def lines_in(chart: Chart) -> list[str]:
    """The paths of the data line, known by its colour and width."""
    return [
        path.get("d", "")
        for path in root_of(chart).iter(f"{SVG}path")
        if path.get("stroke") == palette.DARK_BLUE and path.get("stroke-width") == "3"
    ]
