"""Disclosure control: which counts an audience may see, and how exactly. See docs/disclosure.md."""

from __future__ import annotations

from csp_toolkit.disclosure.cells import Cell, Link
from csp_toolkit.disclosure.policies import Policy, check_policies, get_policy, load_policies
from csp_toolkit.disclosure.protection import Protection, protect_cells, protect_in_order
from csp_toolkit.disclosure.rounding import limits_of_shown, round_count, show_count

__all__ = [
    "Cell",
    "Link",
    "Policy",
    "Protection",
    "check_policies",
    "get_policy",
    "limits_of_shown",
    "load_policies",
    "protect_cells",
    "protect_in_order",
    "round_count",
    "show_count",
]
