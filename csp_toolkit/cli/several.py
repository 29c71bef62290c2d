"""``csp batch``: reports of many partnerships at once."""

from __future__ import annotations

import signal
from typing import Annotated

import typer

from csp_toolkit.cli.application import app
from csp_toolkit.cli.options import (
    AsAtOption,
    AudienceOption,
    DataOption,
    FormatOption,
    PeriodOption,
    PlaceOption,
    WorkersOption,
)
from csp_toolkit.cli.outcomes import end_with, interrupt, send_on, tell
from csp_toolkit.cli.planning import Wanted, plan
from csp_toolkit.cli.terminal import showing_progress
from csp_toolkit.errors import ParameterError, Problem


@app.command()
def batch(
    name: Annotated[str, typer.Argument(help="A report, or a pack of parameters/packs.")],
    period: PeriodOption,
    all: Annotated[bool, typer.Option("--all", help="Every partnership that the data know.")] = False,
    partnership: Annotated[
        list[str] | None, typer.Option(help="Slug or CSP code; may be given several times.")
    ] = None,
    workers: WorkersOption = None,
    cluster: Annotated[
        str | None, typer.Option(help="A dask.distributed scheduler, tcp://host:8786 (docs/batch.md).")
    ] = None,
    data: DataOption = None,
    as_at: AsAtOption = None,
    output: PlaceOption = None,
    format: FormatOption = "html,pdf",
    audience: AudienceOption = None,
    force: Annotated[bool, typer.Option("--force", help="Make anew what is there already.")] = False,
) -> None:
    """Make a report or a pack for many partnerships: what is missing, or was made from something else.

    The same command again goes on where it was stopped.
    """
    if workers is not None and cluster is not None:
        hint = "A cluster has as many workers as were started for it."
        raise ParameterError(Problem("--workers and --cluster do not go together", hint=hint))
    from csp_toolkit.batch import cluster_pool, index_batch, resident_pool, run_batch

    wanted = Wanted(name, period, tuple(partnership or ()), all, data, as_at, output, format, audience)
    planned = plan(wanted, anew=force)
    pool = resident_pool(workers) if cluster is None else cluster_pool(cluster)
    with showing_progress() as progress:
        signal.signal(signal.SIGTERM, interrupt)  # how batch schedulers stop a job
        finished = run_batch(planned, progress, pool)
        index = index_batch(planned, finished)
    tell(planned, finished)
    print(index.as_posix())
    send_on(planned, finished, output)
    end_with(finished, "the same command goes on from there")
