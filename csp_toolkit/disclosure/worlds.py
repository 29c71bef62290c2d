"""What a reader can work out: every table of counts that agrees with what was released.

Such a table is called a world here. The true one is a world, and a withheld count is safe where worlds differ
enough in it. Worlds are found as whole numbers by HiGHS: how a reader with linear programming would find the
bounds of a cell (Fischetti and Salazar-Gonzalez 2000), but never wider than whole numbers allow. A world once
found serves as a witness wherever it fits again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csp_toolkit.disclosure.cells import Cell, Link
from csp_toolkit.disclosure.policies import Policy
from csp_toolkit.disclosure.programs import Program
from csp_toolkit.disclosure.rounding import limits_of_shown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Counts = NDArray[np.float64]
    """Whole numbers, as the solver takes them: a double holds every count exactly."""
    Limits = tuple[Counts, Counts]

ROOM = 100
"""Worlds are sought within this many times the width to be kept of the true count: as good as unbounded."""

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Wish:
    """A world is sought in which a cell is at most (``sign`` -1) or at least (``sign`` 1) ``goal``."""

    place: int
    sign: int
    goal: float

    def narrow(self, limits: Limits) -> Limits:
        """Limits that hold only worlds in which it is fulfilled."""
        lower, upper = limits[0].copy(), limits[1].copy()
        (upper if self.sign < 0 else lower)[self.place] = self.goal
        return lower, upper


class Worlds:
    """The worlds of some cells under their links and a policy.

    ``released`` always names what a reader sees. A *knowing* reader has been told which of the withheld
    figures are small counts; one who is not knows nothing of a withheld figure but that it is not below zero.
    """

    def __init__(self, cells: Sequence[Cell], links: Sequence[Link], policy: Policy) -> None:
        import numpy as np

        self.cells, self.policy = cells, policy
        places = {cell.id: place for place, cell in enumerate(cells)}
        self.sums = np.zeros((len(links), len(cells)))
        for row, link in enumerate(links):
            self.sums[row, places[link.total]] = 1
            for part in link.parts:
                self.sums[row, places[part]] -= 1
        self._program = Program(self.sums, (np.zeros(len(links)), np.zeros(len(links))))
        self._found = np.empty((16, len(cells)))
        self._number = 0
        self._limits: dict[tuple[bool, bool], Limits] = {}
        known = [cell.value for cell in cells if cell.value is not None]
        self.most = max(known, default=0) + ROOM * policy.width

    def is_small(self, place: int) -> bool:
        """Whether the rule withholds this cell for its own size."""
        value = self.cells[place].value
        return value is not None and self.policy.is_small(value)

    def limits(self, released: Collection[str], knowing: bool = True) -> Limits:
        """Lower and upper limits of every cell, links left aside."""
        import numpy as np

        shown = np.array([cell.id in released for cell in self.cells])
        known, hidden = self._limits_if(True, knowing), self._limits_if(False, knowing)
        return np.where(shown, known[0], hidden[0]), np.where(shown, known[1], hidden[1])

    def _limits_if(self, released: bool, knowing: bool) -> Limits:
        """The limits of every cell if all of them were released, or none."""
        import numpy as np

        if (released, knowing) not in self._limits:
            pairs = [self._limits_of(place, released, knowing) for place in range(len(self.cells))]
            lower, upper = np.array(pairs, dtype=np.float64).T
            self._limits[released, knowing] = lower, upper
        return self._limits[released, knowing]

    def _limits_of(self, place: int, released: bool, knowing: bool) -> Range:
        cell, largest_small = self.cells[place], self.policy.small_up_to
        if cell.value is None:
            return 0, self.most
        if cell.is_open:
            return cell.value, cell.value
        if released:
            return limits_of_shown(cell.value, self.policy)
        if knowing and self.is_small(place):
            return 1, largest_small
        # Who is told which of a report's figures are small knows that the others are not.
        told = knowing and cell.shown and not cell.withheld and cell.value > largest_small
        room = ROOM * self.policy.width
        return max(cell.value - room, largest_small + 1 if told else 0), cell.value + room

    def found_within(self, limits: Limits) -> Counts:
        """The worlds found so far, under whatever limits, that lie within these: a row each."""
        found = self._found[: self._number]
        fits: Counts = found[((found >= limits[0]) & (found <= limits[1])).all(axis=1)]
        return fits

    def find(self, weights: Counts, limits: Limits) -> Counts | None:
        """The world with the least weighted sum; ``None`` where there is none."""
        import numpy as np

        if len(self.sums):
            world = self._program.solve_whole(weights, *limits)
        else:
            world = np.where(weights > 0, limits[0], limits[1])
        if world is not None:
            self._keep(world)
        return world

    def _keep(self, world: Counts) -> None:
        import numpy as np

        if self._number == len(self._found):
            self._found = np.concatenate([self._found, np.empty_like(self._found)])
        self._found[self._number] = world
        self._number += 1

    def fulfils(self, wish: Wish, limits: Limits) -> bool:
        """Whether a world within the limits fulfils a wish."""
        import numpy as np

        narrowed = wish.narrow(limits)
        if len(self.found_within(narrowed)):
            return True
        return self.find(np.zeros(len(self.cells)), narrowed) is not None
