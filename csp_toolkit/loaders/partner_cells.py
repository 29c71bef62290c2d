"""A cell of a partner's workbook as the text that the same cell has in the CSV, or why it has none.

What Excel makes of things is undone only where one reading is possible: "1,234" is a number,
03/04/2024 could be two days and is refused.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from csp_toolkit.loaders.table_schema import TableColumn

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMERIC_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)", re.ASCII)
_WORDED_DATE = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})[ -](\d{4})", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}([, ]\d{3})+(\.\d+)?", re.ASCII)


class CellFault(Exception):
    """A cell cannot be taken, for the reason that the message gives."""


def cell_text(cell: object, column: TableColumn) -> str:
    """The cell as text of the column's kind. Raises CellFault where it cannot be one without a guess."""
    if isinstance(cell, bool):
        raise CellFault(f"holds {str(cell).upper()}, which is no {column.kind}")
    if isinstance(cell, date | time | timedelta):
        return _from_date(cell, column)
    if isinstance(cell, int | float):
        return _from_number(float(cell), column)
    text = str(cell).replace("\u00a0", " ").strip()
    if column.kind == "number":
        return _number_text(text)
    if column.kind == "date":
        return _date_text(text)
    return _known_word(text, column.allowed) if column.kind == "choice" else text


def _from_date(cell: date | time | timedelta, column: TableColumn) -> str:
    if column.kind != "date":
        raise CellFault(
            f"Excel has made a date or time of it ({cell}): format the cell as text, write it again"
        )
    if isinstance(cell, datetime):
        if cell.time() != time():
            raise CellFault(f"holds a time of day ({cell}), not a date")
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    raise CellFault(f"holds a time ({cell}), not a date")


def _from_number(number: float, column: TableColumn) -> str:
    if column.kind == "date":
        raise CellFault(f"holds the number {number:g}, not a date: format the cell as a date")
    return number_text(number)


def number_text(number: float) -> str:
    """The shortest text that reads back as the same number; whole ones without a point."""
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.15f}".rstrip("0") if float(f"{number:.15f}") == number else repr(number)


def _number_text(text: str) -> str:
    return text.replace(",", "").replace(" ", "") if _GROUPED.fullmatch(text) else text


def _date_text(text: str) -> str:
    text = text.removesuffix(" 00:00:00")
    if found := _NUMERIC_DATE.fullmatch(text):
        return _british_date(text, *(int(part) for part in found.groups()))
    if found := _WORDED_DATE.fullmatch(text):
        month = found[2].lower()[:3]
        if month in _MONTHS:
            return f"{found[3]}-{_MONTHS.index(month) + 1:02d}-{int(found[1]):02d}"
    return text


def _british_date(text: str, first: int, second: int, year: int) -> str:
    """Day before month, where it cannot be the other way round; what is no British date stays as it is."""
    if second > 12:
        return text
    if first <= 12 and first != second:
        one, other = date(year, second, first), date(year, first, second)
        raise CellFault(
            f'"{text}" can be {one.day} {one:%B} or {other.day} {other:%B} {year}: write {one} or {other}'
        )
    return f"{year}-{second:02d}-{first:02d}"


def _known_word(text: str, allowed: tuple[str, ...]) -> str:
    """A word of the list however it is spelled: "On Track" is "on track"."""
    plain = {re.sub(r"[\s_-]+", " ", word.lower()): word for word in allowed}
    return plain.get(re.sub(r"[\s_-]+", " ", text.lower()), text)
