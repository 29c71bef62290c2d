"""Rules of fire statistics out of the store: a service's totals are never a partnership's figures."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from recorded_crime_files import write_csv
from test_frames_recorded_crime import KEYS, LOOKUP
from test_loaders_fire import LOW_LEVEL, TOTALS, totals_row

from csp_toolkit.areas import Partnership, build_partnerships
from csp_toolkit.errors import DataError
from csp_toolkit.frames.fire import load_fire_counts, load_fire_service_counts
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.periods import FinancialYear
from csp_toolkit.store import Store, open_store

YEAR = FinancialYear(2024)


@pytest.fixture(scope="module")
def thurrock() -> Partnership:
    return build_partnerships([dict(zip(KEYS, LOOKUP[0], strict=True))], 2024)[0]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


def take_lookups(store: Store) -> None:
    folder = store.root.parent
    small = ["E01015999", "Thurrock 001A", "E05002234", "Aveley", "E06000034", "Thurrock"]
    files = [
        write_csv(
            folder / "fra.csv",
            ("LAD24NM", "LAD24CD", "FRA24NM", "FRA24CD"),
            [["Thurrock", "E06000034", "Essex", "E31000015 "], ["Dover", "E07000108", "Kent", "E31000022"]],
        ),
        write_csv(
            folder / "wards.csv",
            ("LSOA21CD", "LSOA21NM", "WD24CD", "WD24NM", "LAD24CD", "LAD24NM"),
            [small],
        ),
        write_csv(
            folder / "changes.csv",
            ("LSOA11CD", "LSOA21CD", "CHGIND", "LAD22CD"),
            [["E01015001", "E01015999", "M", "E06000034"]],
        ),
    ]
    ingest(store, files, as_at=date(2024, 4, 1))


def test_totals_are_those_of_the_service_that_covers_the_partnership(
    store: Store, thurrock: Partnership
) -> None:
    take_lookups(store)
    rows = [
        totals_row(count=12),
        totals_row(kind="Primary fires", count=90),
        totals_row(service="Kent", code="E31000022", count=50),
        totals_row(year="2023/24", count=7),
    ]
    ingest(store, [write_csv(store.root.parent / "fire.csv", TOTALS, rows)], as_at=date(2025, 7, 1))
    frame = load_fire_service_counts(store, [thurrock], [YEAR])
    assert frame.to_records(index=False).tolist() == [
        ("E31000015", "2024-25", "Dwellings", "cause not published", 12),
        ("E31000015", "2024-25", "Primary fires", "", 90),
    ]


def test_a_partnerships_own_figures_come_from_incidents_in_its_small_areas_of_any_vintage(
    store: Store, thurrock: Partnership
) -> None:
    take_lookups(store)
    header = (*LOW_LEVEL, "ACCIDENTAL_OR_DELIBERATE")
    dwelling = "Primary fire - dwelling"
    rows = [
        ["2024/25", dwelling, "E01015999", "", "Accidental"],
        ["2024/25", dwelling, "E01015001", "", "Not known"],
        ["2024/25", dwelling, "E01015999", "", "Deliberate"],
        ["2024/25", dwelling, "E01024444", "", "Accidental"],
        ["2024/25", "Special service", "E01015999", "", ""],
    ]
    ingest(store, [write_csv(store.root.parent / "fire.csv", header, rows)], as_at=date(2025, 7, 1))
    frame = load_fire_counts(store, [thurrock], [YEAR])
    assert frame.to_records(index=False).tolist() == [
        ("E22000258", "2024-25", dwelling, "accidental", 2),
        ("E22000258", "2024-25", dwelling, "deliberate", 1),
        ("E22000258", "2024-25", "Special service", "", 1),
    ]
    assert load_fire_counts(store, [thurrock], [YEAR], kind="dwelling fires").empty


def test_without_the_lookup_of_authorities_the_error_names_it(store: Store, thurrock: Partnership) -> None:
    with pytest.raises(DataError, match="ons_fire_authorities"):
        load_fire_service_counts(store, [thurrock], [YEAR])
