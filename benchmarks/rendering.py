"""An executed notebook to HTML and to PDF, beside stock nbconvert.

    python benchmarks/rendering.py                       two made-up notebooks, beside stock nbconvert
    python benchmarks/rendering.py --reports OUTPUTS     reports that csp run or csp pack has written

Each made-up notebook shows 10 charts and 10 tables: once as blocks, as reports do, once as an analyst's
own Altair charts and data frames. Cold is ``jupyter nbconvert --to ...`` in a process of its own; warm
is a process that has written another notebook before. Each warm run writes a notebook of other figures:
Typst sets one that it has just set in a fraction of the time.

Charts are drawn where a cell shows them, blocks as well as Altair's: a page or PDF takes the drawing from
the notebook. So that this counts too, the line "run and both" is all of it in one process and its kernel:
the notebook run, its HTML and its PDF. The stock side of that line has Altair as it comes, which draws
nothing when a cell runs: a reader's browser fetches what draws it. Stock PDFs are nbconvert's webpdf,
printed by an installed Chromium, Chrome or Edge (``CSP_BROWSER`` names another). Wants playwright.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from measured import Run, best_of, print_machine, run_measured
from nbformat import v4

EXPORTERS = {"HTML": ("csp_html", "html"), "PDF": ("csp_pdf", "webpdf")}
"""Ours and the stock one."""
HEAD = """\
| | ours: seconds | processor | stock: seconds | processor | times as quick: seconds | processor |
|---|--:|--:|--:|--:|--:|--:|"""
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")
START = """\
from datetime import date
from csp_toolkit.blocks.charts import draw_trend, enable_theme
from csp_toolkit.blocks.model import Column, Cover, Display, Heading, Table
from csp_toolkit.periods import Month
MONTHS = [Month(2022, 4).plus(number) for number in range(36)]
def counts(number):
    return [40 + (SEED * 7 + number * 11 + month * month) % 61 for month in range(36)]
facts = {"partnership": "Nowhere", "period": "2024-25 Q4", "data_as_at": date(2025, 6, 1), "synthetic": True}
Display(blocks=(Cover(title="Ten charts and ten tables", **facts),))"""
BLOCKS = """\
def chart(number):
    words = {"title": f"Measure {number} has no clear change", "subtitle": f"Offences {number} a month"}
    months = list(zip(MONTHS, counts(number)))
    trend = draw_trend(**words, months=months, unit="offences", area_name="Nowhere")
    return Display(blocks=(Heading(text=f"Measure {number}"), trend))
def table(number):
    columns = (Column(label="Month"), *(Column(label=f"Kind {n}", numeric=True) for n in range(5)))
    figures = zip(MONTHS[:12], counts(number))
    rows = tuple((str(month), *(str(count + n) for n in range(5))) for month, count in figures)
    return Display(blocks=(Table(caption=f"Offences {number} by month", columns=columns, rows=rows),))"""
ALTAIR = """\
import altair
import pandas
enable_theme()
def chart(number):
    frame = pandas.DataFrame({"month": [str(month) for month in MONTHS], "offences": counts(number)})
    drawn = altair.Chart(frame, title=f"Measure {number} has no clear change", width=400).mark_line()
    said = f"Line of offences {number} a month in Nowhere: between 40 and 100 throughout."
    return drawn.encode(x="month:O", y="offences:Q").properties(description=said)
def table(number):
    frame = pandas.DataFrame({f"Kind {n}": [count + n for count in counts(number)[:12]] for n in range(5)})
    return frame.set_index(pandas.Index([str(month) for month in MONTHS[:12]], name="Month"))"""
KINDS = {"blocks": BLOCKS, "Altair charts and data frames": ALTAIR}


def make_notebook(kind: str, seed: int, file: Path, *, themed: bool = True) -> Path:
    """Write an executed notebook of the kind; ``seed`` gives it figures of its own."""
    from nbclient import NotebookClient

    shown = KINDS[kind] if themed else KINDS[kind].replace("enable_theme()\n", "")
    cells = [v4.new_code_cell(source) for source in (f"SEED = {seed}", START, shown)]
    for number in range(1, 11):
        caption = {"caption": f"Offences {number} by month"}
        cells.append(v4.new_code_cell(f"chart({number})"))
        cells.append(v4.new_code_cell(f"table({number})", metadata=caption))
    notebook = v4.new_notebook(cells=cells)
    NotebookClient(notebook, kernel_name="python3").execute()
    nbformat.write(notebook, file)
    return file


def use_installed_browser() -> None:
    """Have webpdf start an installed browser: by itself it knows only the one that playwright downloads."""
    from functools import partialmethod

    from playwright.async_api import BrowserType

    found = os.environ.get("CSP_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise SystemExit("Stock PDFs are printed by Chromium: install it, or name a browser in CSP_BROWSER.")
    launch = partialmethod(BrowserType.launch, executable_path=found)
    BrowserType.launch = launch  # type: ignore[method-assign,assignment]


def export_cold(exporter: str, file: str, folder: str) -> None:
    """What ``jupyter nbconvert --to`` does, in this process, which ends after it."""
    from nbconvert.nbconvertapp import main

    if exporter == "webpdf":
        use_installed_browser()
    arguments = ["--to", exporter, "--output-dir", folder, "--log-level", "ERROR", file]
    main([*arguments, *(["--disable-chromium-sandbox"] if exporter == "webpdf" else [])])


def export_warm(exporter: str, files: Sequence[str]) -> None:
    """Write the first notebook unmeasured, then each of the others once; print what the middle one took."""
    from nbconvert.exporters import get_exporter

    if exporter == "webpdf":
        use_installed_browser()
    chosen = get_exporter(exporter)
    write = chosen(disable_sandbox=True) if exporter == "webpdf" else chosen()
    notebooks = [nbformat.read(file, as_version=4) for file in files]
    write.from_notebook_node(notebooks[0])
    runs = [timed(lambda held=held: write.from_notebook_node(held)) for held in notebooks[1:]]
    print(json.dumps([median(seconds) for seconds in zip(*runs, strict=True)]))


def run_and_export(side: str, kind: str, folder: str) -> None:
    """Run the notebook in a kernel and write HTML and PDF of it; ``side`` is ours or stock."""
    from nbconvert.exporters import get_exporter

    ours = side == "ours"
    if not ours:
        use_installed_browser()
    file = make_notebook(kind, 0, Path(folder) / f"{side}.ipynb", themed=ours)
    notebook = nbformat.read(file, as_version=4)
    for pair in EXPORTERS.values():
        chosen = get_exporter(pair[0] if ours else pair[1])
        write = chosen(disable_sandbox=True) if pair[1] == "webpdf" and not ours else chosen()
        write.from_notebook_node(notebook)


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Wall-clock and processor seconds, those of processes that it started and saw end included."""
    began, cpu = time.perf_counter(), sum(os.times()[:4])
    work()
    return time.perf_counter() - began, sum(os.times()[:4]) - cpu


def cold_runs(file: Path, names: Sequence[str], folder: str) -> dict[str, Run]:
    """The quicker of two processes for each exporter."""
    child = [sys.executable, __file__, "--cold"]
    return best_of(2, {name: [*child, name, str(file), folder] for name in names})


def warm_runs(files: Sequence[Path], names: Sequence[str]) -> dict[str, Run]:
    """The middle run of each exporter, in a process of its own."""
    found = {}
    for name in names:
        child = run_measured([sys.executable, __file__, "--warm", name, *map(str, files)])
        seconds, cpu = json.loads(child.printed)
        found[name] = Run(seconds, cpu, child.memory, "")
    return found


def print_ratios(title: str, runs: dict[str, Run]) -> None:
    """A line for each format and one for both: ours, the stock exporter, how many times as quick ours is."""
    sides = [
        [(runs[pair[side]].seconds, runs[pair[side]].cpu) for pair in EXPORTERS.values()] for side in (0, 1)
    ]
    sums = [tuple(map(sum, zip(*side, strict=True))) for side in sides]
    lines = [*zip(EXPORTERS, *sides, strict=True), ("both", *sums)]
    for label, ours, stock in lines:
        print_line(f"{title}, {label}", ours, stock)


def print_line(label: str, ours: Sequence[float], stock: Sequence[float]) -> None:
    """Wall-clock and processor seconds of both, and how many times as quick ours is."""
    ratios = [b / a for a, b in zip(ours, stock, strict=True)]
    figures = [*(f"{value:.2f}" for value in (*ours, *stock)), *(f"{value:.1f}" for value in ratios)]
    print(f"| {label} | {' | '.join(figures)} |")


def print_whole(kind: str, folder: str) -> None:
    """The quicker of two processes for each side, from nothing to both documents."""
    child = [sys.executable, __file__, "--whole"]
    found = best_of(2, {side: [*child, side, kind, folder] for side in ("ours", "stock")})
    print_line("run and both", *((found[side].seconds, found[side].cpu) for side in ("ours", "stock")))


def beside_stock(folder: Path, seeds: int) -> None:
    """Both kinds of made-up notebook, cold and warm, ours and stock."""
    names = [name for pair in EXPORTERS.values() for name in pair]
    for kind in KINDS:
        files = [make_notebook(kind, seed, folder / f"{seed}.ipynb") for seed in range(seeds)]
        print(f"\n### 10 charts and 10 tables: {kind}\n")
        print(HEAD)
        print_ratios("cold", cold_runs(files[0], names, str(folder)))
        print_ratios("warm", warm_runs(files, names))
        print_whole(kind, str(folder))


def of_reports(outputs: Path, folder: Path) -> None:
    """Each report that was run, cold and warm, ours alone; it is warmed with another report."""
    files = sorted(outputs.rglob("report.ipynb"))
    names = [ours for ours, _ in EXPORTERS.values()]
    print("\n### Reports\n")
    print("| processor seconds | HTML cold | warm | PDF cold | warm |\n|---|--:|--:|--:|--:|")
    for file in files:
        other = files[0] if file != files[0] else files[-1]
        cold, again = cold_runs(file, names, str(folder)), warm_runs([other, file], names)
        seconds = " | ".join(f"{cold[name].cpu:.2f} | {again[name].cpu:.2f}" for name in names)
        print(f"| {file.parent.name}, {file.parent.parent.name} | {seconds} |")


def main() -> None:
    """Print the tables, or do one export for them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=Path, metavar="OUTPUTS")
    parser.add_argument("--seeds", type=int, default=5, help="notebooks of each kind")
    parser.add_argument("--cold", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--warm", nargs="+", help=argparse.SUPPRESS)
    parser.add_argument("--whole", nargs=3, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.cold:
        return export_cold(*chosen.cold)
    if chosen.whole:
        return run_and_export(*chosen.whole)
    if chosen.warm:
        return export_warm(chosen.warm[0], chosen.warm[1:])
    print_machine()
    with TemporaryDirectory() as folder:
        if chosen.reports:
            of_reports(chosen.reports, Path(folder))
        else:
            beside_stock(Path(folder), chosen.seeds)


if __name__ == "__main__":
    main()
