"""csp run, csp pack and csp batch beside the stock tools, on the same notebooks and data (Linux).

    python benchmarks/batch.py --folder FOLDER [--parts single,pack,batch,workers,growth] [--sample]

FOLDER takes a made-up national store (national_store.py; some minutes, 1 GB) and what is made of it.

- single: one quarterly report of the sample from a cold shell, the better of two
- pack: the year's reports of the sample
- batch: ``--partnerships`` national reports; the stock tools make ``--stock`` of them
- workers: the same batch by one and two workers, and by two and three of a dask.distributed cluster on
  this machine, whose start and end are counted
- growth: batches of 10 to 314 partnerships, with nothing kept of earlier runs

With ``--sample`` the national parts are made of the embedded sample, which has 14 partnerships. Processor
seconds and memory are those of all processes that were started. Stock PDFs are nbconvert's webpdf, which
needs playwright and an installed Chromium; without them the stock side makes HTML alone, which is said.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from measured import print_machine
from process_tree import Tree, run_tree
from stock_tools import ROOT, Asked, find_browser_for_playwright

REPORT, PERIOD, YEAR, PLACE = "quarterly_performance", "2024-25 Q4", "2024-25", "thurrock"
PARTS = ("single", "pack", "batch", "workers", "growth")
GROWTH = (10, 40, 160, 314)
HEAD = """\
| | reports | seconds | a report | processor seconds a report | peak MB | first row: seconds | processor |
|---|--:|--:|--:|--:|--:|--:|--:|"""
CLUSTER = """
import subprocess, sys
from distributed import Client, LocalCluster
if __name__ == "__main__":
    here = dict(threads_per_worker=1, dashboard_address=None, host="127.0.0.1")
    with LocalCluster(n_workers={workers}, **here) as cluster:
        with Client(cluster, set_as_default=False) as client:
            client.wait_for_workers({workers}, timeout=60)
        subprocess.run([*{command!r}, "--cluster", cluster.scheduler_address], check=True)
"""
Rows = dict[str, tuple[Tree, int]]


class Bench:
    """Runs commands that write into a folder of their own, and keeps what they took."""

    def __init__(self, folder: Path, data: str, webpdf: bool) -> None:
        self._folder, self.data, self.webpdf = folder, data, webpdf

    def outputs(self, name: str) -> str:
        """An empty folder."""
        place = self._folder / "made" / re.sub(r"\W+", "_", name)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        return str(place)

    def run(self, rows: Rows, name: str, number: int, command: Sequence[str], *, anew: bool = False) -> None:
        """Run once, as a row of ``number`` reports; ``anew``: with nothing kept of earlier ones."""
        kept = {"CSP_TOOLKIT_CACHE": self.outputs(f"{name}, what is kept")} if anew else {}
        rows[name] = (run_tree(list(command), cwd=ROOT, env={**os.environ, **kept}), number)
        print(f"  {name}: {rows[name][0].seconds:.1f} s for {number}", file=sys.stderr, flush=True)

    def stock(self, rows: Rows, name: str, reports: Sequence[tuple[str, str, str]], data: str) -> None:
        """The stock tools from the command line."""
        self.run(
            rows, name, len(reports), Asked(tuple(reports), data, self.outputs(name), self.webpdf).command
        )

    def batch(self, slugs: Sequence[str], name: str, *more: str) -> list[str]:
        """``csp batch`` for these partnerships."""
        named = [word for slug in slugs for word in ("--partnership", slug)]
        place = ("--data", self.data, "--output", self.outputs(name))
        return csp("batch", REPORT, "--period", PERIOD, *place, *more, *named)


def csp(*words: str) -> list[str]:
    return [sys.executable, "-m", "csp_toolkit.cli", *words]


def measure_single(bench: Bench) -> Rows:
    """One report from a cold shell. The first of ours also decides what is withheld, which is kept."""
    rows: Rows = {}
    asked = ("run", REPORT, "--partnership", PLACE, "--period", PERIOD, "--data", "sample")
    for turn in ("first", "second"):
        name = f"csp run, {turn} time: HTML, PDF/UA, CSV"
        bench.run(rows, name, 1, csp(*asked, "--output", bench.outputs(name)))
    for turn in ("first", "second"):
        bench.stock(
            rows,
            f"stock command line, {turn} time: {stock_makes(bench)}",
            [(REPORT, PLACE, PERIOD)],
            "sample",
        )
    return rows


def measure_pack(bench: Bench) -> Rows:
    """The year's reports for one partnership."""
    rows: Rows = {}
    reports = reports_of_the_year()
    asked = ("pack", "annual", "--partnership", PLACE, "--period", YEAR, "--data", "sample")
    for workers in ("2", "1"):
        name = f"csp pack, {workers} workers" if workers != "1" else "csp pack, 1 worker"
        bench.run(
            rows, name, len(reports), csp(*asked, "--workers", workers, "--output", bench.outputs(name))
        )
    bench.stock(rows, f"stock command line: {stock_makes(bench)}", reports, "sample")
    return rows


def measure_batch(bench: Bench, slugs: list[str], stock: int) -> Rows:
    """Many reports; the stock tools' cost for each is that of a few."""
    rows: Rows = {}
    name = "csp batch, 2 workers: HTML, PDF/UA, CSV"
    bench.run(rows, name, len(slugs), bench.batch(slugs, name, "--workers", "2"))
    few = tuple((REPORT, slug, PERIOD) for slug in slugs[:stock])
    for kind, workers in (("stock command line", 0), ("pool of papermill and nbconvert, 2 workers", 2)):
        for webpdf in (False, True) if bench.webpdf else (False,):
            name = f"{kind}: HTML{', webpdf' if webpdf else ''}"
            asked = Asked(few, bench.data, bench.outputs(name), webpdf, workers)
            bench.run(rows, name, len(few), asked.command)
    return rows


def measure_workers(bench: Bench, slugs: list[str]) -> Rows:
    """The same batch by more and by fewer workers, here and on a cluster."""
    rows: Rows = {}
    for workers in (2, 1):
        name = f"this machine, {workers} worker{'s' * (workers > 1)}"
        bench.run(rows, name, len(slugs), bench.batch(slugs, name, "--workers", str(workers)))
    for workers in (2, 3):
        name = f"cluster, {workers} workers"
        script = CLUSTER.format(workers=workers, command=bench.batch(slugs, name))
        file = Path(bench.outputs(f"{name}, its script")) / "cluster.py"
        file.write_text(script)
        bench.run(rows, name, len(slugs), [sys.executable, str(file)])
    return rows


def measure_growth(bench: Bench, slugs: list[str]) -> Rows:
    """Batches of more and more partnerships."""
    rows: Rows = {}
    for number in sorted({min(number, len(slugs)) for number in GROWTH}):
        name = f"{number} partnerships"
        command = bench.batch(spread(slugs, number), name, "--workers", "2")
        bench.run(rows, name, number, command, anew=True)
    return rows


def stock_makes(bench: Bench) -> str:
    return "HTML, webpdf" if bench.webpdf else "HTML"


def reports_of_the_year() -> list[tuple[str, str, str]]:
    """Those of the pack, each with its period."""
    from csp_toolkit.areas import find_partnership
    from csp_toolkit.frames import load_partnerships
    from csp_toolkit.packs import plan_runs
    from csp_toolkit.parameters import find_project
    from csp_toolkit.periods import parse_period
    from csp_toolkit.runs import Run
    from csp_toolkit.workspace import choose_store

    project = find_project(ROOT)
    partnerships = load_partnerships(choose_store(ROOT / "data", "sample", announce=print))
    run = Run("", find_partnership(partnerships, PLACE), parse_period(YEAR))
    runs = plan_runs(project, project.pack("annual"), run)
    return [(each.report, PLACE, each.period.label) for each in runs]


def slugs_in(data: str) -> list[str]:
    from csp_toolkit.frames import load_partnerships
    from csp_toolkit.workspace import choose_store

    return [p.slug for p in load_partnerships(choose_store(ROOT / "data", data, announce=print))]


def spread(slugs: Sequence[str], number: int) -> list[str]:
    """So many of them, from all over the list."""
    number = min(number, len(slugs))
    return [slugs[place * len(slugs) // number] for place in range(number)]


def print_rows(title: str, rows: Rows) -> None:
    """Cost of each report; how the first row compares."""
    ours, number = next(iter(rows.values()))
    print(f"\n### {title}\n")
    print(HEAD)
    for name, (tree, made) in rows.items():
        wall, cpu = tree.seconds / made, tree.cpu / made
        ratios = f"1/{wall / (ours.seconds / number):.2f} | 1/{cpu / (ours.cpu / number):.2f}"
        took = f"{tree.seconds:.1f} | {wall:.2f} | {cpu:.2f} | {tree.memory:.0f}"
        print(f"| {name} | {made} | {took} | {ratios} |")
    sys.stdout.flush()


def measure(chosen: argparse.Namespace) -> None:
    folder: Path = chosen.folder.resolve()
    parts = [part for part in PARTS if part in chosen.parts.split(",")]
    data = "sample"
    if not chosen.sample and set(parts) - {"single", "pack"}:
        from national_store import build_store

        data = str(build_store(folder))
    bench = Bench(folder, data, find_browser_for_playwright(folder))
    every = slugs_in(data)
    some = spread(every, chosen.partnerships)
    print_machine()
    if not bench.webpdf:
        print("The stock side makes no PDF: playwright finds no Chromium.")
    for part in parts:
        if part == "single":
            print_rows("One report from a cold shell", measure_single(bench))
        elif part == "pack":
            print_rows("The year's reports of one partnership", measure_pack(bench))
        elif part == "batch":
            print_rows("Many partnerships", measure_batch(bench, some, chosen.stock))
        elif part == "workers":
            print_rows("Workers", measure_workers(bench, some))
        else:
            print_rows("Growth", measure_growth(bench, every))


def main() -> None:
    """Print a table for each part."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--parts", default=",".join(PARTS), help="some of " + ", ".join(PARTS))
    parser.add_argument("--partnerships", type=int, default=40)
    parser.add_argument("--stock", type=int, default=4, help="reports by the stock tools")
    parser.add_argument("--sample", action="store_true", help="the embedded sample, not a national store")
    measure(parser.parse_args())


if __name__ == "__main__":
    main()
