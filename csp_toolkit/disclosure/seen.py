"""Between what each cell lies in the worlds looked at so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csp_toolkit.disclosure.worlds import Limits, Range, Worlds


class Seen:
    """The least and the most that each cell came to in the worlds looked at within some limits.

    Worlds found before, for whatever question, are looked at first: they cost nothing.
    """

    def __init__(self, worlds: Worlds, limits: Limits, knowing: bool) -> None:
        import numpy as np

        self.worlds, self.limits, self.knowing = worlds, limits, knowing
        known = worlds.found_within(limits)
        self._least = known.min(axis=0, initial=np.inf)
        self._most = known.max(axis=0, initial=-np.inf)
        self._extremes: set[tuple[int, int]] = set()

    def reach(self, place: int) -> Range:
        """Between what a cell lay in the worlds looked at; before the first, infinity to minus infinity."""
        return float(self._least[place]), float(self._most[place])

    def reach_of(self, place: int, enough: Range) -> Range:
        """Between what a cell lies in all worlds there are. Beyond ``enough`` nobody looks."""
        low, high = self.reach(place)
        if low > enough[0]:
            self.look([place], -1)
        if high < enough[1]:
            self.look([place], 1)
        return self.reach(place)

    def look(self, places: Sequence[int], sign: int) -> None:
        """Look at the world in which these cells together are least (``sign`` -1) or most (1)."""
        import numpy as np

        if len(places) == 1:
            if (places[0], sign) in self._extremes:
                return
            self._extremes.add((places[0], sign))
        weights = np.zeros(len(self.worlds.cells))
        weights[list(places)] = -sign
        world = self.worlds.find(weights, self.limits)
        if world is None:
            raise AssertionError("no table of counts agrees with what was released, not even the true one")
        np.minimum(self._least, world, out=self._least)
        np.maximum(self._most, world, out=self._most)

    def look_together(self, places: Sequence[int], sign: int, is_met: Callable[[int], bool]) -> None:
        """Look at all places that are not met at once, as long as each world meets another one."""
        waiting = [place for place in places if not is_met(place)]
        while waiting:
            self.look(waiting, sign)
            left = [place for place in waiting if not is_met(place)]
            if len(left) == len(waiting):
                break
            waiting = left
