"""Laws of the partner return: CSV, store and the filled-in template hold the same rows."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from partner_files import NAMES, write_csv

from csp_toolkit.loaders.free_text import find_personal
from csp_toolkit.loaders.partner_return import PartnerReturn
from csp_toolkit.loaders.partner_return_schema import (
    MISSING_REASONS,
    PARTNER_RETURN,
    WITH_VALUE,
    WITHOUT_VALUE,
)
from csp_toolkit.loaders.shape import Loaded
from csp_toolkit.loaders.source import Source
from csp_toolkit.periods import FinancialYear, Month, Quarter, TwelveMonths
from csp_toolkit.workbook_templates import write_template

months = st.builds(Month, st.integers(2000, 2040), st.integers(1, 12))
days = st.dates(date(2000, 1, 1), date(2040, 12, 31))
periods = st.one_of(
    months.map(lambda m: ("month", m.start, m.end)),
    st.builds(Quarter, st.integers(2000, 2040), st.integers(1, 4)).map(lambda q: ("quarter", q.start, q.end)),
    st.integers(2000, 2040).map(FinancialYear).map(lambda y: ("financial_year", y.start, y.end)),
    months.map(TwelveMonths).map(lambda t: ("twelve_months", t.start, t.end)),
    days.map(lambda day: ("snapshot", day, day)),
)
texts = (
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=" "), max_size=60)
    .map(str.strip)
    .filter(lambda text: not find_personal(text) and text.isprintable())
)
names = st.from_regex(r"[a-z][a-z0-9_]{1,20}", fullmatch=True)
breakdowns = st.one_of(
    st.just(("", "")), st.tuples(names, texts.filter(lambda text: text not in ("", "all")))
)
wholes = st.integers(0, 10**12).map(str)
amounts = st.decimals(0, 10**6, places=4).map(str)
figures = st.one_of(
    st.tuples(st.just("count"), wholes, st.sampled_from(WITH_VALUE), st.just("")),
    st.tuples(st.just("amount"), amounts, st.sampled_from(WITH_VALUE), st.just("")),
    st.tuples(
        st.just("count"), st.just(""), st.sampled_from(WITHOUT_VALUE), st.sampled_from(MISSING_REASONS)
    ),
)


@st.composite
def rows(draw: st.DrawFn) -> dict[str, str]:
    """A row that keeps every rule."""
    kind, start, end = draw(periods)
    measure, value, status, reason = draw(figures)
    breakdown, part = draw(breakdowns)
    as_at = end + timedelta(days=draw(st.integers(0, 900)))
    cells = (
        draw(texts.filter(bool)), draw(names), str(draw(st.integers(1, 9999))),
        draw(st.from_regex(r"[EWNSK][0-9]{8}", fullmatch=True)), str(draw(st.integers(1991, 2099))),
        start.isoformat(), end.isoformat(), kind, breakdown, part, measure, value, status, reason,
        as_at.isoformat(), draw(st.sampled_from(("public", "partnership", "restricted"))), draw(texts),
    )  # fmt: skip
    return dict(zip(NAMES, cells, strict=True))


def same_figure(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row[name] for name in (*NAMES[:8], "breakdown", "breakdown_value", "measure"))


returns = st.lists(rows(), min_size=1, max_size=6, unique_by=same_figure)


def load(path: Path) -> tuple[Loaded, pd.DataFrame]:
    folder = path.with_suffix("")
    folder.mkdir()
    source = Source(path, path.name)
    assert PartnerReturn().recognises(source)
    with duckdb.connect() as connection:
        loaded = PartnerReturn().load(source, folder, connection)
    return loaded, pd.read_parquet(folder / "data.parquet")


def as_texts(frame: pd.DataFrame) -> list[dict[str, str]]:
    """What the store holds, as the cells it was made of; numbers as numbers."""
    texts = []
    for row in frame.to_dict("records"):
        cells = {name: row[name] for name in NAMES}
        value = "" if pd.isna(cells["value"]) else repr(float(cells["value"]))
        days = {name: str(cells[name])[:10] for name in ("period_start", "period_end", "data_as_at")}
        texts.append({name: str(cell) for name, cell in {**cells, **days, "value": value}.items()})
    return texts


def with_numbers(row: dict[str, str]) -> dict[str, str]:
    return {**row, "value": repr(float(row["value"])) if row["value"] else ""}


@settings(max_examples=40)
@given(returns)
def test_the_store_holds_the_rows_of_the_csv(given_rows: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        loaded, frame = load(write_csv(Path(folder) / "tidy.csv", given_rows))
    assert (loaded.rows, loaded.rejected) == (len(given_rows), 0)
    assert as_texts(frame) == [with_numbers(row) for row in given_rows]


@settings(max_examples=40)
@given(returns)
def test_the_template_filled_in_gives_what_the_csv_gives(given_rows: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        filled = Path(folder) / "filled.xlsx"
        write_template(PARTNER_RETURN, filled, given_rows)
        from_book, book = load(filled)
        from_csv, tidy = load(write_csv(Path(folder) / "tidy.csv", given_rows))
    pd.testing.assert_frame_equal(book, tidy)
    assert from_book.slices == from_csv.slices


@settings(max_examples=20)
@given(returns)
def test_what_the_store_holds_makes_a_template_that_gives_it_again(given_rows: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _, first = load(write_csv(Path(folder) / "tidy.csv", given_rows))
        again = Path(folder) / "again.xlsx"
        write_template(PARTNER_RETURN, again, as_texts(first))
        _, second = load(again)
    pd.testing.assert_frame_equal(first, second)
