"""A row of a partner return: the columns of the toolkit's own layout, and how a missing number is put."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from csp_toolkit.periods import Period, Quarter
from csp_toolkit.sample.counts import THURROCK
from csp_toolkit.sample.places import DISTRICTS

HEADER = (
    "supplier", "indicator_id", "definition_version", "area_code", "geography_vintage", "period_start",
    "period_end", "period_type", "breakdown", "breakdown_value", "measure", "value", "status",
    "missing_reason", "data_as_at", "sensitivity", "note",
)  # fmt: skip
DATA_AS_AT = date(2025, 4, 25)
WITHOUT_VALUE = {"small_number": "suppressed", "withheld": "suppressed"}
"""Status by reason; every other reason goes with "missing"."""
SENSITIVITY = {
    "locality_action_group_referrals": "partnership",
    "hate_crime_reports_by_business": "partnership",
    "young_people_at_risk": "partnership",
    "integrated_offender_management_cohort": "partnership",
    "nrm_referrals_as_first_responder": "restricted",
}
"""Figures that their suppliers do not give to everybody. All others are public: the plan published most of
them, or they count the partners' own work; small numbers are still withheld from a public page."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of a return. A number that is not there has a reason; 0 was counted."""

    supplier: str
    indicator_id: str
    period: Period | date
    value: int | None
    missing_reason: str = ""
    area_code: str = DISTRICTS[THURROCK].csp_code
    breakdown: str = ""
    part: str = ""
    measure: str = "count"
    provisional: bool = False
    note: str = ""

    def cells(self) -> tuple[str, ...]:
        """The row as it stands in the file."""
        start, end, kind = _span(self.period)
        status = "provisional" if self.provisional else "published"
        if self.value is None:
            status = WITHOUT_VALUE.get(self.missing_reason, "missing")
        return (
            self.supplier, self.indicator_id, "1", self.area_code, "2024", str(start), str(end), kind,
            self.breakdown, self.part, self.measure, "" if self.value is None else str(self.value), status,
            self.missing_reason, DATA_AS_AT.isoformat(), SENSITIVITY.get(self.indicator_id, "public"),
            self.note,
        )  # fmt: skip


def _span(period: Period | date) -> tuple[date, date, str]:
    """First and last day, and kind; a day is a snapshot."""
    if isinstance(period, date):
        return period, period, "snapshot"
    return period.start, period.end, "quarter" if isinstance(period, Quarter) else "financial_year"
