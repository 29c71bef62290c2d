"""The verbs of a report that the report to the Health and Wellbeing Board adds; any may use them."""

from __future__ import annotations

from collections.abc import Sequence

from csp_toolkit.blocks.model import Display
from csp_toolkit.plan import Plan
from csp_toolkit.report import asks, chosen, health_delivery, reading, training
from csp_toolkit.report.figures import Figures


class HealthVerbs:
    """Chosen indicators, training, delivery in brief, and what is asked of the Board."""

    figures: Figures
    plan: Plan | None

    def chosen(self, title: str, *indicators: str) -> Display:
        """These indicators in one compact table, and what is clear among them in words.

        Raises ParameterError for one that is not in the catalogue.
        """
        return chosen.show_chosen(self.figures, title, indicators)

    def training(self) -> Display:
        """Training that people completed, beside the year before."""
        return training.show_training(self.figures)

    def delivery_in_brief(self, priorities: Sequence[str] = (), duties: Sequence[str] = ()) -> Display:
        """How the plan's work under these priorities and duties stands at the end of the period.

        Raises ParameterError for a priority or duty that the plan does not have.
        """
        return health_delivery.show_delivery(self.figures, self.plan, priorities, duties)

    def asks(self) -> Display:
        """What is asked of the Health and Wellbeing Board: of whom, and by when it returns."""
        return asks.show_asks(self.figures, self.plan)

    def reading_in_brief(self) -> Display:
        """What clear means here, how much was tested, and where the rest stands."""
        return reading.show_reading(self.figures)
