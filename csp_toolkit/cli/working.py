"""Commands for the analyst's own work: ``csp new`` and ``csp setup``."""

from __future__ import annotations

from typing import Annotated

import typer

from csp_toolkit.cli.application import app
from csp_toolkit.cli.opened import open_project
from csp_toolkit.errors import ParameterError, Problem


@app.command()
def new(
    what: Annotated[str, typer.Argument(help="report")],
    name: Annotated[str, typer.Argument(help="Such as tilbury_update.")],
    title: Annotated[str | None, typer.Option(help="As readers see it; else the name in words.")] = None,
    partnership: Annotated[str, typer.Option(help="The notebook's default.")] = "thurrock",
    period: Annotated[str, typer.Option(help="The notebook's default.")] = "2024-25 Q4",
) -> None:
    """Write the notebook of a report of your own."""
    from csp_toolkit.lab.new_report import write_new_report
    from csp_toolkit.periods import parse_period

    if what != "report":
        raise ParameterError(
            Problem(f'there is nothing new called "{what}"', hint="Write: csp new report NAME")
        )
    label = parse_period(period).label
    project = open_project()
    path = project.shown(write_new_report(project, name, title, partnership, label))
    print(f"{path.as_posix()} is written. Change it in JupyterLab (jupyter lab), then:")
    print(f'  csp run {name} --partnership {partnership} --period "{label}"')


@app.command()
def setup() -> None:
    """Set up git for notebooks, schemas for editors and JupyterLab's menu; says what it changed."""
    from csp_toolkit.lab.setting_up import set_up

    changed = set_up(open_project())
    print("\n".join(changed) if changed else "All is set up already: nothing was changed.")
