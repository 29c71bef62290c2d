"""Addresses such as ``s3://bucket/store``, and the file systems behind them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from csp_toolkit.errors import DataError, ParameterError, Problem

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)  # a drive's letter is none
_SIGNED_IN = re.compile(r"//[^/@]*@")
FOLDER = "mirrors"
"""The folder of a project in which what lies elsewhere has its copy."""


@dataclass(frozen=True, slots=True)
class Remote:
    """A folder in a file system of fsspec; ``address`` is how people know it."""

    files: Any
    root: str
    address: str

    def path(self, name: str) -> str:
        """The path of a file in it, ``name`` being relative, with slashes."""
        return f"{self.root.rstrip('/')}/{name}"


def is_address(text: str | None) -> bool:
    """Whether it names a place that fsspec reaches, and not a folder here."""
    return text is not None and _ADDRESS.match(text) is not None


def local_folder(project_root: Path, address: str) -> Path:
    """Where the copy of an address lies in the project, under a name that says where it is from."""
    last = re.sub(r"[^A-Za-z0-9]+", "-", address.rstrip("/").rpartition("/")[2]).strip("-") or "root"
    return project_root / FOLDER / f"{last}-{hashlib.sha256(address.encode()).hexdigest()[:8]}"


def open_remote(address: str) -> Remote:
    """The folder at an address.

    Raises ParameterError where fsspec or what it needs for such an address is not installed, where there is
    no such kind of address, or where it holds a password, which would end up in logs.
    """
    if _SIGNED_IN.search(address):
        hint = "Give credentials as fsspec's configuration or in the environment, as your provider says."
        raise ParameterError(Problem("an address must hold no user or password", hint=hint))
    if find_spec("fsspec") is None:
        hint = 'Install it with: pip install "csp-toolkit[remote]"'
        raise ParameterError(Problem(f"{address} needs fsspec, which is not installed", hint=hint))
    from fsspec.core import url_to_fs

    try:
        files, root = url_to_fs(address, use_listings_cache=False)
    except (ImportError, ValueError) as error:
        hint = "docs/batch.md says what to install for which address."
        raise ParameterError(Problem(f"{address} cannot be used: {error}", hint=hint)) from None
    return Remote(files, root, address)


def unreachable(remote: Remote, error: Exception) -> DataError:
    """What went wrong there, in one line: fsspec's file systems raise all kinds of errors."""
    lines = str(error).splitlines()
    said = lines[0][:200] if lines else type(error).__name__
    hint = "See that the address is right, and that you may read (and for outputs write) there."
    return DataError(Problem(f"{remote.address} cannot be used ({type(error).__name__}: {said})", hint=hint))
