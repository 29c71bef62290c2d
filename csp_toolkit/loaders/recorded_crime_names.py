"""Names in the Home Office's recorded crime tables: columns, spellings of offence groups, bodies.

Every spelling here was published at some time. What is not in these tables stays as published.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from csp_toolkit.area_names import area_key
from csp_toolkit.loaders.csv_reader import CsvColumn
from csp_toolkit.loaders.table_files import TableShape
from csp_toolkit.periods import Quarter


def _text(name: str, *published_as: str) -> CsvColumn:
    return CsvColumn(name, "VARCHAR", published_as)


SHAPE = TableShape(
    required=(
        _text("year", "financial_year"),
        _text("quarter_number", "financial_quarter", "quarter"),
        _text("force_name", "police_force", "force_name", "police_force_name", "police_force_area"),
        _text("offence_description", "offence_description"),
        _text("offence_group", "offence_group"),
        _text("offence_subgroup", "offence_subgroup", "offence_sub_group"),
        _text("offence_code", "offence_code"),
        _text("number", "offence_count", "number_of_offences"),
    ),
    optional=(_text("csp_name", "csp_name", "community_safety_partnership", "csp"),),
    sheets=re.compile(r"^\s*(19|20)\d\d\s*[-_/ ]\s*(\d\d|\d{4})\s*$|\bdata\b|prc", re.IGNORECASE),
    absent=("outcome_type", "outcome_group", "outcome_description", "force_outcome"),
)


@dataclass(frozen=True, slots=True)
class OtherBody:
    """A body that records offences and is no territorial police force, and why it stands apart."""

    name: str
    reason: str


OTHER_BODIES = (
    OtherBody("British Transport Police", "crimes on the railway, of no police force area"),
    OtherBody("Action Fraud", "fraud reported nationally"),
    OtherBody("Report Fraud", "the successor of Action Fraud"),
    OtherBody("National Fraud Intelligence Bureau", "fraud reported nationally"),
    OtherBody("CIFAS", "fraud reported by industry"),
    OtherBody("Financial Fraud Action UK", "fraud reported by industry"),
    OtherBody("FFA UK", "fraud reported by industry, older short form"),
    OtherBody("UK Finance", "fraud reported by industry, successor of Financial Fraud Action UK"),
)
_OTHER_KEYS = frozenset(area_key(body.name) for body in OTHER_BODIES)

OFFENCE_SPELLINGS = (
    "Violence against the person",
    "Homicide",
    "Violence with injury",
    "Violence without injury",
    "Stalking and harassment",
    "Death or serious injury caused by illegal driving",
    "Sexual offences",
    "Rape",
    "Other sexual offences",
    "Robbery",
    "Robbery of business property",
    "Robbery of personal property",
    "Theft offences",
    "Domestic burglary",
    "Non-domestic burglary",
    "Bicycle theft",
    "Shoplifting",
    "Theft from the person",
    "Theft from a vehicle",
    "Theft of a motor vehicle",
    "Vehicle interference",
    "Other theft offences",
    "Criminal damage and arson",
    "Criminal damage",
    "Arson",
    "Drug offences",
    "Possession of drugs",
    "Trafficking of drugs",
    "Possession of weapons offences",
    "Public order offences",
    "Miscellaneous crimes against society",
    "Fraud offences",
)
OTHER_SPELLINGS = {
    "Miscellaneous crimes": "Miscellaneous crimes against society",
    "Rape offences": "Rape",
    "All other theft offences": "Other theft offences",
}
"""Names that mean the same under another spelling. Burglary's categories of 2017 and of 2023 do not,
and stay apart."""
_CANONICAL = {name.lower(): name for name in OFFENCE_SPELLINGS} | {
    published.lower(): name for published, name in OTHER_SPELLINGS.items()
}
_YEAR = re.compile(r"(\d{4})\s*[/\-_\u2013 ]\s*(\d{4}|\d\d)", re.ASCII)
_QUARTER = re.compile(r"(?:Q(?:uarter)?\s*)?([1-4])", re.ASCII | re.IGNORECASE)
_OUTCOME_ONLY = re.compile(r"\(\s*outcomes?\s+only\s*\)", re.IGNORECASE)
_UNASSIGNED = re.compile(r"^\s*unassigned\b", re.IGNORECASE)


def canonical_offence(name: str) -> str:
    """An offence group or subgroup in the spelling used here; an unknown one as published."""
    plain = " ".join(name.split())
    return _CANONICAL.get(plain.lower(), plain)


def read_quarter(year: str, number: str) -> str | None:
    """The label of a quarter written "2017/18", "2017-18" or "2017/2018" and "1" or "Q1"; None for others."""
    years, quarter = _YEAR.fullmatch(year.strip()), _QUARTER.fullmatch(number.strip())
    if not years or not quarter:
        return None
    start, end = int(years[1]), int(years[2])
    if end not in (start + 1, (start + 1) % 100) or not 1990 <= start <= 2198:
        return None
    return Quarter(start, int(quarter[1])).label


def is_outcome_only(description: str) -> bool:
    """Whether a row stands only because outcomes refer to an offence that is no longer recorded."""
    return bool(_OUTCOME_ONLY.search(description))


def why_set_apart(force_name: str, csp_name: str, description: str) -> str:
    """Why a row belongs to no partnership's or force's total; empty where it does."""
    if area_key(force_name) in _OTHER_KEYS:
        return "not a territorial force"
    if _UNASSIGNED.match(csp_name):
        return "unassigned"
    return "outcome only" if is_outcome_only(description) else ""
