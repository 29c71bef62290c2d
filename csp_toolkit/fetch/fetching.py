"""One dataset from its publisher to the download folder, ready to be taken in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from csp_toolkit.errors import DataError, ParameterError, Problem
from csp_toolkit.fetch.addresses import shown
from csp_toolkit.fetch.archive import (
    Choice,
    describe_months,
    needed_archives,
    read_months,
    unpack,
    wanted_months,
)
from csp_toolkit.fetch.client import Client, Limits
from csp_toolkit.fetch.clock import Clock, SystemClock
from csp_toolkit.fetch.contents import require_columns, require_content
from csp_toolkit.fetch.download import Download, Downloaded
from csp_toolkit.fetch.links import address_of, find_links, require_files
from csp_toolkit.fetch.publishers import Published, Publishers
from csp_toolkit.fetch.tables import Table
from csp_toolkit.locks import try_lock
from csp_toolkit.periods import Month, parse_month

DOWNLOADS = "downloads"
"""The folder beside the editions of a store in which downloads are kept, one for each publisher."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to fetch: a dataset, the months (None: what is current), a police force (None: every one)."""

    dataset: str
    first: Month | None = None
    last: Month | None = None
    force: str | None = None

    def __post_init__(self) -> None:
        if self.first and self.last and self.first > self.last:
            hint = f"Write --from {self.last} --to {self.first}."
            raise ParameterError(Problem(f"{self.first} is after {self.last}", hint=hint))


def parse_wanted(dataset: str, first: str | None, last: str | None, force: str | None) -> Wanted:
    """What a command asks for, from its words. Raises ParameterError for what cannot be meant."""
    begin, end = (parse_month(text) if text else None for text in (first, last))
    return Wanted(dataset, begin, end, force.strip().lower().replace(" ", "-") if force else None)


@dataclass(slots=True)
class Fetched:
    """The files to take in, and what a person should know: one line each."""

    files: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Fetcher:
    """Fetches into a folder. ``base_url`` stands in for the publisher's address."""

    publishers: Publishers
    folder: Path
    say: Callable[[str], None] = lambda line: None
    base_url: str | None = None
    limits: Limits = field(default_factory=Limits)
    clock: Clock = field(default_factory=SystemClock)

    def fetch(self, wanted: Wanted) -> Fetched:
        """Bring what is wanted. Raises ParameterError, or DataError where it cannot be had."""
        published = self.publishers.dataset(wanted.dataset)
        _require_sensible(wanted, published)
        client = Client(self.publishers.reach(published, self.base_url), self.limits, self.clock, self.say)
        job = _Job(client, published, self.folder / published.publisher, wanted)
        with _alone_in(job.folder):
            match published.how:
                case "archive":
                    job.fetch_archives()
                case "link":
                    job.fetch_links()
                case "table":
                    job.fetch_table()
        return job.fetched


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Two commands that wrote one part would mix it, so the second is sent away."""
    folder.mkdir(parents=True, exist_ok=True)
    with try_lock(folder / ".fetching") as held:
        if not held:
            hint = "Wait until it has ended. What it has fetched is then held."
            raise DataError(Problem("another csp fetch is at work in this folder", folder, hint=hint))
        yield


def _require_sensible(wanted: Wanted, published: Published) -> None:
    if wanted.force and published.how != "archive":
        hint = "Leave out --force."
        raise ParameterError(Problem(f"{published.title} is published for all forces together", hint=hint))
    if (wanted.first or wanted.last) and published.how == "table":
        hint = "Leave out --from and --to."
        raise ParameterError(Problem(f"{published.title} is not published by months", hint=hint))


@dataclass(slots=True)
class _Job:
    client: Client
    published: Published
    folder: Path
    wanted: Wanted
    fetched: Fetched = field(default_factory=Fetched)

    def fetch_archives(self) -> None:
        """As few archives as hold the months; of each what is wanted."""
        published, wanted = self.published, self.wanted
        address = self.client.reach.at(published.months_path or "")
        self.client.say("asking which months there are ...")
        supplied = read_months(self.client.read_page(address)[1], address)
        by_months = wanted.first is not None or wanted.last is not None
        months, absent = wanted_months(supplied, wanted.first, wanted.last)
        if absent:
            self.fetched.notes.append(f"not published: {describe_months(absent)}: missing, not zero")
        left = set(months) if by_months else None
        for month in needed_archives(
            supplied[-1], months if by_months else months[-1:], published.months_held
        ):
            window = {month.plus(-n) for n in range(published.months_held)}
            choice = Choice(
                published.member_kind or "", None if left is None else frozenset(left & window), wanted.force
            )
            self._fetch_archive(month, choice)

    def _fetch_archive(self, month: Month, choice: Choice) -> None:
        address = self.client.reach.at(self.published.path.replace("{month}", str(month)))
        done = self._download(address, f"{month}.zip")
        if choice.is_everything:
            self.fetched.files.append(done.path)
            return
        self.client.say(f"unpacking {done.path.name} ...")
        files, notes = unpack(done.path, done.origin, choice)
        for file in files:
            require_columns(file, self.published.columns, f"{shown(address)}, {file.name} in it")
        self.fetched.files += files
        self.fetched.notes += notes

    def fetch_links(self) -> None:
        """What the landing page links to now."""
        published, wanted = self.published, self.wanted
        self.client.say("reading the publisher's page ...")
        page, body = self.client.read_page(self.client.reach.at(published.path))
        described = f"{published.title} (a file like {published.example})"
        chosen, left = require_files(
            find_links(body), published.file_pattern or "", described, page, (wanted.first, wanted.last)
        )
        for candidate in chosen:
            self._download(address_of(candidate, page, self.client.reach), candidate.link.name, take=True)
        if left:
            names = ", ".join(one.link.name for one in left)
            self.fetched.notes.append(
                f"also on the page, not fetched: {names} (--from and --to choose by months)"
            )

    def fetch_table(self) -> None:
        """The whole table, as one CSV file."""
        address = self.client.reach.at(self.published.path)
        done = Table(self.client, address, self.published.columns).fetch(
            self.folder / f"{self.wanted.dataset}.csv"
        )
        self._report(done)
        self.fetched.files.append(done.path)

    def _download(self, address: str, name: str, *, take: bool = False) -> Downloaded:
        published = self.published

        def check(path: Path, came_from: str) -> None:
            require_content(path, published.content, came_from)

        self.client.say(f"{name}: asking for it ...")
        done = Download(self.client, address, self.folder / name, published.largest_bytes, check).run()
        self._report(done)
        if take:
            self.fetched.files.append(done.path)
        return done

    def _report(self, done: Downloaded) -> None:
        origin, name = done.origin, done.path.name
        if done.changed:
            before = origin.earlier[-1]
            self.fetched.notes.append(
                f"{name}: changed since {before.fetched_at[:10]}: what differs in it becomes a new edition"
            )
        state = "still the same" if done.unchanged else f"{origin.bytes:,} bytes, sha256 {origin.sha256[:16]}"
        self.client.say(f"{name}: {state}")
