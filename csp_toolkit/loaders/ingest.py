"""Taking files into the store: each is recognised by its content, read whole, and stored or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Literal
from zipfile import ZipInfo

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.archives import archive_members, is_archive, unpacked
from csp_toolkit.loaders.boundaries import Boundaries
from csp_toolkit.loaders.delivery_tracker import DeliveryTracker
from csp_toolkit.loaders.fire_incidents import FireIncidents, FireTotals
from csp_toolkit.loaders.folders import require_file, require_unchanged, signature
from csp_toolkit.loaders.harmless import require_harmless, require_sane_header
from csp_toolkit.loaders.households import CensusHouseholds, HomesTable
from csp_toolkit.loaders.ons_lookups import (
    FIRE_AUTHORITIES,
    LSOA_CHANGES,
    LSOA_DISTRICTS,
    PARTNERSHIPS,
    DistrictChanges,
)
from csp_toolkit.loaders.partner_return import PartnerReturn
from csp_toolkit.loaders.personal_data import require_no_personal_columns
from csp_toolkit.loaders.police_uk_outcomes import PoliceUkOutcomes
from csp_toolkit.loaders.police_uk_stops import PoliceUkStops
from csp_toolkit.loaders.police_uk_street import PoliceUkStreet
from csp_toolkit.loaders.population import DistrictEstimatesTable
from csp_toolkit.loaders.population_by_sex import DistrictEstimatesWorkbook
from csp_toolkit.loaders.recorded_crime import RecordedCrime
from csp_toolkit.loaders.resident_survey import ResidentSurvey
from csp_toolkit.loaders.shape import Loaded, Loader
from csp_toolkit.loaders.small_area_population import CensusSmallAreas, SmallAreaEstimates
from csp_toolkit.loaders.source import Source, find_sources
from csp_toolkit.loaders.unknown import unknown_reason
from csp_toolkit.loaders.workers import work_in_order
from csp_toolkit.store import Edition, Store, store_fault

if TYPE_CHECKING:
    import duckdb

LOADERS: tuple[Loader, ...] = (
    PoliceUkStreet(),
    PoliceUkOutcomes(),
    PoliceUkStops(),
    RecordedCrime(),
    FireTotals(),
    FireIncidents(),
    PARTNERSHIPS,
    LSOA_CHANGES,
    LSOA_DISTRICTS,
    FIRE_AUTHORITIES,
    DistrictChanges(),
    Boundaries(),
    CensusSmallAreas(),
    DistrictEstimatesTable(),
    DistrictEstimatesWorkbook(),
    SmallAreaEstimates(),
    CensusHouseholds(),
    HomesTable(),
    PartnerReturn(),
    DeliveryTracker(),
    ResidentSurvey(),
)
IGNORED_NAMES = ("README.txt", "README.md", "SYNTHETIC.txt", "PROVENANCE.md")
"""Texts that lie beside data to explain it: not worth a line in the report of an ingest."""
GO_ON = "What was stored before stays. Make room and give the same command again: it goes on from there."

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
    day = as_at or datetime.now(UTC).date()  # noqa: TID251 - when it was taken in is a matter of the clock
    with _naming(store):
        store.remove_leftovers()
    job = _Job(store, _chosen_loaders(dataset), day)
    taken: list[Taken] = []
    try:
        for item in job.run(paths):
            taken.append(item)
            if progress:
                progress(item)
    finally:
        with _naming(store):
            store.settle(item.edition.dataset for item in taken if item.edition)
    problems = [*job.problems, *_unknown_files(paths, taken)]
    if problems:
        raise DataError(list(dict.fromkeys(problems)))
    return taken


@contextmanager
def _naming(store: Store) -> Iterator[None]:
    """What the system refuses here is the fault of the store's folder, and of no file that is taken in."""
    try:
        yield
    except OSError as error:
        message = f"the store cannot be written ({error.strerror})"
        raise DataError(Problem(message, store.root, hint=GO_ON)) from None


def _chosen_loaders(dataset: str | None) -> list[Loader]:
    known = sorted({loader.dataset.id for loader in LOADERS})
    if dataset is not None and dataset not in known:
        raise DataError(Problem(f'there is no dataset "{dataset}"', hint="Known: " + ", ".join(known)))
    return [loader for loader in LOADERS if dataset in (None, loader.dataset.id)]


def _unknown_files(paths: Sequence[Path], taken: Sequence[Taken]) -> list[Problem]:
    """A file that was asked for by its own name and cannot be recognised is a problem, not a remark."""
    unknown = {item.source_name for item in taken if item.outcome == "not recognised"}
    hint = "Recognised are: " + "; ".join(sorted({loader.dataset.title for loader in LOADERS})) + "."
    asked = [path for path in paths if path.is_file() and path.name in unknown]
    answers = [
        unknown_reason(path) or ("no loader recognises the content of this file", hint) for path in asked
    ]
    return [
        Problem(message, path, hint=advice) for path, (message, advice) in zip(asked, answers, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is taken as one: a file, or a member of an archive; ``number`` is its place in this ingest."""

    number: int
    source: Source
    member: ZipInfo | None = None


@dataclass
class _Job:
    """One ingest: what it works with, and the problems it met and went on from."""

    store: Store
    loaders: Sequence[Loader]
    day: date
    problems: list[Problem] = field(default_factory=list)
    began: datetime = field(default_factory=lambda: datetime.now(UTC))  # noqa: TID251
    _one_workbook: Lock = field(default_factory=Lock)

    def run(self, paths: Sequence[Path]) -> Iterator[Taken]:
        """What became of each file, in order. Ends early where the store cannot be written."""
        for taken, problems in work_in_order(self._try, self._pieces(paths)):
            self.problems.extend(problems)
            if taken:
                yield taken
            if any(problem.file == self.store.root for problem in problems):
                return

    def _pieces(self, paths: Sequence[Path]) -> Iterator[_Piece]:
        numbers = count()
        for path in paths:
            try:
                sources = list(find_sources(path))
            except DataError as error:
                self.problems.extend(error.problems)
                continue
            for source in sources:
                if path.is_file() or source.path.name not in IGNORED_NAMES:
                    yield from (_Piece(next(numbers), source, member) for member in self._members(source))

    def _members(self, source: Source) -> list[ZipInfo | None]:
        """The members of an archive; one nothing for a plain file; none at all where it cannot be read."""
        try:
            require_file(source.path)
            return list(archive_members(source)) if is_archive(source) else [None]
        except (DataError, OSError) as error:
            self.problems.extend(self._problems(error, source))
            return []

    def _try(
        self, piece: _Piece, connection: duckdb.DuckDBPyConnection
    ) -> tuple[Taken | None, list[Problem]]:
        import duckdb

        try:
            if piece.member is None:
                return self._take(piece, piece.source, connection), []
            with unpacked(piece.source, piece.member) as member:
                return self._take(piece, member, connection), []
        except (DataError, OSError, duckdb.Error) as error:
            problems = self._problems(error, piece.source)
            return None, _in_archive(problems, piece, self.store.root) if piece.member else problems

    def _problems(self, error: Exception, source: Source) -> list[Problem]:
        if isinstance(error, DataError):
            return list(error.problems)
        fault = store_fault(error)
        if fault:
            return [Problem(f"the store cannot be written ({fault})", self.store.root, hint=GO_ON)]
        reason = error.strerror if isinstance(error, OSError) else str(error).splitlines()[0]
        return [Problem(f"this file cannot be read ({reason})", source.path)]

    def _take(self, piece: _Piece, source: Source, connection: duckdb.DuckDBPyConnection) -> Taken:
        before = signature(source.path)
        require_harmless(source)
        loader = next((loader for loader in self.loaders if loader.recognises(source)), None)
        if loader is None:
            return Taken(source.name, "not recognised")
        require_sane_header(source)
        require_no_personal_columns(source)
        identity = _edition_id(loader, source)
        if self.store.holds(loader.dataset.id, identity):
            return Taken(source.name, "already stored", self.store.edition(loader.dataset.id, identity))
        # Of workbooks, which are read into Python's memory, only one at a time.
        with self.store.writing() as folder, nullcontext() if source.header else self._one_workbook:
            loaded = loader.load(source, folder, connection)
            require_unchanged(source.path, before)
            # Files of one ingest are ordered as they stand, whichever was finished first.
            recorded = self.began + timedelta(microseconds=piece.number)
            edition = _edition(loader, source, identity, loaded, self.day, recorded)
            fresh = self.store.commit(folder, edition)
        return Taken(source.name, "stored" if fresh else "already stored", edition)


def _in_archive(problems: Sequence[Problem], piece: _Piece, root: Path) -> list[Problem]:
    """A member lies in a temporary folder that means nothing to the user: the archive is named instead."""
    name = piece.member.filename if piece.member else ""
    return [
        problem
        if problem.file == root
        else Problem(
            f'"{name}" in this archive: {problem.message}', piece.source.path, problem.line, problem.hint
        )
        for problem in problems
    ]


def _edition_id(loader: Loader, source: Source) -> str:
    """Dataset and content; the loader's version too once it reads the same bytes in another way."""
    version = f"-v{loader.dataset.version}" if loader.dataset.version > 1 else ""
    return f"{loader.dataset.id}-{source.content.sha256[:16]}{version}"


def _edition(
    loader: Loader, source: Source, identity: str, loaded: Loaded, day: date, recorded: datetime
) -> Edition:
    return Edition(
        id=identity,
        dataset=loader.dataset.id,
        title=loader.dataset.title,
        publisher=loader.dataset.publisher,
        licence=loader.dataset.licence,
        source_name=source.name,
        sha256=source.content.sha256,
        as_at=day,
        recorded_at=recorded.isoformat(timespec="microseconds"),
        rows=loaded.rows,
        rejected=loaded.rejected,
        slices=loaded.slices,
        vintage=loaded.vintage,
        synthetic=loaded.synthetic or source.synthetic,
        notes=(*loaded.notes, *source.origin),
    )
