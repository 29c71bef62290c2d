"""The store: immutable editions of datasets, written whole or not at all, read as at a date.

An edition is one published file as it was taken in: its rows and its counts as Parquet, the rows
that could not be taken with line and reason, and ``edition.json`` that says what it is. Its name
holds the hash of the file's bytes, so the same bytes are never stored twice, and nothing in an
edition ever changes. There is no index beside the folders that could disagree with them
(see docs/decisions).

    <store>/editions/<dataset>/<edition id>/edition.json  data.parquet  counts.parquet  rejects.csv
"""

from csp_toolkit.store.editions import Edition, Slice, newest_as_at
from csp_toolkit.store.folders import Store, open_store, store_fault

__all__ = ["Edition", "Slice", "Store", "newest_as_at", "open_store", "store_fault"]
