"""Where Quarto is, whether it is new enough, and what to do where it is not."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from csp_toolkit.errors import Problem, RenderingError
from csp_toolkit.quarto.surroundings import minimal_environment

OLDEST = (1, 9)
"""The first whose PDFs can be held to PDF/UA (``pdf-standard``): its Typst tags what it sets."""
PLACE = "QUARTO_PATH"
"""The variable that names the program where it is not on the path, as for Quarto's other packages."""
_HOW = 'Get it from quarto.org, or: conda install -c conda-forge "quarto>=1.9"; or leave out --engine quarto.'
_VERSION = re.compile(r"\d+(?:\.\d+)+")
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Quarto:
    """A Quarto that can be used."""

    program: str
    version: str


def require_quarto() -> Quarto:
    """The Quarto of this machine. Raises ``RenderingError`` where there is none, or only an older one."""
    program = os.environ.get(PLACE) or shutil.which("quarto")
    if program is None or shutil.which(program) is None:
        raise _unusable("which is not on this machine", program)
    version = _ask_version(program)
    if version is None:
        raise _unusable("and what is installed does not tell its version", program)
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
        raise _unusable(f"and {version} is installed", program)
    return Quarto(program, version)


def _ask_version(program: str) -> str | None:
    try:
        said = subprocess.run(
            [program, "--version"],
            env=minimal_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = _VERSION.search(said.stdout)
    return found[0] if found and said.returncode == 0 else None


def _unusable(found: str, program: str | None) -> RenderingError:
    oldest = ".".join(map(str, OLDEST))
    where = f" ({Path(program).as_posix()})" if program else ""
    return RenderingError(
        Problem(f"The engine quarto needs Quarto {oldest} or later, {found}{where}. {_HOW}")
    )
