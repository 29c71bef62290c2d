"""The notebooks in a real JupyterLab: opened, changed, run and exported as an analyst does it."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest

from csp_toolkit.fonts import FONT_FAMILY
from csp_toolkit.lab.setting_up import set_up
from csp_toolkit.parameters import Project

pytestmark = [pytest.mark.browser, pytest.mark.slow]
pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/lab")
PATIENCE = 120_000
"""Milliseconds for a page or a run on a busy machine; on a quiet one they take a few seconds."""
IDLE = """() => { const kernel = jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel;
  return kernel && kernel.status === 'idle' }"""
CELLS_THAT_FAILED = """() => jupyterapp.shell.currentWidget.content.widgets
  .filter(cell => cell.model.type === 'code')
  .flatMap(cell => cell.model.outputs.toJSON().map(output => [cell.model.id, output]))
  .filter(([_, output]) => output.output_type === 'error')
  .map(([id, output]) => `${id}: ${output.ename}: ${output.evalue}`)"""
RUN_ALL = """async () => { const commands = jupyterapp.commands;
  await jupyterapp.shell.currentWidget.sessionContext.ready;
  await commands.execute('notebook:run-all-cells'); }"""
FAMILY_OF_BLOCKS = "CSP Report Sans"
OFFERED = ".jp-Completer:not(.lm-mod-hidden) .jp-Completer-match"
UNRUN = """() => jupyterapp.shell.currentWidget.content.widgets.filter(cell => cell.model.type === 'code'
  && cell.model.executionCount === null).length"""


@dataclass(frozen=True)
class Lab:
    """A JupyterLab on this machine alone, for a project of its own."""

    project: Project
    address: str
    token: str
    environment: dict[str, str]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, sample_store: object) -> Iterator[Lab]:
    """JupyterLab with nobody's settings; ended by its own process id, its kernels with it."""
    home = tmp_path_factory.mktemp("lab")
    project = Project(home / "project")
    for name in ("notebooks", "parameters"):
        shutil.copytree(ROOT / name, project.root / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    subprocess.run(["git", "init", "-q"], cwd=project.root, check=True)
    set_up(project, home / "environment")
    places = {f"JUPYTER_{kind}_DIR": str(home / kind.lower()) for kind in ("CONFIG", "RUNTIME", "DATA")}
    environment = {
        **os.environ, **places, "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_PATH": str(home / "environment" / "share" / "jupyter"), "PYTHONPATH": str(ROOT),
        "JUPYTER_CONFIG_PATH": str(home / "environment" / "etc" / "jupyter"),
    }  # fmt: skip
    token, log = secrets.token_hex(16), home / "lab.log"
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", "--port=0", "--allow-root",
        f"--IdentityProvider.token={token}", "--expose-app-in-browser",
    ]  # fmt: skip
    with log.open("w") as output:
        server = subprocess.Popen(
            command, cwd=project.root, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        yield Lab(project, f"http://127.0.0.1:{_port(log, server)}", token, environment)
    finally:
        server.terminate()
        server.wait(60)


def _port(log: Path, server: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline and server.poll() is None:
        if found := ADDRESS.search(log.read_text(errors="replace")):
            return found[1]
        time.sleep(0.1)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text(errors='replace')[-2000:]}")


@contextmanager
def window(browser: Any, lab: Lab, path: str) -> Iterator[Any]:
    """JupyterLab in a fresh window, at a path such as ``/tree/parameters/packs/annual.yaml``."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    try:
        page = context.new_page()
        page.goto(f"{lab.address}/lab{path}?token={lab.token}&reset")
        yield page
    finally:
        context.close()


@contextmanager
def opened(browser: Any, lab: Lab, notebook: str) -> Iterator[Any]:
    """A notebook in a fresh window, its kernel started."""
    with window(browser, lab, f"/tree/notebooks/{notebook}.ipynb") as page:
        page.wait_for_selector(".jp-Notebook-cell")
        page.wait_for_function(IDLE)
        yield page
        page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.shutdown()")


def answer(page: Any, name: str) -> None:
    """Type a name into the dialogue that asks for one."""
    page.locator(".jp-Dialog input").fill(name)
    page.keyboard.press("Enter")


def completions(page: Any, text: str, keys: str = "Tab") -> list[str]:
    """What is offered at the end of a text, in the file that is open."""
    page.locator(".jp-FileEditor .cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)
    page.keyboard.press(keys)
    page.wait_for_selector(OFFERED)
    return list(page.locator(OFFERED).all_inner_texts())


def text_of(page: Any) -> str:
    return str(page.evaluate("() => jupyterapp.shell.currentWidget.context.model.toString()"))


def run_all(page: Any) -> None:
    """Run every cell, and see that every cell was run and none failed."""
    page.evaluate(RUN_ALL)
    assert page.evaluate(CELLS_THAT_FAILED) == []
    assert page.evaluate(UNRUN) == 0


def export(page: Any, label: str) -> bytes:
    """What the entry of the menu "Save and Export Notebook As" gives."""
    page.get_by_role("menuitem", name="File", exact=True).click()
    page.get_by_text("Save and Export Notebook As").hover()
    with page.context.expect_event(
        "request", lambda asked: "/nbconvert/csp_" in asked.url and "download=true" in asked.url
    ) as asked:
        page.get_by_text(label, exact=True).click()
    # The window that JupyterLab opens for it closes itself, often before its download can be taken.
    answer = page.context.request.get(asked.value.url, headers={"Referer": page.url})
    assert answer.ok, answer.text()
    return bytes(answer.body())


def test_a_changed_parameter_gives_from_the_menu_what_csp_run_gives(
    browser: Any, lab: Lab, tmp_path: Path
) -> None:
    with opened(browser, lab, "quarterly_performance") as page:
        cell = page.locator(".jp-Notebook-cell .cm-content").first
        cell.click()
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(cell.inner_text().replace("2024-25 Q4", "2024-25 Q3"))
        run_all(page)
        html, pdf = export(page, "CSP report: web page (.html)"), export(page, "CSP report: PDF (.pdf)")
    command = [
        sys.executable, "-m", "csp_toolkit.cli", "run", "quarterly_performance", "--partnership", "thurrock",
        "--period", "2024-25 Q3", "--output", str(tmp_path),
    ]  # fmt: skip
    subprocess.run(command, cwd=lab.project.root, env=lab.environment, check=True, capture_output=True)
    folder = tmp_path / "thurrock" / "2024-25-q3" / "quarterly_performance"
    assert html == (folder / "report.html").read_bytes()
    assert pdf == (folder / "report.pdf").read_bytes()


@pytest.mark.parametrize("notebook", [name for name in NOTEBOOKS if name != "quarterly_performance"])
def test_a_notebook_runs_top_to_bottom_with_its_defaults(browser: Any, lab: Lab, notebook: str) -> None:
    with opened(browser, lab, notebook) as page:
        run_all(page)


def test_the_launcher_makes_the_notebook_that_csp_new_report_makes(browser: Any, lab: Lab) -> None:
    with window(browser, lab, "") as page:
        page.locator(".jp-LauncherCard", has_text="New CSP report").click()
        answer(page, "Grays update")
        page.get_by_text('"Grays update" cannot be the name of a report. Write small letters').wait_for()
        page.keyboard.press("Enter")
        assert page.locator(".jp-Dialog input").input_value() == "Grays update"
        answer(page, "grays_update")
        page.wait_for_selector(".jp-Notebook-cell")
        assert (
            page.evaluate("() => jupyterapp.shell.currentWidget.context.path")
            == "notebooks/grays_update.ipynb"
        )
        page.get_by_role("menuitem", name="File", exact=True).click()
        page.get_by_text("New", exact=True).hover()
        page.get_by_text("CSP Report", exact=True).wait_for()
    made = lab.project.notebooks / "grays_update.ipynb"
    before = made.read_bytes()
    made.unlink()
    command = [sys.executable, "-m", "csp_toolkit.cli", "new", "report", "grays_update"]
    subprocess.run(command, cwd=lab.project.root, env=lab.environment, check=True, capture_output=True)
    assert made.read_bytes() == before


def test_the_typeface_is_there_for_blocks_and_for_charts(browser: Any, lab: Lab) -> None:
    with window(browser, lab, "") as page:
        page.wait_for_selector(".jp-LauncherCard")
        page.evaluate("() => document.fonts.ready")
        loaded = page.evaluate("""() => [...document.fonts].filter(font => font.status === 'loaded')
          .map(font => font.family.replaceAll('"', ''))""")
        assert [loaded.count(family) for family in (FAMILY_OF_BLOCKS, FONT_FAMILY)] == [3, 3]


def test_a_chart_of_our_theme_is_drawn_in_the_page_by_name_and_in_its_typeface(
    browser: Any, lab: Lab
) -> None:
    words = f'<text y="20" font-family="{FONT_FAMILY}">Visits</text>'
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="Bars.">{words}</svg>'
    notebook = nbformat.read(lab.project.notebooks / "data_quality.ipynb", 4)
    source = f"from IPython.display import SVG\n\nSVG({picture!r})"
    notebook.cells = [nbformat.v4.new_code_cell(source, id="picture")]
    nbformat.write(notebook, lab.project.notebooks / "picture.ipynb")
    with opened(browser, lab, "picture") as page:
        run_all(page)
        assert page.get_by_role("img", name="Bars.", exact=True).locator("text").text_content() == "Visits"


def test_nobody_makes_reports_without_the_token_or_from_another_page(browser: Any, lab: Lab) -> None:
    context = browser.new_context()
    try:
        url, body = f"{lab.address}/csp/reports", {"name": "stranger"}
        assert context.request.post(url, data=body).status == 403
        context.request.get(f"{lab.address}/lab?token={lab.token}")  # signed in from here on, by a cookie
        assert context.request.post(url, data=body).status == 403
    finally:
        context.close()
    assert not (lab.project.notebooks / "stranger.ipynb").exists()


def test_keys_and_values_of_parameter_files_are_completed(browser: Any, lab: Lab) -> None:
    with window(browser, lab, "/tree/parameters/packs/quarterly.yaml") as page:
        page.wait_for_selector(".jp-FileEditor .cm-content")
        assert completions(page, "title: Ours\n\n", "Control+Space") == ["audience", "reports"]
        page.keyboard.press("Escape")
        assert completions(page, "title: Ours\naud") == ["audience"]
        page.keyboard.press("Enter")
        page.wait_for_selector(OFFERED, state="detached")
        assert text_of(page) == "title: Ours\naudience: "
        assert completions(page, "audience: ") == ["public", "partnership", "restricted"]
