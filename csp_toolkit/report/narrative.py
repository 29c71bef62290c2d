"""Prose of an analyst's own, with figures that are called by name: ``{street_burglary.change}``.

A name stands for what the report knows: released for its audience, rounded as everywhere, and with its
rows in results.csv and comparisons.csv. Nobody types a figure, so none can be out of date.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from csp_toolkit.blocks.model import Callout, Display, Paragraph
from csp_toolkit.errors import ParameterError, Problem, suggest
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.change import Comparison
from csp_toolkit.indicators.results import Result
from csp_toolkit.number_format import percent_decimals, rate_decimals, write_signed_percent
from csp_toolkit.plan import Plan, check_figures, fill_figures
from csp_toolkit.report.evidence import compared_results, comparison_rows, result_rows
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.formats import write_difference, write_points
from csp_toolkit.report.held_against import hold_against_figures

WITHHELD = "withheld"
NOT_HELD = "not available"
NOT_COMPARABLE = "not comparable"
NOT_COMPARED = "not compared in this report"
NOT_TESTED = "not tested, as work done is counted in full"
NO_INTERVAL = "no interval, as work done is counted in full"
_ABSENT = {"suppressed": WITHHELD, "missing": NOT_HELD, "not_comparable": NOT_COMPARABLE}


def say(figures: Figures, text: str) -> Display:
    """A paragraph in which every name of a figure is replaced by the figure.

    Raises ParameterError with every name that is none, and the nearest one there is.
    """
    filled = FilledText(figures, text)
    return Display(
        blocks=(Paragraph(text=filled.text),), evidence=filled.evidence, comparisons=filled.comparisons
    )


def note(figures: Figures, title: str, text: str) -> Display:
    """The same, set apart from the text. The title takes no figures."""
    filled = FilledText(figures, text)
    callout = Callout(title=title, text=filled.text)
    return Display(blocks=(callout,), evidence=filled.evidence, comparisons=filled.comparisons)


def show_narrative(figures: Figures, plan: Plan | None, section: str) -> Display:
    """The prose that the partnership's plan holds for a section of a report, in its order.

    Raises ParameterError where there is no plan, or none of its prose is for the section.
    """
    texts = [part.text for part in plan.narrative if part.section == section] if plan else []
    if not texts:
        known = sorted({part.section for part in plan.narrative}) if plan else []
        hint = suggest(section, known) or f"Its sections: {', '.join(known) or 'none'}."
        raise ParameterError(Problem(f'no plan has prose for the section "{section}"', hint=hint))
    filled = [FilledText(figures, text) for text in texts]
    return Display(
        blocks=tuple(Paragraph(text=one.text) for one in filled),
        evidence=tuple(row for one in filled for row in one.evidence),
        comparisons=tuple(row for one in filled for row in one.comparisons),
    )


class FilledText:
    """A text with its figures put in, and the rows that stand behind them.

    Raises ParameterError with every name in it that is no figure's.
    """

    def __init__(self, figures: Figures, text: str) -> None:
        self._figures = figures
        self._results: list[Result] = []
        self._compared: list[Comparison] = []
        _require_names(text, figures)
        self.text = fill_figures(text, self._write)
        hold_against_figures(self.text, figures)

    @property
    def evidence(self) -> tuple[dict[str, object], ...]:
        """Rows of results.csv for what the text names."""
        return (*result_rows(self._results), *compared_results(self._compared))

    @property
    def comparisons(self) -> tuple[dict[str, object], ...]:
        """Rows of comparisons.csv; work done is set beside the year before, and never tested."""
        outputs = {i.id for i in self._figures.catalogue if i.kind == "output"}
        return comparison_rows(c for c in self._compared if c.current.indicator_id not in outputs)

    def _write(self, indicator_id: str, part: str) -> str:
        indicator = self._figures.catalogue.get(indicator_id)
        if part in _OF_RESULT:
            result = self._figures.own(indicator, self._figures.current_of(indicator))
            self._results.append(result)
            return _OF_RESULT[part](indicator, result)
        comparison = self._figures.comparisons.get(indicator_id)
        if comparison is None:
            return NOT_COMPARED
        self._compared.append(comparison)
        return _OF_COMPARISON[part](indicator, comparison)


def _require_names(text: str, figures: Figures) -> None:
    problems = check_figures(text, figures.catalogue.ids)
    if problems:
        raise ParameterError([Problem(message, hint=hint) for message, hint in problems])


def _write_period(indicator: Indicator, result: Result) -> str:
    return result.period.long_label


def _write_value(indicator: Indicator, result: Result) -> str:
    """ "23.1 offences per 1,000 residents", "67.9% of respondents", "104 offences"."""
    if result.value is None or result.numerator is None:
        return _absence(result)
    if indicator.kind == "proportion":
        return f"{result.value:.1f}% of {indicator.denominator}"
    if indicator.kind == "rate":
        return f"{result.value:.{rate_decimals(result.value)}f} {indicator.unit}"
    return f"{result.numerator:,} {indicator.numerator}"


def _write_count(indicator: Indicator, result: Result) -> str:
    return _absence(result) if result.numerator is None else f"{result.numerator:,}"


def _write_interval(indicator: Indicator, result: Result) -> str:
    """ "22.4 to 23.8", in the unit of the value."""
    if result.lower is None or result.upper is None:
        return NO_INTERVAL if result.has_value else _absence(result)
    if indicator.kind == "proportion":
        return f"{result.lower:.1f}% to {result.upper:.1f}%"
    digits = rate_decimals(result.value or 0) if indicator.kind == "rate" else 1
    return f"{result.lower:,.{digits}f} to {result.upper:,.{digits}f}"


def _write_change(indicator: Indicator, comparison: Comparison) -> str:
    """ "−30% (95% interval −44% to −12%)", points, or "6 fewer" on a base too small for either."""
    pair = (comparison.current, comparison.baseline)
    if indicator.kind == "output":
        counts = [result.numerator for result in pair]
        now, then = counts
        return _no_change(comparison) if now is None or then is None else write_difference(now - then)
    if comparison.verdict == "cannot say":
        return _no_change(comparison)
    if comparison.scale == "points":
        points = write_points(comparison.value_difference, comparison.value_lower, comparison.value_upper)
        return points.replace(" (", " percentage points (95% interval ", 1)
    if comparison.rate_change is None:
        return write_difference(comparison.difference or 0)
    _, lowest, highest = comparison.rate_change
    decimals = percent_decimals(lowest, highest)
    change, lower, upper = (write_signed_percent(number, decimals) for number in comparison.rate_change)
    return f"{change} (95% interval {lower} to {upper})"


def _write_verdict(indicator: Indicator, comparison: Comparison) -> str:
    return NOT_TESTED if indicator.kind == "output" else comparison.words


def _write_comparator(indicator: Indicator, comparison: Comparison) -> str:
    return comparison.comparator


def _no_change(comparison: Comparison) -> str:
    """Why there is no change: the first of the two figures that is not there, or that they differ in kind."""
    empty = [result for result in (comparison.current, comparison.baseline) if not result.has_value]
    return _absence(empty[0]) if empty else NOT_COMPARABLE


def _absence(result: Result) -> str:
    return _ABSENT.get(result.status, NOT_HELD)


_OF_RESULT: Mapping[str, Callable[[Indicator, Result], str]] = MappingProxyType(
    {"value": _write_value, "count": _write_count, "interval": _write_interval, "period": _write_period}
)
_OF_COMPARISON: Mapping[str, Callable[[Indicator, Comparison], str]] = MappingProxyType(
    {"change": _write_change, "verdict": _write_verdict, "comparator": _write_comparator}
)
