"""Small GeoJSON files of areas, sound and unsound, as the tests of boundaries and maps need them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def square(west: float = 0.30, south: float = 51.50, size: float = 0.01) -> list[list[float]]:
    """A closed ring."""
    east, north = round(west + size, 6), round(south + size, 6)
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def polygon(*rings: list[list[float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings or (square(),))}


def feature(code: Any, *, kind: str = "LSOA21", geometry: Any = None, **more: Any) -> dict[str, Any]:
    """An area called after its code, a square without another geometry."""
    properties = {"FID": 1, f"{kind}CD": code, f"{kind}NM": f"Area {code}", **more}
    shape = polygon() if geometry is None else geometry
    return {"type": "Feature", "properties": properties, "geometry": shape}


def collection(*features: Any, **more: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", **more, "features": list(features)}


def write_geojson(path: Path, given: Any) -> Path:
    path.write_text(given if isinstance(given, str) else json.dumps(given), "utf-8")
    return path
