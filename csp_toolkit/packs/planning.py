"""The reports of a pack, each for the periods that it is made for, and where its contents page is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from csp_toolkit.parameters import PackSettings, Project
from csp_toolkit.periods import FinancialYear, Period, TwelveMonths
from csp_toolkit.report.kinds import REPORTS
from csp_toolkit.runs import Run


def pack_folder(pack: str, run: Run, period: Period, outputs: Path) -> Path:
    """Where the contents page of a pack is, of which ``run`` is one report."""
    return replace(run, report=f"{pack}_pack", period=period).folder(outputs)


def plan_runs(project: Project, settings: PackSettings, run: Run) -> list[Run]:
    """The runs of a pack: its reports in order, each for its periods within the period of ``run``.

    Raises ParameterError for a period that a report of the pack is not made for.
    """
    # Public is what a notebook takes anyway, so only another audience asks for a parameter of its own.
    audience = None if settings.audience == "public" else settings.audience
    assessed = _assessment_period(project, run)
    return [
        replace(run, report=report, period=period, audience=audience)
        for report in settings.reports
        for period in _periods(report, run.period, assessed)
    ]


def _periods(report: str, period: Period, assessed: TwelveMonths | None) -> tuple[Period, ...]:
    """A report of a partnership's own, which the toolkit does not know, takes the period as it is."""
    kind = REPORTS.get(report)
    return kind.periods_within(period, assessed) if kind else (period,)


def _assessment_period(project: Project, run: Run) -> TwelveMonths | None:
    """What the assessment looked at on which the plan of the year rests; None without a plan of the year."""
    from csp_toolkit.plan import load_plan_named
    from csp_toolkit.report.opening import find_plan_name

    settings = project.partnership_settings(run.partnership.slug)
    name = find_plan_name(project, run.partnership, settings, run.period)
    if name is None or not isinstance(run.period, FinancialYear):
        return None
    plan = load_plan_named(project, name)
    return plan.assessment_period if plan.financial_year == run.period else None
