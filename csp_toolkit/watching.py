"""A report made again whenever its notebook or a YAML file of the parameters is saved.

Files are looked at twice a second: no library has to be installed for that, and it works on shared folders,
from which systems send no word of changes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from csp_toolkit.blocks.chart_svg import draw_svg
from csp_toolkit.blocks.drawing_service import start_drawing
from csp_toolkit.errors import CspError
from csp_toolkit.parameters import Project
from csp_toolkit.runs import Run, notebook_path

BETWEEN_LOOKS = 0.5
"""Seconds."""
Saved = dict[Path, tuple[int, int]]
"""When each file was last saved, in nanoseconds, and its size."""


def find_saved(project: Project, report: str) -> Saved:
    """The files that a report is made from, as they are now; one that is just being replaced is left out."""
    found: Saved = {}
    for path in (notebook_path(project, report), *sorted(project.parameters.rglob("*.yaml"))):
        try:
            status = path.stat()
        except OSError:
            continue
        found[path] = (status.st_mtime_ns, status.st_size)
    return found


def watch_report(
    project: Project,
    run: Run,
    make: Callable[[], None],
    tell: Callable[[str], None],
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Make the report, and again after each save, until KeyboardInterrupt. A report that fails is told of.

    Several files saved at once are one change: nothing is made before two looks find the same.
    """
    start_drawing(draw_svg)
    made_from = find_saved(project, run.report)
    _make(make, tell)
    while True:
        tell("Waiting for a save; Ctrl-C ends it ...")
        made_from = _wait_for_change(project, run.report, made_from, tell, pause)
        _make(make, tell)


def _make(make: Callable[[], None], tell: Callable[[str], None]) -> None:
    try:
        make()
    except CspError as error:
        tell(f"Error: {error}")


def _wait_for_change(
    project: Project, report: str, before: Saved, tell: Callable[[str], None], pause: Callable[[float], None]
) -> Saved:
    earlier = now = before
    while now == before or now != earlier:
        pause(BETWEEN_LOOKS)
        earlier, now = now, find_saved(project, report)
    changed = sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path))
    tell(f"Saved: {', '.join(project.shown(path).as_posix() for path in changed)}")
    return now
