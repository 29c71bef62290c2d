"""Street-level crime and anti-social behaviour, and crimes on the railway: both by month and small area.

A police force's months that are probably incomplete are provisional, with what was seen as the reason.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from statistics import median
from typing import Literal

from csp_toolkit.areas import Partnership
from csp_toolkit.frames import (
    StreetMonth,
    load_street_counts,
    load_transport_counts,
    lookup_editions,
    street_months,
    transport_months,
)
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.observations.shapes import (
    CANNOT_BE_DIVIDED,
    CoverageRow,
    Picked,
    Places,
    Span,
    frame_coverage,
)
from csp_toolkit.periods import Month

MOST_REJECTED = 0.01
"""A month with a larger share of rows that could not be read has too low a count; how much is not known."""
THIN_MONTH = 0.75
"""A month with under this share of the usual rows is probably incomplete: real ones vary by a sixth."""
USUAL_MONTHS = 12
"""How many supplied months the usual number of rows is the median of."""


class StreetSource:
    """Files of the partnerships' own police forces, or of British Transport Police.

    Every indicator is measured by the same frames, its categories among them: one ``Picked`` for all.
    """

    def __init__(
        self,
        places: Places,
        span: Span,
        supplier: Literal["own force", "transport police"],
    ) -> None:
        self._places = places
        self._store = places.store
        self._partnerships = places.areas
        self._span = span
        self._on_the_railway = supplier == "transport police"

    def pick(self, indicator: Indicator) -> Picked:
        """Counts by published type of crime, the same for every indicator of the dataset."""
        return self._picked

    @cached_property
    def _picked(self) -> Picked:
        load = load_transport_counts if self._on_the_railway else load_street_counts
        within = self._places.connection
        counts = load(self._store, self._partnerships, self._span.months, within=within)
        lookups = tuple(edition.id for edition in lookup_editions(self._store))
        return Picked(counts.rename(columns={"month": "period"}), frame_coverage(self._coverage()), lookups)

    def _coverage(self) -> list[CoverageRow]:
        supplied: dict[str, tuple[StreetMonth, ...]] = {}
        rows: list[CoverageRow] = []
        for partnership in self._partnerships:
            if partnership.shares_district:
                rows += [
                    (partnership.code, month.label, "", "not_comparable", CANNOT_BE_DIVIDED)
                    for month in self._span.months
                ]
                continue
            force = partnership.police_force.code
            if force not in supplied:
                supplied[force] = self._months_supplied(partnership)
            rows += _cover(partnership.code, supplied[force], self._span)
        return rows

    def _months_supplied(self, partnership: Partnership) -> tuple[StreetMonth, ...]:
        if self._on_the_railway:
            return transport_months(self._store)
        return street_months(self._store, partnership)


def _cover(area_code: str, supplied: Sequence[StreetMonth], span: Span) -> list[CoverageRow]:
    """The months of the span that are there, each doubtful one provisional."""
    doubts = find_doubtful_months(supplied, span.months)
    wanted = set(span.months)
    return [
        (
            area_code,
            found.month.label,
            found.edition.id,
            "provisional" if found.month in doubts else "published",
            doubts.get(found.month, ""),
        )
        for found in supplied
        if found.month in wanted
    ]


def find_doubtful_months(supplied: Sequence[StreetMonth], wanted: Collection[Month]) -> dict[Month, str]:
    """Those of the wanted months whose counts are probably too low, and why: rows unreadable, or too few.

    What is usual is the median of the last ``USUAL_MONTHS`` that were supplied, in order, up to the last of
    those wanted.
    """
    if not wanted:
        return {}
    last = max(wanted)
    usual = median([found.rows for found in supplied if found.month <= last][-USUAL_MONTHS:] or [0])
    doubts = {}
    for found in (each for each in supplied if each.month in wanted):
        name = found.month.long_label
        share = found.edition.rejected / max(found.edition.rejected + found.edition.rows, 1)
        if share > MOST_REJECTED:
            doubts[found.month] = f"{share:.0%} of the rows for {name} could not be read"
        elif found.rows < THIN_MONTH * usual:
            doubts[found.month] = f"{name} has {found.rows:,} rows where about {usual:,.0f} are usual"
    return doubts
