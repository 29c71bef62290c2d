"""The process that kernels are forked from, and what has to be the same for its kernels to be right.

It is the standard library's fork server. One serves while the environment and the installed libraries are
what they were when it started; after a change the next kernel gets a new one.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import site
import sys
import sysconfig
import threading
import weakref
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.forkserver import ForkServer, read_signed
from pathlib import Path

from csp_toolkit.kernels.forked import ForkedKernel

SWITCH = "CSP_TOOLKIT_KERNEL"
"""The environment variable: "cold" for ordinary kernels everywhere, "warm" for warm ones on macOS too."""
PRELOAD = "csp_toolkit.kernels.preload"
KERNEL_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1"}
"""What kernel.json sets, cold or warm: a thread does not survive a fork, and sums depend on their number."""
FREE_NAMES = frozenset({"PWD", "OLDPWD", "SHLVL", "_", "COLUMNS", "LINES"})
FREE_BEGINNINGS = ("JPY_", "CSP_", "PYTEST_")
"""Variables that no library reads while it is loaded. Any other may have made a library what it is."""
PLAIN_OPTIONS = frozenset({"-u", "-B", "-q"})
"""Options of the interpreter that change nothing a kernel shows; the fork server is given all of them."""
PATIENCE = 30.0
"""Seconds after which a server that has not forked is given up and the kernel starts cold."""
SERVER_GONE = 255
"""Exit code of a kernel whose server died: its own is not known to anybody."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a server's kernels have in common: environment, interpreter, installed libraries, process."""

    environment: tuple[tuple[str, str], ...]
    libraries: tuple[tuple[str, int], ...]
    process: int


class ForkedProcess:
    """A forked kernel as jupyter_client sees processes: with the methods of ``subprocess.Popen`` it calls."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, sentinel: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._sentinel = sentinel

    def poll(self) -> int | None:
        """The exit code, or none while it runs."""
        if self.returncode is None and wait([self._sentinel], 0):
            self._read_end()
        return self.returncode

    def wait(self) -> int:
        """The exit code, once it has ended."""
        if self.returncode is None:
            wait([self._sentinel])
            self._read_end()
        assert self.returncode is not None
        return self.returncode

    def _read_end(self) -> None:
        try:
            self.returncode = read_signed(self._sentinel)
        except (OSError, EOFError):
            self.returncode = SERVER_GONE
            # Its parent is gone and nobody waits for it: it must not go on beside its successor.
            with suppress(OSError):
                os.killpg(self.pid, signal.SIGKILL)
        finally:
            os.close(self._sentinel)

    def send_signal(self, signum: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, signum)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


class Server:
    """A fork server that has loaded the libraries, or is about to; it ends with its last user."""

    def __init__(self, identity: Identity) -> None:
        self.identity = identity
        self._server = ForkServer()
        self._server.set_forkserver_preload([PRELOAD])
        self._server.ensure_running()
        weakref.finalize(self, _stop, self._server, os.getpid())

    @property
    def pid(self) -> int:
        """The process's id."""
        pid: int = self._server._forkserver_pid  # type: ignore[attr-defined]
        return pid

    def fork(
        self, kernel: ForkedKernel, streams: Sequence[int] = (1, 2), patience: float = PATIENCE
    ) -> ForkedProcess:
        """Fork a kernel that writes to ``streams``, as soon as the libraries are loaded.

        Raises OSError or EOFError where that fails.
        """
        sentinel, writer = self._server.connect_to_new_process(list(streams))
        try:
            if not wait([sentinel], patience):
                raise TimeoutError("the fork server does not answer")
            process = ForkedProcess(read_signed(sentinel), sentinel)
        except BaseException:
            os.close(sentinel)
            os.close(writer)
            raise
        with open(writer, "wb") as pipe:
            # The first is what multiprocessing would prepare in the child, such as its parent's __main__.
            pipe.write(pickle.dumps({}) + pickle.dumps(kernel))
        return process


def _stop(server: ForkServer, owner: int) -> None:
    """End a server at once, were it still loading; a copy of this process that was forked leaves it alone."""
    pid = server._forkserver_pid  # type: ignore[attr-defined]
    if pid is None or os.getpid() != owner:
        return
    with suppress(OSError):
        os.kill(pid, signal.SIGTERM)
        server._stop()  # type: ignore[attr-defined]


_lock = threading.Lock()
_current: Server | None = None


def start_server() -> Server | None:
    """The server for the present environment, started if need be; none where forking will not do."""
    global _current
    if not _can_fork():
        return None
    identity = identify(dict(os.environ) | KERNEL_ENVIRONMENT)
    with _lock:
        if _current is None or _current.identity != identity:
            try:
                _current = Server(identity)
            except OSError:
                return None
        return _current


def server_for(environment: Mapping[str, str]) -> Server | None:
    """The server whose kernels may have this environment, or none."""
    server = start_server()
    return server if server is not None and server.identity == identify(environment) else None


def identify(environment: Mapping[str, str]) -> Identity:
    """What a server for kernels with this environment is known by."""
    fixed = {name: value for name, value in environment.items() if not _is_free(name)}
    return Identity(tuple(sorted(fixed.items())), tuple(_libraries()), os.getpid())


def _is_free(name: str) -> bool:
    return name in FREE_NAMES or name.startswith(FREE_BEGINNINGS)


def _libraries() -> list[tuple[str, int]]:
    """Where libraries are installed, and when that changed: installing adds and removes folders there."""
    folders = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *_user_folder()}
    found = (Path(folder) for folder in sorted(folders))
    return [(str(folder), folder.stat().st_mtime_ns) for folder in found if folder.is_dir()]


def _user_folder() -> Sequence[str]:
    return [site.getusersitepackages()] if site.ENABLE_USER_SITE else []


def _can_fork() -> bool:
    """Whether this system and interpreter give forked kernels that are the same as ordinary ones."""
    wish = os.environ.get(SWITCH, "").strip().lower()
    if wish == "cold" or "forkserver" not in multiprocessing.get_all_start_methods():
        return False
    # macOS's own libraries, numpy's linear algebra among them, are not made for a fork.
    return (sys.platform != "darwin" or wish == "warm") and not _odd_options()


def _odd_options() -> bool:
    """Whether this interpreter has options, such as -O, that the fork server gets and a kernel does not."""
    options = []
    for argument in sys.orig_argv[1:]:
        if not argument.startswith("-") or argument in ("-c", "-m", "-"):
            break
        options.append(argument)
    return not PLAIN_OPTIONS.issuperset(options)
