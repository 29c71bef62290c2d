"""Rules of recorded crime out of the store: names become codes or are told, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from recorded_crime_files import BY_FORCE, NOW, Cell, crime_row, write_csv

from csp_toolkit.areas import Partnership, build_partnerships
from csp_toolkit.frames.recorded_crime import (
    load_force_crime_counts,
    load_recorded_crime_counts,
    load_recorded_crime_coverage,
    load_unresolved_names,
    resolve_names,
)
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.periods import Quarter
from csp_toolkit.store import Store, open_store

HULL = "Kingston upon Hull, City of"
LOOKUP = (
    ("E06000034", "Thurrock", "E22000258", "Thurrock", "E23000028", "Essex"),
    ("E07000112", "Folkestone and Hythe", "E22000154", "Shepway", "E23000032", "Kent"),
    ("E06000010", HULL, "E22000300", HULL, "E23000012", "Humberside"),
    ("E06000014", "York", "E22000301", "City of York", "E23000009", "North Yorkshire"),
    ("E09000001", "City of London", "E22000302", "City of London", "E23000034", "London, City of"),
    ("E06000047", "County Durham", "E22000303", "County Durham", "E23000008", "Durham"),
    ("E07000146", "Kings Lynn", "E22000304", "King's Lynn and West Norfolk", "E23000024", "Norfolk"),
    ("E06000052", "Cornwall", "E22000305", "Cornwall", "E23000035", "Devon & Cornwall"),
    ("E06000060", "Buckinghamshire", "E22000306", "Aylesbury Vale", "E23000029", "Thames Valley"),
    ("E06000060", "Buckinghamshire", "E22000307", "Wycombe", "E23000029", "Thames Valley"),
)  # fmt: skip
KEYS = ("district_code", "district_name", "csp_code", "csp_name", "force_code", "force_name")
Q1 = Quarter(2024, 1)


@pytest.fixture(scope="module")
def partnerships() -> tuple[Partnership, ...]:
    return build_partnerships([dict(zip(KEYS, row, strict=True)) for row in LOOKUP], 2024)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = open_store(tmp_path / "store", create=True)
    header = ("LAD24CD", "LAD24NM", "CSP24CD", "CSP24NM", "PFA24CD", "PFA24NM")
    ingest(store, [write_csv(tmp_path / "lookup.csv", header, LOOKUP)], as_at=date(2024, 4, 1))
    return store


def take(store: Store, rows: Sequence[Sequence[Cell]], *, header: Sequence[str] = NOW, day: int = 1) -> None:
    path = write_csv(store.root.parent / f"{day}.csv", header, rows)
    ingest(store, [path], as_at=date(2025, 7, day))


@pytest.mark.parametrize(
    ("force", "name", "code"),
    [
        ("Essex", "Thurrock", "E22000258"),
        ("Essex", " THURROCK ", "E22000258"),
        ("Kent", "Shepway", "E22000154"),
        ("Kent", "Folkestone & Hythe", "E22000154"),
        ("Humberside", "Hull", "E22000300"),
        ("Humberside", "Kingston-upon-Hull", "E22000300"),
        ("North Yorkshire", "York", "E22000301"),
        ("London, City of", "London, City of", "E22000302"),
        ("City of London", "City of London", "E22000302"),
        ("Durham", "Durham", "E22000303"),
        ("Norfolk", "Kings Lynn & West Norfolk", "E22000304"),
        ("Devon and Cornwall", "Cornwall", "E22000305"),
        ("Thames Valley", "Wycombe", "E22000307"),
        ("Kent", "Thurrock", None),  # the force disagrees
        ("Thames Valley", "Buckinghamshire", None),  # four partnerships share the district
        ("Essex", "Atlantis", None),
        ("Essex", "", None),
    ],
)
def test_a_published_name_becomes_a_code_or_none(
    partnerships: tuple[Partnership, ...], force: str, name: str, code: str | None
) -> None:
    assert resolve_names([(force, name)], partnerships).get((force, name)) == code


def test_counts_are_by_subgroup_and_leave_out_what_is_set_apart(
    store: Store, partnerships: tuple[Partnership, ...]
) -> None:
    take(
        store,
        [
            crime_row(count=3),
            crime_row(code="56B", count=4),
            crime_row(count=-1),
            crime_row(subgroup="Homicide", code="1", count=0),
            crime_row(csp="Unassigned Essex", count=100),
            crime_row(description="Burglary (outcome only)", subgroup="Domestic burglary", count=100),
            crime_row(force="British Transport Police", csp="Thurrock", count=100),
            crime_row(force="Kent", csp="Folkestone and Hythe", count=8),
            crime_row(quarter=2, count=50),
        ],
    )
    frame = load_recorded_crime_counts(store, partnerships, [Q1])
    assert frame.to_records(index=False).tolist() == [
        ("E22000154", "2024-25 Q1", "Arson", 8),
        ("E22000258", "2024-25 Q1", "Arson", 6),
        ("E22000258", "2024-25 Q1", "Homicide", 0),
    ]
    codes = load_recorded_crime_counts(store, partnerships[:1], [Q1], by="offence_code")
    assert set(codes["area_code"]) <= {partnerships[0].code}


def test_a_quarter_that_is_not_published_is_missing_and_not_zero(
    store: Store, partnerships: tuple[Partnership, ...]
) -> None:
    take(store, [crime_row(), crime_row(quarter=3), crime_row(force="Kent", csp="Shepway")])
    coverage = load_recorded_crime_coverage(store, partnerships)
    assert coverage[["area_code", "quarter"]].to_records(index=False).tolist() == [
        ("E22000154", "2024-25 Q1"),
        ("E22000258", "2024-25 Q1"),
        ("E22000258", "2024-25 Q3"),
    ]
    assert load_recorded_crime_counts(store, partnerships, [Quarter(2024, 2)]).empty


def test_each_quarter_comes_from_the_newest_file_that_holds_it(
    store: Store, partnerships: tuple[Partnership, ...]
) -> None:
    take(store, [crime_row(count=3), crime_row(quarter=2, count=5)], day=1)
    take(store, [crime_row(quarter=2, count=6)], day=2)
    quarters = [Q1, Quarter(2024, 2)]
    assert load_recorded_crime_counts(store, partnerships, quarters)["count"].tolist() == [3, 6]
    earlier = open_store(store.root, as_at=date(2025, 7, 1))
    assert load_recorded_crime_counts(earlier, partnerships, quarters)["count"].tolist() == [3, 5]


def test_names_that_no_partnership_has_are_told_with_their_offences(store: Store) -> None:
    take(
        store,
        [
            crime_row(),
            crime_row(csp="Atlantis", count=7),
            crime_row(csp="Atlantis", quarter=2, count=2),
            crime_row(csp="Unassigned Essex"),
            crime_row(force="British Transport Police", csp="British Transport Police"),
        ],
    )
    assert load_unresolved_names(store).to_records(index=False).tolist() == [
        ("atlantis", "essex", "2024-25 Q1", "2024-25 Q2", 9)
    ]


def test_figures_of_a_force_come_from_the_table_by_force_alone(
    store: Store, partnerships: tuple[Partnership, ...]
) -> None:
    take(store, [crime_row(count=3)], day=1)
    take(
        store,
        [
            crime_row(csp=None, count=30),
            crime_row(csp=None, force="Devon and Cornwall", count=31),
            crime_row(csp=None, force="UK Finance", count=99),
        ],
        header=BY_FORCE,
        day=2,
    )
    frame = load_force_crime_counts(store, partnerships, [Q1])
    assert frame[["area_code", "count"]].to_records(index=False).tolist() == [
        ("E23000028", 30),
        ("E23000035", 31),
    ]


def test_without_any_table_there_are_no_rows(store: Store, partnerships: tuple[Partnership, ...]) -> None:
    assert load_recorded_crime_counts(store, partnerships, [Q1]).empty
    assert load_recorded_crime_coverage(store, partnerships).empty
    assert load_unresolved_names(store).empty


def test_every_force_of_the_published_table_is_a_force_of_the_lookup_or_set_apart(
    realdata: Path, tmp_path: Path
) -> None:
    from csp_toolkit.frames.lookups import load_partnerships

    store = open_store(tmp_path / "store", create=True)
    ingest(
        store,
        [realdata / "geography", realdata / "recorded_crime" / "prc-pfa-mar2013-onwards-tables201718.csv"],
    )
    frame = load_force_crime_counts(store, load_partnerships(store), [Quarter(2017, 1)])
    assert frame["area_code"].nunique() == 43
