"""Rules of fetching police data: what the archive gives, what it must never be taken for, the command."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from published_pages import (
    HOME_OFFICE_PAGE,
    MONTHS_PATH,
    fetch_from,
    govuk_page,
    months_list,
    names,
    police_archive,
)
from publisher import Publisher, Reply, redirect, without_proxies
from street_files import HEADER

from csp_toolkit.errors import DataError, ParameterError
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.loaders.origin import origin_notes, read_origin
from csp_toolkit.locks import try_lock
from csp_toolkit.periods import Month
from csp_toolkit.store import open_store

THREE_YEARS = [str(Month(2025, 12).plus(-n)) for n in range(36)]
ARCHIVE = "/data/archive/2025-12.zip"


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    without_proxies(monkeypatch)
    with Publisher() as running:
        running.routes = {MONTHS_PATH: months_list(THREE_YEARS)}
        yield running


def test_a_forces_months_are_unpacked_from_the_archive_with_their_origin(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.routes |= {
        ARCHIVE: redirect("/archive/2025-12.zip"),
        "/archive/2025-12.zip": Reply(police_archive(THREE_YEARS)),
    }
    fetched = fetch_from(publisher, tmp_path, "police_uk_street", "2025-10", "2025-11", "essex")
    assert names(fetched) == ["2025-10-essex-street.csv", "2025-11-essex-street.csv"]
    assert fetched.notes == []
    origin = read_origin(fetched.files[0])
    assert origin is not None
    assert origin.address == publisher.url + ARCHIVE
    assert origin.member == "2025-10/2025-10-essex-street.csv"
    assert origin.bytes == fetched.files[0].stat().st_size
    where = f"from {publisher.url}{ARCHIVE}, 2025-10/2025-10-essex-street.csv in it"
    assert origin_notes(fetched.files[0]) == (f"fetched 2026-07-24 {where}",)
    assert origin_notes(tmp_path / "by_hand.csv") == ()


def test_without_months_and_force_the_newest_archive_is_taken_as_it_is(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.routes[ARCHIVE] = Reply(police_archive(["2025-12"]))
    assert names(fetch_from(publisher, tmp_path, "police_uk_street")) == ["2025-12.zip"]


def test_months_before_the_newest_archive_come_from_an_older_one(
    publisher: Publisher, tmp_path: Path
) -> None:
    older = [str(Month(2022, 12).plus(-n)) for n in range(36)]
    publisher.routes = {
        MONTHS_PATH: months_list([*THREE_YEARS, *older]),
        ARCHIVE: Reply(police_archive(THREE_YEARS)),
        "/data/archive/2022-12.zip": Reply(police_archive(older)),
    }
    fetched = fetch_from(publisher, tmp_path, "police_uk_street", "2022-12", "2023-01", "kent")
    assert names(fetched) == ["2023-01-kent-street.csv", "2022-12-kent-street.csv"]
    assert fetched.notes == []


def test_a_month_that_is_not_supplied_is_missing_not_zero_and_no_request_is_made_for_it(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.routes["/api/crimes-street/all-crime"] = Reply(b"[]")
    with pytest.raises(DataError, match="missing, not zero") as caught:
        fetch_from(publisher, tmp_path, "police_uk_street", "2026-01", "2026-02", "essex")
    assert "has nothing for 2026-01 to 2026-02" in str(caught.value)
    assert "2023-01 to 2025-12" in str(caught.value)
    assert publisher.paths == [MONTHS_PATH]


def test_of_months_of_which_some_are_supplied_those_are_taken_and_the_others_named(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.routes[ARCHIVE] = Reply(police_archive(THREE_YEARS))
    fetched = fetch_from(publisher, tmp_path, "police_uk_street", "2025-12", "2026-02", "essex")
    assert names(fetched) == ["2025-12-essex-street.csv"]
    assert fetched.notes == ["not published: 2026-01 to 2026-02: missing, not zero"]


def test_a_force_that_supplied_nothing_for_a_month_is_named(publisher: Publisher, tmp_path: Path) -> None:
    publisher.routes[ARCHIVE] = Reply(police_archive(["2025-10", "2025-12"]))
    fetched = fetch_from(publisher, tmp_path, "police_uk_street", "2025-10", "2025-12", "essex")
    assert names(fetched) == ["2025-10-essex-street.csv", "2025-12-essex-street.csv"]
    assert fetched.notes == ["essex supplied no street file for 2025-11: missing, not zero"]


def test_a_force_that_is_none_is_named_with_the_one_that_was_meant(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.routes[ARCHIVE] = Reply(police_archive(["2025-12"]))
    with pytest.raises(DataError, match=r'no street file of "esex".*did you mean "essex"'):
        fetch_from(publisher, tmp_path, "police_uk_street", force="Esex")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"[]", "lists no month at all"),
        (b"<html>", "not the list of months"),
        (b'{"error": 1}', "not the list"),
        (b'[{"date": "soon"}]', "not the list"),
    ],
)
def test_a_list_of_months_that_is_empty_or_strange_is_an_error(
    publisher: Publisher, tmp_path: Path, body: bytes, said: str
) -> None:
    publisher.routes[MONTHS_PATH] = Reply(body)
    with pytest.raises(DataError, match=said):
        fetch_from(publisher, tmp_path, "police_uk_street")


NOT_AN_ARCHIVE = {
    "a page that says sorry": (
        b"<!DOCTYPE html><title>Sorry, we will be back</title>",
        '"Sorry, we will be back"',
    ),
    "an empty list": (b"[]\n", r"an empty list \(\[\]\)"),
    "JSON": (b'{"error": "x"}', "JSON"),
    "nothing": (b"", "nothing came"),
    "half an archive that claims to be whole": (police_archive(["2025-12"])[:150], "a damaged file"),
    "something else": (b"\x89PNG", "something else"),
    "an empty archive": (b"PK\5\6" + bytes(18), "an empty archive"),
}


@pytest.mark.parametrize("kind", NOT_AN_ARCHIVE)
def test_what_comes_with_200_but_is_no_archive_is_refused_and_not_kept(
    publisher: Publisher, tmp_path: Path, kind: str
) -> None:
    body, said = NOT_AN_ARCHIVE[kind]
    publisher.routes[ARCHIVE] = Reply(body, headers={"Content-Type": "application/zip"})
    with pytest.raises(DataError, match=said):
        fetch_from(publisher, tmp_path, "police_uk_street")
    assert list((tmp_path / "police_uk").iterdir()) == []


def test_a_renamed_column_is_named_with_what_stands_there_instead(
    publisher: Publisher, tmp_path: Path
) -> None:
    header = HEADER.replace("LSOA code", "LSOA21 code")
    publisher.routes[ARCHIVE] = Reply(police_archive(["2025-12"], header=header))
    with pytest.raises(DataError) as caught:
        fetch_from(publisher, tmp_path, "police_uk_street", force="essex")
    assert 'has no column "LSOA code"; new in it: "LSOA21 code"' in str(caught.value)


def test_an_archive_that_holds_a_month_anew_becomes_a_new_edition(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.routes[ARCHIVE] = [
        Reply(police_archive(["2025-12"])),
        Reply(police_archive(["2025-12"], rows=2)),
    ]
    store = open_store(tmp_path, create=True)
    first = fetch_from(publisher, tmp_path / "downloads", "police_uk_street", force="essex")
    ingest(store, first.files)
    second = fetch_from(publisher, tmp_path / "downloads", "police_uk_street", force="essex")
    ingest(store, second.files)
    assert second.notes == ["2025-12.zip: changed since 2026-07-24: what differs in it becomes a new edition"]
    assert [edition.rows for edition in store.editions] == [1, 2]


def test_fetching_the_same_again_downloads_and_stores_nothing(publisher: Publisher, tmp_path: Path) -> None:
    publisher.routes[ARCHIVE] = Reply(police_archive(["2025-12"]))
    store = open_store(tmp_path, create=True)
    outcomes = []
    for _ in range(2):
        fetched = fetch_from(publisher, tmp_path / "downloads", "police_uk_street", force="essex")
        outcomes += [item.outcome for item in ingest(store, fetched.files)]
    assert outcomes == ["stored", "already stored"]
    assert "if-none-match" in publisher.asked[-1].headers


def test_two_commands_do_not_write_into_one_part(publisher: Publisher, tmp_path: Path) -> None:
    publisher.routes[ARCHIVE] = Reply(police_archive(["2025-12"]))
    (tmp_path / "police_uk").mkdir()
    with try_lock(tmp_path / "police_uk" / ".fetching") as held:
        assert held
        with pytest.raises(DataError, match="another csp fetch is at work"):
            fetch_from(publisher, tmp_path, "police_uk_street")
    assert names(fetch_from(publisher, tmp_path, "police_uk_street")) == ["2025-12.zip"]


MISTAKES = {
    "a dataset that is none": (("police_uk_streat",), 'did you mean "police_uk_street"'),
    "a month that is none": (("police_uk_street", "2025-13"), "is not a month"),
    "months in the wrong order": (("police_uk_street", "2025-03", "2025-01"), "--from 2025-01 --to 2025-03"),
    "a force of a file for all": (("recorded_crime_csp", None, None, "essex"), "Leave out --force"),
    "months of a lookup": (("ons_partnerships", "2025-01"), "Leave out --from"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_what_is_wanted_is_found_before_anything_is_asked(
    mistake: str, publisher: Publisher, tmp_path: Path
) -> None:
    arguments, said = MISTAKES[mistake]
    with pytest.raises(ParameterError, match=said):
        fetch_from(publisher, tmp_path, *arguments)
    assert publisher.asked == []


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("notebooks", "parameters"):
        (tmp_path / "project" / folder).mkdir(parents=True)
    return tmp_path / "project"


def csp(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "csp_toolkit.cli", *arguments]
    return subprocess.run(
        command, cwd=project, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=60
    )


def test_the_command_fetches_then_takes_in_and_prints_the_sums(publisher: Publisher, project: Path) -> None:
    publisher.routes[ARCHIVE] = Reply(police_archive(["2025-10", "2025-12"], rows=2))
    months = ("--from", "2025-10", "--to", "2025-12")
    done = csp(project, "fetch", "police_uk_street", *months, "--force", "essex", "--base-url", publisher.url)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:3] == [
        "essex supplied no street file for 2025-11: missing, not zero",
        "2 files stored, 0 already stored, 0 not recognised.",
        "4 rows read = 4 stored + 0 rejected.",
    ]
    assert (project / "data" / "downloads" / "police_uk" / "2025-12.zip.origin.json").exists()


def test_a_failed_fetch_exits_11_with_a_message_and_no_traceback(publisher: Publisher, project: Path) -> None:
    publisher.routes[HOME_OFFICE_PAGE] = govuk_page([])
    done = csp(project, "fetch", "recorded_crime_csp", "--base-url", publisher.url)
    assert done.returncode == 11
    assert "the page has changed" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
