"""The JSON Schema of a plan's file, by which an editor completes its keys and explains them."""

from __future__ import annotations

from pathlib import Path

from csp_toolkit.parameters.schemas import write_schema
from csp_toolkit.plan.model import Plan


def write_plan_schema(folder: Path) -> None:
    """Write the schema to ``folder`` as ``plan.schema.json``, the same bytes every time."""
    write_schema(folder, "plan", Plan)
