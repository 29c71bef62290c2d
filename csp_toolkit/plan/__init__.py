"""A partnership's plan as data: what it says, how its activities stand, and where it is silent."""

from __future__ import annotations

from csp_toolkit.plan.asks import Ask
from csp_toolkit.plan.delivered import Counts, Delivered, count_delivered, expected_by
from csp_toolkit.plan.duty_matrix import DutyMatch, match_duties
from csp_toolkit.plan.findings import Assessment, ImpliedCounts, KeyFinding, PublishedFigure
from csp_toolkit.plan.gaps import Gap, list_gaps
from csp_toolkit.plan.model import (
    Authority,
    Consideration,
    Contact,
    EqualityImpact,
    HorizonItem,
    Narrative,
    Plan,
)
from csp_toolkit.plan.movement import Movement, compare_progress
from csp_toolkit.plan.narrative import FIGURE_PARTS, check_figures, figure_names, fill_figures
from csp_toolkit.plan.progress import Progress, calculate_progress, unknown_updates
from csp_toolkit.plan.reading import check_plans, load_plan, load_plan_named, read_plan
from csp_toolkit.plan.schema import write_plan_schema
from csp_toolkit.plan.states import COUNT_RULES, RULES, STATES, State
from csp_toolkit.plan.timescale import NOT_STATED, Timescale, parse_timescale
from csp_toolkit.plan.updates import Update, read_updates
from csp_toolkit.plan.work import Activity, Commitment, Duty, Law, Outcome, Priority, Target

__all__ = [
    "COUNT_RULES",
    "FIGURE_PARTS",
    "NOT_STATED",
    "RULES",
    "STATES",
    "Activity",
    "Ask",
    "Assessment",
    "Authority",
    "Commitment",
    "Consideration",
    "Contact",
    "Counts",
    "Delivered",
    "Duty",
    "DutyMatch",
    "EqualityImpact",
    "Gap",
    "HorizonItem",
    "ImpliedCounts",
    "KeyFinding",
    "Law",
    "Movement",
    "Narrative",
    "Outcome",
    "Plan",
    "Priority",
    "Progress",
    "PublishedFigure",
    "State",
    "Target",
    "Timescale",
    "Update",
    "calculate_progress",
    "check_figures",
    "check_plans",
    "compare_progress",
    "count_delivered",
    "expected_by",
    "figure_names",
    "fill_figures",
    "list_gaps",
    "load_plan",
    "load_plan_named",
    "match_duties",
    "parse_timescale",
    "read_plan",
    "read_updates",
    "unknown_updates",
    "write_plan_schema",
]
