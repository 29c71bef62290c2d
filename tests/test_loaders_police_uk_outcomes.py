"""Rules of the loader of crime outcomes: the outcome's month counts, and no point on a map is kept."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from csp_toolkit.errors import DataError
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.store import Edition, Store, open_store

HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Outcome type"
)


def outcome_row(
    *,
    crime_id: str = "a1",
    month: str = "2024-01",
    force: str = "Essex Police",
    lsoa: str = "E01000001",
    outcome: str = "Local resolution",
) -> str:
    where = f"0.32,51.47,On or near Sample Road,{lsoa},X 001A"
    return f"{crime_id},{month},{force},{force},{where},{outcome}"


def take(tmp_path: Path, *rows: str) -> tuple[Store, Edition]:
    path = tmp_path / "2024-01-essex-outcomes.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    store = open_store(tmp_path / "store", create=True)
    (item,) = ingest(store, [path])
    assert item.edition is not None
    return store, item.edition


def test_a_file_is_recognised_by_its_columns_and_keyed_by_force_and_month(tmp_path: Path) -> None:
    _, edition = take(tmp_path, outcome_row(), outcome_row(crime_id="a2"))
    assert edition.dataset == "police_uk_outcomes"
    assert edition.slices[0].key == ("Essex Police", "2024-01")
    assert edition.vintage == "LSOA 2021"


def test_a_crime_with_two_outcomes_has_two_rows_and_is_one_crime(tmp_path: Path) -> None:
    _, edition = take(tmp_path, outcome_row(), outcome_row(outcome="Offender given a caution"))
    assert edition.slices[0].facts == {"rows": 2, "without_location": 0, "crimes": 1}


def test_coordinates_and_streets_do_not_enter_the_store(tmp_path: Path) -> None:
    store, edition = take(tmp_path, outcome_row())
    stored = pd.read_parquet(store.file(edition, "data.parquet"))
    assert list(stored.columns) == ["line", "crime_id", "month", "reported_by", "lsoa_code", "outcome_type"]


def test_counts_are_by_month_force_area_and_outcome(tmp_path: Path) -> None:
    store, edition = take(tmp_path, outcome_row(), outcome_row(crime_id="a2"), outcome_row(lsoa=""))
    counts = pd.read_parquet(store.file(edition, "counts.parquet"))
    assert counts[["lsoa_code", "count"]].values.tolist() == [["", 1], ["E01000001", 2]]


@pytest.mark.parametrize(
    "row",
    [
        outcome_row(month="2024-13"),
        outcome_row(month=""),
        outcome_row(force=""),
        outcome_row(lsoa="Tilbury"),
        outcome_row(outcome=""),
        "a1,2024-01",
    ],
)
def test_a_broken_row_is_rejected_with_its_line(tmp_path: Path, row: str) -> None:
    store, edition = take(tmp_path, outcome_row(), row, outcome_row(crime_id="a3"))
    rejects = pd.read_csv(store.file(edition, "rejects.csv"))
    assert (edition.rows, edition.rejected, rejects["line"].tolist()) == (2, 1, [3])


def test_an_unsupplied_month_is_missing_and_not_zero(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="missing, not zero"):
        take(tmp_path)
