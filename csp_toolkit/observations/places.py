"""Street-level crime of places: wards and small areas of a partnership that are told of as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csp_toolkit.areas import Area, Partnership
from csp_toolkit.frames import load_small_areas, load_wards_of_small_areas
from csp_toolkit.frames.small_areas import Unit
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.inputs import Inputs
from csp_toolkit.observations.small_areas import gather_small_area_inputs
from csp_toolkit.periods import Period
from csp_toolkit.store import Store

if TYPE_CHECKING:
    import pandas as pd

UNITS: tuple[Unit, ...] = ("ward", "lsoa")


@dataclass(frozen=True, slots=True)
class Place:
    """A place by its name, the wards and small areas that it consists of, and codes that no area has.

    A small area that lies in one of the wards is left out, as it is counted there.
    """

    name: str
    wards: tuple[Area, ...]
    lsoas: tuple[Area, ...]
    unknown: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[Area, ...]:
        """Its wards and small areas."""
        return (*self.wards, *self.lsoas)

    @property
    def area(self) -> Area:
        """The place as an area, whose code is made of those of its parts.

        Raises ``ValueError`` for a place without parts.
        """
        if not self.parts:
            raise ValueError(f'"{self.name}" consists of no area that is known')
        code = "+".join(part.code for part in self.parts)
        return Area(code, self.name, self.parts[0].kind, max(part.vintage for part in self.parts))


def find_place(
    store: Store, partnership: Partnership, name: str, wards: Sequence[str], lsoas: Sequence[str]
) -> Place:
    """A place of a partnership by codes of wards and small areas. Raises DataError without the lookup."""
    known = {unit: {area.code: area for area in load_small_areas(store, partnership, unit)} for unit in UNITS}
    lies_in = load_wards_of_small_areas(store, partnership)
    found = tuple(known["ward"][code] for code in wards if code in known["ward"])
    within = {area.code for area in found}
    rest = [code for code in lsoas if code in known["lsoa"] and lies_in[code].code not in within]
    unknown = [c for c in wards if c not in known["ward"]] + [c for c in lsoas if c not in known["lsoa"]]
    return Place(name, found, tuple(known["lsoa"][code] for code in rest), tuple(unknown))


def gather_place_inputs(
    store: Store,
    indicator: Indicator,
    partnership: Partnership,
    periods: Sequence[Period],
    places: Sequence[Place],
) -> Inputs:
    """What an indicator of street-level crime is calculated from for places, and for each of their parts.

    A month of a place is held where it is held of every part, and a population where all of one date and
    edition have one. Otherwise as ``gather_small_area_inputs``, whose errors it raises.
    """
    import pandas as pd

    given = [
        gather_small_area_inputs(store, indicator, partnership, periods, unit)
        for unit in UNITS
        if unit == "ward" or any(place.lsoas for place in places)
    ]
    frames = [
        pd.concat([getattr(inputs, name) for inputs in given], ignore_index=True)
        for name in ("counts", "coverage", "population")
    ]
    several = [place for place in places if len(place.parts) > 1]
    counts, coverage, population = (
        pd.concat([frame, *(add(frame, place) for place in several)], ignore_index=True)
        for frame, add in zip(frames, (_counts, _coverage, _population), strict=True)
    )
    return Inputs(counts, coverage, population, given[0].basis, given[0].shared_editions)


def _of(frame: pd.DataFrame, place: Place) -> pd.DataFrame:
    return frame[frame["area_code"].isin([part.code for part in place.parts])]


def _counts(counts: pd.DataFrame, place: Place) -> pd.DataFrame:
    sums = _of(counts, place).groupby(["period", "category"], observed=True)["count"].sum().reset_index()
    return sums.assign(area_code=place.area.code)


def _coverage(coverage: pd.DataFrame, place: Place) -> pd.DataFrame:
    """Every word on a month of the parts is one on the month of the place; the worst decides."""
    own = _of(coverage, place)
    held = own.groupby("period", observed=True)["area_code"].nunique()
    whole = set(held[held == len(place.parts)].index)
    return own[own["period"].isin(whole)].assign(area_code=place.area.code).drop_duplicates()


def _population(population: pd.DataFrame, place: Place) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(list(_sums(_of(population, place), place)), columns=list(population.columns))


def _sums(own: pd.DataFrame, place: Place) -> Iterator[dict[str, object]]:
    for (day, edition), rows in own.groupby(["reference_date", "edition"], observed=True):
        if len(rows) == len(place.parts):
            yield {
                "area_code": place.area.code,
                "reference_date": day,
                "population": int(rows["population"].sum()),
                "edition": edition,
            }
