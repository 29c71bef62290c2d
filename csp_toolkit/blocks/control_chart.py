"""An XmR control chart: the series, its mean and limits, the points that say more, words and table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

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
from csp_toolkit.blocks.control_chart_picture import ControlPicture, runs_of
from csp_toolkit.blocks.control_chart_spec import control_spec
from csp_toolkit.blocks.control_chart_words import (
    describe_rule,
    describe_signal,
    limit_form,
    short_period,
    span_words,
    step_noun,
    step_number,
    value_form,
    write_level,
)
from csp_toolkit.blocks.model import Chart, Column, Table
from csp_toolkit.indicators.control_charts import ControlChart, ControlPoint, Step

NOTHING_SPECIAL = "No {noun} differs by more than this series usually varies."
MOST_SIGNALS = 4


def draw_control_chart(
    *,
    title: str,
    subtitle: str,
    chart: ControlChart,
    unit: str,
    area_name: str,
    suppressed: Collection[Step] = (),
    source: str | None = None,
    notes: Sequence[str] = (),
) -> Chart:
    """A control chart as a line with points, mean and limits, and the table of every point.

    ``unit`` is what a value is, such as "offences" or "offences per 1,000 residents". A point with a rule has
    a shape of its own for each rule, and the words beside the shapes in use stand under the plot. A value
    that is not there breaks the line; those in ``suppressed`` are withheld (``[c]``), others missing
    (``[x]``). A lower limit below zero is drawn at zero, as the chart's remarks say; they become notes.

    Raises ``ValueError`` where a suppressed period has a value.
    """
    shown = frozenset(suppressed)
    _require_withheld(chart.points, shown)
    picture = ControlPicture(chart, shown, unit, value_form(chart.points))
    alternative = _describe(picture, area_name)
    axis = [picture.axis_note] if picture.axis_note else []
    return Chart(
        title=title,
        subtitle=subtitle,
        alternative=alternative,
        svg=chart_svg(control_spec(picture), title=title, description=alternative),
        table=_table(chart, shown, subtitle, unit, source),
        notes=(*notes, *chart.remarks, *axis),
        source=source,
    )


def _require_withheld(points: Sequence[ControlPoint], suppressed: frozenset[Step]) -> None:
    for point in points:
        if point.value is not None and point.period in suppressed:
            raise ValueError(f"{point.period.label} is suppressed, and yet with a value")


def _describe(picture: ControlPicture, area_name: str) -> str:
    chart = picture.chart
    first, last = chart.points[0].period, chart.points[-1].period
    noun = step_noun(first)
    what = f"Control chart of {shorten(picture.unit)} a {noun} in {shorten(area_name)}"
    absent = [point for point in chart.points if point.value is None]
    return join_sentences(
        [
            f"{what}, {span_words(first, last)}.",
            _latest(chart),
            _levels(chart),
            _verdict(chart, noun),
            _extreme("Highest", max, chart),
            _extreme("Lowest", min, chart),
            _absent("No data", [point for point in absent if point.period not in picture.suppressed]),
            _absent("Withheld", [point for point in absent if point.period in picture.suppressed]),
            _left_out(picture, noun),
        ]
    )


def _left_out(picture: ControlPicture, noun: str) -> str:
    number = sum(len(run) for words, run in picture.gaps if words == "not shown")
    return f"Not shown: {counted(number, noun)} between." if number else ""


def _latest(chart: ControlChart) -> str:
    latest = chart.latest
    if latest is None or latest.value is None:
        return "No period has data."
    text = f"Latest: {latest.value:{value_form(chart.points)}} in {latest.period.long_label}"
    if latest.rule and latest.direction:
        return f"{text}, {describe_rule(latest.rule, latest.direction)}."
    return f"{text}, which is not marked." if chart.mean is not None else f"{text}."


def _levels(chart: ControlChart) -> str:
    if chart.mean is None or chart.lower_drawn is None or chart.upper is None:
        return ""
    form = limit_form(value_form(chart.points))
    return f"Mean {chart.mean:{form}}, limits {write_level(chart.lower_drawn, form)} to {chart.upper:{form}}."


def _verdict(chart: ControlChart, noun: str) -> str:
    if chart.mean is None:
        return "There are no limits to judge by."
    if not chart.signals:
        return NOTHING_SPECIAL.format(noun=noun)
    return f"Marked: {listed([describe_signal(signal) for signal in chart.signals[::-1]], MOST_SIGNALS)}."


def _extreme(word: str, pick: Callable[[list[float]], float], chart: ControlChart) -> str:
    known = [(point.value, point) for point in chart.points if point.value is not None]
    if not known:
        return ""
    extreme = pick([value for value, _ in known])
    periods = [point.period.long_label for value, point in known if value == extreme]
    return f"{word}: {extreme:{value_form(chart.points)}} in {listed(periods, 2)}."


def _absent(word: str, points: Sequence[ControlPoint]) -> str:
    """Periods in words, those that follow each other as one span."""
    by_number = {step_number(point.period): point.period for point in points}
    runs = runs_of(sorted(by_number))
    spans = [span_words(by_number[run[0]], by_number[run[-1]]) for run in runs]
    return f"{word}: {listed(spans, 3)}." if spans else ""


def _table(
    chart: ControlChart, suppressed: frozenset[Step], subtitle: str, unit: str, source: str | None
) -> Table:
    form = value_form(chart.points)
    rows = tuple(_row(point, point.period in suppressed, form) for point in chart.points)
    columns = (
        Column(label=capitalised(step_noun(chart.points[0].period))),
        Column(label=capitalised(unit), numeric=True),
        Column(label="Difference from the one before", numeric=True),
        Column(label="Mark"),
    )
    cells = {cell for row in rows for cell in row[1:3]}
    shorthand = [note for mark, note in _SHORTHAND.items() if mark in cells]
    levels = [f"{_levels(chart)[:-1]} ({chart.method})."] if chart.mean is not None else []
    return Table(caption=subtitle, columns=columns, rows=rows, notes=(*levels, *shorthand), source=source)


_SHORTHAND = {
    MISSING: f"{MISSING} Not available: no data, or no neighbour with data.",
    SUPPRESSED: f"{SUPPRESSED} Confidential: the figure is withheld so that no person can be identified.",
}


def _row(point: ControlPoint, withheld: bool, form: str) -> tuple[str, ...]:
    absent = SUPPRESSED if withheld else MISSING
    moved = point.moving_range
    return (
        short_period(point.period),
        absent if point.value is None else format(point.value, form),
        absent
        if moved is None and point.value is None
        else MISSING
        if moved is None
        else format(moved, form),
        capitalised(describe_rule(point.rule, point.direction))
        if point.rule and point.direction
        else "Not marked",
    )
