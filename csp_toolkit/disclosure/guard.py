"""Secondary suppression: withhold what would give a withheld figure away, and as little as possible."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from csp_toolkit.disclosure.cells import Cell, Link
from csp_toolkit.disclosure.policies import Policy
from csp_toolkit.disclosure.worlds import Wish, Worlds

if TYPE_CHECKING:
    from csp_toolkit.disclosure.worlds import Limits

FEWER_FIRST = 10
"""What withholding any figure costs beside the count that is lost: one figure of 19 goes before two of 8."""

Range = tuple[int, int]


class Guard:
    """Decides which of the candidates must be withheld for the cells already withheld to be safe.

    ``cells`` that are neither ``released`` nor candidates are withheld. A small count is safe where worlds
    exist in which it is 1 and in which it is the largest small count. Any other withheld figure is safe
    where its values in two worlds lie at least the policy's width apart. Where even withholding every
    candidate leaves less (a total that is small itself limits its parts), what that leaves is the measure.
    """

    def __init__(
        self,
        cells: Sequence[Cell],
        links: Sequence[Link],
        policy: Policy,
        released: Collection[str],
        candidates: Collection[str],
    ) -> None:
        self.cells, self.policy = cells, policy
        self.worlds = Worlds(cells, links, policy)
        self.released = frozenset(released)
        self.places = {cell.id: place for place, cell in enumerate(cells)}
        self.losses = {place: self._loss(place) for place in map(self.places.__getitem__, candidates)}
        self.held: set[int] = set()
        self.goals: dict[int, Range] = {}
        """What worlds must reach, for each target: known from the start for small counts."""
        self.limited: set[int] = set()
        """Targets for which a knowing reader is held to less than the whole goal."""
        self.exposed: set[int] = set()

    @property
    def has_targets(self) -> bool:
        """Whether any withheld cell needs protection."""
        return bool(self._targets())

    def decide(self) -> tuple[set[str], set[str]]:
        """The ids of candidates to withhold, and of cells that stay exposed whatever is withheld now."""
        while narrow := self._narrow():
            for place in narrow:
                self._protect(place)
        self._give_back()
        return self._names(self.held), self._names(self.exposed)

    def _names(self, places: Iterable[int]) -> set[str]:
        return {self.cells[place].id for place in places}

    def _loss(self, place: int) -> float:
        """The count that is lost; a zero is told last, as it says most. The order of cells breaks ties."""
        largest = max((cell.value or 0 for cell in self.cells), default=0)
        lost = self.cells[place].value or largest + 1
        return FEWER_FIRST + lost + 0.5 * place / len(self.cells)

    def _shown_ids(self) -> set[str]:
        return self._names(place for place in self.losses if place not in self.held) | self.released

    def _limits(self, knowing: bool = True) -> Limits:
        return self.worlds.limits(self._shown_ids(), knowing)

    def _targets(self) -> list[int]:
        """Places of withheld cells that must not be recoverable: not of those that no report has."""
        shown = self._shown_ids()
        return [
            place
            for place, cell in enumerate(self.cells)
            if cell.id not in shown
            and (self.worlds.is_small(place) or cell.withheld or (cell.shown and cell.value is not None))
        ]

    def _narrow(self) -> list[int]:
        """The targets that are not safe yet. One world serves many targets, so each is sought for many."""
        seen = _Seen(self.worlds, self._limits())
        for sign in (-1, 1):
            self._widen(seen, sign)
        return [
            place for place in self._targets() if not self._is_met(place, seen)
        ] + self._narrow_for_readers()

    def _widen(self, seen: _Seen, sign: int) -> None:
        waiting = [place for place in self._targets() if not self._is_met(place, seen, sign)]
        while waiting:
            seen.look(waiting, sign)
            left = [place for place in waiting if not self._is_met(place, seen, sign)]
            if len(left) == len(waiting):
                seen.look(left[:1], sign)
                left = left[1:]
            waiting = [place for place in left if not self._is_met(place, seen, sign)]

    def _is_met(self, place: int, seen: _Seen, sign: int = 0) -> bool:
        """Whether the worlds seen reach what a target needs, on one side where a sign is given."""
        low, high = seen.least.get(place), seen.most.get(place)
        if low is None or high is None:
            return False
        if (goal := self._goal(place)) is None:
            return high - low >= self.policy.width
        return (sign > 0 or low <= goal[0]) and (sign < 0 or high >= goal[1])

    def _goal(self, place: int) -> Range | None:
        """What the worlds of a target must reach; ``None`` where only their distance matters."""
        small = (1, self.policy.small_up_to) if self.worlds.is_small(place) else None
        return self.goals.get(place, small)

    def _protect(self, place: int) -> None:
        """Withhold what it takes for one target, first against a knowing reader, then against any."""
        goal = self._goal(place) or self._place_width(place, knowing=True)
        reached = self._withhold_for(place, goal, knowing=True)
        self.goals[place] = reached
        if reached != goal or reached[1] - reached[0] < self.policy.width:
            self.limited.add(place)
            self._protect_from_readers(place)

    def _protect_from_readers(self, place: int) -> None:
        whole = self._whole_goal(place)
        if (
            self._withhold_for(place, whole, knowing=False) != whole
            or whole[1] - whole[0] < self.policy.width
        ):
            self.exposed.add(place)

    def _whole_goal(self, place: int) -> Range:
        if self.worlds.is_small(place):
            return 1, self.policy.small_up_to
        return self._place_width(place, knowing=False)

    def _narrow_for_readers(self) -> list[int]:
        """Of the targets held to less against a knowing reader, those that any reader could narrow."""
        narrow = []
        for place in sorted(self.limited - self.exposed):
            limits = self._limits_around(place, self._limits(knowing=False), knowing=False)
            low, high = self._reach(place, limits)
            goal = self._whole_goal(place) if self.worlds.is_small(place) else None
            if (high - low < self.policy.width) if goal is None else (low > goal[0] or high < goal[1]):
                narrow.append(place)
        return narrow

    def _limits_around(self, place: int, limits: Limits, knowing: bool) -> Limits:
        """The limits for a reader who knows at least that the one cell aimed at is a small count."""
        if not knowing and self.worlds.is_small(place):
            limits[0][place], limits[1][place] = 1, self.policy.small_up_to
        return limits

    def _place_width(self, place: int, knowing: bool) -> Range:
        """Where an interval of the policy's width fits best around what a reader can tell now."""
        freed = self._freed(place, knowing)
        lowest, highest = self._reach(place, freed)
        now, _ = self._reach(place, self._limits_around(place, self._limits(knowing), knowing))
        low = max(lowest, min(now, highest - self.policy.width))
        return low, min(highest, low + self.policy.width)

    def _freed(self, place: int, knowing: bool) -> Limits:
        """The limits with every candidate withheld: the most that can be done now."""
        return self._limits_around(place, self.worlds.limits(self.released, knowing), knowing)

    def _reach(self, place: int, limits: Limits) -> Range:
        seen = _Seen(self.worlds, limits)
        for sign in (-1, 1):
            seen.look([place], sign)
        return seen.least[place], seen.most[place]

    def _withhold_for(self, place: int, goal: Range, knowing: bool) -> Range:
        """Withhold the cheapest candidates that let worlds reach a goal; what of it can be reached."""
        freed = self._freed(place, knowing)
        lowest, highest = self._reach(place, freed)
        reached = max(goal[0], lowest), min(goal[1], highest)
        for sign, end in zip((-1, 1), reached, strict=True):
            limits = self._limits_around(place, self._limits(knowing), knowing)
            open_losses = {p: loss for p, loss in self.losses.items() if p not in self.held}
            found = self.worlds.cheapest(Wish(place, sign, end), limits, freed, open_losses)
            self.held |= found or frozenset()
        return reached

    def _give_back(self) -> None:
        """Release again, dearest first, what turned out not to be needed."""
        if len(self.held) < 2:
            return
        for place in sorted(self.held, key=self.losses.__getitem__, reverse=True):
            self.held.discard(place)
            if self._narrow():
                self.held.add(place)


class _Seen:
    """The least and the most that each cell came to in the worlds looked at so far."""

    def __init__(self, worlds: Worlds, limits: Limits) -> None:
        self.worlds, self.limits = worlds, limits
        self.least: dict[int, int] = {}
        self.most: dict[int, int] = {}

    def look(self, places: Sequence[int], sign: int) -> None:
        """Look at the world in which these cells together are least (``sign`` -1) or most (1)."""
        import numpy as np

        weights = np.zeros(len(self.worlds.cells), dtype=np.int64)
        weights[list(places)] = -sign
        world = self.worlds.find(weights, self.limits)
        if world is None:
            raise AssertionError("no table of counts agrees with what was released, not even the true one")
        for place, value in enumerate(world.tolist()):
            self.least[place] = min(value, self.least.get(place, value))
            self.most[place] = max(value, self.most.get(place, value))
