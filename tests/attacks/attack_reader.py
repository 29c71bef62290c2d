"""A reader of reports who has linear programming, knows the rules and collects everything ever released.

Written apart from the engine, and knows nothing of how it decides. What he knows is a set of limits, one for
each count, and of sums that hold; what he wants is between which whole numbers a withheld count lies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

FAR = 20_000
"""No count here comes near: what a reader takes for as large as can be."""
WHOLE = 1e-6

Sum = tuple[str, tuple[str, ...]]
"""A count that is the sum of others."""
Range = tuple[int, int]


@dataclass(frozen=True)
class Rule:
    """A disclosure rule as a page states it. Unlike the engine's, it holds no more than a reader is told."""

    small_up_to: int
    nearest: int = 1

    @property
    def width(self) -> int:
        """How far apart the ends of a withheld figure have to stay."""
        return self.small_up_to - 1 if self.small_up_to > 1 else 10

    def is_small(self, value: int) -> bool:
        """Whether the rule itself withholds the count."""
        return 1 <= value <= self.small_up_to

    def meant_by(self, shown: int) -> Range:
        """The least and the largest count that a figure on a page can stand for."""
        if shown == 0 or self.nearest == 1:
            return shown, shown
        low = shown - self.nearest // 2
        return max(low, self.small_up_to + 1), low + self.nearest - 1

    def naive(self, value: int) -> int | None:
        """What primary suppression alone would print, rounded halves up; None where it withholds."""
        if self.is_small(value):
            return None
        return (2 * value + self.nearest) // (2 * self.nearest) * self.nearest


NHS, OHID, ONS, TENS = Rule(7, 5), Rule(5), Rule(9), Rule(4, 10)
RULES = {"nhs_sub_national": NHS, "ohid": OHID, "ons_10": ONS, "rounded_to_10": TENS}


@dataclass(frozen=True)
class Found:
    """What a reader made of one withheld count: its true value, and between what he places it."""

    name: str
    value: int
    low: int
    high: int
    stated: int
    """How wide the interval has to be."""
    small: Range | None
    """The small counts, which have to be possible, all of them; None where only the width matters."""

    @property
    def is_exact(self) -> bool:
        """Whether he knows it."""
        return self.low == self.high

    @property
    def is_recovered(self) -> bool:
        """Whether he knows more than docs/disclosure.md promises."""
        if self.small is not None:
            return self.low > self.small[0] or self.high < self.small[1]
        return self.high - self.low < self.stated

    @property
    def width(self) -> int:
        """How far apart the ends are."""
        return self.high - self.low


@dataclass
class Reader:
    """Limits of counts, and sums. ``limits`` that are not there are "anything from 0 up"."""

    sums: Sequence[Sum]
    limits: dict[str, Range] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = dict.fromkeys(name for total, parts in self.sums for name in (total, *parts))
        self.places = {name: place for place, name in enumerate([*names, *(self.limits.keys() - names)])}
        rows, columns, signs = [], [], []
        for row, (total, parts) in enumerate(self.sums):
            for name, sign in ((total, 1.0), *((part, -1.0) for part in parts)):
                rows.append(row)
                columns.append(self.places[name])
                signs.append(sign)
        shape = (len(self.sums), len(self.places))
        self.matrix = csr_array((signs, (rows, columns)), shape=shape)

    def learn(self, name: str, low: int, high: int) -> None:
        """Two figures of one count leave what both allow."""
        if name not in self.places:
            raise KeyError(name)
        known = self.limits.get(name, (0, FAR))
        self.limits[name] = max(low, known[0]), min(high, known[1])

    def interval(self, target: str, within: Range = (0, FAR)) -> Range:
        """Between which whole numbers the target lies, if it is known to lie within some."""
        place, bounds = self.places[target], self._bounds()
        low, high = (self._solve_within(target, sign, bounds, within)[place] for sign in (1, -1))
        return low, high

    def attack(self, wanted: Mapping[str, int], rule: Rule, *, knowing: bool = False) -> list[Found]:
        """Try every withheld count whose true value is told, in order. ``knowing``: see ``_told``.

        Of the one aimed at he knows whether it is a small count; of the others only a knowing reader does.
        """
        seen: dict[str, set[int]] = {name: set() for name in self.places}
        bounds = self._told(wanted, rule) if knowing else self._bounds()
        found = []
        for name, value in wanted.items():
            small = (1, rule.small_up_to) if rule.is_small(value) else None
            for sign in (1, -1):
                # Worlds met before may show already that it can be as small and as large as it has to.
                if not _is_safe(seen[name], sign, small, rule):
                    world = self._solve_within(name, sign, bounds, small or (0, FAR))
                    for other, place in self.places.items():
                        seen[other].add(world[place])
            inside = [count for count in seen[name] if small is None or small[0] <= count <= small[1]]
            found.append(Found(name, value, min(inside), max(inside), rule.width, small))
        return found

    def _bounds(self) -> tuple[np.ndarray, np.ndarray]:
        lower, upper = np.zeros(len(self.places)), np.full(len(self.places), float(FAR))
        for name, (low, high) in self.limits.items():
            lower[self.places[name]], upper[self.places[name]] = low, high
        return lower, upper

    def _told(self, wanted: Mapping[str, int], rule: Rule) -> tuple[np.ndarray, np.ndarray]:
        """The limits of one who was told which of the withheld counts are small."""
        lower, upper = self._bounds()
        for name, value in wanted.items():
            if rule.is_small(value):
                lower[self.places[name]], upper[self.places[name]] = 1, rule.small_up_to
        return lower, upper

    def _solve_within(
        self, name: str, sign: int, bounds: tuple[np.ndarray, np.ndarray], within: Range
    ) -> dict[int, int]:
        lower, upper, place = bounds[0].copy(), bounds[1].copy(), self.places[name]
        lower[place], upper[place] = max(lower[place], within[0]), min(upper[place], within[1])
        return self._solve(place, sign, lower, upper)

    def _solve(self, place: int, sign: int, lower: np.ndarray, upper: np.ndarray) -> dict[int, int]:
        """The counts of a world in which one count is least (sign 1) or largest (-1), in whole numbers."""
        weights = np.zeros(len(self.places))
        weights[place] = sign
        if not self.sums:
            counts = np.where(weights < 0, upper, lower)
            return dict(enumerate(counts.astype(int).tolist()))
        loose = linprog(
            weights,
            A_eq=self.matrix,
            b_eq=np.zeros(len(self.sums)),
            bounds=np.c_[lower, upper],
            method="highs",
        )
        if loose.status != 0:
            raise AssertionError(f"what was released contradicts itself: {loose.message}")
        if np.abs(loose.x - np.rint(loose.x)).max() > WHOLE:
            return self._solve_whole(weights, lower, upper)
        return dict(enumerate(np.rint(loose.x).astype(int).tolist()))

    def _solve_whole(self, weights: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> dict[int, int]:
        """Where the corner is a fraction: people come in whole numbers, which can tell more."""
        answer = milp(
            weights,
            integrality=np.ones(len(weights)),
            bounds=Bounds(lower, upper),
            constraints=LinearConstraint(self.matrix, 0, 0),
        )
        if answer.x is None:
            raise AssertionError(f"no whole numbers agree with what was released: {answer.message}")
        return dict(enumerate(np.rint(answer.x).astype(int).tolist()))


@dataclass
class Judged:
    """What came of the attacks on some counts."""

    tried: int = 0
    recovered: list[Found] = field(default_factory=list)
    narrowed: list[Found] = field(default_factory=list)
    """Narrower than stated, but owing to earlier reports or open figures: no more is known than before."""
    narrowest: float = float("inf")
    """The least width met, in units of the width that is stated, of what is not narrowed."""

    def add(self, one: Found, reader: Reader, before: Callable[[], Reader]) -> None:
        """Judge one count. ``before`` makes a reader of what was known when its report came out."""
        self.tried += 1
        if not one.is_recovered:
            self.narrowest = min(self.narrowest, one.width / one.stated)
        elif is_news(one, reader, before()):
            self.recovered.append(one)
        else:
            self.narrowed.append(one)

    def take(self, other: Judged) -> None:
        """Add the figures of other attacks."""
        self.tried += other.tried
        self.recovered += other.recovered
        self.narrowed += other.narrowed
        self.narrowest = min(self.narrowest, other.narrowest)


def is_news(one: Found, reader: Reader, before: Reader) -> bool:
    """Whether a reader of everything knows more of a count than one who knew only what came before it.

    A total that anybody can look up, or what reports showed of its parts earlier, bounds a count whatever is
    withheld now: an open total of 6 says that its parts are no larger.
    """
    within = one.small or (0, FAR)
    return reader.interval(one.name, within) != before.interval(one.name, within)


def _is_safe(seen: set[int], sign: int, small: Range | None, rule: Rule) -> bool:
    """Whether one end (the lower with sign 1) need not be looked for any more."""
    if small is None:
        return bool(seen) and max(seen) - min(seen) >= rule.width
    return (small[0] if sign > 0 else small[1]) in seen


def read_shown(
    sums: Sequence[Sum], shown: Mapping[str, int], rule: Rule, exact: Iterable[str] = ()
) -> Reader:
    """A reader of figures that stand on pages; ``exact`` are those he can look up elsewhere in full."""
    open_names = set(exact)
    limits = {name: (n, n) if name in open_names else rule.meant_by(n) for name, n in shown.items()}
    return Reader(sums, limits)
