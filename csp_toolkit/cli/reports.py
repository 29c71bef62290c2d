"""Commands for one partnership: ``csp run`` makes a report, ``csp pack`` several."""

from __future__ import annotations

import signal
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
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
    PlaceOption,
    WatchOption,
    WorkersOption,
)
from csp_toolkit.cli.outcomes import end_with, interrupt, send_on, tell
from csp_toolkit.cli.planning import Wanted, plan
from csp_toolkit.cli.terminal import print_files, say, showing_progress
from csp_toolkit.errors import ParameterError, Problem
from csp_toolkit.kernels import start_loading

if TYPE_CHECKING:
    from csp_toolkit.batch import Batch, Finished
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
    _require_folder(output)
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


def _require_folder(output: Path | None) -> None:
    """Raise ParameterError for an address, which a path has lost a slash of."""
    if output is not None and output.parts and output.parts[0].endswith(":") and not output.drive:
        hint = "csp batch sends its outputs to such an address: docs/batch.md."
        raise ParameterError(Problem(f"csp run writes into a folder, not to {output.as_posix()}", hint=hint))


@app.command()
def pack(
    name: Annotated[str, typer.Argument(help="A file's name in parameters/packs, without .yaml")],
    partnership: PartnershipOption,
    period: PeriodOption,
    data: DataOption = None,
    as_at: AsAtOption = None,
    output: PlaceOption = None,
    format: FormatOption = "html,pdf",
    interactive: InteractiveOption = False,
    workers: WorkersOption = None,
) -> None:
    """Run every report of a pack for a partnership and a period."""
    from csp_toolkit.batch import resident_pool, run_batch

    wanted = Wanted(
        name,
        period,
        (partnership,),
        False,
        data,
        as_at,
        output,
        format,
        interactive=interactive,
        is_pack=True,
    )
    planned = plan(wanted, anew=True)
    with showing_progress(keep_news=True) as progress:
        signal.signal(signal.SIGTERM, interrupt)
        finished = run_batch(planned, progress, resident_pool(workers))
    print_files(_folders(planned, finished))
    tell(planned, finished)
    send_on(planned, finished, output)
    end_with(finished, f"csp batch {name} with --partnership {partnership} goes on from there")


def _folders(planned: Batch, finished: Finished) -> list[Path]:
    """The contents page's, if there is one, and that of each report that was made."""
    from csp_toolkit.packs import pack_folder

    first = planned.jobs[0].run
    page = pack_folder(planned.name, first, planned.asked.period, planned.outputs)
    made = [job.folder for job, outcome in finished.outcomes.items() if outcome.state == "made"]
    return [folder for folder in (page, *made) if folder.is_dir()]
