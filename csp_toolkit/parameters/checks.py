"""Every problem in a project's parameter files at once, before anything runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel

from csp_toolkit.areas import Partnership, find_partnership
from csp_toolkit.errors import ParameterError, Problem, suggest
from csp_toolkit.parameters.fields import Known
from csp_toolkit.parameters.located_yaml import LocatedYaml, read_yaml
from csp_toolkit.parameters.project import Project, parse_run_name
from csp_toolkit.parameters.reading import read_settings
from csp_toolkit.parameters.settings import PackSettings, PartnershipSettings, RunSettings
from csp_toolkit.periods import parse_period

KINDS: dict[str, type[BaseModel]] = {
    "partnerships": PartnershipSettings,
    "packs": PackSettings,
    "runs": RunSettings,
}
"""The folders of ``parameters/`` that are read here, and what each of their files holds."""


def check_parameters(project: Project, known_partnerships: Sequence[Partnership]) -> list[Problem]:
    """What is wrong in the files of partnerships, packs and runs, with file and line.

    Names are checked as well: partnerships and comparators against ``known_partnerships`` (not at all
    where it is empty), reports against the notebooks, plans against their files, and the names of the
    files themselves against what they hold.
    """
    known = Known(known_partnerships or None, project.report_names(), tuple(project.files("plans")))
    return [
        problem
        for folder, model in KINDS.items()
        for problem in (*_check_endings(project, folder), *_check_files(project, folder, model, known))
    ]


def _check_files(project: Project, folder: str, model: type[BaseModel], known: Known) -> Iterator[Problem]:
    for path in project.files(folder).values():
        located = read_yaml(path, project.shown(path))
        _, problems = read_settings(model, located, known)
        named = _check_name(folder, path.stem, located, known)
        yield from sorted([*problems, *named], key=lambda problem: problem.line or 0)


def _check_endings(project: Project, folder: str) -> list[Problem]:
    others = sorted((project.parameters / folder).glob("*.yml"))
    hint = "Change the ending of its name to .yaml."
    return [Problem("this file is not read.", project.shown(path), hint=hint) for path in others]


def _check_name(folder: str, stem: str, located: LocatedYaml, known: Known) -> list[Problem]:
    if folder == "partnerships":
        return _check_named_for(located, "partnership", _slug_in(located, known), stem)
    return _check_run_name(stem, located, known) if folder == "runs" else []


def _check_run_name(stem: str, located: LocatedYaml, known: Known) -> list[Problem]:
    name = parse_run_name(stem)
    if name is None:
        hint = "Name it partnership_period_report.yaml: thurrock_2024-25-q4_quarterly_performance.yaml."
        return [Problem("the file's name does not say what is run.", located.file, hint=hint)]
    return [
        *_check_named_for(located, "partnership", _slug_in(located, known), name.partnership),
        *_check_named_for(located, "period", _period_slug_in(located), name.period),
        *_check_report(located.file, name.report, known.reports or ()),
    ]


def _check_named_for(located: LocatedYaml, key: str, inside: str | None, named: str) -> list[Problem]:
    """One problem where the file's name says something else than its contents; None inside is no news."""
    if inside is None or inside == named:
        return []
    message = f'{key} is "{inside}", but the file is named for "{named}".'
    return [Problem(message, located.file, located.line_of((key,)), "Rename the file, or correct the key.")]


def _check_report(file: Path, report: str, reports: Sequence[str]) -> list[Problem]:
    if report in reports:
        return []
    return [
        Problem(
            f'the file is named for "{report}", which is not a report.', file, hint=suggest(report, reports)
        )
    ]


def _slug_in(located: LocatedYaml, known: Known) -> str | None:
    """The slug of the partnership a file is about, or None where that cannot be told."""
    name = located.value.get("partnership")
    if not isinstance(name, str) or known.partnerships is None:
        return None
    try:
        return find_partnership(known.partnerships, name).slug
    except ParameterError:
        return None


def _period_slug_in(located: LocatedYaml) -> str | None:
    try:
        return parse_period(str(located.value.get("period"))).slug
    except ParameterError:
        return None
