"""The quick reader of CSV files that nothing is wrong with; whatever it does not take is ``csv_reader``'s.

Arrow parses twice as fast as DuckDB stores, and keeps a text that comes back as a number, which makes
counting cheap. But it tells no line of what it refuses, and takes quotation marks less strictly. So
it is only asked about files whose every line is a row and whose quotation marks stand where both
readers agree; and where it does not take every row, nothing of what it read is used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from csp_toolkit.loaders.csv_reader import CsvColumn, column_positions
from csp_toolkit.loaders.grouped_counts import as_arrow
from csp_toolkit.loaders.source import Source

if TYPE_CHECKING:
    import pyarrow as pa

LARGEST = 64 << 20
"""Bytes of a file that is read whole into memory: three times the largest published month."""
BLOCK = 4 << 20
"""Bytes that are parsed at a time: most files are one block; a longer line is not taken."""
ROW_GROUP = 122_880
"""Rows that are written as one: DuckDB's own number."""
_FIELD = rb'(?:[^",\r\n]*|"(?:[^"\r\n]|"")*")'
_PLAIN_LINE = re.compile(rb"%b(?:,%b)*\r?\n?" % (_FIELD, _FIELD))


def read_plain(source: Source, columns: Sequence[CsvColumn]) -> pa.Table | None:
    """The wanted columns of a file that holds a row on each line; None where that cannot be said.

    An empty value is missing. Texts are dictionaries, but for columns whose every row has its own.
    """
    positions = column_positions(source, columns)
    content = source.content
    if positions is None or not content.plain_lines or source.path.stat().st_size > LARGEST:
        return None
    if content.quoted and not _is_plainly_quoted(source.path):
        return None
    table = scan_columns(
        source.path, {positions[column.name]: column for column in columns}, len(source.header)
    )
    return table if table is not None and len(table) + 1 == content.lines else None


def scan_columns(path: Path, wanted: Mapping[int, CsvColumn], width: int) -> pa.Table | None:
    """Columns by their place among ``width``, on one thread; None where a row or value cannot be taken."""
    import pyarrow as pa
    from pyarrow import csv

    types = {f"c{place}": _arrow_type(column) for place, column in wanted.items()}
    try:
        table = csv.read_csv(
            path,
            csv.ReadOptions(
                use_threads=False,
                block_size=BLOCK,
                column_names=[f"c{place}" for place in range(width)],
                skip_rows=1,
            ),
            csv.ParseOptions(newlines_in_values=False),
            csv.ConvertOptions(
                column_types=types, include_columns=list(types), null_values=[""], strings_can_be_null=True
            ),
        )
    except pa.ArrowInvalid:
        return None
    return joined([table.rename_columns([column.name for column in wanted.values()])])


def joined(tables: Sequence[pa.Table]) -> pa.Table:
    """One table of one chunk, with one numbering of the texts, by which they are written and counted."""
    import pyarrow as pa

    return pa.concat_tables(tables).unify_dictionaries().combine_chunks()


def _arrow_type(column: CsvColumn) -> pa.DataType:
    import pyarrow as pa

    if column.type == "DOUBLE":
        return pa.float64()
    return pa.string() if column.all_differ else pa.dictionary(pa.int32(), pa.string())


def _is_plainly_quoted(path: Path) -> bool:
    """Whether quotation marks enclose whole values of one line, and are doubled within them."""
    with path.open("rb") as file:
        return all(_PLAIN_LINE.fullmatch(line) for line in file if b'"' in line)


def write_plain(table: pa.Table, path: Path) -> None:
    """Write a table that ``read_plain`` gave, with the file's line of each row before its columns."""
    import numpy as np

    lines = as_arrow(np.arange(2, len(table) + 2, dtype="int64"))
    write_table(table.add_column(0, "line", lines), path)


def write_table(table: pa.Table, path: Path) -> None:
    """Write Parquet as DuckDB does for us: texts that come back as dictionaries, all else value by value."""
    import pyarrow as pa
    from pyarrow import parquet

    texts = [field.name for field in table.schema if pa.types.is_dictionary(field.type)]
    with pa.OSFile(str(path), "wb") as file:
        parquet.write_table(
            table,
            file,
            compression="zstd",
            compression_level=1,
            use_dictionary=texts,
            # A file is a row group or two, which nobody would pass over for its least and greatest values.
            write_statistics=False,
            write_batch_size=ROW_GROUP,
            column_encoding={"line": "DELTA_BINARY_PACKED"} if "line" in table.column_names else None,
            row_group_size=ROW_GROUP,
            store_schema=False,
        )
