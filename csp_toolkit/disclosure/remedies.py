"""What to withhold beside what is withheld already: proposed by a linear program."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from csp_toolkit.disclosure.programs import NEARLY_WHOLE, Program

if TYPE_CHECKING:
    from csp_toolkit.disclosure.worlds import Limits, Wish, Worlds


class Remedies:
    """What to withhold, so that a world fulfils a wish that can be fulfilled.

    ``losses`` holds what withholding each candidate costs.
    """

    def __init__(self, worlds: Worlds, shown: Limits, losses: dict[int, float]) -> None:
        import numpy as np

        self.losses, self._cells = losses, len(worlds.cells)
        self._candidates = list(losses)
        number, links = len(losses), len(worlds.sums)
        picked = np.zeros((number, self._cells))
        picked[range(number), self._candidates] = 1
        rows = np.block(
            [[worlds.sums, np.zeros((links, 2 * number))], [picked, np.eye(number), -np.eye(number)]]
        )
        lower, upper = (np.concatenate([np.zeros(links), ends[self._candidates]]) for ends in shown)
        self._program = Program(rows, (lower, upper))
        self._costs = np.array([0.0] * self._cells + 2 * list(losses.values()))
        self._nothing, self._anything = np.zeros(2 * number), np.full(2 * number, np.inf)

    def cheapest(self, wish: Wish, freed: Limits, held: Collection[int]) -> frozenset[int]:
        """Candidates to withhold beside those held, at little loss.

        A candidate withheld lies within ``freed``. How far each leaves the limits it is shown in is paid for
        by its loss, and those that do are the answer (the linear heuristic of Kelly, Golden and Assad 1992).
        It can be more than is needed.
        """
        import numpy as np

        lower, upper = wish.narrow(freed)
        bounds = np.concatenate([lower, self._nothing]), np.concatenate([upper, self._anything])
        paid = np.array([place not in held for place in self._candidates])
        left = {place for place in self._candidates if place not in held}
        costs = self._costs * np.concatenate([np.zeros(self._cells), paid, paid])
        answer = self._program.solve(costs, *bounds)
        if answer is None:
            return frozenset(left)
        less, more = answer[self._cells :].reshape(2, -1)
        used = less + more > NEARLY_WHOLE
        return frozenset(left).intersection(
            place for place, on in zip(self._candidates, used, strict=True) if on
        )
