"""The reports of a pack, each for the periods that it is made for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from csp_toolkit.blocks.chart_svg import draw_svg
from csp_toolkit.blocks.drawing_service import start_drawing
from csp_toolkit.errors import CspError, Problem
from csp_toolkit.packs.contents import write_contents
from csp_toolkit.parameters import PackSettings, Project
from csp_toolkit.periods import FinancialYear, Period, TwelveMonths
from csp_toolkit.rendering.typst_memory import forget_documents
from csp_toolkit.report.kinds import REPORTS
from csp_toolkit.runs import Run, check_run, run_report

Progress = Callable[[str], None]
Failures = Sequence[tuple[Run, CspError]]


def run_pack(
    project: Project, pack: str, run: Run, outputs: Path, progress: Progress = lambda step: None
) -> list[Path]:
    """Run each report of a pack for the partnership of ``run``, for the pack's own audience, and for the
    periods that the report has within the period of ``run``. Gives back their folders, the contents page's
    first.

    Everything that can be checked is checked before the first report starts. One failing report does
    not keep the others from being made: the contents page says that it is missing, and afterwards the
    failures are raised together, as the first's kind.
    """
    settings = project.pack(pack)
    runs = plan_runs(project, settings, run)
    for each in runs:
        check_run(project, each)
    start_drawing(draw_svg)
    folders: list[Path] = []
    failures: list[tuple[Run, CspError]] = []
    for each in runs:
        try:
            folders.append(run_report(project, each, outputs, partial(_tell, progress, each)))
        except CspError as error:
            failures.append((each, error))
        finally:
            forget_documents()
    if len(runs) > 1 and folders:
        missing = [f"{each.report}, {each.period.label}" for each, _ in failures]
        place = pack_folder(pack, runs[0], run.period, outputs)
        write_contents(place, settings, run.period, folders, missing)
        folders.insert(0, place)
    if failures:
        raise _join(failures)
    return folders


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


def _join(failures: Failures) -> CspError:
    """All failures as one, of the first's kind."""
    problems = [
        Problem(f"{run.report}: {problem.message}", problem.file, problem.line, problem.hint)
        for run, error in failures
        for problem in error.problems
    ]
    return type(failures[0][1])(problems)


def _tell(progress: Progress, run: Run, step: str) -> None:
    progress(f"{run.report}, {run.period.label}: {step}")
