"""Asking a publisher's server: one request at a time, unhurried, patient within bounds.

The standard library's client is used as it stands: it takes proxies from HTTP_PROXY, HTTPS_PROXY and
NO_PROXY (on Windows and macOS from the system's settings), and trusts the certificates that the
system trusts, which is what works behind a council's inspecting proxy (docs/decisions).
"""

from __future__ import annotations

import http.client
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cache
from typing import NoReturn, TypeVar

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.fetch.addresses import Reach, shown
from csp_toolkit.fetch.clock import Clock, Pace, SystemClock

USER_AGENT = "csp-toolkit (community safety partnership reports; downloads published open data)"
REDIRECTS = (301, 302, 303, 307, 308)
PASSING = (408, 429, 500, 502, 503, 504)
"""Answers that mean: not now."""
LARGEST_PAGE = 20 << 20
CHUNK = 1 << 18

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Limits:
    """How politely and how long to ask.

    Waits double from ``first_wait`` to ``longest_wait`` seconds, unless the server says how long;
    where it says longer than ``longest_asked_wait``, that is the end for today. A connection that
    brings fewer than ``fewest_bytes`` in ``slow_after`` seconds is taken for a broken one.
    """

    seconds_between_requests: float = 0.5
    timeout: float = 60.0
    tries: int = 5
    redirects: int = 5
    first_wait: float = 1.0
    longest_wait: float = 60.0
    longest_asked_wait: float = 300.0
    slow_after: float = 60.0
    fewest_bytes: int = 60_000


class PassingFault(Exception):
    """Something that may be over at the next try; ``asked_wait`` is how long the server asked for."""

    def __init__(self, problem: Problem, asked_wait: float | None = None) -> None:
        super().__init__(problem.message)
        self.problem = problem
        self.asked_wait = asked_wait


@dataclass(slots=True)
class Answer:
    """A server's answer, its body not read yet. ``address`` is the last one after redirects."""

    address: str
    status: int
    headers: http.client.HTTPMessage
    body: http.client.HTTPResponse
    limits: Limits
    clock: Clock
    _since: float = field(init=False)
    _got: int = 0

    def __post_init__(self) -> None:
        self._since = self.clock.seconds()

    def read(self) -> bytes:
        """Some more of the body; nothing at its end. Raises PassingFault where the connection fails."""
        try:
            chunk = self.body.read1(CHUNK)
        except (OSError, http.client.HTTPException) as error:
            raise _broken(self.address, error) from None
        self._require_lively(len(chunk))
        return chunk

    def _require_lively(self, got: int) -> None:
        """A server that sends a byte now and then never runs into the timeout, and never ends."""
        self._got += got
        now = self.clock.seconds()
        if got and now - self._since >= self.limits.slow_after:
            if self._got < self.limits.fewest_bytes:
                raise PassingFault(Problem(f"{shown(self.address)}: hardly anything comes"))
            self._since, self._got = now, 0


@dataclass(slots=True)
class Client:
    """Asks one publisher. ``say`` receives a line where there is something to wait for."""

    reach: Reach
    limits: Limits = field(default_factory=Limits)
    clock: Clock = field(default_factory=SystemClock)
    say: Callable[[str], None] = lambda line: None
    _pace: Pace = field(init=False)
    _opener: urllib.request.OpenerDirector = field(init=False)

    def __post_init__(self) -> None:
        self._pace = Pace(self.clock, self.limits.seconds_between_requests)
        # Put together by hand: no other scheme is opened, and no redirect is followed unseen.
        self._opener = urllib.request.OpenerDirector()
        for handler in (
            urllib.request.ProxyHandler(),
            urllib.request.HTTPHandler(),
            urllib.request.HTTPSHandler(context=_trusted()),
        ):
            self._opener.add_handler(handler)

    @contextmanager
    def ask(self, address: str, headers: Mapping[str, str] | None = None) -> Iterator[Answer]:
        """The answer (200, 206, 304 or 416) at an address, redirects followed.

        One try: raises PassingFault for what may pass (see ``persist``), DataError for what will not.
        """
        self.reach.follow(address, address)
        for _ in range(self.limits.redirects + 1):
            response = self._open(address, headers or {})
            with closing(response):
                if response.status not in REDIRECTS:
                    _require_usable(address, response)
                    yield Answer(
                        address, response.status, response.headers, response, self.limits, self.clock
                    )
                    return
                address = self.reach.follow(address, response.headers.get("Location", ""))
        raise DataError(Problem(f"{shown(address)}: redirects without an end", hint=_CHANGED))

    def _open(self, address: str, headers: Mapping[str, str]) -> http.client.HTTPResponse:
        self._pace.wait()
        ours = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity", **headers}
        try:
            response = self._opener.open(
                urllib.request.Request(address, headers=ours), None, self.limits.timeout
            )
        except (OSError, http.client.HTTPException) as error:
            raise _broken(address, error) from None
        if not isinstance(response, http.client.HTTPResponse):
            raise DataError(Problem(f"{shown(address)}: cannot be asked"))
        return response

    def persist(self, attempt: Callable[[], Result]) -> Result:
        """What ``attempt`` gives, tried again after a while where it fails in passing.

        Raises DataError when it does not pass.
        """
        wait = self.limits.first_wait
        for left in range(self.limits.tries - 1, -1, -1):
            try:
                return attempt()
            except PassingFault as fault:
                too_long = (fault.asked_wait or 0) > self.limits.longest_asked_wait
                if not left or too_long:
                    raise DataError(_given_up(fault, self.limits.tries - left, too_long)) from None
                pause = wait if fault.asked_wait is None else fault.asked_wait
                self.say(f"{fault.problem.message}; trying again in {pause:.0f} s ...")
                self.clock.sleep(pause)
                wait = min(2 * wait, self.limits.longest_wait)
        raise AssertionError("there is at least one try")  # pragma: no cover

    def read_page(self, address: str) -> tuple[str, bytes]:
        """A whole small answer and the address it came from."""

        def attempt() -> tuple[str, bytes]:
            with self.ask(address) as answer:
                return answer.address, _read_whole(answer)

        return self.persist(attempt)


def _read_whole(answer: Answer) -> bytes:
    expected, body = expected_length(answer), bytearray()
    while chunk := answer.read():
        body += chunk
        if len(body) > LARGEST_PAGE:
            raise DataError(Problem(f"{shown(answer.address)}: is no page, it goes on and on", hint=_CHANGED))
    if expected is not None and len(body) < expected:
        raise PassingFault(truncated(answer.address, len(body), expected))
    return bytes(body)


def expected_length(answer: Answer) -> int | None:
    """How many bytes the body should have; None where the server does not say."""
    if answer.headers.get("Transfer-Encoding"):
        return None
    text = answer.headers.get("Content-Length") or ""
    return int(text) if text.isascii() and text.isdigit() else None


def truncated(address: str, got: int, expected: int) -> Problem:
    """The problem of a body that ended too early."""
    return Problem(f"{shown(address)}: ended after {got:,} of {expected:,} bytes")


@cache
def _trusted() -> ssl.SSLContext:
    """What the system trusts; read once, for there is much of it."""
    return ssl.create_default_context()


_CHANGED = "The publisher seems to have changed its site: see docs/fetch.md for what to do."


def _require_usable(address: str, response: http.client.HTTPResponse) -> None:
    status, where = response.status, shown(address)
    if status in PASSING:
        problem = Problem(f"{where}: the server answers {status} ({response.reason})")
        raise PassingFault(
            problem, _asked_wait(response.headers.get("Retry-After"), response.headers.get("Date"))
        )
    if status in (404, 410):
        raise DataError(Problem(f"{where}: nothing is published there ({status})", hint=_CHANGED))
    if status not in (200, 206, 304, 416):
        raise DataError(
            Problem(f"{where}: the server refuses ({status} {response.reason})", hint="Try it in a browser.")
        )
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise DataError(Problem(f"{where}: answers in an encoding that was not asked for", hint=_CHANGED))


def _asked_wait(retry_after: str | None, date: str | None) -> float | None:
    """Seconds from a Retry-After header: a number, or a date compared with the server's own clock."""
    if retry_after is None:
        return None
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        wait = parsedate_to_datetime(retry_after) - parsedate_to_datetime(date or "")
    except (TypeError, ValueError):
        return None
    return max(wait.total_seconds(), 0.0)


def _given_up(fault: PassingFault, tries: int, too_long: bool) -> Problem:
    if too_long:
        hint = f"It asks to come back in {fault.asked_wait:,.0f} seconds: run the same command then."
    else:
        hint = "Run the same command again later: what has been downloaded is kept and resumed."
    return Problem(f"{fault.problem.message}, after {tries} {'try' if tries == 1 else 'tries'}", hint=hint)


def _broken(address: str, error: Exception) -> PassingFault:
    """What a failed connection means. Raises DataError where trying again cannot help."""
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    where = shown(address)
    if isinstance(reason, ssl.SSLCertVerificationError):
        _refuse_certificate(where, reason)
    if isinstance(reason, socket.gaierror):
        hint = "Is there a network? Behind a proxy, HTTPS_PROXY must name it (docs/fetch.md)."
        raise DataError(Problem(f"{where}: its name cannot be found", hint=hint)) from None
    if isinstance(reason, TimeoutError):
        return PassingFault(Problem(f"{where}: no answer in time"))
    if isinstance(reason, ConnectionRefusedError):
        return PassingFault(Problem(f"{where}: no connection"))
    detail = getattr(reason, "strerror", None) or type(reason).__name__
    return PassingFault(Problem(f"{where}: the connection broke ({detail})"))


def _refuse_certificate(where: str, reason: ssl.SSLCertVerificationError) -> NoReturn:
    hint = (
        "Nothing was fetched. Where an office's proxy inspects connections, ask IT to have its certificate "
        "trusted by the system, or name it in SSL_CERT_FILE."
    )
    detail = getattr(reason, "verify_message", "") or "no reason given"
    raise DataError(Problem(f"{where}: its certificate is not trusted ({detail})", hint=hint))
