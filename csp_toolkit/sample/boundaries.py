"""Invented outlines of small areas and wards, in GeoJSON as the ONS Open Geography Portal gives it.

Each district is a block of uneven four-sided fields about its rough centre, one for each small area, which
share their corners and leave no gap. A ward is the fields of its small areas.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from csp_toolkit.sample.geography import SmallArea, small_areas
from csp_toolkit.sample.places import DISTRICTS, District
from csp_toolkit.sample.seeded import Stream

LSOA_FILE, WARD_FILE = "SYNTHETIC_LSOA_2021_boundaries.geojson", "SYNTHETIC_WD_2024_boundaries.geojson"
WIDTH, HEIGHT = 110_000, 44_000
"""Of a district, in millionths of a degree: neighbours' blocks do not touch."""
_COLUMNS_FOR_ROWS = 1.6
"""A field is about as wide as it is high on the ground."""

Corner = tuple[int, int]
Ring = list[Corner]


def write_boundaries(folder: Path) -> None:
    """Write both files into ``folder``/geography/boundaries. Areas beyond Essex have no outline."""
    target = folder / "geography" / "boundaries"
    target.mkdir(parents=True, exist_ok=True)
    fields = {district.code: _fields(district) for district in DISTRICTS}
    lsoas = [feature for district in DISTRICTS for feature in _lsoas(fields[district.code])]
    wards = [feature for district in DISTRICTS for feature in _wards(district, fields[district.code])]
    _write(target / LSOA_FILE, "SYNTHETIC_LSOA_2021", lsoas)
    _write(target / WARD_FILE, "SYNTHETIC_WD_2024", wards)


def _areas_of(district: District) -> list[SmallArea]:
    """Each small area of 2021 once, in the order in which wards follow each other."""
    once = {area.code_2021: area for area in small_areas() if area.district_code == district.code}
    return list(once.values())


def _fields(district: District) -> list[tuple[SmallArea, Ring]]:
    """The small areas with their corners, row by row, every other row from the right: wards hang together."""
    areas = _areas_of(district)
    columns = math.ceil(math.sqrt(len(areas) * _COLUMNS_FOR_ROWS))
    rows = math.ceil(len(areas) / columns)
    corners = _corners(district, columns, rows)
    found = []
    for number, area in enumerate(areas):
        row, place = divmod(number, columns)
        column = place if row % 2 == 0 else columns - 1 - place
        ring = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)]
        found.append((area, [corners[corner] for corner in ring]))
    return found


def _corners(district: District, columns: int, rows: int) -> dict[Corner, Corner]:
    """Where the corners of the fields lie, by row and column, each moved a little off a straight line."""
    across, up = WIDTH // columns, HEIGHT // rows
    moved = Stream(f"boundaries {district.code}").below(1000, 2 * (columns + 1) * (rows + 1)).tolist()
    found = {}
    for number in range((columns + 1) * (rows + 1)):
        row, column = divmod(number, columns + 1)
        east = (moved[2 * number] - 500) * across * 2 // 5000
        north = (moved[2 * number + 1] - 500) * up * 2 // 5000
        found[row, column] = (
            district.longitude * 1000 - WIDTH // 2 + column * across + east,
            district.latitude * 1000 - HEIGHT // 2 + row * up + north,
        )
    return found


def _lsoas(fields: Sequence[tuple[SmallArea, Ring]]) -> Iterator[dict[str, Any]]:
    for area, ring in fields:
        names = {"LSOA21CD": area.code_2021, "LSOA21NM": area.name_2021, "LSOA21NMW": " "}
        yield _feature(names, ring)


def _wards(district: District, fields: Sequence[tuple[SmallArea, Ring]]) -> Iterator[dict[str, Any]]:
    """The outline of each ward's fields together: what belongs to one of them alone."""
    wards: dict[tuple[str, str], list[Ring]] = {}
    for area, ring in fields:
        wards.setdefault((area.ward_code, area.ward_name), []).append(ring)
    for (code, name), rings in wards.items():
        names = {"WD24CD": code, "WD24NM": name, "WD24NMW": " "}
        yield _feature(names | {"LAD24CD": district.code, "LAD24NM": district.name}, _joined(rings))


def _joined(rings: Sequence[Ring]) -> Ring:
    """The ring about fields that hang together: a side that two share, each its own way, is inside."""
    sides = {side for ring in rings for side in zip(ring, [*ring[1:], ring[0]], strict=True)}
    follows = dict(side for side in sorted(sides) if side[::-1] not in sides)
    start = min(follows)
    ring = [start]
    while follows[ring[-1]] != start:
        ring.append(follows[ring[-1]])
    return ring


def _feature(names: dict[str, str], ring: Ring) -> dict[str, Any]:
    closed = [[east / 1e6, north / 1e6] for east, north in [*ring, ring[0]]]
    return {
        "type": "Feature",
        "properties": names,
        "geometry": {"type": "Polygon", "coordinates": [closed]},
    }


def _write(path: Path, name: str, features: Sequence[dict[str, Any]]) -> None:
    """A feature on a line, numbered, as the portal does."""
    measure = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    head = (
        f'{{\n"type": "FeatureCollection",\n"name": "{name}",\n"crs": {json.dumps(measure)},\n"features": [\n'
    )
    numbered = (
        each | {"properties": {"FID": number, **each["properties"]}}
        for number, each in enumerate(features, start=1)
    )
    lines = ",\n".join(json.dumps(each) for each in numbered)
    path.write_bytes(f"{head}{lines}\n]\n}}\n".encode("ascii"))
