"""What publishers' sites look like, for the tests' own publisher: pages, archives, tables, workbooks."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from publisher import Asked, Publisher, Reply, StillClock
from street_files import HEADER, street_row

from csp_toolkit.fetch.client import Limits
from csp_toolkit.fetch.fetching import Fetched, Fetcher, parse_wanted
from csp_toolkit.fetch.publishers import load_publishers

ASSETS = "/media/6977916e3fd50ac304b79765/"
HOME_OFFICE_PAGE = "/government/statistical-data-sets/police-recorded-crime-and-outcomes-open-data-tables"
ONS_PAGE = (
    "/peoplepopulationandcommunity/populationandmigration/populationestimates/datasets/"
    "estimatesofthepopulationforenglandandwales"
)
MONTHS_PATH = "/api/crimes-street-dates"


def months_list(months: Iterable[str]) -> Reply:
    """The API's list of months, newest first."""
    entries = [{"date": month, "stop-and-search": ["essex"]} for month in sorted(months, reverse=True)]
    return Reply(json.dumps(entries).encode(), headers={"Content-Type": "application/json"})


def police_archive(
    months: Iterable[str], forces: Sequence[str] = ("essex", "kent"), *, header: str = HEADER, rows: int = 1
) -> bytes:
    """A month's archive: a folder for each month, files of every kind for each force."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for month in months:
            for force in forces:
                row = street_row(month=month, force=f"{force.title()} Police")
                lines = [header, *[row] * rows]
                archive.writestr(_fixed(f"{month}/{month}-{force}-street.csv"), "\n".join(lines) + "\n")
                archive.writestr(_fixed(f"{month}/{month}-{force}-outcomes.csv"), "Crime ID,Outcome type\n")
    return made.getvalue()


def _fixed(name: str) -> zipfile.ZipInfo:
    """Without the time of making: the same archive twice is the same bytes."""
    info = zipfile.ZipInfo(name, (2026, 7, 23, 8, 30, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def govuk_page(names: Iterable[str], assets: str = ASSETS) -> Reply:
    """A page of GOV.UK with attachments: each is linked from its picture, then from its title."""
    sections = "".join(
        f"""<section class="gem-c-attachment"><div class="gem-c-attachment__thumbnail">
        <a href="{assets}{name}"><svg></svg></a></div><div class="gem-c-attachment__details">
        <h3 class="gem-c-attachment__title"><a class="govuk-link" href="{assets}{name}">Police recorded
        crime: {name.split(".")[0]}</a></h3></div></section>"""
        for name in names
    )
    links = (
        '<a href="/help/cookies">Cookies</a><a href="#content">Skip</a><a href="mailto:a@example.org">us</a>'
    )
    return Reply(f"<!DOCTYPE html><title>Open data tables</title>{links}{sections}".encode())


def ons_page(names: Iterable[str]) -> Reply:
    """A dataset's page of the ONS: files stand in the query of a link."""
    links = "".join(
        f'<a class="btn" href="/file?uri={ONS_PAGE}/mid20{name[3:5]}/{name}">xlsx (1.8 MB)</a>'
        for name in names
    )
    return Reply(f"<!DOCTYPE html><title>Estimates</title>{links}".encode())


def spreadsheet(words: str = "") -> bytes:
    """As little of an OpenDocument spreadsheet as makes one recognisable."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(_fixed("mimetype"), "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(_fixed("content.xml"), f"<x>{words}</x>")
    return made.getvalue()


def table_service(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, page_size: int = 1000, lost: int = 0
) -> Callable[[Asked], Reply]:
    """A query service of the Open Geography Portal: JSON, in pages, mistakes told with status 200.

    ``lost`` rows at the end are counted, and never given.
    """

    def answer(asked: Asked) -> Reply:
        query = {name: values[0] for name, values in parse_qs(urlsplit(asked.target).query).items()}
        if "returnCountOnly" in query:
            return _json({"count": len(rows)})
        wanted = query["outFields"].split(",")
        if wrong := [name for name in wanted if name not in columns]:
            return _json({"error": {"code": 400, "message": "Cannot perform query.", "details": wrong}})
        begin = int(query["resultOffset"])
        size = min(page_size, int(query["resultRecordCount"]))
        part = rows[: len(rows) - lost][begin : begin + size]
        features = [{"attributes": dict(zip(columns, row, strict=True))} for row in part]
        return _json({"features": features, "exceededTransferLimit": begin + size < len(rows)})

    return answer


def _json(value: object) -> Reply:
    return Reply(json.dumps(value).encode(), headers={"Content-Type": "application/json"})


def fetch_from(
    publisher: Publisher,
    folder: Path,
    dataset: str,
    first: str | None = None,
    last: str | None = None,
    force: str | None = None,
) -> Fetched:
    """Fetch as the command does, from the tests' publisher, without waiting."""
    limits = Limits(timeout=5, tries=2)
    fetcher = Fetcher(load_publishers(), folder, base_url=publisher.url, limits=limits, clock=StillClock())
    return fetcher.fetch(parse_wanted(dataset, first, last, force))


def names(fetched: Fetched) -> list[str]:
    """The files to take in, by name."""
    return [path.name for path in fetched.files]
