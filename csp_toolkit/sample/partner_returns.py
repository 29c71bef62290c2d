"""Partner returns: figures that only members of the partnership hold, a tidy CSV file for each supplier."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from csp_toolkit.periods import FinancialYear, Period, Quarter
from csp_toolkit.sample.calibration import (
    ASB,
    COUNTY_LINES,
    CRIME_TYPES,
    DRUG_LINES,
    HATE_CRIME_AFTER,
    HATE_CRIME_BEFORE,
    NUISANCE_ASB_AFTER,
    QUARTERS_TO_2022_09,
    QUARTERS_TO_2023_09,
)
from csp_toolkit.sample.counts import THURROCK, monthly_counts
from csp_toolkit.sample.partner_figures import (
    CONFIDENCE,
    COUNCIL,
    DOMESTIC_ABUSE,
    NUISANCE_ASB_BEFORE,
    POLICE,
    PROBATION,
    SECOND_STRANDS_PERCENT,
    SERIES,
    SEX_OR_GENDER_FROM,
    STRAND_WEIGHTS,
    STRANDS,
    SUPERVISED,
    SUPERVISED_FOR_VIOLENCE,
    THIS_YEAR,
    TRAINING,
    UNABLE_TO_SUPPORT,
    VAWG_A_QUARTER,
    VICTIMS,
    YOUTH_CASELOAD,
    YOUTH_JUSTICE,
)
from csp_toolkit.sample.places import DISTRICTS
from csp_toolkit.sample.seeded import Stream, Whole, pick, share_out

HEADER = (
    "supplier", "indicator_id", "definition_version", "area_code", "geography_vintage", "period_start",
    "period_end", "period_type", "breakdown", "breakdown_value", "measure", "value", "status",
    "missing_reason", "data_as_at", "sensitivity", "note",
)  # fmt: skip
FILES = {
    POLICE: "essex_police_2025-04.csv",
    COUNCIL: "thurrock_council_2025-04.csv",
    PROBATION: "probation_service_2025-04.csv",
    YOUTH_JUSTICE: "youth_justice_service_2025-04.csv",
}
DATA_AS_AT = date(2025, 4, 25)
QUARTERS = tuple(Quarter(year, number) for year in range(2021, 2025) for number in range(1, 5))
WITHOUT_VALUE = {"small_number": "suppressed", "withheld": "suppressed"}
"""Status by reason; every other reason goes with "missing"."""
SNAPSHOT = date(2023, 9, 30)
"""The end of the plan's last twelve months, on which lines and caseloads are counted."""


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
    sensitivity: str = "partnership"
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
            self.missing_reason, DATA_AS_AT.isoformat(), self.sensitivity, self.note,
        )  # fmt: skip


def _span(period: Period | date) -> tuple[date, date, str]:
    """First and last day, and kind; a day is a snapshot."""
    if isinstance(period, date):
        return period, period, "snapshot"
    return period.start, period.end, "quarter" if isinstance(period, Quarter) else "financial_year"


def write_partner_returns(folder: Path) -> None:
    """Write a file for each supplier into ``folder``/partner_returns."""
    target = folder / "partner_returns"
    target.mkdir(parents=True, exist_ok=True)
    figures = list(all_figures())
    for supplier, name in FILES.items():
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(figure.cells() for figure in figures if figure.supplier == supplier)
        (target / name).write_bytes(text.getvalue().encode("ascii"))


def all_figures() -> Iterator[Figure]:
    """Every figure of every supplier, always in one order."""
    for part in (_hate_crime, _asb, _domestic_abuse, _lines, _series, _splits, _caseloads, _yearly):
        yield from part()


def _quarterly(name: str, before: int, after: int) -> Whole:
    """Counts for QUARTERS: both calibrated runs of four come out exactly, the others are close to them."""
    weights = 95 + Stream(name).below(15, len(QUARTERS))
    counts = after * weights // 408
    counts[:2] = before * weights[:2] // 408
    for run, total in ((QUARTERS_TO_2022_09, before), (QUARTERS_TO_2023_09, after)):
        place = slice(QUARTERS.index(run[0]), QUARTERS.index(run[-1]) + 1)
        counts[place] = share_out(total, weights[place])
    return counts


def _hate_crime() -> Iterator[Figure]:
    """The total of each quarter, then its strands, which overlap; the last quarter is provisional."""
    totals = _quarterly("hate crime", HATE_CRIME_BEFORE.value, HATE_CRIME_AFTER.value)
    for quarter, total in zip(QUARTERS, totals.tolist(), strict=True):
        last = quarter == QUARTERS[-1]
        yield Figure(POLICE, "hate_crime_offences", quarter, total, provisional=last)
        for strand, count in zip(STRANDS, _strand_counts(quarter, total), strict=True):
            collected = strand != STRANDS[-1] or quarter >= SEX_OR_GENDER_FROM
            yield Figure(
                POLICE, "hate_crime_offences", quarter, count if collected else None,
                "" if collected else "not_collected", breakdown="strand", part=strand,
                provisional=last and collected,
            )  # fmt: skip


def _strand_counts(quarter: Quarter, total: int) -> list[int]:
    weights = np.array(STRAND_WEIGHTS, dtype=np.int64)
    if quarter < SEX_OR_GENDER_FROM:
        weights[-1] = 0
    drawn = total + total * SECOND_STRANDS_PERCENT // 100
    strands = pick(Stream(f"hate crime strands {quarter.label}"), weights, drawn)
    counts: list[int] = np.bincount(strands, minlength=len(STRANDS)).tolist()
    return counts


def _asb() -> Iterator[Figure]:
    """Incidents by category, which leave none out; the total is that of the street-level files."""
    totals = monthly_counts()[:, THURROCK, CRIME_TYPES.index(ASB)].reshape(-1, 3).sum(axis=1)
    nuisance = totals * 57 // 100
    calibrated = ((QUARTERS_TO_2022_09, NUISANCE_ASB_BEFORE), (QUARTERS_TO_2023_09, NUISANCE_ASB_AFTER.value))
    for run, total in calibrated:
        place = slice(QUARTERS.index(run[0]), QUARTERS.index(run[-1]) + 1)
        nuisance[place] = share_out(total, totals[place])
    personal = (totals - nuisance) * 2 // 3
    environmental = totals - nuisance - personal
    parts = {"nuisance": nuisance, "personal": personal, "environmental": environmental, "all": totals}
    for step, quarter in enumerate(QUARTERS):
        for part, counts in parts.items():
            yield Figure(POLICE, "asb_incidents", quarter, int(counts[step]), breakdown="category", part=part)


def _domestic_abuse() -> Iterator[Figure]:
    counts = _quarterly("domestic abuse", *DOMESTIC_ABUSE)
    for quarter, count in zip(QUARTERS, counts.tolist(), strict=True):
        yield Figure(POLICE, "domestic_abuse_offences", quarter, count, provisional=quarter == QUARTERS[-1])
    for quarter in QUARTERS[-8:]:
        total = VAWG_A_QUARTER + int(Stream(f"victims {quarter.label}").below(60, 1)[0])
        parts = share_out(total, np.array(list(VICTIMS.values()), dtype=np.int64)).tolist()
        for part, count in zip((*VICTIMS, "all"), (*parts, total), strict=True):
            yield Figure(
                POLICE, "vawg_offence_list_victims", quarter, count, breakdown="victim_sex", part=part,
                note="a list of offences of the partnership; not only female victims",
            )  # fmt: skip


def _lines() -> Iterator[Figure]:
    """Lines known to be operating: the first is an explicit zero."""
    for indicator, known in (("county_lines_operating", COUNTY_LINES), ("drug_lines_operating", DRUG_LINES)):
        yield Figure(POLICE, indicator, SNAPSHOT, known.value, sensitivity="restricted")


def _series() -> Iterator[Figure]:
    for series in SERIES:
        quarter = series.first
        for count in series.counts:
            yield Figure(
                series.supplier, series.indicator_id, quarter, count,
                "not_received" if count is None else "", sensitivity=series.sensitivity, note=series.note,
            )  # fmt: skip
            last = quarter.quarter == 4
            quarter = Quarter(quarter.start_year + last, 1 if last else quarter.quarter + 1)


def _splits() -> Iterator[Figure]:
    """Counts of 2024-25 that come in parts which leave nobody out, and their sum."""
    for indicator, pairs in TRAINING.items():
        for number, (inside, partners) in enumerate(pairs, start=1):
            parts = {"council": inside, "partners": partners, "all": inside + partners}
            for part, count in parts.items():
                yield Figure(
                    COUNCIL, indicator, Quarter(THIS_YEAR.start_year, number), count,
                    breakdown="organisation", part=part,
                )  # fmt: skip
    for number in range(1, 5):
        counts = {reason: row[number - 1] for reason, row in UNABLE_TO_SUPPORT.items()}
        for part, count in (*counts.items(), ("all", sum(counts.values()))):
            yield Figure(
                COUNCIL, "safe_accommodation_households_unable_to_support",
                Quarter(THIS_YEAR.start_year, number), count, breakdown="reason", part=part,
            )  # fmt: skip


def _caseloads() -> Iterator[Figure]:
    """People supervised in each partnership of Essex, so that a rank can be told, and those for violence."""
    for district in DISTRICTS:
        violent = SUPERVISED_FOR_VIOLENCE[district.name]
        for measure, value in (("numerator", violent), ("denominator", SUPERVISED[district.name])):
            yield Figure(
                PROBATION, "probation_caseload_violence", SNAPSHOT, value,
                "small_number" if value is None else "", area_code=district.csp_code, measure=measure,
            )  # fmt: skip


def _yearly() -> Iterator[Figure]:
    for part, counts in YOUTH_CASELOAD.items():
        for step, count in enumerate((*counts, None)):
            yield Figure(
                YOUTH_JUSTICE, "youth_justice_caseload", FinancialYear(2021 + step), count,
                "not_yet_available" if count is None else "", breakdown="offence", part=part,
                note="a caseload; not first-time entrants",
            )  # fmt: skip
    for step, pair in enumerate(CONFIDENCE):
        for measure, value in zip(("numerator", "denominator"), pair, strict=True):
            yield Figure(
                COUNCIL, "confidence_in_police", FinancialYear(2020 + step), value, measure=measure,
                sensitivity="public",
            )  # fmt: skip
