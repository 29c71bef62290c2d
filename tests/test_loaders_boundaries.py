"""Rules of the boundaries loader: recognised by codes, in degrees, nothing but code, name and outline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from boundary_files import collection, feature, polygon, square, write_geojson
from hypothesis import given, settings
from hypothesis import strategies as st

from csp_toolkit.errors import DataError
from csp_toolkit.loaders import geojson
from csp_toolkit.loaders.geojson import NoOutline, read_outline
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.store import Edition, Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


def take(store: Store, folder: Path, content: Any) -> Edition:
    (item,) = ingest(store, [write_geojson(folder / "a.json", content)])
    assert item.edition is not None
    return item.edition


def frame(store: Store, edition: Edition) -> pd.DataFrame:
    return pd.read_parquet(store.file(edition, "data.parquet"))


@pytest.mark.parametrize(
    ("kind", "code", "unit", "vintage"),
    [
        ("LSOA21", "E01015921", "lsoa", "2021"),
        ("LSOA11", "W01000001", "lsoa", "2011"),
        ("WD24", "E05002229", "ward", "2024"),
        ("WD13", "W05000001", "ward", "2013"),
        ("LAD24", "E06000034", "district", "2024"),
        ("lad23", "E07000066", "district", "2023"),
    ],
)
def test_the_kind_of_area_and_its_vintage_are_told_by_the_property_that_holds_its_code(
    store: Store, tmp_path: Path, kind: str, code: str, unit: str, vintage: str
) -> None:
    edition = take(store, tmp_path, collection(feature(code, kind=kind.upper())))
    row = frame(store, edition).iloc[0]
    assert (edition.dataset, edition.vintage, edition.rows) == ("boundaries", vintage, 1)
    assert (row["unit"], row["vintage"], row["code"], row["name"]) == (unit, vintage, code, f"Area {code}")
    assert json.loads(row["outline"]) == [[square()]]


def test_a_file_of_wards_that_names_their_district_is_of_wards(store: Store, tmp_path: Path) -> None:
    ward = feature("E05002229", kind="WD24", LAD24CD="E06000034", LAD24NM="Thurrock")
    assert take(store, tmp_path, collection(ward)).slices[0].key[:2] == ("ward", "2024")


def test_the_files_of_two_districts_stand_side_by_side(store: Store, tmp_path: Path) -> None:
    take(store, tmp_path, collection(feature("E01015921")))
    take(store, tmp_path, collection(feature("E01021156")))
    assert len(store.current("boundaries")) == 2


def test_holes_and_several_parts_are_kept_and_heights_are_not(store: Store, tmp_path: Path) -> None:
    inner = square(0.302, 51.502, 0.002)
    high = [[*position, 12.5] for position in square(0.4)]
    shape = {"type": "MultiPolygon", "coordinates": [[square(), inner], [high]]}
    edition = take(store, tmp_path, collection(feature("E01015921", geometry=shape)))
    assert json.loads(frame(store, edition)["outline"][0]) == [[square(), inner], [square(0.4)]]


def test_a_position_is_kept_to_a_tenth_of_a_metre(store: Store, tmp_path: Path) -> None:
    ring = [[x + 0.0000004, y] for x, y in square()]
    edition = take(store, tmp_path, collection(feature("E01015921", geometry=polygon(ring))))
    assert json.loads(frame(store, edition)["outline"][0]) == [[square()]]


@pytest.mark.parametrize(
    ("broken", "column", "reason"),
    [
        (feature("E05002229"), "code", "not a code of such an area"),
        (feature(None), "code", "not a code of such an area"),
        (feature(["E01015922"]), "code", "not a code of such an area"),
        (feature("E01015922", LSOA21NM=None), "name", "without a usable name"),
        (feature("E01015922", LSOA21NM="x" * 101), "name", "without a usable name"),
        (feature("E01015922", LSOA21NM="a.person@example.org"), "name", "looks like personal data"),
        (feature("E01015922", geometry={}), "outline", "no outline"),
        (feature("E01015922", geometry={"type": "Point", "coordinates": [0.3, 51.5]}), "outline", "not a p"),
        (feature("E01015922", geometry={"type": "Polygon", "coordinates": []}), "outline", "an empty poly"),
        (feature("E01015922", geometry=polygon(square()[:3])), "outline", "a ring of fewer than four"),
        (feature("E01015922", geometry=polygon(square()[:4])), "outline", "a ring that is not closed"),
        (feature("E01015922", geometry=polygon([["a", "b"]] * 4)), "outline", "a position that is no number"),
        (feature("E01015922", geometry=polygon([[True, 51.5]] * 4)), "outline", "a position that is no num"),
        (feature("E01015922", geometry=polygon([[10**400, 1]] * 4)), "outline", "a position that is no num"),
        (feature("E01015922", geometry=polygon([[0.3]] * 4)), "outline", "a position that is none"),
        (feature("E01015922", geometry=polygon(square(2.6, 48.8))), "outline", "beyond the United Kingdom"),
    ],
)
def test_an_area_that_cannot_be_drawn_is_rejected_with_its_number_and_reason(
    store: Store, tmp_path: Path, broken: dict[str, Any], column: str, reason: str
) -> None:
    edition = take(store, tmp_path, collection(feature("E01015921"), broken))
    assert (edition.rows, edition.rejected) == (1, 1)
    assert f"2,{column},{reason}" in store.file(edition, "rejects.csv").read_text("utf-8")


def test_an_area_that_is_there_twice_is_in_neither_place(store: Store, tmp_path: Path) -> None:
    edition = take(store, tmp_path, collection(*map(feature, ["E01015921", "E01015922", "E01015922"])))
    assert (edition.rows, edition.rejected) == (1, 2)


METRES = polygon([[563_000, 178_000], [564_000, 178_000], [564_000, 179_000], [563_000, 178_000]])
SWAPPED = polygon([[y, x] for x, y in square()])
GRID = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (collection(feature("E01015921", geometry=METRES)), "in metres .British National Grid"),
        (collection(feature("E01015921"), crs=GRID), "in metres .British National Grid"),
        (collection(feature("E01015921", geometry=SWAPPED)), "latitude before longitude"),
        (collection(feature("E01015921", geometry={})), "no usable boundary"),
        ('{"type": "FeatureCollection", "note": "LSOA21CD", "features": [{"LSOA21CD":', "cannot be read"),
        ('{"type": "FeatureCollection", "features": {"LSOA21CD": 1}}', "no collection of features"),
        ('{"type": "FeatureCollection", "features": ["x"], "a": {"LSOA21CD": 1}}', "no collection of feat"),
        ('{"type": "FeatureCollection", "features": [], "a": {"LSOA21CD": 1}}', "has no code"),
        ('{"type": "FeatureCollection", "a": {"LSOA21CD": 1}, "features": ' + "[" * 200_000, "nests deeper"),
        ('{"type": "FeatureCollection", "a": {"LSOA21CD": NaN}, "features": []}', "a number that is none"),
        (
            '{"type": "FeatureCollection", "a": {"LSOA21CD": ' + "9" * 9999 + '}, "features": []}',
            "number that is",
        ),
    ],
)
def test_a_file_that_is_no_map_in_degrees_is_refused_and_leaves_nothing(
    store: Store, tmp_path: Path, given: Any, said: str
) -> None:
    with pytest.raises(DataError, match=said):
        take(store, tmp_path, given)
    assert store.editions == ()


def test_too_large_a_file_and_too_many_areas_are_refused_before_they_are_read(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(geojson, "LARGEST", 300)
    with pytest.raises(DataError, match="megabytes"):
        take(store, tmp_path, collection(*[feature("E01015921")] * 3))
    monkeypatch.setattr(geojson, "LARGEST", 1 << 20)
    monkeypatch.setattr(geojson, "MOST_FEATURES", 2)
    with pytest.raises(DataError, match="holds 3 areas"):
        take(store, tmp_path, collection(*[feature("E01015921")] * 3))


@pytest.mark.parametrize(
    "more", [{"exceededTransferLimit": True}, {"properties": {"exceededTransferLimit": True}}]
)
def test_a_collection_that_its_publisher_cut_short_says_so(
    store: Store, tmp_path: Path, more: dict[str, Any]
) -> None:
    assert "only a part" in take(store, tmp_path, collection(feature("E01015921"), **more)).notes[0]
    assert take(store, tmp_path, collection(feature("E01015922"))).notes == ()


@pytest.mark.parametrize("text", ['{"type": "Topology", "LSOA21CD": 1}', '{"a": 1}', "\ufeff{}"])
def test_other_json_is_not_recognised_and_told_what_is_taken(store: Store, tmp_path: Path, text: str) -> None:
    with pytest.raises(DataError, match="holds no boundaries") as caught:
        take(store, tmp_path, text)
    assert "TopoJSON" in str(caught.value.problems[0].hint)


def test_the_licence_names_the_ordnance_survey(store: Store, tmp_path: Path) -> None:
    assert "OS data" in take(store, tmp_path, collection(feature("E01015921"))).licence


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda children: (
        st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=3), children, max_size=2)
    ),
    max_leaves=12,
)


@settings(max_examples=200)
@given(st.sampled_from(["Polygon", "MultiPolygon", "Point", 3, None]), anything)
def test_whatever_stands_for_coordinates_is_an_outline_or_refused(kind: Any, coordinates: Any) -> None:
    try:
        outline = read_outline({"type": kind, "coordinates": coordinates})
    except NoOutline:
        return
    assert all(len(ring) >= 4 and ring[0] == ring[-1] for polygon in outline for ring in polygon)


def test_the_real_boundaries_are_taken_whole(store: Store, realdata: Path) -> None:
    taken = ingest(store, [realdata / "geography" / "boundaries"])
    found = {item.edition.vintage: item.edition for item in taken if item.edition}
    assert {vintage: (e.rows, e.rejected) for vintage, e in found.items()} == {
        "2021": (100, 0),
        "2013": (20, 0),
    }
    names = frame(store, found["2013"]).set_index("code")["name"]
    assert names["E05002248"] == "West Thurrock and South Stifford"
