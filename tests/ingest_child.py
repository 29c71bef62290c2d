"""An ingest in a process of its own that may be made to die: STORE FOLDER [--die-at N] [--largest BYTES].

Counts everything Python does to files of the store (opening, making, renaming, removing). At the
Nth it is killed as by the system: nothing is tidied up. Prints how many there were.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path

WATCHED = {
    "open",
    "os.rename",
    "os.mkdir",
    "os.remove",
    "os.rmdir",
    "shutil.rmtree",
    "os.listdir",
    "os.scandir",
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("store", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--die-at", type=int, default=0)
    parser.add_argument("--largest", type=int, default=0)
    chosen = parser.parse_args()
    seen = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if event in WATCHED and str(arguments[0]).startswith(str(chosen.store)):
            seen += 1
            if seen == chosen.die_at:
                os.kill(os.getpid(), signal.SIGKILL)

    from csp_toolkit.errors import CspError
    from csp_toolkit.loaders.ingest import ingest
    from csp_toolkit.store import open_store

    sys.addaudithook(watch)
    if chosen.largest:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (chosen.largest, chosen.largest))
    try:
        ingest(open_store(chosen.store, create=True), [chosen.folder])
    except CspError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
    print(seen)


if __name__ == "__main__":
    main()
