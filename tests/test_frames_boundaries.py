"""Outlines out of the store: by code, the newest edition first, and none where nobody supplied one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from boundary_files import collection, feature, polygon, square, write_geojson

from csp_toolkit.frames import load_boundaries
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.store import Store, open_store

OLD, NEW = square(0.3), square(0.4)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Wards of 2013, of which 2024 redrew the first; small areas of one district."""
    made = open_store(tmp_path / "store", create=True)
    wards13 = [feature(code, kind="WD13", geometry=polygon(OLD)) for code in ("E05000001", "E05000002")]
    wards24 = [feature("E05000001", kind="WD24", geometry=polygon(NEW))]
    for name, content, day in (
        ("a.json", collection(*wards13), date(2014, 1, 1)),
        ("b.json", collection(*wards24), date(2024, 6, 1)),
        ("c.json", collection(feature("E01000001")), date(2023, 1, 1)),
    ):
        ingest(made, [write_geojson(tmp_path / name, content)], as_at=day)
    return made


def west(store: Store, code: str) -> float:
    ((ring,),) = load_boundaries(store, [code], "ward").outlines[code]
    return min(x for x, _ in ring)


def test_the_newest_outline_of_a_code_is_given_and_older_ones_where_there_is_no_newer(store: Store) -> None:
    assert (west(store, "E05000001"), west(store, "E05000002")) == (0.4, 0.3)


def test_outlines_are_as_they_were_known_on_a_day(store: Store) -> None:
    assert west(open_store(store.root, as_at=date(2020, 1, 1)), "E05000001") == 0.3


def test_only_the_codes_asked_for_are_given_and_editions_that_gave_one(store: Store) -> None:
    found = load_boundaries(store, ["E05000001", "E05999999"], "ward")
    assert list(found.outlines) == ["E05000001"]
    assert [edition.vintage for edition in found.editions] == ["2024"]
    assert load_boundaries(store, ["E01000001"], "ward").outlines == {}


def test_a_store_without_boundaries_gives_none(tmp_path: Path) -> None:
    found = load_boundaries(open_store(tmp_path / "empty", create=True), ["E01000001"], "lsoa")
    assert (found.outlines, found.editions) == ({}, ())


def test_every_small_area_of_the_samples_thurrock_has_an_outline(sample_store: Store) -> None:
    from csp_toolkit.areas import find_partnership
    from csp_toolkit.frames import load_partnerships, load_small_areas, load_wards_of_small_areas

    thurrock = find_partnership(load_partnerships(sample_store), "thurrock")
    codes = [area.code for area in load_small_areas(sample_store, thurrock, "lsoa")]
    found = load_boundaries(sample_store, codes, "lsoa")
    assert list(found.outlines) == codes
    assert all(edition.synthetic for edition in found.editions)
    wards = load_wards_of_small_areas(sample_store, thurrock)
    assert list(wards) == codes
    assert {ward.code for ward in wards.values()} == {f"E0500{n}" for n in range(2229, 2249)}
