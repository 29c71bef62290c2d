"""Rules of the delivery tracker: activities and organisations, nobody by name; "not reported" is a status."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest
from partner_files import write_book, write_csv

from csp_toolkit.errors import DataError
from csp_toolkit.loaders.delivery_tracker import DELIVERY_TRACKER, names_a_person
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.store import Edition, Store, open_store
from csp_toolkit.workbook_templates import write_template

NAMES = DELIVERY_TRACKER.names
SOUND = dict(
    zip(
        NAMES,
        ("hate_crime_training", "sample_2024-25", "2024-25 Q3", "on track", "3", "sessions", ""),
        strict=True,
    )
)


def row(**changes: str) -> dict[str, str]:
    return {**SOUND, **changes}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


def take(store: Store, path: Path) -> Edition:
    (item,) = ingest(store, [path])
    assert item.edition is not None
    assert item.edition.dataset == "delivery_tracker"
    return item.edition


def rejects(store: Store, edition: Edition) -> list[dict[str, str]]:
    with store.file(edition, "rejects.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_each_activity_and_quarter_is_a_slice_that_a_later_report_replaces(
    store: Store, tmp_path: Path
) -> None:
    first = take(store, write_csv(tmp_path / "a.csv", [row(), row(activity_id="other")], NAMES))
    later = take(store, write_csv(tmp_path / "b.csv", [row(status="complete")], NAMES))
    assert {key: edition.id for key, edition in store.current("delivery_tracker").items()} == {
        ("sample_2024-25", "hate_crime_training", "2024-25 Q3"): later.id,
        ("sample_2024-25", "other", "2024-25 Q3"): first.id,
    }


def test_a_template_filled_in_gives_what_the_csv_gives(store: Store, tmp_path: Path) -> None:
    rows = [row(), row(activity_id="other", value="", unit="", status="not reported")]
    write_template(DELIVERY_TRACKER, tmp_path / "a.xlsx", rows)
    editions = [take(store, tmp_path / "a.xlsx"), take(store, write_csv(tmp_path / "b.csv", rows, NAMES))]
    book, tidy = (pd.read_parquet(store.file(edition, "data.parquet")) for edition in editions)
    pd.testing.assert_frame_equal(book, tidy)


BROKEN = {
    "a status nobody knows": ({"status": "amber"}, "status", "is not one of"),
    "a bare quarter": ({"quarter": "Q3"}, "quarter", "a quarter such as"),
    "years that do not follow": ({"quarter": "2024-26 Q3"}, "quarter", "follow each other"),
    "a value nobody reported": ({"status": "not reported"}, "value", "given although"),
    "a value without a unit": ({"unit": ""}, "unit", "stand together"),
    "a unit without a value": ({"value": ""}, "value", "stand together"),
    "an e-mail address": ({"comment": "see jo.bloggs@example.org"}, "comment", "an e-mail address"),
    "a telephone number": ({"comment": "call 07700 900123"}, "comment", "a telephone number"),
    "a councillor": ({"comment": "agreed with Cllr Sample"}, "comment", "a person's name"),
    "an officer": ({"comment": "PC Sample gave the talk"}, "comment", "a person's name"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_row_with_a_fault_is_rejected_with_its_line_and_reason(
    store: Store, tmp_path: Path, fault: str
) -> None:
    changes, column, reason = BROKEN[fault]
    edition = take(store, write_csv(tmp_path / "a.csv", [row(activity_id="other"), row(**changes)], NAMES))
    (found,) = rejects(store, edition)
    assert (edition.rows, found["line"], found["column"]) == (1, "3", column)
    assert reason in found["reason"]


def test_a_comment_about_a_person_is_refused_by_its_cell_and_kept_nowhere(
    store: Store, tmp_path: Path
) -> None:
    cells = [list(row(activity_id="other").values()), list(row(comment="mail jo@example.org").values())]
    edition = take(store, write_book(tmp_path / "a.xlsx", {"Q3 tracker": [list(NAMES), *cells]}))
    (found,) = rejects(store, edition)
    assert found["reason"].startswith("'Q3 tracker'!G3: seems to hold an e-mail address")
    assert "example.org" not in "".join(found.values())


@pytest.mark.parametrize("column", ["Lead officer", "Owner", "Responsible person", "Updated by", "Contact"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_column_for_a_person_refuses_the_whole_file(
    store: Store, tmp_path: Path, column: str, kind: str
) -> None:
    names = [*NAMES, column]
    if kind == "csv":
        path = write_csv(tmp_path / "a.csv", [{**SOUND, column: ""}], names)
    else:
        path = write_book(tmp_path / "a.xlsx", {"Tracker": [names, list(SOUND.values())]})
    with pytest.raises(DataError, match="person"):
        ingest(store, [path])
    assert store.editions == ()


@pytest.mark.parametrize(
    ("column", "person"),
    [
        ("lead_officer", True),
        ("owner", True),
        ("lead_agency", False),
        ("responsible_authority", False),
        ("download", False),
        ("leadership", False),
    ],
)
def test_a_column_for_an_organisation_is_none_for_a_person(column: str, person: bool) -> None:
    assert names_a_person(column) is person


def test_a_column_for_an_organisation_is_left_out_and_named(store: Store, tmp_path: Path) -> None:
    names = [*NAMES, "lead_agency"]
    edition = take(store, write_csv(tmp_path / "a.csv", [row(lead_agency="Fire service")], names))
    assert edition.notes == ("columns left out: lead_agency",)


def test_words_in_comments_do_not_make_a_column_of_persons(store: Store, tmp_path: Path) -> None:
    cells = [list(NAMES), list(row(comment="Contact made with the owner of the site").values())]
    assert take(store, write_book(tmp_path / "a.xlsx", {"Tracker": cells})).rows == 1


def test_an_activity_twice_in_a_quarter_is_refused_on_both_lines(store: Store, tmp_path: Path) -> None:
    rows = [row(), row(status="complete"), row(activity_id="other")]
    edition = take(store, write_csv(tmp_path / "a.csv", rows, NAMES))
    assert [found["line"] for found in rejects(store, edition)] == ["2", "3"]
