"""GeoJSON read with care: bounded in size, and of its geometry nothing but polygons in degrees.

A position is kept to the sixth decimal of a degree, about a tenth of a metre.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.source import Source

LARGEST: Final = 48 << 20
"""Bytes of a file: in memory its numbers take about five times as much, or twenty times if made to hurt."""
MOST_FEATURES: Final = 60_000
"""England and Wales have 35,672 small areas."""
MOST_POSITIONS: Final = 2_000_000
DECIMALS: Final = 6
_UK: Final = (-9.5, 2.5, 49.0, 61.5)
"""West, east, south and north of the United Kingdom in degrees, with some sea."""
_GRID: Final = (700_000, 1_300_000)
"""How far east and north the British National Grid reaches, in metres."""

Ring = list[tuple[float, float]]
Outline = list[list[Ring]]
"""Polygons, each its outer ring and the rings of its holes."""


class NoOutline(Exception):
    """An area has no outline that can be drawn, for the reason that the message gives."""


class MeasuredInMetres(Exception):
    """The file's positions are no degrees of longitude and latitude; ``hint`` says what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class FoundFeature:
    """A feature as it stands in the file, ``number`` its place in it, counted from 1."""

    number: int
    properties: Mapping[str, Any]
    geometry: Any


def read_features(source: Source) -> tuple[list[FoundFeature], bool]:
    """Every feature, and whether the publisher says that it cut the collection short.

    Raises DataError for a file that is too large or is no collection of features.
    """
    size = source.path.stat().st_size
    if size > LARGEST:
        message = f"this file has {size >> 20} megabytes, and maps need no more than {LARGEST >> 20}"
        hint = "Choose generalised boundaries (BSC or BGC), or only the areas of your districts."
        raise DataError(Problem(message, source.path, hint=hint))
    read = _parse(source)
    features = read.get("features") if isinstance(read, dict) else None
    if not isinstance(features, list) or not all(isinstance(each, dict) for each in features):
        raise DataError(Problem("this is no collection of features, as GeoJSON has it", source.path))
    if len(features) > MOST_FEATURES:
        raise DataError(Problem(f"this file holds {len(features):,} areas", source.path, hint=_FEWER))
    found = [_feature(number, each) for number, each in enumerate(features, start=1)]
    _require_known_measure(read, source)
    said = read.get("properties")
    cut_short = read.get("exceededTransferLimit") or (
        isinstance(said, dict) and said.get("exceededTransferLimit")
    )
    return found, bool(cut_short)


_FEWER: Final = "England and Wales have 35,672 small areas. Take only those of your districts."


def _parse(source: Source) -> Any:
    try:
        return json.loads(source.path.read_bytes().decode("utf-8-sig"), parse_constant=_refuse_constant)
    except RecursionError:
        raise DataError(Problem("this JSON nests deeper than any map", source.path)) from None
    except UnicodeDecodeError:
        raise DataError(Problem("this JSON is not UTF-8 text", source.path)) from None
    except json.JSONDecodeError as error:
        hint = "It may be cut short. Fetch it again."
        message = f"this JSON cannot be read ({error.msg})"
        raise DataError(Problem(message, source.path, error.lineno, hint)) from None
    except ValueError as error:  # a number of thousands of digits, or one that is none
        raise DataError(Problem(f"this JSON holds a number that is none ({error})", source.path)) from None


def _refuse_constant(name: str) -> float:
    raise ValueError(name)


def _feature(number: int, given: Mapping[str, Any]) -> FoundFeature:
    properties = given.get("properties")
    return FoundFeature(number, properties if isinstance(properties, dict) else {}, given.get("geometry"))


def _require_known_measure(read: Mapping[str, Any], source: Source) -> None:
    """A file that names another measure than degrees is believed."""
    said = json.dumps(read.get("crs"))[:500]
    if "27700" in said or "3857" in said:
        grid = "British National Grid" if "27700" in said else "Web Mercator"
        raise DataError(Problem(f"these boundaries are in metres ({grid})", source.path, hint=IN_DEGREES))


IN_DEGREES: Final = "Choose GeoJSON in longitude and latitude (WGS 84, EPSG:4326) when downloading."


def read_outline(geometry: Any) -> Outline:
    """The polygons of a geometry, rings closed. Raises NoOutline for anything else."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise NoOutline("no outline" if kind is None else "not a polygon")
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        raise NoOutline("no outline")
    outline = [_polygon(polygon) for polygon in polygons]
    if sum(len(ring) for polygon in outline for ring in polygon) > MOST_POSITIONS:
        raise NoOutline("more positions than any map needs")
    return outline


def _polygon(polygon: Any) -> list[Ring]:
    if not isinstance(polygon, list) or not polygon:
        raise NoOutline("an empty polygon")
    return [_ring(ring) for ring in polygon]


def _ring(ring: Any) -> Ring:
    if not isinstance(ring, list) or len(ring) < 4:
        raise NoOutline("a ring of fewer than four positions")
    positions = [_position(position) for position in ring]
    if positions[0] != positions[-1]:
        raise NoOutline("a ring that is not closed")
    return positions


def _position(position: Any) -> tuple[float, float]:
    """East and north; a height is left out."""
    if not isinstance(position, list) or len(position) not in (2, 3):
        raise NoOutline("a position that is none")
    east, north = (_number(number) for number in position[:2])
    return round(east, DECIMALS), round(north, DECIMALS)


def _number(given: Any) -> float:
    try:
        if isinstance(given, int | float) and not isinstance(given, bool) and math.isfinite(given):
            return float(given)
    except OverflowError:  # a whole number of hundreds of digits
        pass
    raise NoOutline("a position that is no number")


def require_degrees(outline: Outline) -> None:
    """Raise MeasuredInMetres for metres, or for latitude first; NoOutline for a place beyond the country."""
    west, east, south, north = _UK
    for x, y in outline[0][0]:
        if west <= x <= east and south <= y <= north:
            continue
        if south <= x <= north and west <= y <= east:
            raise MeasuredInMetres("these boundaries give latitude before longitude", IN_DEGREES)
        if abs(x) > 180 or abs(y) > 90:
            inside = 0 <= x <= _GRID[0] and 0 <= y <= _GRID[1]
            grid = "British National Grid" if inside else "not longitude and latitude"
            raise MeasuredInMetres(f"these boundaries are in metres ({grid})", IN_DEGREES)
        raise NoOutline("beyond the United Kingdom")
