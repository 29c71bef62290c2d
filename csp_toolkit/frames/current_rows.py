"""Rows of a dataset as they stand: of each slice those of the newest edition that holds it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from csp_toolkit.frames.lookups import connect_one_thread
from csp_toolkit.store import Store

if TYPE_CHECKING:
    import duckdb
    import pandas as pd


def load_current_rows(store: Store, dataset: str, key: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """The columns, and ``edition``, of all rows whose slice (its key in these columns) is current.

    Sorted by all columns; without rows where the store holds nothing of the dataset.
    """
    keys: dict[Path, list[tuple[str, ...]]] = defaultdict(list)
    editions = {}
    for slice_key, edition in sorted(store.current(dataset).items()):
        path = store.whole_file(edition, "data.parquet")
        keys[path].append(slice_key)
        editions[path] = edition.id
    if not keys:
        return _empty(columns)
    with connect_one_thread() as connection:
        parts = [
            _current_part(connection, path, editions[path], key, wanted, columns)
            for path, wanted in keys.items()
        ]
        return connection.execute(" UNION ALL ".join(parts) + " ORDER BY ALL").df()


def _current_part(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    edition: str,
    key: Sequence[str],
    wanted: Sequence[tuple[str, ...]],
    columns: Sequence[str],
) -> str:
    """The query for one edition's rows of the wanted slices."""
    import pyarrow as pa

    slices = f"slices_of_{edition.replace('-', '_')}"
    values = {name: pa.array(cells) for name, cells in zip(key, zip(*wanted, strict=True), strict=True)}
    connection.register(slices, pa.table(values))
    quoted = str(path).replace("'", "''")
    return f"""SELECT {", ".join(columns)}, '{edition}' AS edition FROM read_parquet('{quoted}')
        SEMI JOIN {slices} USING ({", ".join(key)})"""


def _empty(columns: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({name: pd.Series(dtype="object") for name in [*columns, "edition"]})
