"""The verbs of the quarterly report and of the assessment: priorities, what is new, the scan, decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csp_toolkit.blocks.model import Display
from csp_toolkit.report import decisions, performance, scan, since_last_quarter

if TYPE_CHECKING:
    from csp_toolkit.plan import Plan
    from csp_toolkit.report.figures import Figures


class QuarterlyVerbs:
    """Mixed into ``Report``."""

    figures: Figures
    plan: Plan | None

    def priority(self, *names: str) -> Display:
        """The indicators that bear on a priority or duty of plans, such as hate_crime, or on several.

        Notes that hold for tables of several stand once above them; one remark names those without figures.

        Raises ParameterError for a priority that is not in the catalogue.
        """
        return performance.show_priorities(self.figures, names)

    def scan(self) -> Display:
        """Every type of crime and disorder by level, trend, harm and comparator; evidence for priorities."""
        return scan.show_scan(self.figures)

    def police_tables(self) -> Display:
        """Street-level police data, all types in one table."""
        return performance.show_police_tables(self.figures)

    def since_last_quarter(self) -> Display:
        """Verdicts that are others than a quarter ago, and months that stand out in this one."""
        return since_last_quarter.show_since_last_quarter(self.figures)

    def decisions(self, *asked: str) -> Display:
        """What the board is asked to decide: the questions given, and what of the plan is overdue."""
        return decisions.show_decisions(self.figures, self.plan, asked)
