"""Rules of the frames of partners' data: what a later return replaces, and what it leaves."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from partner_files import row, write_csv

from csp_toolkit.frames.partners import load_delivery, load_partner_returns, load_survey
from csp_toolkit.loaders.delivery_tracker import DELIVERY_TRACKER
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.revisions import find_revisions
from csp_toolkit.store import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


def test_nothing_supplied_is_an_empty_frame_with_its_columns(store: Store) -> None:
    for frame in (load_partner_returns(store), load_delivery(store), load_survey(store)):
        assert len(frame) == 0
        assert frame.columns[-1] == "edition"


def test_a_later_return_replaces_all_rows_of_its_figure_and_period_and_no_others(
    store: Store, tmp_path: Path
) -> None:
    first = [row(), row(breakdown="strand", breakdown_value="race", value="9"), row(indicator_id="other")]
    ingest(store, [write_csv(tmp_path / "a.csv", first)], as_at=date(2025, 5, 1))
    ingest(store, [write_csv(tmp_path / "b.csv", [row(value="43")])], as_at=date(2025, 6, 1))
    frame = load_partner_returns(store)
    assert list(zip(frame["indicator_id"], frame["value"], strict=True)) == [
        ("hate_crime_offences", 43.0),
        ("other", 42.0),
    ]
    earlier = load_partner_returns(open_store(store.root, as_at=date(2025, 5, 31)), ["hate_crime_offences"])
    assert earlier["value"].tolist() == [42.0, 9.0]


def test_a_missing_figure_is_a_row_without_a_value(store: Store, tmp_path: Path) -> None:
    ingest(
        store,
        [write_csv(tmp_path / "a.csv", [row(value="", status="missing", missing_reason="not_received")])],
    )
    frame = load_partner_returns(store)
    assert frame["value"].isna().tolist() == [True]
    assert frame["period_start"].tolist() == [date(2025, 1, 1)]


def test_a_figure_that_is_withheld_later_is_no_fall_to_zero(store: Store, tmp_path: Path) -> None:
    ingest(store, [write_csv(tmp_path / "a.csv", [row(), row(indicator_id="other")])], as_at=date(2025, 5, 1))
    withheld = row(indicator_id="other", value="", status="suppressed", missing_reason="small_number")
    ingest(store, [write_csv(tmp_path / "b.csv", [row(value="45"), withheld])], as_at=date(2025, 6, 1))
    assert [(found.slice[1], found.old, found.new) for found in find_revisions(store)] == [
        ("hate_crime_offences", 42, 45)
    ]


def test_delivery_is_that_of_the_plan_asked_for(store: Store, tmp_path: Path) -> None:
    rows = [
        dict(zip(DELIVERY_TRACKER.names, ("a1", plan, "2024-25 Q3", "on track", "", "", ""), strict=True))
        for plan in ("one", "two")
    ]
    ingest(store, [write_csv(tmp_path / "a.csv", rows, DELIVERY_TRACKER.names)])
    assert load_delivery(store, "two")["plan"].tolist() == ["two"]


def test_survey_answers_come_with_what_a_proportion_needs(store: Store, tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("w", newline="", encoding="utf-8") as file:
        records = [["Residents", "2024-25 Q4", answer] for answer in ("yes", "yes", "no")]
        csv.writer(file).writerows([["survey", "wave", "q: Safe"], *records])
    ingest(store, [tmp_path / "a.csv"])
    frame = load_survey(store, "Residents").set_index("answer")
    assert frame.loc["yes", "weighted_count"] / frame.loc["yes", "weighted_answered"] == pytest.approx(2 / 3)
    assert frame.loc["yes", "effective_n"] == 3
    assert len(load_survey(store, "Others")) == 0
