"""How far a batch has come, in one line."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

from csp_toolkit.batch.making import Outcome

MINUTE, HOUR = 60, 3600


class Tally:
    """Counts what has ended; the rate and the time left are those of the reports that had to be made."""

    def __init__(self, total: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._total = total
        self._clock = clock
        self._counts: Counter[str] = Counter()
        self._began = clock()

    def begin(self) -> None:
        """The first report that has to be made is about to be."""
        self._began = self._clock()

    def add(self, outcome: Outcome) -> None:
        """Count a report that has ended."""
        self._counts[outcome.state] += 1

    def count(self, state: str) -> int:
        """How many reports are ``made``, were ``there``, or ``failed``."""
        return self._counts[state]

    @property
    def left(self) -> int:
        """How many have not ended."""
        return self._total - self._counts.total()

    @property
    def seconds(self) -> float:
        """Since the first was begun."""
        return self._clock() - self._began

    def line(self) -> str:
        """``12 of 314 done, 1 failed, 22 a minute, 14 min left``."""
        ended = self._counts["made"] + self._counts["failed"]
        parts = [f"{self._counts.total()} of {self._total} done"]
        if self._counts["failed"]:
            parts.append(f"{self._counts['failed']} failed")
        if ended and self.seconds > 0:
            parts.append(f"{ended / self.seconds * MINUTE:.3g} a minute")
            if self.left:
                parts.append(f"{write_duration(self.left * self.seconds / ended)} left")
        return ", ".join(parts)


def write_duration(seconds: float) -> str:
    """``40 s``, ``14 min`` or ``2 h 05 min``."""
    if seconds < MINUTE:
        return f"{seconds:.0f} s"
    if seconds < HOUR:
        return f"{seconds / MINUTE:.0f} min"
    hours, rest = divmod(round(seconds / MINUTE), 60)
    return f"{hours} h {rest:02} min"
