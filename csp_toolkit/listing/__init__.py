"""What ``csp list``, ``csp explain`` and ``csp ingest`` print: lines of text."""

from __future__ import annotations

from csp_toolkit.listing.data import list_data
from csp_toolkit.listing.explaining import explain_indicator
from csp_toolkit.listing.ingest_report import IngestReport
from csp_toolkit.listing.names import list_indicators, list_partnerships, list_reports
from csp_toolkit.listing.revised import list_revisions

__all__ = [
    "IngestReport",
    "explain_indicator",
    "list_data",
    "list_indicators",
    "list_partnerships",
    "list_reports",
    "list_revisions",
]
