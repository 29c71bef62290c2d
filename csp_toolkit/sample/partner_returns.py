"""Partner returns: figures that only members of the partnership hold, a tidy CSV file for each supplier."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from csp_toolkit.periods import FinancialYear, Period, Quarter
from csp_toolkit.sample.calibration import (
    ASB,
    CRIME_TYPES,
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
    FIRST_TIME_ENTRANTS,
    NUISANCE_ASB_BEFORE,
    POLICE,
    PROBATION,
    RESTORATIVE_JUSTICE,
    SECOND_STRANDS_PERCENT,
    SERIES,
    SEX_OR_GENDER_FROM,
    STRAND_WEIGHTS,
    STRANDS,
    TRAINING,
    UNABLE_TO_SUPPORT,
    VAWG_A_QUARTER,
    VICTIMS,
    YOUTH_CASELOAD,
    YOUTH_JUSTICE,
)
from csp_toolkit.sample.partner_rows import HEADER, Figure
from csp_toolkit.sample.partner_snapshots import snapshot_figures
from csp_toolkit.sample.seeded import Stream, Whole, pick, share_out

Value = TypeVar("Value")
FILES = {
    POLICE: "essex_police_2025-04.csv",
    COUNCIL: "thurrock_council_2025-04.csv",
    PROBATION: "probation_service_2025-04.csv",
    YOUTH_JUSTICE: "youth_justice_service_2025-04.csv",
}
QUARTERS = tuple(Quarter(year, number) for year in range(2021, 2025) for number in range(1, 5))


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
    for part in (_hate_crime, _asb, _domestic_abuse, snapshot_figures, _series, _splits, _justice, _yearly):
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
    for quarter in QUARTERS:
        total = VAWG_A_QUARTER + int(Stream(f"victims {quarter.label}").below(60, 1)[0])
        parts = share_out(total, np.array(list(VICTIMS.values()), dtype=np.int64)).tolist()
        for part, count in zip((*VICTIMS, "all"), (*parts, total), strict=True):
            yield Figure(
                POLICE, "vawg_offence_list_victims", quarter, count, breakdown="victim_sex", part=part,
                provisional=quarter == QUARTERS[-1],
                note="a list of offences of the partnership; not only female victims",
            )  # fmt: skip


def _by_quarter(values: Sequence[Value]) -> Iterator[tuple[Quarter, Value]]:
    """Each value with its quarter; the last is of the sample's last quarter."""
    return zip(QUARTERS[-len(values) :], values, strict=True)


def _series() -> Iterator[Figure]:
    for series in SERIES:
        for quarter, count in _by_quarter(series.counts):
            value, reason = (count, "") if isinstance(count, int) else (None, count)
            yield Figure(
                series.supplier, series.indicator_id, quarter, value, reason, note=series.note
            )  # fmt: skip


def _splits() -> Iterator[Figure]:
    """Counts that come in parts which leave nobody out, and their sum."""
    for indicator, pairs in TRAINING.items():
        for quarter, (inside, partners) in _by_quarter(pairs):
            yield from _parts(indicator, quarter, "organisation", {"council": inside, "partners": partners})
    for quarter, row in _by_quarter(list(zip(*UNABLE_TO_SUPPORT.values(), strict=True))):
        counts = dict(zip(UNABLE_TO_SUPPORT, row, strict=True))
        yield from _parts("safe_accommodation_households_unable_to_support", quarter, "reason", counts)


def _parts(indicator: str, quarter: Quarter, breakdown: str, counts: Mapping[str, int]) -> Iterator[Figure]:
    for part, count in (*counts.items(), ("all", sum(counts.values()))):
        yield Figure(COUNCIL, indicator, quarter, count, breakdown=breakdown, part=part)


def _justice() -> Iterator[Figure]:
    """Positive outcomes of restorative justice, of the referrals closed in the quarter."""
    for quarter, pair in _by_quarter(RESTORATIVE_JUSTICE):
        yield from _proportion(POLICE, "restorative_justice_positive_share", quarter, pair)


def _proportion(supplier: str, indicator: str, period: Period, pair: tuple[int, int]) -> Iterator[Figure]:
    for measure, value in zip(("numerator", "denominator"), pair, strict=True):
        yield Figure(supplier, indicator, period, value, measure=measure)


def _yearly() -> Iterator[Figure]:
    """The youth justice service's years, of which the last is not there yet, and what residents say."""
    for part, counts in YOUTH_CASELOAD.items():
        yield from _youth(
            "youth_justice_caseload", counts, "offence", part, "a caseload; not first-time entrants"
        )
    yield from _youth("youth_first_time_entrants", FIRST_TIME_ENTRANTS, note="not a caseload")
    for step, pair in enumerate(CONFIDENCE):
        yield from _proportion(COUNCIL, "confidence_in_police", FinancialYear(2020 + step), pair)


def _youth(
    indicator: str, counts: Sequence[int], breakdown: str = "", part: str = "", note: str = ""
) -> Iterator[Figure]:
    for step, count in enumerate((*counts, None)):
        yield Figure(
            YOUTH_JUSTICE, indicator, FinancialYear(2021 + step), count,
            "not_yet_available" if count is None else "", breakdown=breakdown, part=part, note=note,
        )  # fmt: skip
