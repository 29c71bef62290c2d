"""What rates are set against: people of an age and a sex, or homes, in one series for each area."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.frames import load_households, load_population
from csp_toolkit.frames.households import Homes
from csp_toolkit.frames.population import Sex
from csp_toolkit.indicators.rates import find_populations
from csp_toolkit.observations.shapes import Places
from csp_toolkit.periods import Period
from csp_toolkit.store import Store

if TYPE_CHECKING:
    import pandas as pd

CENSUS_REBASE = date(2021, 3, 21)
"""Estimates for days before rest on the census of 2011 and are not one series with later ones."""
PEOPLE: Mapping[str, tuple[tuple[int, int] | None, Sex]] = {
    "residents": (None, "persons"),
    "females": (None, "female"),
    "males": (None, "male"),
    "residents_16_and_over": ((16, 90), "persons"),
    "residents_10_to_17": ((10, 17), "persons"),
}
"""First and last age (90 is 90 and over), and sex."""
HOMES: Mapping[str, Homes] = {"dwellings": "dwellings", "households": "households"}
COLUMNS = ("area_code", "reference_date", "population", "edition")


def load_denominator(places: Places, per: str) -> pd.DataFrame:
    """The frame area_code, reference_date, population, edition of what ``per`` names, of every series.

    Raises DataError for an id that no denominator has.
    """
    if per in PEOPLE:
        ages, sex = PEOPLE[per]
        within = places.connection
        return load_population(places.store, places.areas, ages=ages, sex=sex, within=within)
    if per in HOMES:
        homes = load_households(places.store, places.areas, what=HOMES[per], within=places.connection)
        return homes.rename(columns={"homes": "population"})
    known = ", ".join((*PEOPLE, *HOMES))
    raise DataError(Problem(f'"{per}" is nothing that a rate is set against', hint=f"Known: {known}"))


def keep_one_series(every: pd.DataFrame, store: Store, period: Period) -> pd.DataFrame:
    """For each area the series of its figure nearest the period, and no other.

    Estimates of two series must not meet in one comparison: the step from one to the other would look like
    a change in the rate.
    """
    datasets = {edition.id: edition.dataset for edition in store.editions}
    chosen = {
        area: _series(found.edition, found.reference_date, datasets)
        for area, found in find_populations(every, period).items()
    }
    rows = zip(every["area_code"], every["edition"], every["reference_date"], strict=True)
    keep = [_series(edition, day, datasets) == chosen.get(area) for area, edition, day in rows]
    return every.loc[keep]


def no_denominator() -> pd.DataFrame:
    """What counts and proportions are set against: a frame without rows."""
    import pandas as pd

    return pd.DataFrame({name: pd.Series(dtype="object") for name in COLUMNS})


def _series(edition: str, day: date, datasets: Mapping[str, str]) -> tuple[str, bool]:
    """What makes two populations comparable: one dataset, on one side of the census's rebasing."""
    return datasets.get(edition, edition), day < CENSUS_REBASE
