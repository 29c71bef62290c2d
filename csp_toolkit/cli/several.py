"""``csp batch``: reports of many partnerships at once."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from csp_toolkit.cli.application import app
from csp_toolkit.cli.opened import open_project, open_store, read_as_at
from csp_toolkit.cli.options import (
    AsAtOption,
    AudienceOption,
    DataOption,
    OutputOption,
    PeriodOption,
)
from csp_toolkit.cli.terminal import say, showing_progress
from csp_toolkit.errors import ParameterError, Problem

if TYPE_CHECKING:
    from csp_toolkit.areas import Partnership
    from csp_toolkit.batch import Batch, Finished
    from csp_toolkit.store import Store

INTERRUPTED = 130


@app.command()
def batch(
    name: Annotated[str, typer.Argument(help="A report, or a pack of parameters/packs.")],
    period: PeriodOption,
    all: Annotated[bool, typer.Option("--all", help="Every partnership that the data know.")] = False,
    partnership: Annotated[
        list[str] | None, typer.Option(help="Slug or CSP code; may be given several times.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes at work; without it one for each processor.")
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(help="A dask.distributed scheduler, tcp://host:8786 (docs/batch.md).")
    ] = None,
    data: DataOption = None,
    as_at: AsAtOption = None,
    output: OutputOption = None,
    format: Annotated[
        str, typer.Option("--format", "--formats", help="Any of html, pdf, docx, xlsx, ods, by commas.")
    ] = "html,pdf",
    audience: AudienceOption = None,
    force: Annotated[bool, typer.Option("--force", help="Make anew what is there already.")] = False,
) -> None:
    """Make a report or a pack for many partnerships: what is missing, or was made from something else.

    The same command again goes on where it was stopped.
    """
    if workers is not None and cluster is not None:
        hint = "A cluster has as many workers as were started for it."
        raise ParameterError(Problem("--workers and --cluster do not go together", hint=hint))
    from csp_toolkit.batch import cluster_pool, resident_pool, run_batch

    planned = _plan(name, period, all, partnership or [], data, as_at, output, format, audience, force)
    pool = resident_pool(workers) if cluster is None else cluster_pool(cluster)
    with showing_progress() as progress:
        signal.signal(signal.SIGTERM, _interrupt)  # how batch schedulers stop a job
        finished = run_batch(planned, progress, pool)
    _tell(planned, finished)


def _interrupt(number: int, frame: Any) -> None:
    raise KeyboardInterrupt


def _plan(
    name: str,
    period: str,
    everyone: bool,
    named: Sequence[str],
    data: str | None,
    as_at: str | None,
    output: Any,
    formats: str,
    audience: str | None,
    force: bool,
) -> Batch:
    from csp_toolkit.batch import plan_batch
    from csp_toolkit.frames import load_partnerships
    from csp_toolkit.periods import parse_period
    from csp_toolkit.runs import Run
    from csp_toolkit.workspace import name_for_notebook

    project, day = open_project(), read_as_at(as_at)
    parsed, store = parse_period(period), open_store(project, data, day)
    partnerships = load_partnerships(store)
    chosen = _choose(partnerships, everyone, named, store)
    given = tuple(word.strip().lower() for word in formats.split(",") if word.strip())
    known_as = name_for_notebook(store, project.root, project.data)
    asked = Run(name, chosen[0], parsed, known_as, day, given, audience)
    place = (output or project.outputs).resolve()
    return plan_batch(project, store, partnerships, chosen, asked, place, force)


def _choose(
    partnerships: Sequence[Partnership], everyone: bool, named: Sequence[str], store: Store
) -> tuple[Partnership, ...]:
    """Each once, in the order of their codes or as they were named."""
    from csp_toolkit.areas import find_partnership

    if everyone == bool(named):
        hint = "Write --all, or --partnership once for each."
        found = "both --all and --partnership are given" if named else "no partnership is named"
        raise ParameterError(Problem(found, hint=hint))
    chosen = partnerships if everyone else [find_partnership(partnerships, name) for name in named]
    if not chosen:
        hint = "Take a lookup of partnerships in with: csp ingest PATH"
        raise ParameterError(Problem("the data know no partnership", store.root, hint=hint))
    return tuple(dict.fromkeys(chosen))


def _tell(planned: Batch, finished: Finished) -> None:
    """What came of it, each failure, and where the index is; then the exit code."""
    made, there = finished.count("made"), finished.count("there")
    total = len(planned.jobs) + len(planned.unplanned)
    say(f"{made} made, {there} already there, {len(finished.failed)} failed, of {total} reports.")
    for job, outcome in finished.failed.items():
        say(f"Failed: {job.name}\n  " + outcome.reason.replace("\n", "\n  "))
    print(finished.index.as_posix())
    if finished.interrupted:
        say("Stopped. What is finished is kept: the same command goes on from there.")
        raise typer.Exit(INTERRUPTED)
    raise typer.Exit(next((outcome.exit_code for outcome in finished.failed.values()), 0))
