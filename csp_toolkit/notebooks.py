"""What the toolkit asks of a notebook, before it runs and after.

papermill only warns where a parameter or the whole ``parameters`` cell is unknown, and takes a
notebook that ended itself for a success: these functions find all three.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csp_toolkit.blocks.model import MIME_TYPE
from csp_toolkit.errors import NotebookError, Problem, suggest
from csp_toolkit.lean_imports import without

if TYPE_CHECKING:
    from nbformat import NotebookNode

PARAMETERS_TAG = "parameters"
INJECTED_TAG = "injected-parameters"


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook. Raises NotebookError where it is none."""
    with without("rfc3987_syntax"):
        import nbformat

    try:
        notebook: NotebookNode = nbformat.read(path, as_version=4)
        return notebook
    except FileNotFoundError:
        raise NotebookError(Problem("there is no such notebook", path)) from None
    except Exception as error:  # nbformat raises whatever the JSON or its schema validator does
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise NotebookError(Problem(f"this is not a notebook ({reason})", path)) from None


def tags(cell: NotebookNode) -> list[str]:
    """A cell's tags."""
    return list(cell.get("metadata", {}).get("tags", []))


def declared_parameters(path: Path) -> list[str]:
    """The names that a notebook's ``parameters`` cell gives defaults to.

    Raises NotebookError without exactly one such cell, or where it holds anything but assignments.
    """
    cells = [cell for cell in read_notebook(path).cells if PARAMETERS_TAG in tags(cell)]
    if len(cells) != 1:
        found = "no cell" if not cells else f"{len(cells)} cells"
        hint = 'Give the cell that holds the defaults the tag "parameters" (JupyterLab: Property Inspector).'
        raise NotebookError(Problem(f'{found} tagged "parameters"', path, hint=hint))
    try:
        statements = ast.parse(cells[0].source).body
    except SyntaxError as error:
        raise NotebookError(Problem(f"the parameters cell is not Python ({error.msg})", path)) from None
    targets = [target for statement in statements for target in _assigned(statement)]
    if len(targets) != len(statements):
        raise NotebookError(
            Problem("the parameters cell may hold nothing but lines such as: name = value", path)
        )
    return targets


def _assigned(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target: ast.expr = statement.targets[0]
    elif isinstance(statement, ast.AnnAssign):
        target = statement.target
    else:
        return []
    return [target.id] if isinstance(target, ast.Name) else []


def unknown_parameters(path: Path, given: Mapping[str, Any]) -> list[Problem]:
    """A problem for each parameter that the notebook does not know. Raises NotebookError as above."""
    declared = declared_parameters(path)
    return [
        Problem(f'the notebook has no parameter "{name}"', path, hint=suggest(name, declared))
        for name in given
        if name not in declared
    ]


def unrun_cells(notebook: NotebookNode) -> list[int]:
    """The numbers (from 1) of code cells that hold code and were not run."""
    return [
        number
        for number, cell in enumerate(notebook.cells, start=1)
        if cell.cell_type == "code" and cell.source.strip() and cell.get("execution_count") is None
    ]


def lines_to_the_analyst(notebook: NotebookNode) -> Iterator[tuple[int, str]]:
    """What cells printed as warnings, line by line, each with the cell's number (from 1)."""
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", ()):
            if output.output_type == "stream" and output.name == "stderr":
                yield from ((number, line) for line in output.text.splitlines())


def tidy(notebook: NotebookNode) -> None:
    """Take out what differs from run to run: timings, this machine's paths, the injected cell's random id."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if INJECTED_TAG in tags(cell):
            cell["id"] = INJECTED_TAG


def results_in(notebook: NotebookNode) -> Iterable[dict[str, Any]]:
    """The rows of results.csv behind everything that the notebook shows."""
    return _rows_in(notebook, "evidence")


def comparisons_in(notebook: NotebookNode) -> Iterable[dict[str, Any]]:
    """The rows of comparisons.csv behind everything that the notebook shows."""
    return _rows_in(notebook, "comparisons")


def _rows_in(notebook: NotebookNode, field: str) -> Iterable[dict[str, Any]]:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            display = output.get("data", {}).get(MIME_TYPE)
            if display is not None:
                yield from display.get(field, ())
