"""Rules of revisions: what moved between editions of a slice, and that the sums agree with the editions."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from street_files import street_row, write_street

from csp_toolkit.errors import DataError
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.revisions import Revision, find_revisions
from csp_toolkit.store import Edition, Slice, Store, open_store

SPRING, AUTUMN = date(2024, 3, 31), date(2024, 9, 30)

Counts = dict[tuple[str, ...], int]
"""Counts by quarter, area code and offence."""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


def publish(store: Store, tmp_path: Path, rows: list[str], as_at: date, name: str = "a.csv") -> None:
    ingest(store, [write_street(tmp_path / as_at.isoformat() / name, rows)], as_at=as_at)


def put_counts(
    store: Store,
    counts: Counts,
    as_at: date,
    *,
    slices: tuple[tuple[str, ...], ...],
    columns: tuple[str, ...] = ("quarter", "csp_name", "offence"),
    name: str = "",
) -> Edition:
    """An edition made of counts alone, as a loader of published tables leaves it."""
    import pandas as pd

    edition = Edition(
        id=f"table-{as_at}{name}",
        dataset="table",
        title="Table",
        publisher="Home Office",
        licence="OGL",
        source_name="table.ods",
        sha256=f"{as_at}{name}",
        as_at=as_at,
        recorded_at=f"2024-12-31T10:00:00+00:00{name}",
        rows=len(counts),
        rejected=0,
        slices=tuple(Slice(key) for key in slices),
    )
    frame = pd.DataFrame([(*key, count) for key, count in counts.items()], columns=[*columns, "count"])
    with store.writing() as folder:
        frame.to_parquet(folder / "counts.parquet")
        (folder / "data.parquet").write_bytes(b"rows")
        (folder / "rejects.csv").write_bytes(b"line\n")
        store.commit(folder, edition)
    return edition


def short(revisions: list[Revision]) -> list[tuple[object, ...]]:
    return [(r.slice[-1], *(value for _, value in r.keys), r.old, r.new) for r in revisions]


def test_a_month_published_once_has_no_revisions(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path, [street_row()], SPRING)
    assert find_revisions(store) == []


def test_a_month_published_again_shows_what_changed_by_category_with_both_days(
    store: Store, tmp_path: Path
) -> None:
    publish(store, tmp_path, [street_row()] * 3 + [street_row(crime_type="Drugs")], SPRING)
    publish(store, tmp_path, [street_row()] * 2 + [street_row(crime_type="Drugs")], AUTUMN)
    (revision,) = find_revisions(store)
    assert revision.slice == ("Essex Police", "2024-01")
    assert revision.keys == (("crime_type", "Burglary"),)
    assert (revision.old, revision.new, revision.difference) == (3, 2, -1)
    assert (revision.from_as_at, revision.to_as_at) == (SPRING, AUTUMN)
    assert revision.from_edition == store.editions[0].id
    assert revision.to_edition == store.editions[1].id


def test_a_category_that_is_new_was_nothing_before_and_one_that_went_is_nothing_now(
    store: Store, tmp_path: Path
) -> None:
    publish(store, tmp_path, [street_row()], SPRING)
    publish(store, tmp_path, [street_row(crime_type="Drugs")], AUTUMN)
    assert short(find_revisions(store)) == [("2024-01", "Burglary", 1, 0), ("2024-01", "Drugs", 0, 1)]


def test_counts_that_moved_between_areas_are_not_hidden_by_a_total_that_stayed(
    store: Store, tmp_path: Path
) -> None:
    publish(store, tmp_path, [street_row(lsoa="E01000001")], SPRING)
    publish(store, tmp_path, [street_row(lsoa="E01000002")], AUTUMN)
    (revision,) = find_revisions(store)
    assert (revision.difference, revision.moved) == (0, 2)


def test_other_bytes_with_the_same_counts_are_no_revision(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path, [street_row()], SPRING)
    publish(store, tmp_path, [street_row(longitude="0.33")], AUTUMN)
    assert len(store.editions) == 2
    assert find_revisions(store) == []


def test_another_forces_rows_in_both_files_are_another_slice(store: Store, tmp_path: Path) -> None:
    kent = [street_row(force="Kent Police")] * 5
    publish(store, tmp_path, [street_row(), *kent], SPRING)
    publish(store, tmp_path, [street_row()] * 2, AUTUMN)
    assert short(find_revisions(store)) == [("2024-01", "Burglary", 1, 2)]


def test_three_editions_give_each_step_and_not_the_sum_of_them(store: Store, tmp_path: Path) -> None:
    for number, day in enumerate([SPRING, date(2024, 6, 30), AUTUMN], start=1):
        publish(store, tmp_path, [street_row()] * number, day)
    assert short(find_revisions(store)) == [("2024-01", "Burglary", 1, 2), ("2024-01", "Burglary", 2, 3)]


def test_revisions_not_yet_known_at_a_day_are_not_seen_on_it(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path, [street_row()], SPRING)
    publish(store, tmp_path, [street_row()] * 2, AUTUMN)
    assert find_revisions(open_store(store.root, as_at=date(2024, 9, 29))) == []
    assert len(find_revisions(open_store(store.root, as_at=AUTUMN))) == 1


Q1, Q2 = "2023-24 Q1", "2023-24 Q2"
OLD: Counts = {(Q1, "Alpha", "Arson"): 100, (Q1, "Beta", "Arson"): 9, (Q2, "Alpha", "Theft"): 49}
NEW: Counts = {(Q1, "Alpha", "Arson"): 90, (Q1, "Beta", "Arson"): 9, (Q2, "Alpha", "Theft"): 98}
BOTH = ((Q1,), (Q2,))


def test_a_table_is_compared_quarter_by_quarter_and_offence_by_offence(store: Store) -> None:
    put_counts(store, OLD, SPRING, slices=BOTH)
    put_counts(store, NEW, AUTUMN, slices=BOTH)
    assert short(find_revisions(store)) == [(Q1, "Arson", 109, 99), (Q2, "Theft", 49, 98)]


def test_an_area_is_a_key_where_it_is_asked_for(store: Store) -> None:
    put_counts(store, OLD, SPRING, slices=BOTH)
    put_counts(store, NEW, AUTUMN, slices=BOTH)
    by_area = find_revisions(store, "table", by=["csp_name"])
    assert short(by_area) == [(Q1, "Alpha", 100, 90), (Q2, "Alpha", 49, 98)]
    assert short(find_revisions(store, by=[])) == [(Q1, 109, 99), (Q2, 49, 98)]
    assert find_revisions(store, "another") == []


def test_a_column_that_no_counts_have_is_refused_with_those_they_have(store: Store) -> None:
    put_counts(store, OLD, SPRING, slices=BOTH)
    put_counts(store, NEW, AUTUMN, slices=BOTH)
    with pytest.raises(DataError, match=r"(?s)ofence.*csp_name, offence, quarter"):
        find_revisions(store, by=["ofence"])


def test_a_slice_longer_than_the_counts_periods_keeps_the_period_as_a_key(store: Store) -> None:
    put_counts(store, OLD, SPRING, slices=(("2023-24",),))
    put_counts(store, NEW, AUTUMN, slices=(("2023-24",),))
    found = find_revisions(store)
    assert short(found) == [("2023-24", Q1, "Arson", 109, 99), ("2023-24", Q2, "Theft", 49, 98)]


def test_only_slices_that_both_editions_hold_are_compared(store: Store) -> None:
    put_counts(store, OLD, SPRING, slices=((Q1,),))
    put_counts(store, NEW, AUTUMN, slices=BOTH)
    assert short(find_revisions(store)) == [(Q1, "Arson", 109, 99)]


@pytest.mark.parametrize(("old", "percent"), [(49, None), (50, 100.0), (100, 0.0)])
def test_a_base_under_fifty_has_no_percentage(old: int, percent: float | None) -> None:
    revision = Revision("d", ("2024-01",), (), old, 100, 100 - old, "a", "b", SPRING, AUTUMN)
    assert revision.percent == percent


def test_editions_of_one_day_follow_each_other_as_they_were_recorded(store: Store) -> None:
    put_counts(store, NEW, SPRING, slices=BOTH, name="2")
    put_counts(store, OLD, SPRING, slices=BOTH, name="1")
    assert short(find_revisions(store)) == [(Q1, "Arson", 109, 99), (Q2, "Theft", 49, 98)]


def test_waves_without_a_column_of_periods_are_told_apart_by_the_column_that_holds_them(store: Store) -> None:
    columns, slices = ("survey", "wave", "answer"), (("Residents", "spring"), ("Residents", "autumn"))
    old = {("Residents", "spring", "safe"): 60, ("Residents", "autumn", "safe"): 70}
    new = {**old, ("Residents", "autumn", "safe"): 71}
    put_counts(store, old, SPRING, slices=slices, columns=columns)
    put_counts(store, new, AUTUMN, slices=slices, columns=columns)
    assert short(find_revisions(store)) == [("autumn", "safe", 70, 71)]


def test_a_slice_of_which_no_count_is_kept_has_no_revisions(store: Store) -> None:
    """A member's figure that is a proportion stands in a slice and in no count."""
    columns, slices = ("indicator", "period", "measure"), (("share", Q1), ("cases", Q1))
    put_counts(store, {("cases", Q1, "count"): 5}, SPRING, slices=slices[:1], columns=columns)
    put_counts(store, {("cases", Q1, "count"): 6}, AUTUMN, slices=slices[:1], columns=columns)
    assert find_revisions(store) == []


def test_every_part_of_a_slices_name_stands_in_a_column_of_its_counts(sample_store: Store) -> None:
    """What lets two editions be compared slice by slice, in every dataset of the sample."""
    import pandas as pd

    editions = {edition.dataset: edition for edition in sample_store.editions}
    with_counts = [e for e in editions.values() if sample_store.file(e, "counts.parquet").exists()]
    assert {"police_uk_street", "ons_population_districts"} <= {edition.dataset for edition in with_counts}
    for edition in with_counts:
        counts = pd.read_parquet(sample_store.file(edition, "counts.parquet")).drop(columns="count")
        values = [set(counts[name].astype(str)) for name in counts.columns]
        for place in range(len(edition.slices[0].key)):
            names = {part.key[place] for part in edition.slices}
            assert any(names & found for found in values), (edition.dataset, place, sorted(names)[:3])


def test_a_dataset_without_counts_has_no_revisions(store: Store) -> None:
    for name, day in (("1", SPRING), ("2", AUTUMN)):
        edition = put_counts(store, OLD, day, slices=BOTH, name=name)
        store.file(edition, "counts.parquet").unlink()
    assert find_revisions(store) == []


keys = st.tuples(
    st.sampled_from([Q1, Q2]), st.sampled_from(["Alpha", "Beta", ""]), st.sampled_from(["Arson", "Theft"])
)
tables = st.dictionaries(keys, st.integers(-5, 500))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(old=tables, new=tables)
def test_old_and_difference_make_new_and_the_sums_are_those_of_the_editions(
    tmp_path_factory: pytest.TempPathFactory, old: Counts, new: Counts
) -> None:
    store = open_store(tmp_path_factory.mktemp("store"), create=True)
    put_counts(store, old, SPRING, slices=BOTH)
    put_counts(store, new, AUTUMN, slices=BOTH)
    found = find_revisions(store)
    moved: Counter[tuple[str, str]] = Counter()
    for key in {*old, *new}:
        moved[key[0], key[2]] += abs(new.get(key, 0) - old.get(key, 0))
    assert {(r.slice[0], r.keys[0][1]): r.moved for r in found} == {k: n for k, n in moved.items() if n}
    assert all(r.old + r.difference == r.new and abs(r.difference) <= r.moved for r in found)
    assert sum(r.difference for r in found) == sum(new.values()) - sum(old.values())
