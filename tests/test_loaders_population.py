"""Rules of the population loaders: sexes and ages kept apart, totals that are their parts, nothing twice."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from population_files import (
    BROAD_AGES,
    SINGLE_YEARS,
    district_row,
    small_area_row,
    write_districts,
    write_small_areas,
)

from csp_toolkit.errors import DataError
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.store import Edition, Store, open_store

THURROCK, BASILDON = "E06000034", "E07000066"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


def take(store: Store, path: Path) -> Edition:
    (item,) = ingest(store, [path])
    assert item.edition is not None
    return item.edition


def frame(store: Store, edition: Edition, name: str = "data.parquet") -> pd.DataFrame:
    return pd.read_parquet(store.file(edition, name))


def rejects(store: Store, edition: Edition) -> list[tuple[int, str]]:
    table = pd.read_csv(store.file(edition, "rejects.csv"))
    return list(zip(table["line"], table["reason"], strict=True))


def three_sheets() -> dict[str, list[list[object]]]:
    each = {"persons": 10, "female": 6, "male": 4}
    return {sex: [district_row(THURROCK, number)] for sex, number in each.items()}


def test_a_workbook_of_three_sheets_is_one_edition_of_one_day(store: Store, tmp_path: Path) -> None:
    edition = take(store, write_districts(tmp_path / "a.xlsx", three_sheets()))
    assert (edition.rows, edition.rejected, edition.notes) == (3, 0, ())
    assert [part.key for part in edition.slices] == [("2024-06-30",)]
    people = frame(store, edition)
    assert people.columns.tolist() == ["area_code", "reference_date", "sex", "age", "last_age", "population"]
    totals = people[people["age"].isna()].set_index("sex")["population"].to_dict()
    assert totals == {"female": 546, "male": 364, "persons": 910}
    oldest = people[(people["sex"] == "female") & (people["age"] == 90)]
    assert oldest[["last_age", "population"]].to_numpy().tolist() == [[90, 6]]
    assert len(people) == 3 * 92


def test_counts_hold_the_total_of_each_area_and_sex(store: Store, tmp_path: Path) -> None:
    edition = take(store, write_districts(tmp_path / "a.xlsx", three_sheets()))
    counts = frame(store, edition, "counts.parquet")
    assert counts.set_index("sex")["count"].to_dict() == {"female": 546, "male": 364, "persons": 910}
    assert counts["period"].unique().tolist() == ["2024-06-30"]


def test_a_workbook_about_persons_alone_is_taken_as_before(store: Store, tmp_path: Path) -> None:
    edition = take(store, write_districts(tmp_path / "a.xlsx", {"persons": [district_row(THURROCK, 1)]}))
    assert frame(store, edition)["sex"].unique().tolist() == ["persons"]


def test_a_rejected_row_says_its_sheet_and_keeps_no_other_sex_out(store: Store, tmp_path: Path) -> None:
    sheets = three_sheets()
    sheets["female"].append(district_row(BASILDON, 1, total=92))
    edition = take(store, write_districts(tmp_path / "a.xlsx", sheets))
    assert (edition.rows, edition.rejected) == (3, 1)
    assert rejects(store, edition) == [(10, 'the ages do not sum to it (sheet "MYE2 - Females")')]


def test_sexes_that_do_not_sum_to_persons_are_said_to_differ(store: Store, tmp_path: Path) -> None:
    sheets = {**three_sheets(), "male": [district_row(THURROCK, 5)]}
    edition = take(store, write_districts(tmp_path / "a.xlsx", sheets))
    assert edition.notes == ("in 1 districts females and males do not sum to persons",)


def test_a_district_that_is_there_twice_counts_once(store: Store, tmp_path: Path) -> None:
    twice = [district_row(THURROCK, 10), district_row(THURROCK, 11)]
    edition = take(store, write_districts(tmp_path / "a.xlsx", {"persons": twice}))
    assert (edition.rows, edition.rejected) == (1, 1)
    assert rejects(store, edition) == [(10, "this area is there already")]


def test_sheets_of_different_years_are_refused(store: Store, tmp_path: Path) -> None:
    titles = {"female": "Population estimates, mid-2023"}
    with pytest.raises(DataError, match=r"different years .*Persons 2024.*Females 2023"):
        ingest(store, [write_districts(tmp_path / "a.xlsx", three_sheets(), titles)])
    assert store.editions == ()


def by_sex(people: pd.DataFrame, age: int | None) -> dict[str, int]:
    chosen = people[people["age"].isna()] if age is None else people[people["age"] == age]
    return {row.sex: row.population for row in chosen.itertuples()}


def test_small_areas_hold_each_sex_by_age_and_persons_as_their_sum(store: Store, tmp_path: Path) -> None:
    row = small_area_row("E01015921", [*[2] * 91, *[3] * 91])
    edition = take(store, write_small_areas(tmp_path / "a.xlsx", {"Mid-2022 LSOA 2021": [row]}))
    assert (edition.dataset, edition.rows, edition.vintage) == ("ons_population_lsoa", 1, "LSOA 2021")
    people = frame(store, edition)
    assert by_sex(people, None) == {"persons": 455, "female": 182, "male": 273}
    assert by_sex(people, 17) == {"persons": 5, "female": 2, "male": 3}
    assert by_sex(people, 90) == {"persons": 5, "female": 2, "male": 3}
    assert len(people) == 3 * 92


def test_groups_of_ages_keep_their_first_and_last_age(store: Store, tmp_path: Path) -> None:
    ages = [f"{sex}{group}" for sex in "FM" for group in BROAD_AGES]
    row = small_area_row("E01015921", [1, 2, 3, 4, 5, 10, 20, 30, 40, 50])
    edition = take(store, write_small_areas(tmp_path / "a.xlsx", {"Mid-2022 LSOA 2021": [row]}, ages))
    people = frame(store, edition)
    persons = people[(people["sex"] == "persons") & people["age"].notna()]
    assert persons[["age", "last_age", "population"]].to_numpy().tolist() == [
        [0, 15, 11], [16, 29, 22], [30, 44, 33], [45, 64, 44], [65, 90, 55],
    ]  # fmt: skip


def test_each_years_sheet_is_a_slice_of_its_own(store: Store, tmp_path: Path) -> None:
    sheets = {
        f"Mid-{year} LSOA 2021": [small_area_row("E01015921", [year % 100] * 182)] for year in (2021, 2022)
    }
    edition = take(store, write_small_areas(tmp_path / "a.xlsx", sheets))
    assert [part.key for part in edition.slices] == [("2021-06-30",), ("2022-06-30",)]
    assert (edition.rows, [part.facts["rows"] for part in edition.slices]) == (2, [1, 1])
    people = frame(store, edition)
    totals = people[people["age"].isna() & (people["sex"] == "persons")]
    assert totals["population"].tolist() == [21 * 182, 22 * 182]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (small_area_row("E06000034", [1] * 182), "not a small area"),
        (small_area_row("E01015922", [1] * 182, total=181), "the ages do not sum to it"),
        (small_area_row("E01015922", [*[1] * 181, "c"], total=182), "not a whole number of people"),  # type: ignore[list-item]
        (small_area_row("E01015922", [-1, *[1] * 181]), "not a whole number of people"),
        (small_area_row("E01015921", [1] * 182), "this area is there already"),
        (["Notes: people of 90 are 90 and over"], "not a small area"),
    ],
)
def test_a_row_of_small_areas_that_cannot_be_is_rejected_with_its_line_and_sheet(
    store: Store, tmp_path: Path, row: list[object], reason: str
) -> None:
    good = small_area_row("E01015921", [1] * 182)
    path = write_small_areas(tmp_path / "a.xlsx", {"Mid-2022 LSOA 2021": [good, row]})
    edition = take(store, path)
    assert (edition.rows, edition.rejected) == (1, 1)
    assert rejects(store, edition) == [(6, f'{reason} (sheet "Mid-2022 LSOA 2021")')]


@pytest.mark.parametrize(
    "ages", [SINGLE_YEARS[:-1], SINGLE_YEARS[1:], [*SINGLE_YEARS, "F16 to 29"], ["F0 to 15", "M0 to 15"]]
)
def test_ages_with_a_gap_or_an_overlap_are_refused(store: Store, tmp_path: Path, ages: list[str]) -> None:
    row = small_area_row("E01015921", [1] * len(ages))
    with pytest.raises(DataError, match="without gap or overlap"):
        ingest(store, [write_small_areas(tmp_path / "a.xlsx", {"Mid-2022 LSOA 2021": [row]}, ages)])


def test_a_title_that_says_synthetic_marks_the_edition(store: Store, tmp_path: Path) -> None:
    sheets = {"Mid-2022 LSOA 2021": [small_area_row("E01900001", [1] * 182)]}
    assert take(store, write_small_areas(tmp_path / "a.xlsx", sheets, title="SYNTHETIC")).synthetic
    assert not take(store, write_small_areas(tmp_path / "b.xlsx", sheets)).synthetic


def test_real_estimates_of_districts_sum_to_their_totals(realdata: Path, store: Store) -> None:
    for name in ("population19_ltla19.csv", "population20_ltla21.csv"):
        edition = take(store, realdata / "population" / name)
        people = frame(store, edition)
        lines = (realdata / "population" / name).read_bytes().count(b"\n")
        assert edition.rows + edition.rejected == lines - 1
        by_age = people[people["age"].notna()].groupby("area_code")["population"].sum()
        assert by_age.equals(people[people["age"].isna()].set_index("area_code")["population"].sort_index())
