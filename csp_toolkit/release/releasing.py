"""The one step between calculation and everything that is shown: what an audience may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from csp_toolkit.disclosure import Cell, Link, Policy, Protection, get_policy, protect_in_order
from csp_toolkit.indicators.catalogue import AUDIENCES, Audience, Indicator
from csp_toolkit.indicators.results import Result
from csp_toolkit.release.counted import Count, Counted, Kinds
from csp_toolkit.release.figures import Release, StepCount
from csp_toolkit.release.linking import Links, Sums
from csp_toolkit.release.restating import NOT_FOR_THIS_AUDIENCE, NOT_SHOWN, round_result, suppress_result

Protect = Callable[[Sequence[Sequence[Cell]], Sequence[Link], Policy], Protection]


def release_results(
    results: Sequence[Result],
    indicators: Sequence[Indicator],
    audience: Audience,
    *,
    steps: Sequence[StepCount] = (),
    sensitivity: Mapping[str, Audience] | None = None,
    area_sums: Sums | None = None,
    protect: Protect = protect_in_order,
) -> Release:
    """Results and steps as an audience may see them, in the order given, safe with all earlier releases.

    ``indicators`` are those of the results, all at once where they count parts of one whole
    (``group_indicators`` says which). ``steps`` are the whole series of the areas (``gather_steps``): what
    reports of earlier quarters released is worked out anew from them, by the same rule. ``sensitivity`` is
    the narrowest audience that a supplier named, by indicator id. ``area_sums`` are areas that other areas
    add up to. ``protect`` stands in for ``protect_in_order`` where its answers are kept between runs.

    Raises ``ParameterError`` for an unknown policy and ``DataError`` for counts that contradict each other.
    """
    release = _Releasing(indicators, audience, sensitivity or {})
    if release.shows_all:
        return Release(tuple(results), tuple(steps), release.sentences)
    if release.shows_nothing:
        return release.without_figures(results, steps)
    return release.run(results, steps, area_sums or {}, protect)


def group_indicators(indicators: Sequence[Indicator]) -> list[tuple[Indicator, ...]]:
    """The indicators in groups to release together, since they count the same or a whole and its parts."""
    groups: dict[object, list[Indicator]] = {}
    for indicator in indicators:
        measure = indicator.measure
        names = measure.select.get("indicator_id") or measure.select.get("question")
        key = (measure.dataset, measure.step, names) if names else indicator.id
        groups.setdefault(key, []).append(indicator)
    return [tuple(group) for group in groups.values()]


class _Releasing:
    """Policies and kinds of count of some indicators, for one audience."""

    def __init__(
        self, indicators: Sequence[Indicator], audience: Audience, sensitivity: Mapping[str, Audience]
    ) -> None:
        closer = AUDIENCES[AUDIENCES.index(audience) + 1 :]
        self.closer = _Releasing(indicators, closer[0], sensitivity) if closer else None
        """The next audience, which may see more: its members read this audience's edition too."""
        self.indicators = {indicator.id: indicator for indicator in indicators}
        self.kinds = {indicator.id: Kinds.of(indicator) for indicator in indicators}
        self.policies = {i.id: get_policy(i.disclosure[audience]) for i in indicators}
        self.exact: set[str] = set()
        """The ids of counts that are shown in full, by this indicator or by another."""
        self.held = {
            indicator.id
            for indicator in indicators
            if self.policies[indicator.id].withholds_all
            or AUDIENCES.index(sensitivity.get(indicator.id, "public")) > AUDIENCES.index(audience)
        }

    @property
    def shows_all(self) -> bool:
        """Whether nothing is withheld or rounded."""
        return not self.held and all(policy.changes_nothing for policy in self.policies.values())

    @property
    def shows_nothing(self) -> bool:
        """Whether the audience may see no figure of any of the indicators."""
        return self.held == self.indicators.keys()

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the policies say on a page, each once."""
        applied = [get_policy("withheld") if i in self.held else p for i, p in self.policies.items()]
        return tuple(dict.fromkeys(policy.sentence for policy in applied))

    def without_figures(self, results: Sequence[Result], steps: Sequence[StepCount]) -> Release:
        """Everything withheld; what is missing is still missing."""
        return Release(
            tuple(_without_figure(result) for result in results),
            tuple(_without_count(step) for step in steps),
            self.sentences,
        )

    def run(
        self, results: Sequence[Result], steps: Sequence[StepCount], area_sums: Sums, protect: Protect
    ) -> Release:
        """Decide over all counts at once, then restate results and steps."""
        counted = Counted(self.kinds, results, steps)
        links = Links(counted, list(self.indicators.values()), area_sums)
        protection = self._decide(counted, links, protect)
        return Release(
            tuple(self._restate(result, counted, protection) for result in results),
            tuple(self._restate_step(step, counted, protection) for step in steps),
            self.sentences,
            protection.exposed,
        )

    def _decide(self, counted: Counted, links: Links, protect: Protect) -> Protection:
        """Decide over all cells. What the next audience may not see is withheld here as well.

        Otherwise its members, who read both editions, could place by a rounded count here what is withheld
        there, and with it the small count that it protects.
        """
        open_counts = self._open(counted)
        beyond = self._withheld_closer(counted, links, protect) - open_counts
        cells = links.cells(self._withheld(counted) | beyond, open_counts)
        self.exact = {cell.id for stage in cells for cell in stage if cell.is_open}
        return protect(cells, links.links, self._strictest())

    def _withheld_closer(self, counted: Counted, links: Links, protect: Protect) -> set[Count]:
        """What the next audience may not see; nothing where it sees everything, or none of it."""
        if self.closer is None or self.closer.shows_all or self.closer.shows_nothing:
            return set()
        shown = self.closer._decide(counted, links, protect)
        known = {count for count, value in links.values.items() if value is not None}
        return {count for count in known - links.hidden if not shown.shows(count.id)}

    def _strictest(self) -> Policy:
        """One rule for counts that are linked: that which withholds most, then that which rounds most."""
        used = [policy for policy in self.policies.values() if not policy.withholds_all]
        return max(used or self.policies.values(), key=lambda policy: (policy.small_up_to, policy.nearest))

    def _open(self, counted: Counted) -> set[Count]:
        """Counts that some indicator shows in full."""
        names = self.indicators.keys() - self.held
        kinds = {kind for name in names if self.policies[name].changes_nothing for kind in self._told(name)}
        return {count for count in counted.values if count.what in kinds}

    def _withheld(self, counted: Counted) -> set[Count]:
        """Counts that the audience may not see, whatever their size, unless another indicator shows them."""
        told = {kind for name in self.indicators.keys() - self.held for kind in self._told(name)}
        kinds = {kind for name in self.held for kind in self._told(name)} - told
        return {count for count in counted.values if count.what in kinds}

    def _told(self, indicator_id: str) -> set[str]:
        kinds = self.kinds[indicator_id]
        return {kinds.number, kinds.whole} - {""}

    def _restate(self, result: Result, counted: Counted, protection: Protection) -> Result:
        policy = self.policies[result.indicator_id]
        if result.indicator_id in self.held:
            return _without_figure(result)
        if policy.changes_nothing:
            return result
        if result.numerator is None:
            return suppress_result(result, NOT_SHOWN) if result.status == "suppressed" else result
        counts = counted.counts_of(result.indicator_id, result.area.code, result.period)
        if not all(protection.shows(count.id) for count in counts):
            return suppress_result(result, NOT_SHOWN)
        if self.exact.issuperset(count.id for count in counts):
            return result
        number, *whole = (protection.shown[count.id] for count in counts)
        indicator = self.indicators[result.indicator_id]
        return round_result(result, indicator, self._strictest(), number, whole[0] if whole else None)

    def _restate_step(self, step: StepCount, counted: Counted, protection: Protection) -> StepCount:
        """A step as it may be drawn: withheld as a whole where its number or its denominator is."""
        if step.count is None:
            return step
        if step.indicator_id not in self.held and self.policies[step.indicator_id].changes_nothing:
            return step
        counts = counted.counts_of(step.indicator_id, step.area_code, step.period)
        if step.indicator_id in self.held or not all(protection.shows(count.id) for count in counts):
            return _without_count(step)
        number, *whole = (protection.shown[count.id] for count in counts)
        return replace(step, count=number, whole=whole[0] if whole else None)


def _without_figure(result: Result) -> Result:
    return result if result.status == "missing" else suppress_result(result, NOT_FOR_THIS_AUDIENCE)


def _without_count(step: StepCount) -> StepCount:
    return step if step.count is None else replace(step, count=None, whole=None, suppressed=True)
