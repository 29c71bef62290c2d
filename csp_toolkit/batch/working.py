"""Working off jobs with any executor: few under way at a time, one failure by itself, a clean end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass

from csp_toolkit.batch.making import Job, Outcome, failure, make_report
from csp_toolkit.batch.records import clear_leftovers, holding

TRIES = 2
"""How often a report is given to a worker that then dies."""
DYING = 10
"""Seconds in which a killed worker has ended."""


@dataclass(frozen=True, slots=True)
class _UnderWay:
    job: Job
    tries: int


class Work:
    """Jobs given to an executor. ``at_once`` bounds what is under way, and so what is held in memory."""

    def __init__(self, executor: Executor, at_once: int, done: Callable[[Job, Outcome], None]) -> None:
        self._executor = executor
        self._at_once = at_once
        self._done = done
        self._under_way: dict[Future[Outcome], _UnderWay] = {}

    @property
    def under_way(self) -> int:
        """How many reports are being made."""
        return len(self._under_way)

    def work_off(self, jobs: Iterable[Job]) -> None:
        """Make all of them; ``done`` is told of each once. KeyboardInterrupt leaves some under way."""
        waiting: Iterator[Job] = iter(jobs)
        while True:
            while len(self._under_way) < self._at_once and (job := next(waiting, None)):
                self._give(job)
            if not self._under_way:
                return
            self._take()

    def finish(self) -> None:
        """Wait for what is under way; nothing new is begun."""
        while self._under_way:
            self._take(again=False)

    def drop(self) -> None:
        """Remove what workers that were killed had begun to write."""
        wait(self._under_way, timeout=DYING)
        for given in self._under_way.values():
            with holding(given.job.record):
                clear_leftovers(given.job.folder)

    def _give(self, job: Job, tries: int = 1) -> None:
        self._under_way[self._executor.submit(make_report, job)] = _UnderWay(job, tries)

    def _take(self, again: bool = True) -> None:
        """Wait for the next to end, and tell of it."""
        ended, _ = wait(self._under_way, return_when=FIRST_COMPLETED)
        for future in ended:
            given = self._under_way.pop(future)
            error = None if future.cancelled() else future.exception()
            if error is None and not future.cancelled():
                self._done(given.job, future.result())
            elif again and given.tries < TRIES:
                self._give(given.job, given.tries + 1)
            else:
                self._done(given.job, _died(given.tries, error))


def _died(tries: int, error: BaseException | None) -> Outcome:
    """The worker ended without an answer: killed, out of memory, or not reached any more."""
    times = "twice" if tries > 1 else "once"
    said = f" ({type(error).__name__})" if error else ""
    hint = "Too little memory is the usual reason: try fewer --workers, or this report alone with csp run."
    return failure(f"its worker died {times}{said}", hint=hint)
