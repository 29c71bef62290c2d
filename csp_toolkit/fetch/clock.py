"""Time as fetching needs it: to pace requests, to wait before another try, to say when a file came.

Everything that waits takes a ``Clock``, so that tests wait for nothing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What a clock can do."""

    def seconds(self) -> float:
        """Seconds since some moment; never goes back."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...

    def now(self) -> datetime:
        """The day and time, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def seconds(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - when a file was fetched is a matter of the clock


@dataclass(slots=True)
class Pace:
    """Lets requests begin no closer together than ``apart`` seconds."""

    clock: Clock
    apart: float
    _last: float | None = None

    def wait(self) -> None:
        """Wait until the next request may begin."""
        now = self.clock.seconds()
        if self._last is not None and (left := self._last + self.apart - now) > 0:
            self.clock.sleep(left)
            now = self.clock.seconds()
        self._last = now
