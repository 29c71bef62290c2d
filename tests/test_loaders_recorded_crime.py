"""Rules of the loader of recorded crime: every vintage of the tables, and nothing lost or mixed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recorded_crime_files import (
    BY_FORCE,
    NOW,
    OLDER,
    Cell,
    crime_row,
    sheet_xml,
    write_csv,
    write_ods,
    write_ods_xml,
    write_xlsx,
)

from csp_toolkit.errors import DataError
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.loaders.recorded_crime import RecordedCrime
from csp_toolkit.loaders.recorded_crime_names import canonical_offence, read_quarter, why_set_apart
from csp_toolkit.loaders.source import Source
from csp_toolkit.periods import FinancialYear
from csp_toolkit.store import Edition, Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


def take(store: Store, path: Path, day: date = date(2025, 7, 24)) -> Edition:
    """Take one file in and give its edition."""
    [taken] = ingest(store, [path], as_at=day)
    assert taken.outcome == "stored"
    assert taken.edition is not None
    return taken.edition


def rows_of(
    store: Store, edition: Edition, columns: str, name: str = "data.parquet"
) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        path = str(store.file(edition, name))
        return connection.execute(f"SELECT {columns} FROM read_parquet(?) ORDER BY ALL", [path]).fetchall()


def rejects_of(store: Store, edition: Edition) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        path = str(store.file(edition, "rejects.csv"))
        return connection.execute("SELECT * FROM read_csv(?, header=true)", [path]).fetchall()


def load_rows(store: Store, tmp_path: Path, rows: Sequence[Sequence[Cell]]) -> Edition:
    return take(store, write_csv(tmp_path / "table.csv", NOW, rows))


@pytest.mark.parametrize("form", ["csv", "ods", "xlsx"])
@pytest.mark.parametrize("header", [NOW, OLDER], ids=["now", "older"])
def test_every_form_and_header_gives_the_same_rows(
    store: Store, tmp_path: Path, form: str, header: Sequence[str]
) -> None:
    rows = [crime_row(count=3), crime_row(quarter=2, count=-1), crime_row(code="8N", count=1204)]
    path = tmp_path / f"table.{form}"
    if form == "csv":
        write_csv(path, header, rows)
    elif form == "ods":
        write_ods(path, {"Contents": [["Recorded crime"], ["Notes"]], "2024_25": [header, *rows]})
    else:
        write_xlsx(path, {"Contents": [["Recorded crime"], ["Notes"]], "2024-25": [header, *rows]})
    edition = take(store, path)
    assert rows_of(store, edition, "scope, quarter, force_name, csp_name, offence_code, count") == [
        ("csp", "2024-25 Q1", "Essex", "Thurrock", "56A", 3),
        ("csp", "2024-25 Q1", "Essex", "Thurrock", "8N", 1204),
        ("csp", "2024-25 Q2", "Essex", "Thurrock", "56A", -1),
    ]


def test_a_table_without_partnerships_is_of_the_scope_force(store: Store, tmp_path: Path) -> None:
    edition = take(store, write_csv(tmp_path / "t.csv", BY_FORCE, [crime_row(csp=None)]))
    assert [part.key for part in edition.slices] == [("force", "2024-25 Q1")]
    assert rows_of(store, edition, "scope, csp_name, count") == [("force", "", 3)]


def test_every_year_has_its_sheet_and_notes_are_passed_over_and_named(store: Store, tmp_path: Path) -> None:
    sheets = {
        "Notes": [["See the user guide"]],
        "2011-12": [["Table 1"], [], OLDER, crime_row(year="2011/12")],
        "2024_25": [NOW, crime_row()],
    }
    edition = take(store, write_ods(tmp_path / "t.ods", sheets))
    assert [part.key[1] for part in edition.slices] == ["2011-12 Q1", "2024-25 Q1"]
    assert "sheets without data passed over: Notes" in edition.notes
    assert rows_of(store, edition, "sheet, line") == [("2011-12", 4), ("2024_25", 2)]


def test_lines_of_an_excel_sheet_are_those_a_person_sees(store: Store, tmp_path: Path) -> None:
    rows = [[], [None, "Title"], [], NOW, crime_row(), [], crime_row(quarter=9)]
    edition = take(store, write_xlsx(tmp_path / "t.xlsx", {"Cover": [["x"]], "2024_25": rows}))
    assert rows_of(store, edition, "sheet, line") == [("2024_25", 5)]
    assert [reject[0] for reject in rejects_of(store, edition)] == [7]


@pytest.mark.parametrize(
    ("year", "number", "label"),
    [
        ("2017/18", "1", "2017-18 Q1"),
        ("2017-18", "Q4", "2017-18 Q4"),
        ("2017/2018", " 2 ", "2017-18 Q2"),
        ("1999/00", "3", "1999-00 Q3"),
        ("2017/19", "1", None),
        ("2017/18", "5", None),
        ("2017/18", "0", None),
        ("2017", "1", None),
        ("", "", None),
    ],
)
def test_a_quarter_is_read_from_every_published_spelling_and_no_other(
    year: str, number: str, label: str | None
) -> None:
    assert read_quarter(year, number) == label


@given(st.integers(1990, 2100), st.integers(1, 4), st.sampled_from("/-_"), st.booleans())
def test_a_quarter_reads_back_however_it_is_written(start: int, quarter: int, sign: str, long: bool) -> None:
    end = start + 1 if long else f"{(start + 1) % 100:02d}"
    assert read_quarter(f"{start}{sign}{end}", f"Q{quarter}") == f"{FinancialYear(start).label} Q{quarter}"


@pytest.mark.parametrize(
    ("published", "count"),
    [(" 66776 ", 66776), ("-00 ", 0), ("-", 0), (" -45 ", -45), ("1,234", 1234), ("12.0", 12), ("7", 7)],
)
def test_a_number_is_read_as_accountants_write_it(
    store: Store, tmp_path: Path, published: str, count: int
) -> None:
    assert rows_of(store, load_rows(store, tmp_path, [crime_row(count=published)]), "count") == [(count,)]


def test_rows_that_cannot_be_taken_are_rejected_with_line_column_and_reason(
    store: Store, tmp_path: Path
) -> None:
    rows = [
        crime_row(),
        crime_row(quarter=5),
        crime_row(force=" "),
        crime_row(csp=""),
        crime_row(code=""),
        crime_row(count="[x]"),
        crime_row(count=""),
        crime_row(count="1.5"),
        crime_row(count="9" * 30),
    ]
    edition = load_rows(store, tmp_path, rows)
    assert (edition.rows, edition.rejected) == (1, 8)
    assert rejects_of(store, edition) == [
        (3, "quarter_number", "not a quarter of a financial year", "2024/25 5"),
        (4, "force_name", "no police force", None),
        (5, "csp_name", "no community safety partnership", None),
        (6, "offence_code", "no offence code", None),
        (7, "number", "not a whole number of offences", "[x]"),
        (8, "number", "not a whole number of offences", None),
        (9, "number", "not a whole number of offences", "1.5"),
        (10, "number", "not a whole number of offences", "9" * 30),
    ]


def test_a_rejected_row_of_a_workbook_names_its_sheet(store: Store, tmp_path: Path) -> None:
    sheet = [NOW, crime_row(), [], ["Source: Home Office"]]
    edition = take(store, write_ods(tmp_path / "t.ods", {"2024_25": sheet}))
    assert rejects_of(store, edition) == [
        (4, "quarter_number", "not a quarter of a financial year", "sheet 2024_25: Source: Home Office "),
    ]


@pytest.mark.parametrize(
    ("force", "csp", "description", "why"),
    [
        ("Essex", "Thurrock", "Homicide", ""),
        ("Essex", "Unassigned Essex", "Homicide", "unassigned"),
        ("Essex", "Thurrock", "Burglary in a dwelling(outcome only)", "outcome only"),
        ("Essex", "Thurrock", "Burglary in a dwelling (Outcome only)", "outcome only"),
        ("British Transport Police", "British Transport Police", "Homicide", "not a territorial force"),
        ("Action Fraud", "", "Fraud", "not a territorial force"),
        ("Cifas", "", "Fraud", "not a territorial force"),
        ("UK Finance", "", "Fraud", "not a territorial force"),
    ],
)
def test_what_belongs_to_no_partnership_is_known_by_name(
    force: str, csp: str, description: str, why: str
) -> None:
    assert why_set_apart(force, csp, description) == why


def test_what_is_set_apart_and_below_zero_is_kept_counted_and_told(store: Store, tmp_path: Path) -> None:
    rows = [
        crime_row(count=10),
        crime_row(count=-2),
        crime_row(csp="Unassigned Essex", count=5),
        crime_row(description="Burglary in a dwelling (outcome only)", code="28", count=1),
        crime_row(force="British Transport Police", csp="British Transport Police", count=40),
    ]
    edition = load_rows(store, tmp_path, rows)
    assert edition.rows == 5
    assert edition.slice_facts(("csp", "2024-25 Q1")) == {
        "rows": 5,
        "offences": 54,
        "unassigned_rows": 1,
        "unassigned_offences": 5,
        "outcome_only_rows": 1,
        "outcome_only_offences": 1,
        "other_body_rows": 1,
        "other_body_offences": 40,
        "negative_rows": 1,
        "negative_offences": -2,
    }
    assert edition.notes == (
        "1 rows of bodies that are no territorial police force set apart: 40 offences",
        '1 rows marked "(outcome only)" set apart: 1 offences',
        "1 rows that a force could not assign to a partnership set apart: 5 offences",
        "1 rows below zero kept as published corrections: -2 offences",
    )


def test_spellings_of_offence_groups_become_one_and_are_told(store: Store, tmp_path: Path) -> None:
    rows = [
        crime_row(group="Theft Offences", subgroup="All other theft offences"),
        crime_row(group="Theft offences", subgroup="Other theft offences"),
    ]
    edition = load_rows(store, tmp_path, rows)
    assert rows_of(store, edition, "DISTINCT offence_group, offence_subgroup") == [
        ("Theft offences", "Other theft offences")
    ]
    assert '"Theft Offences" read as "Theft offences"' in edition.notes


def test_an_unknown_group_stays_as_published_and_burglary_of_two_laws_stays_apart() -> None:
    assert canonical_offence("A  new group ") == "A new group"
    assert canonical_offence("Residential burglary") != canonical_offence("Domestic burglary")


def test_rows_with_the_same_key_are_summed_in_the_counts_and_kept_in_the_data(
    store: Store, tmp_path: Path
) -> None:
    rows = [crime_row(code="1/4.1", count=1), crime_row(code="1/4.1", count=4), crime_row(code="8N", count=0)]
    edition = load_rows(store, tmp_path, rows)
    assert edition.rows == 3
    assert rows_of(store, edition, "offence_code, count", "counts.parquet") == [("1/4.1", 5), ("8N", 0)]


def test_names_are_kept_as_published_beside_a_key_for_every_spelling(store: Store, tmp_path: Path) -> None:
    rows = [
        crime_row(force="Devon & Cornwall", csp="Telford & Wrekin"),
        crime_row(force="London, City of", csp="Bristol, City of"),
    ]
    edition = load_rows(store, tmp_path, rows)
    assert rows_of(store, edition, "force_name, force, csp_name, csp") == [
        ("Devon & Cornwall", "devon and cornwall", "Telford & Wrekin", "telford and wrekin"),
        ("London, City of", "city of london", "Bristol, City of", "city of bristol"),
    ]


def test_a_newer_file_replaces_every_quarter_it_holds_and_no_other(store: Store, tmp_path: Path) -> None:
    old = take(
        store,
        write_csv(tmp_path / "a.csv", NOW, [crime_row(), crime_row(quarter=2)]),
        date(2025, 1, 30),
    )
    new = take(
        store,
        write_csv(tmp_path / "b.csv", NOW, [crime_row(quarter=2, count=9), crime_row(quarter=3)]),
        date(2025, 4, 24),
    )
    current = store.current("recorded_crime")
    assert {key[1]: edition.id for key, edition in current.items()} == {
        "2024-25 Q1": old.id,
        "2024-25 Q2": new.id,
        "2024-25 Q3": new.id,
    }


def test_a_renamed_column_on_a_sheet_of_data_is_an_error_that_names_it(store: Store, tmp_path: Path) -> None:
    renamed = [*NOW[:8], "Recorded Offences"]
    path = write_ods(tmp_path / "t.ods", {"2023_24": [NOW, crime_row()], "2024_25": [renamed, crime_row()]})
    with pytest.raises(DataError, match='sheet "2024_25" has no header with the column "offence_count"'):
        take(store, path)
    assert store.editions == ()


def test_a_table_of_outcomes_is_not_taken_for_recorded_crime(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", (*BY_FORCE, "Outcome Type"), [])
    assert not RecordedCrime().recognises(Source(path, path.name))


def test_a_table_without_a_row_to_take_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="none of the 1 rows of this table can be taken"):
        load_rows(store, tmp_path, [crime_row(quarter=9)])


def test_a_damaged_spreadsheet_is_refused_whole(store: Store, tmp_path: Path) -> None:
    xml = sheet_xml("2024_25", [NOW, crime_row()])
    path = write_ods_xml(tmp_path / "t.ods", xml + "<broken>")
    with pytest.raises(DataError, match="damaged"):
        take(store, path)
    assert store.editions == ()


def test_a_table_that_says_it_is_synthetic_is_marked_so(store: Store, tmp_path: Path) -> None:
    sheets = {"Notes": [["SYNTHETIC: made up for tests"]], "2024_25": [NOW, crime_row()]}
    assert take(store, write_ods(tmp_path / "t.ods", sheets)).synthetic


CRIME_ROWS = st.lists(
    st.builds(
        crime_row,
        quarter=st.integers(0, 5),
        csp=st.sampled_from(["Thurrock", "Unassigned Essex", "King's Lynn & West Norfolk", ""]),
        code=st.sampled_from(["8N", "56A", "1/4.1/4.10", ""]),
        count=st.integers(-50, 5000) | st.sampled_from(["[x]", "-00 ", " 7 "]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25)
@given(CRIME_ROWS)
def test_every_row_is_stored_or_rejected_and_sums_agree(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[Cell]]
) -> None:
    folder = tmp_path_factory.mktemp("crime")
    path = write_ods(folder / "t.ods", {"2024_25": [NOW, *rows, crime_row(count=1)]})
    with duckdb.connect() as connection:
        loaded = RecordedCrime().load(Source(path, path.name), folder, connection)
        sums = connection.execute(
            "SELECT (SELECT sum(count) FROM read_parquet(?)), (SELECT sum(count) FROM read_parquet(?))",
            [str(folder / "data.parquet"), str(folder / "counts.parquet")],
        ).fetchall()[0]
    assert loaded.rows + loaded.rejected == len(rows) + 1
    assert sums[0] == sums[1] == sum(part.facts["offences"] for part in loaded.slices)


def test_the_published_table_by_force_is_taken_whole(realdata: Path, store: Store) -> None:
    path = realdata / "recorded_crime" / "prc-pfa-mar2013-onwards-tables201718.csv"
    edition = take(store, path)
    lines = len(path.read_bytes().splitlines())
    assert edition.rows + edition.rejected == lines - 1
    assert edition.rejected == 0
    assert [part.key[1] for part in edition.slices] == [f"2017-18 Q{number}" for number in range(1, 5)]
    assert sum(part.facts["negative_offences"] for part in edition.slices) == -115
