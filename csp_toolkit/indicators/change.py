"""The change between two periods of one area: tested, with an interval, and with words that say no more.

What is compared are two *rates per person and day*: the exposure of a count is its population times the
days of its period, so that a leap day or a larger population is no rise. The percent change of the counts
is kept beside it, but the interval, the test and the verdict belong to the rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from csp_toolkit.indicators.catalogue import Break
from csp_toolkit.indicators.intervals import WILSON, ratio_interval, ratio_p_value
from csp_toolkit.indicators.results import Result

Verdict = Literal["clear rise", "clear fall", "no clear change", "cannot say"]
"""The only four things that may be said of a change."""

SIGNIFICANCE = 0.05
"""The share of false alarms below which a change is clear."""
MINIMUM_BASE = 50
"""A smaller base count has no percent change: the difference alone."""
FEWEST_TO_BE_CLEAR = 6
"""Fewer events in both periods together cannot be a clear change, however they fall: 2 x 0.5 ** 5 > 0.05."""

SAME_QUARTER_LAST_YEAR = "the same quarter last year"
TWELVE_MONTHS_BEFORE = "the 12 months before"

METHOD_CAVEAT = (
    "Intervals and tests treat offences as independent of each other. Real offences cluster and repeat, "
    "so true uncertainty is wider than shown. Treat a change near the limit with caution."
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A result against that of the same indicator and area in an earlier period, named by ``comparator``.

    ``difference`` is the count less the base count; ``percent_change`` is that of the *counts*, ``None`` on a
    base below ``MINIMUM_BASE``. ``ratio`` is that of the *rates* per person and day, with its interval. The
    ratio and its upper end are ``None`` where the base is zero, all three where both counts are.
    ``p_value`` is that of one test alone; ``q_value`` allows for all tests of a report, once
    ``adjust_for_many_looks`` saw them together. ``dispersion`` is how much more than Poisson counts vary:
    ``None``, as it is not estimated yet. ``reason`` says why nothing can be said, or what a reader should
    know about the verdict, in parts separated by "; ".

    Raises ``ValueError`` for ``cannot say`` with a figure or without a reason, and for any other verdict
    without its figures.
    """

    current: Result
    baseline: Result
    comparator: str
    difference: int | None
    percent_change: float | None
    ratio: float | None
    ratio_lower: float | None
    ratio_upper: float | None
    p_value: float | None
    q_value: float | None
    verdict: Verdict
    reason: str
    dispersion: float | None = None

    def __post_init__(self) -> None:
        if self.verdict not in get_args(Verdict):
            raise ValueError(f'"{self.verdict}" is not a verdict')
        said = self.verdict != "cannot say"
        if said and (self.difference is None or self.p_value is None):
            raise ValueError(f'"{self.verdict}" without its figures')
        ratios = (self.ratio, self.ratio_lower, self.ratio_upper)
        figures = (self.difference, self.percent_change, *ratios, self.p_value, self.q_value)
        if not said and any(figure is not None for figure in figures):
            raise ValueError('a figure beside "cannot say"')
        if not said and not self.reason.strip():
            raise ValueError('"cannot say" without a reason')

    @property
    def rate_change(self) -> tuple[float, float, float] | None:
        """The percent change of the rate with its lower and upper end: the percentage that is printed.

        ``None`` where no percentage may be: on a base below ``MINIMUM_BASE``, and where nothing can be said.
        """
        if self.percent_change is None or self.ratio is None:
            return None
        if self.ratio_lower is None or self.ratio_upper is None:
            return None
        return 100 * (self.ratio - 1), 100 * (self.ratio_lower - 1), 100 * (self.ratio_upper - 1)


def compare_results(
    current: Result, baseline: Result, comparator: str, *, breaks: Sequence[Break] = ()
) -> Comparison:
    """Compare a result with that of an earlier period, which ``comparator`` names in words.

    ``cannot say``, with the reason, where either has no figure or where one of ``breaks`` lies between
    them. Any other verdict is that of a single test until ``adjust_for_many_looks`` has seen all of a report.

    Raises ``ValueError`` where the two are not one statistic of one area in two separate periods of a kind.
    """
    _require_comparable(current, baseline)
    reasons = [
        *_reasons_without_figures(current, baseline),
        *(found.reason for found in breaks if _crosses(current, baseline, found)),
    ]
    if reasons:
        return _cannot_say(current, baseline, comparator, reasons)
    exposed = *_count_and_exposure(current), *_count_and_exposure(baseline)
    lower, upper = ratio_interval(*exposed, confidence=current.confidence)
    p_value = ratio_p_value(*exposed)
    count, exposure, base, base_exposure = exposed
    return Comparison(
        current=current,
        baseline=baseline,
        comparator=comparator,
        difference=count - base,
        percent_change=100 * (count - base) / base if base >= MINIMUM_BASE else None,
        ratio=count / exposure * base_exposure / base if base else None,
        ratio_lower=lower,
        ratio_upper=upper,
        p_value=p_value,
        q_value=None,
        verdict=judge(p_value, lower, upper),
        reason="; ".join(_remarks(current, baseline, breaks)),
    )


def adjust_for_many_looks(comparisons: Sequence[Comparison]) -> list[Comparison]:
    """The same comparisons with ``q_value`` and verdict after Benjamini and Hochberg's correction (1995).

    The family is everything given that was tested, so give all comparisons of a report at once. Those of
    which nothing can be said were not tested and come back as they are. Doing it twice changes nothing.
    """
    from statsmodels.stats.multitest import multipletests

    p_values = [c.p_value for c in comparisons if c.p_value is not None]
    if not p_values:
        return list(comparisons)
    q_values = iter(multipletests(p_values, method="fdr_bh")[1])
    return [c if c.p_value is None else _adjusted(c, float(next(q_values))) for c in comparisons]


def judge(p_value: float, ratio_lower: float | None, ratio_upper: float | None) -> Verdict:
    """The verdict on a ratio: clear only where the test says so and the interval leaves out 1.

    The test is exact and the interval is not, so at the edge they can differ; then nothing clear is claimed.
    """
    if p_value < SIGNIFICANCE and ratio_lower is not None and ratio_lower > 1:
        return "clear rise"
    if p_value < SIGNIFICANCE and ratio_upper is not None and ratio_upper < 1:
        return "clear fall"
    return "no clear change"


def _adjusted(comparison: Comparison, q_value: float) -> Comparison:
    verdict = judge(q_value, comparison.ratio_lower, comparison.ratio_upper)
    return replace(comparison, q_value=q_value, verdict=verdict)


def _cannot_say(current: Result, baseline: Result, comparator: str, reasons: Sequence[str]) -> Comparison:
    reason = "; ".join(dict.fromkeys(reasons))
    nothing = (None,) * 7
    return Comparison(current, baseline, comparator, *nothing, "cannot say", reason)


def _count_and_exposure(result: Result) -> tuple[int, float]:
    """The count, and the person-days it happened in; days alone for a plain count."""
    if result.numerator is None:
        raise ValueError(f"{result.indicator_id} in {result.period.label} has no count")
    return result.numerator, (result.denominator or 1.0) * result.period.days


def _require_comparable(current: Result, baseline: Result) -> None:
    faults = []
    if (current.indicator_id, current.area.code) != (baseline.indicator_id, baseline.area.code):
        faults.append("they are not one indicator in one area")
    if type(current.period) is not type(baseline.period):
        faults.append("their periods are not of one kind")
    if baseline.period.end >= current.period.start:
        faults.append("the baseline does not end before the other begins")
    if WILSON in (current.method, baseline.method):
        faults.append("a proportion is not compared as a rate")
    have_values = current.has_value and baseline.has_value
    if have_values and (current.denominator is None) != (baseline.denominator is None):
        faults.append("only one of them has a denominator")
    if faults:
        names = (f"{r.indicator_id}, {r.area.name}, {r.period.label}" for r in (current, baseline))
        raise ValueError(f"cannot compare {' with '.join(names)}: {'; '.join(faults)}")


def _reasons_without_figures(current: Result, baseline: Result) -> list[str]:
    """Why there is no figure, once where it holds for both periods."""
    empty = [result for result in (current, baseline) if not result.has_value]
    shared = len(empty) == 2 and current.status_reason == baseline.status_reason
    reasons = []
    for result in empty:
        if result.status == "missing":
            reasons.append(result.status_reason)
        else:
            figure = "the figures are" if shared else f"the figure for {result.period.long_label} is"
            reasons.append(f"{figure} {result.status.replace('_', ' ')}: {result.status_reason}")
    return reasons


def _crosses(current: Result, baseline: Result, found: Break) -> bool:
    """Whether the two hold months on both sides of a break, in either period or between them."""
    months = (*baseline.period.months, *current.period.months)
    return min(months) <= found.after and max(months) >= found.before


def _may_cross(current: Result, baseline: Result, found: Break) -> bool:
    """Whether a month lies where the break happened, on a day that is not known."""
    months = (*baseline.period.months, *current.period.months)
    return any(found.after < month < found.before for month in months)


def _remarks(current: Result, baseline: Result, breaks: Sequence[Break]) -> list[str]:
    """What a reader should know although a verdict is given."""
    total = (current.numerator or 0) + (baseline.numerator or 0)
    remarks = [
        f"the figure for {result.period.long_label} is provisional: {result.status_reason}"
        for result in (current, baseline)
        if result.status == "provisional"
    ]
    if total == 0:
        remarks.append("none in either period")
    elif total < FEWEST_TO_BE_CLEAR:
        remarks.append("too few for any change to be clear")
    remarks += [
        f"this series changed level at an unknown date between {found.after.long_label} "
        f"and {found.before.long_label}"
        for found in breaks
        if _may_cross(current, baseline, found)
    ]
    return remarks
