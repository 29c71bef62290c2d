"""The current file on a publisher's landing page, whose links change with every release.

Files carry in their names what they cover and when they came out:
``prc-csp-mar2021-mar2026-tables-230726.ods`` covers the years ending March 2021 to March 2026 and was
published on 23 July 2026; ``mye24tablesew.xlsx`` is for mid-2024.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.fetch.addresses import Reach, file_name, shown
from csp_toolkit.periods import LATEST_YEAR, Month

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(rf"({'|'.join(_MONTHS)})((?:20)?\d\d)(?!\d)")
_PUBLISHED = re.compile(r"-(\d\d)(\d\d)(\d\d)\.")
_FILE = re.compile(r".*\.(ods|xlsx?|csv|zip)", re.IGNORECASE)
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
"""A page's word becomes the name of a file here: nothing else may be in it."""
_OPEN_END = Month(LATEST_YEAR, 12)


@dataclass(frozen=True, slots=True)
class Link:
    """A link on a page: where it leads (not checked yet), the file's name, the words people see."""

    target: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A link to one of the files that are looked for, with the months its name says it covers."""

    link: Link
    first: Month | None
    last: Month
    published: str

    def overlaps(self, first: Month | None, last: Month | None) -> bool:
        """Whether it may hold any of these months; an open end takes all."""
        return (last is None or self.first is None or self.first <= last) and (
            first is None or self.last >= first
        )


def find_links(page: bytes) -> list[Link]:
    """Every link of an HTML page that names a file, each target once."""
    from bs4 import BeautifulSoup

    found: dict[str, Link] = {}
    for anchor in BeautifulSoup(page, "html.parser").find_all("a", href=True):
        target = str(anchor["href"]).strip()
        text = " ".join(anchor.get_text(" ").split())
        # GOV.UK links a file twice, first from its picture: the link with words says more.
        if target not in found or not found[target].text:
            found[target] = Link(target, file_name(target), text)
    return list(found.values())


def choose_files(
    links: Sequence[Link], pattern: str, first: Month | None, last: Month | None
) -> tuple[list[Candidate], list[Candidate]]:
    """The files to take and the ones to leave, among the links whose file name fits the pattern.

    Without months it is the newest alone; with months every file that covers any of them, and of
    two for the same months the later published.
    """
    fitting = [
        read_name(link)
        for link in links
        if _PLAIN_NAME.fullmatch(link.name) and re.fullmatch(pattern, link.name, re.IGNORECASE)
    ]
    fitting.sort(key=lambda one: (one.last, one.published, one.link.name), reverse=True)
    if first is None and last is None:
        return fitting[:1], fitting[1:]
    taken: dict[tuple[Month | None, Month], Candidate] = {}
    for one in fitting:
        if one.overlaps(first, last):
            taken.setdefault((one.first, one.last), one)
    chosen = list(taken.values())
    return chosen, [one for one in fitting if one not in chosen]


def read_name(link: Link) -> Candidate:
    """What a file's name says of it. ``mar16`` stands for the year that ends in March 2016."""
    name = link.name.lower()
    months = [_month(*found) for found in _MONTH.findall(name)]
    published = _PUBLISHED.search(name)
    year = re.match(r"[a-z]+(\d\d)(?!\d)", name)
    if months:
        first = months[0].plus(-11)
        last = _OPEN_END if "onwards" in name else months[-1]
    else:
        first, last = None, Month(2000 + int(year[1]), 6) if year else Month(2000, 1)
    return Candidate(link, first, last, "".join(reversed(published.groups())) if published else "")


def _month(name: str, year: str) -> Month:
    return Month(int(year) if len(year) == 4 else 2000 + int(year), _MONTHS.index(name) + 1)


def require_files(
    links: Sequence[Link], pattern: str, wanted: str, page: str, months: tuple[Month | None, Month | None]
) -> tuple[list[Candidate], list[Candidate]]:
    """As ``choose_files``; raises DataError that lists the links to files found, where none is ``wanted``."""
    chosen, left = choose_files(links, pattern, *months)
    if chosen:
        return chosen, left
    if left:
        held = ", ".join(one.link.name for one in left)
        raise DataError(Problem(f"{shown(page)}: no file covers these months", hint=f"There are: {held}."))
    files = [link for link in links if _FILE.fullmatch(link.name)]
    shown_files = [f'  {link.name} ("{link.text[:60]}")' for link in files[:10]]
    more = [f"  and {len(files) - 10} more"] if len(files) > 10 else []
    listed = "\n".join(shown_files + more) or "  none"
    raise DataError(
        Problem(
            f"{shown(page)}: the page has changed: no link to {wanted}",
            hint=f"Links to files on it now:\n{listed}\nIf one of them is it, correct file_pattern in "
            "parameters/publishers.yaml (docs/fetch.md), or download it by hand: csp ingest PATH",
        )
    )


def address_of(candidate: Candidate, page: str, reach: Reach) -> str:
    """Where a link leads. Raises DataError where that is not the publisher's."""
    return reach.follow(page, candidate.link.target)
