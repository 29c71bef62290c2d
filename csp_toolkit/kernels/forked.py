"""What becomes of a process between the fork and the first cell: an ordinary kernel, but for the loading."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

LAUNCHER = "ipykernel_launcher"


@dataclass(frozen=True, slots=True)
class ForkedKernel:
    """What a kernel is to be: its command, as it would be started cold, its environment and its folder."""

    command: Sequence[str]
    environment: dict[str, str]
    folder: str

    def _bootstrap(self, parent_sentinel: int) -> int:
        """Called by the fork server in the new process; gives back its exit code."""
        os.setsid()  # as jupyter_client starts kernels: an interrupt is for it and its children alone
        os.close(parent_sentinel)
        _take_streams()
        os.environ.clear()
        os.environ.update(self.environment)
        os.chdir(self.folder)
        _leave_multiprocessing()
        if not _turn_into_a_kernel():
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.execve(self.command[0], list(self.command), self.environment)
        return _run(self.command)


def _take_streams() -> None:
    """Write where the process writes that asked for the kernel."""
    from multiprocessing.forkserver import get_inherited_fds

    for number, inherited in enumerate(get_inherited_fds() or (), start=1):
        os.dup2(inherited, number)
        os.close(inherited)


def _leave_multiprocessing() -> None:
    """Be nobody's child, as far as the notebook's own use of multiprocessing can tell.

    And let go of the pipe that keeps the server alive: it ends with the process that started it, and the
    kernel, which watches its parent, ends with the server.
    """
    from multiprocessing import forkserver, resource_tracker

    server: Any = forkserver._forkserver
    tracker: Any = resource_tracker._resource_tracker
    for number in (server._forkserver_alive_fd, tracker._fd):
        with suppress(OSError, TypeError):
            os.close(number)
    server.__init__()
    tracker._fd = None


def _turn_into_a_kernel() -> bool:
    """Be as if the libraries had been loaded here, or give back False: this kernel would load others."""
    from csp_toolkit.kernels import preload

    one_thread = preload.threads == 1
    os.environ.update(preload.set_by_libraries)
    if not preload.toolkit_files or preload.toolkit_files != preload.list_toolkit():
        # Report code is read anew, and so is the module that this function is in.
        for name in [name for name in sys.modules if name.partition(".")[0] == "csp_toolkit"]:
            del sys.modules[name]
    return one_thread and not _shadowed()


def _shadowed() -> list[str]:
    """Names in the kernel's folder that it would load instead of what was loaded."""
    found = []
    for entry in os.scandir("."):
        name, _, ending = entry.name.partition(".")
        is_module = ending.endswith(("py", "so")) or os.path.exists(os.path.join(entry.path, "__init__.py"))
        if is_module and name in sys.modules and not _is_what_was_loaded(entry.path, name):
            found.append(name)
    return found


def _is_what_was_loaded(path: str, name: str) -> bool:
    """Whether a package in the folder is the loaded one: notebooks run beside this package's own source."""
    folders = getattr(sys.modules[name], "__path__", ())
    return any(os.path.isdir(folder) and os.path.samefile(folder, path) for folder in folders)


def _run(command: Sequence[str]) -> int:
    """Run the kernel to its end, and what an interpreter does at its own end."""
    import atexit
    import random
    import threading
    from importlib.util import find_spec

    import numpy
    from ipykernel.kernelapp import IPKernelApp

    launcher = find_spec(LAUNCHER)
    sys.argv[:] = [str(launcher and launcher.origin), *command[command.index(LAUNCHER) + 1 :]]
    # Else every kernel of a server would draw the same numbers.
    random.seed()
    numpy.random.seed()
    code = 0
    try:
        # ipykernel read the parent from the environment when it was loaded. Ours is the server.
        IPKernelApp.launch_instance(parent_handle=os.getppid())
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            with suppress(Exception):
                stream.flush()
    return code
