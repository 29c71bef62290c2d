"""What the fork server does before it serves: it imports this module, which loads the libraries.

Libraries only. The code of reports, this package's too, would go stale in the server after an edit: a
kernel reads it anew. A batch, which makes hundreds of reports, asks for the package as well; a kernel then
keeps it as long as no file of it has changed since. Nothing here may start a thread, which a fork would
leave behind half-made.
"""

from __future__ import annotations

import builtins
import gc
import importlib
import io
import os
import pkgutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from typing import Any

LIBRARIES = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "numpy.random",
    "pandas",
    "pyarrow.compute",
    "pyarrow.pandas_compat",
    "duckdb",
    "pydantic",
    "yaml",
    "vl_convert",
    "scipy.stats",
    "scipy.optimize",
    "statsmodels.stats.proportion",
    "statsmodels.stats.weightstats",
    "statsmodels.genmod.generalized_linear_model",
)
"""What kernels and reports load on their way, as reports name it."""
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1"}
"""As in kernel.json; read when numpy is loaded. With more, threads would start here."""
SERVER_ENVIRONMENT = {"JE_ARROW_MALLOC_CONF": "background_thread:false"}
"""For the server alone, read when pyarrow is loaded: its memory is tidied up without a thread for that."""

TOOLKIT = "CSP_KERNEL_TOOLKIT"
"""The environment variable by which a batch asks for the package's own modules too."""
OF_REPORTS = (
    "blocks", "disclosure", "findings", "frames", "indicators", "observations", "plan", "release", "report",
)  # fmt: skip
"""The packages that a notebook's verbs are made of."""

failed: list[str] = []
"""Libraries that could not be loaded: kernels load them, or say what is wrong."""
set_by_libraries: dict[str, str] = {}
"""Environment variables that libraries set while they were loaded, as they would in a kernel."""
toolkit_files: tuple[tuple[str, int, int], ...] = ()
"""This package's files as they were when its modules were loaded; none where they were not."""
threads = 0
"""How many threads the server has. With more than one it must not fork."""


class KernelLook:
    """Stands in for the shell of a kernel: libraries ask, while they are loaded, whether they are in one.

    pandas chooses by it how wide tables are (and by the output's encoding, hence the other stand-in above).
    """

    kernel = object()
    config: dict[str, Any] = {"IPKernelApp": {}}  # noqa: RUF012 - a name that duckdb looks up


def load() -> None:
    """Load all of it as it would be loaded in a kernel."""
    global threads, toolkit_files
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command that started this
    _let_go_of_terminal()
    os.environ.update(ENVIRONMENT | SERVER_ENVIRONMENT)
    sys.path[:] = _own_path()
    before = dict(os.environ)
    with _looking_like_a_kernel(), redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="UTF-8")):
        for name in LIBRARIES:
            try:
                importlib.import_module(name)
            except Exception:  # whatever a broken library raises, its user is told in the kernel
                failed.append(name)
        if os.environ.get(TOOLKIT):
            toolkit_files = load_toolkit()
    set_by_libraries.update(item for item in os.environ.items() if before.get(item[0]) != item[1])
    threads = count_threads()
    # What is loaded stays: no kernel needs to look through it for garbage, nor copy it for that.
    gc.collect()
    gc.freeze()


def load_toolkit() -> tuple[tuple[str, int, int], ...]:
    """Load the modules of reports, and the catalogue. Gives back the files as they were before."""
    before = list_toolkit()
    try:
        for name in OF_REPORTS:
            package = importlib.import_module(f"csp_toolkit.{name}")
            for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
                importlib.import_module(found.name)
        importlib.import_module("csp_toolkit.indicators.catalogue").load_catalogue()
    except Exception:  # a kernel that loads it anew says what is wrong
        return ()
    return before


def list_toolkit() -> tuple[tuple[str, int, int], ...]:
    """Every file of the package that a report may be made by, with its size and when it was changed."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    found = []
    for folder, _, names in os.walk(package):
        for path in (os.path.join(folder, name) for name in names if not name.endswith(".pyc")):
            state = os.stat(path)
            found.append((path, state.st_size, state.st_mtime_ns))
    return tuple(sorted(found))


def count_threads() -> int:
    """How many threads this process has, also those that Python does not know of; 1 where that is unknown."""
    with suppress(OSError):
        return len(os.listdir("/proc/self/task"))
    return 1


def _let_go_of_terminal() -> None:
    """Hold nothing open that the command's reader waits for; each kernel is given the command's own."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (1, 2):
        os.dup2(nowhere, number)
    os.close(nowhere)


def _own_path() -> list[str]:
    """The module path of a fresh interpreter: some Pythons give the fork server that of its parent."""
    show = "import sys; print('\\n'.join(path for path in sys.path if path))"
    command = [sys.executable, "-c", show]
    return subprocess.check_output(command, text=True, stdin=subprocess.DEVNULL, cwd="/").splitlines()


@contextmanager
def _looking_like_a_kernel() -> Iterator[None]:
    """While libraries load, ``get_ipython()`` answers as in a kernel; afterwards as IPython does."""
    import IPython
    from IPython.core import getipython

    real: Callable[[], Any] = getipython.get_ipython
    loading = True

    def get_ipython() -> Any:
        # A library may have kept this function.
        return KernelLook() if loading else real()

    builtins.get_ipython = IPython.get_ipython = getipython.get_ipython = get_ipython  # type: ignore[attr-defined]
    try:
        yield
    finally:
        loading = False
        IPython.get_ipython = getipython.get_ipython = real
        del builtins.get_ipython  # type: ignore[attr-defined]


# Importing is all that the fork server can be asked to do; anybody else only gets the names.
if any("multiprocessing.forkserver" in argument for argument in sys.orig_argv):
    load()
