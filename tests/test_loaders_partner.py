"""Rules of the partner return: an explicit zero, a reason for every blank, nothing contradicts itself."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest
from partner_files import NAMES, part, row, write_csv

from csp_toolkit.errors import DataError
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.store import Edition, Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


def take(store: Store, path: Path) -> Edition:
    (item,) = ingest(store, [path])
    assert item.edition is not None
    assert item.edition.dataset == "partner_return"
    return item.edition


def rejects(store: Store, edition: Edition) -> list[tuple[int, str, str]]:
    with store.file(edition, "rejects.csv").open(newline="", encoding="utf-8") as file:
        return [(int(found["line"]), found["column"], found["reason"]) for found in csv.DictReader(file)]


def stored(store: Store, edition: Edition) -> pd.DataFrame:
    return pd.read_parquet(store.file(edition, "data.parquet"))


def test_a_row_is_stored_with_its_period_and_its_slice(store: Store, tmp_path: Path) -> None:
    edition = take(store, write_csv(tmp_path / "a.csv", [row()]))
    assert (edition.rows, edition.rejected, edition.vintage) == (1, 0, "2024")
    key = ("Sample Council", "hate_crime_offences", "E22000258", "quarter", "2024-25 Q4")
    assert [(found.key, found.facts) for found in edition.slices] == [
        (key, {"rows": 1, "provisional": 0, "without_value": 0})
    ]
    assert stored(store, edition)["value"].tolist() == [42.0]


BROKEN = {
    "a blank value with a status that needs one": ({"value": ""}, "value", "write 0 if that was counted"),
    "a blank value without a reason": (
        {"value": "", "status": "missing"},
        "missing_reason",
        "empty although the status is missing",
    ),
    "a suppressed value that is given": (
        {"status": "suppressed", "missing_reason": "small_number"},
        "value",
        "given although",
    ),
    "a reason beside a value": ({"missing_reason": "withheld"}, "missing_reason", "given although"),
    "a thousands separator": ({"value": "1,234"}, "value", "is not a number"),
    "a negative number": ({"value": "-1"}, "value", "is not a number"),
    "a count of one and a half": ({"value": "1.5"}, "value", "not a whole number"),
    "digits of another script": ({"value": "٣"}, "value", "is not a number"),
    "a British date": ({"period_start": "01/01/2025"}, "period_start", "not a date written YYYY-MM-DD"),
    "a day that does not exist": ({"data_as_at": "2025-04-31"}, "data_as_at", "not a date"),
    "a quarter from February": ({"period_start": "2025-02-01"}, "period_start", "first day of a quarter"),
    "a quarter that ends a day early": ({"period_end": "2025-03-30"}, "period_end", "ends on 2025-03-31"),
    "a status nobody knows": ({"status": "publishd"}, "status", 'did you mean "published"?'),
    "an area by name": ({"area_code": "Thurrock"}, "area_code", "an official area code"),
    "an indicator by name": ({"indicator_id": "Hate crime"}, "indicator_id", "small letters"),
    "a figure drawn too early": ({"data_as_at": "2025-03-30"}, "data_as_at", "before the period ends"),
    "a breakdown without a part": ({"breakdown": "sex"}, "breakdown_value", "empty"),
    "a part without a breakdown": ({"breakdown_value": "female"}, "breakdown", "empty"),
    "a note of 501 characters": ({"note": "x" * 501}, "note", "longer than 500 characters"),
    "no supplier": ({"supplier": ""}, "supplier", "must not be"),
    "a telephone number": ({"note": "ring 01375 652652"}, "note", "a telephone number"),
}  # fmt: skip


@pytest.mark.parametrize("fault", BROKEN)
def test_a_row_with_a_fault_is_rejected_with_its_line_and_reason(
    store: Store, tmp_path: Path, fault: str
) -> None:
    changes, column, reason = BROKEN[fault]
    other = row(indicator_id="other")
    edition = take(store, write_csv(tmp_path / "a.csv", [other, row(**changes)]))
    assert (edition.rows, edition.rejected) == (1, 1)
    (found,) = rejects(store, edition)
    assert found[:2] == (3, column)
    assert reason in found[2]


def test_an_explicit_zero_is_a_figure(store: Store, tmp_path: Path) -> None:
    edition = take(store, write_csv(tmp_path / "a.csv", [row(value="0")]))
    assert stored(store, edition)["value"].tolist() == [0.0]


def test_a_figure_may_be_drawn_on_the_last_day_of_its_period(store: Store, tmp_path: Path) -> None:
    assert take(store, write_csv(tmp_path / "a.csv", [row(data_as_at="2025-03-31")])).rows == 1


def test_a_missing_figure_is_stored_without_a_value_and_is_not_counted(store: Store, tmp_path: Path) -> None:
    gone = row(value="", status="missing", missing_reason="not_received")
    edition = take(store, write_csv(tmp_path / "a.csv", [gone]))
    assert stored(store, edition)["value"].isna().tolist() == [True]
    assert len(pd.read_parquet(store.file(edition, "counts.parquet"))) == 0


PERIODS = {
    ("month", "2024-02-01", "2024-02-29"): "2024-02",
    ("quarter", "2024-04-01", "2024-06-30"): "2024-25 Q1",
    ("financial_year", "2024-04-01", "2025-03-31"): "2024-25",
    ("twelve_months", "2022-10-01", "2023-09-30"): "12 months to 2023-09",
    ("snapshot", "2025-03-31", "2025-03-31"): "2025-03-31",
}


@pytest.mark.parametrize("period", PERIODS, ids=lambda period: period[0])
def test_each_type_of_period_has_its_label(
    store: Store, tmp_path: Path, period: tuple[str, str, str]
) -> None:
    kind, start, end = period
    found = row(period_type=kind, period_start=start, period_end=end, data_as_at="2025-05-01")
    edition = take(store, write_csv(tmp_path / "a.csv", [found]))
    assert edition.slices[0].key[-2:] == (kind, PERIODS[period])


def test_the_same_figure_twice_is_refused_on_both_lines(store: Store, tmp_path: Path) -> None:
    edition = take(store, write_csv(tmp_path / "a.csv", [row(), row(indicator_id="other"), row(value="43")]))
    assert [(line, reason) for line, _, reason in rejects(store, edition)] == [
        (2, "the same figure stands on lines 2, 4"),
        (4, "the same figure stands on lines 2, 4"),
    ]


@pytest.mark.parametrize(("numerator", "sound"), [("50", True), ("51", False)])
def test_a_numerator_is_not_larger_than_its_denominator(
    store: Store, tmp_path: Path, numerator: str, sound: bool
) -> None:
    rows = [row(measure="numerator", value=numerator), row(measure="denominator", value="50"), row()]
    edition = take(store, write_csv(tmp_path / "a.csv", rows))
    assert (edition.rows, edition.rejected) == ((3, 0) if sound else (1, 2))


SUPPRESSED_PART = part("female", "", status="suppressed", missing_reason="small_number")
SUMS = {
    "parts that sum": ([part("all", "3"), part("female", "1"), part("male", "2")], 3),
    "parts that do not": ([part("all", "4"), part("female", "1"), part("male", "2")], 0),
    "parts of nothing declared exhaustive": ([part("female", "1"), part("male", "9")], 2),
    "a sum without parts": ([part("all", "3")], 0),
    "a suppressed part leaves room": (
        [part("all", "3"), SUPPRESSED_PART, part("male", "2")],
        3,
    ),
    "a suppressed part and too much beside it": (
        [part("all", "3"), SUPPRESSED_PART, part("male", "4")],
        0,
    ),
    "a part that was itself rejected": ([part("all", "2"), part("female", "-1"), part("male", "2")], 0),
    "a sum that is not the whole": (
        [row(value="5"), part("all", "3"), part("female", "1"), part("male", "2")],
        1,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SUMS)
def test_parts_sum_where_a_row_all_declares_them_exhaustive(store: Store, tmp_path: Path, case: str) -> None:
    rows, taken = SUMS[case]
    other = row(indicator_id="other")
    edition = take(store, write_csv(tmp_path / "a.csv", [other, *rows]))
    assert (edition.rows - 1, edition.rejected) == (taken, len(rows) - taken)


def test_every_missing_and_doubled_column_is_named_at_once(store: Store, tmp_path: Path) -> None:
    names = [name for name in NAMES if name not in ("note", "status")]
    with pytest.raises(DataError) as caught:
        ingest(store, [write_csv(tmp_path / "a.csv", [row()], [*names, "value"])])
    assert [problem.message for problem in caught.value.problems] == [
        '2 columns are called "value"',
        'there is no column "status"',
        'there is no column "note"',
    ]


def test_all_faults_of_a_row_are_told_at_once_and_alike_ones_together(store: Store, tmp_path: Path) -> None:
    rows = [row(), row(indicator_id="", status="", value="x")]
    edition = take(store, write_csv(tmp_path / "a.csv", rows))
    assert rejects(store, edition) == [
        (3, "", 'indicator_id, status: empty, and it must not be; value: "x" is not a number of 0 or more')
    ]


def test_an_empty_row_says_so(store: Store, tmp_path: Path) -> None:
    edition = take(store, write_csv(tmp_path / "a.csv", [row(), dict.fromkeys(NAMES, "")]))
    assert rejects(store, edition) == [(3, "", "an empty row")]


def test_a_file_of_which_no_row_can_be_taken_lists_their_faults(store: Store, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        ingest(store, [write_csv(tmp_path / "a.csv", [row(value="x"), row(status="?", value="y")])])
    assert [problem.line for problem in caught.value.problems] == [None, 2, 3]
    assert store.editions == ()


def test_a_header_alone_is_no_return_of_zeroes(store: Store, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="a header and no rows"):
        ingest(store, [write_csv(tmp_path / "a.csv", [])])


def test_other_columns_are_left_out_and_named(store: Store, tmp_path: Path) -> None:
    edition = take(store, write_csv(tmp_path / "a.csv", [row(colour="red")], [*NAMES, "colour"]))
    assert edition.notes == ("columns left out: colour",)
    assert "colour" not in stored(store, edition).columns


def test_what_was_refused_as_personal_is_not_kept_among_the_rejects(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [row(), row(indicator_id="other", note="ask jo@example.org")])
    path.write_text(path.read_text() + "a line of too few columns,jo@example.org\n")
    edition = take(store, path)
    assert edition.rejected == 2
    assert "example.org" not in store.file(edition, "rejects.csv").read_text()


def test_a_later_return_replaces_its_own_figures_and_no_others(store: Store, tmp_path: Path) -> None:
    first = take(store, write_csv(tmp_path / "a.csv", [row(), row(indicator_id="other")]))
    later = take(store, write_csv(tmp_path / "b.csv", [row(value="43")]))
    current = {key[1]: edition.id for key, edition in store.current("partner_return").items()}
    assert current == {"hate_crime_offences": later.id, "other": first.id}


def test_lines_are_those_of_the_file_where_a_value_spans_lines(store: Store, tmp_path: Path) -> None:
    rows = [row(note="one\ntwo"), row(indicator_id="other"), row(indicator_id="third", value="x")]
    edition = take(store, write_csv(tmp_path / "a.csv", rows))
    assert [line for line, _, _ in rejects(store, edition)] == [2, 5]
    assert stored(store, edition)["line"].tolist() == [4]
