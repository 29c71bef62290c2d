"""What a person at the terminal is told while a command works."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def say(line: str) -> None:
    """A line for the person at the terminal, kept apart from results."""
    print(line, file=sys.stderr, flush=True)


@contextmanager
def showing_progress(*, keep_news: bool = False) -> Iterator[Callable[[str], None]]:
    """Gives a function that shows the step at work: a moving line on a terminal, plain lines elsewhere.

    Where news is kept, a line that does not end in "..." is no step at work and stays on the screen.
    """
    if not sys.stderr.isatty():
        yield lambda step: say(f"  {step}")
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True)
    with console.status("starting") as status:

        def show(step: str) -> None:
            if keep_news and not step.endswith("..."):
                console.print(Text(step))
            else:
                status.update(Text(step))

        yield show


def print_files(folders: list[Path]) -> None:
    """Name every file that was made, so that a person or a script can open it."""
    here = Path.cwd()
    for path in (path for folder in folders for path in sorted(folder.iterdir())):
        print((path.relative_to(here) if path.is_relative_to(here) else path).as_posix())
