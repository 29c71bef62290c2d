"""The stock side of batch.py: reports by papermill and nbconvert, from the command line or as libraries.

    python benchmarks/stock_tools.py JSON

makes the reports that the JSON names (see ``Asked``) in a process of its own, which is what is measured.
All run the report's own notebook in the ordinary kernel, and gain from all that makes its code quick.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LAUNCH = (
    "from playwright.sync_api import sync_playwright\n"
    "with sync_playwright() as p: p.chromium.launch(args=['--no-sandbox']).close()"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """``reports`` are (notebook, partnership, period); ``workers`` of 0 is the command line."""

    reports: tuple[tuple[str, str, str], ...]
    data: str
    outputs: str
    webpdf: bool
    workers: int = 0

    @property
    def command(self) -> list[str]:
        """The command that makes them."""
        return [sys.executable, __file__, json.dumps(asdict(self))]


def by_command_line(asked: Asked) -> None:
    """What an analyst types, for one report after the other."""
    for number, (notebook, slug, period) in enumerate(asked.reports):
        folder = _folder(asked, number)
        executed = str(folder / "report.ipynb")
        given = [word for item in _parameters(asked, slug, period).items() for word in ("-p", *item)]
        _call("papermill", "-k", "python3", "--no-progress-bar", *given, _path(notebook), executed)
        _call("jupyter", "nbconvert", "--to", "html", "--no-input", executed)
        if asked.webpdf:
            printed = ("--to", "webpdf", "--no-input", "--disable-chromium-sandbox")
            _call("jupyter", "nbconvert", *printed, executed)


def by_a_pool(asked: Asked) -> None:
    """What a competent programmer writes: the libraries in a pool, no needless saves, exporters kept."""
    with ProcessPoolExecutor(asked.workers, get_context("spawn")) as pool:
        for _ in pool.map(_one_by_libraries, [(asked, number) for number in range(len(asked.reports))]):
            pass


def _one_by_libraries(which: tuple[Asked, int]) -> None:
    import papermill

    asked, number = which
    notebook, slug, period = asked.reports[number]
    folder = _folder(asked, number)
    executed = papermill.execute_notebook(
        _path(notebook),
        str(folder / "report.ipynb"),
        parameters=_parameters(asked, slug, period),
        kernel_name="python3",
        cwd=str(ROOT),
        progress_bar=False,
        request_save_on_cell_execute=False,
    )
    for ending, exporter in _exporters(asked.webpdf).items():
        made, _ = exporter.from_notebook_node(executed)
        (folder / f"report.{ending}").write_bytes(made if isinstance(made, bytes) else made.encode())


@cache
def _exporters(webpdf: bool) -> dict[str, Any]:
    from nbconvert.exporters import HTMLExporter, WebPDFExporter

    found: dict[str, Any] = {"html": HTMLExporter(exclude_input=True)}
    if webpdf:
        found["pdf"] = WebPDFExporter(exclude_input=True, disable_sandbox=True)
    return found


def _folder(asked: Asked, number: int) -> Path:
    folder = Path(asked.outputs) / str(number)
    folder.mkdir(parents=True)
    return folder


def _path(notebook: str) -> str:
    return str(ROOT / "notebooks" / f"{notebook}.ipynb")


def _parameters(asked: Asked, slug: str, period: str) -> dict[str, str]:
    return {"partnership": slug, "period": period, "data": asked.data}


def _call(module: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, check=True)


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


if __name__ == "__main__":
    told = Asked(**json.loads(sys.argv[1]))
    (by_a_pool if told.workers else by_command_line)(told)
