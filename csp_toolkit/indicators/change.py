"""The change between two periods of one area: tested, with an interval, and with words that say no more.

What is compared are two *rates per person and day*: the exposure of a count is its population times the
days of its period, so that a leap day or a larger population is no rise. The percent change of the counts
is kept beside it, but the interval, the test and the verdict belong to the rate. Where it is known how much
more than by chance alone the series varies (``dispersion``), interval and test are widened by it.

Areas are set against each other in ``groups``, several years' average in ``averages`` and proportions in
``points``: all of them give a ``Comparison``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from csp_toolkit.indicators.catalogue import Break
from csp_toolkit.indicators.comparability import FEWEST_TO_BE_CLEAR as FEWEST_TO_BE_CLEAR
from csp_toolkit.indicators.comparability import find_reasons, find_remarks, require_separate_periods
from csp_toolkit.indicators.dispersion import Dispersion
from csp_toolkit.indicators.intervals import ratio_interval, ratio_p_value
from csp_toolkit.indicators.results import Result

Verdict = Literal["clear rise", "clear fall", "no clear change", "cannot say"]
"""The only four things that may be said of a change."""
Scale = Literal["percent", "ratio", "points"]
"""How a comparison is told: counts and rates over time in percent, rates of two areas as a ratio, and
proportions, whether of two periods or two areas, in percentage points."""

SIGNIFICANCE = 0.05
"""The share of false alarms below which a change is clear."""
MINIMUM_BASE = 50
"""A smaller base count has no percent change: the difference alone."""

SAME_QUARTER_LAST_YEAR = "the same quarter last year"
TWELVE_MONTHS_BEFORE = "the 12 months before"

METHOD_CAVEAT = (
    "Intervals and tests treat offences as independent of each other. Real offences cluster and repeat, "
    "so true uncertainty is wider than shown. Treat a change near the limit with caution."
)
"""Holds for comparisons whose ``dispersion`` is ``None``."""
DISPERSION_NOTE = (
    "Offences cluster and repeat, so counts vary more than by chance alone. How much more was estimated from "
    "earlier months, and intervals and tests allow for it."
)
"""Holds for comparisons whose ``dispersion`` is known."""

_WORDS_FOR_AREAS: dict[Verdict, str] = {
    "clear rise": "clearly higher",
    "clear fall": "clearly lower",
    "no clear change": "no clear difference",
    "cannot say": "cannot say",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A result against a baseline that ``comparator`` names: an earlier period, an average or other areas.

    ``scale`` says how it is told, and so which figures there are:

    - ``percent`` (counts and rates over time): ``difference`` is the count less the base count.
      ``percent_change`` is that of the *counts*, ``None`` on a base below ``MINIMUM_BASE``. ``ratio`` is that
      of the *rates* per person and day, with its interval.
    - ``ratio`` (rates of two areas): ``ratio`` and its interval, and ``value_difference`` in the unit of the
      indicator. Never a difference of counts or a percent change.
    - ``points`` (proportions): ``value_difference`` in percentage points, with its interval ``value_lower``
      and ``value_upper``. Never a ratio or a percent change, which would be a percentage of a percentage.

    A ratio and its upper end are ``None`` where the base is zero, all three where both counts are.
    ``p_value`` is that of one test alone; ``q_value`` allows for all tests of a report, once
    ``adjust_for_many_looks`` saw them together. ``dispersion`` is how many times as much as independent
    events the counts were taken to vary, ``None`` where that was not estimated (see ``caveat``).
    ``per_day`` is whether longer periods were allowed to hold more: events come day by day, but people
    counted on a day do not. ``averaged`` are the results of an average, whose newest is ``baseline``; print
    ``base_count``. ``reason`` says why nothing can be said, or what a reader should know about the verdict,
    in parts separated by "; ".

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
    scale: Scale = "percent"
    value_difference: float | None = None
    value_lower: float | None = None
    value_upper: float | None = None
    averaged: tuple[Result, ...] = ()
    per_day: bool = True

    def __post_init__(self) -> None:
        if self.verdict not in get_args(Verdict):
            raise ValueError(f'"{self.verdict}" is not a verdict')
        said = self.verdict != "cannot say"
        told = self.difference if self.scale == "percent" else self.value_difference
        if said and (told is None or self.p_value is None):
            raise ValueError(f'"{self.verdict}" without its figures')
        if not said and any(figure is not None for figure in self._figures):
            raise ValueError('a figure beside "cannot say"')
        if not said and not self.reason.strip():
            raise ValueError('"cannot say" without a reason')

    @property
    def _figures(self) -> tuple[float | None, ...]:
        ratios = (self.ratio, self.ratio_lower, self.ratio_upper)
        values = (self.value_difference, self.value_lower, self.value_upper)
        return (self.difference, self.percent_change, *ratios, *values, self.p_value, self.q_value)

    @property
    def base_count(self) -> float | None:
        """The count that the current one is set against: the mean of an average, else the baseline's."""
        counts = [result.numerator for result in self.averaged or (self.baseline,)]
        known = [count for count in counts if count is not None]
        return sum(known) / len(known) if len(known) == len(counts) else None

    @property
    def between_areas(self) -> bool:
        """Whether two areas are compared, and not two periods."""
        return self.current.area.code != self.baseline.area.code

    @property
    def words(self) -> str:
        """The verdict as it is said: of areas ``clearly higher``, as nothing rose or fell."""
        return _WORDS_FOR_AREAS[self.verdict] if self.between_areas else self.verdict

    @property
    def caveat(self) -> str:
        """What the verdict does not allow for, empty where it does or where nothing was tested."""
        tested = self.p_value is not None and self.scale != "points"
        return (
            "the interval treats events as independent of each other"
            if tested and not self.dispersion
            else ""
        )

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
    current: Result,
    baseline: Result,
    comparator: str,
    *,
    breaks: Sequence[Break] = (),
    dispersion: Dispersion | None = None,
    per_day: bool = True,
) -> Comparison:
    """Compare a count or rate with that of an earlier period, which ``comparator`` names in words.

    ``per_day`` is False for what is counted on one day of each period, such as a caseload.

    ``cannot say``, with the reason, where either has no figure, where they are work done, or where one of
    ``breaks`` lies between them. ``dispersion`` is that of the indicator's series in this area. Any other
    verdict is that of a single test until ``adjust_for_many_looks`` has seen all of a report.

    Raises ``ValueError`` where the two are not one statistic of one area in two separate periods of a kind.
    """
    require_separate_periods(current, baseline)
    reasons = find_reasons((current, baseline), breaks)
    if reasons:
        return cannot_say(current, baseline, comparator, reasons)
    exposed = (*count_and_exposure(current, per_day), *count_and_exposure(baseline, per_day))
    found = find_ratio(*exposed, dispersion, current.confidence)
    count, base = exposed[0], exposed[2]
    return Comparison(
        current=current,
        baseline=baseline,
        comparator=comparator,
        difference=count - base,
        percent_change=100 * (count - base) / base if base >= MINIMUM_BASE else None,
        ratio=found.ratio,
        ratio_lower=found.lower,
        ratio_upper=found.upper,
        p_value=found.p_value,
        q_value=None,
        verdict=judge(found.p_value, found.lower, found.upper),
        reason="; ".join(find_remarks((current, baseline), breaks, dispersion.phi if dispersion else 1.0)),
        dispersion=dispersion.phi if dispersion else None,
        per_day=per_day,
    )


@dataclass(frozen=True, slots=True)
class RatioOfRates:
    """The ratio of two rates, its interval and p value; an end is ``None`` where nothing bounds it."""

    ratio: float | None
    lower: float | None
    upper: float | None
    p_value: float


def find_ratio(
    count: int,
    exposure: float,
    base: int,
    base_exposure: float,
    dispersion: Dispersion | None,
    confidence: float,
) -> RatioOfRates:
    """The ratio of two rates with its interval and test, which dispersion widens where it is known."""
    known = dispersion or Dispersion(1.0)
    exposed = (count, exposure, base, base_exposure)
    lower, upper = ratio_interval(
        *exposed, confidence, phi=known.phi, degrees_of_freedom=known.degrees_of_freedom
    )
    p_value = ratio_p_value(*exposed, phi=known.phi, degrees_of_freedom=known.degrees_of_freedom)
    ratio = count / exposure * base_exposure / base if base else None
    return RatioOfRates(ratio, lower, upper, p_value)


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


def judge(p_value: float, lower: float | None, upper: float | None, *, no_change: float = 1.0) -> Verdict:
    """The verdict: clear only where the test says so and the interval leaves out ``no_change``.

    That is 1 for a ratio and 0 for a difference. Test and interval can differ at the edge; then nothing clear
    is claimed.
    """
    if p_value < SIGNIFICANCE and lower is not None and lower > no_change:
        return "clear rise"
    if p_value < SIGNIFICANCE and upper is not None and upper < no_change:
        return "clear fall"
    return "no clear change"


def cannot_say(
    current: Result,
    baseline: Result,
    comparator: str,
    reasons: Sequence[str],
    *,
    scale: Scale = "percent",
    averaged: tuple[Result, ...] = (),
) -> Comparison:
    """A comparison of which nothing can be said, for these reasons."""
    reason = "; ".join(dict.fromkeys(reasons))
    nothing = (None,) * 7
    return Comparison(
        current, baseline, comparator, *nothing, "cannot say", reason, scale=scale, averaged=averaged
    )


def count_and_exposure(result: Result, per_day: bool = True) -> tuple[int, float]:
    """The count, and the person-days it happened in; days alone for a plain count.

    Without ``per_day`` the people alone, and 1 for a plain count.
    """
    if result.numerator is None:
        raise ValueError(f"{result.indicator_id} in {result.period.label} has no count")
    return result.numerator, (result.denominator or 1.0) * (result.period.days if per_day else 1)


def _adjusted(comparison: Comparison, q_value: float) -> Comparison:
    if comparison.scale == "points":
        verdict = judge(q_value, comparison.value_lower, comparison.value_upper, no_change=0.0)
    else:
        verdict = judge(q_value, comparison.ratio_lower, comparison.ratio_upper)
    return replace(comparison, q_value=q_value, verdict=verdict)
