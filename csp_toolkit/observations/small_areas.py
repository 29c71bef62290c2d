"""Street-level crime of a partnership's small areas (LSOA) or wards, and who lives there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from csp_toolkit.areas import Area, Partnership
from csp_toolkit.errors import DataError, Problem
from csp_toolkit.frames import (
    STREET,
    load_small_area_counts,
    load_small_area_population,
    load_small_areas,
    load_unit_populations,
    load_unplaceable_months,
    lookup_editions,
    street_months,
)
from csp_toolkit.frames.small_areas import Unit
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.inputs import Inputs
from csp_toolkit.observations.denominators import PEOPLE, keep_one_series, no_denominator
from csp_toolkit.observations.shapes import CoverageRow, Span, frame_coverage, span_of
from csp_toolkit.observations.street import find_doubtful_months
from csp_toolkit.periods import Month, Period
from csp_toolkit.store import Store

if TYPE_CHECKING:
    import pandas as pd

DIVIDED = "small areas were redrawn, and some rows of {} lie in this one or in another"


def gather_small_area_inputs(
    store: Store, indicator: Indicator, partnership: Partnership, periods: Sequence[Period], unit: Unit
) -> Inputs:
    """What an indicator of street-level crime is calculated from by small area, or by ward.

    The areas are those of ``load_small_areas``. A partnership that shares a district has no coverage. The
    frames hold every category, so that they serve each indicator of street-level crime with the same
    denominator. The first period is the one reported on, as for ``Observations``.

    Raises DataError for an indicator of another dataset, or per homes, which are not known by small area.
    """
    if indicator.measure.dataset != STREET or (indicator.kind == "rate" and indicator.per not in PEOPLE):
        message = f"{indicator.id} cannot be told by small area"
        raise DataError(Problem(message, hint="Known: street-level crime, as a count or over residents"))
    span = span_of(periods)
    counts = load_small_area_counts(store, partnership, span.months, unit)
    unplaceable = load_unplaceable_months(store, partnership, span.months, unit)
    areas = () if partnership.shares_district else load_small_areas(store, partnership, unit)
    divided = set(zip(unplaceable["area_code"], unplaceable["month"], strict=True))
    return Inputs(
        counts.rename(columns={"month": "period"}),
        frame_coverage(_cover(store, partnership, areas, span, divided)),
        _population(store, indicator, partnership, periods[0], unit),
        f"rows placed by {unit}, of the own police force",
        tuple(edition.id for edition in lookup_editions(store)),
    )


def _cover(
    store: Store,
    partnership: Partnership,
    areas: Sequence[Area],
    span: Span,
    divided: Collection[tuple[str, str]],
) -> list[CoverageRow]:
    supplied = street_months(store, partnership)
    wanted = set(span.months)
    doubts = find_doubtful_months(supplied, wanted)
    return [
        _cover_month(area.code, found.month, found.edition.id, doubts.get(found.month, ""), divided)
        for found in supplied
        if found.month in wanted
        for area in areas
    ]


def _cover_month(
    area: str, month: Month, edition: str, doubt: str, divided: Collection[tuple[str, str]]
) -> CoverageRow:
    if (area, month.label) in divided:
        return area, month.label, edition, "missing", DIVIDED.format(month.long_label)
    return area, month.label, edition, "provisional" if doubt else "published", doubt


def _population(
    store: Store, indicator: Indicator, partnership: Partnership, period: Period, unit: Unit
) -> pd.DataFrame:
    if indicator.kind != "rate":
        return no_denominator()
    ages, sex = PEOPLE[indicator.per]
    rows = load_small_area_population(store, [partnership], ages=ages, sex=sex)
    return keep_one_series(load_unit_populations(store, rows, unit), store, period)
