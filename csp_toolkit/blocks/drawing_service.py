"""Charts drawn for short-lived kernels by the process that started them.

The first chart that a process draws takes some 0.4 seconds, most of it for starting the renderer; every later
one a few hundredths. A process that makes many reports therefore draws for its kernels: it listens on a
socket of its own, which kernels find in their environment. A kernel that gets no answer draws by itself.

Requests and answers are text, never pickles, and whoever asks must know the key.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener

ADDRESS, KEY = "CSP_DRAWING_SERVICE", "CSP_DRAWING_KEY"
"""The environment variables by which kernels find the service."""
LONGEST = 64 * 2**20
"""Bytes of a request or an answer."""
PATIENCE = 60.0
"""Seconds in which a request or an answer has to come."""

_serving: list[int] = []


def start_drawing(draw: Callable[[str], str]) -> None:
    """Draw for the kernels of this process from now on; ``draw`` makes SVG of a specification's JSON.

    The second call does nothing. Where a socket is not to be had nothing happens: kernels draw themselves.
    """
    if os.getpid() in _serving:
        return
    key = secrets.token_bytes(32)
    try:
        listener = Listener(authkey=key)
    except OSError:
        return
    _serving.append(os.getpid())
    os.environ[ADDRESS], os.environ[KEY] = str(listener.address), key.hex()
    threading.Thread(target=_serve, args=(listener, draw), daemon=True, name="drawing").start()


def ask_for_drawing(spec: str) -> str | None:
    """The SVG of a specification (JSON) from the service; ``None`` where there is none, or no answer."""
    address, key = os.environ.get(ADDRESS), os.environ.get(KEY, "")
    if not address or os.getpid() in _serving:
        return None
    try:
        with Client(address, authkey=bytes.fromhex(key)) as connection:
            connection.send_bytes(spec.encode())
            answer = connection.recv_bytes(LONGEST) if connection.poll(PATIENCE) else b""
    except (OSError, EOFError, ValueError, AuthenticationError):
        return None
    return answer.decode() or None


def _serve(listener: Listener, draw: Callable[[str], str]) -> None:
    """Answer one after the other. What goes wrong with one asks nothing of the next."""
    while True:
        with suppress(OSError, EOFError, AuthenticationError), listener.accept() as connection:
            _answer(connection, draw)


def _answer(connection: Connection, draw: Callable[[str], str]) -> None:
    if not connection.poll(PATIENCE):
        return
    asked = connection.recv_bytes(LONGEST).decode()
    try:
        drawn = draw(asked)
    except Exception:  # the kernel draws it again and says what is wrong with it
        drawn = ""
    connection.send_bytes(drawn.encode())
