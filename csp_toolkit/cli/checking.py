"""``csp check``."""

from __future__ import annotations

from csp_toolkit.cli.application import app
from csp_toolkit.cli.opened import open_project, open_store
from csp_toolkit.cli.options import DataOption, StrictOption
from csp_toolkit.cli.terminal import say


@app.command()
def check(data: DataOption = None, strict: StrictOption = False) -> None:
    """Look for every problem in parameters, catalogue, notebooks, store and prose. Writes nothing."""
    from csp_toolkit.checks import check_everything, check_prose

    project = open_project()
    check_everything(project, open_store(project, data), check_prose(project, strict=strict, warn=say))
    print("No problems found.")
