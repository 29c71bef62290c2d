"""The verbs of a report that tell a plan and its delivery; ``Report`` takes them over."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from csp_toolkit.blocks.model import Callout, Display, Heading
from csp_toolkit.errors import ParameterError, Problem
from csp_toolkit.frames import load_delivery
from csp_toolkit.parameters import PartnershipSettings
from csp_toolkit.periods import FinancialYear, Quarter
from csp_toolkit.plan import Plan, read_updates
from csp_toolkit.report import (
    plan_assessment,
    plan_background,
    plan_cover,
    plan_duties,
    plan_gaps,
    plan_on_a_page,
    plan_priorities,
    plan_progress,
    quality,
)
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.plan_counts import count_targets
from csp_toolkit.report.plan_delivery import Delivery, choose_quarter
from csp_toolkit.store import Edition

if TYPE_CHECKING:
    import pandas as pd

TRACKER = "delivery_tracker"


class PlanVerbs:
    """What the annual delivery plan is written in, and what any other report may use of it.

    All but ``delivery`` raise ParameterError where no plan is held for the report's period.
    """

    figures: Figures
    plan: Plan | None
    settings: PartnershipSettings

    def plan_cover(self) -> Display:
        """The plan's title, year and standing, the assessment it follows, and how fresh its progress is."""
        cover = plan_cover.show_plan_cover
        return cover(self._assessment, self._standing, self._tracker_editions(self._plan), self.settings)

    def plan_background(self) -> Display:
        """Why there is a plan, who has to make it, and which plans of others it regards."""
        return plan_background.show_background(self._plan)

    def plan_assessment(self) -> Display:
        """The findings of the assessment: as the plan states them, and worked out again for its period."""
        return plan_assessment.show_assessment(self._assessment, self._plan)

    def plan_priorities(self) -> Display:
        """The priorities with their aims, the duties beside them, and the law behind both."""
        return plan_background.show_priorities(self._plan, self.figures.catalogue)

    def plan_horizon(self) -> Display:
        """What is coming, nationally and locally."""
        return plan_background.show_horizon(self._plan)

    def plan_equality(self) -> Display:
        """What the Community Equality Impact Assessment covers and records."""
        return plan_background.show_equality(self._plan)

    def plan_on_a_page(self) -> Display:
        """What is due in which quarter, and how it stands, in one table."""
        return plan_on_a_page.show_on_a_page(self._standing)

    def plan_priority(self, priority: str) -> Display:
        """A priority's activities: outcome, indicator, timescale, owner and progress of each."""
        return plan_priorities.show_priority(self._standing, priority)

    def plan_each_priority(self) -> Display:
        """The same for every priority of the plan in turn, whatever they are."""
        shown = [self.plan_priority(priority.id) for priority in self._plan.priorities]
        return Display(blocks=tuple(block for display in shown for block in display.blocks))

    def plan_commitments(self) -> Display:
        """What is promised under each duty, as the activities are told."""
        return plan_priorities.show_commitments(self._standing)

    def plan_progress(self) -> Display:
        """States by priority and duty, what is late or has moved, counts against targets, the rules."""
        return plan_progress.show_progress(self._standing)

    def duties_and_evidence(self) -> Display:
        """From each duty to its priorities, activities, commitments and indicators."""
        held = {indicator.id for indicator in self.figures.indicators}
        return plan_duties.show_duties(self._standing, held)

    def plan_gaps(self) -> Display:
        """Every owner, due quarter, indicator, outcome and comparator that the plan does not name."""
        return plan_gaps.show_gaps(self._plan)

    def plan_sources(self) -> Display:
        """The editions behind the plan's findings and progress, their publishers and licences."""
        return quality.show_sources(self._assessment, self._tracker_editions(self._plan))

    def plan_contact(self) -> Display:
        """Where a reader turns to."""
        return plan_background.show_contact(self._plan)

    def delivery(self, priority: str | None = None) -> Display:
        """What the plan had due in the quarter and done, what is late, slipped and counted.

        Of one priority where it is named. Without a plan for the quarter it says so. Raises ParameterError
        for a priority that the plan does not have.
        """
        if self.plan is None:
            text = f"No plan is held for {self.figures.partnership.name}."
            heading = Heading(text="Delivery of the plan")
            return Display(blocks=(heading, Callout(title="No delivery to report", text=text)))
        return plan_progress.show_delivery(self._deliver(self.plan), priority)

    @property
    def _plan(self) -> Plan:
        """The plan of the report's year or quarter. Raises ParameterError for any other."""
        period, plan = self.figures.period, self.plan
        year = period.financial_year if isinstance(period, Quarter) else period
        if plan is not None and (plan.financial_year == year or not isinstance(year, FinancialYear)):
            return plan
        name = f"{self.figures.partnership.slug}_{year.label}"
        hint = f"Write parameters/plans/{name}.yaml; begin with a copy of another plan there."
        message = f"no plan is held for {self.figures.partnership.name} and {year.label}"
        raise ParameterError(Problem(message, hint=hint))

    @cached_property
    def _assessment(self) -> Figures:
        """The figures of the period that the plan's assessment looked at."""
        period = self._plan.assessment_period
        return self.figures if self.figures.period == period else replace(self.figures, period=period)

    @cached_property
    def _standing(self) -> Delivery:
        """How the plan of the report's year or quarter stands."""
        return self._deliver(self._plan)

    def _deliver(self, plan: Plan) -> Delivery:
        """How a plan stands at the end of the report's quarter, or of the year's last one told."""
        figures, tracker = self.figures, self._tracker(plan)
        records = tracker.to_dict("records")
        updates = read_updates({str(name): cell for name, cell in row.items()} for row in records)
        reported = {update.quarter for update in updates if update.is_report}
        return Delivery(
            plan=plan,
            quarter=choose_quarter(plan, figures.period, reported, figures.store.as_at),
            catalogue=figures.catalogue,
            updates=updates,
            counts=count_targets(figures, plan, updates),
            audience=figures.audience,
            source=_source(self._tracker_editions(plan)),
        )

    def _tracker(self, plan: Plan) -> pd.DataFrame:
        return load_delivery(self.figures.store, plan.id)

    def _tracker_editions(self, plan: Plan) -> list[Edition]:
        named = set(self._tracker(plan)["edition"])
        return [edition for edition in self.figures.store.of_dataset(TRACKER) if edition.id in named]


def _source(editions: list[Edition]) -> str | None:
    """The line under tables of progress; made-up reports are not put in anybody's mouth."""
    if not editions:
        return None
    newest = max(edition.as_at for edition in editions)
    made_up = "SYNTHETIC delivery tracker" if any(e.synthetic for e in editions) else "Delivery tracker"
    return f"{made_up}. As at {newest.day} {newest:%B %Y}."
