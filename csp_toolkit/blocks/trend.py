"""Monthly counts as a line that breaks where nothing is known, and the words and table that say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from csp_toolkit.blocks.chart_svg import chart_svg
from csp_toolkit.blocks.chart_words import (
    MISSING,
    Span,
    capitalised,
    counted,
    join_sentences,
    listed,
    short_month,
    shorten,
    spans_of,
)
from csp_toolkit.blocks.model import Chart, Column, Table
from csp_toolkit.blocks.trend_labels import TrendPicture
from csp_toolkit.blocks.trend_spec import trend_spec
from csp_toolkit.periods import Month


@dataclass(frozen=True)
class _Series:
    """Months in order with their counts; ``None`` is missing."""

    months: tuple[tuple[Month, int | None], ...]

    @cached_property
    def known(self) -> list[tuple[Month, int]]:
        return [(month, count) for month, count in self.months if count is not None]

    @cached_property
    def missing(self) -> tuple[Span, ...]:
        return spans_of(month for month, count in self.months if count is None)

    @cached_property
    def left_out(self) -> tuple[Span, ...]:
        """Months between the first and the last that the caller did not give."""
        given = [month for month, _ in self.months]
        return tuple(
            Span(before.plus(1), after.plus(-1))
            for before, after in pairwise(given)
            if before.plus(1) != after
        )

    @cached_property
    def whole(self) -> Span:
        return Span(self.months[0][0], self.months[-1][0])


def draw_trend(
    *,
    title: str,
    subtitle: str,
    months: Sequence[tuple[Month, int | None]],
    unit: str,
    area_name: str,
    highlight: Sequence[Month] = (),
    verdict: str = "",
    source: str | None = None,
    notes: Sequence[str] = (),
) -> Chart:
    """Counts a month as a line with points from zero, and the table of every month given.

    ``unit`` is the plural noun counted, such as "offences". A count of ``None`` is missing: the line breaks,
    a band says "no data" and the table ``[x]``. Months that are not given are not drawn either; the
    gap they leave is labelled "not shown". ``highlight`` names months to mark with a band and
    their dates, such as the report's quarter and the same quarter a year before; those outside the
    months given are ignored. ``verdict`` is what is concluded, a sentence for the description.

    Raises ``ValueError`` without months, where a month comes twice or a count is negative.
    """
    series = _require_series(months)
    marked = spans_of(set(highlight) & {month for month, _ in series.months})
    alternative = _describe(series, marked, unit, area_name, verdict)
    picture = TrendPicture(series.months, marked, series.missing, series.left_out, unit)
    return Chart(
        title=title,
        subtitle=subtitle,
        alternative=alternative,
        svg=chart_svg(trend_spec(picture), title=title, description=alternative),
        table=_table(series, subtitle, unit, source),
        notes=tuple(notes),
        source=source,
    )


def _require_series(months: Sequence[tuple[Month, int | None]]) -> _Series:
    ordered = tuple(sorted(months, key=lambda pair: pair[0]))
    if not ordered:
        raise ValueError("a trend needs at least one month")
    if len({month for month, _ in ordered}) < len(ordered):
        raise ValueError("a month comes twice in a trend")
    if any(count is not None and count < 0 for _, count in ordered):
        raise ValueError("a count below zero cannot be drawn")
    return _Series(ordered)


def _describe(series: _Series, marked: Sequence[Span], unit: str, area_name: str, verdict: str) -> str:
    what = f"Line chart of {shorten(unit)} a month in {shorten(area_name)}, {series.whole.long_label}."
    latest, *extremes = _extremes(series)
    sentences = [what, latest, verdict, *extremes, _gaps(series)]
    if series.left_out:
        sentences.append(f"Not shown: {listed([span.long_label for span in series.left_out], 3)}.")
    if marked:
        sentences.append(f"Marked: {listed([span.long_label for span in marked], 4)}.")
    return join_sentences(sentences)


def _extremes(series: _Series) -> list[str]:
    if not series.known:
        return ["No month has data."]
    month, latest = series.known[-1]
    counts = [count for _, count in series.known]
    sentences = [f"Latest: {latest:,} in {Span(month, month).long_label}."]
    if min(counts) == max(counts):
        return [*sentences, f"Every month with data has {latest:,}."]
    return [*sentences, _extreme("Highest", max(counts), series), _extreme("Lowest", min(counts), series)]


def _extreme(word: str, extreme: int, series: _Series) -> str:
    months = [Span(month, month).long_label for month, count in series.known if count == extreme]
    return f"{word}: {extreme:,} in {listed(months, 2)}."


def _gaps(series: _Series) -> str:
    if not series.missing:
        return ""
    number = len(series.months) - len(series.known)
    return f"No data for {counted(number, 'month')}: {listed([s.long_label for s in series.missing], 4)}."


def _table(series: _Series, subtitle: str, unit: str, source: str | None) -> Table:
    rows = [
        (short_month(month), MISSING if count is None else f"{count:,}") for month, count in series.months
    ]
    return Table(
        caption=subtitle,
        columns=(Column(label="Month"), Column(label=capitalised(unit), numeric=True)),
        rows=tuple(rows),
        notes=(f"{MISSING} Not available: no data for the month.",) if series.missing else (),
        source=source,
    )
