"""The places that the partnership looks at more closely: each against a year before, and all on a map.

Their comparisons are a family of tests of their own: they are looked at whatever the rest of a report tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from csp_toolkit.areas import Area
from csp_toolkit.blocks.model import Callout, Column, Display, Finding, Findings, Heading, Table
from csp_toolkit.findings import describe_comparison
from csp_toolkit.indicators.calculate import calculate_results, calculate_step_counts
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.change import Comparison, adjust_for_many_looks, compare_results
from csp_toolkit.indicators.dispersion import (
    Dispersion,
    Steps,
    assume_dispersion,
    estimate_dispersion,
)
from csp_toolkit.indicators.inputs import Inputs
from csp_toolkit.indicators.pooled_dispersion import pool_dispersions
from csp_toolkit.indicators.results import Result
from csp_toolkit.observations import Place, find_place, gather_place_inputs
from csp_toolkit.parameters import PartnershipSettings
from csp_toolkit.periods import Month, Quarter
from csp_toolkit.report.comparison_tables import short_label, write_change
from csp_toolkit.report.evidence import compared_results, comparison_rows, result_rows
from csp_toolkit.report.figures import MONTHS_KNOWN, Figures
from csp_toolkit.report.formats import notes_for_shorthand, write_list, write_rate, write_result_count
from csp_toolkit.report.looks import ASSUMED
from csp_toolkit.report.notes import notes_on_changes, source_line
from csp_toolkit.report.small_area_map import VISITORS, draw_rates, find_rates, require_open

TOLD: Final = (
    "street_all_crime",
    "street_anti_social_behaviour",
    "street_violence_and_sexual_offences",
    "street_criminal_damage_and_arson",
)
"""What is told of every place: few enough that a true change is not lost among many looks."""
HEADING: Final = "Problem areas"
SINGLE: Final = (
    "Counts of single wards are shown without a test: most are too small to tell a change from chance."
)
Row = tuple[Place, Indicator, Comparison]


@dataclass(frozen=True)
class PlaceFigures:
    """What is known of places: their comparisons, in the order of places and then of indicators."""

    figures: Figures
    places: tuple[Place, ...]
    indicators: tuple[Indicator, ...]
    _estimates: dict[tuple[str, str], Dispersion | None] = field(default_factory=dict, repr=False)

    @cached_property
    def inputs(self) -> Inputs:
        """Counts, coverage and residents of the places and of their parts."""
        figures, last = self.figures, self.figures.period.months[-1]
        known = [last.plus(-back) for back in range(MONTHS_KNOWN)]
        periods = (figures.period, figures.baseline, *known)
        indicator = self.indicators[0]
        return gather_place_inputs(figures.store, indicator, figures.partnership, periods, self.places)

    @cached_property
    def rows(self) -> list[Row]:
        """Every place with every indicator, adjusted for all of them together."""
        pairs = [(place, indicator) for place in self.places for indicator in self.indicators]
        found = adjust_for_many_looks([self._compare(place, indicator) for place, indicator in pairs])
        return [(place, indicator, c) for (place, indicator), c in zip(pairs, found, strict=True)]

    def _compare(self, place: Place, indicator: Indicator) -> Comparison:
        figures = self.figures
        pair = (self.result(indicator, place.area), self.result(indicator, place.area, before=True))
        learnt = self._dispersion(indicator, place)
        dispersion = learnt or assume_dispersion(self._steps(indicator, place))
        breaks = figures.breaks(indicator)
        found = compare_results(*pair, figures.comparator, breaks=breaks, dispersion=dispersion)
        if learnt or not dispersion or found.verdict == "cannot say":
            return found
        return replace(found, reason="; ".join(part for part in (found.reason, ASSUMED) if part))

    def result(self, indicator: Indicator, area: Area, *, before: bool = False) -> Result:
        """An indicator in an area in the report's period, or a year before."""
        period = self.figures.baseline if before else self.figures.period
        return calculate_results(self.inputs, indicator, [area], period)[0]

    def _dispersion(self, indicator: Indicator, place: Place) -> Dispersion | None:
        """How unevenly events come in the place, drawn towards the others; none where that is not known."""
        own = self._estimate(indicator, place)
        if own is None:
            return None
        others = (self._estimate(indicator, other) for other in self.places if other is not place)
        return pool_dispersions(own, [each for each in others if each is not None])

    def _estimate(self, indicator: Indicator, place: Place) -> Dispersion | None:
        key = (indicator.id, place.area.code)
        if key not in self._estimates:
            period = self.figures.period
            tested = period if isinstance(period, Quarter) else None
            steps = self._steps(indicator, place)
            self._estimates[key] = estimate_dispersion(steps, self.figures.breaks(indicator), tested=tested)
        return self._estimates[key]

    def _steps(self, indicator: Indicator, place: Place) -> Steps:
        """The place's months up to the period's last."""
        last = self.figures.period.months[-1]
        months: list[Month] = [last.plus(-back) for back in reversed(range(MONTHS_KNOWN))]
        return list(calculate_step_counts(self.inputs, indicator, place.area, months))


def find_places(figures: Figures, settings: PartnershipSettings) -> tuple[Place, ...]:
    """The partnership's problem areas, brought to the areas of the store."""
    return tuple(
        find_place(figures.store, figures.partnership, place.name, place.wards, place.lsoas)
        for place in settings.problem_areas
    )


def show_problem_areas(figures: Figures, settings: PartnershipSettings) -> Display:
    """The clear changes in words, a table of all places, their wards, and the map with them outlined.

    Raises ParameterError where street-level crime is not openly published to this audience.
    """
    indicators = tuple(figures.catalogue.get(name) for name in TOLD)
    for indicator in indicators:
        require_open(figures, indicator)
    places = find_places(figures, settings)
    told = tuple(place for place in places if place.parts)
    heading = Heading(text=HEADING)
    if not told or figures.partnership.shares_district:
        return Display(blocks=(heading, _nothing(figures), *_remarks(settings, places)))
    found = PlaceFigures(figures, told, indicators)
    comparisons = [comparison for *_, comparison in found.rows]
    wards = list(_wards(found))
    rates = find_rates(figures, indicators[0])
    chart = draw_rates(figures, rates, told) if rates else None
    return Display(
        blocks=(
            heading,
            _findings(found),
            _table(found),
            *([_ward_table(found, wards)] if wards else []),
            *_remarks(settings, places),
            *([chart] if chart else []),
        ),
        evidence=(
            *compared_results(comparisons),
            *result_rows(result for _, results in wards for result in results),
            *(rates.shown if rates and chart else ()),
        ),
        comparisons=comparison_rows(comparisons),
    )


def _nothing(figures: Figures) -> Callout:
    name = figures.partnership.name
    if figures.partnership.shares_district:
        text = f"{name} shares a district with other partnerships, so its places are not told apart."
        return Callout(title="No figures by place", text=text)
    file = f"parameters/partnerships/{figures.partnership.slug}.yaml"
    text = f"Name them under problem_areas in {file}, each by its wards or small areas."
    return Callout(title=f"No problem areas are named for {name}", text=text)


def _findings(found: PlaceFigures) -> Findings:
    """A sentence for each clear change, and one for all the rest."""
    items = [
        Finding(text=_in_words(place, indicator, c), verdict=c.verdict)
        for place, indicator, c in found.rows
        if c.verdict in ("clear rise", "clear fall")
    ]
    looks = sum(c.p_value is not None for *_, c in found.rows)
    rest = looks - len(items)
    if rest:
        which = f"{rest} of {looks}" if items else f"All {looks}"
        text = f"{which} looks at problem areas show no clear change against {found.figures.comparator}."
        items.append(Finding(text=text, verdict="no clear change"))
    if not looks:
        text = f"No change can be told in any problem area against {found.figures.comparator}."
        items.append(Finding(text=text, verdict="cannot say"))
    return Findings(items=tuple(items))


def _in_words(place: Place, indicator: Indicator, comparison: Comparison) -> str:
    named = replace(indicator, name=f"{indicator.name} in {place.name}")
    return describe_comparison(comparison, named).text


def _table(found: PlaceFigures) -> Table:
    figures = found.figures
    rows = [_row(*row) for row in found.rows]
    first = found.indicators[0]
    columns = (
        Column(label="Place and indicator"),
        Column(label="Clear change?"),
        Column(label=short_label(figures.period), numeric=True),
        Column(label=short_label(figures.baseline), numeric=True),
        Column(label="Change in rate (95% interval)", numeric=True),
        Column(label=f"Rate per {first.multiplier:,} {first.denominator} (95% interval)", numeric=True),
    )
    return Table(
        caption=f"Problem areas: {figures.period.label} and {figures.comparator}",
        columns=columns,
        rows=tuple(rows),
        notes=tuple(_notes(found, rows)),
        source=source_line(figures),
    )


def _row(place: Place, indicator: Indicator, comparison: Comparison) -> tuple[str, ...]:
    return (
        _name(place, indicator),
        comparison.verdict.capitalize(),
        write_result_count(comparison.current),
        write_result_count(comparison.baseline),
        write_change(comparison),
        write_rate(comparison.current),
    )


def _name(place: Place, indicator: Indicator) -> str:
    """The place first: a reader looks for theirs."""
    return f"{place.name}: {indicator.name}"


def _notes(found: PlaceFigures, rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    figures = found.figures
    yield from notes_for_shorthand([list(row) for row in rows])
    named = [replace(indicator, name=_name(place, indicator)) for place, indicator, _ in found.rows]
    comparisons = [comparison for *_, comparison in found.rows]
    everywhere = write_list([indicator.name for indicator in named])
    for note in notes_on_changes(named, comparisons, figures.period, figures.baseline):
        yield note.replace(f"{everywhere}: ", "All rows: ")
    looks = sum(comparison.p_value is not None for comparison in comparisons)
    if looks:
        yield f"The test allows for all {looks} looks of this table together."
    yield VISITORS


def _wards(found: PlaceFigures) -> Iterator[tuple[Place, tuple[Result, ...]]]:
    """Of places that consist of several wards or small areas each part: all crime and ASB, now and before."""
    for place in found.places:
        for part in place.parts if len(place.parts) > 1 else ():
            results = [
                found.result(indicator, part, before=before)
                for indicator in found.indicators[:2]
                for before in (False, True)
            ]
            yield place, tuple(results)


def _ward_table(found: PlaceFigures, wards: Sequence[tuple[Place, tuple[Result, ...]]]) -> Table:
    figures = found.figures
    periods = (short_label(figures.period), short_label(figures.baseline))
    counted = [f"{indicator.name}, {label}" for indicator in found.indicators[:2] for label in periods]
    rows = [
        (f"{results[0].area.name} ({place.name})", *(write_result_count(result) for result in results))
        for place, results in wards
    ]
    return Table(
        caption=f"Wards of problem areas: {figures.period.label} and {figures.comparator}",
        columns=(Column(label="Ward (place)"), *(Column(label=label, numeric=True) for label in counted)),
        rows=tuple(rows),
        notes=(*notes_for_shorthand([list(row) for row in rows]), SINGLE),
        source=source_line(figures),
    )


def _remarks(settings: PartnershipSettings, places: Sequence[Place]) -> Iterator[Callout]:
    """What a reader must know of how the places were made out."""
    unconfirmed = [place.name for place in settings.problem_areas if not place.confirmed]
    if unconfirmed:
        said = [_consists_of(place) for place in places if place.name in unconfirmed]
        text = f"{' '.join(said)} The partnership has still to confirm this."
        yield Callout(title="Wards of problem areas are to be confirmed", text=text)
    unknown = [f"{code} ({place.name})" for place in places for code in place.unknown]
    if unknown:
        text = f"The lookup that is held does not know these codes: {write_list(unknown)}."
        yield Callout(tone="warning", title="Areas that are not known", text=text)


def _consists_of(place: Place) -> str:
    names = "; ".join(part.name for part in place.parts)
    return f"{place.name} is taken to be: {names or 'nothing that is known'}."
