"""Names in the Home Office's fire statistics: columns, incident types, causes, months.

Confirmed in public code that reads the files: FINANCIAL_YEAR, FRS_NAME (later FRS_TERRITORY,
FRS_NAME_TERRITORY), E_CODE, INCIDENT_TYPE, TOTAL_INCIDENTS, MONTH_NAME, LSOA_CODE,
ACCIDENTAL_OR_DELIBERATE, BUILDING_OR_PROPERTY_TYPE. The page on the dataset says what is not.
"""

from __future__ import annotations

import re

from csp_toolkit.loaders.csv_reader import CsvColumn
from csp_toolkit.loaders.table_files import TableShape
from csp_toolkit.periods import FinancialYear, Quarter


def _text(name: str, *published_as: str) -> CsvColumn:
    return CsvColumn(name, "VARCHAR", published_as)


YEAR = _text("year", "financial_year", "year")
SERVICE = _text("service_name", "frs_name", "frs_territory", "frs_name_territory", "frs_territory_name")
SERVICE_CODE = _text("service_code", "e_code", "frs_code", "frs_e_code", "frs_territory_e_code")
QUARTER = _text("quarter_number", "quarter", "financial_quarter", "quarter_name")
INCIDENT_TYPE = _text("incident_type", "incident_type", "incident_type_description")
CAUSE = _text("cause", "accidental_or_deliberate", "motive")
SHEETS = re.compile(r"data|(19|20)\d\d\s*[-_/ ]?\s*(\d\d|\d{4})", re.IGNORECASE)
"""One sheet called Data, or one for each year: "202021", "2020-21"."""

NUMBER = _text("number", "total_incidents", "number_of_incidents", "incidents", "count")
DETAILS = (
    SERVICE_CODE,
    QUARTER,
    CAUSE,
    _text("month_name", "month_name", "month"),
    _text("property_type", "building_or_property_type", "property_type_detailed_d", "property_type"),
    _text("small_area_code", "lsoa_code"),
    _text("small_area_name", "lsoa_description", "lsoa_name"),
    _text("district_code", "la_code", "local_authority_code", "district_code"),
)
TOTALS = TableShape(
    required=(YEAR, SERVICE, INCIDENT_TYPE, NUMBER),
    optional=DETAILS,
    sheets=SHEETS,
    absent=("lsoa_code", "offence_code"),
)
INCIDENTS = TableShape(
    required=(YEAR,),
    optional=(SERVICE, INCIDENT_TYPE, *DETAILS),
    sheets=SHEETS,
    absent=(*NUMBER.published_as, "offence_code"),
)

ACCIDENTAL, DELIBERATE, NOT_KNOWN = "accidental", "deliberate", "not known"
_CAUSES = (
    (re.compile(r"deliberate", re.IGNORECASE), DELIBERATE),
    (re.compile(r"accidental", re.IGNORECASE), ACCIDENTAL),
    (re.compile(r"^(not known|unknown|not stated|unspecified|none recorded)?$", re.IGNORECASE), NOT_KNOWN),
)
_MONTHS = (
    "april", "may", "june", "july", "august", "september",
    "october", "november", "december", "january", "february", "march",
)  # fmt: skip
_YEAR = re.compile(r"(\d{4})\s*[/\-_\u2013 ]?\s*(\d{4}|\d\d)", re.ASCII)
_QUARTER = re.compile(r"(?:Q(?:uarter|tr)?\s*)?([1-4])(?:\b.*)?", re.ASCII | re.IGNORECASE)
_DWELLING = re.compile(r"(?:primary fires? (?:-|in) )?dwellings?(?: fires?)?", re.IGNORECASE)
_LARGER_AREAS = re.compile(
    r"(E92|E12|K0|W92)\d*|england( and wales)?|great britain|total|"
    r"(non-)?metropolitan( (fire|authorities|counties).*)?",
    re.IGNORECASE,
)


def read_cause(text: str) -> str | None:
    """Accidental, deliberate or not known; None for a text that says none of them."""
    plain = " ".join(text.split())
    return next((cause for pattern, cause in _CAUSES if pattern.search(plain)), None)


def read_period(year: str, quarter: str, month: str) -> str | None:
    """The label of the quarter where a quarter or a month is given, else that of the financial year."""
    years = _YEAR.fullmatch(year.strip())
    if not years or not 1990 <= int(years[1]) <= 2198:
        return None
    start, end = int(years[1]), int(years[2])
    if end not in (start + 1, (start + 1) % 100):
        return None
    if quarter.strip():
        found = _QUARTER.fullmatch(quarter.strip())
        return Quarter(start, int(found[1])).label if found else None
    if month.strip():
        return _quarter_of_month(start, month.strip().lower())
    return FinancialYear(start).label


def _quarter_of_month(start: int, month: str) -> str | None:
    places = [place for place, name in enumerate(_MONTHS) if month in (name, name[:3])]
    return Quarter(start, places[0] // 3 + 1).label if places else None


def is_dwelling_fire(incident_type: str) -> bool:
    """Whether an incident type is a primary fire in a dwelling.

    "Dwellings" (as the totals call it) and "Primary fire - dwelling" are; "Non-dwelling",
    "Other buildings", chimney and secondary fires are not, nor is what may be another building.
    """
    return bool(_DWELLING.fullmatch(" ".join(incident_type.split())))


def classify_dwelling_fire(incident_type: str, cause: str | None, has_causes: bool) -> str:
    """ "accidental" (cause accidental or not known), "deliberate" or "cause not published"; else empty."""
    if not is_dwelling_fire(incident_type):
        return ""
    if not has_causes:
        return "cause not published"
    return DELIBERATE if cause == DELIBERATE else ACCIDENTAL


def is_larger_area(code: str, name: str) -> bool:
    """Whether a row sums several fire and rescue services."""
    return any(_LARGER_AREAS.fullmatch(text.strip()) for text in (code, name))
