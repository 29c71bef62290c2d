"""A map of areas coloured by classes of their values; words and table say the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from csp_toolkit.blocks.chart_svg import chart_svg
from csp_toolkit.blocks.chart_words import (
    MISSING,
    SUPPRESSED,
    capitalised,
    counted,
    join_sentences,
    listed,
    shorten,
)
from csp_toolkit.blocks.map_chart_picture import MapArea, MapClass, MapPicture, MapPlace
from csp_toolkit.blocks.map_chart_spec import map_spec
from csp_toolkit.blocks.map_geometry import Outlines
from csp_toolkit.blocks.model import Chart, Column, Table

NAMED: Final = 5
"""The highest areas that bear a number in the picture and are named under it."""


def draw_map(
    *,
    title: str,
    subtitle: str,
    areas: Sequence[MapArea],
    outlines: Outlines,
    classes: Sequence[MapClass],
    unit: str,
    period: str = "",
    noun: str = "area",
    verdict: str = "",
    places: Sequence[MapPlace] = (),
    detail_columns: Sequence[str] = (),
    form: str = ",.1f",
    named: int = NAMED,
    source: str | None = None,
    notes: Sequence[str] = (),
) -> Chart:
    """Areas filled by class, the highest numbered, ``places`` outlined and named; a table with every area.

    ``outlines`` hold polygons in longitude and latitude by area code; one that has none stands in the table
    only. ``classes`` go from the lowest up, four at most, and their words say what a fill means. ``unit`` is
    what a value is, such as "offences per 1,000 residents", ``noun`` what an area is called,
    ``period`` when, in words. ``verdict`` is what is concluded, a sentence of the description. Values are
    printed in ``form``. Withheld areas are hatched (``[c]``), missing ones dotted (``[x]``).

    Raises ``ValueError`` for no area or one twice, a suppressed one with a value, one below the lowest class,
    classes that are none or not in order, and details that do not fit their columns.
    """
    if any(len(area.details) != len(detail_columns) for area in areas):
        raise ValueError("an area's details do not fit the columns of the table")
    picture = MapPicture(tuple(areas), outlines, tuple(classes), tuple(places), named, form)
    if not picture.drawing.shapes:
        raise ValueError("none of the areas has an outline")
    alternative = _describe(picture, unit, period, noun, verdict)
    return Chart(
        title=title,
        subtitle=subtitle,
        alternative=alternative,
        svg=chart_svg(map_spec(picture), title=title, description=alternative),
        table=_table(picture, subtitle, unit, noun, detail_columns, source),
        notes=(*notes, *_absence_note(picture, noun)),
        source=source,
    )


def _absence_note(picture: MapPicture, noun: str) -> list[str]:
    names = [area.name for area in picture.without_outline]
    return [f"Without an outline, so in the table only: {listed(names, 5)}."] if names else []


def _describe(picture: MapPicture, unit: str, period: str, noun: str, verdict: str) -> str:
    known = picture.known
    opening = f"Map of {shorten(unit, 90)} in {counted(len(picture.areas), noun)}"
    opening += f", {period}" if period else ""
    return join_sentences(
        [
            f"{opening}, in {counted(len(picture.classes), 'class').replace('classs', 'classes')}.",
            _extremes(picture),
            verdict,
            f"Withheld: {counted(len(picture.withheld), noun)}." if picture.withheld else "",
            f"No data: {counted(len(picture.missing), noun)}." if picture.missing else "",
            "" if known else f"No {noun} has data.",
            _outlined(picture),
            _sizes(picture) if known else "",
        ]
    )


def _extremes(picture: MapPicture) -> str:
    if not picture.known:
        return ""
    highest, lowest = picture.known[0], picture.known[-1]
    if highest.value == lowest.value:
        return f"All have {highest.value:{picture.form}}."
    top = listed([_named(area, picture.form) for area in picture.known[:2]], 2)
    return f"From {lowest.value:{picture.form}} to {highest.value:{picture.form}}. Highest: {top}. " + (
        f"Lowest: {_named(lowest, picture.form)}."
    )


def _named(area: MapArea, form: str) -> str:
    return f"{shorten(area.name)} ({area.value:{form}})"


def _sizes(picture: MapPicture) -> str:
    """How many areas each class holds, the highest first."""
    numbers = reversed(range(len(picture.classes)))
    said = [f"{shorten(picture.classes[n].words)} ({len(picture.in_class(n))})" for n in numbers]
    return f"{capitalised('; '.join(said))}."


def _outlined(picture: MapPicture) -> str:
    names = [shorten(place.name, 30) for place in picture.places]
    return f"Outlined and named: {listed(names, 6)}." if names else ""


def _table(
    picture: MapPicture,
    subtitle: str,
    unit: str,
    noun: str,
    detail_columns: Sequence[str],
    source: str | None,
) -> Table:
    interval = " (95% interval)" if any(area.lower is not None for area in picture.areas) else ""
    columns = (
        Column(label=capitalised(noun)),
        Column(label=f"{capitalised(unit)}{interval}", numeric=True),
        *(Column(label=label, numeric=True) for label in detail_columns),
        Column(label="Class on the map"),
    )
    rows = tuple(_row(picture, area) for area in picture.ordered)
    cells = {cell for row in rows for cell in row}
    shorthand = tuple(note for mark, note in _SHORTHAND.items() if mark in cells)
    return Table(caption=subtitle, columns=columns, rows=rows, notes=shorthand, source=source)


_SHORTHAND: Final = {
    MISSING: f"{MISSING} Not available: there is no figure for the area.",
    SUPPRESSED: f"{SUPPRESSED} Confidential: the figure is withheld so that no person can be identified.",
}


def _row(picture: MapPicture, area: MapArea) -> tuple[str, ...]:
    absent = SUPPRESSED if area.suppressed else MISSING
    number = picture.class_of(area)
    short = absent if number is None else picture.classes[number].short
    return area.name, _write(area, picture.form) or absent, *area.details, short


def _write(area: MapArea, form: str) -> str:
    """A value with its interval: "289.3 (261.2 to 318.7)"; empty for none."""
    if area.value is None:
        return ""
    if area.lower is None or area.upper is None:
        return f"{area.value:{form}}"
    return f"{area.value:{form}} ({area.lower:{form}} to {area.upper:{form}})"
