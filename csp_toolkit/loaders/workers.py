"""Several files at a time: a few threads, each with a database of its own, and results in the files' order.

DuckDB and Arrow work outside Python's lock, so two threads read two files in the time of one. Each database
has one thread, a bound on its memory and a folder to put aside what exceeds it: so the memory of an
ingest depends on the largest file at most, never on how many there are.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from csp_toolkit.errors import DataError, Problem

if TYPE_CHECKING:
    import duckdb

MOST_WORKERS = 4
"""More would wait for the disk, and each holds up to MEMORY_LIMIT."""
MEMORY_LIMIT = "256MB"
AHEAD = 2
"""Files handed to each worker before the first result is asked for: enough that none stands idle."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def work_in_order(
    work: Callable[[Item, duckdb.DuckDBPyConnection], Result], items: Iterable[Item]
) -> Iterator[Result]:
    """What ``work`` makes of each item, in the items' order. Its first exception ends all of it.

    Items are asked for as they are needed, so that a folder of any size can be worked through.
    """
    # One more than there are processors: while an edition is flushed its thread waits for the disk.
    workers = min(MOST_WORKERS, (os.cpu_count() or 1) + 1)
    with _folder_aside() as aside:
        databases = _Databases(Path(aside))
        pool = ThreadPoolExecutor(workers, thread_name_prefix="ingest")
        try:
            yield from _in_order(pool, databases.using(work), items, workers * AHEAD)
        finally:
            # Who interrupts does not wait for what has not begun; what has begun is left in order.
            pool.shutdown(cancel_futures=True)
            databases.close()


def _folder_aside() -> tempfile.TemporaryDirectory[str]:
    try:
        return tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    except OSError as error:
        folder = tempfile.gettempdir()
        message = f'no temporary file can be written in "{folder}" ({error.strerror})'
        raise DataError(Problem(message, hint="Make room there, or name another folder in TMPDIR.")) from None


def _in_order(
    pool: ThreadPoolExecutor, work: Callable[[Item], Result], items: Iterable[Item], ahead: int
) -> Iterator[Result]:
    waiting: deque[Future[Result]] = deque()
    for item in items:
        waiting.append(pool.submit(work, item))
        if len(waiting) >= ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


class _Databases:
    """One database in memory for each thread, made when the thread first needs it."""

    def __init__(self, aside: Path) -> None:
        self._aside = aside
        self._own = threading.local()
        self._all: list[duckdb.DuckDBPyConnection] = []

    def using(self, work: Callable[[Item, duckdb.DuckDBPyConnection], Result]) -> Callable[[Item], Result]:
        return lambda item: work(item, self._connection())

    def _connection(self) -> duckdb.DuckDBPyConnection:
        import duckdb

        if not hasattr(self._own, "connection"):
            aside = str(self._aside)
            self._own.connection = duckdb.connect(
                config={"threads": 1, "memory_limit": MEMORY_LIMIT, "temp_directory": aside}
            )
            self._all.append(self._own.connection)
        connection: duckdb.DuckDBPyConnection = self._own.connection
        return connection

    def close(self) -> None:
        for connection in self._all:
            connection.close()
