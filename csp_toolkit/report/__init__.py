"""What a notebook opens: a partnership's report for a period, in the few verbs it is written in."""

from __future__ import annotations

from csp_toolkit.report.kinds import check_period
from csp_toolkit.report.opening import Report, open_report

__all__ = ["Report", "check_period", "open_report"]
