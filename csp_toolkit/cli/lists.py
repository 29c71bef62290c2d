"""Commands that tell what there is: ``csp list`` and ``csp explain``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from csp_toolkit.cli.application import app
from csp_toolkit.cli.opened import open_project, open_store, read_as_at
from csp_toolkit.cli.options import AsAtOption, DataOption
from csp_toolkit.errors import ParameterError, Problem


@app.command(name="list")
def list_(
    what: Annotated[str, typer.Argument(help="partnerships, indicators, reports, data or revisions")],
    data: DataOption = None,
    as_at: AsAtOption = None,
) -> None:
    """List what can be named: partnerships, indicators, reports; the data held; what was revised in them."""
    from csp_toolkit import listing

    project = open_project()
    lists: dict[str, Callable[[], list[str]]] = {
        "partnerships": lambda: listing.list_partnerships(open_store(project, data, read_as_at(as_at))),
        "indicators": listing.list_indicators,
        "reports": lambda: listing.list_reports(project),
        "data": lambda: listing.list_data(open_store(project, data, read_as_at(as_at))),
        "revisions": lambda: listing.list_revisions(open_store(project, data, read_as_at(as_at))),
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
