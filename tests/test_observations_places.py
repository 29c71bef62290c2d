"""Places made of wards and small areas: counted once, held where every part is, named by their parts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from make_indicators import make_indicator
from street_files import street_row, write_street
from test_observations_edges import JANUARY, named
from test_observations_edges import store as store

from csp_toolkit.indicators.calculate import calculate_results
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.results import Result
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.observations import Place, find_place, gather_place_inputs
from csp_toolkit.store import Store

BURGLARY = make_indicator("rate", "police_uk_street", "month", {"category": ("Burglary",)})
AVELEY, BELHUS = "E05000001", "E05000002"


def add_street(store: Store, tmp_path: Path, codes: Sequence[str]) -> None:
    rows = [street_row(lsoa=code, crime_id=f"c{n}") for n, code in enumerate(codes)]
    ingest(store, [write_street(tmp_path / "street.csv", rows)])


def place_of(store: Store, wards: Sequence[str] = (), lsoas: Sequence[str] = ()) -> Place:
    return find_place(store, named(store), "Town", wards, lsoas)


def result_of(store: Store, place: Place, indicator: Indicator = BURGLARY) -> Result:
    inputs = gather_place_inputs(store, indicator, named(store), [JANUARY], [place])
    return calculate_results(inputs, indicator, [place.area], JANUARY)[0]


def test_a_place_sums_its_wards_and_their_residents(store: Store, tmp_path: Path) -> None:
    add_street(store, tmp_path, ["E01000001", "E01000011", "E01000014", "E01000013"])
    place = place_of(store, [AVELEY, BELHUS])
    found = result_of(store, place)
    assert (found.numerator, found.denominator) == (3, 1000)
    assert (found.area.code, found.area.name) == (f"{AVELEY}+{BELHUS}", "Town")


def test_a_place_of_one_ward_bears_its_code(store: Store, tmp_path: Path) -> None:
    add_street(store, tmp_path, ["E01000001", "E01000014"])
    found = result_of(store, place_of(store, [BELHUS]))
    assert (found.area.code, found.numerator, found.denominator) == (BELHUS, 1, 400)


def test_a_small_area_that_lies_in_a_ward_of_the_place_is_counted_once(store: Store, tmp_path: Path) -> None:
    add_street(store, tmp_path, ["E01000001", "E01000001", "E01000014"])
    place = place_of(store, [AVELEY], ["E01000001", "E01000014"])
    assert [area.code for area in place.parts] == [AVELEY, "E01000014"]
    found = result_of(store, place)
    assert (found.numerator, found.denominator) == (3, 1000)


def test_a_month_that_one_part_lacks_is_missing_for_the_place(store: Store, tmp_path: Path) -> None:
    """A row of a code of 2011 lies in Aveley or in Belhus, and nobody knows in which."""
    add_street(store, tmp_path, ["E01000001", "E01000004"])
    found = result_of(store, place_of(store, [AVELEY, BELHUS]))
    assert (found.status, found.numerator) == ("missing", None)
    assert "redrawn" in found.status_reason


def test_a_month_that_nobody_supplied_is_missing_and_not_zero(store: Store, tmp_path: Path) -> None:
    assert result_of(store, place_of(store, [AVELEY, BELHUS])).status == "missing"
    add_street(store, tmp_path, ["E01000013"])
    assert result_of(store, place_of(store, [AVELEY, BELHUS])).numerator == 0


def test_codes_that_the_lookup_does_not_know_are_told(store: Store) -> None:
    place = place_of(store, ["E05999999", BELHUS], ["E01999999"])
    assert place.unknown == ("E05999999", "E01999999")
    assert [area.code for area in place.parts] == [BELHUS]


def test_a_place_without_a_known_part_is_no_area(store: Store) -> None:
    with pytest.raises(ValueError, match="no area that is known"):
        _ = place_of(store, ["E05999999"]).area
