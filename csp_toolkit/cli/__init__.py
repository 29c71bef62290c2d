"""The ``csp`` command: each subcommand parses, calls one function and prints."""

from __future__ import annotations

import sys

from csp_toolkit.cli import (  # noqa: F401 - each adds its commands, in this order
    checking,
    data,
    lists,
    reports,
    several,
    working,
)
from csp_toolkit.cli.application import app
from csp_toolkit.cli.terminal import say
from csp_toolkit.errors import CspError, DataError

__all__ = ["app", "main"]


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
