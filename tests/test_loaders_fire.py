"""Rules of the loaders of fire statistics: totals by service, and files with a row for each incident."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb
import pytest
from recorded_crime_files import Cell, write_csv, write_ods, write_xlsx

from csp_toolkit.errors import DataError
from csp_toolkit.loaders.fire_names import is_dwelling_fire, is_larger_area, read_cause, read_period
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.store import Edition, Store, open_store

TOTALS = ("FINANCIAL_YEAR", "FRS_NAME", "E_CODE", "INCIDENT_TYPE", "TOTAL_INCIDENTS")
DWELLINGS = (
    "FRS_NAME",
    "E_CODE",
    "FINANCIAL_YEAR",
    "MONTH_NAME",
    "BUILDING_OR_PROPERTY_TYPE",
    "ACCIDENTAL_OR_DELIBERATE",
)
LOW_LEVEL = ("FINANCIAL_YEAR", "INCIDENT_TYPE", "LSOA_CODE", "LSOA_DESCRIPTION")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


def take(store: Store, path: Path) -> Edition:
    [taken] = ingest(store, [path], as_at=date(2025, 7, 24))
    assert taken.edition is not None
    return taken.edition


def counts_of(store: Store, edition: Edition, columns: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        path = str(store.file(edition, "counts.parquet"))
        return connection.execute(f"SELECT {columns} FROM read_parquet(?) ORDER BY ALL", [path]).fetchall()


def totals_row(
    year: str = "2024/25",
    service: str = "Essex",
    code: str = "E31000015",
    kind: str = "Dwellings",
    count: Cell = 12,
) -> list[Cell]:
    return [year, service, code, kind, count]


def dwelling_row(month: str = "May", cause: str = "Accidental", year: str = "2024/25") -> list[Cell]:
    return ["Essex", "E31000015", year, month, "House - single occupancy", cause]


@pytest.mark.parametrize("form", ["csv", "ods", "xlsx"])
def test_totals_come_by_service_period_and_type_in_every_form(
    store: Store, tmp_path: Path, form: str
) -> None:
    rows = [totals_row(), totals_row(kind="Other buildings", count=5), totals_row(year="2023/24")]
    path = tmp_path / f"fire0102.{form}"
    sheets: dict[str, Sequence[Sequence[Cell]]] = {"Contents": [["FIRE0102"]], "Data": [TOTALS, *rows]}
    if form == "csv":
        write_csv(path, TOTALS, rows)
    else:
        (write_ods if form == "ods" else write_xlsx)(path, sheets)
    edition = take(store, path)
    assert edition.dataset == "fire_incident_totals"
    assert counts_of(store, edition, "period, service_code, incident_type, dwelling_fire, count") == [
        ("2023-24", "E31000015", "Dwellings", "cause not published", 12),
        ("2024-25", "E31000015", "Dwellings", "cause not published", 12),
        ("2024-25", "E31000015", "Other buildings", "", 5),
    ]
    assert [part.key for part in edition.slices] == [("totals", "2023-24"), ("totals", "2024-25")]


def test_totals_without_causes_call_nothing_accidental_and_say_so(store: Store, tmp_path: Path) -> None:
    edition = take(store, write_csv(tmp_path / "t.csv", TOTALS, [totals_row()]))
    assert edition.slice_facts(("totals", "2024-25"))["accidental_dwelling_fires"] == 0
    assert edition.slice_facts(("totals", "2024-25"))["dwelling_fires_of_unpublished_cause"] == 12
    assert edition.notes == (
        "causes are not published here: accidental dwelling fires cannot be told from others",
    )


def test_larger_areas_and_impossible_numbers_are_rejected(store: Store, tmp_path: Path) -> None:
    rows = [
        totals_row(),
        totals_row(service="England", code="E92000001"),
        totals_row(service="Non-metropolitan", code=""),
        totals_row(count="[x]"),
        totals_row(count=-1),
        totals_row(year="2024"),
        totals_row(kind=""),
    ]
    edition = take(store, write_csv(tmp_path / "t.csv", TOTALS, rows))
    assert (edition.rows, edition.rejected) == (1, 6)


def test_incidents_of_dwelling_fires_are_counted_by_quarter_and_cause(store: Store, tmp_path: Path) -> None:
    rows = [
        dwelling_row("April"),
        dwelling_row("June", "Not known"),
        dwelling_row("June", ""),
        dwelling_row("July", "Deliberate - others property"),
        dwelling_row("March"),
    ]
    edition = take(store, write_ods(tmp_path / "dwelling-fires-dataset.ods", {"2024-25": [DWELLINGS, *rows]}))
    assert edition.dataset == "fire_incidents"
    assert counts_of(store, edition, "period, dwelling_fire, cause, count") == [
        ("2024-25 Q1", "accidental", "accidental", 1),
        ("2024-25 Q1", "accidental", "not known", 2),
        ("2024-25 Q2", "deliberate", "deliberate", 1),
        ("2024-25 Q4", "accidental", "accidental", 1),
    ]
    assert edition.slice_facts(("dwelling fires", "2024-25 Q1"))["accidental_dwelling_fires"] == 3


def test_incidents_of_every_type_come_with_their_small_area(store: Store, tmp_path: Path) -> None:
    sheets = {
        "201920": [
            LOW_LEVEL,
            ["2019/20", "Primary fire - dwelling", "E01021532", "Basildon 001A"],
            ["2019/20", "False alarm - malicious", "Not known", "Not known"],
        ],
        "202021": [LOW_LEVEL, ["2020/21", "Chimney fire", "Basildon 001A", "E01021532"]],
    }
    edition = take(store, write_ods(tmp_path / "low-level-geography.ods", sheets))
    assert counts_of(store, edition, "period, small_area_code, incident_type, dwelling_fire, count") == [
        ("2019-20", "", "False alarm - malicious", "", 1),
        ("2019-20", "E01021532", "Primary fire - dwelling", "cause not published", 1),
        ("2020-21", "E01021532", "Chimney fire", "", 1),
    ]
    assert edition.slice_facts(("all incidents", "2019-20"))["rows_without_place"] == 1


def test_a_file_of_incidents_that_states_no_type_must_be_named_for_it(store: Store, tmp_path: Path) -> None:
    for name in ("fires.csv", "non-dwelling-fires.csv", "other-building-fires.csv"):
        path = write_csv(tmp_path / name, DWELLINGS, [dwelling_row()])
        with pytest.raises(DataError, match="does not say of which type they are"):
            take(store, path)


def test_a_cause_that_says_nothing_known_is_rejected(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "dwelling-fires.csv", DWELLINGS, [dwelling_row(), dwelling_row(cause="7")])
    edition = take(store, path)
    assert (edition.rows, edition.rejected) == (1, 1)


@pytest.mark.parametrize(
    ("incident_type", "is_one"),
    [
        ("Dwellings", True),
        ("Dwelling fires", True),
        ("Primary fire - dwelling", True),
        ("Primary fires in dwellings", True),
        ("Non-dwelling", False),
        ("Other buildings", False),
        ("Primary fire - dwelling or other building", False),
        ("Secondary fire - derelict dwelling", False),
        ("Chimney fire", False),
        ("", False),
    ],
)
def test_a_dwelling_fire_is_a_primary_fire_in_a_dwelling(incident_type: str, is_one: bool) -> None:
    assert is_dwelling_fire(incident_type) is is_one


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("Accidental", "accidental"),
        ("accidental / not known", "accidental"),
        ("Deliberate - own property", "deliberate"),
        ("Not known", "not known"),
        ("", "not known"),
        ("Lightning", None),
    ],
)
def test_a_cause_is_accidental_deliberate_or_not_known(text: str, cause: str | None) -> None:
    assert read_cause(text) == cause


@pytest.mark.parametrize(
    ("year", "quarter", "month", "label"),
    [
        ("2024/25", "", "", "2024-25"),
        ("202425", "", "", "2024-25"),
        ("2024/25", "", "January", "2024-25 Q4"),
        ("2024/25", "", "Sep", "2024-25 Q2"),
        ("2024/25", "Q3", "", "2024-25 Q3"),
        ("2024/25", "4", "", "2024-25 Q4"),
        ("2024/25", "", "Septober", None),
        ("2024/26", "", "", None),
        ("2024", "", "", None),
    ],
)
def test_a_period_is_the_quarter_where_one_is_known(
    year: str, quarter: str, month: str, label: str | None
) -> None:
    assert read_period(year, quarter, month) == label


def test_larger_areas_are_known_by_code_or_name() -> None:
    assert is_larger_area("E92000001", "England")
    assert is_larger_area("", "Metropolitan")
    assert not is_larger_area("E31000015", "Essex")
