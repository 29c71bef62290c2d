"""Libraries imported without what they load in passing and the toolkit never uses.

A command spends more of its start on such guests than on itself: jsonschema, which notebooks are read with,
builds 38 grammars of web addresses where ``rfc3987_syntax`` is installed (JupyterLab brings it; 0.6 seconds),
and papermill loads pyarrow in case a notebook lies on a Hadoop cluster.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Within the block these modules cannot be imported, unless they are loaded already.

    For libraries that try an import and do without it where it fails. Afterwards everything can be
    imported as ever.
    """
    hidden = [name for name in names if name not in sys.modules]
    modules: dict[str, object] = sys.modules  # type: ignore[assignment]
    # None stands for a module that cannot be imported.
    modules.update(dict.fromkeys(hidden))
    try:
        yield
    finally:
        for name in hidden:
            modules.pop(name, None)
