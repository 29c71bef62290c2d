"""Rules of the lookup and population loaders: both known spellings of headers, nothing half-filled."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from csp_toolkit.errors import DataError
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.store import Edition, Store, open_store

AGES = [str(age) for age in range(90)] + ["90+"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


def take(store: Store, path: Path, text: str) -> Edition:
    path.write_text(text, "utf-8")
    (item,) = ingest(store, [path])
    assert item.edition is not None
    return item.edition


def frame(store: Store, edition: Edition) -> pd.DataFrame:
    return pd.read_parquet(store.file(edition, "data.parquet"))


PUBLISHED = "\ufeffLAD24CD,LAD24NM,CSP24CD,CSP24NM,PFA24CD,PFA24NM,ObjectId\n"
REPACKAGED = "ltla24_code,ltla24_name,csp24_code,csp24_name,pfa24_code,pfa24_name\n"
THURROCK = "E06000034,Thurrock,E22000091,Thurrock,E23000028,Essex"


@pytest.mark.parametrize("text", [f"{PUBLISHED}{THURROCK},1\n", f"{REPACKAGED}{THURROCK}\n"])
def test_partnerships_are_read_under_the_publishers_headers_and_the_repackaged_ones(
    store: Store, tmp_path: Path, text: str
) -> None:
    edition = take(store, tmp_path / "lookup.csv", text)
    assert (edition.dataset, edition.vintage, edition.rows) == ("ons_partnerships", "2024", 1)
    assert frame(store, edition)["csp_code"].tolist() == ["E22000091"]


def test_a_lookup_row_with_an_empty_code_is_rejected_with_its_line(store: Store, tmp_path: Path) -> None:
    edition = take(
        store, tmp_path / "lookup.csv", f"{REPACKAGED}{THURROCK}\nE06000099,Nowhere,,,E23000028,Essex\n"
    )
    assert (edition.rows, edition.rejected) == (1, 1)
    assert "3,csp_code,empty" in store.file(edition, "rejects.csv").read_text()


def test_the_lookups_of_small_areas_are_told_apart(store: Store, tmp_path: Path) -> None:
    changes = (
        "LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM,CHGIND,LAD22CD,LAD22NM\nE01000001,A,E01000001,A,U,E06000034,T\n"
    )
    wards = "LSOA21CD,LSOA21NM,WD24CD,WD24NM,LAD24CD,LAD24NM\nE01000001,A,E05000001,W,E06000034,Thurrock\n"
    assert take(store, tmp_path / "a.csv", changes).dataset == "ons_lsoa_changes"
    assert take(store, tmp_path / "b.csv", wards).dataset == "ons_lsoa_districts"


def test_every_earlier_code_of_a_district_leads_to_its_newest(store: Store, tmp_path: Path) -> None:
    text = "ltla16_code,ltla16_name,ltla23_code,ltla23_name\nE07000026,Allerdale,E06000063,Cumberland\n"
    edition = take(store, tmp_path / "a.csv", text)
    pairs = frame(store, edition).set_index("old_code")["new_code"].to_dict()
    assert pairs == {"E07000026": "E06000063", "E06000063": "E06000063"}


def test_census_residents_count_on_census_day(store: Store, tmp_path: Path) -> None:
    text = 'date,geography,geography code,"Residence type: Total; measures: Value"\n'
    text += "2021,Thurrock 001A,E01015921,1701\n"
    edition = take(store, tmp_path / "census2021-ts001-lsoa.csv", text)
    row = frame(store, edition).iloc[0]
    assert (row["area_code"], row["population"]) == ("E01015921", 1701)
    assert pd.Timestamp(row["reference_date"]).date() == date(2021, 3, 21)


@pytest.mark.parametrize("value", ["", "-1", "12.5", "many"])
def test_a_population_that_is_no_number_of_people_is_rejected(
    store: Store, tmp_path: Path, value: str
) -> None:
    text = f"lsoa21_code,total_residents\nE01015921,1701.0\nE01015922,{value}\n"
    edition = take(store, tmp_path / "a.csv", text)
    assert (edition.rows, edition.rejected) == (1, 1)


def plain_table(total: int) -> str:
    ages = ",".join(["10.0"] * 91)
    return f"ltla21_code,ltla21_name,total_population,{','.join(AGES)}\nE06000034,Thurrock,{total}.0,{ages}\n"


def test_a_plain_table_of_population_takes_its_year_from_its_name(store: Store, tmp_path: Path) -> None:
    edition = take(store, tmp_path / "population20_ltla21.csv", plain_table(910))
    people = frame(store, edition)
    assert people[people["age"].isna()]["population"].tolist() == [910]
    assert people[people["age"] == 90]["population"].tolist() == [10]
    assert edition.slices[0].key == ("2020-06-30",)


def test_a_plain_table_without_a_year_is_refused_with_advice(store: Store, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="which year"):
        take(store, tmp_path / "people.csv", plain_table(910))


def test_ages_that_do_not_sum_to_the_total_are_rejected(store: Store, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no usable rows"):
        take(store, tmp_path / "population20_ltla21.csv", plain_table(911))


def write_workbook(path: Path, title: str, rows: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Contents").write(0, 0, "Contents")
        sheet = book.add_worksheet("MYE2 - Persons")
        sheet.write(0, 0, title)
        sheet.write_row(7, 0, ["Code", "Name", "Geography", "All ages", *range(90), "90+"])
        for number, row in enumerate(rows, start=8):
            sheet.write_row(number, 0, row)
    return path


DISTRICT: list[object] = ["E06000034", "THURROCK", "Unitary Authority", 910, *[10] * 91]


def test_a_workbook_of_estimates_gives_districts_and_leaves_out_what_sums_them(
    store: Store, tmp_path: Path
) -> None:
    country: list[object] = ["E92000001", "ENGLAND", "Country", 910, *[10] * 91]
    path = write_workbook(tmp_path / "book.xlsx", "Population estimates, mid-2024", [country, DISTRICT])
    (item,) = ingest(store, [path])
    assert item.edition is not None
    assert (item.edition.rows, item.edition.rejected) == (1, 1)
    assert item.edition.slices[0].key == ("2024-06-30",)
    assert "9,area_code,not a district" in store.file(item.edition, "rejects.csv").read_text()


def test_text_where_a_number_belongs_rejects_the_workbooks_row(store: Store, tmp_path: Path) -> None:
    broken = [*DISTRICT[:10], "c", *DISTRICT[11:]]
    path = write_workbook(tmp_path / "book.xlsx", "mid-2024", [DISTRICT, broken])
    (item,) = ingest(store, [path])
    assert item.edition is not None
    assert (item.edition.rows, item.edition.rejected) == (1, 1)


def test_a_workbook_without_its_year_or_header_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="which mid-year"):
        ingest(store, [write_workbook(tmp_path / "book.xlsx", "Population", [DISTRICT])])


def test_a_broken_workbook_is_refused_rather_than_a_crash(store: Store, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "in.xlsx", "mid-2024", [DISTRICT])
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(DataError, match="cut short or damaged"):
        ingest(store, [path])
