"""What ``csp list``, ``csp explain`` and ``csp ingest`` print: lines of text.

Each name is loaded when it is first used: ``csp ingest`` must not wait for what only ``csp list`` needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from csp_toolkit.listing.data import list_data as list_data
    from csp_toolkit.listing.explaining import explain_indicator as explain_indicator
    from csp_toolkit.listing.ingest_report import IngestReport as IngestReport
    from csp_toolkit.listing.names import list_indicators as list_indicators
    from csp_toolkit.listing.names import list_partnerships as list_partnerships
    from csp_toolkit.listing.names import list_reports as list_reports
    from csp_toolkit.listing.revised import list_revisions as list_revisions

_HOMES = {
    "IngestReport": "ingest_report",
    "explain_indicator": "explaining",
    "list_data": "data",
    "list_indicators": "names",
    "list_partnerships": "names",
    "list_reports": "names",
    "list_revisions": "revised",
}


def __getattr__(name: str) -> Any:
    """Load a name from its home on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
