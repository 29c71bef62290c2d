"""A period against the average of the same period in several years before, which one odd year moves less."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from csp_toolkit.indicators.catalogue import Break
from csp_toolkit.indicators.change import (
    MINIMUM_BASE,
    Comparison,
    cannot_say,
    count_and_exposure,
    find_ratio,
    judge,
)
from csp_toolkit.indicators.comparability import find_reasons, find_remarks, require_separate_periods
from csp_toolkit.indicators.dispersion import Dispersion
from csp_toolkit.indicators.results import Result


def compare_with_average(
    current: Result,
    earlier: Sequence[Result],
    comparator: str,
    *,
    breaks: Sequence[Break] = (),
    dispersion: Dispersion | None = None,
) -> Comparison:
    """Compare a count or rate with the average of the same period in two or more years before.

    The rate is tested against that of all those years together: their counts over their person-days, by the
    method of ``compare_results``. ``difference`` and ``percent_change`` are those from the mean *count*,
    the difference to the nearest whole number, and there is no percent change where the mean is under
    ``MINIMUM_BASE``. ``baseline`` is the newest of the years and ``averaged`` holds all, the newest first. An
    average of fewer years than were asked for is another one: ``cannot say`` where any year has no figure.

    Raises ``ValueError`` for fewer than two years, for periods that overlap or are not of one season, and
    where ``compare_results`` does.
    """
    years = tuple(sorted(earlier, key=lambda result: result.period.start, reverse=True))
    _require_years(current, years)
    reasons = find_reasons((current, *years), breaks)
    if reasons:
        return cannot_say(current, years[0], comparator, reasons, averaged=years)
    count, exposure = count_and_exposure(current)
    counts, exposures = zip(*(count_and_exposure(year) for year in years), strict=True)
    found = find_ratio(count, exposure, sum(counts), sum(exposures), dispersion, current.confidence)
    mean = sum(counts) / len(counts)
    return Comparison(
        current=current,
        baseline=years[0],
        comparator=comparator,
        difference=round(count - mean),
        percent_change=100 * (count - mean) / mean if mean >= MINIMUM_BASE else None,
        ratio=found.ratio,
        ratio_lower=found.lower,
        ratio_upper=found.upper,
        p_value=found.p_value,
        q_value=None,
        verdict=judge(found.p_value, found.lower, found.upper),
        reason="; ".join(find_remarks((current, *years), breaks, dispersion.phi if dispersion else 1.0)),
        dispersion=dispersion.phi if dispersion else None,
        averaged=years,
    )


def _require_years(current: Result, years: Sequence[Result]) -> None:
    if len(years) < 2:
        raise ValueError(f"an average is of two years or more, not of {len(years)}")
    for year in years:
        require_separate_periods(current, year)
        if year.period.months[0].month != current.period.months[0].month:
            raise ValueError(f"{year.period.label} is not of the season of {current.period.label}")
    for later, before in pairwise(years):
        if before.period.end >= later.period.start:
            raise ValueError(f"{before.period.label} and {later.period.label} overlap")
