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
    consequence = ""
    """What several problems of this kind mean for the command: said once, after their number."""

    def __init__(self, problems: str | Problem | Iterable[Problem]) -> None:
        if isinstance(problems, str):
            problems = Problem(problems)
        if isinstance(problems, Problem):
            problems = [problems]
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(describe_problems(self.problems, self.consequence))

    def _render_traceback_(self) -> list[str]:
        """What a notebook's cell shows of it, by IPython's own protocol: the message, as the command has it.

        No line of the library is at fault, so none is shown. The kind stays in the notebook's output.
        """
        return [f"\x1b[31mError:\x1b[39m {self}"]


class ParameterError(CspError):
    """Parameters, a partnership, a plan, a period or the catalogue cannot be understood."""

    exit_code = 10
    consequence = "Nothing has been run."


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
    """``file, line N: message``, with the hint on a line of its own unless it is a short question."""
    where = _place(problem.file, problem.line)
    return f"{where}: {_message_and_hint(problem)}" if where else _message_and_hint(problem)


def describe_problems(problems: Sequence[Problem], consequence: str = "") -> str:
    """One problem as itself; several with their number first, under the name of their file.

    The files stand in the order given, problems of a file in the order of their lines.
    """
    if not problems:
        return "No problems."
    if len(problems) == 1:
        return describe_problem(problems[0])
    by_file = _group_by_file(problems)
    opening = f"{len(problems)} problems{_in_files(by_file)}. {consequence}".rstrip()
    return "\n".join([opening, *_list_files(by_file)])


def _place(file: Path | None, line: int | None) -> str:
    if file is None:
        return ""
    return file.as_posix() if line is None else f"{file.as_posix()}, line {line}"


def _message_and_hint(problem: Problem) -> str:
    if not problem.hint:
        return problem.message
    if problem.hint.startswith("did you mean"):
        return f"{problem.message.removesuffix('.')} ({problem.hint})"
    return f"{problem.message}\n{problem.hint}"


_ByFile = dict[Path | None, list[Problem]]


def _group_by_file(problems: Sequence[Problem]) -> _ByFile:
    groups: _ByFile = {problem.file: [] for problem in problems}
    for problem in sorted(problems, key=lambda problem: problem.line or 0):
        groups[problem.file].append(problem)
    return groups


def _in_files(by_file: _ByFile) -> str:
    if None in by_file:
        return ""
    names = [file.as_posix() for file in by_file if file]
    return f" in {names[0]}" if len(names) == 1 else f" in {len(names)} files"


def _list_files(by_file: _ByFile) -> list[str]:
    lines = []
    for file, problems in by_file.items():
        if file is not None and len(by_file) > 1:
            lines.append(file.as_posix())
        width = max(len(str(problem.line or "")) for problem in problems)
        lines += [_list_problem(problem, width) for problem in problems]
    return lines


def _list_problem(problem: Problem, width: int) -> str:
    margin = "  " if problem.line is None else f"  line {problem.line:>{width}}  "
    return margin + _message_and_hint(problem).replace("\n", "\n" + " " * len(margin))
