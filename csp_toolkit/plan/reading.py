"""From a file in ``parameters/plans/`` to a ``Plan``, or to every problem in it with its line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from csp_toolkit.areas import Partnership, find_partnership
from csp_toolkit.errors import ParameterError, Problem, suggest
from csp_toolkit.parameters.located_yaml import LocatedYaml, read_yaml
from csp_toolkit.parameters.project import Project
from csp_toolkit.parameters.reading import read_settings
from csp_toolkit.plan.cross_checks import check_together
from csp_toolkit.plan.model import Plan


def load_plan(path: Path, shown: Path | None = None, indicators: Collection[str] | None = None) -> Plan:
    """Read a plan; messages name its file as ``shown`` (default: ``path``).

    ``indicators`` are the ids of the catalogue; None means that any id passes. Raises ``ParameterError``
    with every problem in the file.
    """
    plan, problems = read_plan(read_yaml(path, shown), indicators)
    if plan is None or problems:
        raise ParameterError(problems)
    return plan


def load_plan_named(project: Project, name: str, indicators: Collection[str] | None = None) -> Plan:
    """The plan of a project by the name of its file, ``thurrock_2024-25``.

    Raises ``ParameterError`` where there is no such file, and with every problem in it.
    """
    files = project.files("plans")
    if name not in files:
        hint = suggest(name, list(files)) or f"Those that exist: {', '.join(files) or 'none'}."
        raise ParameterError(Problem(f'"{name}" is not a plan.', hint=hint))
    return load_plan(files[name], project.shown(files[name]), indicators)


def read_plan(
    located: LocatedYaml, indicators: Collection[str] | None = None
) -> tuple[Plan | None, list[Problem]]:
    """The plan in a file that has been read (None where it cannot be built) and its problems by line."""
    plan, problems = read_settings(Plan, located)
    if located.lines:
        problems = [*problems, *check_together(located, indicators)]
    return plan, sorted(dict.fromkeys(problems), key=lambda problem: problem.line or 0)


def check_plans(
    project: Project, known_partnerships: Sequence[Partnership], indicators: Collection[str] | None
) -> list[Problem]:
    """Every problem in the plans of a project, with file and line.

    Partnerships are looked for among ``known_partnerships``, unless it is empty or the plan is an example;
    indicators among the ids ``indicators``, unless it is None. A file is named for what it holds.
    """
    problems: list[Problem] = []
    for path in project.files("plans").values():
        located = read_yaml(path, project.shown(path))
        found = read_plan(located, indicators)[1]
        found += _check_file_name(located, path.stem)
        found += _check_partnership(located, known_partnerships)
        problems += sorted(found, key=lambda problem: problem.line or 0)
    others = sorted((project.parameters / "plans").glob("*.yml"))
    hint = "Change the ending of its name to .yaml."
    return [
        *problems,
        *(Problem("this file is not read.", project.shown(path), hint=hint) for path in others),
    ]


def _check_file_name(located: LocatedYaml, stem: str) -> list[Problem]:
    partnership, year = located.value.get("partnership"), located.value.get("year")
    if not isinstance(partnership, str) or not isinstance(year, str) or stem == f"{partnership}_{year}":
        return []
    message = f'the file is named "{stem}", but holds the plan {partnership}_{year}.'
    return [
        Problem(message, located.file, located.line_of(("partnership",)), "Rename the file, or correct it.")
    ]


def _check_partnership(located: LocatedYaml, known: Sequence[Partnership]) -> list[Problem]:
    name = located.value.get("partnership")
    if not known or not isinstance(name, str) or located.value.get("standing") == "example":
        return []
    try:
        find_partnership(known, name)
    except ParameterError as error:
        line = located.line_of(("partnership",))
        return [Problem(p.message, located.file, line, p.hint) for p in error.problems]
    return []
