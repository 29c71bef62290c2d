"""Outlines of areas out of the store, by code."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from csp_toolkit.frames.lookups import connect_one_thread, data_file
from csp_toolkit.store import Edition, Store

BOUNDARIES = "boundaries"

Position = tuple[float, float]
"""Longitude and latitude in degrees."""
Polygons = tuple[tuple[tuple[Position, ...], ...], ...]
"""Polygons, each its outer ring and the rings of its holes; the last position of a ring is its first."""


@dataclass(frozen=True)
class Boundaries:
    """Outlines by area code, and the editions they come from. One that nobody supplied is absent."""

    outlines: dict[str, Polygons]
    editions: tuple[Edition, ...]


def load_boundaries(
    store: Store, codes: Collection[str], unit: Literal["lsoa", "ward", "district"]
) -> Boundaries:
    """The outlines of these areas, each from the newest edition that holds its code, of whatever vintage.

    A code says which area is meant: where a ward or small area is redrawn it gets another one.
    """
    outlines: dict[str, Polygons] = {}
    used = []
    with connect_one_thread() as connection:
        for edition in reversed(store.of_dataset(BOUNDARIES)):
            wanted = sorted(set(codes) - set(outlines))
            if not wanted or not any(part.key[0] == unit for part in edition.slices):
                continue
            rows = connection.execute(
                "SELECT code, outline FROM read_parquet(?) WHERE list_contains(?, code) ORDER BY code",
                [data_file(store, edition), wanted],
            ).fetchall()
            outlines |= {code: _polygons(text) for code, text in rows}
            used += [edition] if rows else []
    return Boundaries(dict(sorted(outlines.items())), tuple(used))


def _polygons(text: str) -> Polygons:
    return tuple(
        tuple(tuple((east, north) for east, north in ring) for ring in polygon)
        for polygon in json.loads(text)
    )
