"""Outputs sent to an object store, file by file: what is new or changed, and what has gone is removed.

What was sent is noted there, in ``.sent.json``, with the digest of each file. One command at a time may send
to an address; readers may for a moment see a new file beside an old one.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from csp_toolkit.errors import CspError, DataError, Problem
from csp_toolkit.remote.addresses import Remote, open_remote, unreachable

Progress = Callable[[str], None]
NOTE = ".sent.json"
FAILED = ".failed"
"""Ends the name of a folder with the notebook of a failed run, which is for its analyst alone."""
AT_ONCE = 8
"""Files on their way at one time: each takes a moment of waiting for an answer."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


def send_outputs(outputs: Path, address: str, progress: Progress = lambda line: None) -> int:
    """Make ``address`` hold what ``outputs`` holds, but for hidden files and failed runs.

    Gives back how many files were sent. Only files that an earlier call sent are ever removed there. Raises
    DataError where it cannot be read or written; what has arrived is noted, and the next call sends the rest.
    """
    remote = open_remote(address)
    here = {path.relative_to(outputs).as_posix(): path for path in _files(outputs)}
    try:
        there = _read_note(remote)
        digests = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in here.items()}
        to_send = [name for name in sorted(here) if there.get(name) != digests[name]]
        gone = [name for name in there if name not in here]
        try:
            for done, name in enumerate(
                _each(lambda name: _send(remote, here[name], name), to_send), start=1
            ):
                there[name] = digests[name]
                if done % 100 == 0:
                    progress(f"{done} of {len(to_send)} files sent to {address} ...")
            for name in _each(lambda name: _remove(remote, name), gone):
                del there[name]
        finally:
            if to_send or gone:
                remote.files.pipe_file(remote.path(NOTE), json.dumps(there, sort_keys=True).encode())
    except CspError:
        raise
    except Exception as error:
        raise unreachable(remote, error) from None
    return len(to_send)


def _files(outputs: Path) -> Iterator[Path]:
    for path in sorted(outputs.rglob("*")):
        parts = path.relative_to(outputs).parts
        if path.is_file() and not any(part.startswith(".") or part.endswith(FAILED) for part in parts):
            yield path


def _read_note(remote: Remote) -> dict[str, str]:
    """What was sent before, by name; nothing where nothing was."""
    try:
        text = remote.files.cat_file(remote.path(NOTE))
    except FileNotFoundError:
        return {}
    try:
        note = json.loads(text)
    except ValueError:
        note = None
    if not isinstance(note, Mapping) or not all(_is_noted(*item) for item in note.items()):
        hint = "Choose another place for outputs, or remove that file: all is then sent anew."
        raise DataError(Problem(f"{remote.path(NOTE)} is not a note of what was sent", hint=hint))
    return dict(note)


def _is_noted(name: object, digest: object) -> bool:
    """Names come from outside, and what is noted may be removed: nothing above the folder is."""
    parts = str(name).split("/")
    return all(part and not part.startswith(".") for part in parts) and bool(_DIGEST.fullmatch(str(digest)))


def _send(remote: Remote, path: Path, name: str) -> None:
    target = remote.path(name)
    with suppress(NotImplementedError):
        remote.files.makedirs(target.rpartition("/")[0], exist_ok=True)
    remote.files.put_file(str(path), target)


def _remove(remote: Remote, name: str) -> None:
    with suppress(FileNotFoundError):
        remote.files.rm_file(remote.path(name))


def _each(do: Callable[[str], None], names: Iterable[str]) -> Iterator[str]:
    """Several at a time; each is given back when it is done, in their order."""

    def one(name: str) -> str:
        do(name)
        return name

    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(one, names)
