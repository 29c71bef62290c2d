"""Git that knows notebooks: differences that a person can read, and no outputs in what is committed.

What is set is what ``nbdime config-git --enable`` and ``nbstripout --install`` set, with two things mended:
the two do not take each other's place, and the ids of cells are kept. Tools are named by this interpreter, so
that they are found when ``.venv`` is not activated. Only the clone is changed, never a file in it.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path, PureWindowsPath

from csp_toolkit.errors import ParameterError, Problem

ATTRIBUTES = "*.ipynb filter=nbstripout diff=jupyternotebook merge=jupyternotebook"


def wanted_settings() -> dict[str, str]:
    """The settings of git, by key."""
    python = f'"{PureWindowsPath(sys.executable).as_posix()}"'
    strip, nbdime = f"{python} -m nbstripout --keep-id", f"{python} -m nbdime.vcs.git"
    return {
        "filter.nbstripout.clean": strip,
        "filter.nbstripout.smudge": "cat",
        "filter.nbstripout.required": "true",
        "diff.jupyternotebook.command": f"{nbdime}.diffdriver diff",
        "merge.jupyternotebook.name": "jupyter notebook merge driver",
        "merge.jupyternotebook.driver": f"{nbdime}.mergedriver merge %O %A %B %L %P",
        "difftool.nbdime.cmd": f'{nbdime}.difftool diff "$LOCAL" "$REMOTE" "$BASE"',
        "mergetool.nbdime.cmd": f'{nbdime}.mergetool merge "$BASE" "$LOCAL" "$REMOTE" "$MERGED"',
    }


def set_up_git(folder: Path) -> list[str]:
    """Set up the clone around ``folder``; gives back a line for each thing that was changed.

    Raises ``ParameterError`` where git, a clone or the tools are missing.
    """
    _require_tools()
    attributes = folder / _git(folder, "rev-parse", "--git-path", "info/attributes").strip()
    changed = []
    for key, value in wanted_settings().items():
        if _git(folder, "config", "--local", "--default", "", "--get", key).rstrip("\n") != value:
            _git(folder, "config", "--local", "--replace-all", key, value)
            changed.append(f"git: {key} = {value}")
    text = attributes.read_text(encoding="utf-8") if attributes.exists() else ""
    if ATTRIBUTES not in text.splitlines():
        attributes.parent.mkdir(parents=True, exist_ok=True)
        start = text if not text or text.endswith("\n") else f"{text}\n"
        attributes.write_text(f"{start}{ATTRIBUTES}\n", encoding="utf-8", newline="\n")
        changed.append(f"git: in info/attributes, {ATTRIBUTES}")
    return changed


def _require_tools() -> None:
    missing = [name for name in ("nbdime", "nbstripout") if find_spec(name) is None]
    if missing:
        hint = "Install them with: python start.py install, or: pip install .[lab]"
        raise ParameterError(Problem(f"not installed: {', '.join(missing)}", hint=hint))


def _git(folder: Path, *arguments: str) -> str:
    try:
        return subprocess.run(
            ["git", *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=True
        ).stdout
    except FileNotFoundError:
        raise ParameterError(
            Problem("git is not installed", hint="Install it, then run this again.")
        ) from None
    except subprocess.CalledProcessError as error:
        last = (error.stderr.strip().splitlines() or ["git failed"])[-1]
        hint = "Run this in a folder that git clone made."
        raise ParameterError(Problem(f"git says: {last}", folder, hint=hint)) from None
