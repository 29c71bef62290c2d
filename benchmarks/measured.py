"""Runs a command in a process of its own and says what it took; prints rows of a table."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """Wall-clock and processor seconds, peak memory in MB, and the last line that was printed."""

    seconds: float
    cpu: float
    memory: float
    printed: str


# Between us and the command stands a process that is small: what its parent held when it was started counts
# as a process's own peak (Linux), and a test run can hold a gigabyte.
_SMALL_PARENT = """
import os, sys
told, *command = sys.argv[1:]
_, status, used = os.wait4(os.spawnvp(os.P_NOWAIT, command[0], command), 0)
code = os.waitstatus_to_exitcode(status)
os.write(int(told), f"{code} {used.ru_utime + used.ru_stime} {used.ru_maxrss}".encode())
"""


def run_measured(command: Sequence[str]) -> Run:
    """Run once, from the start of the interpreter to its end."""
    told, tell = os.pipe()
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _SMALL_PARENT, str(tell), *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_with_bytecode(),
        pass_fds=[tell],
    )
    os.close(tell)
    printed = process.communicate()[0].decode().strip().splitlines()
    seconds = time.perf_counter() - began
    with os.fdopen(told) as answer:
        code, cpu, peak = answer.read().split()
    if int(code):
        raise RuntimeError(f"{' '.join(command[:3])} ... ended with {code}")
    # Kilobytes on Linux, bytes on macOS.
    memory = int(peak) / (1 << 10 if sys.platform != "darwin" else 1 << 20)
    return Run(seconds, float(cpu), memory, printed[-1] if printed else "")


def _with_bytecode() -> dict[str, str]:
    """The environment in which modules are compiled once and kept, as they are where they were installed."""
    kept = {"PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "benchmarks_bytecode")}
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | kept


def best_of(times: int, commands: dict[str, Sequence[str]]) -> dict[str, Run]:
    """Each command ``times`` times, in turn, so that other work falls on all alike; the quickest counts."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(times):
        for name, command in commands.items():
            runs[name].append(run_measured(command))
    return {name: min(found, key=lambda run: run.seconds) for name, found in runs.items()}


def print_table(title: str, runs: dict[str, Run], reference: str) -> None:
    """Every run beside the reference: how many times as quick, and which part of the memory."""
    base = runs[reference]
    print(f"\n### {title}\n")
    print("| | seconds | processor seconds | peak MB | times as quick | of its memory |")
    print("|---|--:|--:|--:|--:|--:|")
    for name, run in runs.items():
        took = f"{run.seconds:.2f} | {run.cpu:.2f} | {run.memory:.0f}"
        print(f"| {name} | {took} | {base.seconds / run.seconds:.1f} | 1/{base.memory / run.memory:.1f} |")


def print_machine() -> None:
    """What all of it ran on, and how busy it was."""
    model = next(
        (
            line.split(":")[1].strip()
            for line in _lines(Path("/proc/cpuinfo"))
            if line.startswith("model name")
        ),
        platform.processor() or platform.machine(),
    )
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"{os.cpu_count()} processors ({model}), {platform.system()}, Python {platform.python_version()}")
    print(f"Load before the start over 1, 5 and 15 minutes: {load}")


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []
