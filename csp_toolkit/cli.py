"""The ``csp`` command: each subcommand parses, calls one function and prints."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from csp_toolkit.errors import CspError, DataError, ParameterError, Problem
from csp_toolkit.kernels import start_loading

if TYPE_CHECKING:
    from csp_toolkit.parameters import Project
    from csp_toolkit.runs import Run
    from csp_toolkit.store import Store

app = typer.Typer(
    name="csp",
    help="Reports of a Community Safety Partnership: data in, tested figures, accessible documents out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

PartnershipOption = Annotated[str, typer.Option(help="Slug (castle-point) or CSP code (E22000082).")]
PeriodOption = Annotated[str, typer.Option(help='Such as "2024-25 Q4".')]
DataOption = Annotated[
    str | None, typer.Option(help='A store\'s folder, or "sample"; without it data/, else the sample.')
]
OutputOption = Annotated[Path | None, typer.Option(help="Stands in for outputs/.")]
AsAtOption = Annotated[
    str | None, typer.Option(help="Leave out what was not known on this day (YYYY-MM-DD).")
]
AudienceOption = Annotated[
    str | None, typer.Option(help="public, partnership or restricted: who may read it; else the public.")
]
StrictOption = Annotated[bool, typer.Option(help="Take warnings about prose (docs/lint.md) for problems.")]
FormatOption = Annotated[str, typer.Option(help="Any of html, pdf, docx, xlsx, ods, separated by commas.")]


def say(line: str) -> None:
    """A line for the person at the terminal, kept apart from results."""
    print(line, file=sys.stderr, flush=True)


@contextmanager
def showing_progress() -> Iterator[Callable[[str], None]]:
    """Gives a function that shows the step at work: a moving line on a terminal, plain lines elsewhere."""
    if not sys.stderr.isatty():
        yield lambda step: say(f"  {step}")
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as status:
        yield lambda step: status.update(step)


def _project() -> Project:
    from csp_toolkit.parameters import find_project

    return find_project()


def _store(project: Project, data: str | None, as_at: date | None = None) -> Store:
    from csp_toolkit.workspace import choose_store

    if data is not None and not data.strip():
        raise ParameterError(Problem("--data is empty", hint='Name a folder or "sample", or leave it out.'))
    return choose_store(project.data, data, as_at=as_at, announce=say)


def _as_at(text: str | None) -> date | None:
    from csp_toolkit.workspace import parse_as_at

    return parse_as_at(text)


@app.command()
def check(data: DataOption = None, strict: StrictOption = False) -> None:
    """Look for every problem in parameters, catalogue, notebooks, store and prose. Writes nothing."""
    from csp_toolkit.checks import check_everything, check_prose

    project = _project()
    check_everything(project, _store(project, data), check_prose(project, strict=strict, warn=say))
    print("No problems found.")


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
    _take_in(data or _project().data, paths, dataset, parse_known_from(as_at, today))


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

    project = _project()
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


@app.command(name="list")
def list_(
    what: Annotated[str, typer.Argument(help="partnerships, indicators, reports, data or revisions")],
    data: DataOption = None,
    as_at: AsAtOption = None,
) -> None:
    """List what can be named: partnerships, indicators, reports; the data held; what was revised in them."""
    from csp_toolkit import listing

    project = _project()
    lists: dict[str, Callable[[], list[str]]] = {
        "partnerships": lambda: listing.list_partnerships(_store(project, data, _as_at(as_at))),
        "indicators": listing.list_indicators,
        "reports": lambda: listing.list_reports(project),
        "data": lambda: listing.list_data(_store(project, data, _as_at(as_at))),
        "revisions": lambda: listing.list_revisions(_store(project, data, _as_at(as_at))),
    }
    if what not in lists:
        raise ParameterError(Problem(f'there is no list of "{what}"', hint="Known: " + ", ".join(lists)))
    print("\n".join(lists[what]()))


@app.command()
def explain(indicator: Annotated[str, typer.Argument(help="An id from: csp list indicators")]) -> None:
    """Say what an indicator counts, from where, how, and what to bear in mind."""
    from csp_toolkit.indicators.catalogue import load_catalogue
    from csp_toolkit.listing import explain_indicator

    print("\n".join(explain_indicator(load_catalogue(), indicator)))


def _prepare(
    report: str, partnership: str, period: str, data: str | None, as_at: str | None, formats: str
) -> tuple[Project, Run]:
    """Everything that can be known to be wrong is, before a notebook starts."""
    start_loading()  # which takes as long as what follows
    from csp_toolkit.areas import find_partnership
    from csp_toolkit.frames import load_partnerships
    from csp_toolkit.periods import parse_period
    from csp_toolkit.runs import Run
    from csp_toolkit.workspace import name_for_notebook

    project, day = _project(), _as_at(as_at)
    parsed, store = parse_period(period), _store(project, data, day)
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
) -> None:
    """Run one report for a partnership and a period."""
    project, prepared = _prepare(report, partnership, period, data, as_at, format)
    from csp_toolkit.runs import run_report

    if audience is not None:
        prepared = replace(prepared, audience=audience)
    with showing_progress() as progress:
        folder = run_report(project, prepared, output or project.outputs, progress)
    _print_files([folder])


@app.command()
def pack(
    name: Annotated[str, typer.Argument(help="A file's name in parameters/packs, without .yaml")],
    partnership: PartnershipOption,
    period: PeriodOption,
    data: DataOption = None,
    as_at: AsAtOption = None,
    output: OutputOption = None,
    format: FormatOption = "html,pdf",
) -> None:
    """Run every report of a pack for a partnership and a period."""
    project, prepared = _prepare("", partnership, period, data, as_at, format)
    from csp_toolkit.packs import run_pack

    with showing_progress() as progress:
        folders = run_pack(project, name, prepared, output or project.outputs, progress)
    _print_files(folders)


def _print_files(folders: list[Path]) -> None:
    for path in (path for folder in folders for path in sorted(folder.iterdir())):
        print(path.as_posix())


def main() -> None:
    """Run ``csp``; a user's mistake ends in a message and an exit code, never in a traceback."""
    try:
        app()
    except CspError as error:
        say(f"Error: {error}")
        sys.exit(error.exit_code)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        say(f"Error: {where}{error.strerror or error}. See that it is there, is a file or folder as needed,")
        say("can be read or written to, and is not open elsewhere; then try again.")
        sys.exit(DataError.exit_code)
    except KeyboardInterrupt:
        say("Stopped. Nothing that was finished before is lost.")
        sys.exit(130)


if __name__ == "__main__":
    main()
