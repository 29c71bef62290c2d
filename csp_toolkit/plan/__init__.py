"""A partnership's plan as data: what it says, how its activities stand, and where it is silent."""

from __future__ import annotations

from csp_toolkit.plan.findings import Assessment, ImpliedCounts, KeyFinding, PublishedFigure
from csp_toolkit.plan.model import (
    Authority,
    Consideration,
    Contact,
    EqualityImpact,
    HorizonItem,
    Narrative,
    Plan,
)
from csp_toolkit.plan.reading import check_plans, load_plan, load_plan_named, read_plan
from csp_toolkit.plan.timescale import NOT_STATED, Timescale, parse_timescale
from csp_toolkit.plan.work import Activity, Commitment, Duty, Law, Outcome, Priority, Target

__all__ = [
    "NOT_STATED",
    "Activity",
    "Assessment",
    "Authority",
    "Commitment",
    "Consideration",
    "Contact",
    "Duty",
    "EqualityImpact",
    "HorizonItem",
    "ImpliedCounts",
    "KeyFinding",
    "Law",
    "Narrative",
    "Outcome",
    "Plan",
    "Priority",
    "PublishedFigure",
    "Target",
    "Timescale",
    "check_plans",
    "load_plan",
    "load_plan_named",
    "parse_timescale",
    "read_plan",
]
