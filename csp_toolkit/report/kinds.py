"""The reports there are: their titles, the kind of period each is for, and what it is compared with."""

from __future__ import annotations

from dataclasses import dataclass, replace

from csp_toolkit.errors import ParameterError, Problem, suggest
from csp_toolkit.indicators.change import SAME_QUARTER_LAST_YEAR, TWELVE_MONTHS_BEFORE
from csp_toolkit.periods import FinancialYear, Period, Quarter, TwelveMonths

ReportPeriod = Quarter | FinancialYear | TwelveMonths


@dataclass(frozen=True, slots=True)
class ReportKind:
    """A report: its title, the types of its period and, for messages, how such a period is written.

    ``looks_ahead`` says that it can be made before any month of its period is held; ``informs_plan`` that a
    year's is the one its plan rests on, for the period which the plan's assessment looked at.
    """

    name: str
    title: str
    periods: tuple[type[ReportPeriod], ...]
    period_words: str
    period_hint: str
    looks_ahead: bool = False
    informs_plan: bool = False

    def require_period(self, period: Period) -> ReportPeriod:
        """The period, if this report is made for such. Raises ``ParameterError`` otherwise."""
        if isinstance(period, self.periods):
            return period
        message = f'this report is for {self.period_words}, and "{period.label}" is none'
        raise ParameterError(Problem(message, hint=self.period_hint))

    def periods_within(self, period: Period, assessed: TwelveMonths | None = None) -> tuple[Period, ...]:
        """The periods for which a pack for ``period`` holds this report: the period itself, if it will do.

        A year's pack holds other reports for ``assessed``, which the plan's assessment looked at, if they
        inform the plan; else for the twelve months of the year, if they are made for such; else for its
        quarters. Raises ``ParameterError`` where none of these will do.
        """
        if not isinstance(period, FinancialYear) or isinstance(period, self.periods):
            return (self.require_period(period),)
        if TwelveMonths in self.periods:
            return (assessed if assessed and self.informs_plan else period.rolling_year(),)
        return tuple(self.require_period(Quarter(period.start_year, number)) for number in (1, 2, 3, 4))


REPORTS = {
    kind.name: kind
    for kind in (
        ReportKind(
            "annual_delivery_plan",
            "Annual delivery plan",
            (FinancialYear,),
            "a financial year",
            "Write a financial year as 2024-25 (April 2024 to March 2025).",
            looks_ahead=True,
        ),
        ReportKind(
            "quarterly_performance",
            "Quarterly performance report",
            (Quarter,),
            "a quarter",
            "Write a quarter as 2024-25 Q4 (January to March 2025).",
        ),
        ReportKind(
            "strategic_assessment",
            "Strategic assessment",
            (TwelveMonths,),
            "twelve months",
            "Write twelve months as: 12 months to 2023-09 (October 2022 to September 2023).",
            informs_plan=True,
        ),
        ReportKind(
            "hwb_report",
            "Report to the Health and Wellbeing Board",
            (FinancialYear,),
            "a financial year",
            "Write a financial year as 2024-25 (April 2024 to March 2025).",
        ),
        ReportKind(
            "data_quality",
            "Data quality report",
            (Quarter, TwelveMonths),
            "a quarter or twelve months",
            "Write a quarter as 2024-25 Q4, or twelve months as: 12 months to 2025-03.",
        ),
    )
}


def own_report(name: str, title: str) -> ReportKind:
    """The kind of a report that a partnership wrote for itself: for a quarter, a year or twelve months."""
    return ReportKind(
        name,
        title,
        (Quarter, FinancialYear, TwelveMonths),
        "a quarter, a financial year or twelve months",
        "Write a quarter as 2024-25 Q4, a financial year as 2024-25, twelve months as: 12 months to 2025-03.",
    )


def find_report(name: str, title: str | None = None) -> ReportKind:
    """The report of this name; with a ``title`` also one of a partnership's own, or one under another title.

    Raises ``ParameterError`` for a name that is none: a report of one's own is told from a slip by its title.
    """
    if title is not None and not title.strip():
        raise ParameterError(Problem("the report's title is empty", hint="Leave it out, or write one."))
    if name in REPORTS:
        return replace(REPORTS[name], title=title) if title else REPORTS[name]
    if title:
        return own_report(name, title)
    hint = suggest(name, list(REPORTS)) or (
        f"Known: {', '.join(REPORTS)}. A report of your own takes a title: "
        f'open_report("{name}", title="...", ...)'
    )
    raise ParameterError(Problem(f'there is no report "{name}"', hint=hint))


def check_period(name: str, period: Period) -> None:
    """Raise ParameterError for a period that this report, known or somebody's own, is not made for."""
    kind = REPORTS.get(name) or own_report(name, name)
    kind.require_period(period)


def baseline_of(period: ReportPeriod) -> ReportPeriod:
    """The period that a report's own is compared with: never the quarter just before."""
    return period.same_last_year()


def comparator_of(period: Period) -> str:
    """The name of the period a year before, as sentences and comparisons.csv have it."""
    return SAME_QUARTER_LAST_YEAR if isinstance(period, Quarter) else TWELVE_MONTHS_BEFORE
