"""Rows of a partner's table out of CSV or a workbook's sheets; totals at the foot are checked, not taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isclose
from typing import TYPE_CHECKING

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.partner_cells import CellFault, cell_text
from csp_toolkit.loaders.partner_workbook import FoundTable, find_tables, is_excel
from csp_toolkit.loaders.source import Source
from csp_toolkit.loaders.table_rows import TableRow, TableRows, header_problems, read_csv_rows
from csp_toolkit.loaders.table_schema import TableSchema

if TYPE_CHECKING:
    import duckdb

_TOTAL = re.compile(r"((grand|sub|overall)[ -]?)?totals?\b|sum\b", re.IGNORECASE)
TOTAL = "a total at the foot of the table, no figure of its own"
ASIDE = "a remark beside the table, no row of it"


def read_rows(connection: duckdb.DuckDBPyConnection, source: Source, schema: TableSchema) -> TableRows:
    """Every row of a file, from either format. Raises DataError where the table as a whole is wrong."""
    if is_excel(source):
        return read_workbook_rows(source, schema)
    return read_csv_rows(connection, source, schema)


def read_workbook_rows(source: Source, schema: TableSchema) -> TableRows:
    """The rows of every visible sheet that has the header.

    Raises DataError naming each missing or doubled column and each total that its rows do not give.
    """
    found = TableRows()
    problems: list[Problem] = []
    for table in find_tables(source, schema, found.notes):
        where = f'sheet "{table.sheet.name}": '
        wrong = header_problems(schema, table.header, source, where=where, also=True)
        problems += wrong or _SheetRows(table, schema, source, found).take()
    if problems:
        raise DataError(problems)
    return found


@dataclass
class _SheetRows:
    """One sheet's table on its way into rows; ``summed`` are those since the last total."""

    table: FoundTable
    schema: TableSchema
    source: Source
    found: TableRows
    columns: dict[str, int] = field(init=False)
    summed: list[TableRow] = field(default_factory=list)
    taken: list[TableRow] = field(default_factory=list)

    def __post_init__(self) -> None:
        header = self.table.header
        self.columns = {
            column.name: next(header.index(name) for name in (column.name, *column.also) if name in header)
            for column in self.schema.columns
        }

    def take(self) -> list[Problem]:
        """Add the rows to what is found; gives back the totals that are wrong."""
        problems = []
        for number, row in self._filled_rows():
            if self._is_total(row):
                row.fault("", TOTAL)
                problems += self._check_total(number, row)
                self.summed = []
            elif sum(text != "" for text in row.cells.values()) <= 1 and not row.faults:
                row.fault("", ASIDE)
            else:
                self.summed.append(row)
                self.taken.append(row)
            self.found.rows.append(row)
        self._note()
        return problems

    def _filled_rows(self) -> Iterator[tuple[int, TableRow]]:
        refused = {row for row, _ in self.table.sheet.facts.refused}
        for number in range(self.table.header_row + 1, len(self.table.sheet.cells)):
            cells = self.table.sheet.cells[number]
            if number in refused or any(cell != "" and str(cell).strip() for cell in cells):
                yield number, self._row(number)

    def _row(self, number: int) -> TableRow:
        sheet = self.table.sheet
        row = TableRow(number + 1, {}, {name: sheet.place(number, at) for name, at in self.columns.items()})
        for name, at in self.columns.items():
            try:
                row.cells[name] = self._text(name, number, at)
            except CellFault as fault:
                row.cells[name] = str(sheet.cells[number][at])
                row.fault(name, str(fault))
        return row

    def _text(self, name: str, number: int, at: int) -> str:
        sheet, column = self.table.sheet, self.schema.column(name)
        if reason := sheet.facts.refused.get((number, at)):
            raise CellFault(reason)
        if column.kind == "number" and (number, at) in sheet.merged:
            raise CellFault("is merged over several rows: whose number it is cannot be told")
        return cell_text(sheet.cells[number][at], column)

    def _is_total(self, row: TableRow) -> bool:
        """A row that says so and lacks most of what a row must have."""
        required = [column.name for column in self.schema.columns if column.required]
        lacking = sum(not row.cells[name] or bool(_TOTAL.match(row.cells[name])) for name in required)
        return lacking > len(required) / 2 and any(_TOTAL.match(text) for text in row.cells.values())

    def _check_total(self, number: int, total: TableRow) -> list[Problem]:
        """The numbers above must give it: those since the last total, or all of them."""
        wrong = []
        for column in self.schema.columns:
            if column.kind != "number" or not total.cells[column.name]:
                continue
            refused = any(name == column.name for name, _ in total.faults)
            said = None if refused else _number(total.cells[column.name])
            sums = [_sum(rows, column.name) for rows in (self.summed, self.taken)]
            if said is None or None in sums:
                self.found.notes.append(f"{total.places[column.name]}: this total could not be checked")
            elif not any(isclose(said, found or 0.0, rel_tol=1e-9, abs_tol=1e-6) for found in sums):
                place = total.places[column.name]
                message = f"{place}: this total says {said:,.15g}, the rows above it give {sums[0]:,.15g}"
                hint = "Rows may have been lost or hidden. Mend it, or leave the total out."
                wrong.append(Problem(message, self.source.path, number + 1, hint))
        return wrong

    def _note(self) -> None:
        sheet = self.table.sheet
        known = {name for column in self.schema.columns for name in (column.name, *column.also)}
        other = [name for name in self.table.header if name and name not in known]
        formulas = sum(row > self.table.header_row for row, _ in sheet.facts.formulas)
        hidden = sum(row.line - 1 in sheet.facts.hidden_rows for row in self.taken)
        remarks = {
            f"columns left out: {', '.join(other)}": other,
            f"cells with formulas, whose last calculated values were taken: {formulas}": formulas,
            f"hidden rows, which were taken: {hidden}": hidden,
        }
        self.found.notes += [f'sheet "{sheet.name}": {remark}' for remark, true in remarks.items() if true]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _sum(rows: list[TableRow], name: str) -> float | None:
    """The sum of a column's numbers, empty ones left out; None where one of them cannot be read."""
    texts = [row.cells[name] for row in rows if row.cells[name]]
    numbers = [_number(text) for text in texts]
    return None if None in numbers else sum(number for number in numbers if number is not None)
