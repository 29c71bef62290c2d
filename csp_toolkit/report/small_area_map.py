"""A map of the partnership's small areas by rates that allow for small numbers, and the highest in a table.

Only what is openly published by small area is told: any other figure would have to be released first, and
most would be withheld.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from csp_toolkit.areas import Area
from csp_toolkit.blocks.charts import MapArea, MapClass, MapPlace, draw_map
from csp_toolkit.blocks.model import Callout, Chart, Column, Display, Heading, Paragraph, Table
from csp_toolkit.errors import ParameterError, Problem
from csp_toolkit.frames import (
    STREET,
    Boundaries,
    load_boundaries,
    load_small_areas,
    load_wards_of_small_areas,
)
from csp_toolkit.indicators.calculate import calculate_results
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.results import Result
from csp_toolkit.indicators.small_areas import (
    FEWEST_AREAS,
    SmallAreaRate,
    calculate_small_area_rates,
    small_areas_of,
)
from csp_toolkit.number_format import rate_decimals
from csp_toolkit.observations import Place, gather_small_area_inputs
from csp_toolkit.periods import Period
from csp_toolkit.report.evidence import Rows, result_rows
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.formats import NOT_AVAILABLE
from csp_toolkit.report.looks import OPEN
from csp_toolkit.report.notes import source_line

HIGHEST: Final = 10
METHOD: Final = (
    "Where few people live, a count says little. So each rate is drawn towards the average of all areas, "
    "by as much as chance may have moved it (empirical Bayes)."
)
PLACED: Final = (
    "Rows without a location lie in no small area. Places are approximate: each record is moved to a nearby "
    "point, which can lie across a boundary."
)
SHORT: Final = ("Under half", "Half or more", "Average or more", "Twice or more")
VISITORS: Final = (
    "Rates are per resident. Where many people shop, work or travel, a high rate says little of residents."
)


@dataclass(frozen=True)
class SmallAreaRates:
    """The partnership's small areas with their rates, the wards they lie in, and the rate of all together."""

    indicator: Indicator
    period: Period
    results: tuple[Result, ...]
    rates: tuple[SmallAreaRate, ...]
    wards: dict[str, Area]
    average: float

    @property
    def shown(self) -> Rows:
        """Rows of results.csv: the rates that are shown, each with its interval and method."""
        return result_rows(map(_as_shown, self.results, self.rates))

    @property
    def known(self) -> list[SmallAreaRate]:
        """The areas with a rate, from the highest down."""
        found = [each for each in self.rates if each.rate is not None]
        return sorted(found, key=lambda each: (-(each.rate or 0.0), each.area.code))

    def name_of(self, area: Area) -> str:
        """A small area with its ward: nobody knows it by its number."""
        return f"{area.name} ({self.wards[area.code].name})" if area.code in self.wards else area.name


def require_open(figures: Figures, indicator: Indicator) -> None:
    """Raise ParameterError for an indicator whose figures by small area are not openly published."""
    if indicator.measure.dataset != STREET or indicator.disclosure[figures.audience] != OPEN:
        message = f'"{indicator.id}" is not told by small area'
        hint = "Only street-level crime is openly published there. Other small numbers could identify people."
        raise ParameterError(Problem(message, hint=hint))


def find_rates(figures: Figures, indicator: Indicator) -> SmallAreaRates | None:
    """The rates of the small areas in the period that areas are ranked for; none where too few have a figure.

    Raises ParameterError for an indicator that is not told by small area.
    """
    require_open(figures, indicator)
    areas = load_small_areas(figures.store, figures.partnership, "lsoa")
    period = figures.ranked_period(indicator)
    inputs = gather_small_area_inputs(figures.store, indicator, figures.partnership, [period], "lsoa")
    results = calculate_results(inputs, indicator, areas, period)
    told = [result for result in results if result.has_value]
    if figures.partnership.shares_district or len(told) < FEWEST_AREAS:
        return None
    rates = calculate_small_area_rates(small_areas_of(results), indicator.multiplier)
    events = sum(result.numerator or 0 for result in told)
    people = sum(result.denominator or 0.0 for result in told)
    wards = load_wards_of_small_areas(figures.store, figures.partnership)
    average = indicator.multiplier * events / people
    return SmallAreaRates(indicator, period, tuple(results), tuple(rates), wards, average)


def show_small_area_map(figures: Figures, indicator: Indicator, places: Sequence[Place] = ()) -> Display:
    """What stands out in words, the map, and the highest areas with their intervals."""
    heading = Heading(text=f"{indicator.name} by small area", level=3)
    found = find_rates(figures, indicator)
    if found is None:
        return Display(blocks=(heading, _nothing_to_show(figures, indicator)))
    chart = draw_rates(figures, found, places)
    return Display(
        blocks=(
            heading,
            Paragraph(text=describe_spread(found)),
            chart or _no_outlines(),
            _highest(figures, found, () if chart else (METHOD, PLACED, VISITORS)),
        ),
        evidence=found.shown,
    )


def _nothing_to_show(figures: Figures, indicator: Indicator) -> Callout:
    text = f"Fewer than {FEWEST_AREAS} small areas of {figures.partnership.name} have a figure."
    if figures.partnership.shares_district:
        text = f"{figures.partnership.name} shares a district, so small areas are not told apart."
    return Callout(title=f"{indicator.name}: no map", text=text)


def _no_outlines() -> Callout:
    text = (
        "Take in boundaries of small areas (LSOA, December 2021) as GeoJSON from the Open Geography Portal."
    )
    return Callout(title="No map: no boundaries are held", text=text)


def describe_spread(found: SmallAreaRates) -> str:
    """The highest area, the average, and how many differ from it by more than chance."""
    known, average = found.known, found.average
    top = known[0]
    form = f",.{rate_decimals(average)}f"
    above, below = _beyond_chance(found)
    return (
        f"{found.indicator.name} in {found.period.long_label}, by small area. "
        f"The highest rate is {top.rate:{form}} {found.indicator.unit}, in {found.name_of(top.area)}. "
        f"The rate of all {len(known)} areas together is {average:{form}}. "
        f"{above} areas lie above it and {below} below it by more than chance."
    )


def _beyond_chance(found: SmallAreaRates) -> tuple[int, int]:
    """How many areas lie above, and below, the rate of all together by more than chance."""
    above = sum((each.lower or 0.0) > found.average for each in found.known)
    below = sum(each.upper is not None and each.upper < found.average for each in found.known)
    return above, below


def _verdict(found: SmallAreaRates) -> str:
    above, below = _beyond_chance(found)
    return f"By more than chance, {above} lie above the average and {below} below it."


def draw_rates(figures: Figures, found: SmallAreaRates, places: Sequence[Place] = ()) -> Chart | None:
    """The map; none where no outline is held."""
    boundaries = load_boundaries(figures.store, [each.area.code for each in found.rates], "lsoa")
    if not boundaries.outlines:
        return None
    indicator = found.indicator
    form = f",.{rate_decimals(found.average)}f"
    top = found.known[0]
    return draw_map(
        title=f"{indicator.name}: highest in {found.name_of(top.area)}",
        subtitle=(
            f"{indicator.unit[0].upper()}{indicator.unit[1:]}, rates that allow for small numbers, "
            f"small areas (LSOA) of {figures.partnership.name}, {found.period.long_label}"
        ),
        areas=[_drawn(found, each) for each in found.rates],
        outlines=boundaries.outlines,
        classes=classes_about(found.average),
        unit=f"{indicator.unit}, allowing for small numbers",
        period=found.period.long_label,
        noun="small area",
        verdict=_verdict(found),
        places=[_map_place(found, place) for place in places if place.parts],
        detail_columns=(f"{indicator.numerator[0].upper()}{indicator.numerator[1:]}", "Residents"),
        form=form,
        source=f"{source_line(figures)} {write_outline_source(figures, boundaries)}".strip(),
        notes=(METHOD, PLACED, VISITORS, f"{indicator.name}: {indicator.definition}"),
    )


def _map_place(found: SmallAreaRates, place: Place) -> MapPlace:
    wards = {ward.code for ward in place.wards}
    within = {lsoa for lsoa, ward in found.wards.items() if ward.code in wards}
    return MapPlace(place.name, frozenset(within | {lsoa.code for lsoa in place.lsoas}))


def write_outline_source(figures: Figures, boundaries: Boundaries) -> str:
    """Where the outlines come from and under which licence; made-up ones are in nobody's name."""
    if figures.synthetic or any(edition.synthetic for edition in boundaries.editions):
        return "Outlines are made up."
    known = dict.fromkeys((edition.publisher, edition.licence) for edition in boundaries.editions)
    return " ".join(f"Outlines: {publisher}, {licence}." for publisher, licence in known)


def _drawn(found: SmallAreaRates, each: SmallAreaRate) -> MapArea:
    counted = NOT_AVAILABLE if each.count is None else f"{each.count:,}"
    residents = NOT_AVAILABLE if each.residents is None else f"{each.residents:,.0f}"
    name = found.name_of(each.area)
    return MapArea(each.area.code, name, each.rate, each.lower, each.upper, details=(counted, residents))


def classes_about(average: float) -> list[MapClass]:
    """Four classes about an average: a map of the next period has the same ones, whatever its areas do."""
    form = f",.{rate_decimals(average)}f"
    half, same, twice = (f"{factor * average:{form}}" for factor in (0.5, 1, 2))
    words = (
        f"Under half the average: under {half}",
        f"Half the average or more: {half} to under {same}",
        f"The average or more: {same} to under {twice}",
        f"Twice the average or more: {twice} and over",
    )
    if not average:
        return [MapClass(0.0, "None counted", "None counted")]
    least = (factor * average for factor in (0.0, 0.5, 1.0, 2.0))
    return [MapClass(*each) for each in zip(least, words, SHORT, strict=True)]


def _highest(figures: Figures, found: SmallAreaRates, notes: Sequence[str]) -> Table:
    columns = (
        Column(label="Small area (ward)"),
        Column(label="Rate that allows for small numbers (95% interval)", numeric=True),
        Column(label="Rate as counted", numeric=True),
        Column(label=f"{found.indicator.numerator[0].upper()}{found.indicator.numerator[1:]}", numeric=True),
        Column(label="Residents", numeric=True),
    )
    rows = [_row(found, each) for each in found.known[:HIGHEST]]
    return Table(
        caption=f"{found.indicator.name}: the {len(rows)} small areas with the highest rates, "
        f"{found.period.long_label}",
        columns=columns,
        rows=tuple(rows),
        notes=(f"Rates are {found.indicator.unit}.", *notes),
        source=source_line(figures),
    )


def _row(found: SmallAreaRates, each: SmallAreaRate) -> tuple[str, ...]:
    form = f",.{rate_decimals(found.average)}f"
    return (
        found.name_of(each.area),
        f"{each.rate:{form}} ({each.lower:{form}} to {each.upper:{form}})",
        f"{each.crude:{form}}",
        f"{each.count:,}",
        f"{each.residents:,.0f}",
    )


def _as_shown(result: Result, rate: SmallAreaRate) -> Result:
    """The result with the rate that is shown, its interval and how it was estimated."""
    if rate.rate is None:
        return result
    return replace(result, value=rate.rate, lower=rate.lower, upper=rate.upper, method=rate.method)
