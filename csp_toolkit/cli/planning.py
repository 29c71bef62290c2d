"""From what was typed to the reports that are to be made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from csp_toolkit.cli.opened import open_project, open_store, read_as_at
from csp_toolkit.errors import ParameterError, Problem

if TYPE_CHECKING:
    from csp_toolkit.areas import Partnership
    from csp_toolkit.batch import Batch
    from csp_toolkit.parameters import Project
    from csp_toolkit.store import Store


@dataclass(frozen=True, slots=True)
class Wanted:
    """A report or a pack for the partnerships ``named``, or for all of them, as it was typed."""

    name: str
    period: str
    named: tuple[str, ...]
    everyone: bool
    data: str | None
    as_at: str | None
    output: str | None
    formats: str
    audience: str | None = None
    interactive: bool = False
    is_pack: bool = False


def plan(wanted: Wanted, *, anew: bool) -> Batch:
    """What is to be made. Raises ParameterError or NotebookError for all that can be known to be wrong."""
    from csp_toolkit.batch import plan_batch
    from csp_toolkit.frames import load_partnerships
    from csp_toolkit.periods import parse_period
    from csp_toolkit.runs import Run
    from csp_toolkit.workspace import name_for_notebook

    project, day = open_project(), read_as_at(wanted.as_at)
    parsed, store = parse_period(wanted.period), open_store(project, wanted.data, day)
    if wanted.is_pack:
        project.pack(wanted.name)  # raises where there is none of that name
    partnerships = load_partnerships(store)
    chosen = _choose(partnerships, wanted, store)
    formats = tuple(word.strip().lower() for word in wanted.formats.split(",") if word.strip())
    known_as = name_for_notebook(store, project.root, project.data)
    asked = Run(
        wanted.name,
        chosen[0],
        parsed,
        known_as,
        day,
        formats,
        wanted.audience,
        interactive=wanted.interactive,
    )
    place = _place(project, wanted.output)
    return plan_batch(project, store, partnerships, chosen, asked, place, anew)


def _place(project: Project, output: str | None) -> Path:
    """The folder in which the reports are made: also of those that are sent elsewhere afterwards."""
    from csp_toolkit.remote import is_address, local_folder

    if output is not None and is_address(output):
        return local_folder(project.root, output)
    return (Path(output) if output else project.outputs).resolve()


def _choose(partnerships: Sequence[Partnership], wanted: Wanted, store: Store) -> tuple[Partnership, ...]:
    """Each once, in the order of their codes or as they were named."""
    from csp_toolkit.areas import find_partnership

    if wanted.everyone == bool(wanted.named):
        hint = "Write --all, or --partnership once for each."
        found = "both --all and --partnership are given" if wanted.named else "no partnership is named"
        raise ParameterError(Problem(found, hint=hint))
    chosen = partnerships if wanted.everyone else [find_partnership(partnerships, n) for n in wanted.named]
    if not chosen:
        hint = "Take a lookup of partnerships in with: csp ingest PATH"
        raise ParameterError(Problem("the data know no partnership", store.root, hint=hint))
    return tuple(dict.fromkeys(chosen))
