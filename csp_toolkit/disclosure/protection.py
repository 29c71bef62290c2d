"""Which figures are released: small counts withheld, and whatever would give them away."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from csp_toolkit.disclosure.cells import Cell, Link, group_linked, require_consistent
from csp_toolkit.disclosure.guard import Guard
from csp_toolkit.disclosure.policies import Policy
from csp_toolkit.disclosure.rounding import show_count


@dataclass(frozen=True, slots=True)
class Protection:
    """What may be shown: for each released cell the count as it is shown, in the order of the cells.

    ``exposed`` are withheld cells that a reader could narrow by what was released before, whatever is
    withheld now: open cells can do that, ``released`` ones that this rule would not have released, and in
    rare cases earlier stages, where four quarters that cannot be 0 add up to a small year.
    """

    shown: Mapping[str, int]
    exposed: tuple[str, ...] = field(default=())

    def shows(self, cell_id: str) -> bool:
        """Whether the cell is released."""
        return cell_id in self.shown


def protect_cells(
    cells: Sequence[Cell],
    links: Sequence[Link],
    policy: Policy,
    *,
    released: Collection[str] = (),
    withheld: Collection[str] = (),
) -> Protection:
    """Decide at once which of the cells are released, so that no withheld one is recoverable.

    ``released`` and ``withheld`` are ids decided before: they stay as they are. What recoverable means is
    said in docs/disclosure.md. The same cells in the same order always give the same answer.

    Raises ``DataError``, with every problem, for ids met twice or unknown and for sums that do not come out.
    """
    return protect_in_order([cells], links, policy, released=released, withheld=withheld)


def protect_in_order(
    stages: Sequence[Sequence[Cell]],
    links: Sequence[Link],
    policy: Policy,
    *,
    released: Collection[str] = (),
    withheld: Collection[str] = (),
) -> Protection:
    """Decide as reports do one after another: what a stage released or withheld stays so in all later ones.

    Each stage holds the cells that its report shows for the first time. A cell is decided from its own stage
    and earlier ones alone, so later figures never change an earlier answer.

    Raises ``DataError`` as ``protect_cells`` does.
    """
    every = [cell for stage in stages for cell in stage]
    require_consistent(every, links)
    if policy.withholds_all:
        every = [cell for cell in every if cell.is_open]
        return Protection({cell.id: _as_shown(cell, policy) for cell in every})
    stage_of = {cell.id: number for number, stage in enumerate(stages) for cell in stage}
    decided = dict.fromkeys(released, True) | dict.fromkeys(withheld, False)
    shown: set[str] = set()
    exposed: set[str] = set()
    for group in group_linked(every, links):
        found = _decide_group(group, links, policy, stage_of, decided)
        shown |= found.released
        exposed |= found.exposed
    return Protection(
        {cell.id: _as_shown(cell, policy) for cell in every if cell.id in shown},
        tuple(cell.id for cell in every if cell.id in exposed),
    )


def _as_shown(cell: Cell, policy: Policy) -> int:
    if cell.value is None:
        raise AssertionError(f"{cell.id} is released without a value")
    return cell.value if cell.is_open else show_count(cell.value, policy)


@dataclass(slots=True)
class _Decided:
    released: set[str] = field(default_factory=set)
    withheld: set[str] = field(default_factory=set)
    exposed: set[str] = field(default_factory=set)


def _decide_group(
    group: Sequence[Cell],
    links: Sequence[Link],
    policy: Policy,
    stage_of: Mapping[str, int],
    decided: Mapping[str, bool],
) -> _Decided:
    """Decide cells that links join, stage by stage."""
    answer = _Decided()
    names = {cell.id for cell in group}
    own = [link for link in links if link.total in names]
    for number in sorted({stage_of[cell.id] for cell in group}):
        cells = [cell for cell in group if stage_of[cell.id] <= number]
        new = [cell for cell in cells if stage_of[cell.id] == number]
        known = [link for link in own if all(stage_of[name] <= number for name in link.ids)]
        settled = {c.id for c in new if c.is_open or (decided.get(c.id) and c.value is not None)}
        answer.released |= settled
        rest = [c for c in new if c.id not in settled]
        answer.withheld |= {c.id for c in rest if c.id in decided or _is_held_back(c, policy)}
        open_cells = [c for c in new if c.id not in answer.withheld | answer.released]
        _decide_stage(cells, known, policy, open_cells, answer)
    return answer


def _is_held_back(cell: Cell, policy: Policy) -> bool:
    """Whether a cell is not released for a reason of its own."""
    if cell.value is None or cell.withheld or not cell.shown:
        return True
    return policy.is_small(cell.value)


def _decide_stage(
    cells: Sequence[Cell], links: Sequence[Link], policy: Policy, open_cells: Sequence[Cell], answer: _Decided
) -> None:
    candidates = [cell.id for cell in open_cells]
    if any(cell.id in answer.withheld for cell in cells):
        guard = Guard(cells, links, policy, answer.released, candidates)
        held, exposed = guard.decide()
        answer.withheld |= held
        answer.exposed |= exposed
    answer.released |= {name for name in candidates if name not in answer.withheld}
