"""All that a report's indicators are calculated from: each dataset read once, each denominator once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from csp_toolkit.areas import Partnership
from csp_toolkit.errors import DataError, Problem
from csp_toolkit.indicators.catalogue import Audience, Indicator
from csp_toolkit.indicators.inputs import Inputs
from csp_toolkit.observations.denominators import keep_one_series, load_denominator, no_denominator
from csp_toolkit.observations.fire_incidents import FireSource
from csp_toolkit.observations.partner_return import PartnerReturnSource
from csp_toolkit.observations.recorded_crime import RecordedCrimeSource
from csp_toolkit.observations.resident_survey import SurveySource
from csp_toolkit.observations.shapes import Picked, Places, Source, Span, span_of
from csp_toolkit.observations.street import StreetSource
from csp_toolkit.periods import Period
from csp_toolkit.store import Store

if TYPE_CHECKING:
    import pandas as pd


class Observations:
    """What a store holds for some areas in some periods, read when first asked for and then remembered.

    The first of ``areas`` is the one reported on: a store's resident surveys, which name no area, are taken
    as its. The first of ``periods`` is the one reported on: denominators are of the series nearest to it.
    ``areas`` may hold partnerships of several forces, and police force areas made by
    ``force_as_partnership``.

    Raises ValueError without an area or a period.
    """

    def __init__(self, store: Store, areas: Sequence[Partnership], periods: Sequence[Period]) -> None:
        if not areas or not periods:
            raise ValueError("observations are of one area and one period at least")
        self.store = store
        self.areas = tuple(areas)
        self.period = periods[0]
        self._span = span_of(periods)
        self._places = Places(store, self.areas)
        self._makers = _source_makers(self._places, self._span)
        self._sources: dict[str, Source] = {}
        self._denominators: dict[str, pd.DataFrame] = {}
        self._picked: dict[str, Picked] = {}
        self._inputs: dict[tuple[int, str], Inputs] = {}

    def gather(self, indicator: Indicator) -> Inputs:
        """What the indicator is calculated from, for every area and period of these observations.

        An area or period of which nothing is held is in no frame, so that its result is missing.

        Raises DataError for an indicator whose dataset, selection or denominator is not known here, and
        where the store lacks a lookup of areas that its dataset needs.
        """
        picked = self._pick(indicator)
        per = indicator.per if indicator.kind == "rate" else ""
        # Indicators that are picked as one, as the types of street-level crime are, share their inputs.
        key = (id(picked), per)
        if key not in self._inputs:
            population = self._denominator(per) if per else no_denominator()
            self._inputs[key] = Inputs(
                picked.counts, picked.coverage, population, picked.basis, picked.lookups
            )
        return self._inputs[key]

    def coverage(self, indicator: Indicator) -> pd.DataFrame:
        """The coverage alone, for which no denominator has to be read. Raises DataError as ``gather``."""
        return self._pick(indicator).coverage

    def sensitivity(self, indicator: Indicator) -> Audience:
        """The narrowest audience that a supplier named for any figure of the indicator; else public."""
        return self._pick(indicator).sensitivity

    def _pick(self, indicator: Indicator) -> Picked:
        # By measure and version and not by id alone, so that a changed definition is picked anew.
        key = repr((indicator.id, indicator.version, indicator.kind, indicator.measure))
        if key not in self._picked:
            self._picked[key] = self._source(indicator).pick(indicator)
        return self._picked[key]

    def _source(self, indicator: Indicator) -> Source:
        dataset = indicator.measure.dataset
        if dataset not in self._makers:
            message = f'{indicator.id} is measured by "{dataset}", which no observations come from'
            raise DataError(Problem(message, hint=f"Known: {', '.join(self._makers)}"))
        if dataset not in self._sources:
            self._sources[dataset] = self._makers[dataset]()
        return self._sources[dataset]

    def _denominator(self, per: str) -> pd.DataFrame:
        if per not in self._denominators:
            every = load_denominator(self._places, per)
            self._denominators[per] = keep_one_series(every, self.store, self.period)
        return self._denominators[per]


def gather_inputs(
    store: Store, indicator: Indicator, areas: Sequence[Partnership], periods: Sequence[Period]
) -> Inputs:
    """What one indicator is calculated from; for several, ``Observations`` reads each dataset only once."""
    return Observations(store, areas, periods).gather(indicator)


def _source_makers(places: Places, span: Span) -> Mapping[str, Callable[[], Source]]:
    store, areas = places.store, places.areas
    surveyed = areas[0].code if areas[0].area.kind == "csp" else ""
    return {
        "police_uk_street": partial(StreetSource, places, span, "own force"),
        "transport_police": partial(StreetSource, places, span, "transport police"),
        "recorded_crime": partial(RecordedCrimeSource, store, areas, span),
        "fire_incidents": partial(FireSource, places, span),
        "partner_return": partial(PartnerReturnSource, store, areas),
        "resident_survey": partial(SurveySource, store, surveyed),
    }
