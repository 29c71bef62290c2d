"""Cells and links for disclosure control, out of counts: which of them sum to which."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby

from csp_toolkit.disclosure import Cell, Link
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.release.counted import Count, Counted, Kinds, tile

Sums = Mapping[str, Sequence[str]]
"""By the code of an area, the codes of the areas that it consists of."""
Source = tuple[str, str, tuple[str, ...]]
"""A dataset, its steps and the ids that are counted: what a whole and its parts have in common."""


class Links:
    """The sums that hold among counts, and the cells they need that stand in no report."""

    def __init__(self, counted: Counted, indicators: Sequence[Indicator], area_sums: Sums) -> None:
        self.values = dict(counted.values)
        self.counted = counted
        self.hidden: set[Count] = set()
        self.links: list[Link] = []
        for total, parts in self._all_sums(indicators, area_sums):
            self.links.append(Link(total.id, tuple(part.id for part in parts)))

    def _all_sums(
        self, indicators: Sequence[Indicator], area_sums: Sums
    ) -> Iterator[tuple[Count, Sequence[Count]]]:
        for kinds in dict.fromkeys(self.counted.kinds.values()):
            if kinds.whole:
                yield from self._shares(kinds)
        for what, parts in find_part_sums(indicators):
            yield from self._parts(what, parts)
        yield from self._periods()
        yield from self._areas(area_sums)

    def _shares(self, kinds: Kinds) -> Iterator[tuple[Count, Sequence[Count]]]:
        """A part and the rest are the whole: how many answered no is how many answered less yes."""
        for count in list(self.values):
            if count.what == kinds.whole:
                part = count._replace(what=kinds.number)
                if part in self.values:
                    yield count, (part, self._hide(kinds.rest, count, [part]))

    def _parts(self, what: str, parts: Sequence[str]) -> Iterator[tuple[Count, Sequence[Count]]]:
        """A total and its parts, with what no part holds unless that was nothing so far.

        What was so *so far* decides, in the order of reports: a later figure changes no earlier link. Where
        parts overlap, as strands of hate crime do, they still add up to the total at least.
        """
        found = [
            (count, [count._replace(what=part) for part in parts])
            for count in list(self.values)
            if count.what == what and all(count._replace(what=part) in self.values for part in parts)
        ]
        found.sort(key=lambda each: each[0].window.quarter)
        overlap = leave_over = False
        for _, reported in groupby(found, key=lambda each: each[0].window.quarter):
            together = list(reported)
            overlap = overlap or not all(self._may_hold(count, own) for count, own in together)
            leave_over = leave_over or any((self._rest(count, own) or 0) > 0 for count, own in together)
            for count, own in together:
                if not overlap:
                    rest = [self._hide(f"rest of {what} besides {parts}", count, own)] if leave_over else []
                    yield count, [*own, *rest]
                elif not leave_over:
                    yield from self._cover(count, own)

    def _cover(self, total: Count, parts: Sequence[Count]) -> Iterator[tuple[Count, Sequence[Count]]]:
        """Parts that overlap and leave nobody out: their sum is the total and what is counted repeatedly."""
        names = f"sum of {[part.what for part in parts]}", f"overlap of {[part.what for part in parts]}"
        every, repeated = (total._replace(what=name) for name in names)
        for hidden in (every, repeated):
            self.values[hidden] = None  # not a count that anybody defined: it needs no protection of its own
            self.hidden.add(hidden)
        yield every, parts
        yield every, (total, repeated)

    def _rest(self, total: Count, parts: Sequence[Count]) -> int | None:
        whole, known = self.values[total], [self.values[part] for part in parts]
        numbers = [number for number in known if number is not None]
        return None if whole is None or len(numbers) < len(known) else whole - sum(numbers)

    def _hide(self, what: str, total: Count, parts: Sequence[Count]) -> Count:
        """A count that no report shows, and that a reader could work out."""
        hidden = total._replace(what=what)
        self.values[hidden] = self._rest(total, parts)
        self.hidden.add(hidden)
        return hidden

    def _periods(self) -> Iterator[tuple[Count, Sequence[Count]]]:
        """A longer period and its steps; without steps, its shorter periods."""
        shorter: dict[tuple[str, str], set[Count]] = {}
        for count in sorted(self.values.keys() - self.hidden):
            shorter.setdefault((count.what, count.area_code), set()).add(count)
        for (what, area_code), counts in shorter.items():
            steps = self.counted.steps.get((what, area_code)) or [count.window for count in counts]
            for count in sorted(counts):
                parts = [Count(what, area_code, step) for step in tile(count.window, steps)]
                if len(parts) > 1 and self._comes_out(count, parts):
                    yield count, parts

    def _areas(self, sums: Sums) -> Iterator[tuple[Count, Sequence[Count]]]:
        for count in list(self.values):
            parts = [count._replace(area_code=code) for code in sums.get(count.area_code, ())]
            if parts and all(part in self.values for part in parts) and self._comes_out(count, parts):
                yield count, parts

    def _comes_out(self, total: Count, parts: Sequence[Count]) -> bool:
        """Whether nothing known speaks against a sum: suppliers' longer periods need not be ours."""
        return self._rest(total, parts) in (0, None) and self._may_hold(total, parts)

    def _may_hold(self, total: Count, parts: Sequence[Count]) -> bool:
        """Whether the parts that are known are no more than the total."""
        whole = self.values[total]
        return whole is None or sum(self.values[part] or 0 for part in parts) <= whole

    def cells(self, withheld: Collection[Count], open_counts: Collection[Count]) -> list[list[Cell]]:
        """Every count as a cell, in stages: by the quarter whose report shows it first."""
        stages: dict[int, list[Cell]] = {}
        for count in sorted(self.values):
            stages.setdefault(count.window.quarter, []).append(self._cell(count, withheld, open_counts))
        return [stages[quarter] for quarter in sorted(stages)]

    def _cell(self, count: Count, withheld: Collection[Count], open_counts: Collection[Count]) -> Cell:
        value, held = self.values[count], count in withheld or count in self.counted.suppressed
        return Cell(
            id=count.id,
            value=value,
            shown=count not in self.hidden,
            withheld=held,
            is_open=count in open_counts and value is not None and not held,
        )


def find_part_sums(indicators: Sequence[Indicator]) -> list[tuple[str, list[str]]]:
    """Kinds of count that are a whole, each with its parts in a breakdown, as far as they are counted."""
    wholes: dict[Source, str] = {}
    parts: dict[tuple[Source, tuple[str, ...]], set[str]] = {}
    for indicator in indicators:
        kinds, select = Kinds.of(indicator), indicator.measure.select
        source = (indicator.measure.dataset, indicator.measure.step, select.get("indicator_id", ()))
        if breakdown := select.get("breakdown"):
            parts.setdefault((source, breakdown), set()).add(kinds.number)
            whole = indicator.measure.whole
            if dict(whole) == {"indicator_id": source[2]}:
                wholes.setdefault(source, kinds.whole)
        elif not kinds.whole:
            wholes[source] = kinds.number
    return [(wholes[source], sorted(own)) for (source, _), own in parts.items() if source in wholes]
