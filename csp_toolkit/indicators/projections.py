"""Projections: what the next months would be if a series went on as it has, with how wrong that has been.

A projection is not a forecast of what will happen: it knows nothing of what anybody will do. Two methods are
tried on the past, each time knowing only what was known then, and the one that was less wrong is used.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from csp_toolkit.indicators.catalogue import Break
from csp_toolkit.indicators.seasonality import find_reason_against, latest_unbroken
from csp_toolkit.periods import Month

FEWEST_MONTHS: Final = 48
"""Three years to learn from, and one to be wrong in."""
LONGEST: Final = 12
"""Further ahead than a year nobody has been tested."""
TESTS: Final = 6
YEAR: Final = 12

Method = Literal["seasonal naive", "ETS"]
METHODS: tuple[Method, ...] = ("seasonal naive", "ETS")
"""The simpler first: it is kept unless the other did better."""


@dataclass(frozen=True, slots=True)
class ProjectedMonth:
    """A month that has not been, in the unit of the series; never below zero."""

    month: Month
    value: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class BackTest:
    """How a method did on the past: projections from ``starts`` earlier months against what then came.

    ``mean_error`` is the mean distance, in the unit of the series, ``percent_error`` the same as a share of
    the mean of what came (``None`` where that is zero). ``held`` is the share of months within the interval.
    """

    method: Method
    starts: int
    months: int
    mean_error: float
    percent_error: float | None
    held: float


@dataclass(frozen=True, slots=True)
class Projection:
    """Months ahead with interval, and the tests of both methods; empty where ``reason`` says why not.

    ``label`` is to be printed with every figure of it.
    """

    months: tuple[ProjectedMonth, ...]
    test: BackTest | None
    other_test: BackTest | None
    confidence: float
    method: str
    label: str
    reason: str


def project_series(
    series: Sequence[tuple[Month, float | None]],
    months: int = 3,
    *,
    confidence: float = 0.95,
    breaks: Sequence[Break] = (),
) -> Projection:
    """Project counts or rates for the next ``months``, at most twelve, from its latest unbroken months.

    ``None`` is missing, and only what follows the last gap or the last of ``breaks`` is used. "Seasonal
    naive" repeats the same month of the year before; its interval comes from how far years differed. "ETS" is
    exponential smoothing with level and season (Hyndman, Koehler, Ord and Snyder 2008), by statsmodels. Each
    is tested from six earlier months, as many months ahead as asked for. The less wrong one is used.

    Raises ``ValueError`` for a month twice, a value below zero, or months not between 1 and 12.
    """
    if not 1 <= months <= LONGEST:
        raise ValueError(f"a projection reaches 1 to {LONGEST} months ahead, not {months}")
    if any(value is not None and value < 0 for _, value in series):
        raise ValueError("a count or rate below zero cannot be projected")
    run = latest_unbroken(series, breaks)
    reason = find_reason_against(series, run, FEWEST_MONTHS, "A projection")
    if reason:
        return Projection((), None, None, confidence, "", "", reason)
    values = [value for _, value in run]
    tests = [_back_test(method, values, months, confidence) for method in METHODS]
    best, other = sorted(tests, key=lambda test: test.mean_error)
    last = run[-1][0]
    ahead = tuple(
        ProjectedMonth(last.plus(step), *found)
        for step, found in enumerate(_project(best.method, values, months, confidence), start=1)
    )
    return Projection(ahead, best, other, confidence, f"projection, {best.method}", _label(best, last), "")


def _label(test: BackTest, last: Month) -> str:
    error = "" if test.percent_error is None else f" ({100 * test.percent_error:.0f}%)"
    wrong = f"tested on the past, it was wrong by {test.mean_error:,.1f} a month on average{error}"
    return f"Projection from data to {last.long_label}, if things go on as they have: {wrong}."


def _back_test(method: Method, values: Sequence[float], months: int, confidence: float) -> BackTest:
    """Project from each of the last months from which ``months`` ahead have since come."""
    errors: list[float] = []
    came: list[float] = []
    held = 0
    for start in range(len(values) - months - TESTS + 1, len(values) - months + 1):
        actual = values[start : start + months]
        for value, (middle, lower, upper) in zip(
            actual, _project(method, values[:start], months, confidence), strict=True
        ):
            errors.append(abs(value - middle))
            held += lower <= value <= upper
        came += actual
    error, mean = math.fsum(errors) / len(errors), math.fsum(came) / len(came)
    return BackTest(method, TESTS, len(came), error, error / mean if mean else None, held / len(came))


def _project(
    method: Method, values: Sequence[float], months: int, confidence: float
) -> list[tuple[float, float, float]]:
    """Middle, lower and upper end for each month ahead, none below zero."""
    found = _repeat_last_year if method == "seasonal naive" else _smooth
    return [
        (max(0.0, middle), max(0.0, lower), max(0.0, upper))
        for middle, lower, upper in found(values, months, confidence)
    ]


def _repeat_last_year(
    values: Sequence[float], months: int, confidence: float
) -> list[tuple[float, float, float]]:
    """The month of the year before, give or take what years differed by (Hyndman and Athanasopoulos 2021)."""
    from scipy.stats import t

    differences = [now - before for before, now in zip(values, values[YEAR:], strict=False)]
    spread = math.sqrt(math.fsum(d * d for d in differences) / len(differences))
    reach = float(t.isf((1 - confidence) / 2, len(differences))) * spread
    return [(v, v - reach, v + reach) for v in values[-YEAR:][:months]]


def _smooth(values: Sequence[float], months: int, confidence: float) -> list[tuple[float, float, float]]:
    import warnings

    import pandas as pd
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    model = ETSModel(pd.Series(values, dtype=float), error="add", seasonal="add", seasonal_periods=YEAR)
    with warnings.catch_warnings():
        # A search that stops early shows in the back-test, which is what decides.
        warnings.simplefilter("ignore")
        fitted = model.fit(disp=False, maxiter=200)
        summary = fitted.get_prediction(len(values), len(values) + months - 1).summary_frame(
            alpha=1 - confidence
        )
    wider = _allow_for_fitting(len(values), len(fitted.params), confidence)
    reaches = wider * (summary["pi_upper"] - summary["mean"])
    return [(float(m), float(m - r), float(m + r)) for m, r in zip(summary["mean"], reaches, strict=True)]


def _allow_for_fitting(values: int, parameters: int, confidence: float) -> float:
    """How much wider an interval must be as its spread was estimated beside so many parameters.

    The library divides the squared errors by their number, looks up the normal curve and takes what it
    fitted as known. Here as in a regression: by the degrees of freedom, Student's curve, and the fit's error.
    """
    from scipy.stats import norm, t

    free, tail = values - parameters, (1 - confidence) / 2
    return float(t.isf(tail, free) / norm.isf(tail)) * math.sqrt((values + parameters) / free)
