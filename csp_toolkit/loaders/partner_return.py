"""Partners' figures in the tidy form of the partner return, a row for each number.

Stored: the return's columns with their types, the period's label and the line of each row. A row
with a fault is rejected with all its faults; where rows contradict each other (the same key twice,
a numerator larger than its denominator, parts that do not sum) all that take part are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from math import isclose
from pathlib import Path
from typing import TYPE_CHECKING

from csp_toolkit.loaders.csv_reader import write_parquet, write_tables
from csp_toolkit.loaders.partner_return_schema import (
    ALL_PARTS,
    PARTNER_RETURN,
    WHOLE_MEASURES,
    WITH_VALUE,
)
from csp_toolkit.loaders.partner_sheets import read_rows
from csp_toolkit.loaders.shape import Dataset, Loaded
from csp_toolkit.loaders.source import Source
from csp_toolkit.loaders.table_rows import (
    TableRow,
    check_cells,
    check_personal,
    flag_repeated,
    is_table_of,
    write_rows,
)
from csp_toolkit.periods import FinancialYear, Month, Period, Quarter, TwelveMonths
from csp_toolkit.store import Slice

if TYPE_CHECKING:
    import duckdb

_WHERE = ("supplier", "indicator_id", "definition_version", "area_code", "geography_vintage",
          "period_start", "period_end", "period_type")  # fmt: skip
KEY = (*_WHERE, "breakdown", "breakdown_value", "measure")
"""No two rows of a file are alike in these."""
SLICE = ("supplier", "indicator_id", "area_code", "period_type", "period")
"""What a later return of the same supplier replaces as a whole."""
TYPES = {
    **dict.fromkeys(PARTNER_RETURN.names, "VARCHAR"),
    "definition_version": "INTEGER",
    "period_start": "DATE",
    "period_end": "DATE",
    "value": "DOUBLE",
    "data_as_at": "DATE",
    "period": "VARCHAR",
}


class PartnerReturn:
    """Loads the partner return from CSV and from workbooks."""

    dataset = Dataset(
        "partner_return", PARTNER_RETURN.title, "members of the partnership", "Supplied to the partnership"
    )

    def recognises(self, source: Source) -> bool:
        """By most of its columns, in the first line of a CSV file or near the top of a sheet."""
        return is_table_of(source, PARTNER_RETURN)

    def load(self, source: Source, folder: Path, connection: duckdb.DuckDBPyConnection) -> Loaded:
        """Rows as supplied, and their counts. Raises DataError for wrong columns or without a usable row."""
        found = read_rows(connection, source, PARTNER_RETURN)
        check_cells(PARTNER_RETURN, found.rows)
        check_personal(found.sound, ("supplier", "breakdown_value", "note"))
        for row in found.sound:
            _check_row(row)
        flag_repeated(found.sound, lambda row: _values(row, KEY), "the same figure")
        _check_proportions(found.sound)
        broken = [row for row in found.rows if row.faults]
        _check_parts(found.sound, broken)
        write_rows(connection, source, found, TYPES)
        write_tables(connection, folder, "SELECT * FROM taken ORDER BY line")
        write_parquet(connection, folder / "counts.parquet", _counts_query())
        sound = found.sound
        return Loaded(
            rows=len(sound),
            rejected=found.rejected,
            slices=_slices(sound),
            vintage=", ".join(sorted({row.cells["geography_vintage"] for row in sound})),
            synthetic=any(row.cells["supplier"].upper().startswith("SYNTHETIC") for row in sound),
            notes=tuple(found.notes),
        )


def _values(row: TableRow, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(row.cells[name] for name in names)


def _check_row(row: TableRow) -> None:
    """What the cells of one row say together."""
    _check_value(row)
    _check_breakdown(row)
    start, end = (date.fromisoformat(row.cells[name]) for name in ("period_start", "period_end"))
    period = _period(row.cells["period_type"], start)
    label = start.isoformat() if period is None else period.label
    first, last = (start, start) if period is None else (period.start, period.end)
    row.cells["period"] = label
    kind = row.cells["period_type"].replace("_", " ")
    if start != first:
        row.fault("period_start", f"{start} is not the first day of a {kind}")
    elif end != last:
        row.fault("period_end", f"a {kind} that starts on {start} ends on {last}, not {end}")
    elif date.fromisoformat(row.cells["data_as_at"]) < end:
        row.fault("data_as_at", f"{row.cells['data_as_at']} is before the period ends ({end})")


def _period(kind: str, start: date) -> Period | None:
    """The period of this type in which a day lies, or which starts in its month; none for a snapshot."""
    month = Month.of(start)
    year = FinancialYear(start.year if start.month >= 4 else start.year - 1)
    periods: dict[str, Period] = {
        "month": month,
        "quarter": Quarter(year.start_year, (start.month - 4) % 12 // 3 + 1),
        "financial_year": year,
        "twelve_months": TwelveMonths(month.plus(11)),
    }
    return periods.get(kind)


def _check_value(row: TableRow) -> None:
    value, status, reason = _values(row, ("value", "status", "missing_reason"))
    if status in WITH_VALUE:
        if not value:
            hint = "write 0 if that was counted, else a status without value and a missing_reason"
            row.fault("value", f"empty although the status is {status}: {hint}")
        if reason:
            row.fault("missing_reason", f"given although the status is {status}")
    else:
        if value:
            row.fault("value", f"given although the status is {status}")
        if not reason:
            row.fault("missing_reason", f"empty although the status is {status}")
    if value and row.cells["measure"] in WHOLE_MEASURES and not float(value).is_integer():
        row.fault("value", f'"{value}" is not a whole number, as a {row.cells["measure"]} is')


def _check_breakdown(row: TableRow) -> None:
    name, part = _values(row, ("breakdown", "breakdown_value"))
    if name and not part:
        row.fault("breakdown_value", f'empty although the breakdown is "{name}"')
    if part and not name:
        row.fault("breakdown", f'empty although the part is "{part}"')


def _check_proportions(rows: Sequence[TableRow]) -> None:
    """A numerator larger than its denominator refuses both."""
    pairs: dict[tuple[str, ...], dict[str, TableRow]] = defaultdict(dict)
    for row in rows:
        if row.cells["value"]:
            pairs[_values(row, KEY[:-1])][row.cells["measure"]] = row
    for pair in pairs.values():
        top, bottom = pair.get("numerator"), pair.get("denominator")
        if top and bottom and float(top.cells["value"]) > float(bottom.cells["value"]):
            said = f"{top.cells['value']} of {bottom.cells['value']}"
            for row in (top, bottom):
                row.fault("value", f"the numerator is larger than its denominator ({said})")


def _check_parts(rows: Sequence[TableRow], broken: Sequence[TableRow]) -> None:
    """A row "all" declares a breakdown exhaustive: its parts sum to it, and it equals the whole if given."""
    groups: dict[tuple[str, ...], list[TableRow]] = defaultdict(list)
    wholes = {_values(row, (*_WHERE, "measure")): row for row in rows if not row.cells["breakdown"]}
    for row in rows:
        if row.cells["breakdown"]:
            groups[_values(row, (*_WHERE, "measure", "breakdown"))].append(row)
    lost = {_values(row, (*_WHERE, "measure", "breakdown")) for row in broken}
    for key, group in groups.items():
        total = next((row for row in group if row.cells["breakdown_value"] == ALL_PARTS), None)
        if total:
            _check_sum(total, [row for row in group if row is not total], wholes.get(key[:-1]), key in lost)


def _check_sum(total: TableRow, parts: Sequence[TableRow], whole: TableRow | None, lost: bool) -> None:
    name = total.cells["breakdown"]
    if lost:
        reason = f'another row of the breakdown "{name}" was rejected, so its sum cannot be checked'
    elif not parts:
        reason = f'the breakdown "{name}" has a row "{ALL_PARTS}" and no parts'
    elif total.cells["value"]:
        reason = _sum_fault(total, parts, whole)
    else:
        reason = ""
    if reason:
        for row in (total, *parts):
            row.fault("value", reason)


def _sum_fault(total: TableRow, parts: Sequence[TableRow], whole: TableRow | None) -> str:
    said, known = (
        float(total.cells["value"]),
        [float(row.cells["value"]) for row in parts if row.cells["value"]],
    )
    summed, name = sum(known), total.cells["breakdown"]
    if whole and whole.cells["value"] and not isclose(float(whole.cells["value"]), said, abs_tol=1e-6):
        without = f"the figure without breakdown {whole.cells['value']}"
        return f'"{ALL_PARTS}" of the breakdown "{name}" is {total.cells["value"]}, {without}'
    over = summed > said and not isclose(summed, said, abs_tol=1e-6)
    complete = len(known) == len(parts)
    if over or (complete and not isclose(summed, said, abs_tol=1e-6)):
        return f'the parts of the breakdown "{name}" sum to {summed:g}, its row "{ALL_PARTS}" says {said:g}'
    return ""


def _counts_query() -> str:
    measures = ", ".join(f"'{measure}'" for measure in WHOLE_MEASURES)
    return f"""SELECT supplier, indicator_id, definition_version, area_code, geography_vintage, period_type,
        period, breakdown, breakdown_value, measure, value::BIGINT AS count
        FROM taken WHERE value IS NOT NULL AND measure IN ({measures}) ORDER BY ALL"""


def _slices(rows: Sequence[TableRow]) -> tuple[Slice, ...]:
    """A slice for each figure and period, with how many of its rows are provisional or without a value."""
    facts: dict[tuple[str, ...], dict[str, int]] = {}
    for row in rows:
        counted = facts.setdefault(_values(row, SLICE), {"rows": 0, "provisional": 0, "without_value": 0})
        counted["rows"] += 1
        counted["provisional"] += row.cells["status"] == "provisional"
        counted["without_value"] += not row.cells["value"]
    return tuple(Slice(key, facts[key]) for key in sorted(facts))
