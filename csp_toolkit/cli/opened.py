"""The project and the store that a command works on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from csp_toolkit.cli.terminal import say
from csp_toolkit.errors import ParameterError, Problem

if TYPE_CHECKING:
    from csp_toolkit.parameters import Project
    from csp_toolkit.store import Store


def open_project() -> Project:
    """The project around the current folder."""
    from csp_toolkit.parameters import find_project

    return find_project()


def open_store(project: Project, data: str | None, as_at: date | None = None) -> Store:
    """The store of ``--data``, or the one that is chosen for the person, which is told."""
    from csp_toolkit.remote import is_address, local_folder, mirror_store
    from csp_toolkit.workspace import choose_store

    if data is not None and not data.strip():
        raise ParameterError(Problem("--data is empty", hint='Name a folder or "sample", or leave it out.'))
    if data is not None and is_address(data):
        data = str(mirror_store(data, local_folder(project.root, data), say))
    return choose_store(project.data, data, as_at=as_at, announce=say)


def read_as_at(text: str | None) -> date | None:
    """The day of ``--as-at``; None where it was left out."""
    from csp_toolkit.workspace import parse_as_at

    return parse_as_at(text)
