"""Tables to test disclosure control with, and a reader of them who has linear programming."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linprog

from csp_toolkit.disclosure import Cell, Link, Policy, Protection, limits_of_shown

FAR = 10_000
Table = tuple[list[Cell], list[Link]]


def make_row(*counts: int) -> Table:
    """Parts p0, p1, ... and their total T."""
    parts = [Cell(f"p{place}", count) for place, count in enumerate(counts)]
    return [*parts, Cell("T", sum(counts))], [Link("T", tuple(part.id for part in parts))]


def make_two_way(rows: Sequence[Sequence[int]]) -> Table:
    """Cells c00, c01, ... with the totals of rows (r0), columns (k0) and all (T)."""
    height, width = len(rows), len(rows[0])
    cells = [Cell(f"c{i}{j}", rows[i][j]) for i in range(height) for j in range(width)]
    cells += [Cell(f"r{i}", sum(rows[i])) for i in range(height)]
    cells += [Cell(f"k{j}", sum(row[j] for row in rows)) for j in range(width)]
    cells.append(Cell("T", sum(map(sum, rows))))
    links = [Link(f"r{i}", tuple(f"c{i}{j}" for j in range(width))) for i in range(height)]
    links += [Link(f"k{j}", tuple(f"c{i}{j}" for i in range(height))) for j in range(width)]
    links += [
        Link("T", tuple(f"r{i}" for i in range(height))),
        Link("T", tuple(f"k{j}" for j in range(width))),
    ]
    return cells, links


def make_quarters(*counts: int) -> tuple[list[list[Cell]], list[Link]]:
    """Reports one after another: each shows its quarter qN and, from the fourth on, the year yN to it."""
    stages, links = [], []
    for place, count in enumerate(counts):
        stage = [Cell(f"q{place}", count)]
        if place >= 3:
            stage.append(Cell(f"y{place}", sum(counts[place - 3 : place + 1])))
            links.append(Link(f"y{place}", tuple(f"q{back}" for back in range(place - 3, place + 1))))
        stages.append(stage)
    return stages, links


def reader_interval(
    target: str,
    cells: Sequence[Cell],
    links: Sequence[Link],
    policy: Policy,
    protection: Protection,
    *,
    knowing: bool = False,
) -> tuple[float, float]:
    """Between what a reader can place a withheld count, by linear programming over all that was released.

    A knowing reader has been told which of the withheld counts are small. Any reader knows it of the target.
    """
    places = {cell.id: place for place, cell in enumerate(cells)}
    sums = np.zeros((len(links), len(cells)))
    for row, link in enumerate(links):
        sums[row, places[link.total]] = 1
        for part in link.parts:
            sums[row, places[part]] -= 1
    bounds = [_bounds(cell, policy, protection, knowing) for cell in cells]
    ends = []
    for sign in (1, -1):
        weights = np.zeros(len(cells))
        weights[places[target]] = sign
        answer = linprog(weights, A_eq=sums, b_eq=np.zeros(len(links)), bounds=bounds)
        assert answer.status == 0, answer.message
        ends.append(sign * answer.fun)
    return ends[0], ends[1]


def _bounds(cell: Cell, policy: Policy, protection: Protection, knowing: bool) -> tuple[float, float]:
    assert cell.value is not None
    if protection.shows(cell.id):
        return limits_of_shown(cell.value, policy)
    if knowing and cell.shown:
        small = policy.is_small(cell.value)
        return (1, policy.small_up_to) if small else (policy.small_up_to + 1 if cell.value else 0, FAR)
    return 0, FAR


def assert_safe(
    cells: Sequence[Cell],
    links: Sequence[Link],
    policy: Policy,
    protection: Protection,
    *,
    knowing: bool = False,
) -> None:
    """No withheld count is narrower to a reader than docs/disclosure.md promises."""
    for cell in cells:
        if protection.shows(cell.id) or not cell.shown:
            continue
        assert cell.value is not None
        low, high = reader_interval(cell.id, cells, links, policy, protection, knowing=knowing)
        if policy.is_small(cell.value):
            assert low <= 1 + 1e-6, f"{cell.id} = {cell.value} is at least {low}"
            assert high >= policy.small_up_to - 1e-6, f"{cell.id} = {cell.value} is at most {high}"
        else:
            assert high - low >= policy.width - 1e-6, f"{cell.id} = {cell.value} lies in {low} to {high}"
