"""A funnel chart: areas by size against their average, with limits; words and table say the same."""

from __future__ import annotations

from collections.abc import Sequence

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
from csp_toolkit.blocks.funnel_chart_picture import FunnelPicture
from csp_toolkit.blocks.funnel_chart_spec import funnel_spec
from csp_toolkit.blocks.model import Chart, Column, Table
from csp_toolkit.indicators.funnels import Funnel, FunnelPoint, Position

_OUTSIDE: tuple[Position, ...] = ("high at 99.8%", "high at 95%", "low at 95%", "low at 99.8%")


def draw_funnel(
    *,
    title: str,
    subtitle: str,
    funnel: Funnel,
    own_code: str,
    unit: str,
    period: str = "",
    size_name: str = "residents",
    source: str | None = None,
    notes: Sequence[str] = (),
) -> Chart:
    """Areas as points by size and value, the limits at 95% and 99.8% as a funnel about their average.

    ``unit`` says what a value is, such as "offences per 1,000 residents", and ``size_name`` what an area's
    size counts. ``period`` is when, in words.
    ``own_code`` is the area to set apart. Shape says high or low, filling at which limits. Areas
    without a figure stand in the table and the description only, withheld ones as ``[c]``.

    Raises ``ValueError`` for a funnel without areas, or without one's own.
    """
    if own_code not in {point.area.code for point in funnel.points}:
        raise ValueError(f'the area to set apart, "{own_code}", is not in the funnel')
    picture = FunnelPicture(funnel, own_code, unit, size_name, _form(funnel))
    alternative = _describe(picture, period)
    return Chart(
        title=title,
        subtitle=subtitle,
        alternative=alternative,
        svg=chart_svg(funnel_spec(picture), title=title, description=alternative),
        table=_table(picture, subtitle, source),
        notes=(*notes, *_dispersion_note(funnel)),
        source=source,
    )


def _form(funnel: Funnel) -> str:
    """One form of number for the whole chart: two decimals where every value is below ten, else one."""
    return ",.2f" if all((point.value or 0) < 10 for point in funnel.points) else ",.1f"


def _dispersion_note(funnel: Funnel) -> list[str]:
    """What a reader must know of areas that differ by more than chance."""
    phi = funnel.dispersion
    if phi is None or phi < 1.5:
        return []
    if funnel.adjusted:
        return [f"The areas vary {phi:,.1f} times as much as by chance alone; the limits allow for that."]
    differ = f"The areas vary {phi:,.1f} times as much as by chance alone, for reasons that last as well"
    return [f"{differ}: many outside the limits is no surprise."]


def _describe(picture: FunnelPicture, period: str) -> str:
    funnel, form = picture.funnel, picture.form
    number = f"{counted(len(funnel.points), 'area')}{f', {period}' if period else ''}"
    about = "" if funnel.baseline is None else f", against their average of {funnel.baseline:{form}}"
    known = sorted(picture.known, key=lambda point: -(point.value or 0))
    return join_sentences(
        [
            f"Funnel chart of {shorten(picture.unit)} by {shorten(picture.size_name)} in {number}{about}.",
            _own_sentence(picture),
            *(_outside(position, picture.known) for position in _OUTSIDE),
            _within(picture.known),
            f"Highest: {_named(known[0], form)}." if known else "No area has data.",
            f"Lowest: {_named(known[-1], form)}." if len(known) > 1 else "",
            _absent("No data", [p for p in funnel.points if p.value is None and not _withheld(p)]),
            _absent("Withheld", [p for p in funnel.points if _withheld(p)]),
        ]
    )


def _named(point: FunnelPoint, form: str) -> str:
    return f"{shorten(point.area.name)}, {point.value:{form}}"


def _own_sentence(picture: FunnelPicture) -> str:
    own = next(point for point in picture.funnel.points if point.area.code == picture.own_code)
    name = shorten(own.area.name)
    if own.value is None:
        return f"{name}: {'withheld' if _withheld(own) else 'no data'}."
    return f"{name}: {own.value:{picture.form}}, {_verdict(own.position)}."


def _verdict(position: Position | None) -> str:
    """A place in words: ``above the 99.8% limit``."""
    if position is None or position == "within the limits":
        return "within the limits"
    side, _, confidence = position.partition(" at ")
    return f"{'above' if side == 'high' else 'below'} the {confidence} limit"


def _outside(position: Position, known: Sequence[FunnelPoint]) -> str:
    names = [shorten(point.area.name) for point in known if point.position == position]
    return f"{capitalised(_verdict(position))}: {listed(names, 4)}." if names else ""


def _within(known: Sequence[FunnelPoint]) -> str:
    number = sum(point.position == "within the limits" for point in known)
    return f"Within the limits: {counted(number, 'area')}." if known else ""


def _withheld(point: FunnelPoint) -> bool:
    return point.result.status == "suppressed"


def _absent(word: str, points: Sequence[FunnelPoint]) -> str:
    return f"{word}: {listed([shorten(point.area.name) for point in points], 3)}." if points else ""


def _table(picture: FunnelPicture, subtitle: str, source: str | None) -> Table:
    columns = (
        Column(label="Area"),
        Column(label=capitalised(picture.unit), numeric=True),
        Column(label=capitalised(picture.size_name), numeric=True),
        Column(label="Place in the funnel"),
    )
    ordered = sorted(picture.funnel.points, key=lambda p: (p.value is None, -(p.value or 0), p.area.code))
    rows = tuple(_row(point, picture.form) for point in ordered)
    cells = {row[1] for row in rows}
    funnel = picture.funnel
    average = (
        [] if funnel.baseline is None else [f"Average {funnel.baseline:{picture.form}} ({funnel.method})."]
    )
    shorthand = [note for mark, note in _SHORTHAND.items() if mark in cells]
    return Table(caption=subtitle, columns=columns, rows=rows, notes=(*average, *shorthand), source=source)


_SHORTHAND = {
    MISSING: f"{MISSING} Not available: there is no figure for the area.",
    SUPPRESSED: f"{SUPPRESSED} Confidential: the figure is withheld so that no person can be identified.",
}


def _row(point: FunnelPoint, form: str) -> tuple[str, ...]:
    if point.value is None or point.size is None:
        absent = SUPPRESSED if _withheld(point) else MISSING
        return point.area.name, absent, absent, absent
    return (
        point.area.name,
        f"{point.value:{form}}",
        f"{point.size:,.0f}",
        capitalised(_verdict(point.position)),
    )
