"""A publisher on this machine: a real HTTP server on loopback that answers as the publishers do.

What it should answer is put into ``routes``; what was asked of it is in ``asked``. It serves a
bounded number of requests and ends by itself, so that a test that fails leaves nothing running.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest

LIFETIME = 60.0
MOST_REQUESTS = 500
LAST_MODIFIED = "Thu, 23 Jul 2026 08:30:00 GMT"


@dataclass(frozen=True)
class Reply:
    """One answer. Without ``etag`` the hash of the body is its ETag; an empty one is not sent.

    ``cut_after``: the connection ends after so many bytes of the body. ``stalls_after``: it stays
    silent from there on. ``claims``: the Content-Length, where it is wrong. ``ranges``: whether part
    of the body can be asked for.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: str | None = None
    last_modified: str = LAST_MODIFIED
    ranges: bool = True
    cut_after: int | None = None
    stalls_after: int | None = None
    claims: int | None = None

    @property
    def sent_etag(self) -> str:
        return f'"{hashlib.md5(self.body).hexdigest()}"' if self.etag is None else self.etag


@dataclass(frozen=True)
class Asked:
    """A request as it came. ``target`` is the whole address where the server was used as a proxy."""

    target: str
    headers: dict[str, str]


def redirect(location: str, status: int = 302) -> Reply:
    """An answer that leads elsewhere."""
    return Reply(status=status, headers={"Location": location})


class StillClock:
    """Goes on only by waiting, which takes no time. Remembers how long each wait was."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def seconds(self) -> float:
        return sum(self.waits)

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)

    def now(self) -> datetime:
        return datetime(2026, 7, 24, 9, 0, tzinfo=UTC)


def without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine whose connections go straight out."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


Answers = Reply | list[Reply] | Callable[[Asked], Reply]


class Publisher:
    """The server. A route with several replies gives them in turn and stays with the last."""

    def __init__(self) -> None:
        self.routes: dict[str, Answers] = {}
        self.asked: list[Asked] = []
        self.released = threading.Event()
        self._turns: dict[str, int] = {}
        publisher = self

        class Handler(_Handler):
            owner = publisher

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._end = threading.Timer(LIFETIME, self._server.shutdown)
        self._end.daemon = True

    @property
    def netloc(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        return f"http://{self.netloc}"

    @property
    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [urlsplit(asked.target).path for asked in self.asked]

    def __enter__(self) -> Publisher:
        self._thread.start()
        self._end.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.released.set()
        self._end.cancel()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def reply_to(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        if len(self.asked) > MOST_REQUESTS:
            return Reply(status=500)
        parts = urlsplit(asked.target)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        route = path if path in self.routes else parts.path
        answers = self.routes.get(route, Reply(b"<title>Page not found</title>", 404))
        if callable(answers):
            return answers(asked)
        if isinstance(answers, Reply):
            return answers
        turn = self._turns.get(route, 0)
        self._turns[route] = turn + 1
        return answers[min(turn, len(answers) - 1)]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    owner: Publisher
    timeout = 10

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        # Header names are compared in lower case, as HTTP has it.
        asked = Asked(self.path, {name.lower(): value for name, value in self.headers.items()})
        reply = self.owner.reply_to(asked)
        start = 0
        if reply.status == 200:
            if self._is_current(reply, asked.headers):
                reply = Reply(status=304, etag=reply.sent_etag)
            elif (found := self._range(reply, asked.headers)) is not None:
                start = found
        self._send(reply, start)

    def _is_current(self, reply: Reply, headers: dict[str, str]) -> bool:
        return bool(reply.sent_etag) and headers.get("if-none-match") == reply.sent_etag

    def _range(self, reply: Reply, headers: dict[str, str]) -> int | None:
        """Where to begin, for a request for the rest of the very version it names."""
        found = re.fullmatch(r"bytes=(\d+)-", headers.get("range", ""))
        vouched = headers.get("if-range") in (None, reply.sent_etag or reply.last_modified)
        return int(found[1]) if found and reply.ranges and vouched else None

    def _send(self, reply: Reply, start: int) -> None:
        body, total = reply.body[start:], len(reply.body)
        self.send_response_only(206 if start else reply.status)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{total - 1}/{total}")
        self.send_header("Content-Length", str(len(body) if reply.claims is None else reply.claims - start))
        for name, value in {"ETag": reply.sent_etag, "Last-Modified": reply.last_modified}.items():
            if value:
                self.send_header(name, value)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        end = reply.cut_after if reply.cut_after is not None else reply.stalls_after
        self.wfile.write(body if end is None else body[: max(0, end - start)])
        if reply.stalls_after is not None:
            self.wfile.flush()
            self.owner.released.wait(5)
        self.close_connection = True
