"""Tables to attack: of one to four ways, of two sheets that share a margin, and of reports in series."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from attack_reader import Judged, Rule, Sum, read_shown

from csp_toolkit.disclosure import Cell, Link, Policy, protect_in_order

ALL = "*"
Random = np.random.Generator


@dataclass(frozen=True)
class Table:
    """Counts, the sums that hold among them, and which report shows each first."""

    kind: str
    values: Mapping[str, int]
    sums: tuple[Sum, ...]
    stages: tuple[tuple[str, ...], ...]

    def release(self, policy: Policy) -> dict[str, int]:
        """What the engine shows."""
        cells = [[Cell(name, self.values[name]) for name in stage] for stage in self.stages]
        links = [Link(total, parts) for total, parts in self.sums]
        return dict(protect_in_order(cells, links, policy).shown)

    def release_forgetting(self, policy: Policy) -> dict[str, int]:
        """What the engine would show if every report were decided without the earlier ones."""
        shown: dict[str, int] = {}
        for stage in self.stages:
            own = [link for link in self.sums if {link[0], *link[1]} <= set(stage)]
            cells = [Cell(name, self.values[name]) for name in stage]
            links = [Link(total, parts) for total, parts in own]
            shown |= protect_in_order([cells], links, policy).shown
        return shown

    def release_naively(self, rule: Rule) -> dict[str, int]:
        """What primary suppression alone would show."""
        printed = {name: rule.naive(value) for name, value in self.values.items()}
        return {name: count for name, count in printed.items() if count is not None}

    def attack(self, shown: Mapping[str, int], rule: Rule) -> Judged:
        """Try every count that is not shown, with all reports together."""
        reader = read_shown(self.sums, shown, rule)
        stage_of = {name: number for number, stage in enumerate(self.stages) for name in stage}
        judged = Judged()
        for one in reader.attack(self.withheld(shown), rule):
            earlier = {name: n for name, n in shown.items() if stage_of[name] < stage_of[one.name]}
            judged.add(one, reader, lambda earlier=earlier: read_shown(self.sums, earlier, rule))
        return judged

    def withheld(self, shown: Mapping[str, int]) -> dict[str, int]:
        """The true values of what is not shown."""
        return {name: value for name, value in self.values.items() if name not in shown}


def make_cross(counts: np.ndarray, prefix: str = "") -> Table:
    """A table with every margin: each axis has one index more, "*", which is the sum along it."""
    places = [[*map(str, range(length)), ALL] for length in counts.shape]
    values, sums = {}, []
    for index in product(*places):
        chosen = tuple(slice(None) if at == ALL else int(at) for at in index)
        name = prefix + ".".join(index)
        values[name] = int(counts[chosen].sum())
        for axis in (axis for axis, at in enumerate(index) if at == ALL):
            parts = (
                prefix + ".".join((*index[:axis], str(at), *index[axis + 1 :]))
                for at in range(counts.shape[axis])
            )
            sums.append((name, tuple(parts)))
    return Table(f"{counts.ndim} ways", values, tuple(sums), (tuple(values),))


def make_two_sheets(first: np.ndarray, second: np.ndarray) -> Table:
    """Areas by category and areas by another category: the totals of areas are the same counts."""
    second = second.copy()
    second[:, 0] += np.maximum(0, first.sum(axis=1) - second.sum(axis=1))
    first = first.copy()
    first[:, 0] += np.maximum(0, second.sum(axis=1) - first.sum(axis=1))
    one, two = make_cross(first, "a "), make_cross(second, "b ")
    shared = {f"b {at}.{ALL}": f"a {at}.{ALL}" for at in [*map(str, range(len(first))), ALL]}
    rename = lambda name: shared.get(name, name)  # noqa: E731
    values = dict(one.values) | {rename(name): value for name, value in two.values.items()}
    sums = (*one.sums, *((rename(total), tuple(map(rename, parts))) for total, parts in two.sums))
    return Table("two sheets", values, sums, (tuple(values),))


def make_series(months: np.ndarray, months_shown: bool = False) -> Table:
    """Quarterly reports: a row a part, three months a quarter; each shows its quarter and twelve months.

    A row more is the total of the parts where there are several. Monthly counts stand in charts.
    """
    every = np.vstack([months, months.sum(axis=0)]) if len(months) > 1 else months
    values: dict[str, int] = {}
    sums: list[Sum] = []
    stages: list[tuple[str, ...]] = []
    for quarter in range(months.shape[1] // 3):
        new = {}
        for row, counts in enumerate(every):
            label = "total" if row == len(months) else f"p{row}"
            for month in range(3 * quarter, 3 * quarter + 3) if months_shown else ():
                new[f"{label} m{month}"] = int(counts[month])
            new[f"{label} q{quarter}"] = int(counts[3 * quarter : 3 * quarter + 3].sum())
            if months_shown:
                sums.append((f"{label} q{quarter}", tuple(f"{label} m{3 * quarter + n}" for n in range(3))))
            if quarter >= 3:
                new[f"{label} y{quarter}"] = int(counts[3 * quarter - 9 : 3 * quarter + 3].sum())
                sums.append((f"{label} y{quarter}", tuple(f"{label} q{quarter - n}" for n in range(4))))
        if len(months) > 1:
            ends = {name.split()[1] for name in new}
            sums += [
                (f"total {end}", tuple(f"p{row} {end}" for row in range(len(months)))) for end in sorted(ends)
            ]
        values |= new
        stages.append(tuple(new))
    return Table("reports in series", values, tuple(sums), tuple(stages))


def _sparse(random: Random, shape: tuple[int, ...], rule: Rule) -> np.ndarray:
    return random.integers(1, 4 * rule.small_up_to, shape) * (random.random(shape) < 0.4)


def _many_zeros(random: Random, shape: tuple[int, ...], rule: Rule) -> np.ndarray:
    return random.integers(1, 5 * rule.small_up_to, shape) * (random.random(shape) < 0.15)


def _one_small(random: Random, shape: tuple[int, ...], rule: Rule) -> np.ndarray:
    counts = random.integers(3 * rule.small_up_to, 300, shape)
    counts.flat[random.integers(counts.size)] = random.integers(1, rule.small_up_to + 1)
    return counts


def _all_small(random: Random, shape: tuple[int, ...], rule: Rule) -> np.ndarray:
    return random.integers(0, rule.small_up_to + 1, shape)


def _near_equal(random: Random, shape: tuple[int, ...], rule: Rule) -> np.ndarray:
    return rule.small_up_to + random.integers(-1, 3, shape)


def _one_part(random: Random, shape: tuple[int, ...], rule: Rule) -> np.ndarray:
    """Totals that equal a part: along the last axis all but one are zero."""
    counts = np.zeros(shape, dtype=np.int64)
    for index in product(*map(range, shape[:-1])):
        counts[*index, random.integers(shape[-1])] = random.integers(1, 3 * rule.small_up_to)
    return counts


def _uneven(random: Random, shape: tuple[int, ...], rule: Rule) -> np.ndarray:
    return random.geometric(0.07, shape) - 1


REGIMES: Mapping[str, Callable[[Random, tuple[int, ...], Rule], np.ndarray]] = {
    "sparse": _sparse,
    "many zeros": _many_zeros,
    "one small": _one_small,
    "all small": _all_small,
    "near the limit": _near_equal,
    "a total is a part": _one_part,
    "uneven": _uneven,
}
SHAPES = {
    "1 ways": [(3,), (5,), (8,)],
    "2 ways": [(2, 3), (3, 4), (4, 5)],
    "3 ways": [(2, 2, 2), (2, 2, 3)],
    "4 ways": [(2, 2, 2, 2)],
    "two sheets": [(2, 3), (3, 3)],
    "reports in series": [(1, 24), (1, 36), (2, 24), (3, 24)],
}


def draw_tables(kind: str, number: int, rules: Mapping[str, Rule], seed: int) -> Iterator[tuple[Table, str]]:
    """Tables of one kind, each with the id of a policy; the same ones for the same seed."""
    random = np.random.default_rng([seed, *kind.encode()])
    names, regimes = list(rules), list(REGIMES.values())
    for number_of in range(number):
        policy = names[number_of % len(names)]
        regime = regimes[number_of % len(regimes)]
        shape = SHAPES[kind][int(random.integers(len(SHAPES[kind])))]
        counts = regime(random, shape, rules[policy])
        if kind == "two sheets":
            yield make_two_sheets(counts, regime(random, shape, rules[policy])), policy
        elif kind == "reports in series":
            yield (
                make_series(counts // (1 if random.random() < 0.5 else 2), bool(random.random() < 0.3)),
                policy,
            )
        else:
            yield make_cross(counts), policy
