"""What an audience may see of results: disclosure control applied once, before anything is shown."""

from __future__ import annotations

from csp_toolkit.release.figures import Release, StepCount, gather_steps
from csp_toolkit.release.releasing import group_indicators, release_results

__all__ = ["Release", "StepCount", "gather_steps", "group_indicators", "release_results"]
