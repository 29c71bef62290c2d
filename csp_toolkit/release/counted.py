"""The counts behind results and steps, each once, however many figures it stands in.

A count is what is counted, where, and from which month to which: the denominator of one share and the
number of another indicator can be the same count, and a financial year is twelve months like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.indicators.catalogue import Indicator, Measure, Select
from csp_toolkit.indicators.results import Result
from csp_toolkit.periods import Period
from csp_toolkit.release.figures import StepCount

MONTHS_IN_QUARTER, MONTHS_IN_YEAR = 3, 12


class Window(NamedTuple):
    """The months from ``first`` to ``last``, both included, counted from the year 0."""

    first: int
    last: int

    @property
    def quarter(self) -> int:
        """The number of the quarter in which it ends: the report that shows it first."""
        return self.last // MONTHS_IN_QUARTER


class Count(NamedTuple):
    """What is counted, where and when."""

    what: str
    area_code: str
    window: Window

    @property
    def id(self) -> str:
        """The count as the id of a cell."""
        return f"{self.what}|{self.area_code}|{self.window.first}-{self.window.last}"


@dataclass(frozen=True, slots=True)
class Kinds:
    """What an indicator counts: its number, and of a proportion its denominator and what is left of it."""

    number: str
    whole: str
    rest: str

    @classmethod
    def of(cls, indicator: Indicator) -> Kinds:
        """The kinds of count by the measure, so that indicators which count the same share them."""
        measure = indicator.measure
        number = _name(measure, measure.select)
        if indicator.kind != "proportion":
            return cls(number, "", "")
        if measure.whole:
            return cls(number, _name(measure, measure.whole), f"not {number}")
        if question := measure.select.get("question"):
            return cls(number, f"asked {_name(measure, {'question': question})}", f"not {number}")
        return cls(f"part of {number}", f"whole of {number}", f"not {number}")


def _name(measure: Measure, select: Select) -> str:
    columns = ";".join(f"{column}={','.join(sorted(values))}" for column, values in sorted(select.items()))
    return f"{measure.dataset}:{measure.step}:{columns}"


def window_of(period: Period) -> Window:
    """The months of a period as a window."""
    first, last = period.months[0], period.months[-1]
    return Window(MONTHS_IN_YEAR * first.year + first.month - 1, MONTHS_IN_YEAR * last.year + last.month - 1)


class Counted:
    """Every count that results, steps and the usual periods of reports consist of.

    ``values`` holds ``None`` for a count that is missing or that its supplier withheld; these stand in
    ``suppressed`` too. ``steps`` are the counts that longer ones are summed from.

    Raises ``DataError`` where one count is given twice, differently.
    """

    def __init__(
        self, indicators: Mapping[str, Kinds], results: Sequence[Result], steps: Sequence[StepCount]
    ) -> None:
        self.kinds = indicators
        self.values: dict[Count, int | None] = {}
        self.suppressed: set[Count] = set()
        self.steps: dict[tuple[str, str], list[Window]] = {}
        self._problems: list[Problem] = []
        for step in steps:
            self._add_step(step)
        for windows in self.steps.values():
            windows.sort()
        for what, area_code in list(self.steps):
            self._add_usual_periods(what, area_code)
        for result in results:
            self._add_result(result)
        if self._problems:
            raise DataError(self._problems)

    def counts_of(self, indicator_id: str, area_code: str, period: Period) -> tuple[Count, ...]:
        """The counts that a figure tells: its number and, of a proportion, its denominator."""
        kinds, window = self.kinds[indicator_id], window_of(period)
        told = (kinds.number, kinds.whole) if kinds.whole else (kinds.number,)
        return tuple(Count(what, area_code, window) for what in told)

    def _add_step(self, step: StepCount) -> None:
        counts = self.counts_of(step.indicator_id, step.area_code, step.period)
        for count, value in zip(counts, (step.count, step.whole), strict=False):
            self._add(count, value, step.suppressed)
            windows = self.steps.setdefault((count.what, count.area_code), [])
            if count.window not in windows:
                windows.append(count.window)

    def _add_result(self, result: Result) -> None:
        counts = self.counts_of(result.indicator_id, result.area.code, result.period)
        whole = None if result.denominator is None else round(result.denominator)
        for count, value in zip(counts, (result.numerator, whole), strict=False):
            known = result.numerator is not None
            self._add(count, value if known else None, result.status == "suppressed")

    def _add(self, count: Count, value: int | None, suppressed: bool) -> None:
        before = self.values.get(count)
        if before is not None and value is not None and before != value:
            self._problems.append(Problem(f"two values of one count: {count.id}"))
        self.values[count] = value if before is None else before
        if suppressed and self.values[count] is None:
            self.suppressed.add(count)

    def _add_usual_periods(self, what: str, area_code: str) -> None:
        """The quarter and the twelve months of every report there could have been."""
        windows = self.steps[what, area_code]
        ends = {3 * window.quarter + 2 for window in windows}
        for last in sorted(ends):
            for months in (MONTHS_IN_QUARTER, MONTHS_IN_YEAR):
                window = Window(last - months + 1, last)
                values = [self.values[Count(what, area_code, part)] for part in tile(window, windows)]
                known = [value for value in values if value is not None]
                if values and len(known) == len(values):
                    self._add(Count(what, area_code, window), sum(known), False)


def tile(window: Window, steps: Iterable[Window]) -> list[Window]:
    """The steps that a window consists of, in order; none for a step itself and where one is not there."""
    inside = sorted(step for step in steps if window.first <= step.first and step.last <= window.last)
    found: list[Window] = []
    start = window.first
    for step in inside:
        if step.first == start and step != window:
            found.append(step)
            start = step.last + 1
    return found if start == window.last + 1 else []
