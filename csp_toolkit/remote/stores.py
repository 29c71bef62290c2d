"""A store in an object store, mirrored into a folder: editions never change, so that each comes once."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

from csp_toolkit.errors import CspError, DataError, Problem
from csp_toolkit.remote.addresses import Remote, open_remote, unreachable
from csp_toolkit.store import Store, open_store
from csp_toolkit.store.editions import read_edition

Progress = Callable[[str], None]
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
LAST = "edition.json"
"""The file that makes an edition whole; it is read after all others are there."""
_Editions = Mapping[tuple[str, str], tuple[str, ...]]


def mirror_store(address: str, folder: Path, progress: Progress = lambda line: None) -> Path:
    """Make ``folder`` hold the editions that the store at ``address`` holds, and no others. Gives it back.

    What is there already is not fetched again. Raises DataError for a place that cannot be read, holds no
    store, or holds an edition that is not whole; ParameterError as ``open_remote`` does.
    """
    remote = open_remote(address)
    try:
        held = _list_editions(remote)
        store = open_store(folder, create=True)
        store.remove_leftovers()
        missing = [key for key in held if not store.holds(*key)]
        for number, key in enumerate(missing, start=1):
            progress(f"fetching edition {number} of {len(missing)} from {address} ...")
            _fetch(remote, store, key, held[key])
    except CspError:
        raise
    except Exception as error:
        raise unreachable(remote, error) from None
    _remove_others(store, held)
    return folder


def _list_editions(remote: Remote) -> _Editions:
    """The files of every edition that is whole. Names come from outside, so that only plain ones pass."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    start = remote.path("editions/")
    for path in remote.files.find(start):
        parts = path.removeprefix(start).split("/")
        if not path.startswith(start) or not all(_NAME.fullmatch(part) for part in parts):
            raise DataError(Problem(f"{remote.address} holds a file no store has: {path[:120]!r}"))
        if len(parts) == 3:
            found[parts[0], parts[1]].append(parts[2])
    whole = {key: tuple(sorted(names)) for key, names in sorted(found.items()) if LAST in names}
    if not whole:
        hint = "Copy a store there (its folder editions), or take data in here with: csp ingest PATH"
        raise DataError(Problem(f"{remote.address} holds no data", hint=hint))
    return whole


def _fetch(remote: Remote, store: Store, key: tuple[str, str], names: tuple[str, ...]) -> None:
    dataset, edition_id = key
    with store.writing() as scratch:
        for name in sorted(names, key=lambda name: name == LAST):
            remote.files.get_file(remote.path(f"editions/{dataset}/{edition_id}/{name}"), str(scratch / name))
        edition = read_edition(scratch / LAST)
        (scratch / LAST).unlink()  # written anew, with the sizes that arrived
        wrong = [name for name, size in edition.files.items() if _size(scratch / name) != size]
        if wrong or (edition.dataset, edition.id) != key:
            what = f"{wrong[0]} is missing or of another size" if wrong else "it is another's"
            hint = "Copy this edition there once more, its edition.json last."
            raise DataError(
                Problem(f"{remote.address}: edition {edition_id} is not whole: {what}", hint=hint)
            )
        store.commit(scratch, edition)


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None


def _remove_others(store: Store, held: _Editions) -> None:
    """An edition that was taken out there must not count here."""
    for path in store.root.glob(f"editions/*/*/{LAST}"):
        if (path.parts[-3], path.parts[-2]) not in held:
            shutil.rmtree(path.parent)
