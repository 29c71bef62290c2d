"""Secondary suppression: withhold what would give a withheld figure away, and as little as possible."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property, partial
from itertools import combinations
from typing import TYPE_CHECKING

from csp_toolkit.disclosure.cells import Cell, Link
from csp_toolkit.disclosure.policies import Policy
from csp_toolkit.disclosure.worlds import Range, Seen, Wish, Worlds

if TYPE_CHECKING:
    from csp_toolkit.disclosure.worlds import Limits

TRIED = 60
"""How many sets of one or two figures are tried before what the linear program proposes is taken."""
FEWER_FIRST = 10
"""What withholding any figure costs beside the count that is lost: one figure of 19 goes before two of 8."""


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
        self.totals = frozenset(link.total for link in links)
        places = {cell.id: place for place, cell in enumerate(cells)}
        self.losses = {places[name]: self._loss(places[name]) for name in candidates}
        self.held: set[int] = set()
        self.goals: dict[tuple[int, bool], Range] = {}
        """What worlds must reach, by place and kind of reader, where it is not simply the small counts."""
        self.limited: set[int] = set()
        """Targets of which a knowing reader knows more than he should, whatever is withheld now."""
        self.exposed: set[int] = set()
        """Targets of which any reader does."""

    def decide(self) -> tuple[set[str], set[str]]:
        """The ids of candidates to withhold, and of cells that stay exposed whatever is withheld now."""
        while self._withhold_more():
            pass
        self._give_back()
        return self._names(self.held), self._names(self.exposed)

    def _names(self, places: Iterable[int]) -> set[str]:
        return {self.cells[place].id for place in places}

    def _loss(self, place: int) -> float:
        """What withholding a candidate costs: the least power of two above the count that is lost.

        Coarse on purpose. Who knows that the smallest of several figures goes first learns from the choice
        that the one withheld is at most as large as those shown. Totals go after parts, as a part hides
        another in every total that holds both. Then go counts close above the limit: they can take the place
        of some small counts only, so that the choice would tell which. Zeros go last. Order breaks ties.
        """
        count = self.cells[place].value or 0
        largest = max((cell.value or 0 for cell in self.cells), default=0)
        whole = 1 << (2 * largest).bit_length()
        lost = 1 << count.bit_length()
        if self.cells[place].id in self.totals:
            lost += whole
        if count < 2 * self.policy.small_up_to:
            lost = 4 * whole if count else 8 * whole
        return FEWER_FIRST + lost + 0.5 * place / len(self.cells)

    def _shown_ids(self) -> set[str]:
        return self._names(place for place in self.losses if place not in self.held) | self.released

    def _targets(self) -> list[int]:
        """Places of withheld cells that must not be recoverable: all but large ones that no report has."""
        shown = self._shown_ids()
        return [
            place
            for place, cell in enumerate(self.cells)
            if cell.id not in shown
            and (self.worlds.is_small(place) or cell.withheld or (cell.shown and cell.value is not None))
        ]

    def _withhold_more(self) -> bool:
        """One round against both kinds of reader; whether anything more is withheld after it."""
        before, left = len(self.held), False
        for knowing in (True, False):
            seen = self._look(knowing)
            for place in self._narrow(seen):
                left = self._protect(place, seen) or left
        if left and len(self.held) == before:
            self.held |= self.losses.keys()  # in case that fractions promised what whole counts do not keep
        return len(self.held) > before

    def _look(self, knowing: bool) -> Seen:
        """Worlds that show as many targets safe as can be shown."""
        seen = Seen(self.worlds, self.worlds.limits(self._shown_ids(), knowing), knowing)
        targets = self._targets() if knowing else sorted(self.limited)
        for sign in (-1, 1):
            seen.widen(targets, sign, partial(self._is_met, seen=seen, sign=sign))
        return seen

    def _narrow(self, seen: Seen) -> list[int]:
        targets = self._targets() if seen.knowing else sorted(self.limited - self.exposed)
        return [place for place in targets if not self._is_met(place, seen)]

    def _is_met(self, place: int, seen: Seen, sign: int = 0) -> bool:
        """Whether the worlds seen reach what a target needs, on one side where a sign is given."""
        if place not in seen.least:
            return False
        low, high = seen.reach(place)
        if (goal := self._goal(place, seen.knowing)) is None:
            return high - low >= self.policy.width
        return (sign > 0 or low <= goal[0]) and (sign < 0 or high >= goal[1])

    def _goal(self, place: int, knowing: bool) -> Range | None:
        """What the worlds of a target must reach; ``None`` where only their distance matters."""
        small = (1, self.policy.small_up_to) if self.worlds.is_small(place) else None
        return self.goals.get((place, knowing), small)

    def _protect(self, place: int, seen: Seen) -> bool:
        """Withhold what it takes for one target; whether there was anything that could be done for it."""
        low, high = self._goal(place, seen.knowing) or self._place_width(place, seen)
        lowest, highest = self._freed(seen.knowing).reach_of(place)
        goal = max(low, lowest), min(high, highest)
        self.goals[place, seen.knowing] = goal
        if goal != (low, high) or high - low < self._least_width(place):
            (self.limited if seen.knowing else self.exposed).add(place)
        if self._is_met(place, seen):
            return False
        for sign, end in zip((-1, 1), goal, strict=True):
            self._withhold_for(Wish(place, sign, end), seen.knowing)
        return True

    def _least_width(self, place: int) -> int:
        return 0 if self.worlds.is_small(place) else self.policy.width

    def _place_width(self, place: int, seen: Seen) -> Range:
        """Where an interval of the policy's width fits best around what a reader can tell now."""
        lowest, highest = self._freed(seen.knowing).reach_of(place)
        low = max(lowest, min(seen.least[place], highest - self.policy.width))
        return low, min(highest, low + self.policy.width)

    @cached_property
    def _freed_limits(self) -> dict[bool, Limits]:
        return {knowing: self.worlds.limits(self.released, knowing) for knowing in (True, False)}

    @cached_property
    def _freed_worlds(self) -> dict[bool, Seen]:
        return {k: Seen(self.worlds, limits, k) for k, limits in self._freed_limits.items()}

    def _freed(self, knowing: bool) -> Seen:
        """The worlds with every candidate withheld: the most that can be done now."""
        return self._freed_worlds[knowing]

    def _withhold_for(self, wish: Wish, knowing: bool) -> None:
        """Withhold the cheapest candidates that let worlds fulfil a wish that can be fulfilled."""
        limits = self.worlds.limits(self._shown_ids(), knowing)
        left = {place: loss for place, loss in self.losses.items() if place not in self.held}
        if not left:
            return
        found = self.worlds.cheapest(wish, limits, self._freed_limits[knowing], left)
        self.held |= self._few(found, wish, limits, knowing) or found

    def _few(self, found: frozenset[int], wish: Wish, limits: Limits, knowing: bool) -> frozenset[int]:
        """One or two candidates that do at less loss what those found do; none where there are none."""
        left = [place for place in self.losses if place not in self.held]
        sets = sorted((self._sum(some), some) for size in (1, 2) for some in combinations(left, size))
        freed = self._freed_limits[knowing]
        for loss, some in sets[:TRIED]:
            if loss >= self._sum(found):
                break
            lower, upper = limits[0].copy(), limits[1].copy()
            lower[[*some]], upper[[*some]] = freed[0][[*some]], freed[1][[*some]]
            if self.worlds.fulfils(wish, (lower, upper)):
                return frozenset(some)
        return frozenset()

    def _sum(self, places: Iterable[int]) -> float:
        return sum(self.losses[place] for place in places)

    def _give_back(self) -> None:
        """Release again, dearest first, what turned out not to be needed."""
        if len(self.held) < 2:
            return
        for place in sorted(self.held, key=self.losses.__getitem__, reverse=True):
            self.held.discard(place)
            if any(self._narrow(self._look(knowing)) for knowing in (True, False)):
                self.held.add(place)
