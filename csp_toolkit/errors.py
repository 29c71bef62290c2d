"""The few kinds of failure, their exit codes, and how a list of problems is shown.

A user's mistake never ends in a traceback: it is raised as a ``CspError`` that says what, where,
found and do, and holds every problem of its kind at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: what, where (file and line when known), and what to do about it."""

    message: str
    file: Path | None = None
    line: int | None = None
    hint: str | None = None


class CspError(Exception):
    """A failure that is shown to the user as a message. Raised through one of its kinds below."""

    exit_code = 1

    def __init__(self, problems: str | Problem | Iterable[Problem]) -> None:
        if isinstance(problems, str):
            problems = Problem(problems)
        if isinstance(problems, Problem):
            problems = [problems]
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(describe_problems(self.problems))


class ParameterError(CspError):
    """Parameters, a partnership, a plan, a period or the catalogue cannot be understood."""

    exit_code = 10


class DataError(CspError):
    """Data is missing, unreadable or not what it says it is."""

    exit_code = 11


class NotebookError(CspError):
    """A notebook failed, has no ``parameters`` cell or left cells unrun."""

    exit_code = 12


class VerifyError(CspError):
    """Outputs are not what their manifest says."""

    exit_code = 13


class RenderingError(CspError):
    """A document cannot be made, or not accessibly."""

    exit_code = 14


def suggest(word: str, known: Sequence[str]) -> str | None:
    """``did you mean "..."?`` for the closest known word, or None when nothing is close."""
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return f'did you mean "{close[0]}"?' if close else None


def describe_problem(problem: Problem) -> str:
    """``file, line N: message`` and the hint on a line of its own."""
    where = ""
    if problem.file is not None:
        where = problem.file.as_posix()
        where += f", line {problem.line}: " if problem.line is not None else ": "
    hint = f"\n  {problem.hint}" if problem.hint else ""
    return f"{where}{problem.message}{hint}"


def describe_problems(problems: Sequence[Problem]) -> str:
    """One problem as itself; several with their number first."""
    if len(problems) == 1:
        return describe_problem(problems[0])
    lines = [describe_problem(problem) for problem in problems]
    return "\n".join([f"{len(problems)} problems:", *lines])
