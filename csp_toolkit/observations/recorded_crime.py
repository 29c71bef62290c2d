"""Recorded crime by offence: the Home Office's tables by partnership, and by police force for a force.

A quarter whose table has none of an indicator's offences for anybody is missing: offences that were
none are published as zeros, so that a code which is nowhere is of another vintage, or misspelt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from csp_toolkit.areas import Partnership
from csp_toolkit.errors import DataError, Problem
from csp_toolkit.frames import load_recorded_crime_rows, newest_lookup
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.observations.shapes import CoverageRow, Picked, Span, frame_counts, frame_coverage
from csp_toolkit.periods import parse_period
from csp_toolkit.store import Store

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("offence_group", "offence_subgroup", "offence_code")


class RecordedCrimeSource:
    """The tables for these areas: those of kind ``police_force`` from the table by force."""

    def __init__(self, store: Store, areas: Sequence[Partnership], span: Span) -> None:
        self._store = store
        self._areas = areas
        self._span = span
        self._summed: dict[str, Mapping[str, Mapping[tuple[str, str], int]]] = {}

    @cached_property
    def _rows(self) -> pd.DataFrame:
        import pandas as pd

        forces = [area for area in self._areas if area.area.kind == "police_force"]
        partnerships = [area for area in self._areas if area.area.kind == "csp"]
        parts = []
        if partnerships or not forces:
            parts.append(load_recorded_crime_rows(self._store, partnerships, self._span.quarters))
        if forces:
            rows = load_recorded_crime_rows(self._store, forces, self._span.quarters, scope="force")
            parts.append(rows)
        return pd.concat(parts, ignore_index=True).rename(columns={"quarter": "period"})

    @cached_property
    def _covered(self) -> list[tuple[str, str, str]]:
        """Area code, quarter and edition of every quarter that an area has rows in."""
        return sorted(set(_tuples(self._rows, "area_code", "period", "edition")))

    def _sums(self, column: str) -> Mapping[str, Mapping[tuple[str, str], int]]:
        """By value of a column, the offences of each area and quarter."""
        if column not in self._summed:
            key = [column, "area_code", "period"]
            sums = self._rows.groupby(key, observed=True)["count"].sum().reset_index()
            found: dict[str, dict[tuple[str, str], int]] = {}
            for value, area, period, count in _tuples(sums, *key, "count"):
                found.setdefault(value, {})[area, period] = count
            self._summed[column] = found
        return self._summed[column]

    def pick(self, indicator: Indicator) -> Picked:
        """Offences of the selected codes, subgroups or groups, by quarter.

        Raises DataError for a selection by anything else, or by more than one of them.
        """
        column, values = _selected(indicator)
        sums = self._sums(column)
        counted: Counter[tuple[str, str]] = Counter()
        for value in values:
            for place, count in sums.get(value, {}).items():
                counted[place] += count
        counts = [(area, period, "", count) for (area, period), count in sorted(counted.items())]
        known = {period for _, period in counted}
        coverage: list[CoverageRow] = [
            (area, period, edition, "published", "")
            if period in known
            else (area, period, edition, "missing", _not_in_table(period))
            for area, period, edition in self._covered
        ]
        lookups = (newest_lookup(self._store, "ons_partnerships").id,)
        return Picked(frame_counts(counts), frame_coverage(coverage), lookups)


def _tuples(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(frame[name].tolist() for name in columns), strict=True)


def _selected(indicator: Indicator) -> tuple[str, tuple[str, ...]]:
    """The one column that is selected by, and its values."""
    select = indicator.measure.select
    if len(select) == 1 and set(select) <= set(COLUMNS):
        ((column, values),) = select.items()
        return column, values
    message = f"{indicator.id} selects recorded crime by {', '.join(sorted(select)) or 'nothing'}"
    raise DataError(Problem(message, hint=f"Known: one of {', '.join(COLUMNS)}"))


def _not_in_table(period: str) -> str:
    name = parse_period(period).long_label
    return f"the table for {name} has none of these offences for anybody, so its codes may be others"
