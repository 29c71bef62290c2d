"""Several reports for one partnership and period."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from csp_toolkit.errors import CspError, Problem
from csp_toolkit.parameters import Project
from csp_toolkit.runs import Run, check_run, run_report


def run_pack(
    project: Project, pack: str, run: Run, outputs: Path, progress: Callable[[str], None] = lambda step: None
) -> list[Path]:
    """Run each report of a pack for the partnership and period of ``run``, for the pack's own audience.
    Gives back their folders.

    Everything that can be checked is checked before the first report starts. One failing report does
    not keep the others from being made: afterwards the failures are raised together, as the first's kind.
    """
    settings = project.pack(pack)
    # Public is what a notebook takes anyway, so only another audience asks for a parameter of its own.
    audience = None if settings.audience == "public" else settings.audience
    runs = [replace(run, report=report, audience=audience) for report in settings.reports]
    for each in runs:
        check_run(project, each)
    folders: list[Path] = []
    failures: list[tuple[str, CspError]] = []
    for each in runs:
        try:
            folders.append(run_report(project, each, outputs, partial(_tell, progress, each.report)))
        except CspError as error:
            failures.append((each.report, error))
    if failures:
        problems = [
            Problem(f"{report}: {problem.message}", problem.file, problem.line, problem.hint)
            for report, error in failures
            for problem in error.problems
        ]
        raise type(failures[0][1])(problems)
    return folders


def _tell(progress: Callable[[str], None], report: str, step: str) -> None:
    progress(f"{report}: {step}")
