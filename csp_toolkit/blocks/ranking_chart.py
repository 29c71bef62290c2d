"""Areas side by side: a point with its interval for each, and the words and table that say the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from csp_toolkit.blocks.chart_svg import chart_svg
from csp_toolkit.blocks.chart_words import (
    MISSING,
    SUPPRESSED,
    capitalised,
    counted,
    join_sentences,
    listed,
    percent,
    shorten,
)
from csp_toolkit.blocks.model import Chart, Column, Table
from csp_toolkit.blocks.ranking_spec import RankingRow, ranking_spec

MOST_ROWS = 25
"""As many areas as a picture shows: more would not fit on a page."""


@dataclass(frozen=True, slots=True)
class RankedArea:
    """An area's value with its interval, and its rank with the ranks the evidence leaves open.

    ``value`` is in the chart's unit, and ``None`` where it is missing, or withheld when ``suppressed``.
    Rank 1 is the highest. Raises ``ValueError`` for a value without its interval, an interval that does not
    hold the value, numbers below zero or a suppressed area with a value.
    """

    area_code: str
    area_name: str
    value: float | None
    lower: float | None = None
    upper: float | None = None
    rank: int | None = None
    rank_lower: int | None = None
    rank_upper: int | None = None
    suppressed: bool = False

    def __post_init__(self) -> None:
        numbers = (self.value, self.lower, self.upper)
        if self.value is None:
            if any(number is not None for number in (*numbers, self.rank)):
                raise ValueError(f"{self.area_name}: an interval or a rank without a value")
        elif self.suppressed:
            raise ValueError(f"{self.area_name}: suppressed, and yet with a value")
        elif self.lower is None or self.upper is None or not 0 <= self.lower <= self.value <= self.upper:
            raise ValueError(f"{self.area_name}: {numbers} is not a value in its interval")
        elif not math.isfinite(self.upper):
            raise ValueError(f"{self.area_name}: an interval without an end")

    @property
    def order(self) -> tuple[bool, float, str, str]:
        """Highest first, areas without a value last, ties by name."""
        return (self.value is None, -(self.value or 0), self.area_name, self.area_code)

    @property
    def shorthand(self) -> str:
        """What stands for a value that is not there."""
        return SUPPRESSED if self.suppressed else MISSING


def draw_ranking(
    *,
    title: str,
    subtitle: str,
    entries: Sequence[RankedArea],
    highlight_code: str,
    unit: str,
    period: str = "",
    source: str | None = None,
    notes: Sequence[str] = (),
    confidence: float = 0.95,
) -> Chart:
    """Areas from the highest value down, one's own set apart by shape, weight and colour; and their table.

    ``unit`` says what a value is, such as "offences per 1,000 residents", and ``period`` when, in words.
    Where there are more than
    ``MOST_ROWS`` areas the picture shows those around one's own, and a note says so; the table has them all.

    Raises ``ValueError`` where an area comes twice or ``highlight_code`` is none of them.
    """
    ordered = _require_entries(entries, highlight_code)
    alternative = _describe(ordered, highlight_code, unit, period, confidence)
    shown = _around(ordered, highlight_code)
    form = _decimals(ordered)
    rows = [_row(entry, entry.area_code == highlight_code, form) for entry in shown]
    return Chart(
        title=title,
        subtitle=subtitle,
        alternative=alternative,
        svg=chart_svg(ranking_spec(rows, unit, confidence), title=title, description=alternative),
        table=_table(ordered, subtitle, unit, confidence, source),
        notes=(*notes, *_note_of_window(shown, ordered)),
        source=source,
    )


def _require_entries(entries: Sequence[RankedArea], highlight_code: str) -> list[RankedArea]:
    codes = [entry.area_code for entry in entries]
    if len(set(codes)) < len(codes):
        raise ValueError("an area comes twice in a ranking")
    if highlight_code not in codes:
        raise ValueError(f'the area to set apart, "{highlight_code}", is not in the ranking')
    return sorted(entries, key=lambda entry: entry.order)


def _around(ordered: Sequence[RankedArea], highlight_code: str) -> Sequence[RankedArea]:
    place = next(n for n, entry in enumerate(ordered) if entry.area_code == highlight_code)
    start = max(0, min(place - MOST_ROWS // 2, len(ordered) - MOST_ROWS))
    return ordered[start : start + MOST_ROWS]


def _note_of_window(shown: Sequence[RankedArea], ordered: Sequence[RankedArea]) -> list[str]:
    if len(shown) == len(ordered):
        return []
    number = f"{len(shown)} of {len(ordered):,} areas"
    return [f"The picture shows {number}, those next in order; the table has all."]


def _decimals(entries: Sequence[RankedArea]) -> str:
    """One form of number for the whole chart: two decimals where every value is below ten, else one."""
    return ",.2f" if all((entry.value or 0) < 10 for entry in entries) else ",.1f"


def _row(entry: RankedArea, own: bool, form: str) -> RankingRow:
    words = entry.shorthand if entry.value is None else format(entry.value, form)
    return RankingRow(entry.area_name, entry.value, entry.lower, entry.upper, words, own, entry.suppressed)


def _interval(low: float | None, high: float | None, form: str) -> str | None:
    if low is None or high is None:
        return None
    return f"{low:{form}} to {high:{form}}"


def _rank_interval(entry: RankedArea) -> str | None:
    if entry.rank_lower is None or entry.rank_upper is None:
        return None
    if entry.rank_lower == entry.rank_upper:
        return str(entry.rank_lower)
    return f"{entry.rank_lower} to {entry.rank_upper}"


def _table(
    entries: Sequence[RankedArea], subtitle: str, unit: str, confidence: float, source: str | None
) -> Table:
    form = _decimals(entries)
    rows = tuple(_table_row(entry, form) for entry in entries)
    columns = (
        Column(label="Area"),
        Column(label=capitalised(unit), numeric=True),
        Column(label=f"{percent(confidence)} interval", numeric=True),
        Column(label="Rank (1 is highest)", numeric=True),
        Column(label="Rank interval", numeric=True),
    )
    cells = {cell for row in rows for cell in row[1:]}
    notes = tuple(note for mark, note in _SHORTHAND.items() if mark in cells)
    return Table(caption=subtitle, columns=columns, rows=rows, notes=notes, source=source)


_SHORTHAND = {
    MISSING: f"{MISSING} Not available: there is no figure for the area.",
    SUPPRESSED: f"{SUPPRESSED} Confidential: the figure is withheld so that no person can be identified.",
}


def _table_row(entry: RankedArea, form: str) -> tuple[str, ...]:
    absent = entry.shorthand
    return (
        entry.area_name,
        absent if entry.value is None else format(entry.value, form),
        _interval(entry.lower, entry.upper, form) or absent,
        absent if entry.rank is None else str(entry.rank),
        _rank_interval(entry) or absent,
    )


def _describe(
    entries: Sequence[RankedArea], highlight_code: str, unit: str, period: str, confidence: float
) -> str:
    form = _decimals(entries)
    known = [entry for entry in entries if entry.value is not None]
    own = next(entry for entry in entries if entry.area_code == highlight_code)
    what = f"Dot chart of {shorten(unit)} in {counted(len(entries), 'area')}{f', {period}' if period else ''}"
    return join_sentences(
        [
            f"{what}, each with its {percent(confidence)} interval.",
            _own_sentence(own, len(known), form),
            _clear_differences(own, len(known)),
            _extreme("Highest", known[0], form) if known else "No area has data.",
            _extreme("Lowest", known[-1], form) if len(known) > 1 else "",
            _absent("No data", [e for e in entries if e.value is None and not e.suppressed]),
            _absent("Suppressed", [e for e in entries if e.suppressed]),
        ]
    )


def _own_sentence(own: RankedArea, number: int, form: str) -> str:
    name = shorten(own.area_name)
    if own.value is None:
        return f"{name}: {'suppressed' if own.suppressed else 'no data'}."
    text = f"{name}: {own.value:{form}} ({_interval(own.lower, own.upper, form)})"
    if own.rank is not None:
        text += f", rank {own.rank} of {number} from the highest"
        text += f"; the evidence fits ranks {interval}" if (interval := _rank_interval(own)) else ""
    return f"{text}."


def _clear_differences(own: RankedArea, number: int) -> str:
    """How many areas differ clearly from one's own, which its rank interval holds."""
    if own.value is None or own.rank_lower is None or own.rank_upper is None:
        return ""
    higher, lower = own.rank_lower - 1, number - own.rank_upper
    return f"Clearly higher: {counted(higher, 'area')}. Clearly lower: {counted(lower, 'area')}."


def _extreme(word: str, entry: RankedArea, form: str) -> str:
    return f"{word}: {shorten(entry.area_name)}, {entry.value:{form}}."


def _absent(word: str, entries: Sequence[RankedArea]) -> str:
    return f"{word}: {listed([shorten(entry.area_name) for entry in entries], 3)}." if entries else ""
