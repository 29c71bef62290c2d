"""Several areas as one: sums of counts and people, which are there only where every area's are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from csp_toolkit.areas import Area
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.inputs import Inputs, Supply, Tally
from csp_toolkit.indicators.results import Status
from csp_toolkit.observations.denominators import COLUMNS, no_denominator
from csp_toolkit.observations.shapes import COUNT_COLUMNS, CoverageRow, frame_coverage
from csp_toolkit.periods import Period, split_period

if TYPE_CHECKING:
    import pandas as pd


def pool_areas(
    inputs: Inputs,
    areas: Sequence[Area],
    pooled: Area,
    basis: str,
    *,
    population: pd.DataFrame | None = None,
) -> Inputs:
    """The inputs of one area that is the sum of others, such as the other districts of a police force.

    A step that one of them has no figure for is missing in the sum, and says how many have none; what is
    provisional in one is provisional in the sum. ``population`` is the sum's own, where it is known apart.
    """
    labels = sorted({label for _, label in inputs.supplies})
    coverage = [row for label in labels for row in _pool_step(inputs, areas, pooled, label)]
    people = _pool_people(inputs, areas, pooled) if population is None else population
    counts = _pool_counts(inputs, areas, pooled)
    return Inputs(counts, frame_coverage(coverage), people, basis, inputs.shared_editions)


def without_data(area: Area, indicator: Indicator, periods: Sequence[Period], reason: str) -> Inputs:
    """Inputs that say for every step of the periods why an area has no figure."""
    step = indicator.measure.step
    labels = {
        each.end.isoformat() if step == "snapshot" else each.label
        for period in periods
        for each in ((period,) if step == "snapshot" else split_period(period, step))
    }
    coverage: list[CoverageRow] = [(area.code, label, "", "missing", reason) for label in sorted(labels)]
    return Inputs(_frame([]), frame_coverage(coverage), no_denominator())


def _pool_step(inputs: Inputs, areas: Sequence[Area], pooled: Area, label: str) -> list[CoverageRow]:
    """One row for each edition that supplied the step, or one that says for which areas nobody did."""
    supplies = {area: inputs.supplies.get((area.code, label)) for area in areas}
    absent = [area.name for area, supply in supplies.items() if not _has_figure(supply)]
    found = [supply for supply in supplies.values() if supply]
    if absent:
        more = f" and {len(absent) - 1} more" if len(absent) > 1 else ""
        # Without the step's name, so that it is told once for a period of many steps.
        reason = f"no figure of {absent[0]}{more}, of {len(areas)} areas that are added up"
        return [(pooled.code, label, "", "missing", reason)]
    doubts = dict.fromkeys(s.reason for s in found if s.reason)
    status: Status = "provisional" if any(s.status == "provisional" for s in found) else "published"
    editions = sorted({edition for supply in found for edition in supply.editions})
    return [(pooled.code, label, edition, status, "; ".join(doubts)) for edition in editions]


def _has_figure(supply: Supply | None) -> bool:
    return supply is not None and supply.status in ("published", "provisional")


def _pool_counts(inputs: Inputs, areas: Sequence[Area], pooled: Area) -> pd.DataFrame:
    codes = {area.code for area in areas}
    sums: dict[tuple[str, str], Tally] = {}
    for (area, label), by_category in inputs.tallies.items():
        if area in codes:
            for category, tally in by_category.items():
                kept = sums.get((label, category), Tally(0, 0, 0))
                sums[label, category] = Tally(*(a + b for a, b in zip(kept, tally, strict=True)))
    return _frame([(pooled.code, *key, *tally) for key, tally in sorted(sums.items())])


def _frame(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(list(rows), columns=[*COUNT_COLUMNS, "weighted", "effective_n"])


def _pool_people(inputs: Inputs, areas: Sequence[Area], pooled: Area) -> pd.DataFrame:
    """People of all the areas on each day that every one of them has a figure for."""
    import pandas as pd

    codes = [area.code for area in areas]
    own = inputs.population[inputs.population["area_code"].isin(codes)]
    own = own.drop_duplicates(["area_code", "reference_date"])
    rows = [
        (pooled.code, day, int(of["population"].sum()), edition)
        for day, of in own.groupby("reference_date")
        if len(of) == len(codes)
        for edition in sorted(set(of["edition"]))
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))
