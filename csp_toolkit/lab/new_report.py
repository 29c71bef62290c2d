"""A notebook for a report of one's own, ready to run, with an example of each kind of cell."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from csp_toolkit.errors import ParameterError, Problem
from csp_toolkit.parameters import Project
from csp_toolkit.report.kinds import REPORTS

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST_NAME = 60

_EXAMPLES: tuple[tuple[str, str, str], ...] = (
    (
        "theft",
        "## Theft\n\nA theme's indicators in one table, beside the same period a year before.",
        'report.indicator_table("theft")',
    ),
    ("trend", "One indicator month by month.", 'report.trend("street_shoplifting")'),
    ("ranking", "The same beside the force's other partnerships.", 'report.ranking("street_shoplifting")'),
    (
        "in-words",
        "A figure enters a sentence by its name, never typed.",
        'report.say("Burglary in this period: {street_burglary.value}.")',
    ),
    ("methods", "How the figures were worked out, and where they come from.", "report.methods()"),
    ("sources", "", "report.sources()"),
)
"""Id in words, what the Markdown cell before it says, and the call of the cell."""


def write_new_report(
    project: Project,
    name: str,
    title: str | None = None,
    partnership: str = "thurrock",
    period: str = "2024-25 Q4",
) -> Path:
    """Write ``notebooks/<name>.ipynb``; gives back where it is. ``csp run <name>`` knows it from then on.

    Raises ``ParameterError`` for a name that is none, or that is taken, and for an empty title.
    """
    import nbformat

    _require_name(project, name)
    words = name.replace("_", " ").capitalize() if title is None else title.strip()
    if not words:
        raise ParameterError(Problem("the title is empty", hint="Leave --title out, or write one."))
    notebook = nbformat.v4.new_notebook(
        cells=list(_cells(name, words, partnership, period)),
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
    )
    nbformat.validate(notebook)
    path = project.notebooks / f"{name}.ipynb"
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(nbformat.writes(notebook) + "\n")
    return path


def _require_name(project: Project, name: str) -> None:
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME or keyword.iskeyword(name):
        hint = f"Write small letters, digits and single underscores, {LONGEST_NAME} at most: tilbury_update."
        raise ParameterError(Problem(f'"{name}" cannot be the name of a report', hint=hint))
    if name in REPORTS or name in project.report_names():
        path = project.shown(project.notebooks / f"{name}.ipynb")
        hint = "Open that one in JupyterLab, or choose another name."
        raise ParameterError(Problem(f'there is a report "{name}" already', path, hint=hint))


def _cells(name: str, title: str, partnership: str, period: str) -> Iterator[Any]:
    given = f'partnership = "{partnership}"\nperiod = "{period}"\ndata = None\nas_at = None\naudience = None'
    yield _code("parameters", given, tags=["parameters"])
    yield _code("open", _opening(name, title))
    yield _code("cover", "report.cover()")
    yield _code("key-findings", "report.key_findings()")
    for identifier, words, call in _EXAMPLES:
        if words:
            yield _markdown(f"about-{identifier}", words)
        yield _code(identifier, call)


def _opening(name: str, title: str) -> str:
    from json import dumps

    return (
        "from csp_toolkit import open_report\n\nreport = open_report(\n"
        f'    "{name}",\n    title={dumps(title, ensure_ascii=False)},\n'
        "    partnership=partnership,\n    period=period,\n    data=data,\n"
        "    as_at=as_at,\n    audience=audience,\n)"
    )


def _code(identifier: str, source: str, *, tags: list[str] | None = None) -> Any:
    import nbformat

    metadata = {"tags": tags} if tags else {}
    return nbformat.v4.new_code_cell(source, id=identifier, metadata=metadata)


def _markdown(identifier: str, source: str) -> Any:
    import nbformat

    return nbformat.v4.new_markdown_cell(source, id=identifier)
