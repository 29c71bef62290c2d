"""Rows counted by texts that Arrow already numbered: arithmetic on whole numbers, no text is compared."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

MOST_CELLS = 1 << 23
"""Combinations of values for which a counter each is cheaper than sorting the rows."""
BEGINNING = 8
"""Letters that fit into one number."""


def count_rows_by(table: pa.Table, keys: Sequence[str]) -> pa.Table:
    """How many rows each combination of the keys has that occurs, in order; then ``count``.

    The keys are dictionary columns of one chunk; a missing value counts as an empty text. Combinations are
    numbered, so the keys' numbers of different texts must multiply to less than 2 ** 63.
    """
    import numpy as np
    import pyarrow as pa

    numbered = [_numbered(table.column(key)) for key in keys]
    cells = np.zeros(len(table), dtype="int64")
    for texts, numbers in numbered:
        cells = cells * len(texts) + numbers
    found, counts = _occurring(cells, prod(len(texts) for texts, _ in numbered))
    columns = [as_arrow(counts.astype("int32"))]
    for texts, _ in reversed(numbered):
        found, numbers = np.divmod(found, len(texts))
        columns.insert(0, pa.DictionaryArray.from_arrays(as_arrow(numbers.astype("int32")), texts))
    return pa.table(columns, names=[*keys, "count"])


def different_texts(column: pa.ChunkedArray) -> list[str]:
    """The texts that a dictionary column of one chunk holds, in order; a missing value is an empty text."""
    texts = set(column.chunk(0).dictionary.to_pylist()) if column.num_chunks else set()
    return sorted({*texts, ""} if column.null_count else texts)


def count_repeated(column: pa.ChunkedArray) -> int:
    """How many values of a text column of one chunk were there before in it; missing ones are not counted."""
    import pyarrow.compute as pc

    if column.num_chunks == 0 or _beginnings_differ(column.chunk(0)):
        return 0
    return int(len(column) - column.null_count - pc.count_distinct(column, mode="only_valid").as_py())


def _beginnings_differ(texts: pa.StringArray) -> bool:
    """Whether the texts are of one length and no two begin alike: five times as quick as to compare them."""
    import numpy as np

    _, places, letters = texts.buffers()
    ends = np.frombuffer(places, "int32", len(texts) + 1, texts.offset * 4)
    lengths = np.diff(ends)
    length = int(lengths.max(initial=0))
    there: int = len(texts) - texts.null_count
    if length < BEGINNING or np.count_nonzero(lengths == length) != there:
        return there == 0
    written = np.frombuffer(letters, "uint8")[ends[0] : ends[-1]].reshape(-1, length)
    beginnings = np.ascontiguousarray(written[:, :BEGINNING]).view("uint64").ravel()
    beginnings.sort()
    return not bool(np.any(beginnings[1:] == beginnings[:-1]))


def as_arrow(numbers: npt.NDArray[np.integer]) -> pa.Array:
    """Whole numbers as an Arrow array.

    Not by ``pyarrow.array``, which imports pandas to ask whether it was given something of pandas;
    so do ``pyarrow.scalar`` and ``to_numpy``, and it takes as long as to read twenty files.
    """
    import pyarrow as pa

    kind = pa.from_numpy_dtype(numbers.dtype)
    return pa.Array.from_buffers(kind, len(numbers), [None, pa.py_buffer(numbers)])


def _numbered(column: pa.ChunkedArray) -> tuple[pa.StringArray, npt.NDArray[np.int64]]:
    """The column's different texts in order, and for each row the place of its text among them."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if not column.num_chunks:
        return pa.nulls(0, pa.string()), np.zeros(0, dtype="int64")
    rows = column.chunk(0)
    texts = rows.dictionary
    if column.null_count:
        # A missing value is numbered -1, and so the last: that of the empty text.
        empty = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(bytes(8)), pa.py_buffer(b"")])
        texts = pa.concat_arrays([texts, empty])
    order = pc.array_sort_indices(texts)
    place = np.empty(len(texts), dtype="int64")
    place[np.from_dlpack(order)] = np.arange(len(texts))
    missing = as_arrow(np.array([-1], dtype="int32"))[0]
    return texts.take(order), place[np.from_dlpack(rows.indices.fill_null(missing))]


def _occurring(
    cells: npt.NDArray[np.int64], number: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The cells that occur, in order, and how often each does."""
    import numpy as np

    if number > MOST_CELLS:
        return np.unique(cells, return_counts=True)
    counts = np.bincount(cells)
    found = np.flatnonzero(counts)
    return found, counts[found]
