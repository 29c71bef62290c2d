"""What checkers find in the documents of one notebook: ours beside stock nbconvert's.

    python benchmarks/accessibility.py                      a made-up notebook of 10 charts and 10 tables
    python benchmarks/accessibility.py --reports OUTPUTS    reports that csp run or csp pack has written there

The notebook shows Altair charts and data frames, as an analyst's own do; only ours are told which theme to
draw in. Pages go through axe on a desk and on a phone, light and dark, and through the Nu HTML checker
(``npm ci`` in .ci/nu, and Java); PDFs through the checks of PDF/UA-1 and PDF/A-2a. Of axe, elements are
counted, not rules. Wants playwright, axe-playwright-python, page-validation and an installed Chromium.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import rendering

JAR = Path(__file__).resolve().parents[1] / ".ci/nu/node_modules/vnu-jar/build/dist/vnu.jar"
STOCK, OURS = "stock nbconvert", "csp"
SIZES = ({"width": 1280, "height": 900}, {"width": 375, "height": 740})
RUN = """async () => (await axe.run(document, {resultTypes: ['violations'], preload: false})).violations
  .map(rule => [rule.id, rule.nodes.length])"""


def make_documents(folder: Path) -> dict[str, Path]:
    """The same charts and tables by both, each in a folder of its own with a page and a PDF."""
    made = {}
    for name, kind, exporters in (
        (STOCK, "plain", ("html", "webpdf")),
        (OURS, "themed", ("csp_html", "csp_pdf")),
    ):
        rendering.KINDS["plain"] = rendering.ALTAIR.replace("enable_theme()\n", "")
        rendering.KINDS["themed"] = rendering.ALTAIR
        made[name] = folder / name
        made[name].mkdir()
        notebook = rendering.make_notebook(kind, 1, made[name] / "report.ipynb")
        for exporter in exporters:
            rendering.export_cold(exporter, str(notebook), str(made[name]))
    return made


def axe_findings(browser: Any, page: Path) -> tuple[Counter[str], int]:
    """Elements by the rule of axe that they break, the worst of four windows, and requests elsewhere."""
    from axe_playwright_python.base import AXE_SCRIPT

    worst: Counter[str] = Counter()
    asked: set[str] = set()
    for size in SIZES:
        for scheme in ("light", "dark"):
            context = browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True)
            tab = context.new_page()
            tab.on("request", lambda request: asked.add(request.url))
            tab.goto(page.as_uri())
            tab.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            tab.evaluate(AXE_SCRIPT)
            worst |= Counter(dict(tab.evaluate(RUN)))
            context.close()
    return worst, sum(url.startswith("http") for url in asked)


def nu_findings(page: Path) -> Counter[str]:
    """Errors of the Nu HTML checker by what it says."""
    command = ["java", "-jar", str(JAR), "--format", "json", "--stdout", "--exit-zero-always", str(page)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8")
    found = json.loads(done.stdout)["messages"]
    return Counter(message["message"][:70] for message in found if message["type"] == "error")


def pdf_findings(pdf: Path) -> dict[str, int]:
    """Failures by standard."""
    import page

    profiles = {"PDF/UA-1": page.ValidationProfile.PDF_UA_1, "PDF/A-2a": page.ValidationProfile.PDF_A_2A}
    data = pdf.read_bytes()
    return {name: len(page.validate_pdf_bytes(data, profile=p).failures) for name, p in profiles.items()}


def rows(browser: Any, folders: dict[str, Path]) -> Iterator[str]:
    """A row for each document, and what was found below it."""
    yield "| document | axe | Nu errors | requests elsewhere | PDF/UA-1 | PDF/A-2a |"
    yield "|---|---|---|---|---|---|"
    details = []
    for name, folder in folders.items():
        axe, asked = axe_findings(browser, folder / "report.html")
        nu, pdf = nu_findings(folder / "report.html"), pdf_findings(folder / "report.pdf")
        yield f"| {name} | {axe.total()} | {nu.total()} | {asked} | {pdf['PDF/UA-1']} | {pdf['PDF/A-2a']} |"
        details += [f"{name}, axe: {rule} {number}" for rule, number in axe.most_common()]
        details += [f"{name}, Nu: {words} {number}" for words, number in nu.most_common(8)]
    yield from ("", *details)


def main() -> None:
    """Make the documents, or take those of a folder, check them and print what was found."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=Path, help="a folder that csp run or csp pack has written to")
    asked = parser.parse_args()
    browser_file = next(filter(None, map(shutil.which, rendering.BROWSERS)), None)
    with TemporaryDirectory() as work:
        if asked.reports:
            folders = {f.parent.name: f.parent.resolve() for f in sorted(asked.reports.rglob("report.html"))}
        else:
            folders = make_documents(Path(work))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_file, args=["--no-sandbox"])
            for line in rows(browser, folders):
                print(line)


if __name__ == "__main__":
    main()
