"""Laws of reading: what a publisher writes comes back the same, and every row is stored or rejected."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from hostile_files import AGES, write_estimates
from hypothesis import given, settings
from hypothesis import strategies as st
from street_files import HEADER

from csp_toolkit.errors import DataError
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.loaders.police_uk_street import CRIME_TYPES
from csp_toolkit.store import Edition, Store, open_store

# Any text a publisher could write in one cell: quotes, commas, every script; no control characters, and
# no blanks at the ends, which no reader promises to keep.
LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn", "Zl", "Zp"])
TEXTS = st.text(LETTERS, max_size=20).map(str.strip)
FILLED = TEXTS.filter(bool)
CODES = st.builds("{}{:08d}".format, st.sampled_from("EWNS"), st.integers(0, 18_999_999))
MONTHS = st.builds("{}-{:02d}".format, st.integers(2011, 2030), st.integers(1, 12))
DEGREES = st.integers(-1_000_000, 60_000_000).map(lambda number: number / 1_000_000)
STREET = st.tuples(
    TEXTS, MONTHS, FILLED, TEXTS, DEGREES, DEGREES, TEXTS, st.one_of(CODES, st.just("")), TEXTS,
    st.sampled_from(CRIME_TYPES), TEXTS, st.just(""),
)  # fmt: skip
FORMS = st.tuples(st.sampled_from(["", "\ufeff"]), st.sampled_from(["\n", "\r\n"]), st.booleans())
"""Byte order mark, line end, whether every value is quoted."""
SOUND_ROW = "a1,2024-01,Essex Police,Essex Police,0.1,51.4,On or near,E01000001,X,Drugs,,"
CORRUPTED = (
    *("a1,2024-01", SOUND_ROW + ",more", ",,,,,,,,,,,", "x" * 5000, "\u20ac", "-", "NULL"),
    SOUND_ROW.replace("2024-01", "2024-13"),
    SOUND_ROW.replace("2024-01", "=1+1"),
    SOUND_ROW.replace("0.1", "east"),
    SOUND_ROW.replace("Drugs", "Time theft"),
    SOUND_ROW.replace("E01000001", "Grays"),
    SOUND_ROW.replace("Essex Police,Essex Police", ","),
)


@contextmanager
def fresh(name: str, content: bytes) -> Iterator[tuple[Store, Path]]:
    """A store of its own and a file: hypothesis shares one temporary path between its examples."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        yield open_store(Path(folder) / "store", create=True), path


def as_csv(header: Sequence[str], rows: Sequence[Sequence[object]], form: tuple[str, str, bool]) -> bytes:
    mark, line_end, quoted = form
    out = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    csv.writer(out, lineterminator=line_end, quoting=quoting).writerows([header, *rows])
    return (mark + out.getvalue()).encode()


def stored(store: Store, edition: Edition, query: str) -> list[tuple[object, ...]]:
    data = f"read_parquet('{store.file(edition, 'data.parquet').as_posix()}')"
    with duckdb.connect() as connection:
        return connection.execute(query.replace("data", data, 1)).fetchall()


def take(store: Store, path: Path) -> Edition:
    (item,) = ingest(store, [path])
    assert item.edition is not None
    return item.edition


@settings(max_examples=15)
@given(st.lists(STREET, min_size=1, max_size=6), FORMS)
def test_street_rows_come_back_as_they_were_published(
    rows: list[tuple[object, ...]], form: tuple[str, str, bool]
) -> None:
    with fresh("a.csv", as_csv(HEADER.split(","), rows, form)) as (store, path):
        edition = take(store, path)
        assert (edition.rows, edition.rejected) == (len(rows), 0)
        columns = (
            "coalesce(crime_id, ''), month, reported_by, longitude, latitude, coalesce(location, ''), "
            "coalesce(lsoa_code, ''), crime_type, coalesce(last_outcome, '')"
        )
        found = stored(store, edition, f"SELECT {columns} FROM data ORDER BY line")
    assert found == [(*row[:3], *row[4:8], *row[9:11]) for row in rows]


@settings(max_examples=12)
@given(st.data(), FORMS)
def test_lookups_come_back_as_they_were_published(data: st.DataObject, form: tuple[str, str, bool]) -> None:
    row = st.tuples(CODES, FILLED, CODES, FILLED, CODES, FILLED)
    rows = data.draw(st.lists(row, min_size=1, max_size=6))
    header = ["LAD24CD", "LAD24NM", "CSP24CD", "CSP24NM", "PFA24CD", "PFA24NM"]
    with fresh("lookup.csv", as_csv(header, rows, form)) as (store, path):
        edition = take(store, path)
        assert (edition.rows, edition.rejected) == (len(rows), 0)
        assert sorted(stored(store, edition, "SELECT * FROM data")) == sorted(rows)


@settings(max_examples=6)
@given(
    st.dictionaries(
        st.integers(0, 999_999).map("E06{:06d}".format),
        st.lists(st.integers(0, 20_000), min_size=91, max_size=91),
        min_size=1,
        max_size=4,
    ),
    FORMS,
    st.booleans(),
)
def test_populations_come_back_as_they_were_published_in_a_table_and_in_a_workbook(
    people: dict[str, list[int]], form: tuple[str, str, bool], in_workbook: bool
) -> None:
    header = ["ltla21_code", "ltla21_name", "total_population", *map(str, AGES)]
    rows = [[code, 'Name, "quoted"', sum(ages), *ages] for code, ages in people.items()]
    with fresh("population20.csv", as_csv(header, rows, form)) as (store, path):
        if in_workbook:
            districts: list[list[object]] = [[*row[:2], "District", *row[2:]] for row in rows]
            path = write_estimates(path.with_name("book.xlsx"), districts, title="mid-2020")
        edition = take(store, path)
        assert (edition.rows, edition.rejected) == (len(rows), 0)
        found = stored(store, edition, "SELECT area_code, age, population FROM data")
    expected = {(code, None, sum(ages)) for code, ages in people.items()}
    expected |= {(code, age, count) for code, ages in people.items() for age, count in enumerate(ages)}
    assert set(found) == expected
    assert len(found) == len(expected)


@settings(max_examples=20)
@given(st.lists(st.sampled_from([SOUND_ROW, *CORRUPTED]), max_size=12), FORMS)
def test_every_line_is_stored_or_rejected_whatever_is_wrong_with_it(
    lines: list[str], form: tuple[str, str, bool]
) -> None:
    lines = [SOUND_ROW, *lines]
    mark, line_end, _ = form
    content = (mark + line_end.join([HEADER, *lines]) + line_end).encode()
    with fresh("a.csv", content) as (store, path):
        edition = take(store, path)
        assert edition.rows + edition.rejected == len(lines)
        assert edition.rows == lines.count(SOUND_ROW)
        with store.file(edition, "rejects.csv").open(encoding="utf-8", newline="") as file:
            rejected = [int(row["line"]) for row in csv.DictReader(file)]
    assert rejected == [number for number, line in enumerate(lines, start=2) if line != SOUND_ROW]


@settings(max_examples=20)
@given(st.lists(st.one_of(st.just(SOUND_ROW.encode()), st.binary(max_size=40)), max_size=6))
def test_whatever_the_bytes_are_the_sum_holds_or_the_file_is_refused_whole(pieces: list[bytes]) -> None:
    content = b"\n".join([HEADER.encode(), SOUND_ROW.encode(), *pieces]) + b"\n"
    with fresh("a.csv", content) as (store, path):
        try:
            edition = take(store, path)
        except DataError:
            assert store.editions == ()
            return
        records = sum(1 for row in csv.reader(io.StringIO(content.decode("latin-1"), newline="")) if row) - 1
        if b"\r" not in content and b'"' not in content:
            assert edition.rows + edition.rejected == records
        assert edition.rows >= 1


@settings(max_examples=20)
@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.zip", "a.xlsx", "a.ods"]))
@pytest.mark.parametrize(
    "beginning", [b"", b"PK\3\4", b"PK\5\6" + b"\0" * 18, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_no_bytes_whatever_end_in_a_traceback(beginning: bytes, content: bytes, name: str) -> None:
    with fresh(name, beginning + content) as (store, path):
        with pytest.raises(DataError, match=f"/{name}: "):
            ingest(store, [path])
        assert store.editions == ()
