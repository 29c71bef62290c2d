"""The figures of one report: observed once, released once for its audience, compared once, remembered.

Everything that a report shows comes from here, and everything that comes from here was released: small
numbers that the audience may not see are withheld before anything else looks at a figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from csp_toolkit.areas import Area, Partnership
from csp_toolkit.frames import STREET, StreetMonth, lookup_editions, street_months
from csp_toolkit.indicators.calculate import calculate_results
from csp_toolkit.indicators.catalogue import Break, Catalogue, Indicator, load_catalogue
from csp_toolkit.indicators.change import Comparison
from csp_toolkit.indicators.comparators import MOST_SIMILAR_GROUP, OTHER_DISTRICTS
from csp_toolkit.indicators.ranking import Rank, rank_areas
from csp_toolkit.indicators.results import Result
from csp_toolkit.observations import Observations, find_doubtful_months
from csp_toolkit.parameters import Audience
from csp_toolkit.periods import FinancialYear, Month, Period, Quarter, TwelveMonths
from csp_toolkit.release import group_indicators
from csp_toolkit.report.kinds import ReportPeriod, baseline_of, comparator_of
from csp_toolkit.report.looks import OPEN, Looks
from csp_toolkit.report.releasing import Released, release_together
from csp_toolkit.store import Edition, Store, newest_as_at

if TYPE_CHECKING:
    import pandas as pd

MONTHS_DRAWN = 36
"""Three years: two of the same season before this one."""
MONTHS_KNOWN = 99
"""How far back a series is read: eight years to learn how unevenly its events come, and a quarter."""
SURVEY = "resident_survey"
LEFT_OUT = ("recorded_crime",)
"""Themes that tell another source's count of what a report tells already: each look more costs certainty."""
TOLD_TWICE = ("asb_incidents",)
"""Partners' counts of what street-level data tell: one series must not be tested and told as two."""


@dataclass
class Figures:
    """What can be said about a partnership in a period from the data in a store, to an audience.

    ``similar`` are the partnerships of its most similar group, itself left out. ``later`` are the figures of
    the report that only looks back to these: what is observed and released is theirs.
    """

    store: Store
    partnership: Partnership
    partnerships: Sequence[Partnership]
    period: ReportPeriod
    audience: Audience = "public"
    similar: Sequence[Partnership] = ()
    later: Figures | None = None
    catalogue: Catalogue = field(default_factory=load_catalogue)

    def __post_init__(self) -> None:
        self._released: dict[str, Released] = {}

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
    def baseline(self) -> ReportPeriod:
        """The same period a year before."""
        return baseline_of(self.period)

    @property
    def comparator(self) -> str:
        """What the baseline is called."""
        return comparator_of(self.period)

    @property
    def twelve_months(self) -> TwelveMonths | FinancialYear:
        """The twelve months that end with the period: a financial year is those itself."""
        return self.period if isinstance(self.period, FinancialYear) else self.period.rolling_year()

    @cached_property
    def months(self) -> tuple[Month, ...]:
        """The months that trends are drawn for, up to the period's last."""
        last = self.period.months[-1]
        return tuple(last.plus(-back) for back in reversed(range(MONTHS_DRAWN)))

    @cached_property
    def observations(self) -> Observations:
        """What the store holds of the partnership, and of its peers, in every month that the report needs."""
        if self.later:
            return self.later.observations
        others = {peer.code: peer for peer in (*self.peers, *self.similar)}
        others.pop(self.partnership.code, None)
        last = self.period.months[-1]
        known = [last.plus(-back) for back in range(MONTHS_KNOWN)]
        periods = (self.period, self.baseline, self.twelve_months.previous(), *known)
        return Observations(self.store, [self.partnership, *others.values()], periods)

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """What the report tells of: street-level data, which every partnership has, and what else is held."""
        return tuple(i for i in self.catalogue if i.measure.dataset == STREET or self._is_held(i))

    @cached_property
    def not_held(self) -> tuple[Indicator, ...]:
        """What the catalogue has and nobody supplied for this partnership."""
        told = {indicator.id for indicator in self.indicators}
        return tuple(
            i
            for i in self.catalogue
            if i.id not in told and i.theme not in LEFT_OUT and i.id not in TOLD_TWICE
        )

    def _is_held(self, indicator: Indicator) -> bool:
        if indicator.theme in LEFT_OUT or indicator.id in TOLD_TWICE:
            return False
        coverage = self.observations.coverage(indicator)
        return bool((coverage["area_code"] == self.area.code).any())

    def of_theme(self, theme: str) -> tuple[Indicator, ...]:
        """A theme's indicators that are told. Raises ParameterError for a theme that is none."""
        told = {indicator.id for indicator in self.indicators}
        return tuple(i for i in self.catalogue.of_theme(theme) if i.id in told)

    @cached_property
    def street_months(self) -> tuple[StreetMonth, ...]:
        """The months of this report that the police force supplied."""
        every = street_months(self.store, self.partnership)
        return tuple(found for found in every if found.month in self.months)

    @cached_property
    def doubtful_months(self) -> dict[Month, str]:
        """Months whose counts are probably too low, and why: rows unreadable, or far fewer than usual."""
        return find_doubtful_months(street_months(self.store, self.partnership), self.months)

    @property
    def population(self) -> pd.DataFrame:
        """Residents of the partnership and its peers, one series for each."""
        return self.observations.gather(self.catalogue.get("street_all_crime")).population

    def breaks(self, indicator: Indicator) -> tuple[Break, ...]:
        """The breaks in an indicator's series that were seen in this partnership's police force area."""
        force = self.partnership.police_force.name
        return tuple(found for found in indicator.breaks if found.concerns(force))

    def current_of(self, indicator: Indicator) -> Period:
        """The report's period, or the last that had ended by then of what is counted more rarely.

        A survey asks once in a while: its last wave counts, though it is a year old. What is counted once a
        year is told for the last financial year that had ended.
        """
        last = self.period.months[-1]
        if indicator.measure.dataset == SURVEY:
            return self._last_wave(indicator) or self.period
        if indicator.measure.step == "financial_year":
            return FinancialYear(last.year - 1 if last.month >= 3 else last.year - 2)
        return self.period

    def _last_wave(self, indicator: Indicator) -> Quarter | None:
        coverage = self.observations.coverage(indicator)
        held = set(coverage.loc[coverage["area_code"] == self.area.code, "period"])
        quarters = dict.fromkeys(Quarter.of(month) for month in reversed(self.twelve_months.months))
        return next((quarter for quarter in quarters if quarter.label in held), None)

    def baseline_of(self, indicator: Indicator) -> Period:
        """The period that the indicator is compared with, a year before."""
        return self.current_of(indicator).same_last_year()

    def released(self, indicator: Indicator) -> Released:
        """Every figure of the partnership that the report may show of an indicator."""
        if self.later:
            return self.later.released(indicator)
        if indicator.id not in self._released:
            self._released |= self._release(indicator, self.area)
        return self._released[indicator.id]

    def _release(self, indicator: Indicator, area: Area) -> dict[str, Released]:
        """The figures of an area that this audience may see, of the indicator and of all that tell of it."""
        group = self._released_with[indicator.id]
        return release_together(self.observations, group, area, self._periods_of, self.audience)

    @cached_property
    def _released_with(self) -> dict[str, tuple[Indicator, ...]]:
        """With which others each indicator has to be released, since they tell of each other."""
        groups = group_indicators(list(self.catalogue))
        return {indicator.id: group for group in groups for indicator in group}

    def policy_sentences(self, indicator: Indicator) -> tuple[str, ...]:
        """What is withheld or rounded of an indicator, in public words; none of openly published counts."""
        if indicator.disclosure[self.audience] == OPEN:
            return ()
        return self.released(indicator).sentences

    def _periods_of(self, indicator: Indicator) -> tuple[Period, ...]:
        """Every period that the report tells of, the quarter before included: released all at once."""
        wanted = self._told(indicator) + (self.before._told(indicator) if self.before else ())
        return tuple(dict.fromkeys(wanted))

    def _told(self, indicator: Indicator) -> tuple[Period, ...]:
        year = self.twelve_months
        return (self.current_of(indicator), self.baseline_of(indicator), year, year.previous())

    @cached_property
    def before(self) -> Figures | None:
        """The figures of the quarter before, from the same observations and the same release; or none."""
        if self.later or not isinstance(self.period, Quarter):
            return None
        return replace(self, period=self.period.previous(), later=self)

    def own(self, indicator: Indicator, period: Period) -> Result:
        """The indicator for the partnership itself, as released."""
        return self.released(indicator).results[period]

    def monthly(self, indicator: Indicator) -> list[tuple[Month, int | None]]:
        """The partnership's count in each month drawn; none where it is missing or withheld."""
        drawn = self.released(indicator).drawn(self.months)
        return [(step, count) for step, count in drawn if isinstance(step, Month)]

    @cached_property
    def looks(self) -> Looks:
        """Every comparison that the report makes over time."""
        return Looks(self)

    @property
    def comparisons(self) -> dict[str, Comparison]:
        """Every indicator against the same period a year before, by id."""
        return self.looks.main

    @property
    def yearly_comparisons(self) -> dict[str, Comparison]:
        """Every indicator's twelve months against the twelve before, by id."""
        return self.looks.yearly

    def ranked_period(self, indicator: Indicator) -> Period:
        """The period that ranks are for: the twelve months where they are complete, else the report's own."""
        return self.twelve_months if self.own(indicator, self.twelve_months).has_value else self.period

    @property
    def compared_groups(self) -> dict[str, tuple[Partnership, ...]]:
        """The groups of areas that rates are set beside, by comparator; none where nobody else is in it."""
        groups = {OTHER_DISTRICTS: self.peers, MOST_SIMILAR_GROUP: tuple(self.similar)}
        own = {self.partnership.code}
        return {name: group for name, group in groups.items() if {p.code for p in group} - own}

    def results(
        self, indicator: Indicator, period: Period, group: Sequence[Partnership] | None = None
    ) -> dict[str, Result]:
        """An indicator for a group, else every peer, by area code, as this audience may see it."""
        areas = [peer.area for peer in (self.peers if group is None else group)]
        inputs = self.observations.gather(indicator)
        if indicator.disclosure[self.audience] != OPEN:
            return {area.code: self._release(indicator, area)[indicator.id].results[period] for area in areas}
        return {r.area.code: r for r in calculate_results(inputs, indicator, areas, period)}

    def ranks(self, indicator: Indicator) -> list[Rank]:
        """The peers by rate in the ranked period, each with the ranks that the data allow."""
        return self.rank(indicator, self.ranked_period(indicator))

    def rank(self, indicator: Indicator, period: Period) -> list[Rank]:
        """The peers by rate in a period; the ranks allow for how unevenly events come."""
        dispersion = self.looks.dispersion(indicator)
        results = list(self.results(indicator, period).values())
        return rank_areas(results, phi=dispersion.phi if dispersion else 1.0)

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """Every edition that this report rests on, by dataset and source name."""
        shown = (r for i in self.indicators for r in self.released(i).results.values())
        named = {id for result in shown for id in result.editions}
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
