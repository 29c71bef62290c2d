"""The looks that a report takes, in two families of tests: the headlines, and everything else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from csp_toolkit.areas import Partnership
from csp_toolkit.frames import STREET
from csp_toolkit.indicators.calculate import calculate_step_counts
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.change import (
    Comparison,
    adjust_for_many_looks,
    compare_results,
)
from csp_toolkit.indicators.dispersion import (
    Dispersion,
    Steps,
    assume_dispersion,
    estimate_dispersion,
)
from csp_toolkit.indicators.groups import compare_with_group
from csp_toolkit.indicators.points import compare_proportions
from csp_toolkit.indicators.pooled_dispersion import pool_dispersions
from csp_toolkit.periods import Month, Period, Quarter
from csp_toolkit.report.kinds import comparator_of
from csp_toolkit.report.peer_dispersions import estimate_dispersions

if TYPE_CHECKING:
    from csp_toolkit.report.figures import Figures

HEADLINES = ("street_all_crime", "street_anti_social_behaviour")
"""What every report tells first, whatever it shows: the two that every reader looks for."""
ASSUMED = "too little is held to learn how unevenly such events come, so a common unevenness is assumed"
OPEN = "open_data"
"""Peers' series help to know how uneven one's own is; only those that anybody may count are used."""


class Looks:
    """The comparisons of a report, each adjusted for all others of its family."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures
        self._dispersions: dict[str, Dispersion | None] = {}
        self._assumed: set[str] = set()
        self._outputs = {i.id for i in figures.catalogue if i.kind == "output"}

    @property
    def main(self) -> dict[str, Comparison]:
        """Each indicator's period against the one a year before, work done too, which is never tested."""
        return self._all[0]

    @cached_property
    def areas(self) -> dict[str, dict[str, Comparison]]:
        """Street-level rates against other areas, by comparator and indicator."""
        adjusted = self._all[2:]
        return dict(zip(self._figures.compared_groups, adjusted, strict=True))

    @property
    def yearly(self) -> dict[str, Comparison]:
        """Each indicator's twelve months against the twelve before; of a report on twelve months the same."""
        return self._all[1] or self._all[0]

    def tested(self, *groups: dict[str, Comparison]) -> list[Comparison]:
        """Comparisons that chance can play a part in: of all groups, where none is named."""
        return [
            comparison
            for group in groups or self._all
            for comparison in group.values()
            if comparison.current.indicator_id not in self._outputs
        ]

    @cached_property
    def _all(self) -> tuple[dict[str, Comparison], ...]:
        """The groups of comparisons: over time, over twelve months, beside each group of areas."""
        figures, year = self._figures, self._figures.twelve_months
        groups = [[self._compare(i, figures.current_of(i)) for i in figures.indicators]]
        repeated = figures.indicators if figures.period != year else ()
        groups.append([self._compare(i, year) for i in repeated if figures.current_of(i) == figures.period])
        groups += [self._beside(name, group) for name, group in figures.compared_groups.items()]
        adjusted = _adjust(groups)
        return tuple({c.current.indicator_id: c for c in islice(adjusted, len(group))} for group in groups)

    def _beside(self, comparator: str, group: Sequence[Partnership]) -> list[Comparison]:
        """Each street-level rate beside a group's, in the period that areas are ranked for."""
        figures = self._figures
        found = []
        for indicator in figures.indicators:
            if indicator.measure.dataset == STREET:
                period = figures.ranked_period(indicator)
                others = list(figures.results(indicator, period, group).values())
                own, dispersion = figures.own(indicator, period), self.dispersion(indicator)
                found.append(compare_with_group(own, others, comparator, dispersion=dispersion))
        return found

    def _compare(self, indicator: Indicator, current: Period) -> Comparison:
        baseline, comparator = current.same_last_year(), comparator_of(current)
        pair = (self._figures.own(indicator, current), self._figures.own(indicator, baseline))
        breaks = self._figures.breaks(indicator)
        if indicator.kind == "proportion":
            return compare_proportions(*pair, comparator, breaks=breaks)
        found = compare_results(
            *pair,
            comparator,
            breaks=breaks,
            dispersion=self.dispersion(indicator),
            per_day=indicator.measure.step != "snapshot",
        )
        if found.verdict == "cannot say" or not self.assumed(indicator):
            return found
        return replace(found, reason="; ".join(part for part in (found.reason, ASSUMED) if part))

    def dispersion(self, indicator: Indicator) -> Dispersion | None:
        """How unevenly the indicator's events come; none where that is not known."""
        if indicator.id not in self._dispersions:
            self._dispersions[indicator.id] = self._estimate(indicator)
        return self._dispersions[indicator.id]

    def assumed(self, indicator: Indicator) -> bool:
        """Whether how unevenly the indicator's events come was assumed, as too little is held to learn it."""
        self.dispersion(indicator)
        return indicator.id in self._assumed

    def _assume(self, indicator: Indicator, known: Steps) -> Dispersion | None:
        found = assume_dispersion(known)
        if found is not None:
            self._assumed.add(indicator.id)
        return found

    def _estimate(self, indicator: Indicator) -> Dispersion | None:
        """From the area's own steps, drawn towards its peers' where anybody may count theirs too.

        The change of the report's own quarter is no noise, so it has a level of its own, as every twelve
        months have anyway.
        """
        if indicator.kind in ("output", "proportion"):
            return None
        figures = self._figures
        breaks = figures.breaks(indicator)
        tested = figures.period if isinstance(figures.period, Quarter) else None
        known = [(s, n) for s, n in figures.released(indicator).steps if s.end <= figures.period.end]
        own = estimate_dispersion(known, breaks, tested=tested)
        if own is None:
            return None if indicator.measure.step == "snapshot" else self._assume(indicator, known)
        if indicator.disclosure[figures.audience] != OPEN:
            return own
        steps = [step for step, _ in known]
        found = estimate_dispersions(self._series_of_peers(indicator, steps), breaks, tested)
        others = [each for code, each in found.items() if code != figures.area.code]
        return pool_dispersions(own, [each for each in others if each is not None])

    def _series_of_peers(self, indicator: Indicator, steps: Sequence[Month | Quarter]) -> dict[str, Steps]:
        """The counts of every area of the force, oneself among them."""
        inputs = self._figures.observations.gather(indicator)
        areas = sorted((peer.area for peer in self._figures.peers), key=lambda area: area.code)
        return {area.code: calculate_step_counts(inputs, indicator, area, steps) for area in areas}


def _adjust(groups: Sequence[Sequence[Comparison]]) -> Iterator[Comparison]:
    """All comparisons in their order, the headlines adjusted as one family and all others as another.

    What every report tells whatever it shows is chosen before anybody has looked, so it need not pay for
    the many other looks; and those need not pay for it.
    """
    every = [comparison for group in groups for comparison in group]
    main = iter(adjust_for_many_looks([c for c in every if is_headline(c)]))
    others = iter(adjust_for_many_looks([c for c in every if not is_headline(c)]))
    return (next(main) if is_headline(c) else next(others) for c in every)


def is_headline(comparison: Comparison) -> bool:
    """Whether a comparison over time is of what every report tells."""
    return comparison.current.indicator_id in HEADLINES and not comparison.between_areas
