"""Commands that bring data in: ``csp ingest``, ``fetch``, ``sample`` and ``template``."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from csp_toolkit.cli.application import app
from csp_toolkit.cli.opened import open_project
from csp_toolkit.cli.terminal import say, showing_progress
from csp_toolkit.errors import ParameterError, Problem


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files, folders or zips, recognised by their content.")],
    dataset: Annotated[str | None, typer.Option(help="Take this dataset only.")] = None,
    data: Annotated[Path | None, typer.Option(help="The store's folder; without it data/.")] = None,
    as_at: Annotated[
        str | None, typer.Option(help="The day from which these figures count as known.")
    ] = None,
) -> None:
    """Take published files into the store. The same bytes are never taken twice."""
    from csp_toolkit.workspace import parse_known_from

    today = datetime.now(UTC).date()  # noqa: TID251 - whether a day is to come is a matter of the clock
    _take_in(data or open_project().data, paths, dataset, parse_known_from(as_at, today))


def _take_in(folder: Path, paths: list[Path], dataset: str | None, day: date | None) -> None:
    from csp_toolkit.listing import IngestReport
    from csp_toolkit.loaders.ingest import ingest as take_in
    from csp_toolkit.loaders.ods_stream import progress_in_words, reporting_progress
    from csp_toolkit.store import open_store

    store = open_store(folder, create=True)
    report = IngestReport()
    try:
        with showing_progress() as progress, reporting_progress(progress_in_words(progress)):
            take_in(
                store,
                paths,
                dataset=dataset,
                as_at=day,
                progress=lambda item: progress(report.add(item)),
            )
    finally:
        print(report.summary())


@app.command()
def fetch(
    dataset: Annotated[str, typer.Argument(help="A dataset's name from docs/fetch.md.")],
    first: Annotated[str | None, typer.Option("--from", help="The first month wanted (YYYY-MM).")] = None,
    last: Annotated[str | None, typer.Option("--to", help="The last month wanted (YYYY-MM).")] = None,
    force: Annotated[str | None, typer.Option(help="One police force, as data.police.uk spells it.")] = None,
    data: Annotated[Path | None, typer.Option(help="The store's folder; without it data/.")] = None,
    base_url: Annotated[str | None, typer.Option(help="Stands in for the publisher's address.")] = None,
) -> None:
    """Download the published files, then take them into the store."""
    from csp_toolkit.fetch.fetching import DOWNLOADS, Fetcher, parse_wanted
    from csp_toolkit.fetch.publishers import load_publishers

    project = open_project()
    wanted, folder = parse_wanted(dataset, first, last, force), data or project.data
    publishers = load_publishers(project.parameters)
    try:
        with showing_progress() as progress:
            fetched = Fetcher(publishers, folder / DOWNLOADS, progress, base_url).fetch(wanted)
    except KeyboardInterrupt:
        say("Stopped. What has come is kept: the same command goes on from there.")
        raise typer.Exit(130) from None
    print("\n".join(fetched.notes), end="\n" if fetched.notes else "")
    _take_in(folder, fetched.files, publishers.loaded_as(dataset), None)


@app.command()
def sample(
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet, or is empty.")],
) -> None:
    """Write the synthetic sample in the publishers' own formats."""
    from csp_toolkit.sample import write_sample

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ParameterError(
            Problem("this is not an empty folder", folder, hint="Name one that does not exist yet.")
        )
    with showing_progress() as progress:
        write_sample(folder, progress=lambda what, done, total: progress(f"{what} ({done} of {total}) ..."))
    print(f"SYNTHETIC data written to {folder.as_posix()}. Take it in with: csp ingest {folder.as_posix()}")


@app.command()
def template(
    name: Annotated[str, typer.Argument(help="partner-return or delivery-tracker")],
    file: Annotated[Path, typer.Argument(help="The workbook to write, which does not exist yet.")],
) -> None:
    """Write the workbook that a partner fills in and csp ingest reads."""
    from csp_toolkit.workbook_templates import find_template, write_template

    write_template(find_template(name), file)
    print(f"{file.as_posix()} is ready to be filled in.")
