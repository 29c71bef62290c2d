"""Figures that members of the partnership supply: counts and proportions, by part and by period.

A figure that stands in no row was not supplied, which is not zero. One that came twice, from two
suppliers, is given by neither: which of them holds is for the partnership to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from csp_toolkit.areas import Partnership
from csp_toolkit.errors import DataError, Problem
from csp_toolkit.frames import load_partner_returns
from csp_toolkit.indicators.catalogue import AUDIENCES, Audience, Indicator, Select
from csp_toolkit.indicators.inputs import DENOMINATOR, NUMERATOR, WORST_FIRST
from csp_toolkit.observations.partner_cells import Figure, ReturnRow, sum_parts
from csp_toolkit.observations.shapes import CountRow, CoverageRow, Picked, frame_counts, frame_coverage
from csp_toolkit.store import Store

COLUMNS = ("indicator_id", "breakdown", "breakdown_value", "measure")


class PartnerReturnSource:
    """The current rows of every return, about these areas.

    A row about a district is about the partnership that consists of that district alone.
    """

    def __init__(self, store: Store, areas: Sequence[Partnership]) -> None:
        self._store = store
        self._codes = {area.code: area.code for area in areas}
        for area in areas:
            if len(area.districts) == 1 and area.area.kind == "csp" and not area.shares_district:
                self._codes[area.districts[0].code] = area.code

    @cached_property
    def _rows(self) -> Mapping[str, list[ReturnRow]]:
        """By indicator id, the rows about the areas."""
        found: dict[str, list[ReturnRow]] = {}
        rows: Iterable[Any] = load_partner_returns(self._store).itertuples(index=False)
        for row in rows:
            if code := self._codes.get(row.area_code):
                found.setdefault(row.indicator_id, []).append(_read_row(row, code))
        return found

    @cached_property
    def _nothing(self) -> Picked:
        """What is held of every figure that nobody supplied."""
        return Picked(frame_counts([]), frame_coverage([]))

    def pick(self, indicator: Indicator) -> Picked:
        """The indicator's counts, or the numerators and denominators of its proportion.

        Raises DataError for a selection by unknown columns, or one without an indicator id.
        """
        select, whole = indicator.measure.select, indicator.measure.whole
        for chosen in (select, whole or select):
            _require_known(chosen, indicator)
        ids = sorted({*select["indicator_id"], *whole.get("indicator_id", ())})
        step = indicator.measure.step
        rows = [row for name in ids for row in self._rows.get(name, ()) if row.period_type == step]
        if not rows:
            return self._nothing
        cells: dict[tuple[str, str], list[ReturnRow]] = {}
        for row in rows:
            cells.setdefault((row.area_code, row.period), []).append(row)
        counts: list[CountRow] = []
        coverage: list[CoverageRow] = []
        for (area, period), found in cells.items():
            figures = _figures(found, indicator)
            if any(figures.values()):
                coverage += _cover(area, period, figures)
                counts += _count(area, period, figures)
        return Picked(frame_counts(counts), frame_coverage(coverage), sensitivity=_strictest(rows))


def _figures(rows: Sequence[ReturnRow], indicator: Indicator) -> dict[str, Figure | None]:
    """By category, the figure of one area and period."""
    select, whole = indicator.measure.select, indicator.measure.whole
    if indicator.kind != "proportion":
        return {"": sum_parts(rows, select, "count", indicator)}
    if whole:
        part, of = select, whole
        return {
            NUMERATOR: sum_parts(rows, part, "count", indicator),
            DENOMINATOR: sum_parts(rows, of, "count", indicator),
        }
    return {each: sum_parts(rows, select, each, indicator) for each in (NUMERATOR, DENOMINATOR)}


def _count(area: str, period: str, figures: Mapping[str, Figure | None]) -> list[CountRow]:
    found = ((category, figure.value) for category, figure in figures.items() if figure)
    return [(area, period, category, value) for category, value in found if value is not None]


def _cover(area: str, period: str, figures: Mapping[str, Figure | None]) -> list[CoverageRow]:
    """How an area and period was supplied: an absent numerator or denominator leaves no proportion."""
    found = [figure for figure in figures.values() if figure]
    status = min((figure.status for figure in found), key=WORST_FIRST.index)
    reasons = list(dict.fromkeys(figure.reason for figure in found if figure.reason))
    if len(found) < len(figures):
        status = "missing"
        absent = ", ".join(category for category, figure in figures.items() if not figure)
        reasons.append(f"the {absent} was not supplied")
    editions = sorted({edition for figure in found for edition in figure.editions})
    return [(area, period, edition, status, "; ".join(reasons)) for edition in editions]


def _require_known(select: Select, indicator: Indicator) -> None:
    unknown = sorted(set(select) - set(COLUMNS))
    if unknown or not select.get("indicator_id"):
        message = f"{indicator.id} selects partner returns by {', '.join(unknown) or 'no indicator_id'}"
        raise DataError(Problem(message, hint=f"Known: {', '.join(COLUMNS)}"))


def _strictest(rows: Sequence[ReturnRow]) -> Audience:
    """The narrowest audience that a supplier named for any of the rows; public for none."""
    return max((row.sensitivity for row in rows), key=AUDIENCES.index, default="public")


def _read_row(row: Any, area_code: str) -> ReturnRow:
    return ReturnRow(
        supplier=row.supplier,
        indicator_id=row.indicator_id,
        version=str(row.definition_version),
        area_code=area_code,
        period=row.period,
        period_type=row.period_type,
        breakdown=row.breakdown or "",
        part=row.breakdown_value or "",
        measure=row.measure,
        value=None if row.value is None or row.value != row.value else float(row.value),
        status=row.status,
        missing_reason=row.missing_reason or "",
        sensitivity=row.sensitivity,
        edition=row.edition,
    )
