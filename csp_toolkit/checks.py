"""Everything that can be known to be wrong before a report is run, at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from csp_toolkit.errors import (
    CspError,
    DataError,
    NotebookError,
    ParameterError,
    Problem,
    describe_problems,
)
from csp_toolkit.fetch.publishers import check_publishers
from csp_toolkit.frames import STREET, load_partnerships, lookup_editions
from csp_toolkit.indicators.catalogue import check_catalogue, load_catalogue
from csp_toolkit.notebooks import declared_parameters, read_notebook
from csp_toolkit.parameters import Project, check_parameters
from csp_toolkit.plan import check_plans
from csp_toolkit.prose import lint_project
from csp_toolkit.store import Store

EVERY_REPORT_TAKES = ("partnership", "period", "data", "as_at")


def check_prose(project: Project, *, strict: bool, warn: Callable[[str], None]) -> list[Problem]:
    """Hold what people wrote against docs/lint.md: warnings are told, and where ``strict`` are problems."""
    found = lint_project(project)
    if found and not strict:
        warn(f"Warnings about prose (docs/lint.md): {describe_problems(found)}")
    return found if strict else []


def check_everything(project: Project, store: Store, prose: Iterable[Problem] = ()) -> None:
    """Raise every problem in parameters, catalogue, notebooks and store, as the kind of the first one.

    ``prose`` are problems that ``check_prose`` found, which are raised with the rest.
    """
    found: list[tuple[type[CspError], Problem]] = []
    partnerships = []
    try:
        partnerships = list(load_partnerships(store))
    except CspError as error:
        found += [(type(error), problem) for problem in error.problems]
    found += [(ParameterError, problem) for problem in check_parameters(project, partnerships)]
    found += [(ParameterError, problem) for problem in check_publishers(project.parameters)]
    unread = check_catalogue()
    found += [(ParameterError, problem) for problem in unread]
    # Without a catalogue every indicator of a plan would be unknown: its own problems come first.
    known = None if unread else load_catalogue().ids
    found += [(ParameterError, problem) for problem in check_plans(project, partnerships, known)]
    found += [(NotebookError, problem) for problem in _check_notebooks(project)]
    found += [(DataError, problem) for problem in _check_store(store)]
    found += [(ParameterError, problem) for problem in prose]
    if found:
        problems = list(dict.fromkeys(problem for _, problem in found))
        raise found[0][0](problems)


def _check_notebooks(project: Project) -> list[Problem]:
    problems: list[Problem] = []
    for report in project.report_names():
        path = project.notebooks / f"{report}.ipynb"
        try:
            declared = declared_parameters(path)
        except NotebookError as error:
            problems.extend(error.problems)
            continue
        problems += [
            Problem(f'the parameters cell has no "{name}"', path, hint=f"Add the line: {name} = None")
            for name in EVERY_REPORT_TAKES
            if name not in declared
        ]
        if any(cell.get("outputs") for cell in read_notebook(path).cells):
            hint = "Data may be in them. Clear all outputs and save."
            problems.append(Problem("this notebook holds stored outputs", path, hint=hint))
    return problems


def _check_store(store: Store) -> list[Problem]:
    problems = store.damaged()
    try:
        lookup_editions(store)
    except DataError as error:
        problems.extend(error.problems)
    if not store.current(STREET):
        hint = "Take street-level files of data.police.uk in with: csp ingest PATH"
        problems.append(Problem("the store holds no police data", store.root, hint=hint))
    return problems
