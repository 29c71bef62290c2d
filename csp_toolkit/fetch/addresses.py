"""Which addresses may be asked: those of a publisher, over a connection that nobody can change.

A redirect, or a link on a page, is somebody else's word. It is followed to the host that was asked
or to one that the publisher is known to keep its files on, and only by https. Plain http is for a
server on this very machine, as tests use it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from csp_toolkit.errors import DataError, ParameterError, Problem

_KEPT = "/:?#[]@!$&'()*+,;=%~"
"""Characters of an address that mean something in it; anything else is written in percent."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The addresses of one publisher: its own host, and the hosts that it keeps files on."""

    base: str
    hosts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self._is_safe(urlsplit(self.base)):
            raise ParameterError(
                Problem(
                    f'"{self.base}" cannot be asked for data',
                    hint="Write an address that begins with https:// (http:// only for this machine itself).",
                )
            )

    def at(self, path: str) -> str:
        """The address of a path of the publisher."""
        return self.base.rstrip("/") + "/" + path.lstrip("/")

    def follow(self, asked: str, target: str) -> str:
        """The address that a redirect or a link leads to. Raises DataError where it leads astray."""
        address = urljoin(asked, quote(target.strip(), safe=_KEPT))
        if not self.allows(address):
            hosts = ", ".join([urlsplit(self.base).netloc, *self.hosts])
            raise DataError(
                Problem(
                    f"{asked}: leads to {shown(address)}, which is not the publisher's",
                    hint=f"Nothing was asked there. Known for this publisher, by https: {hosts}. If it has "
                    "moved for certain, add the host to parameters/publishers.yaml (docs/fetch.md).",
                )
            )
        return address

    def allows(self, address: str) -> bool:
        """Whether this address is the publisher's, over a safe connection."""
        parts = urlsplit(address)
        return self._is_safe(parts) and parts.netloc in (urlsplit(self.base).netloc, *self.hosts)

    def _is_safe(self, parts: SplitResult) -> bool:
        if parts.scheme == "https":
            return bool(parts.hostname)
        return parts.scheme == "http" and is_loopback(parts) and is_loopback(urlsplit(self.base))


def is_loopback(parts: SplitResult) -> bool:
    """Whether an address is this machine's own."""
    if parts.hostname == "localhost":
        return True
    try:
        return ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


def file_name(address: str) -> str:
    """The name of the file at an address; also where it stands in a query, as in ``/file?uri=/a/b.xlsx``."""
    parts = urlsplit(address)
    candidates: Sequence[str] = [parts.path, *parts.query.split("&")]
    names = [unquote(text).replace("\\", "/").rsplit("/", 1)[-1] for text in candidates]
    return next((name for name in reversed(names) if "." in name), names[0])


def shown(address: str) -> str:
    """An address as messages show it: short, on one line, without what could be a password."""
    parts = urlsplit(address)
    host = parts.netloc.rsplit("@", 1)[-1]
    text = f"{parts.scheme}://{host}{parts.path}" + (f"?{parts.query}" if parts.query else "")
    plain = "".join(character if character.isprintable() else "?" for character in text)
    return plain if len(plain) <= 200 else plain[:197] + "..."
