"""A batch from beginning to end: what is to be made, making it, and what is said of it afterwards."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from csp_toolkit.areas import Partnership
from csp_toolkit.batch.cluster import cluster_executor
from csp_toolkit.batch.index import IndexPage, write_index
from csp_toolkit.batch.making import Job, Outcome, is_there
from csp_toolkit.batch.pack_pages import write_pack_pages
from csp_toolkit.batch.progress import Tally
from csp_toolkit.batch.records import FOLDER
from csp_toolkit.batch.resident import ResidentPool
from csp_toolkit.batch.sources import Sources
from csp_toolkit.batch.working import Work
from csp_toolkit.errors import CspError, ParameterError, Problem
from csp_toolkit.packs import plan_runs
from csp_toolkit.parameters import PackSettings, Project
from csp_toolkit.runs import Run, check_run
from csp_toolkit.store import Store

Progress = Callable[[str], None]
Pool = Callable[[int], AbstractContextManager[tuple[Executor, int]]]
"""Given the number of reports, opens an executor and says how many to have under way with it."""


@dataclass(frozen=True)
class Batch:
    """Every report that is asked for. ``unplanned`` are those that cannot be made as things stand."""

    name: str
    asked: Run
    outputs: Path
    pack: PackSettings | None
    jobs: tuple[Job, ...]
    unplanned: dict[Job, Outcome]


@dataclass(frozen=True)
class Finished:
    """What came of it: of an interrupted batch of those reports only that had ended."""

    outcomes: dict[Job, Outcome]
    interrupted: bool

    @property
    def failed(self) -> dict[Job, Outcome]:
        """The reports that could not be made, in the order of the batch."""
        return {job: outcome for job, outcome in self.outcomes.items() if outcome.state == "failed"}

    def count(self, state: str) -> int:
        """How many reports are ``made``, were ``there``, or ``failed``."""
        return sum(outcome.state == state for outcome in self.outcomes.values())


def plan_batch(
    project: Project,
    store: Store,
    partnerships: Sequence[Partnership],
    chosen: Sequence[Partnership],
    asked: Run,
    outputs: Path,
    anew: bool = False,
) -> Batch:
    """The reports of a pack, or one report, called ``asked.report``, for each of the ``chosen``.

    One partnership's wrong settings are its own failure. Raises ParameterError or NotebookError for what is
    wrong for all, before anything is started.
    """
    pack = project.pack(asked.report) if asked.report in project.packs() else None
    if pack and asked.audience is not None:
        hint = f"The pack says that it is for: {pack.audience}."
        raise ParameterError(Problem("a pack has an audience of its own", hint=hint))
    sources = Sources(project, store, partnerships)
    jobs: list[Job] = []
    unplanned: dict[Job, Outcome] = {}
    for partnership in chosen:
        run = replace(asked, partnership=partnership)
        job = Job(project.root, outputs, run, "", anew)
        try:
            runs = plan_runs(project, pack, run) if pack else [run]
            jobs += [replace(job, run=each, sources=sources.digest_of(each)) for each in runs]
        except CspError as error:
            unplanned[job] = Outcome("failed", 0.0, 0, error.exit_code, error.problems)
        except FileNotFoundError:
            check_run(project, run)
            raise
    for run in {(job.run.report, job.run.period): job.run for job in jobs}.values():
        check_run(project, run)
    if not jobs and unplanned:
        raise ParameterError([problem for outcome in unplanned.values() for problem in outcome.problems])
    return Batch(asked.report, asked, outputs, pack, tuple(jobs), unplanned)


def run_batch(batch: Batch, progress: Progress, open_pool: Pool) -> Finished:
    """Make what is not there. Ctrl-C finishes what is under way, a second one drops it; both leave every
    folder whole, and the same batch goes on from there.

    Raises ParameterError for a cluster that is not to be had, OSError for a folder that cannot be written.
    """
    require_writable(batch.outputs)
    progress("looking at what is there ...")
    outcomes = batch.unplanned | {job: Outcome("there") for job in batch.jobs if is_there(job)}
    to_make = [job for job in batch.jobs if job not in outcomes]
    tally = Tally(len(outcomes) + len(to_make))
    for outcome in outcomes.values():
        tally.add(outcome)

    def done(job: Job, outcome: Outcome) -> None:
        outcomes[job] = outcome
        tally.add(outcome)
        progress(f"{tally.line()}; {job.name}: {outcome.state}")
        for line in outcome.news:
            progress(f"{job.name}: {line}")

    interrupted = bool(to_make) and _make(to_make, done, tally, progress, open_pool)
    every = (*batch.unplanned, *batch.jobs)
    if batch.pack:
        write_pack_pages(batch.name, batch.pack, batch.asked.period, outcomes, batch.jobs)
    return Finished({job: outcomes[job] for job in every if job in outcomes}, interrupted)


def index_batch(batch: Batch, finished: Finished) -> Path:
    """Write the page and the tables that lead to every report of the batch. Gives back the page's path."""
    page = IndexPage(batch.name, batch.asked, batch.pack, batch.outputs)
    every = (*batch.unplanned, *batch.jobs)
    return write_index(page, {job: finished.outcomes.get(job) for job in every})


def _make(
    jobs: Sequence[Job],
    done: Callable[[Job, Outcome], None],
    tally: Tally,
    progress: Progress,
    open_pool: Pool,
) -> bool:
    """Give the jobs to workers. Gives back whether somebody interrupted it."""
    with open_pool(len(jobs)) as (executor, at_once):
        work = Work(executor, at_once, done)
        tally.begin()
        try:
            work.work_off(jobs)
            return False
        except KeyboardInterrupt:
            progress(f"stopping: finishing {work.under_way} under way; Ctrl-C again drops them ...")
        try:
            work.finish()
        except KeyboardInterrupt:
            progress("dropping them ...")
            if isinstance(executor, ResidentPool):
                executor.kill()
                work.drop()
        return True


def resident_pool(workers: int | None = None) -> Pool:
    """Worker processes of this machine: so many, or one for each processor."""

    @contextmanager
    def open_pool(jobs: int) -> Iterator[tuple[Executor, int]]:
        number = min(workers or usable_processors(), jobs)
        with ResidentPool(number) as pool:
            yield pool, number

    return open_pool


def cluster_pool(address: str) -> Pool:
    """The workers of a dask.distributed scheduler."""

    @contextmanager
    def open_pool(jobs: int) -> Iterator[tuple[Executor, int]]:
        with cluster_executor(address) as (executor, number):
            yield executor, 2 * number  # one at work and one on its way

    return open_pool


def usable_processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def require_writable(outputs: Path) -> None:
    """Raise OSError where nothing can be written: once, rather than for each report."""
    folder = outputs / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder):
        pass
