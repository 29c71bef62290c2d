"""A notebook executed by papermill in a kernel of its own; what goes wrong there told in our own kinds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csp_toolkit.errors import CspError, DataError, NotebookError, ParameterError, Problem, RenderingError
from csp_toolkit.lean_imports import without
from csp_toolkit.notebooks import PARAMETERS_TAG, read_notebook, tags, tidy, unrun_cells

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

KINDS: dict[str, type[CspError]] = {
    kind.__name__: kind for kind in (ParameterError, DataError, NotebookError, RenderingError)
}


def execute_notebook(source: Path, target: Path, parameters: Mapping[str, Any], folder: Path) -> NotebookNode:
    """Run a notebook with these parameters in the folder, into ``target``, and give it back tidied.

    What differs from run to run is taken out. Raises the CspError that ended a cell, named with its number,
    or NotebookError for any other failure and for cells that were left unrun; ``target`` then holds the
    notebook as far as it ran.
    """
    load_papermill()
    import nbformat
    import papermill
    from papermill.exceptions import PapermillExecutionError

    from csp_toolkit.kernels.manager import ReportKernelManager

    try:
        papermill.execute_notebook(
            str(source),
            str(target),
            parameters=dict(parameters),
            cwd=str(folder),
            progress_bar=False,
            log_output=False,
            request_save_on_cell_execute=False,
            config=_private_kernel(),
            kernel_manager_class=ReportKernelManager,
        )
    except PapermillExecutionError as error:
        raise _describe_failure(error, source) from None
    notebook = read_notebook(target)
    _require_all_run(notebook, source)
    tidy(notebook)
    nbformat.write(notebook, target)
    return notebook


def _require_all_run(notebook: NotebookNode, source: Path) -> None:
    unrun = unrun_cells(notebook)
    if unrun:
        cells = ", ".join(str(number) for number in unrun)
        hint = "A cell before them may have ended the kernel, for instance with sys.exit()."
        raise NotebookError(Problem(f"these cells were left unrun: {cells}", source, hint=hint))


def load_papermill() -> None:
    """Load papermill without pyarrow, which it takes along in case a notebook lies on a Hadoop cluster."""
    with without("pyarrow.fs"):
        import papermill  # noqa: F401


def _private_kernel() -> Config:
    """What passes between this process and the kernel is encrypted: rows may be in it."""
    from traitlets.config import Config

    return Config({"KernelManager": {"transport_encryption": "auto"}})


def _describe_failure(error: PapermillExecutionError, source: Path) -> CspError:
    """The failure in its own kind, so that the exit code says what sort of thing is wrong."""
    number = _number_in_source(int(error.cell_index), source)
    kind = KINDS.get(error.ename, NotebookError)
    said = (
        str(error.evalue).strip()
        if kind is not NotebookError or error.ename == "NotebookError"
        else (f"{error.ename}: {error.evalue}".strip())
    )
    return kind(Problem(f"cell {number} failed: {said}", source))


def _number_in_source(index: int, source: Path) -> int:
    """A cell's number (from 1) in the notebook that was run: papermill has put one of its own in."""
    cells = read_notebook(source).cells
    place = next(number for number, cell in enumerate(cells) if PARAMETERS_TAG in tags(cell))
    return index if index > place else index + 1
