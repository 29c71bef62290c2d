"""Outlines of the sample: every small area and ward of Essex has one, and they fit without gap or overlap."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.sample.boundaries import LSOA_FILE, WARD_FILE, write_boundaries
from csp_toolkit.sample.geography import small_areas
from csp_toolkit.sample.places import DISTRICTS
from csp_toolkit.store import open_store

ESSEX = {district.code for district in DISTRICTS}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("boundaries")
    write_boundaries(folder)
    return folder / "geography" / "boundaries"


def features(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text("ascii"))["features"]
    return found


def ring(feature: dict[str, Any]) -> list[tuple[float, float]]:
    (only,) = feature["geometry"]["coordinates"]
    return [(x, y) for x, y in only]


def area(corners: list[tuple[float, float]]) -> float:
    """Twice the area, above zero where the ring goes against the clock."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(corners))


def test_every_small_area_and_ward_of_essex_has_one_outline(folder: Path) -> None:
    ours = [a for a in small_areas() if a.district_code in ESSEX]
    lsoas = {f["properties"]["LSOA21CD"]: f["properties"]["LSOA21NM"] for f in features(folder / LSOA_FILE)}
    wards = {f["properties"]["WD24CD"]: f["properties"]["WD24NM"] for f in features(folder / WARD_FILE)}
    assert lsoas == {a.code_2021: a.name_2021 for a in ours}
    assert wards == {a.ward_code: a.ward_name for a in ours}


@pytest.mark.parametrize("file", [LSOA_FILE, WARD_FILE])
def test_no_outline_crosses_another(folder: Path, file: str) -> None:
    """A side has one area on each hand: it occurs once each way, or once on the edge of the district."""
    rings = [ring(feature) for feature in features(folder / file)]
    sides = Counter(side for corners in rings for side in pairwise(corners))
    assert set(sides.values()) == {1}
    assert all(area(corners) > 0 for corners in rings)


def test_the_outlines_of_wards_cover_those_of_small_areas_exactly(folder: Path) -> None:
    total = {file: sum(area(ring(f)) for f in features(folder / file)) for file in (LSOA_FILE, WARD_FILE)}
    assert total[WARD_FILE] == pytest.approx(total[LSOA_FILE])


def test_both_files_are_small_say_that_they_are_made_up_and_are_taken_whole(
    folder: Path, tmp_path: Path
) -> None:
    assert sum(path.stat().st_size for path in folder.iterdir()) < 600_000
    assert all('"name": "SYNTHETIC' in path.read_text("ascii") for path in folder.iterdir())
    taken = ingest(open_store(tmp_path / "store", create=True), [folder])
    editions = [item.edition for item in taken if item.edition]
    assert [(e.dataset, e.vintage, e.rejected) for e in editions] == [
        ("boundaries", "2021", 0),
        ("boundaries", "2024", 0),
    ]
