"""Commands that make reports: ``csp run`` and ``csp pack``."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from csp_toolkit.cli.application import app
from csp_toolkit.cli.opened import open_project, open_store, read_as_at
from csp_toolkit.cli.options import (
    AsAtOption,
    AudienceOption,
    DataOption,
    EngineOption,
    FormatOption,
    InteractiveOption,
    OutputOption,
    PartnershipOption,
    PeriodOption,
    WatchOption,
)
from csp_toolkit.cli.terminal import print_files, say, showing_progress
from csp_toolkit.kernels import start_loading

if TYPE_CHECKING:
    from csp_toolkit.parameters import Project
    from csp_toolkit.runs import Run


def prepare(
    report: str, partnership: str, period: str, data: str | None, as_at: str | None, formats: str
) -> tuple[Project, Run]:
    """Everything that can be known to be wrong is, before a notebook starts."""
    start_loading()  # which takes as long as what follows
    from csp_toolkit.areas import find_partnership
    from csp_toolkit.frames import load_partnerships
    from csp_toolkit.periods import parse_period
    from csp_toolkit.runs import Run
    from csp_toolkit.workspace import name_for_notebook

    project, day = open_project(), read_as_at(as_at)
    parsed, store = parse_period(period), open_store(project, data, day)
    found = find_partnership(load_partnerships(store), partnership)
    chosen = tuple(name.strip().lower() for name in formats.split(",") if name.strip())
    return project, Run(
        report, found, parsed, name_for_notebook(store, project.root, project.data), day, chosen
    )


@app.command()
def run(
    report: Annotated[str, typer.Argument(help="A name from: csp list reports")],
    partnership: PartnershipOption,
    period: PeriodOption,
    data: DataOption = None,
    as_at: AsAtOption = None,
    output: OutputOption = None,
    format: FormatOption = "html,pdf",
    audience: AudienceOption = None,
    engine: EngineOption = "builtin",
    interactive: InteractiveOption = False,
    watch: WatchOption = False,
) -> None:
    """Run one report for a partnership and a period."""
    project, prepared = prepare(report, partnership, period, data, as_at, format)
    from csp_toolkit.runs import run_report

    prepared = replace(prepared, audience=audience, engine=engine, interactive=interactive)

    def make() -> None:
        with showing_progress(keep_news=True) as progress:
            folder = run_report(project, prepared, output or project.outputs, progress)
        print_files([folder])

    if not watch:
        make()
        return
    from csp_toolkit.watching import watch_report

    with suppress(KeyboardInterrupt):
        watch_report(project, prepared, make, say)


@app.command()
def pack(
    name: Annotated[str, typer.Argument(help="A file's name in parameters/packs, without .yaml")],
    partnership: PartnershipOption,
    period: PeriodOption,
    data: DataOption = None,
    as_at: AsAtOption = None,
    output: OutputOption = None,
    format: FormatOption = "html,pdf",
    interactive: InteractiveOption = False,
) -> None:
    """Run every report of a pack for a partnership and a period."""
    project, prepared = prepare("", partnership, period, data, as_at, format)
    from csp_toolkit.packs import run_pack

    prepared = replace(prepared, interactive=interactive)
    with showing_progress(keep_news=True) as progress:
        folders = run_pack(project, name, prepared, output or project.outputs, progress)
    print_files(folders)
