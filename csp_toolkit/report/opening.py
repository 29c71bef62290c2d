"""Opening a report, and the verbs that a notebook is written in.

Each verb gives back what the cell shows (see ``blocks.model.Display``); none changes anything, so
cells can be run again, moved and left out.
"""

from __future__ import annotations

from datetime import date

from csp_toolkit.areas import find_partnership
from csp_toolkit.blocks.model import Callout, Display, Paragraph
from csp_toolkit.errors import DataError, ParameterError, Problem
from csp_toolkit.frames import load_partnerships
from csp_toolkit.parameters import PartnershipSettings, find_project
from csp_toolkit.periods import Period, Quarter, parse_period
from csp_toolkit.report import cover, explanations, findings, performance, quality, trends
from csp_toolkit.report.figures import Figures
from csp_toolkit.workspace import choose_store, parse_as_at

TITLES = {"quarterly_performance": "Quarterly performance report"}


class Report:
    """A partnership's report for a period. Open one with ``open_report``."""

    def __init__(self, name: str, figures: Figures, settings: PartnershipSettings) -> None:
        self.name = name
        self.figures = figures
        self.settings = settings

    def cover(self) -> Display:
        """Partnership, period, how fresh the data are, status, sources and licence."""
        return cover.show_cover(TITLES[self.name], self.figures, self.settings)

    def key_findings(self) -> Display:
        """What has clearly changed, what has not, and how many looks were taken."""
        return findings.show_key_findings(self.figures)

    def indicator_table(self, theme: str) -> Display:
        """A theme's indicators: this quarter, the same quarter last year, the change, the rate, the verdict.

        Raises ParameterError for a theme that is not in the catalogue.
        """
        return performance.show_indicator_table(self.figures, theme)

    def twelve_months(self) -> Display:
        """Every indicator's twelve months against the twelve before."""
        return performance.show_twelve_months(self.figures)

    def trend(self, indicator: str) -> Display:
        """An indicator month by month. Raises ParameterError for one that is not in the catalogue."""
        return trends.show_trend(self.figures, self.figures.catalogue.get(indicator))

    def ranking(self, indicator: str) -> Display:
        """An indicator's rate beside that of the police force's other partnerships, with uncertain ranks."""
        return trends.show_ranking(self.figures, self.figures.catalogue.get(indicator))

    def data_quality(self) -> Display:
        """What the figures rest on: coverage, rows that could not be taken or placed, breaks in series."""
        return quality.show_data_quality(self.figures)

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
        """A paragraph of the analyst's own."""
        return Display(blocks=(Paragraph(text=text),))

    def note(self, title: str, text: str) -> Display:
        """A remark of the analyst's own, set apart from the text."""
        return Display(blocks=(Callout(title=title, text=text),))


def open_report(
    name: str, *, partnership: str, period: str, data: str | None = None, as_at: str | date | None = None
) -> Report:
    """Open a report for a partnership (slug or CSP code) and a period such as "2024-25 Q4".

    ``data`` is a store's folder or "sample"; without it the project's own data, else the sample.
    ``as_at`` (a date, YYYY-MM-DD) leaves out all that was not known on that day.

    Raises ParameterError for what cannot be understood and DataError for data that is not there.
    """
    if name not in TITLES:
        raise ParameterError(Problem(f'there is no report "{name}"', hint="Known: " + ", ".join(TITLES)))
    project = find_project()
    store = choose_store(project.data, data, as_at=parse_as_at(as_at))
    partnerships = load_partnerships(store)
    chosen = find_partnership(partnerships, partnership)
    quarter = require_quarter(parse_period(period))
    figures = Figures(store, chosen, partnerships, quarter)
    _require_some_month(figures)
    return Report(name, figures, project.partnership_settings(chosen.slug))


def _require_some_month(figures: Figures) -> None:
    """Raise DataError where not one month of the quarter is held: such a report would say nothing."""
    held = {found.month for found in figures.street_months}
    if held.isdisjoint(figures.period.months):
        force = figures.partnership.police_force.name
        message = f"no police data of {force} are held for {figures.period.long_label}"
        hint = "See what is held with: csp list data  and take more in with: csp ingest PATH"
        raise DataError(Problem(message, figures.store.root, hint=hint))


def check_period(name: str, period: Period) -> None:
    """Raise ParameterError for a period that this report is not made for; an unknown report passes."""
    if name in TITLES:
        require_quarter(period)


def require_quarter(period: Period) -> Quarter:
    """The period, if it is a quarter. Raises ParameterError otherwise."""
    if isinstance(period, Quarter):
        return period
    hint = "Write a quarter as 2024-25 Q4 (January to March 2025)."
    raise ParameterError(Problem(f'this report is for a quarter, and "{period.label}" is none', hint=hint))
