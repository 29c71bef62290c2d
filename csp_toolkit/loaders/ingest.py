"""Taking files into the store: each is recognised by its content, read whole, and stored or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.archives import archive_members, is_archive, unpacked
from csp_toolkit.loaders.harmless import (
    require_file,
    require_harmless,
    require_sane_header,
    require_unchanged,
    signature,
)
from csp_toolkit.loaders.ons_lookups import LSOA_CHANGES, LSOA_DISTRICTS, PARTNERSHIPS, DistrictChanges
from csp_toolkit.loaders.partner_return import PartnerReturn
from csp_toolkit.loaders.personal_data import require_no_personal_columns
from csp_toolkit.loaders.police_uk_street import PoliceUkStreet
from csp_toolkit.loaders.population import CensusSmallAreas, DistrictEstimatesTable, DistrictEstimatesWorkbook
from csp_toolkit.loaders.recorded_crime import RecordedCrime
from csp_toolkit.loaders.shape import Loaded, Loader
from csp_toolkit.loaders.source import Source, find_sources
from csp_toolkit.store import Edition, Store

if TYPE_CHECKING:
    import duckdb

LOADERS: tuple[Loader, ...] = (
    PoliceUkStreet(),
    RecordedCrime(),
    PARTNERSHIPS,
    LSOA_CHANGES,
    LSOA_DISTRICTS,
    DistrictChanges(),
    CensusSmallAreas(),
    DistrictEstimatesTable(),
    DistrictEstimatesWorkbook(),
    PartnerReturn(),
)
IGNORED_NAMES = ("README.txt", "README.md", "SYNTHETIC.txt", "PROVENANCE.md")
"""Texts that lie beside data to explain it: not worth a line in the report of an ingest."""

Outcome = Literal["stored", "already stored", "not recognised"]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file: its edition, or none where no loader knows it."""

    source_name: str
    outcome: Outcome
    edition: Edition | None = None


def ingest(
    store: Store,
    paths: Sequence[Path],
    *,
    dataset: str | None = None,
    as_at: date | None = None,
    progress: Callable[[Taken], None] | None = None,
) -> list[Taken]:
    """Take the files at these paths (folders, files, zips of CSV files) into the store.

    ``dataset`` names the only dataset to take; ``as_at`` is the day from which the figures count as
    known (today without it). Files that no loader knows are given back as "not recognised". Each
    file is stored whole or not at all; one that is broken does not keep the others out: afterwards
    DataError names every broken file, and every file named by itself that is not recognised.
    """
    import duckdb

    taken: list[Taken] = []
    with duckdb.connect() as connection:
        day = as_at or datetime.now(UTC).date()  # noqa: TID251 - when it was taken in is a matter of the clock
        job = _Job(store, _chosen_loaders(dataset), day, connection)
        for item in job.take(paths):
            taken.append(item)
            if progress:
                progress(item)
    problems = [*job.problems, *_unknown_files(paths, taken)]
    if problems:
        raise DataError(problems)
    return taken


def _chosen_loaders(dataset: str | None) -> list[Loader]:
    known = sorted({loader.dataset.id for loader in LOADERS})
    if dataset is not None and dataset not in known:
        raise DataError(Problem(f'there is no dataset "{dataset}"', hint="Known: " + ", ".join(known)))
    return [loader for loader in LOADERS if dataset in (None, loader.dataset.id)]


def _unknown_files(paths: Sequence[Path], taken: Sequence[Taken]) -> list[Problem]:
    """A file that was asked for by its own name and cannot be recognised is a problem, not a remark."""
    unknown = {item.source_name for item in taken if item.outcome == "not recognised"}
    hint = "Recognised are: " + "; ".join(sorted({loader.dataset.title for loader in LOADERS})) + "."
    return [
        Problem("no loader recognises the content of this file", path, hint=hint)
        for path in paths
        if path.is_file() and path.name in unknown
    ]


@dataclass
class _Job:
    """One ingest: what it works with, and the problems it met and went on from."""

    store: Store
    loaders: Sequence[Loader]
    day: date
    connection: duckdb.DuckDBPyConnection
    problems: list[Problem] = field(default_factory=list)

    def take(self, paths: Sequence[Path]) -> Iterator[Taken]:
        for path in paths:
            try:
                sources = list(find_sources(path))
            except DataError as error:
                self.problems.extend(error.problems)
                continue
            for source in sources:
                if path.is_file() or source.path.name not in IGNORED_NAMES:
                    yield from self._take_file(source)

    def _take_file(self, source: Source) -> Iterator[Taken]:
        try:
            require_file(source.path)
            if is_archive(source):
                yield from self._take_archive(source)
            else:
                yield self._take_source(source)
        except DataError as error:
            self.problems.extend(error.problems)
        except OSError as error:
            self.problems.append(Problem(f"this file cannot be read ({error.strerror})", source.path))

    def _take_archive(self, source: Source) -> Iterator[Taken]:
        for info in archive_members(source):
            try:
                with unpacked(source, info) as member:
                    yield self._take_source(member)
            except DataError as error:
                # The member lies in a temporary folder that means nothing to the user: name the archive.
                for problem in error.problems:
                    message = f'"{info.filename}" in this archive: {problem.message}'
                    self.problems.append(Problem(message, source.path, problem.line, problem.hint))

    def _take_source(self, source: Source) -> Taken:
        before = signature(source.path)
        require_harmless(source)
        loader = next((loader for loader in self.loaders if loader.recognises(source)), None)
        if loader is None:
            return Taken(source.name, "not recognised")
        require_sane_header(source)
        require_no_personal_columns(source)
        identity = _edition_id(loader, source)
        if self.store.holds(loader.dataset.id, identity):
            stored = next((edition for edition in self.store.editions if edition.id == identity), None)
            return Taken(source.name, "already stored", stored)
        with self.store.writing() as folder:
            loaded = loader.load(source, folder, self.connection)
            require_unchanged(source.path, before)
            edition = _edition(loader, source, identity, loaded, self.day)
            fresh = self.store.commit(folder, edition)
        return Taken(source.name, "stored" if fresh else "already stored", edition)


def _edition_id(loader: Loader, source: Source) -> str:
    """Dataset and content; the loader's version too once it reads the same bytes in another way."""
    version = f"-v{loader.dataset.version}" if loader.dataset.version > 1 else ""
    return f"{loader.dataset.id}-{source.content.sha256[:16]}{version}"


def _edition(loader: Loader, source: Source, identity: str, loaded: Loaded, day: date) -> Edition:
    return Edition(
        id=identity,
        dataset=loader.dataset.id,
        title=loader.dataset.title,
        publisher=loader.dataset.publisher,
        licence=loader.dataset.licence,
        source_name=source.name,
        sha256=source.content.sha256,
        as_at=day,
        recorded_at=datetime.now(UTC).isoformat(timespec="microseconds"),  # noqa: TID251
        rows=loaded.rows,
        rejected=loaded.rejected,
        slices=loaded.slices,
        vintage=loaded.vintage,
        synthetic=loaded.synthetic or source.synthetic,
        notes=loaded.notes,
    )
