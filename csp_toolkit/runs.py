"""One notebook run for one partnership and period, into one folder: all of it or none.

    outputs/<partnership>/<period>/<report>/   report.html  report.pdf  report.ipynb
                                               results.csv  comparisons.csv  tables/
                                               report.docx  report.xlsx  report.ods  where asked for

A report that is not for the public lies in ``<report>-<audience>``, so that the two are never mistaken.
A run works in a folder beside its place and is moved there when everything is made, so a failed run
leaves the last good output where it was; the notebook as far as it ran is kept in ``<report>.failed``.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from csp_toolkit import rendering
from csp_toolkit.areas import Partnership
from csp_toolkit.errors import CspError, NotebookError, ParameterError, Problem, RenderingError
from csp_toolkit.execution import execute_notebook
from csp_toolkit.indicators.comparisons_csv import write_comparisons
from csp_toolkit.indicators.results import write_results
from csp_toolkit.notebooks import (
    comparisons_in,
    lines_to_the_analyst,
    results_in,
    unknown_parameters,
)
from csp_toolkit.parameters import Project, require_audience
from csp_toolkit.periods import Period
from csp_toolkit.quarto.binary import require_quarto
from csp_toolkit.report import check_period
from csp_toolkit.report.held_against import LEAD as HELD_AGAINST

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from csp_toolkit.rendering import Document

FORMATS = ("html", "pdf", "docx", "xlsx", "ods")
USUAL_FORMATS = ("html", "pdf")
ENGINES = ("builtin", "quarto")
"""What makes the page and the PDF; office formats are always the toolkit's own."""
OFFICE_WORDS = {"docx": "Word document", "xlsx": "Excel workbook", "ods": "OpenDocument spreadsheet"}
"""What the formats for office programs are called."""
NOTEBOOK_FILE = "report.ipynb"
RESULTS_FILE, COMPARISONS_FILE = "results.csv", "comparisons.csv"
TABLES_FOLDER = "tables"
"""The page's tables, each as a CSV file."""
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Run:
    """What to run. ``data`` is a store's folder, "sample", or none for the project's own.

    ``audience`` says who may read it, which decides the small numbers that are withheld; none is the public.
    ``interactive`` puts a script into the page that sorts tables and tells the values of charts.
    """

    report: str
    partnership: Partnership
    period: Period
    data: str | None = None
    as_at: date | None = None
    formats: tuple[str, ...] = USUAL_FORMATS
    audience: str | None = None
    engine: str = "builtin"
    interactive: bool = False

    def parameters(self) -> dict[str, Any]:
        """What papermill injects into the notebook."""
        values: dict[str, Any] = {"partnership": self.partnership.slug, "period": self.period.label}
        if self.data is not None:
            values["data"] = self.data
        if self.as_at is not None:
            values["as_at"] = self.as_at.isoformat()
        if self.audience is not None:
            values["audience"] = self.audience
        return values

    def folder(self, outputs: Path) -> Path:
        """Where its files go."""
        ending = f"-{self.audience}" if self.audience not in (None, "public") else ""
        return outputs / self.partnership.slug / self.period.slug / f"{self.report}{ending}"


def check_run(project: Project, run: Run) -> None:
    """Raise ParameterError or NotebookError for what can be known to be wrong before anything is started."""
    known = project.report_names()
    if run.report not in known:
        raise ParameterError(Problem(f'there is no report "{run.report}"', hint="Known: " + ", ".join(known)))
    unknown = [name for name in run.formats if name not in FORMATS]
    if unknown or not run.formats:
        found = f'there is no format "{unknown[0]}"' if unknown else "no format is named"
        raise ParameterError(Problem(found, hint="Known: " + ", ".join(FORMATS)))
    if "docx" in run.formats:
        rendering.require_word()
    _require_engine(run)
    if run.audience is not None:
        require_audience(run.audience)
    check_period(run.report, run.period)
    problems = unknown_parameters(notebook_path(project, run.report), run.parameters())
    if problems:
        raise NotebookError(problems)


def _require_engine(run: Run) -> None:
    if run.engine not in ENGINES:
        hint = "Known: " + ", ".join(ENGINES)
        raise ParameterError(Problem(f'there is no engine "{run.engine}"', hint=hint))
    if run.engine == "quarto" and run.interactive:
        hint = "Leave --interactive out, or have the page made by the builtin engine."
        raise ParameterError(Problem("a page made by Quarto has no --interactive", hint=hint))
    if run.engine == "quarto" and set(run.formats) & set(USUAL_FORMATS):
        require_quarto()


def notebook_path(project: Project, report: str) -> Path:
    """The notebook of a report."""
    return project.notebooks / f"{report}.ipynb"


def run_report(project: Project, run: Run, outputs: Path, progress: Progress = lambda step: None) -> Path:
    """Run a notebook and write its documents. Gives back their folder.

    Raises ParameterError, DataError, NotebookError or RenderingError; the folder is then as it was.
    """
    check_run(project, run)
    folder = run.folder(outputs)
    staging = folder.with_name(f".{folder.name}-{uuid.uuid4().hex[:8]}")
    try:
        return _run_in(staging, project, run, folder, progress)
    except OSError as error:
        shutil.rmtree(staging, ignore_errors=True)
        where = Path(error.filename or folder)
        hint = "Close the documents in other programs, see that the folder can be written to, and run again."
        raise RenderingError(Problem(f"cannot be written ({error.strerror})", where, hint=hint)) from None


def _run_in(staging: Path, project: Project, run: Run, folder: Path, progress: Progress) -> Path:
    staging.mkdir(parents=True)
    try:
        progress("running the notebook ...")
        notebook = execute_notebook(
            notebook_path(project, run.report), staging / NOTEBOOK_FILE, run.parameters(), project.root
        )
        for number, line in lines_to_the_analyst(notebook):
            if line.startswith(HELD_AGAINST):
                progress(f"cell {number}: {line}")
        _write_documents(notebook, run, staging, progress)
    except CspError as error:
        raise _keep_failed(error, staging, folder) from None
    finally:
        if staging.exists() and not (staging / RESULTS_FILE).exists():
            shutil.rmtree(staging, ignore_errors=True)
    for name in _no_longer_made(staging, folder):
        progress(f"{name} of the earlier run is removed: it was not asked for")
    _replace(staging, folder)
    shutil.rmtree(_failed_folder(folder), ignore_errors=True)
    return folder


def _write_documents(notebook: NotebookNode, run: Run, staging: Path, progress: Progress) -> None:
    formats, document = run.formats, rendering.read_document(notebook)
    if "html" in formats:
        progress("writing the HTML page ...")
        (staging / "report.html").write_bytes(_render(document, "html", run))
        rendering.write_tables(document, staging / TABLES_FOLDER)
    if "pdf" in formats:
        progress("writing the PDF ...")
        (staging / "report.pdf").write_bytes(_render(document, "pdf", run))
    for name in (name for name in OFFICE_WORDS if name in formats):
        progress(f"writing the {OFFICE_WORDS[name]} ...")
        render = getattr(rendering, f"render_{name}")
        (staging / f"report.{name}").write_bytes(render(document))
    write_comparisons(comparisons_in(notebook), staging / COMPARISONS_FILE)
    write_results(results_in(notebook), staging / RESULTS_FILE)


def _render(document: Document, form: Literal["html", "pdf"], run: Run) -> bytes:
    if run.engine == "quarto":
        from csp_toolkit.quarto.running import set_with_quarto

        return set_with_quarto(document, form, require_quarto())
    if form == "pdf":
        return rendering.render_pdf(document)
    return rendering.render_page(document, interactive=run.interactive).encode()


def _failed_folder(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.failed")


def _keep_failed(error: CspError, staging: Path, folder: Path) -> CspError:
    """Keep the notebook of a failed run where it can be opened, and say where that is."""
    failed = _failed_folder(folder)
    if not (staging / NOTEBOOK_FILE).exists():
        return error
    failed.mkdir(parents=True, exist_ok=True)
    (staging / NOTEBOOK_FILE).replace(failed / NOTEBOOK_FILE)
    kept = f"The notebook as far as it ran: {(failed / NOTEBOOK_FILE).as_posix()}"
    last = error.problems[-1]
    hint = f"{last.hint}\n  {kept}" if last.hint else kept
    return type(error)([*error.problems[:-1], Problem(last.message, last.file, last.line, hint)])


def _no_longer_made(staging: Path, folder: Path) -> list[str]:
    """Documents of the earlier run that this one does not replace: beside newer ones they would mislead."""
    earlier = [path.name for path in folder.iterdir()] if folder.exists() else []
    return sorted(name for name in earlier if not (staging / name).exists())


def _replace(staging: Path, folder: Path) -> None:
    """Move the finished folder into place; the old one is out of the way for an instant, never mixed in."""
    old = folder.with_name(f".{folder.name}-old-{uuid.uuid4().hex[:8]}")
    if folder.exists():
        folder.rename(old)
    try:
        staging.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
