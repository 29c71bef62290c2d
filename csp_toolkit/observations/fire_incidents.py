"""Incidents that fire and rescue services attended, placed in partnerships by their small area."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.frames import load_fire_counts, load_fire_coverage, lookup_editions
from csp_toolkit.frames.fire import ALL_INCIDENTS
from csp_toolkit.indicators.catalogue import Indicator, Select
from csp_toolkit.observations.shapes import (
    CANNOT_BE_DIVIDED,
    CoverageRow,
    Picked,
    Places,
    Span,
    frame_coverage,
    sum_places,
)
from csp_toolkit.periods import FinancialYear, Quarter, parse_period

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("incident_type", "dwelling_fire")
CAUSE_UNKNOWN = "cause not published"


class FireSource:
    """Files with a row for each incident, by quarter where they tell it and else by financial year."""

    def __init__(self, places: Places, span: Span) -> None:
        self._places = places
        self._store = places.store
        self._areas = places.areas
        self._span = span
        self._frames: dict[str, tuple[pd.DataFrame, pd.DataFrame]] = {}

    def pick(self, indicator: Indicator) -> Picked:
        """Incidents of the selected types, or dwelling fires by cause. Raises DataError for other columns.

        Where causes were not published for a period, nothing can be called accidental: it is missing.
        """
        select = dict(indicator.measure.select)
        (kind,) = select.pop("kind", (ALL_INCIDENTS,))
        _require_known(select, indicator)
        counts, covered = self._read(kind)
        without_cause = _without_cause(counts) if "dwelling_fire" in select else set()
        for column, values in select.items():
            counts = counts[counts[column].isin(list(values))]
        coverage = [*self._indivisible, *_cover(covered, without_cause)]
        return Picked(sum_places(counts), frame_coverage(coverage), self._lookups)

    def _read(self, kind: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Counts and coverage of one kind of file; files of two kinds hold the same fires."""
        if kind not in self._frames:
            about, within = (self._store, self._areas, self._steps), self._places.connection
            counts = load_fire_counts(*about, kind=kind, within=within)
            self._frames[kind] = counts, load_fire_coverage(*about, kind=kind, within=within)
        return self._frames[kind]

    @property
    def _steps(self) -> list[Quarter | FinancialYear]:
        return [*self._span.quarters, *self._span.years]

    @cached_property
    def _lookups(self) -> tuple[str, ...]:
        return tuple(edition.id for edition in lookup_editions(self._store))

    @cached_property
    def _indivisible(self) -> list[CoverageRow]:
        return [
            (area.code, step.label, "", "not_comparable", CANNOT_BE_DIVIDED)
            for area in self._areas
            if area.shares_district
            for step in self._steps
        ]


def _require_known(select: Select, indicator: Indicator) -> None:
    unknown = sorted(set(select) - set(COLUMNS))
    if unknown:
        message = f"{indicator.id} selects fire incidents by {', '.join(unknown)}"
        raise DataError(Problem(message, hint=f"Known: kind, {', '.join(COLUMNS)}"))


def _without_cause(counts: pd.DataFrame) -> set[tuple[str, str]]:
    """Areas and periods with dwelling fires of which the file does not say what caused them."""
    unknown = counts[counts["dwelling_fire"] == CAUSE_UNKNOWN]
    return set(zip(unknown["area_code"], unknown["period"], strict=True))


def _cover(covered: pd.DataFrame, without_cause: set[tuple[str, str]]) -> list[CoverageRow]:
    rows: list[CoverageRow] = []
    for area, period, edition in covered.itertuples(index=False):
        if (area, period) in without_cause:
            name = parse_period(period).long_label
            rows.append((area, period, edition, "missing", f"causes of fires are not published for {name}"))
        else:
            rows.append((area, period, edition, "published", ""))
    return rows
