"""What Quarto is told of the machine: where programs and caches are, nothing that could alter a document."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time

_NEEDED = (
    *("PATH", "HOME", "TMPDIR", "TEMP", "TMP", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"),
    *("SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC", "PATHEXT", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "WINDIR"),
    # Where conda has put the parts of its Quarto.
    *("CONDA_PREFIX", "QUARTO_CONDA_PREFIX", "QUARTO_BIN_PATH", "QUARTO_SHARE_PATH", "QUARTO_DENO"),
    *("QUARTO_DENO_DOM", "DENO_DOM_PLUGIN", "QUARTO_PANDOC", "QUARTO_ESBUILD", "QUARTO_DART_SASS"),
    *("QUARTO_TYPST", "DENO_TLS_CA_STORE"),
)


def minimal_environment(day: date | None = None) -> dict[str, str]:
    """Variables for Quarto; ``day`` is the day that documents carry, in place of that of their making."""
    kept = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    same = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC", "NO_COLOR": "1"}
    if day is not None:
        same["SOURCE_DATE_EPOCH"] = str(int(datetime.combine(day, time(), UTC).timestamp()))
    return {**kept, **same}
