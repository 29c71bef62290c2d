"""How making several reports ends: what came of it, in words and as an exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import typer

from csp_toolkit.cli.terminal import say, showing_progress

if TYPE_CHECKING:
    from csp_toolkit.batch import Batch, Finished

INTERRUPTED = 130


def interrupt(number: int, frame: Any) -> None:
    """For a signal that is to act as Ctrl-C does."""
    raise KeyboardInterrupt


def tell(planned: Batch, finished: Finished) -> None:
    """What came of it, and each failure."""
    total = len(planned.jobs) + len(planned.unplanned)
    there = f"{finished.count('there')} already there, " if finished.count("there") else ""
    say(f"{finished.count('made')} made, {there}{len(finished.failed)} failed, of {total} reports.")
    for job, outcome in finished.failed.items():
        say(f"Failed: {job.name}\n  " + outcome.reason.replace("\n", "\n  "))


def send_on(planned: Batch, finished: Finished, output: str | None) -> None:
    """Send what was made to the address that ``--output`` gave; a folder has it already."""
    from csp_toolkit.remote import is_address, send_outputs

    if output is None or not is_address(output) or finished.interrupted:
        return
    with showing_progress() as progress:
        number = send_outputs(planned.outputs, output, progress)
    say(f"{number:,} files sent to {output}; what was there already and is the same was not sent again.")


def end_with(finished: Finished, go_on: str) -> NoReturn:
    """The command's end: how it was stopped and is gone on with, or the exit code of the first failure."""
    if finished.interrupted:
        say(f"Stopped. What is finished is kept: {go_on}.")
        raise typer.Exit(INTERRUPTED)
    raise typer.Exit(next((outcome.exit_code for outcome in finished.failed.values()), 0))
