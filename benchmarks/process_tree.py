"""Runs a command and says what it took with all the processes that it started, ended or left behind (Linux).

    python benchmarks/process_tree.py COMMAND ...

prints one line of JSON. Processes whose parent has gone are given to this one, so that none is lost.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
INTERVAL = 1.0


@dataclass(frozen=True)
class Tree:
    """Wall-clock seconds, processor seconds of all processes, and the most MB they held at one time."""

    seconds: float
    cpu: float
    memory: float


def run_tree(command: list[str], **settings: object) -> Tree:
    """Run once. Raises RuntimeError where the command fails."""
    done = subprocess.run(
        [sys.executable, __file__, *command], capture_output=True, text=True, check=False, **settings
    )  # type: ignore[call-overload]
    told = json.loads(done.stdout.splitlines()[-1]) if done.stdout.strip() else {"code": done.returncode}
    if told.pop("code"):
        raise RuntimeError(f"{' '.join(command[:4])} ... failed:\n{done.stderr[-2000:]}")
    return Tree(**told)


def _watch(stop: threading.Event, most: list[float]) -> None:
    while not stop.wait(INTERVAL):
        most[0] = max(most[0], sum(_proportional_mb(pid) for pid in _descendants(os.getpid())))


def _descendants(pid: int) -> list[int]:
    found = []
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, thread.read_text().split()):
                found += [child, *_descendants(child)]
    return found


def _proportional_mb(pid: int) -> float:
    """A process's own memory, and its share of what it has in common with others."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def main(command: list[str]) -> None:
    """Run the command, wait for everything it started, and print what it took."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    began, stop, most = time.perf_counter(), threading.Event(), [0.0]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    watcher = threading.Thread(target=_watch, args=(stop, most))
    watcher.start()
    code, seconds = process.wait(), time.perf_counter() - began
    with suppress(ChildProcessError):
        while True:
            os.wait()
    stop.set()
    watcher.join()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = {"seconds": seconds, "cpu": used.ru_utime + used.ru_stime, "memory": most[0], "code": code}
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1:])
