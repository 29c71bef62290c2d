"""Worker processes of this machine, which keep what they have loaded from one report to the next.

Each worker is a ``ProcessPoolExecutor`` of its own: a process that dies takes one report with it, and it is
known which. After some reports a worker is replaced, so that no library's leak can add up.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import get_context, parent_process
from queue import LifoQueue
from typing import ParamSpec, TypeVar

from csp_toolkit.batch.settling import settle_in

REPORTS_BEFORE_REPLACED = 200

P = ParamSpec("P")
T = TypeVar("T")


class _Worker:
    """One process, started when there is something to do."""

    def __init__(self) -> None:
        self._executor: ProcessPoolExecutor | None = None
        self._pid = 0
        self._done = 0

    def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Raises BrokenProcessPool where the process dies; the next call starts another."""
        if self._done >= REPORTS_BEFORE_REPLACED:
            self.end()
        executor = self._executor or self._start()
        try:
            found = executor.submit(function, *args, **kwargs).result()
        except BaseException:
            self.end()
            raise
        self._done += 1
        return found

    def _start(self) -> ProcessPoolExecutor:
        # Spawned: a fork would copy the threads' locks of a process that has loaded pandas.
        self._executor = ProcessPoolExecutor(1, get_context("spawn"), initializer=_begin)
        self._done, self._pid = 0, 0
        self._pid = self._executor.submit(os.getpid).result()
        return self._executor

    def end(self, *, wait: bool = False) -> None:
        """Let the process end, once it has finished what it does."""
        executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=wait)

    def kill(self) -> None:
        """End the process now."""
        if self._executor is not None and self._pid:
            with suppress(OSError):
                os.kill(self._pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)


class ResidentPool(ThreadPoolExecutor):
    """An executor whose every thread waits for a process that does the work."""

    def __init__(self, workers: int) -> None:
        super().__init__(workers, thread_name_prefix="worker")
        self._workers = [_Worker() for _ in range(workers)]
        self._idle: LifoQueue[_Worker] = LifoQueue()  # the one that has its libraries loaded goes first
        for worker in self._workers:
            self._idle.put(worker)

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have a function of a module called in a worker."""
        return super().submit(self._call, function, *args, **kwargs)

    def _call(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        worker = self._idle.get()
        try:
            return worker.run(function, *args, **kwargs)
        finally:
            self._idle.put(worker)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let every worker end when it has finished.

        Who does not wait for them ends as they do, and Python complains of pipes closed under it.
        """
        super().shutdown(wait, cancel_futures=cancel_futures)
        for worker in self._workers:
            worker.end(wait=wait)

    def kill(self) -> None:
        """End every worker now, whatever it does."""
        for worker in self._workers:
            worker.kill()


def _begin() -> None:
    """In a new worker: out of reach of the terminal's Ctrl-C, ended with the command, loading already."""
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    settle_in()


def _end_with_parent() -> None:
    """A worker whose command was killed would wait for work for ever. Its kernels end with it."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
