"""The figures of one report: frames read once, results and comparisons computed once, all remembered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING

from csp_toolkit.areas import Area, Partnership
from csp_toolkit.frames import (
    StreetMonth,
    load_population,
    load_street_counts,
    load_street_coverage,
    lookup_editions,
    street_months,
)
from csp_toolkit.indicators.calculate import calculate_results, calculate_step_counts
from csp_toolkit.indicators.catalogue import Break, Catalogue, Indicator, load_catalogue
from csp_toolkit.indicators.change import (
    SAME_QUARTER_LAST_YEAR,
    TWELVE_MONTHS_BEFORE,
    Comparison,
    adjust_for_many_looks,
    compare_results,
)
from csp_toolkit.indicators.inputs import Inputs
from csp_toolkit.indicators.ranking import Rank, rank_areas
from csp_toolkit.indicators.rates import find_populations
from csp_toolkit.indicators.results import Result
from csp_toolkit.periods import Month, Period, Quarter, TwelveMonths
from csp_toolkit.store import Edition, Store, newest_as_at

if TYPE_CHECKING:
    import pandas as pd

MONTHS_DRAWN = 36
"""Three years: two of the same season before this one."""
MOST_REJECTED = 0.01
"""A month with a larger share of rows that could not be read has too low a count; how much is not known."""
THIN_MONTH = 0.75
"""A month with under this share of the usual rows is probably incomplete: real ones vary by a sixth."""
USUAL_MONTHS = 12
"""How many supplied months the usual number of rows is the median of."""
CENSUS_REBASE = date(2021, 3, 21)
"""Estimates for days before rest on the census of 2011 and are not one series with later ones."""


@dataclass
class Figures:
    """What can be said about a partnership in a quarter from the data in a store."""

    store: Store
    partnership: Partnership
    partnerships: Sequence[Partnership]
    period: Quarter
    catalogue: Catalogue = field(default_factory=lambda: load_catalogue().of_dataset("police_uk_street"))

    def __post_init__(self) -> None:
        self._own: dict[tuple[str, Period], Result] = {}

    @property
    def area(self) -> Area:
        """The partnership's area."""
        return self.partnership.area

    @cached_property
    def peers(self) -> tuple[Partnership, ...]:
        """The partnerships of the same police force, this one among them, by name."""
        same = (p for p in self.partnerships if p.police_force.code == self.partnership.police_force.code)
        return tuple(sorted(same, key=lambda partnership: partnership.name))

    @property
    def baseline(self) -> Quarter:
        """The same quarter a year before."""
        return self.period.same_last_year()

    @property
    def twelve_months(self) -> TwelveMonths:
        """The twelve months that end with the quarter."""
        return self.period.rolling_year()

    @cached_property
    def months(self) -> tuple[Month, ...]:
        """The months that trends are drawn for, up to the quarter's last."""
        last = self.period.months[-1]
        return tuple(last.plus(-back) for back in reversed(range(MONTHS_DRAWN)))

    @cached_property
    def street_months(self) -> tuple[StreetMonth, ...]:
        """The months of this report that the police force supplied."""
        return tuple(
            found for found in street_months(self.store, self.partnership) if found.month in self.months
        )

    @cached_property
    def coverage(self) -> pd.DataFrame:
        return load_street_coverage(self.store, self.peers).rename(columns={"month": "period"})

    @cached_property
    def counts(self) -> pd.DataFrame:
        counts = load_street_counts(self.store, self.peers, self.months)
        return counts.rename(columns={"month": "period"})

    @cached_property
    def population(self) -> pd.DataFrame:
        """One series for each area, that of its estimate nearest the quarter.

        Estimates of two series must not meet in one comparison: the step from one to the other would
        look like a change in the rate.
        """
        every = load_population(self.store, self.peers)
        nearest = find_populations(every, self.period)
        datasets = {edition.id: edition.dataset for edition in self.store.editions}
        chosen = {
            area: _series(found.edition, found.reference_date, datasets) for area, found in nearest.items()
        }
        rows = zip(every["area_code"], every["edition"], every["reference_date"], strict=True)
        keep = [_series(edition, day, datasets) == chosen.get(area) for area, edition, day in rows]
        return every.loc[keep]

    def results(self, indicator: Indicator, period: Period) -> dict[str, Result]:
        """The indicator for every peer, by area code."""
        areas = [peer.area for peer in self.peers]
        computed = calculate_results(self._inputs, indicator, areas, period)
        shared = {peer.code for peer in self.peers if peer.shares_district}
        return {
            result.area.code: _not_divisible(result) if result.area.code in shared else self._qualify(result)
            for result in computed
        }

    def _qualify(self, result: Result) -> Result:
        """A figure with the lookups it rests on too, and provisional where one of its months is doubtful."""
        if not result.has_value:
            return result
        editions = tuple(sorted({*result.editions, *self._lookup_ids}))
        doubts = [reason for month, reason in self.doubtful_months.items() if month in result.period.months]
        if not doubts:
            return replace(result, editions=editions)
        return replace(result, editions=editions, status="provisional", status_reason="; ".join(doubts))

    @cached_property
    def _lookup_ids(self) -> tuple[str, ...]:
        return tuple(edition.id for edition in lookup_editions(self.store))

    @cached_property
    def doubtful_months(self) -> dict[Month, str]:
        """Months whose counts are probably too low, and why: rows unreadable, or far fewer than usual."""
        usual = median([found.rows for found in self.street_months[-USUAL_MONTHS:]] or [0])
        doubts = {}
        for found in self.street_months:
            name = found.month.long_label
            share = found.edition.rejected / (found.edition.rejected + found.edition.rows)
            if share > MOST_REJECTED:
                doubts[found.month] = f"{share:.0%} of the rows for {name} could not be read"
            elif found.rows < THIN_MONTH * usual:
                doubts[found.month] = f"{name} has {found.rows:,} rows where about {usual:,.0f} are usual"
        return doubts

    def breaks(self, indicator: Indicator) -> tuple[Break, ...]:
        """The breaks in an indicator's series that were seen in this partnership's police force area."""
        force = self.partnership.police_force.name
        return tuple(found for found in indicator.breaks if found.concerns(force))

    @cached_property
    def _inputs(self) -> Inputs:
        return Inputs(self.counts, self.coverage, self.population)

    def own(self, indicator: Indicator, period: Period) -> Result:
        """The indicator for the partnership itself."""
        key = (indicator.id, period)
        if key not in self._own:
            (result,) = calculate_results(self._inputs, indicator, [self.area], period)
            shared = self.partnership.shares_district
            self._own[key] = _not_divisible(result) if shared else self._qualify(result)
        return self._own[key]

    @property
    def comparisons(self) -> dict[str, Comparison]:
        """Every indicator against the same quarter last year."""
        return self._all_comparisons[SAME_QUARTER_LAST_YEAR]

    @property
    def yearly_comparisons(self) -> dict[str, Comparison]:
        """Every indicator's twelve months against the twelve before."""
        return self._all_comparisons[TWELVE_MONTHS_BEFORE]

    @cached_property
    def _all_comparisons(self) -> dict[str, dict[str, Comparison]]:
        """All looks that the report takes are one family: each is adjusted for all the others."""
        quarterly = self._compare(self.period, self.baseline, SAME_QUARTER_LAST_YEAR)
        year = self.twelve_months
        yearly = self._compare(year, year.previous(), TWELVE_MONTHS_BEFORE)
        grouped: dict[str, dict[str, Comparison]] = {}
        for comparison in adjust_for_many_looks([*quarterly, *yearly]):
            grouped.setdefault(comparison.comparator, {})[comparison.current.indicator_id] = comparison
        return grouped

    def _compare(self, current: Period, baseline: Period, comparator: str) -> list[Comparison]:
        return [
            compare_results(
                self.own(indicator, current),
                self.own(indicator, baseline),
                comparator,
                breaks=self.breaks(indicator),
            )
            for indicator in self.catalogue
        ]

    def ranked_period(self, indicator: Indicator) -> Period:
        """The period that ranks are for: the twelve months where they are complete, else the quarter."""
        return self.twelve_months if self.own(indicator, self.twelve_months).has_value else self.period

    def ranks(self, indicator: Indicator) -> list[Rank]:
        """The peers by rate in the ranked period, each with the ranks that the data allow."""
        return rank_areas(list(self.results(indicator, self.ranked_period(indicator)).values()))

    def monthly(self, indicator: Indicator) -> list[tuple[Month, int | None]]:
        """The partnership's count in each month drawn; none where it is missing."""
        return calculate_step_counts(self._inputs, indicator, self.area, self.months)

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """Every edition that this report rests on, by dataset and source name."""
        families = (self.comparisons, self.yearly_comparisons)
        compared = [c for family in families for c in family.values()]
        named = {id for c in compared for result in (c.current, c.baseline) for id in result.editions}
        used = [
            *(found.edition for found in self.street_months),
            *lookup_editions(self.store),
            *(edition for edition in self.store.editions if edition.id in named),
        ]
        distinct = {edition.id: edition for edition in used}
        return tuple(sorted(distinct.values(), key=lambda e: (e.dataset, e.source_name, e.id)))

    @cached_property
    def data_as_at(self) -> date:
        """The day from which the police figures were known; of all data where there are none."""
        police = {found.edition.id: found.edition for found in self.street_months}
        return newest_as_at(police.values() or self.editions)

    @cached_property
    def synthetic(self) -> bool:
        """Whether any figure comes from made-up data."""
        return any(edition.synthetic for edition in self.editions)


def _series(edition: str, day: date, datasets: Mapping[str, str]) -> tuple[str, bool]:
    """What makes two populations comparable: one dataset, on one side of the census's rebasing."""
    return datasets.get(edition, edition), day < CENSUS_REBASE


def _not_divisible(result: Result) -> Result:
    """Why a partnership that shares a district has no figure: the frames hold none of it."""
    reason = "shares a district with other partnerships, and its counts cannot be divided"
    return replace(result, status="not_comparable", status_reason=reason)


def evidence(results: Iterable[Result]) -> tuple[dict[str, object], ...]:
    """Results as the rows that travel with what a cell shows."""
    return tuple(result.to_row() for result in results)
