"""Reports of many partnerships: csp batch beside the stock tools, on the same notebook and data.

    python benchmarks/batch.py --folder FOLDER [--partnerships 40] [--workers 2] [--stock 4] [--cluster]

FOLDER takes a made-up national store (national_store.py; some minutes, 1 GB) and what is made of it;
``--sample`` takes the embedded sample, which has 14 partnerships and no more. The stock tools make
``--stock`` reports, and their cost for each is set beside ours:

- command line: papermill, then nbconvert to HTML, then nbconvert to webpdf, one report after the other;
- a pool of processes that call papermill and nbconvert as libraries, with kept exporters.

All run the report's own notebook, theirs in the ordinary kernel, and make HTML and PDF (webpdf needs
playwright and an installed Chromium; without it the stock side makes HTML alone, which is said).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from measured import print_machine
from process_tree import Tree, run_tree

ROOT = Path(__file__).resolve().parents[1]
REPORT, PERIOD = "quarterly_performance", "2024-25 Q4"
NOTEBOOK = ROOT / "notebooks" / f"{REPORT}.ipynb"
LAUNCH = (
    "from playwright.sync_api import sync_playwright\n"
    "with sync_playwright() as p: p.chromium.launch(args=['--no-sandbox']).close()"
)


def slugs_of(data: str, number: int) -> list[str]:
    """The partnerships to make reports for, spread over all that the data know."""
    from csp_toolkit.frames import load_partnerships
    from csp_toolkit.workspace import choose_store

    every = [p.slug for p in load_partnerships(choose_store(ROOT / "data", data, announce=print))]
    number = min(number, len(every))
    return [every[place * len(every) // number] for place in range(number)]


def batch_command(data: str, slugs: list[str], outputs: Path, *more: str) -> list[str]:
    named = [word for slug in slugs for word in ("--partnership", slug)]
    asked = ["batch", REPORT, "--period", PERIOD, "--data", data, "--output", str(outputs), *more]
    return [sys.executable, "-m", "csp_toolkit.cli", *asked, *named]


def stock_cli(data: str, slugs: list[str], outputs: Path, webpdf: bool) -> None:
    """What an analyst types, for one partnership after the other."""
    for slug in slugs:
        folder = outputs / slug
        folder.mkdir(parents=True)
        executed = str(folder / "report.ipynb")
        given = [w for name, value in parameters(data, slug).items() for w in ("-p", name, value)]
        call("papermill", "-k", "python3", "--no-progress-bar", *given, str(NOTEBOOK), executed)
        call("jupyter", "nbconvert", "--to", "html", "--no-input", executed)
        if webpdf:
            call(
                "jupyter", "nbconvert", "--to", "webpdf", "--no-input", "--disable-chromium-sandbox", executed
            )


def call(module: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, check=True)


def parameters(data: str, slug: str) -> dict[str, str]:
    return {"partnership": slug, "period": PERIOD, "data": data}


def api_pool(data: str, slugs: list[str], outputs: Path, webpdf: bool, workers: int) -> None:
    """What a competent programmer writes: the libraries in a pool, no needless saves, exporters kept."""
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        for _ in pool.map(one_by_api, [(data, slug, outputs, webpdf) for slug in slugs]):
            pass


def one_by_api(asked: tuple[str, str, Path, bool]) -> None:
    import papermill

    data, slug, outputs, webpdf = asked
    folder = outputs / slug
    folder.mkdir(parents=True)
    notebook = papermill.execute_notebook(
        str(NOTEBOOK),
        str(folder / "report.ipynb"),
        parameters=parameters(data, slug),
        kernel_name="python3",
        cwd=str(ROOT),
        progress_bar=False,
        request_save_on_cell_execute=False,
    )
    for ending, exporter in exporters(webpdf).items():
        made, _ = exporter.from_notebook_node(notebook)
        (folder / f"report.{ending}").write_bytes(made if isinstance(made, bytes) else made.encode())


@cache
def exporters(webpdf: bool) -> dict[str, Any]:
    from nbconvert.exporters import HTMLExporter, WebPDFExporter

    found: dict[str, Any] = {"html": HTMLExporter(exclude_input=True)}
    if webpdf:
        found["pdf"] = WebPDFExporter(exclude_input=True, disable_sandbox=True)
    return found


def find_browser_for_playwright(folder: Path) -> bool:
    """Whether playwright starts a Chromium; one that the system has is put where playwright looks for it."""
    os.environ["PLAYWRIGHT_BROWSERS_PATH"] = str(folder / "browsers")
    for _ in range(3):
        tried = subprocess.run([sys.executable, "-c", LAUNCH], capture_output=True, text=True, check=False)
        if tried.returncode == 0:
            return True
        missing = re.search(r"Executable doesn't exist at (\S+)", tried.stderr)
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        if not missing or not chromium:
            return False
        place = Path(missing[1])
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(chromium)
    return False


def print_results(results: dict[str, tuple[Tree, int]]) -> None:
    """Cost for each report; how ours compares, in the same run."""
    ours, number = next(iter(results.values()))
    print(
        "\n| | reports | seconds a report | processor seconds a report | peak MB | our wall | our processor |"
    )
    print("|---|--:|--:|--:|--:|--:|--:|")
    for name, (tree, made) in results.items():
        wall, cpu = tree.seconds / made, tree.cpu / made
        ratios = f"1/{wall / (ours.seconds / number):.1f} | 1/{cpu / (ours.cpu / number):.1f}"
        print(f"| {name} | {made} | {wall:.2f} | {cpu:.2f} | {tree.memory:.0f} | {ratios} |")


def measure(chosen: argparse.Namespace) -> None:
    folder: Path = chosen.folder.resolve()
    if chosen.sample:
        data = "sample"
    else:
        from national_store import build_store

        data = str(build_store(folder))
    slugs = slugs_of(data, chosen.partnerships)
    few = slugs[: chosen.stock]
    webpdf = find_browser_for_playwright(folder)
    print_machine()
    print(f"{len(slugs)} partnerships, {chosen.workers} workers; stock tools make {len(few)} reports")
    print("and their PDF by webpdf" if webpdf else "without a PDF: playwright finds no Chromium")
    results: dict[str, tuple[Tree, int]] = {}

    def add(name: str, made: int, command: Callable[[Path], list[str]]) -> None:
        place = folder / "made" / re.sub(r"\W+", "_", name)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        results[name] = (run_tree(command(place), cwd=ROOT), made)
        print(f"  {name}: {results[name][0].seconds:.1f} s for {made}", file=sys.stderr)

    workers = ["--workers", str(chosen.workers)]
    add("csp batch: HTML, PDF/UA, CSV", len(slugs), lambda to: batch_command(data, slugs, to, *workers))
    part = [sys.executable, __file__, "--folder", str(folder), *workers, "--part"]
    if chosen.cluster:
        asked = {"kind": "cluster", "data": data, "slugs": slugs}
        name = "csp batch --cluster, its start included"
        add(name, len(slugs), lambda to: [*part, json.dumps({**asked, "outputs": str(to)})])
    if few:
        for name, kind in (("stock command line", "cli"), ("papermill API pool", "pool")):
            for with_pdf in (False, True) if webpdf else (False,):
                asked = {"kind": kind, "data": data, "slugs": few, "webpdf": with_pdf}
                add(
                    f"{name}: HTML{', webpdf' if with_pdf else ''}",
                    len(few),
                    lambda to, asked=asked: [*part, json.dumps({**asked, "outputs": str(to)})],  # type: ignore[misc]
                )
    print_results(results)


def on_a_cluster(data: str, slugs: list[str], outputs: Path, workers: int) -> None:
    """csp batch by a scheduler and workers on this machine, whose start is part of it."""
    from distributed import LocalCluster

    with LocalCluster(workers, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster:
        asked = batch_command(data, slugs, outputs, "--cluster", cluster.scheduler_address)
        subprocess.run(asked, cwd=ROOT, check=True)


def run_part(asked: dict[str, Any], workers: int) -> None:
    """One of the other ways, in the process that is measured."""
    outputs = Path(asked["outputs"])
    if asked["kind"] == "cluster":
        on_a_cluster(asked["data"], asked["slugs"], outputs, workers)
    elif asked["kind"] == "cli":
        stock_cli(asked["data"], asked["slugs"], outputs, asked["webpdf"])
    else:
        api_pool(asked["data"], asked["slugs"], outputs, asked["webpdf"], workers)


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--partnerships", type=int, default=40)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--stock", type=int, default=4, help="reports by the stock tools; 0 for none")
    parser.add_argument("--sample", action="store_true", help="the embedded sample, not a national store")
    parser.add_argument("--cluster", action="store_true", help="dask.distributed on this machine as well")
    parser.add_argument("--part", type=json.loads, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.part:
        run_part(chosen.part, chosen.workers)
    else:
        measure(chosen)


if __name__ == "__main__":
    main()
