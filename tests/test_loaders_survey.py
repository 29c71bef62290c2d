"""Rules of resident surveys: sums enter the store, records never do."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from partner_files import write_book

from csp_toolkit.errors import DataError
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.store import Edition, Store, open_store

HEADER = ["survey", "wave", "weight", "date", "q: Feels safe after dark", "q:Feels safe by day", "remarks"]
WAVE = "2024-25 Q4"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


def record(dark: str, day: str = "yes", *, weight: str = "1", wave: str = WAVE, date: str = "") -> list[str]:
    return ["Sample residents", wave, weight, date, dark, day, "I live at the corner"]


def write(path: Path, records: list[list[str]], header: list[str] = HEADER) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *records])
    return path


def take(store: Store, path: Path) -> Edition:
    (item,) = ingest(store, [path])
    assert item.edition is not None
    assert item.edition.dataset == "resident_survey"
    return item.edition


def sums(store: Store, edition: Edition) -> pd.DataFrame:
    return pd.read_parquet(store.file(edition, "data.parquet"))


def answers(store: Store, edition: Edition, question: str) -> dict[str, tuple[Any, ...]]:
    frame = sums(store, edition).query("question == @question")
    return {row.answer: (row.count_, row.weighted_count) for row in
            frame.rename(columns={"count": "count_"}).itertuples()}  # fmt: skip


def reasons(store: Store, edition: Edition) -> list[tuple[str, str, str]]:
    with store.file(edition, "rejects.csv").open(newline="", encoding="utf-8") as file:
        return [(row["line"], row["reason"], row["text"]) for row in csv.DictReader(file)]


def test_answers_are_counted_with_and_without_weights(store: Store, tmp_path: Path) -> None:
    records = [record("yes", weight="0.5"), record("yes", weight="1.5"), record("no", weight="2")]
    edition = take(store, write(tmp_path / "a.csv", records))
    assert edition.rows == 3
    assert edition.slices[0].key == ("Sample residents", WAVE)
    assert answers(store, edition, "feels_safe_after_dark") == {"yes": (2, 2.0), "no": (1, 2.0)}


def test_the_effective_number_is_kishs(store: Store, tmp_path: Path) -> None:
    """Weights 1, 1, 2: 4 squared over 6."""
    records = [record("yes"), record("yes"), record("no", weight="2")]
    frame = sums(store, take(store, write(tmp_path / "a.csv", records)))
    assert frame["effective_n"].tolist() == pytest.approx([16 / 6] * 3)
    assert set(frame["answered"]) == {3}
    assert set(frame["weighted_answered"]) == {4.0}


def test_without_a_weight_column_everybody_counts_as_one(store: Store, tmp_path: Path) -> None:
    header = [name for name in HEADER if name != "weight"]
    records = [[*record("yes")[:2], *record("yes")[3:]] for _ in range(4)]
    frame = sums(store, take(store, write(tmp_path / "a.csv", records, header)))
    assert set(frame["effective_n"]) == {4.0}


def test_who_did_not_answer_a_question_is_not_in_its_number(store: Store, tmp_path: Path) -> None:
    frame = sums(store, take(store, write(tmp_path / "a.csv", [record("yes"), record(""), record("  ")])))
    assert dict(zip(frame["question"], frame["answered"], strict=True)) == {
        "feels_safe_after_dark": 1,
        "feels_safe_by_day": 3,
    }


def test_no_record_and_no_other_column_reaches_the_store(store: Store, tmp_path: Path) -> None:
    records = [record("yes", date="2025-02-03")] * 3 + [record("no", weight="heavy")]
    edition = take(store, write(tmp_path / "a.csv", records))
    names = {path.name for path in store.file(edition, "data.parquet").parent.iterdir()}
    assert names == {"data.parquet", "counts.parquet", "rejects.csv", "edition.json"}
    assert "line" not in sums(store, edition).columns
    held = b"".join(path.read_bytes() for path in store.file(edition, "data.parquet").parent.iterdir())
    assert b"corner" not in held
    assert edition.notes == ("answers of 2025-02-03 to 2025-02-03",)


@pytest.mark.parametrize("weight", ["0", "-1", "", "heavy", "nan", "inf"])
def test_a_weight_that_is_none_rejects_its_record_and_keeps_nothing_of_it(
    store: Store, tmp_path: Path, weight: str
) -> None:
    edition = take(store, write(tmp_path / "a.csv", [record("yes"), record("no", weight=weight)]))
    assert reasons(store, edition) == [("3", "not a weight larger than 0", "")]


def test_a_line_with_too_few_columns_is_rejected_and_nothing_of_it_kept(store: Store, tmp_path: Path) -> None:
    edition = take(store, write(tmp_path / "a.csv", [record("yes"), ["I live at the corner"]]))
    assert reasons(store, edition) == [("3", "too few columns", "")]


def test_each_wave_is_a_slice_and_one_that_is_no_period_is_rejected(store: Store, tmp_path: Path) -> None:
    records = [record("yes"), record("no", wave="2023-24"), record("no", wave="last spring")]
    edition = take(store, write(tmp_path / "a.csv", records))
    assert [part.key[1] for part in edition.slices] == ["2023-24", WAVE]
    assert reasons(store, edition) == [("4", "not a period such as 2024-25 Q4", "")]


@pytest.mark.parametrize(
    "own_words",
    [
        [f"answer {n}" for n in range(26)] * 4,
        [f"answer {n}" for n in range(6)],
        ["yes", "I was followed home, and nobody came when I rang the council, in May of last year"],
        ["yes", "ask me at jo@example.org"],
    ],
)  # fmt: skip
def test_free_text_is_refused_and_not_shown(store: Store, tmp_path: Path, own_words: list[str]) -> None:
    with pytest.raises(DataError, match="feels_safe_after_dark") as caught:
        ingest(store, [write(tmp_path / "a.csv", [record(text) for text in own_words])])
    assert "jo@" not in str(caught.value)
    assert store.editions == ()


def test_five_answers_in_a_small_wave_are_no_free_text(store: Store, tmp_path: Path) -> None:
    records = [record(f"answer {n}") for n in range(5)]
    assert take(store, write(tmp_path / "a.csv", records)).rows == 5


def test_a_question_twice_is_refused(store: Store, tmp_path: Path) -> None:
    header = [*HEADER[:5], "Q: feels safe, after dark", "remarks"]
    with pytest.raises(DataError, match="two columns are called"):
        ingest(store, [write(tmp_path / "a.csv", [record("yes")], header)])


def test_a_workbook_gives_what_the_csv_gives(store: Store, tmp_path: Path) -> None:
    records = [record("yes", weight="0.5"), record("no", weight="1"), record("no", "", weight="2")]
    cells = [[cell if place != 2 else float(cell) for place, cell in enumerate(row)] for row in records]
    book = write_book(tmp_path / "a.xlsx", {"Raw": [["Residents"], [], HEADER, *cells]})
    tidy = write(tmp_path / "a.csv", records)
    pd.testing.assert_frame_equal(sums(store, take(store, book)), sums(store, take(store, tidy)))


def test_a_cell_of_a_workbook_that_is_refused_is_named(store: Store, tmp_path: Path) -> None:
    cells = [
        record("yes"),
        [*record("yes")[:2], "heavy", *record("yes")[3:]],
        record("no", date="03/04/2025"),
    ]
    edition = take(store, write_book(tmp_path / "a.xlsx", {"Raw": [HEADER, *cells]}))
    (_, weight, _), (line, ambiguous, text) = reasons(store, edition)
    assert weight == "not a weight larger than 0"
    assert (line, text) == ("4", "")
    assert ambiguous.startswith('Raw!D4: "03/04/2025" can be')


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["yes", "no", "unsure", ""]), st.integers(1, 9)), min_size=1, max_size=40
    )
)
def test_the_sums_are_those_of_the_records(tmp_path: Path, given_answers: list[tuple[str, int]]) -> None:
    store = open_store(tmp_path / str(abs(hash(tuple(given_answers)))), create=True)
    records = [record(answer, weight=str(weight)) for answer, weight in given_answers]
    edition = (ingest(store, [write(tmp_path / "law.csv", records)])[0]).edition
    if edition is None or store.of_dataset("resident_survey") == ():
        pytest.fail("a survey was not stored")
    found = answers(store, edition, "feels_safe_after_dark")
    wanted = {
        word: (
            sum(answer == word for answer, _ in given_answers),
            float(sum(weight for answer, weight in given_answers if answer == word)),
        )
        for word in {answer for answer, _ in given_answers} - {""}
    }
    assert found == wanted
