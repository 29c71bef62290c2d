"""Rules of what enters the store: values of listed columns, and nothing else from anywhere in a file."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import duckdb
import pytest
from boundary_files import collection, feature, write_geojson
from hostile_files import DISTRICT, write_estimates
from partner_files import SOUND, write_book
from population_files import SINGLE_YEARS
from recorded_crime_files import NOW, crime_row, write_ods
from street_files import HEADER, street_row, write_street

from csp_toolkit.loaders.delivery_tracker import DELIVERY_TRACKER
from csp_toolkit.loaders.ingest import LOADERS, ingest
from csp_toolkit.store import Store, open_store

PLANTED = "Zq7PLANTED"
AGES = [*map(str, range(90)), "90+"]
OUTCOMES = HEADER.replace("Crime type,Last outcome category,Context", "Outcome type")
STOPS = (
    "Type,Date,Gender,Age range,Self-defined ethnicity,Officer-defined ethnicity,Legislation,Object of search"
)
STOP = "Person search,2024-01-05T13:10:00+00:00,Male,18-24,White - English,White,Misuse of Drugs Act,Drugs"
ACTIVITY = "hate_crime_training,sample_2024-25,2024-25 Q3,on track,3,sessions,"

# A header and a sound row of each dataset; columns are added to them.
TABLES: dict[str, tuple[str, str, str]] = {
    "police_uk_street": ("a.csv", HEADER, street_row()),
    "police_uk_outcomes": ("a.csv", OUTCOMES, street_row().replace("Burglary,,", "Local resolution")),
    "police_uk_stops": ("2024-01-essex-stop-and-search.csv", STOPS + ",Outcome", STOP + ",Arrest"),
    "recorded_crime": ("a.csv", ",".join(NOW), ",".join(str(cell) for cell in crime_row())),
    "fire_incident_totals": (
        "a.csv",
        "FINANCIAL_YEAR,FRS_NAME,E_CODE,INCIDENT_TYPE,TOTAL_INCIDENTS",
        "2024/25,Essex,E31000015,Dwellings,12",
    ),
    "fire_incidents": (
        "dwelling fires.csv",
        "FRS_NAME,E_CODE,FINANCIAL_YEAR,MONTH_NAME,BUILDING_OR_PROPERTY_TYPE,ACCIDENTAL_OR_DELIBERATE",
        "Essex,E31000015,2024/25,May,House,Accidental",
    ),
    "ons_partnerships": (
        "a.csv",
        "LAD24CD,LAD24NM,CSP24CD,CSP24NM,PFA24CD,PFA24NM",
        "E06000034,Thurrock,E22000091,Thurrock,E23000028,Essex",
    ),
    "ons_fire_authorities": (
        "a.csv",
        "LAD24CD,LAD24NM,FRA24CD,FRA24NM",
        "E06000034,Thurrock,E31000015,Essex",
    ),
    "ons_lsoa_changes": ("a.csv", "LSOA11CD,LSOA21CD,CHGIND,LAD22CD", "E01000001,E01000001,U,E06000034"),
    "ons_lsoa_districts": (
        "a.csv",
        "LSOA21CD,LSOA21NM,WD24CD,WD24NM,LAD24CD,LAD24NM",
        "E01000001,A,E05000001,W,E06000034,Thurrock",
    ),
    "ons_district_changes": (
        "a.csv",
        "ltla16_code,ltla16_name,ltla23_code,ltla23_name",
        "E07000026,Allerdale,E06000063,Cumberland",
    ),
    "census_population_lsoa": ("a.csv", "lsoa21_code,total_residents", "E01015921,1701"),
    "ons_population_districts": (
        "population20.csv",
        f"ltla21_code,ltla21_name,total_population,{','.join(AGES)}",
        f"E06000034,Thurrock,910,{','.join(['10'] * 91)}",
    ),
    "census_households_lsoa": ("a.csv", "geography code,Number of households", "E01015921,700"),
    "homes": ("a.csv", "area_code,reference_date,dwellings", "E06000034,2024-03-31,70000"),
    "partner_return": ("a.csv", ",".join(SOUND), ",".join(SOUND.values())),
    "delivery_tracker": ("a.csv", ",".join(DELIVERY_TRACKER.names), ACTIVITY),
    "resident_survey": ("a.csv", "survey,wave,q: Feels safe", "Sample residents,2024-25 Q4,yes"),
}
EXTRA_FORBIDDEN = {"ons_district_changes"}
"""Recognised by having no other columns."""
IN_WORKBOOKS_ALONE = {"ons_population_lsoa"}
IN_GEOJSON_ALONE = {"boundaries"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


def everything_in(store: Store) -> str:
    """All that a store's files hold: names, texts, and every value of every Parquet file."""
    found = []
    for path in sorted(file for file in store.root.rglob("*") if file.is_file()):
        found.append(path.as_posix())
        if path.suffix == ".parquet":
            with duckdb.connect() as connection:
                rows = connection.execute(f"SELECT * FROM read_parquet('{path.as_posix()}')").fetchall()
                found.append(repr(rows))
        found.append(path.read_bytes().decode("latin-1"))
    return "\n".join(found)


def test_what_is_planted_in_a_listed_column_is_found(store: Store, tmp_path: Path) -> None:
    """So that the rules below cannot hold because nothing is ever found."""
    ingest(store, [write_street(tmp_path / "a.csv", [street_row(crime_id=PLANTED)])])
    assert PLANTED in everything_in(store)


def test_every_dataset_has_a_table_to_try(store: Store) -> None:
    assert set(TABLES) | IN_WORKBOOKS_ALONE | IN_GEOJSON_ALONE == {loader.dataset.id for loader in LOADERS}


@pytest.mark.parametrize("dataset", TABLES)
def test_a_column_that_is_not_listed_leaves_no_trace_in_the_store(
    store: Store, tmp_path: Path, dataset: str
) -> None:
    name, header, row = TABLES[dataset]
    more = "" if dataset in EXTRA_FORBIDDEN else ",Remark"
    planted = "" if dataset in EXTRA_FORBIDDEN else f",{PLANTED}"
    broken = [f"{row}{planted},{PLANTED}", f'{row}{planted},"{PLANTED}', PLANTED]
    rows = [f"{row}{planted}", *(broken[:1] if dataset == "resident_survey" else [broken[0], broken[2]])]
    path = tmp_path / name
    path.write_text("\n".join([header + more, *rows]) + "\n", "utf-8")
    (item,) = ingest(store, [path])
    assert item.edition is not None
    assert item.edition.dataset == dataset
    assert item.edition.rows >= 1
    assert item.edition.rejected >= 1
    assert PLANTED not in everything_in(store)


def test_of_boundaries_nothing_but_code_name_and_outline_enters(store: Store, tmp_path: Path) -> None:
    given = collection(
        feature("E01015921", PLANTED=PLANTED, Remark=PLANTED),
        feature("E01015922", geometry={"type": "Point", "coordinates": [0.3, 51.5], "note": PLANTED}),
        name=PLANTED,
    )
    (item,) = ingest(store, [write_geojson(tmp_path / "a.geojson", given)])
    assert item.edition is not None
    assert (item.edition.rows, item.edition.rejected) == (1, 1)
    assert PLANTED not in everything_in(store)


@pytest.mark.parametrize("place", ["title", "column beside", "row below", "other sheet", "comment", "name"])
def test_of_a_workbook_nothing_but_listed_columns_enters(store: Store, tmp_path: Path, place: str) -> None:
    def more(book: object) -> None:
        sheet = book.get_worksheet_by_name("MYE2 - Persons")  # type: ignore[attr-defined]
        if place == "column beside":
            sheet.write_column(7, 95, ["Remark", PLANTED])
        elif place == "row below":
            sheet.write(20, 1, PLANTED)
        elif place == "other sheet":
            book.add_worksheet(PLANTED[:20]).write(0, 0, PLANTED)  # type: ignore[attr-defined]
        elif place == "comment":
            sheet.write_comment(8, 0, PLANTED)
        elif place == "name":
            book.set_properties({"author": PLANTED})  # type: ignore[attr-defined]

    title = f"mid-2024 {PLANTED}" if place == "title" else "mid-2024"
    (item,) = ingest(store, [write_estimates(tmp_path / "book.xlsx", [DISTRICT], title=title, more=more)])
    assert item.outcome == "stored"
    assert PLANTED not in everything_in(store)


def test_small_areas_take_no_other_column_out_of_their_sheet(store: Store, tmp_path: Path) -> None:
    header = ["LAD 2023 Code", "LAD 2023 Name", "LSOA 2021 Code", "LSOA 2021 Name", "Total", *SINGLE_YEARS]
    row = ["E06000034", "Thurrock", "E01015921", "Thurrock 001A", 182, *[1] * 182]
    sheet = [[PLANTED], [], [*header, "Remark"], [*row, PLANTED]]
    (item,) = ingest(store, [write_book(tmp_path / "book.xlsx", {"Mid-2022 LSOA 2021": sheet})])
    assert item.outcome == "stored"
    assert PLANTED not in everything_in(store)


def test_an_open_document_gives_listed_columns_alone(store: Store, tmp_path: Path) -> None:
    rows = [[*NOW, "Remark"], [*crime_row(), PLANTED], [*crime_row(quarter=9), PLANTED]]
    (item,) = ingest(store, [write_ods(tmp_path / "a.ods", {"Notes": [[PLANTED]], "2024_25": rows})])
    assert item.outcome == "stored"
    assert PLANTED not in everything_in(store)


def test_no_rejected_text_is_a_formula_when_a_spreadsheet_opens_it(store: Store, tmp_path: Path) -> None:
    faults = ["=1+1", "+1 text", "-1-1", "@SUM(A1)", "\t=1+1", " =1+1", "%0A=1", "|cmd", "-12", "+3.5", "1=1"]
    rows = [street_row(), *(street_row(lsoa=f'"{fault}"') for fault in faults)]
    (item,) = ingest(store, [write_street(tmp_path / "a.csv", rows)])
    assert item.edition is not None
    with store.file(item.edition, "rejects.csv").open(encoding="utf-8", newline="") as file:
        kept = [row["text"] for row in csv.DictReader(file)]
    assert kept == [*(f"'{fault}" for fault in faults[:8]), "-12", "+3.5", "1=1"]


def test_a_cell_that_looks_like_a_formula_is_stored_as_the_text_it_is(store: Store, tmp_path: Path) -> None:
    formula = "=cmd|' /C calc'!A0"
    (item,) = ingest(store, [write_street(tmp_path / "a.csv", [street_row(crime_id=formula)])])
    assert item.edition is not None
    data = store.file(item.edition, "data.parquet")
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT crime_id FROM read_parquet('{data.as_posix()}')").fetchall()
    assert found == [(formula,)]


def test_what_is_rejected_and_looks_personal_is_not_kept(store: Store, tmp_path: Path) -> None:
    rows = [street_row(), street_row(lsoa="RM17 6SL"), street_row(longitude="jane@roe.example")]
    (item,) = ingest(store, [write_street(tmp_path / "a.csv", rows)])
    assert item.edition is not None
    assert item.edition.rejected == 2
    assert not any(text in everything_in(store) for text in ("RM17", "roe.example"))


def test_no_name_of_a_member_or_file_is_used_as_a_path(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/b/;rm -rf ~;'quoted'.csv", f"{HEADER}\n{street_row()}\n")
    (item,) = ingest(store, [path])
    assert item.outcome == "stored"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["in.zip", "store"]
