"""What a reader can work out: every table of counts that agrees with what was released.

Such a table is called a world here. The true one is a world, and a withheld count is safe where worlds differ
enough in it. Worlds are found as whole numbers by HiGHS, through ``scipy.optimize.milp``: how a reader with
linear programming would find the bounds of a cell (Fischetti and Salazar-Gonzalez 2000), but never wider than
whole numbers allow.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csp_toolkit.disclosure.cells import Cell, Link
from csp_toolkit.disclosure.policies import Policy
from csp_toolkit.disclosure.rounding import limits_of_shown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Counts = NDArray[np.int64]
    Limits = tuple[Counts, Counts]

ROOM = 100
"""Worlds are sought within this many times the width to be kept of the true count: as good as unbounded."""

NEARLY_WHOLE = 1e-6
"""The solver's own tolerance for a whole number."""

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Wish:
    """A world is sought in which a cell is at most (``sign`` -1) or at least (``sign`` 1) ``goal``."""

    place: int
    sign: int
    goal: int


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
        known = [cell.value for cell in cells if cell.value is not None]
        self.most = max(known, default=0) + ROOM * policy.width

    def is_small(self, place: int) -> bool:
        """Whether the rule withholds this cell for its own size."""
        value = self.cells[place].value
        return value is not None and self.policy.is_small(value)

    def limits(self, released: Collection[str], knowing: bool = True) -> Limits:
        """Lower and upper limits of every cell, links left aside."""
        import numpy as np

        pairs = [
            self._limits_of(place, cell.id in released, knowing) for place, cell in enumerate(self.cells)
        ]
        lower, upper = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        return lower.copy(), upper.copy()

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

    def find(self, weights: Counts, limits: Limits) -> Counts | None:
        """The world with the least weighted sum; ``None`` where there is none."""
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        if not len(self.sums):
            return np.where(weights > 0, limits[0], limits[1])
        # Links of parts and periods mostly have whole corners: a search through fractions is seldom needed.
        for whole in (False, True):
            answer = milp(
                weights,
                integrality=np.full(len(weights), whole, dtype=np.int64),
                bounds=Bounds(*limits),
                constraints=LinearConstraint(self.sums, 0, 0),
                options={"mip_rel_gap": 0},
            )
            if answer.x is None:
                return None
            world = np.rint(answer.x)
            if whole or np.abs(world - answer.x).max() < NEARLY_WHOLE:
                break
        return world.astype(np.int64)

    def fulfils(self, wish: Wish, limits: Limits) -> bool:
        """Whether a world within the limits fulfils a wish."""
        import numpy as np

        lower, upper = limits[0].copy(), limits[1].copy()
        (upper if wish.sign < 0 else lower)[wish.place] = wish.goal
        return self.find(np.zeros(len(self.cells), dtype=np.int64), (lower, upper)) is not None

    def cheapest(self, wish: Wish, limits: Limits, freed: Limits, losses: dict[int, float]) -> frozenset[int]:
        """Places to withhold, at little loss, so that a world fulfils a wish that can be fulfilled.

        ``losses`` holds what withholding each candidate costs; a candidate withheld lies within ``freed``
        instead of ``limits``. How far each leaves its limits is paid for by its loss, and those that do are
        the answer (the linear heuristic of Kelly, Golden and Assad 1992). It can be more than is needed.
        """
        import numpy as np
        from scipy.optimize import linprog

        cells, candidates = len(self.cells), list(losses)
        lower, upper = limits[0].copy(), limits[1].copy()
        lower[candidates], upper[candidates] = freed[0][candidates], freed[1][candidates]
        end = upper if wish.sign < 0 else lower
        end[wish.place] = wish.goal
        picked = np.zeros((len(candidates), cells))
        picked[range(len(candidates)), candidates] = 1
        left = -np.eye(len(candidates))
        beyond = np.block([[picked, left], [-picked, left]])
        edges = np.concatenate([limits[1][candidates], -limits[0][candidates]])
        bounds = [*zip(lower, upper, strict=True), *[(0, None)] * len(candidates)]
        sums = np.hstack([self.sums, np.zeros((len(self.sums), len(candidates)))])
        costs = [0.0] * cells + list(losses.values())
        answer = linprog(costs, A_ub=beyond, b_ub=edges, A_eq=sums, b_eq=np.zeros(len(sums)), bounds=bounds)
        if answer.x is None:
            return frozenset(candidates)
        used = answer.x[cells:] > NEARLY_WHOLE
        return frozenset(place for place, on in zip(candidates, used, strict=True) if on)


class Seen:
    """The least and the most that each cell came to in the worlds looked at so far."""

    def __init__(self, worlds: Worlds, limits: Limits, knowing: bool) -> None:
        self.worlds, self.limits, self.knowing = worlds, limits, knowing
        self.least: dict[int, int] = {}
        self.most: dict[int, int] = {}
        self._extremes: set[tuple[int, int]] = set()

    def reach(self, place: int) -> Range:
        """Between what a cell lay in the worlds looked at."""
        return self.least[place], self.most[place]

    def reach_of(self, place: int) -> Range:
        """Between what a cell lies in all worlds there are."""
        for sign in (-1, 1):
            if (place, sign) not in self._extremes:
                self.look([place], sign)
        return self.reach(place)

    def look(self, places: Sequence[int], sign: int) -> None:
        """Look at the world in which these cells together are least (``sign`` -1) or most (1)."""
        import numpy as np

        weights = np.zeros(len(self.worlds.cells), dtype=np.int64)
        weights[list(places)] = -sign
        world = self.worlds.find(weights, self.limits)
        if world is None:
            raise AssertionError("no table of counts agrees with what was released, not even the true one")
        if len(places) == 1:
            self._extremes.add((places[0], sign))
        for place, value in enumerate(world.tolist()):
            self.least[place] = min(value, self.least.get(place, value))
            self.most[place] = max(value, self.most.get(place, value))

    def widen(self, places: Sequence[int], sign: int, is_met: Callable[[int], bool]) -> None:
        """Look until each place is met or known not to be: together while that helps, then one by one."""
        waiting = [place for place in places if not is_met(place)]
        together = True
        while waiting:
            self.look(waiting if together else waiting[:1], sign)
            left = [place for place in waiting if not is_met(place)]
            if not together:
                left = [place for place in left if place != waiting[0]]
            together = together and len(left) < len(waiting)
            waiting = left
