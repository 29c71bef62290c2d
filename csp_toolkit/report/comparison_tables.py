"""Tables that set a period beside an earlier one: a table for each unit, the verdict before the figures."""

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
    write_difference,
    write_list,
    write_plain_interval,
    write_points,
    write_rate,
    write_result_count,
    write_share,
)
from csp_toolkit.report.notes import notes_on_changes

MOST_DEFINED = 12
"""Rows up to which the definitions stand under the table; longer ones would bury it (see Definitions)."""
COMPLETE = "Work done is counted in full: it has no interval, and chance plays no part in it."

Row = tuple[Indicator, Comparison]


@dataclass(frozen=True, slots=True)
class _Layout:
    """What the columns after the verdict are headed, and what they say of a row."""

    headings: Callable[[Indicator, Period, Period], tuple[str, ...]]
    cells: Callable[[Comparison], list[str]]


def comparison_tables(
    title: str,
    rows: Sequence[Row],
    current: Period,
    baseline: Period,
    source: str,
    sentences: Callable[[Indicator], tuple[str, ...]] = lambda indicator: (),
) -> list[Table]:
    """A table for each unit among the indicators, in their order; ``title`` says of what and where.

    ``sentences`` gives what is to be said of what is withheld or rounded of an indicator.
    """
    groups = [list(group) for _, group in groupby(_in_order(rows), key=lambda row: _unit(row[0]))]
    tables = []
    for group in groups:
        name = f"{title} ({_name_of(group[0][0])})" if len(groups) > 1 else title
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


def _definition(indicator: Indicator) -> str:
    """What is counted; the list of offences it rests on with its codes, which differ from place to place."""
    text = f"{indicator.name}: {indicator.definition}"
    found = indicator.offence_list
    if found is None:
        return text
    standing = "" if found.confirmed else ", not confirmed by the partnership"
    return f"{text} List {found.id}, version {found.version}{standing}: codes {', '.join(found.codes)}."


def _in_order(rows: Sequence[Row]) -> list[Row]:
    """Rows of one unit together, units in the order in which they are met."""
    units = list(dict.fromkeys(_unit(indicator) for indicator, _ in rows))
    return sorted(rows, key=lambda row: units.index(_unit(row[0])))


def _unit(indicator: Indicator) -> tuple[str, int, str]:
    denominator = indicator.denominator if indicator.kind == "rate" else ""
    return indicator.kind, indicator.multiplier, denominator


def _name_of(indicator: Indicator) -> str:
    names = {"count": "counts", "proportion": "shares", "output": "work done"}
    rate = f"per {indicator.multiplier:,} {indicator.denominator}"
    return names.get(indicator.kind, rate)


def _table(title: str, rows: Sequence[Row], current: Period, baseline: Period) -> Table:
    first = rows[0][0]
    layout = _LAYOUTS[first.kind]
    tested = first.kind != "output"
    cells = [[i.name, *([c.verdict.capitalize()] if tested else []), *layout.cells(c)] for i, c in rows]
    # Second, so that a phone shows it without scrolling: it is what a reader needs first.
    headings = ("Clear change?",) if tested else ()
    columns = [Column(label=label) for label in ("Indicator", *headings)]
    columns += [Column(label=label, numeric=True) for label in layout.headings(first, current, baseline)]
    return Table(
        caption=f"{title}: {current.label} and {_relation(baseline)}",
        columns=tuple(columns),
        rows=tuple(tuple(row) for row in cells),
        notes=tuple(_notes(rows, cells, current, baseline)),
    )


def _relation(baseline: Period) -> str:
    return "the same quarter last year" if len(baseline.months) == 3 else "the twelve months before"


def _notes(rows: Sequence[Row], cells: Sequence[list[str]], current: Period, baseline: Period) -> list[str]:
    notes = list(notes_for_shorthand(list(cells)))
    if rows[0][0].kind == "output":
        notes.append(COMPLETE)
    else:
        indicators, comparisons = zip(*rows, strict=True)
        notes += notes_on_changes(indicators, comparisons, current, baseline)
    if len(rows) <= MOST_DEFINED:
        notes += [_definition(indicator) for indicator, _ in rows]
    return notes


def _counts(indicator: Indicator, current: Period, baseline: Period) -> tuple[str, ...]:
    return short_label(current), short_label(baseline)


def _rate_headings(indicator: Indicator, current: Period, baseline: Period) -> tuple[str, ...]:
    rate = f"Rate per {indicator.multiplier:,} {indicator.denominator} (95% interval)"
    return (*_counts(indicator, current, baseline), "Change in rate (95% interval)", rate)


def _count_headings(indicator: Indicator, current: Period, baseline: Period) -> tuple[str, ...]:
    return (
        *_counts(indicator, current, baseline),
        "Change (95% interval)",
        "95% interval of the newer count",
    )


def _share_headings(indicator: Indicator, current: Period, baseline: Period) -> tuple[str, ...]:
    shares = (f"{label} (95% interval)" for label in _counts(indicator, current, baseline))
    return (*shares, "Change in percentage points (95% interval)", "Newer share is of")


def _rate_cells(comparison: Comparison) -> list[str]:
    return [*_both_counts(comparison), write_change(comparison), write_rate(comparison.current)]


def _count_cells(comparison: Comparison) -> list[str]:
    return [*_both_counts(comparison), write_change(comparison), write_plain_interval(comparison.current)]


def _share_cells(comparison: Comparison) -> list[str]:
    current, baseline = comparison.current, comparison.baseline
    whole = f"{current.denominator:,.0f}" if current.has_value and current.denominator else NOT_APPLICABLE
    return [write_share(current), write_share(baseline), write_change(comparison), whole]


def _both_counts(comparison: Comparison) -> list[str]:
    return [write_result_count(comparison.current), write_result_count(comparison.baseline)]


_LAYOUTS = {
    "rate": _Layout(_rate_headings, _rate_cells),
    "count": _Layout(_count_headings, _count_cells),
    "proportion": _Layout(_share_headings, _share_cells),
    "output": _Layout(_counts, _both_counts),
}


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
