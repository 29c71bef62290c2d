"""The lint of a whole project: its plans and its notebooks."""

from __future__ import annotations

from csp_toolkit.errors import ParameterError, Problem
from csp_toolkit.parameters import Project
from csp_toolkit.parameters.located_yaml import read_yaml
from csp_toolkit.periods import FinancialYear, parse_period
from csp_toolkit.prose.lint import lint_texts
from csp_toolkit.prose.outline import check_outline, outline_in
from csp_toolkit.prose.sources import texts_in_notebook, texts_in_yaml


def lint_project(project: Project) -> list[Problem]:
    """What a reader could misread in the plans and notebooks of a project, file by file.

    These are warnings: a file that cannot be read has none, as that is a problem of its own. No evidence is
    looked at, since that takes a run; ``lint_texts`` takes it where there is some.
    """
    found: list[Problem] = []
    for path in project.files("plans").values():
        located = read_yaml(path, project.shown(path))
        if located.lines:
            texts = texts_in_yaml(located, path.read_text(encoding="utf-8-sig"))
            found += [*check_outline(outline_in(located)), *lint_texts(texts, None, _year_in(located.value))]
    for name in project.report_names():
        path = project.notebooks / f"{name}.ipynb"
        found += lint_texts(texts_in_notebook(path, project.shown(path)))
    return found


def _year_in(plan: dict[str, object]) -> FinancialYear | None:
    try:
        period = parse_period(str(plan.get("year")))
    except ParameterError:
        return None
    return period if isinstance(period, FinancialYear) else None
