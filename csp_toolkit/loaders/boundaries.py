"""Boundaries of small areas, wards and districts, as ONS publishes them in GeoJSON.

Properties are named after the area and the vintage of its codes: LSOA21CD and LSOA21NM, WD24CD, LAD24CD.
Kept are the code, the name and the outline, in longitude and latitude; nothing else that a file says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.csv_reader import count_rows, reject_where, write_tables
from csp_toolkit.loaders.geojson import (
    FoundFeature,
    MeasuredInMetres,
    NoOutline,
    read_features,
    read_outline,
    require_degrees,
)
from csp_toolkit.loaders.personal_data import reject_personal
from csp_toolkit.loaders.shape import Dataset, Loaded
from csp_toolkit.loaders.source import Source
from csp_toolkit.store import Slice

if TYPE_CHECKING:
    import duckdb

UNITS: Final = {
    "LSOA": ("lsoa", r"[EW]01\d{6}"),
    "WD": ("ward", r"(E05|W05|S13|N08)\d{6}"),
    "LAD": ("district", r"(E0[6-9]|W06|S12|N09)\d{6}"),
}
"""The smallest first: a file of wards says of each its district too."""
_PROPERTY: Final = re.compile(r"(LSOA|WD|LAD)(\d\d)(CD|NM)", re.IGNORECASE)
_BEGINNING: Final = 1 << 16
_MENTIONED: Final = re.compile(rb'"(?:LSOA|WD|LAD)\d\dCD"', re.IGNORECASE)
LONGEST_NAME: Final = 100
CUT_SHORT: Final = "the publisher gave only a part of its areas: the rest has to be asked for separately"


@dataclass(frozen=True, slots=True)
class _Naming:
    """Which areas a file is of, and by which properties it tells their codes and names."""

    unit: str
    vintage: str
    pattern: str
    code: str
    name: str


@dataclass
class _Rows:
    """What was taken and what was not."""

    taken: list[tuple[int, str, str, str]] = field(default_factory=list)
    rejects: list[tuple[int, str, str, str]] = field(default_factory=list)


class Boundaries:
    """Outlines of areas."""

    dataset = Dataset(
        "boundaries",
        "Boundaries of small areas, wards and districts",
        "Office for National Statistics",
        licence="Open Government Licence v3.0; contains OS data © Crown copyright and database right",
    )

    def recognises(self, source: Source) -> bool:
        """By being GeoJSON whose first features have a code of a small area, ward or district."""
        with source.path.open("rb") as file:
            beginning = file.read(_BEGINNING).removeprefix(b"\xef\xbb\xbf").lstrip()
        collection = beginning.startswith(b"{") and b'"FeatureCollection"' in beginning
        return collection and bool(_MENTIONED.search(beginning))

    def load(self, source: Source, folder: Path, connection: duckdb.DuckDBPyConnection) -> Loaded:
        """A row for each area with its outline as JSON text: polygons, their rings, positions.

        Raises DataError for a file that is too large, is no GeoJSON, is in metres or has no usable area.
        """
        features, cut_short = read_features(source)
        naming = _naming(features, source)
        rows = _Rows()
        for found in features:
            _take(found, naming, rows, source)
        _create_tables(connection, rows)
        reject_personal(connection, ["name"])
        repeated = "code IN (SELECT code FROM taken GROUP BY code HAVING count(*) > 1)"
        reject_where(connection, repeated, "code", "there twice")
        number = count_rows(connection, "taken")
        if not number:
            raise DataError(Problem("this file has no usable boundary", source.path, hint=_first(rows)))
        write_tables(
            connection,
            folder,
            f"""SELECT '{naming.unit}' AS unit, '{naming.vintage}' AS vintage, code, name, outline
            FROM taken ORDER BY code""",
        )
        part = _slice(connection, naming, number)
        notes = (CUT_SHORT,) if cut_short else ()
        return Loaded(number, count_rows(connection, "rejects"), (part,), naming.vintage, notes=notes)


def _first(rows: _Rows) -> str | None:
    return f"The first: {rows.rejects[0][2]}." if rows.rejects else None


def _naming(features: Sequence[FoundFeature], source: Source) -> _Naming:
    """By the smallest kind of area that the first feature names, in its newest vintage."""
    names = list(features[0].properties) if features else []
    found = [(match, name) for name in names if (match := _PROPERTY.fullmatch(name))]
    for prefix, (unit, pattern) in UNITS.items():
        vintages = {match[2] for match, _ in found if (match[1].upper(), match[3].upper()) == (prefix, "CD")}
        if vintages:
            newest = max(vintages)
            spelled = {match[3].upper(): name for match, name in found if _is(match, prefix, newest)}
            return _Naming(unit, f"20{newest}", pattern, spelled["CD"], spelled.get("NM", ""))
    hint = "It needs a property such as LSOA21CD, WD24CD or LAD24CD, as the Open Geography Portal gives it."
    raise DataError(Problem("the first area of this file has no code", source.path, hint=hint))


def _is(match: re.Match[str], prefix: str, vintage: str) -> bool:
    return (match[1].upper(), match[2]) == (prefix, vintage)


def _take(found: FoundFeature, naming: _Naming, rows: _Rows, source: Source) -> None:
    """Put a feature among the rows or the rejects; raise DataError where its measure is not degrees."""
    code, name = _text(found.properties, naming.code), _text(found.properties, naming.name)
    if not re.fullmatch(naming.pattern, code, re.ASCII):
        rows.rejects.append((found.number, "code", "not a code of such an area", code))
        return
    if not name or len(name) > LONGEST_NAME:
        rows.rejects.append((found.number, "name", "without a usable name", ""))
        return
    try:
        outline = read_outline(found.geometry)
        require_degrees(outline)
    except NoOutline as error:
        rows.rejects.append((found.number, "outline", str(error), code))
    except MeasuredInMetres as error:
        raise DataError(Problem(str(error), source.path, hint=error.hint)) from None
    else:
        rows.taken.append((found.number, code, name, json.dumps(outline, separators=(",", ":"))))


def _text(properties: Mapping[str, Any], name: str) -> str:
    value = properties.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _create_tables(connection: duckdb.DuckDBPyConnection, rows: _Rows) -> None:
    import pyarrow as pa

    for table, names, given in (
        ("taken", ("line", "code", "name", "outline"), rows.taken),
        ("rejects", ("line", "column", "reason", "text"), rows.rejects),
    ):
        columns = zip(*given, strict=True) if given else iter([()] * len(names))
        types = (pa.int64(), *[pa.string()] * (len(names) - 1))
        arrays = [pa.array(column, kind) for column, kind in zip(columns, types, strict=True)]
        connection.register("given", pa.table(dict(zip(names, arrays, strict=True))))
        extra = ", 1::BIGINT AS lines" if table == "rejects" else ""
        connection.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT *{extra} FROM given")
        connection.unregister("given")


def _slice(connection: duckdb.DuckDBPyConnection, naming: _Naming, number: int) -> Slice:
    """Named after its first and last area, so that one district's file does not replace another's."""
    first, last = connection.execute("SELECT min(code), max(code) FROM taken").fetchall()[0]
    return Slice((naming.unit, naming.vintage, f"{first} to {last}"), {"areas": number})
