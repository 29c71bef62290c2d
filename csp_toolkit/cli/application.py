"""The ``csp`` command itself, which each module of commands adds to."""

from __future__ import annotations

import typer

app = typer.Typer(
    name="csp",
    help="Reports of a Community Safety Partnership: data in, tested figures, accessible documents out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
