"""Rules of finding files on landing pages and lookups in tables, and of where publishers are."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from published_pages import (
    ASSETS,
    HOME_OFFICE_PAGE,
    ONS_PAGE,
    fetch_from,
    govuk_page,
    names,
    ons_page,
    spreadsheet,
    table_service,
)
from publisher import Publisher, Reply, StillClock, without_proxies

from csp_toolkit.errors import DataError, ParameterError
from csp_toolkit.fetch.fetching import Fetcher, parse_wanted
from csp_toolkit.fetch.publishers import check_publishers, load_publishers
from csp_toolkit.loaders import police_uk_outcomes, police_uk_stops, police_uk_street
from csp_toolkit.loaders.ingest import LOADERS, ingest
from csp_toolkit.loaders.source import plain_name
from csp_toolkit.store import open_store


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    without_proxies(monkeypatch)
    with Publisher() as running:
        yield running


CURRENT = "prc-csp-mar2021-mar2026-tables-230726.ods"
OLDER = "prc-csp-mar16-mar20-tables-230726.ods"
ON_THE_PAGE = [OLDER, CURRENT, "prc-pfa-mar2013-onwards-tables-230726.ods", "outcomes-open-data-2025-26.xlsx"]


def test_the_current_file_is_found_on_the_landing_page_whatever_its_address(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.routes |= {HOME_OFFICE_PAGE: govuk_page(ON_THE_PAGE), ASSETS + CURRENT: Reply(spreadsheet())}
    fetched = fetch_from(publisher, tmp_path, "recorded_crime_csp")
    assert names(fetched) == [CURRENT]
    assert fetched.files[0].parent == tmp_path / "home_office"
    assert OLDER in fetched.notes[0]


def test_months_choose_the_files_that_cover_them(publisher: Publisher, tmp_path: Path) -> None:
    publisher.routes |= {
        HOME_OFFICE_PAGE: govuk_page(ON_THE_PAGE),
        ASSETS + CURRENT: Reply(spreadsheet()),
        ASSETS + OLDER: Reply(spreadsheet()),
    }
    assert names(fetch_from(publisher, tmp_path, "recorded_crime_csp", "2019-04", "2020-03")) == [OLDER]
    assert names(fetch_from(publisher, tmp_path, "recorded_crime_csp", "2020-01", "2020-04")) == [
        CURRENT,
        OLDER,
    ]
    with pytest.raises(DataError, match="no file covers these months"):
        fetch_from(publisher, tmp_path, "recorded_crime_csp", "2010-04", "2011-03")


def test_a_series_without_an_end_covers_every_later_month(publisher: Publisher, tmp_path: Path) -> None:
    name = ON_THE_PAGE[2]
    publisher.routes |= {HOME_OFFICE_PAGE: govuk_page(ON_THE_PAGE), ASSETS + name: Reply(spreadsheet())}
    assert names(fetch_from(publisher, tmp_path, "recorded_crime_pfa", "2030-01")) == [name]


def test_of_two_files_for_the_same_years_the_later_published_is_taken(
    publisher: Publisher, tmp_path: Path
) -> None:
    earlier = CURRENT.replace("230726", "301225")
    publisher.routes |= {
        HOME_OFFICE_PAGE: govuk_page([earlier, CURRENT]),
        ASSETS + CURRENT: Reply(spreadsheet()),
    }
    assert names(fetch_from(publisher, tmp_path, "recorded_crime_csp")) == [CURRENT]
    assert names(fetch_from(publisher, tmp_path, "recorded_crime_csp", "2025-04", "2026-03")) == [CURRENT]


def test_a_changed_landing_page_is_an_error_that_lists_the_links_it_does_have(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.routes[HOME_OFFICE_PAGE] = govuk_page(["crime-by-partnership-2026.ods", "guide.pdf"])
    with pytest.raises(DataError) as caught:
        fetch_from(publisher, tmp_path, "recorded_crime_csp")
    said = str(caught.value)
    assert f"{HOME_OFFICE_PAGE}: the page has changed" in said
    assert 'crime-by-partnership-2026.ods ("Police recorded crime: crime-by-partnership-2026")' in said
    assert "file_pattern" in said
    assert "guide.pdf" not in said
    assert CURRENT in said


def test_a_link_to_a_foreign_host_is_not_followed(publisher: Publisher, tmp_path: Path) -> None:
    publisher.routes[HOME_OFFICE_PAGE] = govuk_page([CURRENT], "https://elsewhere.example/")
    with pytest.raises(DataError, match="not the publisher's"):
        fetch_from(publisher, tmp_path, "recorded_crime_csp")


@pytest.mark.parametrize(
    "name", ["prc-csp-..%2f..%2f..%2fevil.ods", "prc-csp-%00.ods", "prc-csp-a:b.ods", "..%5cprc-csp-.ods%5c"]
)
def test_a_pages_word_never_becomes_a_path(publisher: Publisher, tmp_path: Path, name: str) -> None:
    publisher.routes[HOME_OFFICE_PAGE] = govuk_page([name])
    with pytest.raises(DataError, match="the page has changed"):
        fetch_from(publisher, tmp_path / "downloads", "recorded_crime_csp")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_newest_workbook_of_estimates_is_taken(publisher: Publisher, tmp_path: Path) -> None:
    page = ons_page(["mye23tablesew.xlsx", "mye24tablesew.xlsx", "myebtablesenglandwales20112023.xlsx"])
    publisher.routes |= {ONS_PAGE: page, "/file": Reply(spreadsheet())}
    with pytest.raises(DataError, match="another kind of file came where an Excel workbook was expected"):
        fetch_from(publisher, tmp_path, "ons_population_districts")
    assert publisher.asked[-1].target == f"/file?uri={ONS_PAGE}/mid2024/mye24tablesew.xlsx"


# Lookups


COLUMNS = ("LAD24CD", "LAD24NM", "CSP24CD", "CSP24NM", "PFA24CD", "PFA24NM")
ROWS = [(f"E0700{n:04}", f"Town {n}, {n}", f"E2200{n:04}", "A", "E23000028", "Essex") for n in range(2500)]
TABLE = "/ESMARspQHYMw9BZ9/arcgis/rest/services/LAD24_CSP24_PFA24_EW_LU/FeatureServer/0/query"


def test_a_lookup_comes_in_pages_and_is_taken_in_like_the_published_file(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.routes[TABLE] = table_service(COLUMNS, ROWS)
    fetched = fetch_from(publisher, tmp_path / "downloads", "ons_partnerships")
    with fetched.files[0].open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [list(COLUMNS), *map(list, ROWS)]
    (taken,) = ingest(open_store(tmp_path, create=True), fetched.files)
    assert taken.edition is not None
    assert (taken.edition.dataset, taken.edition.rows) == ("ons_partnerships", 2500)


def test_a_lookup_of_which_rows_are_lost_is_not_kept(publisher: Publisher, tmp_path: Path) -> None:
    publisher.routes[TABLE] = table_service(COLUMNS, ROWS, lost=1)
    with pytest.raises(DataError, match="gave 2,499 of its 2,500 rows"):
        fetch_from(publisher, tmp_path, "ons_partnerships")
    assert list(tmp_path.rglob("*.csv")) == []


def test_a_lookup_whose_column_was_renamed_is_an_error_that_names_it(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.routes[TABLE] = table_service(("LAD25CD", *COLUMNS[1:]), ROWS)
    with pytest.raises(DataError, match=r"refuses the question \(Cannot perform query.; LAD24CD\)"):
        fetch_from(publisher, tmp_path, "ons_partnerships")


def test_an_empty_lookup_is_an_error(publisher: Publisher, tmp_path: Path) -> None:
    publisher.routes[TABLE] = table_service(COLUMNS, [])
    with pytest.raises(DataError, match="says it has 0 rows"):
        fetch_from(publisher, tmp_path, "ons_partnerships")


def test_a_lookup_fetched_again_tells_whether_it_changed(publisher: Publisher, tmp_path: Path) -> None:
    for rows, noted in ((ROWS, 0), (ROWS, 0), (ROWS[:-1], 1)):
        publisher.routes[TABLE] = table_service(COLUMNS, rows)
        assert len(fetch_from(publisher, tmp_path, "ons_partnerships").notes) == noted


OWN = """publishers:
  home_office:
    name: Home Office
    base: "{url}"
    last_confirmed: 2026-07-24
"""


def test_a_project_may_say_where_a_publisher_has_moved(publisher: Publisher, tmp_path: Path) -> None:
    (tmp_path / "publishers.yaml").write_text(OWN.format(url=publisher.url))
    publisher.routes |= {HOME_OFFICE_PAGE: govuk_page([CURRENT]), ASSETS + CURRENT: Reply(spreadsheet())}
    fetcher = Fetcher(load_publishers(tmp_path), tmp_path / "downloads", clock=StillClock())
    assert names(fetcher.fetch(parse_wanted("recorded_crime_csp", None, None, None))) == [CURRENT]


MINE = """datasets:
  mine:
    title: Mine
    publisher: ons
    how: link
    content: csv
    path: /a
    largest_bytes: 5
    example: a.csv
    file_pattern: a.csv
"""
MISWRITTEN = {
    "a key that is none": (OWN.replace("base", "bass"), "line 4.*did you mean"),
    "a publisher that is none": (MINE.replace("ons", "me"), 'the publisher "me"'),
    "a link without its pattern": (MINE.split("    example")[0], "needs file_pattern and example"),
    "a pattern that is none": (MINE.replace("n: a.csv", "n: '('"), "not a pattern"),
}


@pytest.mark.parametrize("fault", MISWRITTEN)
def test_a_projects_own_list_is_read_strictly(tmp_path: Path, fault: str) -> None:
    text, said = MISWRITTEN[fault]
    (tmp_path / "publishers.yaml").write_text(text)
    with pytest.raises(ParameterError, match=f"(?s){said}") as caught:
        load_publishers(tmp_path)
    assert check_publishers(tmp_path) == list(caught.value.problems)


def test_every_address_of_the_library_is_https_and_says_when_it_was_last_confirmed() -> None:
    publishers = load_publishers()
    for dataset in publishers.datasets.values():
        assert publishers.reach(dataset).base.startswith("https://")
    assert {one.last_confirmed for one in publishers.publishers.values()} == {"not confirmed"}


def test_every_dataset_that_can_be_fetched_is_documented() -> None:
    page = (Path(__file__).parents[1] / "docs" / "fetch.md").read_text(encoding="utf-8")
    assert [name for name in load_publishers().datasets if f"| `{name}` |" not in page] == []


POLICE_FILES = {
    "police_uk_street": police_uk_street,
    "police_uk_outcomes": police_uk_outcomes,
    "police_uk_stops": police_uk_stops,
}


def test_what_is_unpacked_of_an_archive_is_taken_in_by_the_loader_of_that_name() -> None:
    archives = {name: one for name, one in load_publishers().datasets.items() if one.how == "archive"}
    assert set(archives) == set(POLICE_FILES)
    assert set(archives) <= {loader.dataset.id for loader in LOADERS}


@pytest.mark.parametrize("dataset", POLICE_FILES)
def test_the_columns_a_police_file_must_have_are_those_its_loader_reads(dataset: str) -> None:
    required = {plain_name(column) for column in load_publishers().datasets[dataset].columns}
    read = [set(column.published_as) for column in POLICE_FILES[dataset].COLUMNS]
    assert required <= set().union(*read)
    assert [names for names in read if not names & required] == []
