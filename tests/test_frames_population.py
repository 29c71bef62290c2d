"""Rules of population as a denominator: of an age and a sex only where an estimate tells them apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from population_files import BROAD_AGES, district_row, small_area_row, write_districts, write_small_areas

from csp_toolkit.frames import load_households, load_partnerships, load_population, load_small_area_population
from csp_toolkit.frames.population import Sex
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.store import Store, open_store

MID_2022, MID_2024, CENSUS = date(2022, 6, 30), date(2024, 6, 30), date(2021, 3, 21)
SMALL_AREAS = ("E01000001", "E01000002")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Alpha, of one district with two small areas; Beta and Gamma, which share one."""
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
        "E01000002,A,E05000001,W,E06000001,Alpha\n"
        "E01000003,A,E05000001,W,E06000002,Shared\n"
    )
    (folder / "changes.csv").write_text(
        "LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM,CHGIND,LAD22CD,LAD22NM\n"
        "E01000001,A,E01000001,A,U,E06000001,Alpha\n"
    )
    made = open_store(tmp_path / "store", create=True)
    ingest(made, [folder])
    return made


def add_districts(store: Store, tmp_path: Path, name: str = "a.xlsx", **each: int) -> None:
    sheets = {sex: [district_row("E06000001", number)] for sex, number in each.items()}
    ingest(store, [write_districts(tmp_path / name, sheets)])


def add_small_areas(store: Store, tmp_path: Path, codes: tuple[str, ...] = SMALL_AREAS) -> None:
    rows = [small_area_row(code, [*[2] * 91, *[3] * 91]) for code in codes]
    ingest(store, [write_small_areas(tmp_path / "small.xlsx", {"Mid-2022 LSOA 2021": rows})])


def people(
    store: Store, ages: tuple[int, int] | None = None, sex: Sex = "persons"
) -> dict[tuple[str, date], int]:
    frame = load_population(store, load_partnerships(store), ages=ages, sex=sex)
    return {(row.area_code, row.reference_date): row.population for row in frame.itertuples()}


ALPHA_2024, ALPHA_2022 = ("E22000001", MID_2024), ("E22000001", MID_2022)


@pytest.mark.parametrize(
    ("ages", "sex", "expected"),
    [
        (None, "persons", 910),
        ((10, 17), "persons", 80),
        ((16, 90), "persons", 750),
        ((16, 120), "persons", 750),
        ((0, 90), "persons", 910),
        ((90, 90), "persons", 10),
        ((16, 16), "persons", 10),
        (None, "female", 546),
        ((16, 90), "female", 450),
        ((0, 15), "male", 64),
    ],
)
def test_people_of_an_age_and_a_sex_both_ends_included(
    store: Store, tmp_path: Path, ages: tuple[int, int] | None, sex: Sex, expected: int
) -> None:
    add_districts(store, tmp_path, persons=10, female=6, male=4)
    assert people(store, ages, sex) == {ALPHA_2024: expected}


@pytest.mark.parametrize("ages", [(17, 10), (-1, 5), (91, 95)])
def test_ages_that_are_none_are_refused(store: Store, ages: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="ages"):
        people(store, ages)


def test_a_sex_that_is_none_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="female"):
        people(store, None, "females")  # type: ignore[arg-type]


def test_an_estimate_that_does_not_tell_sexes_apart_has_no_row_for_one(store: Store, tmp_path: Path) -> None:
    add_districts(store, tmp_path, persons=10)
    assert people(store, None, "female") == {}
    assert people(store) == {ALPHA_2024: 910}


def test_sexes_come_from_the_newest_edition_that_tells_them_apart(store: Store, tmp_path: Path) -> None:
    add_districts(store, tmp_path, persons=10, female=6, male=4)
    add_districts(store, tmp_path, "later.xlsx", persons=12)
    assert people(store) == {ALPHA_2024: 12 * 91}
    assert people(store, None, "female") == {ALPHA_2024: 546}


def test_an_edition_of_before_sexes_were_read_is_about_persons_by_single_year(
    store: Store, tmp_path: Path
) -> None:
    add_districts(store, tmp_path, persons=10)
    (edition,) = store.of_dataset("ons_population_districts")
    path, old = store.file(edition, "data.parquet"), tmp_path / "old.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT * EXCLUDE (sex, last_age) FROM '{path}') TO '{old}'")
    with store.writing() as folder:
        old.replace(folder / "data.parquet")
        earlier = replace(edition, id="of-before", as_at=edition.as_at + timedelta(days=1), files={})
        assert store.commit(folder, earlier)
    assert people(store) == {ALPHA_2024: 910}
    assert people(store, (10, 17)) == {ALPHA_2024: 80}
    assert people(store, (10, 17), "female") == {}


def test_small_areas_make_a_district_only_where_all_of_them_are_there(store: Store, tmp_path: Path) -> None:
    add_small_areas(store, tmp_path, SMALL_AREAS[:1])
    assert people(store) == {}
    add_small_areas(store, tmp_path)
    assert people(store) == {ALPHA_2022: 2 * 455}
    assert people(store, (10, 17), "female") == {ALPHA_2022: 2 * 16}


def test_an_estimate_of_the_district_goes_before_the_sum_of_its_small_areas(
    store: Store, tmp_path: Path
) -> None:
    add_small_areas(store, tmp_path)
    sheets = {"persons": [district_row("E06000001", 10)]}
    titles = {"persons": "Population estimates, mid-2022"}
    ingest(store, [write_districts(tmp_path / "a.xlsx", sheets, titles)])
    assert people(store) == {ALPHA_2022: 910}
    assert people(store, None, "female") == {ALPHA_2022: 2 * 182}


def test_groups_of_ages_answer_only_for_ages_at_their_borders(store: Store, tmp_path: Path) -> None:
    ages = [f"{sex}{group}" for sex in "FM" for group in BROAD_AGES]
    rows = [small_area_row(code, [1, 2, 3, 4, 5, 10, 20, 30, 40, 50]) for code in SMALL_AREAS]
    ingest(store, [write_small_areas(tmp_path / "a.xlsx", {"Mid-2022 LSOA 2021": rows}, ages)])
    assert people(store, (16, 90)) == {ALPHA_2022: 2 * 154}
    assert people(store, (10, 17)) == {}


def test_the_census_tells_no_ages_apart(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "population20_x.csv"
    path.write_text("lsoa21_code,total_residents\nE01000001,100\nE01000002,200\n")
    ingest(store, [path])
    assert people(store) == {("E22000001", CENSUS): 300}
    assert people(store, (0, 90)) == {}


def test_small_areas_are_given_with_their_partnership(store: Store, tmp_path: Path) -> None:
    add_small_areas(store, tmp_path, (*SMALL_AREAS, "E01000003"))
    frame = load_small_area_population(store, load_partnerships(store), ages=(10, 17), sex="male")
    assert frame[["lsoa_code", "area_code", "population"]].to_numpy().tolist() == [
        ["E01000001", "E22000001", 24],
        ["E01000002", "E22000001", 24],
    ]
    assert frame["reference_date"].tolist() == [MID_2022, MID_2022]


def test_without_any_estimate_the_frames_are_empty_with_their_columns(store: Store) -> None:
    partnerships = load_partnerships(store)
    assert list(load_population(store, partnerships).columns) == [
        "area_code", "reference_date", "population", "edition",
    ]  # fmt: skip
    assert load_small_area_population(store, partnerships).empty
    assert load_households(store, partnerships).empty


def homes(store: Store, what: str = "households") -> dict[tuple[str, date], int]:
    frame = load_households(store, load_partnerships(store), what=what)  # type: ignore[arg-type]
    return {(row.area_code, row.reference_date): row.homes for row in frame.itertuples()}


def add_table(store: Store, tmp_path: Path, text: str, name: str = "homes.csv") -> None:
    path = tmp_path / name
    path.write_text(text)
    ingest(store, [path])


def test_households_are_summed_over_a_districts_small_areas_where_all_are_there(
    store: Store, tmp_path: Path
) -> None:
    head = "date,geography,geography code,Number of households\n2021,A,E01000001,40\n"
    add_table(store, tmp_path, head)
    assert homes(store) == {}
    add_table(store, tmp_path, head + "2021,A,E01000002,60\n2021,A,E01000003,70\n")
    assert homes(store) == {("E22000001", CENSUS): 100}
    assert homes(store, "dwellings") == {}


def test_a_districts_own_figure_goes_before_the_sum_of_its_small_areas(store: Store, tmp_path: Path) -> None:
    rows = "E01000001,2024-03-31,40\nE01000002,2024-03-31,60\n"
    add_table(store, tmp_path, f"area_code,reference_date,dwellings\n{rows}E06000001,2024-03-31,105\n")
    assert homes(store, "dwellings") == {("E22000001", date(2024, 3, 31)): 105}


def test_households_and_dwellings_of_one_table_are_kept_apart(store: Store, tmp_path: Path) -> None:
    add_table(
        store, tmp_path, "area_code,reference_date,households,dwellings\nE06000001,2024-03-31,100,108\n"
    )
    day = ("E22000001", date(2024, 3, 31))
    assert (homes(store), homes(store, "dwellings")) == ({day: 100}, {day: 108})


def test_homes_that_are_neither_are_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="households or dwellings"):
        homes(store, "houses")
