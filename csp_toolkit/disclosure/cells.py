"""Counts and the sums that link them: what disclosure control works on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from csp_toolkit.errors import DataError, Problem


@dataclass(frozen=True, slots=True)
class Cell:
    """One count by an id of the caller's choice, such as ``"E06000034 2024-25 Q4"``.

    ``value`` is ``None`` where the count is not known here; nothing is shown of it. A cell that is not
    ``shown`` stands in no report, but links may give it away: the months of a quarter, or those who
    answered no. ``withheld`` marks a figure that must not be shown whatever its size: its supplier suppressed
    it, or the audience may not see it. ``is_open`` marks one that everybody can look up: it is shown exactly.

    Raises ``ValueError`` for an empty id, a value below zero, and an open cell that is withheld or unknown.
    """

    id: str
    value: int | None
    shown: bool = True
    withheld: bool = False
    is_open: bool = False

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("a cell needs an id")
        if self.value is not None and self.value < 0:
            raise ValueError(f"{self.id}: a count below zero, {self.value}")
        if self.is_open and (self.withheld or self.value is None):
            raise ValueError(f"{self.id} cannot be open, as it is withheld or not known")


@dataclass(frozen=True, slots=True)
class Link:
    """One cell is the sum of others: a total of its parts, a year of its quarters, a force of its areas.

    Raises ``ValueError`` for no part, and for a cell that stands in it twice.
    """

    total: str
    parts: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.parts:
            raise ValueError(f"{self.total} is the sum of nothing")
        if len({self.total, *self.parts}) <= len(self.parts):
            raise ValueError(f"a cell stands twice in the sum {self.total}")

    @property
    def ids(self) -> tuple[str, ...]:
        """The total and its parts."""
        return (self.total, *self.parts)


def require_consistent(cells: Sequence[Cell], links: Sequence[Link]) -> None:
    """Raise ``DataError``, with every problem, for ids twice or unknown and for sums that do not come out.

    A sum in which a value is not known is held to what is known: the known parts may not exceed the total.
    """
    times = Counter(cell.id for cell in cells)
    problems = [
        Problem(f"cell {name} is there {number} times") for name, number in times.items() if number > 1
    ]
    values = {cell.id: cell.value for cell in cells}
    for link in links:
        unknown = [name for name in link.ids if name not in values]
        problems += [Problem(f"the sum {link.total} names {name}, which is no cell") for name in unknown]
        if not unknown and not _comes_out(link, values):
            problems.append(Problem(f"the parts of {link.total} do not add up to it"))
    if problems:
        raise DataError(problems)


def _comes_out(link: Link, values: dict[str, int | None]) -> bool:
    total = values[link.total]
    parts = [values[name] for name in link.parts]
    known = sum(value for value in parts if value is not None)
    if total is None:
        return True
    return known <= total if None in parts else known == total


def group_linked(cells: Sequence[Cell], links: Sequence[Link]) -> list[list[Cell]]:
    """The cells in groups that no link joins, each in the order given: one cannot give another away."""
    parent = {cell.id: cell.id for cell in cells}

    def find(name: str) -> str:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for link in links:
        for name in link.parts:
            parent[find(name)] = find(link.total)
    groups: dict[str, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(find(cell.id), []).append(cell)
    return list(groups.values())
