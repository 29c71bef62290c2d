"""The shape every loader shares: what it reads, how it knows its files, what it hands to the store."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from csp_toolkit.loaders.source import Source
from csp_toolkit.store import Slice

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Dataset:
    """What is published, by whom, under which licence; ``version`` grows when a loader reads differently."""

    id: str
    title: str
    publisher: str
    licence: str = "Open Government Licence v3.0"
    version: int = 1


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a loader made of one file. ``rows + rejected`` are all the rows the file holds."""

    rows: int
    rejected: int
    slices: tuple[Slice, ...]
    vintage: str = ""
    synthetic: bool = False
    notes: tuple[str, ...] = ()


class Loader(Protocol):
    """One dataset's loader."""

    dataset: Dataset

    def recognises(self, source: Source) -> bool:
        """Whether this file is one of the dataset's, judged by its content."""
        ...

    def load(self, source: Source, folder: Path, connection: duckdb.DuckDBPyConnection) -> Loaded:
        """Write data.parquet (and what else is read later) and rejects.csv into the folder.

        Raises DataError where the file as a whole cannot be taken.
        """
        ...
