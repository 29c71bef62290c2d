"""What warm kernels save, and that nothing grows over many of them.

    python benchmarks/kernels.py                    all three tables
    python benchmarks/kernels.py --report data_quality --runs 50

First a report of the sample from a cold shell, ``csp run`` in a process of its own, with warm kernels and
without; then the same small notebook again and again in one process; then many runs, and what the process
and its fork server hold open before and after.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from measured import best_of, print_machine, print_table

NOTEBOOK = (
    "import pandas, scipy.stats, duckdb",
    "frame = duckdb.sql('select range % 7 as a, range as b from range(1000)').df()",
    "frame.groupby('a').sum()",
    "scipy.stats.poisson(3).interval(0.95)",
)
"""What any report does before its first figure."""
SWITCH = "CSP_TOOLKIT_KERNEL"


def report_from_a_cold_shell(report: str, outputs: str) -> None:
    """Compare ``csp run`` with its warm kernel and with an ordinary one."""
    run = [sys.executable, "-m", "csp_toolkit.cli", "run", report, "--partnership", "thurrock"]
    run += ["--period", "2024-25 Q4", "--data", "sample", "--output", outputs]
    commands = {
        "ordinary kernel": ["env", f"{SWITCH}=cold", *run],
        "warm kernel": ["env", f"{SWITCH}=", *run],
    }
    print_table(f"csp run {report} from a cold shell", best_of(2, commands), "ordinary kernel")


def run_notebook() -> float:
    """Run the small notebook in this process. Gives back the seconds it took."""
    import nbformat
    import papermill

    from csp_toolkit.kernels.manager import ReportKernelManager

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in NOTEBOOK])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    began = time.perf_counter()
    papermill.execute_notebook(
        notebook, None, progress_bar=False, kernel_manager_class=ReportKernelManager, log_output=False
    )
    return time.perf_counter() - began


def again_in_one_process(times: int = 5) -> None:
    """Print the seconds of the first run and the quickest of the next, cold and warm."""
    print("\n### A notebook of four cells, again and again in one process\n")
    print("| | first run, seconds | later runs, seconds (quickest, middle, slowest) |\n|---|--:|--:|")
    for name, wish in (("ordinary kernel", "cold"), ("warm kernel", "")):
        os.environ[SWITCH] = wish
        first, *later = [run_notebook() for _ in range(times + 1)]
        later.sort()
        spread = ", ".join(f"{later[place]:.2f}" for place in (0, len(later) // 2, -1))
        print(f"| {name} | {first:.2f} | {spread} |")


def growth(times: int) -> None:
    """Print what is open and resident before and after many runs."""
    from csp_toolkit.kernels.server import start_server

    run_notebook()
    server = start_server()
    if server is None:
        print("No kernels are forked here.")
        return
    began, before = time.perf_counter(), [held(os.getpid()), held(server.pid)]
    for _ in range(times):
        run_notebook()
    seconds, after = time.perf_counter() - began, [held(os.getpid()), held(server.pid)]
    print(f"\n### {times} runs in one process, {seconds / times:.2f} seconds each\n")
    print("| | open files before | after | resident MB before | after |\n|---|--:|--:|--:|--:|")
    for name, old, new in zip(("the process", "its fork server"), before, after, strict=True):
        print(f"| {name} | {old[0]} | {new[0]} | {old[1]:.0f} | {new[1]:.0f} |")
    print(f"\nKernels that still run: {len(children(server.pid))}")


def held(pid: int) -> tuple[int, float]:
    """Open files and resident MB of a process (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    resident = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
    return len(os.listdir(f"/proc/{pid}/fd")), resident / 1024


def children(pid: int) -> list[str]:
    """The processes that a process has started and that are not ended."""
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def main() -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--report", default="quarterly_performance")
    parser.add_argument("--runs", type=int, default=200)
    chosen = parser.parse_args()
    print_machine()
    with TemporaryDirectory() as outputs:
        report_from_a_cold_shell(chosen.report, outputs)
    again_in_one_process()
    growth(chosen.runs)


if __name__ == "__main__":
    main()
