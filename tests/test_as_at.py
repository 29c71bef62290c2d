"""Rules of the two times: a report as at an earlier day is the one that was made on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from street_files import street_row, write_street

from csp_toolkit.areas import find_partnership
from csp_toolkit.frames import load_partnerships
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.periods import Quarter
from csp_toolkit.report.evidence import result_rows
from csp_toolkit.report.figures import Figures
from csp_toolkit.store import Edition, Store, open_store

MAY, NOVEMBER = date(2025, 5, 31), date(2025, 11, 30)
FORCE = "Essex Police"


def figures_of(store: Store) -> list[dict[str, object]]:
    """The rows of results.csv: every indicator of every partnership, in both periods and both years."""
    partnerships = load_partnerships(store)
    figures = Figures(store, find_partnership(partnerships, "alpha"), partnerships, Quarter(2024, 4))
    families = (figures.comparisons, figures.yearly_comparisons)
    results = [r for family in families for c in family.values() for r in (c.current, c.baseline)]
    return list(result_rows(results))


def editions_of(store: Store) -> list[str]:
    partnerships = load_partnerships(store)
    figures = Figures(store, find_partnership(partnerships, "alpha"), partnerships, Quarter(2024, 4))
    return [edition.id for edition in figures.editions]


@pytest.fixture
def published(tmp_path: Path) -> Callable[..., Path]:
    """Writes a street file of some rows in small area A for a month."""

    def write(month: str, rows: int, name: str = "first") -> Path:
        lines = [street_row(month=month, force=FORCE, crime_id=f"c{number}") for number in range(rows)]
        return write_street(tmp_path / name / f"{month}-essex-street.csv", lines)

    return write


@pytest.fixture
def store(tmp_path: Path, published: Callable[..., Path]) -> Store:
    """Two years of one force, all known in May 2025, with population and lookups."""
    folder = tmp_path / "lookups"
    folder.mkdir()
    (folder / "csp.csv").write_text(
        "LAD24CD,LAD24NM,CSP24CD,CSP24NM,PFA24CD,PFA24NM\nE06000001,Alpha,E22000001,Alpha,E23000028,Essex\n"
    )
    (folder / "wards.csv").write_text(
        "LSOA21CD,LSOA21NM,WD24CD,WD24NM,LAD24CD,LAD24NM\nE01000001,A,E05000001,W,E06000001,Alpha\n"
    )
    (folder / "changes.csv").write_text(
        "LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM,CHGIND,LAD22CD,LAD22NM\n"
        "E01000001,A,E01000001,A,U,E06000001,Alpha\n"
    )
    (folder / "people.csv").write_text("lsoa21_code,total_residents\nE01000001,10000\n")
    made = open_store(tmp_path / "store", create=True)
    ingest(made, [folder], as_at=MAY)
    for year in (2023, 2024):
        for number in range(12):
            month = f"{year + (number + 3) // 12}-{(number + 3) % 12 + 1:02d}"
            published(month, 10 + number)
    ingest(made, [tmp_path / "first"], as_at=MAY)
    return made


def test_a_report_as_at_an_earlier_day_equals_the_one_made_before_a_month_was_published_again(
    store: Store, published: Callable[..., Path]
) -> None:
    before, editions = figures_of(store), editions_of(store)
    ingest(store, [published("2025-02", 40, "again")], as_at=NOVEMBER)
    earlier = open_store(store.root, as_at=date(2025, 11, 29))
    assert figures_of(earlier) == before
    assert editions_of(earlier) == editions
    assert figures_of(open_store(store.root)) != before
    assert editions_of(open_store(store.root)) != editions


def test_a_new_estimate_of_population_moves_no_earlier_report(store: Store, tmp_path: Path) -> None:
    before = figures_of(store)
    path = tmp_path / "revised.csv"
    path.write_text("lsoa21_code,total_residents\nE01000001,20000\n")
    ingest(store, [path], as_at=NOVEMBER)
    assert figures_of(open_store(store.root, as_at=MAY)) == before
    assert figures_of(open_store(store.root)) != before


def test_an_edition_that_was_recorded_later_but_known_earlier_is_replaced_by_the_newer_one(
    store: Store, published: Callable[..., Path]
) -> None:
    """An old file found in a drawer, taken in with the day on which it was known."""
    before = figures_of(store)
    ingest(store, [published("2025-02", 3, "drawer")], as_at=date(2025, 4, 30))
    assert figures_of(open_store(store.root)) == before


def test_of_two_editions_known_on_one_day_the_one_recorded_later_is_used(
    store: Store, published: Callable[..., Path]
) -> None:
    before = figures_of(store)
    ingest(store, [published("2025-02", 40, "again")], as_at=MAY)
    assert figures_of(open_store(store.root)) != before
    current = store.current("police_uk_street")[FORCE, "2025-02"]
    older = next(e for e in store.of_dataset("police_uk_street") if (FORCE, "2025-02") in keys(e))
    assert (older.as_at, current.as_at) == (MAY, MAY)
    assert older.recorded_at < current.recorded_at


def keys(edition: Edition) -> set[tuple[str, ...]]:
    return {part.key for part in edition.slices}


def test_a_month_that_a_later_file_leaves_out_is_still_read_from_the_earlier_one(tmp_path: Path) -> None:
    """A publisher's rolling window drops old months: they do not vanish from the store."""
    store = open_store(tmp_path / "store", create=True)
    january, february = street_row(month="2024-01"), street_row(month="2024-02")
    ingest(store, [write_street(tmp_path / "a.csv", [january, february])], as_at=MAY)
    ingest(store, [write_street(tmp_path / "b.csv", [february, february])], as_at=NOVEMBER)
    known = {month: edition.as_at for (_, month), edition in store.current("police_uk_street").items()}
    assert known == {"2024-01": MAY, "2024-02": NOVEMBER}


def test_order_is_by_day_then_by_record_whatever_the_files_are_called(store: Store) -> None:
    first = store.of_dataset("police_uk_street")[0]
    pairs = [
        replace(first, id="z", recorded_at="2025-01-01T00:00:00.000001+00:00"),
        replace(first, id="a", recorded_at="2025-01-01T00:00:00.000002+00:00"),
    ]
    for edition in reversed(pairs):
        with store.writing() as folder:
            (folder / "data.parquet").write_bytes(b"")
            assert store.commit(folder, edition)
    ids = [edition.id for edition in store.of_dataset("police_uk_street")]
    assert ids.index("z") < ids.index("a")
