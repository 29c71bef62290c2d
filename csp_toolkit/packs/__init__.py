"""Several reports for one partnership, period and audience, and a page that leads to all of them."""

from __future__ import annotations

from csp_toolkit.packs.contents import write_contents
from csp_toolkit.packs.planning import pack_folder, plan_runs

__all__ = ["pack_folder", "plan_runs", "write_contents"]
