"""Opening a report, and the verbs that a notebook is written in.

Each verb gives back what the cell shows (see ``blocks.model.Display``); none changes anything, so
cells can be run again, moved and left out.
"""

from __future__ import annotations

from datetime import date

from csp_toolkit.areas import Partnership, find_partnership
from csp_toolkit.blocks.altair_in_notebooks import show_charts_of_altair
from csp_toolkit.blocks.model import Display
from csp_toolkit.errors import DataError, Problem
from csp_toolkit.frames import load_partnerships
from csp_toolkit.parameters import PartnershipSettings, Project, find_project, require_audience
from csp_toolkit.periods import Period, Quarter, parse_period
from csp_toolkit.plan import Plan, load_plan_named
from csp_toolkit.report import (
    areas_compared,
    cover,
    explanations,
    findings,
    narrative,
    performance,
    plan_findings,
    quality,
    trends,
)
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.health_verbs import HealthVerbs
from csp_toolkit.report.kinds import ReportKind, find_report
from csp_toolkit.report.place_verbs import PlaceVerbs
from csp_toolkit.report.plan_verbs import PlanVerbs
from csp_toolkit.report.quality_verbs import QualityVerbs
from csp_toolkit.report.quarterly_verbs import QuarterlyVerbs
from csp_toolkit.workspace import choose_store, parse_as_at


class Report(QualityVerbs, QuarterlyVerbs, HealthVerbs, PlanVerbs, PlaceVerbs):
    """A partnership's report for a period. Open one with ``open_report``."""

    def __init__(
        self, kind: ReportKind, figures: Figures, settings: PartnershipSettings, plan: Plan | None = None
    ) -> None:
        self.kind = kind
        self.figures = figures
        self.settings = settings
        self.plan = plan

    def cover(self) -> Display:
        """Partnership, period, how fresh the data are, status, sources and licence."""
        return cover.show_cover(self.kind.title, self.figures, self.settings)

    def key_findings(self) -> Display:
        """What has clearly changed, what has not, and how many looks were taken."""
        return findings.show_key_findings(self.figures)

    def indicator_table(self, theme: str) -> Display:
        """A theme's indicators: this period, the same a year before, the change, the rate, the verdict.

        Raises ParameterError for a theme that is not in the catalogue.
        """
        return performance.show_indicator_table(self.figures, theme)

    def partner_tables(self, *, beyond_priorities: bool = False) -> Display:
        """Everything that partners and other publishers supplied beside the police data, theme by theme.

        With ``beyond_priorities`` what stands under a priority is left out.
        """
        return performance.show_partner_tables(self.figures, beyond_priorities=beyond_priorities)

    def plan_findings(self) -> Display:
        """The findings that the plan rests on, worked out again: which of them are clear changes."""
        return plan_findings.show_plan_findings(self.figures, self.plan)

    def twelve_months(self) -> Display:
        """Every indicator's twelve months against the twelve before."""
        return performance.show_twelve_months(self.figures)

    def trend(self, indicator: str) -> Display:
        """An indicator month by month. Raises ParameterError for one that is not in the catalogue."""
        return trends.show_trend(self.figures, self.figures.catalogue.get(indicator))

    def ranking(self, indicator: str) -> Display:
        """An indicator's rate beside that of the police force's other partnerships, with uncertain ranks."""
        return trends.show_ranking(self.figures, self.figures.catalogue.get(indicator))

    def comparators(self) -> Display:
        """Rates beside those of the police force's other districts, and of the most similar group."""
        return areas_compared.show_comparators(self.figures)

    def funnel(self, indicator: str) -> Display:
        """Which of the force's partnerships differ by more than chance, for one openly published rate."""
        return areas_compared.show_funnel(self.figures, self.figures.catalogue.get(indicator))

    def control_chart(self, indicator: str) -> Display:
        """Which months or quarters of an indicator say more than that figures vary."""
        return trends.show_control_chart(self.figures, self.figures.catalogue.get(indicator))

    def sources(self) -> Display:
        """The editions behind the figures, their publishers and licences."""
        return quality.show_sources(self.figures)

    def methods(self) -> Display:
        """How the figures are worked out, in plain words."""
        return explanations.show_methods(self.figures)

    def definitions(self) -> Display:
        """What each indicator counts, and what to bear in mind about it."""
        return explanations.show_definitions(self.figures)

    def say(self, text: str) -> Display:
        """A paragraph of the analyst's own; {street_burglary.change} in it stands for a figure.

        Raises ParameterError for a name of a figure that is none.
        """
        return narrative.say(self.figures, text)

    def note(self, title: str, text: str) -> Display:
        """A remark of the analyst's own, set apart from the text, with figures by name as well."""
        return narrative.note(self.figures, title, text)

    def narrative(self, section: str) -> Display:
        """What the partnership's plan says in its own words for a section, its figures put in."""
        return narrative.show_narrative(self.figures, self.plan, section)


def open_report(
    name: str,
    *,
    partnership: str,
    period: str,
    data: str | None = None,
    as_at: str | date | None = None,
    audience: str | None = None,
    title: str | None = None,
) -> Report:
    """Open a report for a partnership (slug or CSP code) and a period such as "2024-25 Q4".

    ``data`` is a store's folder or "sample"; without it the project's own data, else the sample.
    ``as_at`` (a date, YYYY-MM-DD) leaves out all that was not known on that day. ``audience`` is public,
    partnership or restricted and decides what is withheld; without it the public. ``title`` is what a report
    of your own is called; a known one has its title.

    Raises ParameterError for what cannot be understood and DataError for data that is not there.
    """
    kind = find_report(name, title)
    show_charts_of_altair()
    readers = require_audience(audience or "public")
    project = find_project()
    store = choose_store(project.data, data, as_at=parse_as_at(as_at))
    partnerships = load_partnerships(store)
    chosen = find_partnership(partnerships, partnership)
    settings = project.partnership_settings(chosen.slug)
    named = settings.comparators.most_similar_group if settings.comparators else ()
    similar = tuple(find_partnership(partnerships, name) for name in named)
    parsed = kind.require_period(parse_period(period))
    figures = Figures(store, chosen, partnerships, parsed, readers, similar)
    if not kind.looks_ahead:
        _require_some_month(figures)
    named_plan = find_plan_name(project, chosen, settings, parsed)
    plan = load_plan_named(project, named_plan, figures.catalogue.ids) if named_plan else None
    return Report(kind, figures, settings, plan)


def find_plan_name(
    project: Project, partnership: Partnership, settings: PartnershipSettings, period: Period
) -> str | None:
    """The plan of the year in which a quarter or year lies, where there is one; else the one in settings."""
    year = period.financial_year if isinstance(period, Quarter) else period
    of_year = f"{partnership.slug}_{year.label}"
    return of_year if of_year in project.files("plans") else settings.plan


def _require_some_month(figures: Figures) -> None:
    """Raise DataError where not one month of the period is held: such a report would say nothing."""
    held = {found.month for found in figures.street_months}
    if held.isdisjoint(figures.period.months):
        force = figures.partnership.police_force.name
        message = f"no police data of {force} are held for {figures.period.long_label}"
        hint = "See what is held with: csp list data  and take more in with: csp ingest PATH"
        raise DataError(Problem(message, figures.store.root, hint=hint))
