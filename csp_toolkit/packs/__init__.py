"""Several reports for one partnership, period and audience, and a page that leads to all of them."""

from __future__ import annotations

from csp_toolkit.packs.running import run_pack

__all__ = ["run_pack"]
