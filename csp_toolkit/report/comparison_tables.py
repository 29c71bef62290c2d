"""Tables that set a period beside an earlier one: a table for each kind of figure, the verdict first.

Rates and counts stand in one table, each row with its unit; shares, whose changes are in percentage points,
and work done, which is not tested, have tables of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from csp_toolkit.blocks.model import Column, Table
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.change import Comparison
from csp_toolkit.number_format import percent_decimals, write_signed_percent
from csp_toolkit.periods import Period
from csp_toolkit.report.formats import (
    NOT_APPLICABLE,
    notes_for_shorthand,
    write_absence,
    write_count_with_interval,
    write_difference,
    write_list,
    write_plain_interval,
    write_points,
    write_rate,
    write_result_count,
    write_share,
)
from csp_toolkit.report.notes import CHANGE_OF_RATE, CHANGES_OF_RATES, COMPLETE, notes_on_changes

Row = tuple[Indicator, Comparison]


@dataclass(frozen=True, slots=True)
class _Layout:
    """What the columns after the verdict are headed, and what they say of a row."""

    headings: Callable[[Sequence[Indicator], Period, Period], tuple[str, ...]]
    cells: Callable[[Comparison, bool], list[str]]
    """Of a row, told whether it is a plain count."""


def comparison_tables(
    title: str,
    rows: Sequence[Row],
    current: Period,
    baseline: Period,
    source: str,
    sentences: Callable[[Indicator], tuple[str, ...]] = lambda indicator: (),
) -> list[Table]:
    """A table for each kind of figure among the indicators, in their order; ``title`` says of what and where.

    ``sentences`` gives what is to be said of what is withheld or rounded of an indicator.
    """
    groups = [list(group) for _, group in groupby(_in_order(rows), key=lambda row: _family(row[0]))]
    tables = []
    for group in groups:
        name = f"{title} ({_name_of([indicator for indicator, _ in group])})" if len(groups) > 1 else title
        said = _policy_notes([indicator for indicator, _ in group], sentences)
        table = _table(name, group, current, baseline)
        tables.append(table.model_copy(update={"source": source, "notes": (*said, *table.notes)}))
    return tables


def _policy_notes(
    indicators: Sequence[Indicator], sentences: Callable[[Indicator], tuple[str, ...]]
) -> list[str]:
    """What is withheld or rounded, with the names it holds for where they differ among the rows."""
    told: dict[str, list[str]] = {}
    for indicator in indicators:
        for sentence in sentences(indicator):
            told.setdefault(sentence, []).append(indicator.name)
    if all(len(names) == len(indicators) for names in told.values()):
        return list(told)
    return [f"{write_list(names)}: {sentence}" for sentence, names in told.items()]


def _in_order(rows: Sequence[Row]) -> list[Row]:
    """Rows of one kind of figure together, kinds in the order in which they are met."""
    families = list(dict.fromkeys(_family(indicator) for indicator, _ in rows))
    return sorted(rows, key=lambda row: families.index(_family(row[0])))


def _family(indicator: Indicator) -> str:
    """What stands in one table: rates of whatever base and counts do, as their changes are told alike."""
    return "number" if indicator.kind in ("rate", "count") else indicator.kind


def _name_of(indicators: Sequence[Indicator]) -> str:
    kinds = {indicator.kind for indicator in indicators}
    names = {"rate": "rates", "count": "counts", "proportion": "shares", "output": "work done"}
    return " and ".join(name for kind, name in names.items() if kind in kinds)


def _rate_units(indicators: Sequence[Indicator]) -> list[str]:
    """What the rates among them are per, each once: "per 1,000 residents"."""
    return list(dict.fromkeys(_unit(i) for i in indicators if i.kind == "rate"))


def _unit(indicator: Indicator) -> str:
    return f"per {indicator.multiplier:,} {indicator.denominator}" if indicator.kind == "rate" else "count"


def _is_mixed(indicators: Sequence[Indicator]) -> bool:
    """Whether a heading cannot name one unit for all, so that rows have to name theirs."""
    return len({_unit(indicator) for indicator in indicators}) > 1 and _family(indicators[0]) == "number"


def _row_names(indicators: Sequence[Indicator]) -> list[str]:
    """The names, with the unit where the heading does not name it: "Homicide (count)"."""
    if not _is_mixed(indicators):
        return [indicator.name for indicator in indicators]
    headed = _rate_units(indicators)[:1] if len(_rate_units(indicators)) == 1 else []
    return [i.name if _unit(i) in headed else f"{i.name} ({_unit(i)})" for i in indicators]


def _table(title: str, rows: Sequence[Row], current: Period, baseline: Period) -> Table:
    indicators = [indicator for indicator, _ in rows]
    layout = _layout(indicators)
    tested = indicators[0].kind != "output"
    named = zip(_row_names(indicators), rows, strict=True)
    cells = [
        [name, *([c.verdict.capitalize()] if tested else []), *layout.cells(c, i.kind == "count")]
        for name, (i, c) in named
    ]
    # Second, so that a phone shows it without scrolling: it is what a reader needs first.
    headings = ("Clear change?",) if tested else ()
    columns = [Column(label=label) for label in ("Indicator", *headings)]
    columns += [Column(label=label, numeric=True) for label in layout.headings(indicators, current, baseline)]
    return Table(
        caption=f"{title}: {current.label} and {_relation(baseline)}",
        columns=tuple(columns),
        rows=tuple(tuple(row) for row in cells),
        notes=tuple(_notes(rows, cells, current, baseline)),
    )


def _layout(indicators: Sequence[Indicator]) -> _Layout:
    return _MIXED if _is_mixed(indicators) else _LAYOUTS[indicators[0].kind]


def _relation(baseline: Period) -> str:
    return "the same quarter last year" if len(baseline.months) == 3 else "the twelve months before"


def _notes(rows: Sequence[Row], cells: Sequence[list[str]], current: Period, baseline: Period) -> list[str]:
    notes = list(notes_for_shorthand(list(cells)))
    if rows[0][0].kind == "output":
        notes.append(COMPLETE)
    else:
        indicators, comparisons = zip(*rows, strict=True)
        notes += notes_on_changes(indicators, comparisons, current, baseline)
    if _is_mixed([indicator for indicator, _ in rows]):
        counted = any(indicator.kind == "count" for indicator, _ in rows)
        notes.append(CHANGE_OF_RATE if counted else CHANGES_OF_RATES)
    return notes


def _counts(indicators: Sequence[Indicator], current: Period, baseline: Period) -> tuple[str, ...]:
    return short_label(current), short_label(baseline)


def _rate_headings(indicators: Sequence[Indicator], current: Period, baseline: Period) -> tuple[str, ...]:
    rate = f"Rate {_unit(indicators[0])} (95% interval)"
    return (*_counts(indicators, current, baseline), "Change in rate (95% interval)", rate)


def _mixed_headings(indicators: Sequence[Indicator], current: Period, baseline: Period) -> tuple[str, ...]:
    units = _rate_units(indicators)
    rate = f"Rate {units[0]}, or count" if len(units) == 1 else "Rate or count"
    if all(indicator.kind == "rate" for indicator in indicators):
        rate = "Rate"
    return (*_counts(indicators, current, baseline), "Change (95% interval)", f"{rate} (95% interval)")


def _count_headings(indicators: Sequence[Indicator], current: Period, baseline: Period) -> tuple[str, ...]:
    return (
        *_counts(indicators, current, baseline),
        "Change (95% interval)",
        "95% interval of the newer count",
    )


def _share_headings(indicators: Sequence[Indicator], current: Period, baseline: Period) -> tuple[str, ...]:
    shares = (f"{label} (95% interval)" for label in _counts(indicators, current, baseline))
    return (*shares, "Change in percentage points (95% interval)", "Newer share is of")


def _rate_cells(comparison: Comparison, is_count: bool) -> list[str]:
    return [*_both_counts(comparison), write_change(comparison), write_rate(comparison.current)]


def _mixed_cells(comparison: Comparison, is_count: bool) -> list[str]:
    write = write_count_with_interval if is_count else write_rate
    return [*_both_counts(comparison), write_change(comparison), write(comparison.current)]


def _count_cells(comparison: Comparison, is_count: bool) -> list[str]:
    return [*_both_counts(comparison), write_change(comparison), write_plain_interval(comparison.current)]


def _share_cells(comparison: Comparison, is_count: bool) -> list[str]:
    current, baseline = comparison.current, comparison.baseline
    whole = f"{current.denominator:,.0f}" if current.has_value and current.denominator else NOT_APPLICABLE
    return [write_share(current), write_share(baseline), write_change(comparison), whole]


def _output_cells(comparison: Comparison, is_count: bool) -> list[str]:
    return _both_counts(comparison)


def _both_counts(comparison: Comparison) -> list[str]:
    return [write_result_count(comparison.current), write_result_count(comparison.baseline)]


_LAYOUTS = {
    "rate": _Layout(_rate_headings, _rate_cells),
    "count": _Layout(_count_headings, _count_cells),
    "proportion": _Layout(_share_headings, _share_cells),
    "output": _Layout(_counts, _output_cells),
}
_MIXED = _Layout(_mixed_headings, _mixed_cells)


def short_label(period: Period) -> str:
    """A period as a column is headed: "Jan to Mar 2025", "Apr 2024 to Mar 2025"."""
    first, last = period.months[0], period.months[-1]
    year = f" {first.year}" if first.year != last.year else ""
    return f"{first.name[:3]}{year} to {last.name[:3]} {last.year}"


def write_change(comparison: Comparison) -> str:
    """ "−30% (−44% to −12%)", "+4.1 (−2.0 to +9.8)" points, or "6 fewer" on a base too small for either."""
    if comparison.verdict == "cannot say":
        return _write_no_change(comparison)
    if comparison.scale == "points":
        return write_points(comparison.value_difference, comparison.value_lower, comparison.value_upper)
    if comparison.rate_change is None or comparison.difference is None:
        return write_difference(comparison.difference or 0)
    _, lowest, highest = comparison.rate_change
    decimals = percent_decimals(lowest, highest)
    change, lower, upper = (write_signed_percent(number, decimals) for number in comparison.rate_change)
    return f"{change} ({lower} to {upper})"


def _write_no_change(comparison: Comparison) -> str:
    """Why there is no change to write: what the figures lack, or that they cannot be compared at all."""
    pair = (comparison.current, comparison.baseline)
    return NOT_APPLICABLE if all(result.has_value for result in pair) else write_absence(*pair)
