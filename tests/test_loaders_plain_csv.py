"""The quick reader takes only what the careful one would take whole, and makes the same of it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from street_files import HEADER, street_row, write_street

from csp_toolkit.loaders import police_uk_street
from csp_toolkit.loaders.csv_reader import CsvColumn, read_csv
from csp_toolkit.loaders.grouped_counts import count_repeated, count_rows_by, different_texts
from csp_toolkit.loaders.plain_csv import LARGEST, joined, read_plain
from csp_toolkit.loaders.police_uk_rules import MONTH, SMALL_AREA, are_months, are_small_areas
from csp_toolkit.loaders.police_uk_street import PoliceUkStreet
from csp_toolkit.loaders.shape import Loaded
from csp_toolkit.loaders.source import CHUNK, Source
from csp_toolkit.store import Slice

COLUMNS = (
    CsvColumn("id", "VARCHAR", ("id",), all_differ=True),
    CsvColumn("place", "DOUBLE", ("place",)),
    CsvColumn("kind", "VARCHAR", ("kind",)),
)
NUMBERS = [
    "1.5",
    "-0.25",
    "7",
    "1e3",
    " 2",
    "2 ",
    "+3",
    ".5",
    "5.",
    "1_0",
    "0x1",
    "nan",
    "inf",
    "1,5",
    "x",
    "-",
]
TEXTS = ["", "a", "ä", "a b", " ", "NULL", "N/A", "a\tb", "\\", "'", ";", "\0", "\ufeff", "#", "\x0b", "\x85"]
QUOTED = ['""', '"a"', '"a,b"', '"a""b"', '""""', '"a"b', 'a"b', ' "a"', '"a" ', '"a\nb"', '"', 'a""', '"a']
value = st.sampled_from(TEXTS) | st.sampled_from(QUOTED) | st.text('ab,"\r\n \0é', max_size=4)
number = st.sampled_from(["", *NUMBERS]) | st.floats(allow_nan=False).map(repr)
line = st.tuples(value, number, value).map(",".join) | st.sampled_from(["", ",", "a,1,b,c", "a", '"', ",,"])


def plain(path: Path, content: bytes, columns: tuple[CsvColumn, ...] = COLUMNS) -> pa.Table | None:
    path.write_bytes(content)
    return read_plain(Source(path, path.name), columns)


def carefully(path: Path) -> tuple[list[tuple[Any, ...]], int]:
    with duckdb.connect() as connection:
        read_csv(connection, Source(path, path.name), COLUMNS)
        rows = connection.execute("SELECT id, place, kind FROM taken ORDER BY line").fetchall()
        return rows, len(connection.execute("SELECT 1 FROM rejects").fetchall())


@given(lines=st.lists(line, max_size=6), end=st.sampled_from(["\n", "\r\n"]), ended=st.booleans())
@example(lines=['"a" ,1,b'], end="\n", ended=True)
@example(lines=['"a"b,1,c', "a,1,b"], end="\n", ended=True)
@example(lines=['a,1,"b', 'a,1,b"'], end="\r\n", ended=True)
@example(lines=["a,1,b\r", "a,1,b"], end="\n", ended=True)
@example(lines=[",,", "\r,,"], end="\n", ended=True)
def test_what_the_quick_reader_takes_the_careful_one_takes_alike(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], end: str, ended: bool
) -> None:
    path = tmp_path_factory.mktemp("plain") / "a.csv"
    table = plain(path, (end.join(["id,place,kind", *lines]) + end * ended).encode())
    if table is None:
        return
    rows, rejected = carefully(path)
    assert rejected == 0
    assert list(map(repr, zip(*table.to_pydict().values(), strict=True))) == list(map(repr, rows))


@pytest.mark.parametrize(
    "fault",
    [b"a,x,b\n", b"a,1\n", b"a,1,b,c\n", b"\n", b"\xff,1,b\n", b'"a,1,b\n', b'"a\n",1,b\n', b'"a" ,1,b\n'],
    ids=[
        "no number",
        "too few",
        "too many",
        "empty line",
        "not UTF-8",
        "unclosed",
        "two lines",
        "after quote",
    ],
)
def test_a_fault_anywhere_leaves_the_whole_file_to_the_careful_reader(tmp_path: Path, fault: bytes) -> None:
    assert plain(tmp_path / "a.csv", b"id,place,kind\na,1,b\n" + fault + b"a,1,b\n") is None


def test_an_empty_value_is_missing_and_a_quoted_comma_is_part_of_its_value(tmp_path: Path) -> None:
    table = plain(tmp_path / "a.csv", b'id,place,kind\n,,\nx,1,"a, b"\n')
    assert table is not None
    assert table.to_pylist() == [
        {"id": None, "place": None, "kind": None},
        {"id": "x", "place": 1.0, "kind": "a, b"},
    ]


def test_a_file_too_large_for_memory_is_left_to_the_careful_reader(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,place,kind\n")
    with path.open("rb+") as file:
        file.truncate(LARGEST + 1)
    assert read_plain(Source(path, path.name), COLUMNS) is None


def test_a_line_longer_than_any_published_one_is_left_to_the_careful_reader(tmp_path: Path) -> None:
    long = b"a" * (2 * CHUNK)
    assert plain(tmp_path / "a.csv", b"id,place,kind\na,1,b\n" + long + b",1,b\n") is None


def test_a_file_without_a_wanted_column_is_not_plain(tmp_path: Path) -> None:
    assert plain(tmp_path / "a.csv", b"id,kind\na,b\n") is None


def load(path: Path, folder: Path) -> tuple[Loaded, dict[str, list[Any]]]:
    folder.mkdir()
    with duckdb.connect() as connection:
        loaded = PoliceUkStreet().load(Source(path, path.name), folder, connection)
        written = {
            name: connection.execute(f"SELECT * FROM read_parquet('{folder / name}')").fetchall()
            + [(str(kind),) for _, kind, *_ in connection.execute("SELECT * FROM x").description]
            for name in ("data.parquet", "counts.parquet")
            if connection.execute(f"CREATE OR REPLACE VIEW x AS FROM read_parquet('{folder / name}')")
        }
    return loaded, written | {"rejects": [(folder / "rejects.csv").read_text("utf-8")]}


ROWS = [
    street_row(crime_id="f" * 64),
    street_row(crime_id="e" * 64, crime_type="Drugs", longitude=""),
    street_row(crime_id="f" * 64, lsoa="E01000002"),
    street_row(crime_id="", lsoa="", crime_type="Anti-social behaviour"),
    street_row(crime_id="", lsoa="W01000001"),
]


@pytest.mark.parametrize("rows", [ROWS, ROWS[:1], ROWS[3:], [street_row(lsoa="E01900001")]])
def test_both_ways_through_a_month_end_in_the_same_edition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: list[str]
) -> None:
    path = write_street(tmp_path / "a.csv", rows)
    assert read_plain(Source(path, path.name), police_uk_street.COLUMNS) is not None
    quick = load(path, tmp_path / "quick")
    monkeypatch.setattr(police_uk_street, "read_plain", lambda *_: None)
    assert quick == load(path, tmp_path / "careful")


def test_facts_of_a_plain_month(tmp_path: Path) -> None:
    loaded, _ = load(write_street(tmp_path / "a.csv", ROWS), tmp_path / "quick")
    facts = {"rows": 5, "without_location": 1, "repeated_crime_ids": 1}
    assert loaded == Loaded(5, 0, (Slice(("Essex Police", "2024-01"), facts),), "LSOA 2021", False)


@pytest.mark.parametrize(
    "rows",
    [
        [street_row(), street_row(month="2024-02")],
        [street_row(), street_row(force="Kent Police")],
        [street_row(), street_row(crime_type="Piracy")],
        [street_row(), street_row(lsoa="E0100001")],
        [street_row(month="2024-13")],
        [street_row(month="")],
        [street_row(force="")],
    ],
)
def test_a_month_that_is_not_one_forces_plain_month_writes_nothing_quickly(
    tmp_path: Path, rows: list[str]
) -> None:
    path = write_street(tmp_path / "a.csv", rows)
    assert police_uk_street._load_plain(Source(path, path.name), tmp_path) is None
    assert list(tmp_path.iterdir()) == [path]


def test_a_month_with_a_header_alone_is_not_plain(tmp_path: Path) -> None:
    path = write_street(tmp_path / "a.csv", [])
    assert HEADER in path.read_text("utf-8")
    assert police_uk_street._load_plain(Source(path, path.name), tmp_path) is None


@given(text=st.text("EWNS0195A-\n٣", max_size=10) | st.sampled_from(["2024-01", "E01000001", "95AA01S1", ""]))
def test_rules_of_texts_in_python_are_those_in_sql(text: str) -> None:
    with duckdb.connect() as connection:
        for pattern, said in ((MONTH, are_months([text])), (SMALL_AREA, are_small_areas([text]))):
            asked = connection.execute("SELECT regexp_full_match(?, ?)", [text, pattern]).fetchall()
            assert said == asked[0][0]


texts = st.lists(st.sampled_from(["b", "a", None, "ä", "Z"]), max_size=12)


def dictionaries(**columns: list[str | None]) -> pa.Table:
    encoded = {name: pa.array(values, "string").dictionary_encode() for name, values in columns.items()}
    return joined([pa.table(encoded)])


@given(first=texts, second=texts)
def test_counts_are_those_of_counting_one_by_one_in_order(
    first: list[str | None], second: list[str | None]
) -> None:
    size = min(len(first), len(second))
    table = dictionaries(x=first[:size], y=second[:size])
    pairs = [(x or "", y or "") for x, y in zip(first, second, strict=False)]
    expected = [(*pair, pairs.count(pair)) for pair in sorted(set(pairs))]
    assert [tuple(row.values()) for row in count_rows_by(table, ["x", "y"]).to_pylist()] == expected


def test_many_combinations_are_counted_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    table = dictionaries(x=["b", "a", None, "b"], y=["1", "2", "1", "1"])
    few = count_rows_by(table, ["x", "y"])
    monkeypatch.setattr("csp_toolkit.loaders.grouped_counts.MOST_CELLS", 0)
    assert count_rows_by(table, ["x", "y"]) == few


@given(texts)
def test_different_texts_are_in_order_and_a_missing_one_is_empty(values: list[str | None]) -> None:
    assert different_texts(dictionaries(x=values).column("x")) == sorted({text or "" for text in values})


@given(
    st.lists(st.none() | st.sampled_from(["12345678a", "12345678b", "22345678a", "short", ""]), max_size=8)
)
def test_repeated_texts_are_those_that_were_there_before(values: list[str | None]) -> None:
    there = [text for text in values if text is not None]
    column = joined([pa.table({"x": pa.array(values, "string")})]).column("x")
    assert count_repeated(column) == len(there) - len(set(there))


@given(content=st.text('a"\r\n').map(str.encode), chunk=st.integers(1, 4))
@example(content=b"a\r\nb\r\n", chunk=2)
def test_what_is_told_of_a_file_does_not_depend_on_where_it_is_cut(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, chunk: int
) -> None:
    path = tmp_path_factory.mktemp("content") / "a.csv"
    path.write_bytes(content)
    feeds, returns, pairs = content.count(b"\n"), content.count(b"\r"), content.count(b"\r\n")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("csp_toolkit.loaders.source.CHUNK", chunk)
        found = Source(path, path.name).content
    assert found.lines == feeds + (content[-1:] not in (b"", b"\n"))
    assert found.mixed_line_ends == (0 < pairs < feeds)
    assert not found.plain_lines or (returns == pairs and pairs in (0, feeds))
    assert (found.quoted, found.sha256) == (b'"' in content, sha256(content).hexdigest())
