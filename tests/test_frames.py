"""Rules of the frames: what belongs to a partnership, and what is missing rather than zero."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from street_files import street_row, write_street

from csp_toolkit.areas import Partnership, find_partnership
from csp_toolkit.errors import DataError
from csp_toolkit.frames import (
    count_unplaced,
    load_partnerships,
    load_population,
    load_street_counts,
    load_street_coverage,
    street_months,
)
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.periods import Month
from csp_toolkit.store import Store, open_store

JANUARY = Month(2024, 1)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Two partnerships: Alpha (one district), Beta and Gamma, which share one. Small areas A1 to A5."""
    folder = tmp_path / "lookups"
    folder.mkdir()
    (folder / "csp.csv").write_text(
        "LAD24CD,LAD24NM,CSP24CD,CSP24NM,PFA24CD,PFA24NM\n"
        "E06000001,Alpha,E22000001,Alpha,E23000028,Essex\n"
        "E06000002,Shared,E22000002,Beta,E23000028,Essex\n"
        "E06000002,Shared,E22000003,Gamma,E23000028,Essex\n"
    )
    (folder / "wards.csv").write_text(
        "LSOA21CD,LSOA21NM,WD24CD,WD24NM,LAD24CD,LAD24NM\n"
        "E01000001,A,E05000001,W,E06000001,Alpha\n"
        "E01000011,A,E05000001,W,E06000001,Alpha\n"
        "E01000012,A,E05000001,W,E06000001,Alpha\n"
        "E01000013,A,E05000001,W,E06000002,Shared\n"
    )
    (folder / "changes.csv").write_text(
        "LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM,CHGIND,LAD22CD,LAD22NM\n"
        "E01000001,A,E01000001,A,U,E06000001,Alpha\n"
        "E01000002,A,E01000011,A,S,E06000001,Alpha\n"  # split within a district
        "E01000002,A,E01000012,A,S,E06000001,Alpha\n"
        "E01000003,A,E01000012,A,X,E06000001,Alpha\n"  # redrawn across a district's border
        "E01000003,A,E01000013,A,X,E06000002,Shared\n"
    )
    (folder / "population20_x.csv").write_text(
        "lsoa21_code,total_residents\nE01000001,100\nE01000011,200\nE01000012,300\nE01000013,400\n"
    )
    made = open_store(tmp_path / "store", create=True)
    ingest(made, [folder])
    return made


def add(store: Store, tmp_path: Path, rows: list[str], name: str = "a.csv") -> None:
    ingest(store, [write_street(tmp_path / "street" / name, rows)])


def alpha(store: Store) -> Partnership:
    return find_partnership(load_partnerships(store), "alpha")


def counts(store: Store, month: Month = JANUARY) -> dict[tuple[str, str], int]:
    frame = load_street_counts(store, load_partnerships(store), [month])
    return {(row.area_code, row.category): row.count for row in frame.itertuples(index=False)}


def test_a_small_area_of_2011_counts_through_its_successors_once(store: Store, tmp_path: Path) -> None:
    add(store, tmp_path, [street_row(lsoa="E01000002"), street_row(lsoa="E01000001", crime_id="a2")])
    assert counts(store) == {("E22000001", "Burglary"): 2}


def test_a_small_area_redrawn_across_districts_is_counted_nowhere_and_reported(
    store: Store, tmp_path: Path
) -> None:
    add(store, tmp_path, [street_row(lsoa="E01000003"), street_row(lsoa="E01000001")])
    assert counts(store) == {("E22000001", "Burglary"): 1}
    assert count_unplaced(store, alpha(store), [JANUARY]) == 1


def test_rows_without_a_location_are_not_unplaced_small_areas(store: Store, tmp_path: Path) -> None:
    add(store, tmp_path, [street_row(lsoa=""), street_row()])
    assert count_unplaced(store, alpha(store), [JANUARY]) == 0


def test_another_forces_rows_in_the_area_are_not_counted(store: Store, tmp_path: Path) -> None:
    add(store, tmp_path, [street_row()])
    add(
        store,
        tmp_path,
        [street_row(force="British Transport Police"), street_row(force="Kent Police")],
        "btp.csv",
    )
    assert counts(store) == {("E22000001", "Burglary"): 1}


def test_partnerships_that_share_a_district_get_none_of_its_counts(store: Store, tmp_path: Path) -> None:
    add(store, tmp_path, [street_row(lsoa="E01000013"), street_row()])
    assert {area for area, _ in counts(store)} == {"E22000001"}


def test_a_month_published_again_replaces_the_earlier_one(store: Store, tmp_path: Path) -> None:
    add(store, tmp_path, [street_row()] * 3)
    add(store, tmp_path, [street_row()] * 2, "again.csv")
    assert counts(store) == {("E22000001", "Burglary"): 2}


def test_only_the_months_asked_for_are_counted(store: Store, tmp_path: Path) -> None:
    add(store, tmp_path, [street_row(), street_row(month="2024-02")])
    assert counts(store, Month(2024, 2)) == {("E22000001", "Burglary"): 1}


def test_coverage_holds_the_months_supplied_and_no_other(store: Store, tmp_path: Path) -> None:
    add(store, tmp_path, [street_row()])
    coverage = load_street_coverage(store, [alpha(store)])
    assert list(zip(coverage["area_code"], coverage["month"], strict=True)) == [("E22000001", "2024-01")]
    assert [found.month for found in street_months(store, alpha(store))] == [JANUARY]


def test_population_is_summed_over_small_areas_and_absent_for_shared_districts(store: Store) -> None:
    people = load_population(store, load_partnerships(store))
    assert dict(zip(people["area_code"], people["population"], strict=True)) == {"E22000001": 600}


def test_a_store_without_lookups_says_which_is_missing(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="ons_partnerships"):
        load_partnerships(open_store(tmp_path / "empty", create=True))


def test_counts_of_the_real_files_equal_the_independent_count(
    realdata: Path, oracles: Path, tmp_path: Path
) -> None:
    store = open_store(tmp_path / "real", create=True)
    taken = ingest(store, [realdata])
    for item in taken:
        if item.edition and item.edition.dataset == "police_uk_street":
            path = next((realdata / "police_uk").rglob(item.source_name))
            assert item.edition.rows + item.edition.rejected == path.read_bytes().count(b"\n") - 1, path
    thurrock = find_partnership(load_partnerships(store), "thurrock")
    months = [found.month for found in street_months(store, thurrock)]
    ours = load_street_counts(store, [thurrock], months)
    table = ours.pivot_table(index="category", columns="month", values="count", aggfunc="sum", fill_value=0)
    expected = pd.read_csv(oracles / "thurrock_street_crime_by_type_and_month.csv", index_col=0)
    assert len(months) == 28
    assert table.to_dict() == expected.drop("TOTAL").to_dict()
    assert table.sum().to_dict() == expected.loc["TOTAL"].to_dict()


def test_every_partnership_of_england_and_wales_exists_without_a_file_of_its_own(
    realdata: Path, tmp_path: Path
) -> None:
    store = open_store(tmp_path / "real", create=True)
    ingest(store, [realdata / "geography" / "lookup_ltla24_csp24_pfa24.csv"])
    partnerships = load_partnerships(store)
    assert len(partnerships) == len({p.slug for p in partnerships}) == 314
    assert all(
        find_partnership(partnerships, p.slug) is find_partnership(partnerships, p.code) for p in partnerships
    )
    assert find_partnership(partnerships, "castle-point").code == "E22000082"
