"""Secondary suppression: withhold what would give a withheld figure away, and as little as possible."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property, partial
from itertools import combinations
from typing import TYPE_CHECKING

from csp_toolkit.disclosure.cells import Cell, Link
from csp_toolkit.disclosure.policies import Policy
from csp_toolkit.disclosure.remedies import Remedies
from csp_toolkit.disclosure.seen import Seen
from csp_toolkit.disclosure.worlds import Range, Wish, Worlds

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
            seen = self._see(knowing)
            for place in self._unmet(seen):
                left = self._protect(place, seen) or left
        if left and len(self.held) == before:
            self.held |= self.losses.keys()  # in case that fractions promised what whole counts do not keep
        return len(self.held) > before

    def _see(self, knowing: bool) -> Seen:
        return Seen(self.worlds, self.worlds.limits(self._shown_ids(), knowing), knowing)

    def _unmet(self, seen: Seen) -> list[int]:
        """Targets that are not safe in any of the worlds there are."""
        targets = self._targets_from(seen.knowing)
        self._look_together(targets, seen)
        return [place for place in targets if not self._can_meet(place, seen)]

    def _targets_from(self, knowing: bool) -> list[int]:
        """What is kept from a reader: from any, what cannot be kept from one who knows which are small."""
        return self._targets() if knowing else sorted(self.limited - self.exposed)

    def _look_together(self, targets: Sequence[int], seen: Seen) -> None:
        for sign in (-1, 1):
            seen.look_together(targets, sign, partial(self._is_met, seen=seen, sign=sign))

    def _can_meet(self, place: int, seen: Seen) -> bool:
        """Whether there are worlds that show a target safe, looked for until that is known."""
        for sign in (-1, 1):
            if not self._is_met(place, seen, sign):
                seen.look([place], sign)
        return self._is_met(place, seen)

    def _is_met(self, place: int, seen: Seen, sign: int = 0) -> bool:
        """Whether the worlds seen reach what a target needs, on one side where a sign is given."""
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
        lowest, highest = self._freed(seen.knowing).reach_of(place, (low, high))
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
        least, width, freed = seen.reach(place)[0], self.policy.width, self._freed(seen.knowing)
        _, highest = freed.reach_of(place, (least, least + width))
        low = min(least, highest - width)
        lowest, _ = freed.reach_of(place, (low, highest))
        return max(low, lowest), min(highest, max(low, lowest) + width)

    @cached_property
    def _freed_limits(self) -> dict[bool, Limits]:
        return {knowing: self.worlds.limits(self.released, knowing) for knowing in (True, False)}

    @cached_property
    def _freed_worlds(self) -> dict[bool, Seen]:
        return {k: Seen(self.worlds, limits, k) for k, limits in self._freed_limits.items()}

    def _freed(self, knowing: bool) -> Seen:
        """The worlds with every candidate withheld: the most that can be done now."""
        return self._freed_worlds[knowing]

    @cached_property
    def _remedies(self) -> Remedies:
        every = self.worlds.limits(self._names(self.losses) | self.released)
        return Remedies(self.worlds, every, self.losses)

    def _withhold_for(self, wish: Wish, knowing: bool) -> None:
        """Withhold the cheapest candidates that let worlds fulfil a wish that can be fulfilled."""
        limits = self.worlds.limits(self._shown_ids(), knowing)
        if self.losses.keys() <= self.held or len(self.worlds.found_within(wish.narrow(limits))):
            return
        found = self._remedies.cheapest(wish, self._freed_limits[knowing], self.held)
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
        needing: dict[bool, list[int]] = {True: [], False: []}
        for place in sorted(self.held, key=self.losses.__getitem__, reverse=True):
            self.held.discard(place)
            if not all(self._keeps_safe(needing[knowing], knowing) for knowing in (True, False)):
                self.held.add(place)

    def _keeps_safe(self, needing: list[int], knowing: bool) -> bool:
        """Whether all targets are safe; ``needing`` are asked first, and one that is not joins them."""
        seen = self._see(knowing)
        targets = self._targets_from(knowing)
        first = [place for place in needing if place in targets]
        if not all(self._can_meet(place, seen) for place in first):
            return False
        self._look_together(targets, seen)
        for place in targets:
            if not self._can_meet(place, seen):
                needing.insert(0, place)
                return False
        return True
