"""Rules of the lists: coverage with its gaps by name, revised and provisional slices, revisions in bounds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from street_files import street_row, write_street
from test_revisions import AUTUMN, OLD, SPRING, put_counts

from csp_toolkit.coverage import SETTLING, find_gaps, provisional_slices, read_periods
from csp_toolkit.listing import IngestReport, list_data, list_revisions
from csp_toolkit.listing.data import describe_gaps
from csp_toolkit.listing.table import align_columns
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.periods import FinancialYear, Month
from csp_toolkit.store import Store, open_store

FORCE = "Essex Police"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


def publish(store: Store, tmp_path: Path, month: str, as_at: date, rows: int = 1) -> None:
    path = tmp_path / as_at.isoformat() / f"{month}.csv"
    ingest(store, [write_street(path, [street_row(month=month)] * rows)], as_at=as_at)


def words(lines: list[str]) -> list[list[str]]:
    return [line.split() for line in lines]


def test_an_empty_store_says_how_to_fill_it(store: Store) -> None:
    assert "csp ingest" in list_data(store)[0]


def test_missing_months_are_named_between_the_first_and_the_last(store: Store, tmp_path: Path) -> None:
    for month in ("2023-01", "2023-03", "2023-07"):
        publish(store, tmp_path, month, date(2024, 12, 31))
    line = list_data(store)[1]
    assert "2023-01 to 2023-07 (3 held)" in line
    assert "2023-02, 2023-04 to 2023-06" in line


def test_a_month_in_two_editions_is_revised_and_both_are_counted(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path, "2023-01", date(2024, 12, 31))
    publish(store, tmp_path, "2023-01", date(2025, 1, 31), rows=2)
    publish(store, tmp_path, "2023-02", date(2025, 1, 31))
    editions, revised, provisional, rows, rejected = words(list_data(store))[1][-5:]
    assert (editions, revised, provisional, rows, rejected) == ("3", "1", "0", "3", "0")


def test_as_at_an_earlier_day_the_revision_is_not_seen(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path, "2023-01", SPRING)
    publish(store, tmp_path, "2023-01", AUTUMN, rows=2)
    earlier = open_store(store.root, as_at=SPRING)
    assert words(list_data(earlier))[1][-5:] == ["1", "0", "0", "1", "0"]
    assert list_revisions(earlier) == ["Nothing in the store was published again."]


@pytest.mark.parametrize(
    ("labels", "gaps"),
    [
        (["2023-01"], []),
        (["2023-01", "2023-02"], []),
        (["2023-12", "2024-02"], [("2024-01", "2024-01")]),
        (["2011-11", "2012-01"], [("2011-12", "2011-12")]),
        (["2023-24 Q3", "2024-25 Q2"], [("2023-24 Q4", "2024-25 Q1")]),
        (["2019-20", "2022-23"], [("2020-21", "2021-22")]),
        (["2020-06-30", "2022-06-30"], []),
        (["2023-24", "2024-25 Q2"], []),
    ],
)
def test_gaps_are_told_between_periods_of_one_kind(labels: list[str], gaps: list[tuple[str, str]]) -> None:
    assert find_gaps(labels) == gaps


def test_many_gaps_are_counted_and_the_last_is_named() -> None:
    months = [f"2023-{month:02d}" for month in (1, 3, 5, 7, 9, 11)]
    assert describe_gaps(months) == "5 gaps, the last: 2023-10"
    assert describe_gaps(months[:5]) == "2023-02, 2023-04, 2023-06, 2023-08"


def test_a_label_that_could_be_either_is_a_month_among_months() -> None:
    assert read_periods(["2011-12", "2011-11"])["2011-12"] == Month(2011, 12)
    assert read_periods(["2011-12", "2012-13"])["2011-12"] == FinancialYear(2011)


def test_the_rule_for_street_level_crime_is_twelve_months() -> None:
    assert SETTLING["police_uk_street"].months == 12


@pytest.mark.parametrize(("known", "provisional"), [(date(2025, 1, 30), True), (date(2025, 1, 31), False)])
def test_a_month_is_provisional_until_it_is_known_twelve_months_after_its_end(
    store: Store, tmp_path: Path, known: date, provisional: bool
) -> None:
    publish(store, tmp_path, "2024-01", known)
    assert ((FORCE, "2024-01") in provisional_slices(store, "police_uk_street")) is provisional


def test_a_month_stays_provisional_until_it_is_published_again_however_old_it_grows(
    store: Store, tmp_path: Path
) -> None:
    publish(store, tmp_path, "2024-01", date(2024, 3, 31))
    publish(store, tmp_path, "2026-01", date(2026, 3, 31))
    assert set(provisional_slices(store, "police_uk_street")) == {(FORCE, "2024-01"), (FORCE, "2026-01")}
    publish(store, tmp_path, "2024-01", date(2026, 3, 31), rows=2)
    assert set(provisional_slices(store, "police_uk_street")) == {(FORCE, "2026-01")}
    earlier = open_store(store.root, as_at=date(2025, 12, 31))
    assert set(provisional_slices(earlier, "police_uk_street")) == {(FORCE, "2024-01")}


def test_a_dataset_without_a_rule_has_nothing_provisional(store: Store) -> None:
    put_counts(store, OLD, SPRING, slices=(("2023-24 Q1",),))
    assert provisional_slices(store, "table") == {}


def test_revisions_are_listed_with_old_new_change_and_both_days(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path, "2023-01", SPRING, rows=100)
    publish(store, tmp_path, "2023-01", AUTUMN, rows=90)
    lines = list_revisions(store)
    assert words(lines)[1][-8:] == ["Burglary", "100", "90", "-10", "-10.0", "10", "2024-09-30", "2024-03-31"]
    assert lines[-1] == "Published again: 1 slice, 1 of them with other counts."


def test_slices_published_again_with_the_same_counts_are_said_to_be_so(store: Store) -> None:
    for day in (SPRING, AUTUMN):
        put_counts(store, OLD, day, slices=(("2023-24 Q1",),))
    assert list_revisions(store) == ["Published again: 1 slice, all with the same counts."]


def test_a_revised_quarter_with_many_changes_is_one_line_with_the_quarters_totals(store: Store) -> None:
    def counts(each: int) -> dict[tuple[str, ...], int]:
        changed = {("2023-24 Q1", "Alpha", f"offence {n}"): each for n in range(50)}
        return {**changed, ("2023-24 Q1", "Alpha", "steady"): 50}

    put_counts(store, counts(1), SPRING, slices=(("2023-24 Q1",),))
    put_counts(store, counts(2), AUTUMN, slices=(("2023-24 Q1",),))
    lines = list_revisions(store)
    assert len(lines) == 4
    assert words(lines)[1][-8:-2] == ["all", "100", "150", "+50", "+50.0", "50"]


def test_a_revised_back_series_is_summed_up_with_its_largest_changes(store: Store) -> None:
    quarters = [
        f"{year}-{year % 100 + 1:02d} Q{quarter}" for year in range(2005, 2020) for quarter in (1, 2, 3, 4)
    ]

    def counts(extra: int) -> dict[tuple[str, ...], int]:
        return {(q, "Alpha", "Arson"): 100 + extra * n for n, q in enumerate(quarters, start=1)}

    slices = tuple((quarter,) for quarter in quarters)
    put_counts(store, counts(0), SPRING, slices=slices)
    put_counts(store, counts(1), AUTUMN, slices=slices)
    lines = list_revisions(store)
    assert len(lines) == 1 + 1 + 5 + 2
    assert "60 slices" in lines[1]
    assert f"+{sum(range(1, 61)):,}" in lines[1]
    assert "of which 2019-20 Q4" in lines[2]


def test_the_notes_of_a_file_are_printed_with_the_sums(tmp_path: Path, store: Store) -> None:
    from dataclasses import replace

    report = IngestReport()
    (item,) = ingest(store, [write_street(tmp_path / "a.csv", [street_row()])])
    assert item.edition
    report.add(replace(item, edition=replace(item.edition, notes=("12 rows set apart",))))
    assert "  a.csv: 12 rows set apart" in report.summary().splitlines()


def test_numbers_end_at_one_place_and_words_start_at_one() -> None:
    lines = align_columns([("NAME", "ROWS"), ("a", "1"), ("bc", "1,000")], right=("ROWS",))
    assert lines == ["NAME   ROWS", "a         1", "bc    1,000"]
