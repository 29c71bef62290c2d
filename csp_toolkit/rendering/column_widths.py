"""How wide the columns of a printed table are, so that it takes few lines and cuts no word.

Widths of letters are those of the documents' font. Figures are not broken over lines where there is room;
what is left goes, step by step, to the column whose words make the rows tall.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import permutations
from math import ceil

from csp_toolkit.blocks.model import Table

_LETTERS = {
    0.2: " ",
    0.26: "|ij',.:;lI’‘",
    0.31: "![]{}()f-",
    0.36: "trI/\\",
    0.43: '*s"?z“”',
    0.47: "xcvyYJ",
    0.5: "LFk0123456789#$+<=>^~_eag£×–−",
    0.54: "XVESTZA`hu",
    0.56: "o",
    0.57: "nbdpqPRC",
    0.62: "KBDG&",
    0.66: "UNHO",
    0.73: "QwM",
    0.83: "W%m@",
}
_WIDTHS = {letter: width for width, letters in _LETTERS.items() for letter in letters}
"""In shares of the letter's size, rounded up a little."""
_BOLD = 1.06
_WIDEST, _WIDEST_BOLD = 1.03, 1.25
"""How much wider than this any of these letters is."""
_CLOSE = 0.1
"""What letters that stand wider apart than others may add, in shares of their size."""
_ENDLESS = 24
"""A run of more letters than this is broken anyway."""
_SPACE = 0.2
_SHORT_HEADING = 22
"""Letters up to which a heading takes two lines at most."""
_STEP = 6.0
_MOVES = (32.0, 16.0, 8.0, 24.0, 8.0)
"""Points that a column may give to another, in the order in which they are tried."""
_ROWS_LOOKED_AT = 40
_ROOM = 42.0
"""Points by which a column may be wider than what stands in it."""
INSET = 5.0
"""Points between a cell's words and the next column; none at the table's edges."""


@lru_cache(maxsize=20_000)
def text_width(text: str) -> float:
    """The width of a text on one line, in shares of its size."""
    return sum(_WIDTHS.get(letter, 0.56) for letter in text)


def column_widths(table: Table, line: float, size: float) -> list[float]:
    """The width of each column in points, insets included; together never more than ``line``.

    ``size`` is the letters' size in points. A table of few words is narrower than its line.
    """
    count = len(table.columns)
    insets = [INSET * ((n > 0) + (n < count - 1)) for n in range(count)]
    room = line - sum(insets)
    least = [_least(table, n, size, whole=column.numeric) for n, column in enumerate(table.columns)]
    if sum(least) > room * 0.8:
        words = [_least(table, n, size, whole=False) for n in range(count)]
        least = least if sum(least) <= room and _words_have_room(table, least, words) else words
    if sum(least) >= room:
        return [width * room / sum(least) + inset for width, inset in zip(least, insets, strict=True)]
    wanted = [max(_wanted(table, n, size), least[n]) for n in range(count)]
    if sum(wanted) <= room:
        more = min((room - sum(wanted)) / count, _ROOM)
        return [width + more + inset for width, inset in zip(wanted, insets, strict=True)]
    shared = _share(table, least, wanted, room, size)
    return [width + inset for width, inset in zip(shared, insets, strict=True)]


def row_lines(table: Table, widths: Sequence[float], size: float) -> list[int]:
    """How many lines each row takes in columns of these widths, the row of headings first."""
    net = _rooms(widths)
    heads = [text_width(column.label) * size * _BOLD for column in table.columns]
    rows = [heads, *([text_width(cell) * size for cell in row] for row in table.rows)]
    return [max(_lines(wide, room) for wide, room in zip(row, net, strict=True)) for row in rows]


def rows_on_one_line(table: Table, widths: Sequence[float], size: float) -> list[bool]:
    """Which rows certainly take one line in columns of these widths, the row of headings first.

    Nothing is certain of a row with a letter whose width is not known.
    """
    rooms = [width / size for width in _rooms(widths)]
    heads = [column.label for column in table.columns]
    rows = [(heads, _WIDEST_BOLD), *((row, _WIDEST) for row in table.rows)]
    return [
        all(_certainly_fits(text, room, widest) for text, room in zip(row, rooms, strict=True))
        for row, widest in rows
    ]


def _certainly_fits(text: str, room: float, widest: float) -> bool:
    return _WIDTHS.keys() >= set(text) and text_width(text) * widest + _CLOSE <= room


def _rooms(widths: Sequence[float]) -> list[float]:
    """What columns of these widths leave for words."""
    net = [max(width - 2 * INSET, 1.0) for width in widths]
    net[0] += INSET
    net[-1] += INSET
    return net


def _lines(wide: float, room: float) -> int:
    """Lines a text takes; from the second on, each loses a part of a word at its end."""
    return 1 if wide <= room + 0.1 else max(ceil(wide * 1.08 / room), 2)


def _least(table: Table, n: int, size: float, *, whole: bool) -> float:
    """The longest word of the column; for figures that are to stay whole, the longest cell."""
    label = table.columns[n].label
    head = _heading_width(label, 2 if len(label) <= _SHORT_HEADING else 3)
    cells = (row[n] for row in table.rows)
    parts = (part for cell in cells for part in (cell.split("\n") if whole else cell.split()))
    limit = 2 * _ENDLESS if whole else _ENDLESS
    return size * max(head, *(text_width(part[:limit]) for part in parts))


@lru_cache(maxsize=2_000)
def _heading_width(label: str, lines: int) -> float:
    """The least width in which a heading takes so many lines, or one more where it has many words."""
    words = [text_width(word[:_ENDLESS]) * _BOLD for word in label.split()]
    wide = max(max(words), sum(words) / lines)
    while _wrapped(words, wide) > lines + (len(words) > 9):
        wide += 0.2
    return wide


def _wrapped(words: Sequence[float], wide: float) -> int:
    """Lines that words take in a width none of them is wider than."""
    lines, end = 1, -_SPACE
    for word in words:
        if end + _SPACE + word > wide + 0.01:
            lines, end = lines + 1, -_SPACE
        end += _SPACE + word
    return lines


def _words_have_room(table: Table, least: Sequence[float], words: Sequence[float]) -> bool:
    """Whether figures that stay whole leave the columns of words a fifth more than their longest words."""
    texts = [n for n, column in enumerate(table.columns) if not column.numeric]
    return not texts or sum(least[n] for n in texts) <= 1.2 * sum(words[n] for n in texts)


def _wanted(table: Table, n: int, size: float) -> float:
    """The width at which every cell stands on one line and the heading on two."""
    head = _heading_width(table.columns[n].label, 2)
    return size * max(head, *(text_width(row[n]) for row in table.rows)) + 0.5


def _share(
    table: Table, least: Sequence[float], wanted: Sequence[float], room: float, size: float
) -> list[float]:
    """The least widths, and the rest of the line step by step for the column that makes the rows tall."""
    widths, spare, count = list(least), room - sum(least), len(least)
    cells = _rows_looked_at(table, size)
    lines = [[_lines(row[n], widths[n]) for row in cells] for n in range(count)]
    while spare > 0.01:
        open_ = [n for n in range(count) if widths[n] < wanted[n]]
        if not open_:
            break
        tall = [max(row) for row in zip(*lines, strict=True)]
        pressed = max(open_, key=lambda n: (_pressure(lines[n], tall), wanted[n] - widths[n], -n))
        step = min(_STEP, spare, wanted[pressed] - widths[pressed])
        widths[pressed] += step
        spare -= step
        lines[pressed] = [_lines(row[pressed], widths[pressed]) for row in cells]
    return _exchange(widths, least, wanted, cells)


def _exchange(
    widths: list[float], least: Sequence[float], wanted: Sequence[float], cells: Sequence[Sequence[float]]
) -> list[float]:
    """The widths after each exchange between two columns that saves the table a line."""
    lines = [[_lines(row[n], width) for row in cells] for n, width in enumerate(widths)]
    tall = [max(row) for row in zip(*lines, strict=True)]
    for points in _MOVES:
        for giver, taker in permutations(range(len(widths)), 2):
            if widths[giver] - points < least[giver] or widths[taker] >= wanted[taker]:
                continue
            if not _pressure(lines[taker], tall):
                continue
            tried = list(lines)
            for n, more in ((giver, -points), (taker, points)):
                tried[n] = [_lines(row[n], widths[n] + more) for row in cells]
            found = [max(row) for row in zip(*tried, strict=True)]
            if sum(found) < sum(tall):
                lines, tall = tried, found
                widths[giver], widths[taker] = widths[giver] - points, widths[taker] + points
    return widths


def _pressure(lines: Sequence[int], tall: Sequence[int]) -> int:
    """Lines beyond the first in the rows whose height this column decides."""
    return sum(own - 1 for own, row in zip(lines, tall, strict=True) if own == row)


def _rows_looked_at(table: Table, size: float) -> list[list[float]]:
    """Widths of the headings' and of the rows' cells; of many rows, some from the longest to the shortest."""
    heads = [text_width(column.label) * size * _BOLD for column in table.columns]
    rows = [[text_width(cell) * size for cell in row] for row in table.rows]
    by_length = sorted(rows, key=max, reverse=True)
    return [heads, *by_length[:: ceil(len(rows) / _ROWS_LOOKED_AT)]]
