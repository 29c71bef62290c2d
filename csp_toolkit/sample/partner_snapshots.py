"""What partners count on a day: lines, caseloads and cohorts at the end of each quarter.

All numbers but those of 30 September 2023, the end of the plan's twelve months, are choices of ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from csp_toolkit.periods import Quarter
from csp_toolkit.sample.calibration import COUNTY_LINES, DRUG_LINES
from csp_toolkit.sample.partner_figures import COUNCIL, POLICE, PROBATION
from csp_toolkit.sample.partner_rows import Figure
from csp_toolkit.sample.places import DISTRICTS, District
from csp_toolkit.sample.seeded import Stream

FIRST = Quarter(2022, 2)
"""The quarter that ends a year before the plan's last twelve months do."""
QUARTERS = tuple(
    quarter
    for year in range(FIRST.start_year, 2025)
    for quarter in (Quarter(year, number) for number in range(1, 5))
    if quarter >= FIRST
)
DAY = date(2023, 9, 30)
"""The end of the plan's last twelve months, for which it gives lines and caseloads."""

COUNTS = {
    (POLICE, "county_lines_operating"): (2, 1, 1, 1, COUNTY_LINES.value, 0, 1, 0, 0, 1, 0),
    (POLICE, "drug_lines_operating"): (5, 5, 4, 4, DRUG_LINES.value, 2, 3, 4, 3, 3, 2),
    (COUNCIL, "young_people_at_risk"): (48, 46, 47, 44, 45, 43, 42, 44, 41, 39, 40),
    (PROBATION, "integrated_offender_management_cohort"): (52, 54, 55, 53, 56, 58, 57, 61, 63, 62, 64),
}
"""By day from the end of ``FIRST`` on."""

SUPERVISED = {
    "Basildon": 790, "Braintree": 420, "Brentwood": 190, "Castle Point": 240, "Chelmsford": 510,
    "Colchester": 610, "Epping Forest": 330, "Harlow": 300, "Maldon": 130, "Rochford": 185,
    "Southend-on-Sea": 905, "Tendring": 520, "Thurrock": 650, "Uttlesford": 140,
}  # fmt: skip
"""People supervised by probation on ``DAY``. Thurrock's are third highest, by number and for each adult."""
SUPERVISED_FOR_VIOLENCE = {
    "Basildon": 245, "Braintree": 122, "Brentwood": 51, "Castle Point": 70, "Chelmsford": 148,
    "Colchester": 189, "Epping Forest": 99, "Harlow": 96, "Maldon": None, "Rochford": 50,
    "Southend-on-Sea": 290, "Tendring": 156, "Thurrock": 208, "Uttlesford": 36,
}  # fmt: skip
"""Of whom for a violent crime; one partnership's number was too small to supply, on every day."""
MOST_DRIFT_PERCENT = 4
"""By how much at most a caseload of another day differs from that of ``DAY``."""


def snapshot_figures() -> Iterator[Figure]:
    """Every figure counted on a day: what Thurrock counts, then probation's in each partnership of Essex."""
    for (supplier, indicator), counts in COUNTS.items():
        for quarter, count in zip(QUARTERS, counts, strict=True):
            yield Figure(supplier, indicator, quarter.end, count)
    for quarter in QUARTERS:
        for district in DISTRICTS:
            yield from _caseload(district, quarter.end)


def _caseload(district: District, day: date) -> Iterator[Figure]:
    """Those supervised, so that a rank can be told, and those of them for violence."""
    supervised, violent = SUPERVISED[district.name], SUPERVISED_FOR_VIOLENCE[district.name]
    if day != DAY:
        percent = 100 - MOST_DRIFT_PERCENT + _below(2 * MOST_DRIFT_PERCENT + 1, f"{district.name} {day}")
        supervised = supervised * percent // 100
        violent = None if violent is None else violent * percent // 100
    for measure, value in (("numerator", violent), ("denominator", supervised)):
        yield Figure(
            PROBATION, "probation_caseload_violence", day, value, "small_number" if value is None else "",
            area_code=district.csp_code, measure=measure,
        )  # fmt: skip


def _below(limit: int, name: str) -> int:
    return int(Stream(f"probation caseload {name}").below(limit, 1)[0])
