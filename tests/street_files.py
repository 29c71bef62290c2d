"""Tiny street-level files for tests, in the published layout."""

from __future__ import annotations

from pathlib import Path

HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context"
)


def street_row(
    *,
    month: str = "2024-01",
    force: str = "Essex Police",
    lsoa: str = "E01000001",
    crime_type: str = "Burglary",
    crime_id: str = "a1",
    longitude: str = "0.32",
) -> str:
    """One published row."""
    where = f"{longitude},51.47,On or near Sample Road,{lsoa},X 001A"
    return f"{crime_id},{month},{force},{force},{where},{crime_type},,"


def write_street(path: Path, rows: list[str], *, header: str = HEADER, line_end: str = "\n") -> Path:
    """Write rows below the published header."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((line_end.join([header, *rows]) + line_end).encode())
    return path
