"""One table out of a file in any published form: CSV, OpenDocument or Excel, with its sheets joined.

Afterwards the view ``raw_rows`` (sheet, line, then the wanted columns as text, empty where the file
has none) and the table ``rejects`` stand in the connection, as the checks of a loader want them.
Workbooks are staged as Parquet on disk, so memory stays flat however many rows they hold.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.csv_reader import CsvColumn, read_csv
from csp_toolkit.loaders.ods_stream import RowBatch, is_open_document, stream_rows
from csp_toolkit.loaders.source import Source, plain_name
from csp_toolkit.loaders.workbook import require_extent, sheet_names
from csp_toolkit.loaders.workbook_outline import outline

if TYPE_CHECKING:
    import duckdb

TITLE_ROWS = 20
"""Filled rows among which the header of a sheet must stand."""
BYTES_TO_RECOGNISE = 8 << 20
"""How much of a spreadsheet's XML is read to see what it is: notes come first and are short."""
XLSX_BATCH = 20_000


@dataclass(frozen=True, slots=True)
class TableShape:
    """What a table looks like: columns that must be there, that may be, that make it another table.

    ``sheets`` says which sheets of a workbook hold it; one that is so named and has no such header
    is an error, every other sheet is notes.
    """

    required: tuple[CsvColumn, ...]
    optional: tuple[CsvColumn, ...]
    sheets: re.Pattern[str]
    absent: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """Our names of all the columns."""
        return [column.name for column in (*self.required, *self.optional)]

    def positions(self, header: Sequence[str]) -> dict[str, int] | None:
        """Where each column stands in a header of plain names, or None where it is another table's."""
        found = self._found(header)
        needed = {column.name for column in self.required}
        if any(name in header for name in self.absent) or not needed <= set(found):
            return None
        return found

    def _found(self, header: Sequence[str]) -> dict[str, int]:
        found = {}
        for column in (*self.required, *self.optional):
            places = [place for place, name in enumerate(header) if name in column.published_as]
            if len(places) == 1:
                found[column.name] = places[0]
        return found

    def missing(self, header: Sequence[str]) -> list[str]:
        """The first published spelling of each required column that a header lacks or has twice."""
        found = self._found(header)
        return [column.published_as[0] for column in self.required if column.name not in found]


@dataclass
class OpenTable:
    """What was found while reading: sheets with data, other sheets, text above the headers."""

    columns: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    synthetic: bool = False


def find_columns(source: Source, shape: TableShape) -> set[str] | None:
    """Our names of the columns a file has, or None where it does not hold the table.

    Judged from the first line, or from the first rows of the sheets: of a spreadsheet of a gigabyte
    the first megabytes are read.
    """
    if not zipfile.is_zipfile(source.path):
        found = shape.positions(source.header)
        return set(found) if found else None
    try:
        headers = _first_rows(source)
        return next((set(found) for row in headers if (found := shape.positions(_header(row)))), None)
    except DataError:
        return None


def _first_rows(source: Source) -> Iterator[Sequence[str | None]]:
    if not is_open_document(source.path):
        for sheet in outline(source):
            yield from sheet.rows[:TITLE_ROWS]
        return
    for batch in stream_rows(source.path, rows_per_sheet=TITLE_ROWS, bytes_at_most=BYTES_TO_RECOGNISE):
        yield from batch.rows


@contextmanager
def opened_table(
    connection: duckdb.DuckDBPyConnection, source: Source, shape: TableShape
) -> Iterator[OpenTable]:
    """Make ``raw_rows`` and ``rejects`` for as long as the file is read.

    Raises DataError where the file is damaged or a sheet of data lacks a column.
    """
    with tempfile.TemporaryDirectory() as folder:
        if zipfile.is_zipfile(source.path):
            table = _open_workbook(connection, source, shape, Path(folder) / "staged.parquet")
        else:
            table = _open_csv(connection, source, shape)
        try:
            yield table
        finally:
            connection.execute("DROP VIEW IF EXISTS raw_rows")


def _open_workbook(
    connection: duckdb.DuckDBPyConnection, source: Source, shape: TableShape, staged: Path
) -> OpenTable:
    table = _Stager(shape, source.path).write(staged)
    _create_rejects(connection)
    place = str(staged).replace("'", "''")  # a view takes no parameters
    _create_view(connection, shape, table.columns, f"read_parquet('{place}')")
    return table


def _open_csv(connection: duckdb.DuckDBPyConnection, source: Source, shape: TableShape) -> OpenTable:
    found = shape.positions(source.header) or {}
    read_csv(connection, source, [c for c in (*shape.required, *shape.optional) if c.name in found])
    _create_view(connection, shape, list(found), "(SELECT '' AS sheet, * FROM taken)")
    return OpenTable(columns=list(found))


def _create_view(
    connection: duckdb.DuckDBPyConnection, shape: TableShape, found: Sequence[str], rows: str
) -> None:
    columns = ", ".join(
        f"coalesce({name}, '') AS {name}" if name in found else f"'' AS {name}" for name in shape.names
    )
    connection.execute(f"CREATE OR REPLACE TEMP VIEW raw_rows AS SELECT sheet, line, {columns} FROM {rows}")


def _create_rejects(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "CREATE OR REPLACE TABLE rejects "
        '(line BIGINT, "column" VARCHAR, reason VARCHAR, text VARCHAR, lines BIGINT)'
    )


def _header(row: Sequence[str | None]) -> list[str]:
    return [plain_name(cell or "") for cell in row]


class _Stager:
    """Writes the rows of all data sheets below their headers to one Parquet file of text columns."""

    def __init__(self, shape: TableShape, path: Path) -> None:
        self._shape, self._path = shape, path
        self._table = OpenTable()
        self._sheet: str | None = None
        self._positions: dict[str, int] | None = None
        self._above: list[list[str | None]] = []

    def write(self, staged: Path) -> OpenTable:
        import pyarrow as pa
        import pyarrow.parquet as pq

        fields = [
            ("sheet", pa.string()),
            ("line", pa.int64()),
            *((n, pa.string()) for n in self._shape.names),
        ]
        schema = pa.schema(fields)
        with pq.ParquetWriter(staged, schema, compression="zstd") as writer:
            for batch in _batches(self._path):
                rows, numbers = self._below_header(batch)
                if rows:
                    columns = self._columns(batch.sheet, numbers, rows)
                    writer.write_batch(pa.record_batch(columns, schema=schema))
        self._leave_sheet()
        if not self._table.sheets:
            raise DataError(Problem("no sheet of this workbook holds the table", self._path))
        return self._table

    def _columns(self, sheet: str, numbers: list[int], rows: list[list[str | None]]) -> list[list[Any]]:
        columns: list[list[Any]] = [[sheet] * len(rows), numbers]
        for name in self._shape.names:
            place = (self._positions or {}).get(name)
            if place is None:
                columns.append([None] * len(rows))
            else:
                columns.append([row[place] if place < len(row) else None for row in rows])
        return columns

    def _below_header(self, batch: RowBatch) -> tuple[list[list[str | None]], list[int]]:
        """The batch's rows below the sheet's header, which may stand in this batch or before it."""
        if batch.sheet != self._sheet:
            self._leave_sheet()
            self._sheet, self._positions, self._above = batch.sheet, None, []
        if self._positions is not None:
            return batch.rows, batch.numbers
        for place, row in enumerate(batch.rows):
            if len(self._above) >= TITLE_ROWS:
                break
            self._positions = self._shape.positions(_header(row))
            if self._positions is not None:
                self._table.sheets.append(batch.sheet)
                self._table.columns += [n for n in self._positions if n not in self._table.columns]
                return batch.rows[place + 1 :], batch.numbers[place + 1 :]
            self._above.append(row)
        return [], []

    def _leave_sheet(self) -> None:
        if self._sheet is None:
            return
        above = " ".join(cell for row in self._above for cell in row if cell).lower()
        self._table.synthetic = self._table.synthetic or "synthetic" in above
        if self._positions is not None:
            return
        if self._shape.sheets.search(self._sheet) and self._above:
            raise DataError(self._no_header())
        self._table.skipped.append(self._sheet)

    def _no_header(self) -> Problem:
        nearest = min(self._above, key=lambda row: len(self._shape.missing(_header(row))))
        missing = ", ".join(f'"{name}"' for name in self._shape.missing(_header(nearest)))
        return Problem(
            f'sheet "{self._sheet}" has no header with the column {missing}',
            self._path,
            hint="Columns are compared without capitals, spaces and underscores. Was one renamed?",
        )


def _batches(path: Path) -> Iterator[RowBatch]:
    """The filled rows of all of a workbook's sheets."""
    return stream_rows(path) if is_open_document(path) else _excel_batches(path)


def _excel_batches(path: Path) -> Iterator[RowBatch]:
    from python_calamine import CalamineError, CalamineWorkbook

    source = Source(path, path.name)
    try:
        workbook = CalamineWorkbook.from_path(path)
        for name in sheet_names(source):
            require_extent(source, name)
            yield from _excel_sheet(workbook.get_sheet_by_name(name), name)
    except (CalamineError, OSError) as error:
        raise DataError(Problem(f"this workbook cannot be read ({error})", path)) from None


def _excel_sheet(sheet: Any, name: str) -> Iterator[RowBatch]:
    batch = RowBatch(name, [], [])
    # Rows come from the sheet's first, filled or not.
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        row = [_text(cell) for cell in cells]
        if any(row):
            batch.numbers.append(number)
            batch.rows.append(row)
        if len(batch.rows) >= XLSX_BATCH:
            yield batch
            batch = RowBatch(name, [], [])
    yield batch


def _text(cell: Any) -> str | None:
    """A value as the text that says it exactly; None for an empty cell."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell)
