"""Figures of a police force area, and of England and Wales, to compare a partnership with.

Street-level crime, crimes on the railway and fires of a force are all that lies in its districts, counted
as for a partnership. Recorded crime of a force is its own table, which holds offences that the force could
not place too; where that is not held, it is the sum of the force's partnerships. So are partners'
returns that nobody gave for the whole force. England and Wales is the sum of its 43 police force areas,
and missing where one of them is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from csp_toolkit.areas import Area, Partnership
from csp_toolkit.frames import load_partnerships
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.inputs import Inputs
from csp_toolkit.observations.gathering import Observations
from csp_toolkit.observations.pooling import pool_areas, without_data
from csp_toolkit.periods import Period
from csp_toolkit.store import Store

ENGLAND_AND_WALES = Area("K04000001", "England and Wales", "country", 2024)
POLICE_FORCE_AREAS = 43
"""Territorial police force areas of England and Wales, in the ONS lookup of 2024."""
BY_DISTRICT = ("police_uk_street", "transport_police", "fire_incidents")
"""Datasets whose rows are brought to districts, and so to any area made of districts."""


def force_as_partnership(force: Area, everyone: Sequence[Partnership]) -> Partnership:
    """The police force area in the shape of a partnership: all districts of its partnerships.

    Give it to ``Observations`` among the areas to have both read at once. Raises ValueError for a force that
    none of ``everyone`` belongs to.
    """
    members = [p for p in everyone if p.police_force.code == force.code]
    if not members:
        raise ValueError(f"no partnership lies in {force.name}")
    districts = {district.code: district for member in members for district in member.districts}
    ordered = tuple(districts[code] for code in sorted(districts))
    return Partnership(area=force, districts=ordered, police_force=force, shares_district=False)


class LargerAreas:
    """A partnership's police force area, and England and Wales; read when first asked for."""

    def __init__(self, store: Store, partnership: Partnership, periods: Sequence[Period]) -> None:
        self._store = store
        self._periods = tuple(periods)
        self.force = partnership.police_force

    def gather_force(self, indicator: Indicator) -> Inputs:
        """The indicator's inputs for the police force area, under the force's code."""
        return _gather_force(indicator, self._whole_force, self._members, self.force)

    def gather_country(self, indicator: Indicator) -> Inputs:
        """The indicator's inputs for England and Wales: missing where any police force area is.

        No partner's return and no survey covers the country, so that for those it always is.
        """
        forces = {p.police_force.code: p.police_force for p in self._everyone}
        if len(forces) < POLICE_FORCE_AREAS:
            reason = f"the lookup has {len(forces)} of the {POLICE_FORCE_AREAS} police force areas"
            return without_data(ENGLAND_AND_WALES, indicator, self._periods, reason)
        if indicator.measure.dataset not in (*BY_DISTRICT, "recorded_crime"):
            reason = "nobody supplies this figure for England and Wales"
            return without_data(ENGLAND_AND_WALES, indicator, self._periods, reason)
        areas = tuple(forces[code] for code in sorted(forces))
        inputs = self._all_forces.gather(indicator)
        basis = f"the sum of {len(areas)} police force areas"
        return pool_areas(inputs, areas, ENGLAND_AND_WALES, basis)

    @cached_property
    def _everyone(self) -> tuple[Partnership, ...]:
        return load_partnerships(self._store)

    @cached_property
    def _whole_force(self) -> Observations:
        force = force_as_partnership(self.force, self._everyone)
        return Observations(self._store, [force], self._periods)

    @cached_property
    def _members(self) -> Observations:
        members = [p for p in self._everyone if p.police_force.code == self.force.code]
        return Observations(self._store, members, self._periods)

    @cached_property
    def _all_forces(self) -> Observations:
        forces = {p.police_force.code: p.police_force for p in self._everyone}
        areas = [force_as_partnership(forces[code], self._everyone) for code in sorted(forces)]
        return Observations(self._store, areas, self._periods)


def _gather_force(indicator: Indicator, whole: Observations, members: Observations, force: Area) -> Inputs:
    inputs = whole.gather(indicator)
    dataset = indicator.measure.dataset
    if dataset in BY_DISTRICT or dataset == "resident_survey":
        return inputs
    if len(inputs.coverage):
        return inputs
    areas = tuple(member.area for member in members.areas)
    basis = f"the sum of {len(areas)} partnerships"
    return pool_areas(members.gather(indicator), areas, force, basis, population=inputs.population)


def gather_force_inputs(
    store: Store, indicator: Indicator, partnership: Partnership, periods: Sequence[Period]
) -> Inputs:
    """One indicator for the partnership's police force area; for several, ``LargerAreas`` reads less."""
    return LargerAreas(store, partnership, periods).gather_force(indicator)


def gather_country_inputs(
    store: Store, indicator: Indicator, partnership: Partnership, periods: Sequence[Period]
) -> Inputs:
    """One indicator for England and Wales, missing unless every police force area is held."""
    return LargerAreas(store, partnership, periods).gather_country(indicator)
