"""Elements of an OpenDocument sheet into rows of values: what the parser of ``ods_stream`` calls.

Runs once for each of some ten million cells, so it is written for speed: one object with a few
plain attributes, and the commonest element asked for first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from csp_toolkit.errors import DataError

_TABLE_NS = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_TEXT_NS = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_OFFICE_NS = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
TABLE, ROW, CELL = _TABLE_NS + "table", _TABLE_NS + "table-row", _TABLE_NS + "table-cell"
COVERED = _TABLE_NS + "covered-table-cell"
NAME, COLUMNS_REPEATED = _TABLE_NS + "name", _TABLE_NS + "number-columns-repeated"
ROWS_REPEATED = _TABLE_NS + "number-rows-repeated"
PARAGRAPH, SPACES, SPACE_COUNT = _TEXT_NS + "p", _TEXT_NS + "s", _TEXT_NS + "c"
TAB, LINE_BREAK = _TEXT_NS + "tab", _TEXT_NS + "line-break"
INLINE = frozenset({_TEXT_NS + "span", _TEXT_NS + "a", SPACES, TAB, LINE_BREAK})
VALUE_TYPE, VALUE = _OFFICE_NS + "value-type", _OFFICE_NS + "value"
EXACT_VALUES = {
    "float": VALUE,
    "percentage": VALUE,
    "currency": VALUE,
    "date": _OFFICE_NS + "date-value",
    "time": _OFFICE_NS + "time-value",
    "boolean": _OFFICE_NS + "boolean-value",
    "string": _OFFICE_NS + "string-value",
}
MOST_COLUMNS = 1024
MOST_REPEATED_ROWS = 10_000
"""How often a filled row may be repeated by one number; empty ones as often as they like."""
LONGEST_TEXT = 32_767
"""Characters a cell may hold, as in the spreadsheet programs themselves."""

Rows = tuple[str, list[int], list[list[str | None]]]


def is_wanted_always(sheet: str) -> bool:
    """Every sheet."""
    return True


class RowCollector:
    """Takes the parser's events; ``take_full`` and ``take_rest`` hand over what has come together."""

    def __init__(self, wanted: Callable[[str], bool], rows_per_sheet: int | None, batch_rows: int) -> None:
        self._wanted, self._most, self._batch_rows = wanted, rows_per_sheet, batch_rows
        self._sheet: str | None = None  # the sheet that rows are taken from, None between and outside those
        self._in_table, self._skip, self._in_cell = False, 0, False
        self._numbers: list[int] = []
        self._rows: list[list[str | None]] = []
        self._done: list[Rows] = []
        self._row: list[str | None] = []
        self._row_number, self._row_repeat, self._blanks, self._taken = 0, 1, 0, 0
        self._value: str | None = None
        self._repeat, self._texts, self._length, self._paragraphs = 1, list[str](), 0, 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if self._skip:
            self._skip += 1
        elif name == PARAGRAPH:
            if self._in_cell:
                self._paragraphs += 1
                if self._paragraphs > 1:
                    self._texts.append("\n")
        elif name == CELL and not self._in_cell:
            self._start_cell(attributes)
        elif self._in_cell:
            self._start_inside(name, attributes)
        elif name == COVERED:
            self._blanks += _repeats(attributes, COLUMNS_REPEATED)
            self._skip = 1
        elif name == ROW:
            self._row, self._blanks = [], 0
            self._row_repeat = _repeats(attributes, ROWS_REPEATED) if ROWS_REPEATED in attributes else 1
        elif name == TABLE:
            self._start_table(attributes)

    def _start_table(self, attributes: dict[str, str]) -> None:
        sheet = attributes.get(NAME, "")
        if self._in_table or not self._wanted(sheet):
            self._skip = 1
            return
        self._in_table, self._sheet, self._row_number, self._taken = True, sheet, 0, 0

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if not attributes:
            self._value, self._repeat = None, 1
        else:
            kind = attributes.get(VALUE_TYPE)
            # A number without its value, or a text that has none beside its paragraphs, is its text.
            self._value = attributes.get(EXACT_VALUES.get(kind, "")) if kind else None
            repeated = attributes.get(COLUMNS_REPEATED)
            self._repeat = 1 if repeated is None else _repeats(attributes, COLUMNS_REPEATED)
        self._in_cell = True

    def _start_inside(self, name: str, attributes: dict[str, str]) -> None:
        if name == SPACES:
            self.text(" " * min(_repeats(attributes, SPACE_COUNT), LONGEST_TEXT + 1))
        elif name in (TAB, LINE_BREAK):
            self.text("\t" if name == TAB else "\n")
        elif name not in INLINE:
            self._skip = 1  # a comment, a drawing, a table within the cell: not its value

    def text(self, data: str) -> None:
        """Characters between tags."""
        if self._in_cell and not self._skip and self._paragraphs:
            self._texts.append(data)
            self._length += len(data)
            if self._length > LONGEST_TEXT:
                raise DataError(f"{self._where()} has a cell with more than {LONGEST_TEXT:,} characters")

    def end(self, name: str) -> None:
        """An element ends."""
        if self._skip:
            self._skip -= 1
        elif name == CELL:
            self._end_cell()
        elif name == ROW:
            self._end_row()
        elif name == TABLE:
            self._close(self._taken == 0)
            self._in_table, self._sheet = False, None

    def _end_cell(self) -> None:
        value, repeat = self._value, self._repeat
        if self._texts:
            if value is None:
                value = self._texts[0] if len(self._texts) == 1 else "".join(self._texts)
            self._texts, self._length = [], 0
        self._in_cell, self._paragraphs = False, 0
        if not value:
            self._blanks += repeat  # kept as a number: the rest of a row is repeated thousandfold
            return
        row = self._row
        if repeat == 1 and not self._blanks and len(row) < MOST_COLUMNS:
            row.append(value)
            return
        if len(row) + self._blanks + repeat > MOST_COLUMNS:
            raise DataError(f"{self._where()} has more than {MOST_COLUMNS:,} columns")
        row.extend([None] * self._blanks)
        row.extend([value] * repeat)
        self._blanks = 0

    def _end_row(self) -> None:
        repeat, first = self._row_repeat, self._row_number + 1
        self._row_number += repeat
        if not self._row or self._sheet is None or (self._most is not None and self._taken >= self._most):
            return
        if repeat > MOST_REPEATED_ROWS:
            raise DataError(f'row {first} of sheet "{self._sheet}" repeats a filled row {repeat:,} times')
        for number in range(first, first + repeat):
            self._numbers.append(number)
            self._rows.append(self._row)
        self._taken += repeat
        # The last row that is wanted of a sheet is handed over at once: who recognises reads no further.
        if len(self._rows) >= self._batch_rows or (self._most is not None and self._taken >= self._most):
            self._close(False)

    def _close(self, even_empty: bool) -> None:
        """Make the rows so far a batch."""
        if (self._rows or even_empty) and self._sheet is not None:
            self._done.append((self._sheet, self._numbers, self._rows))
            self._numbers, self._rows = [], []

    def _where(self) -> str:
        return f'row {self._row_number + 1} of sheet "{self._sheet}"'

    def take_full(self) -> Iterator[Rows]:
        """The batches that are complete, once."""
        done, self._done = self._done, []
        yield from done

    def take_rest(self) -> Iterator[Rows]:
        """What is left when reading ends, inside a sheet too."""
        self._close(False)
        yield from self.take_full()


def _repeats(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) > 0):
        raise DataError(f'a cell or row of this spreadsheet is repeated "{text[:20]}" times')
    return int(text)
