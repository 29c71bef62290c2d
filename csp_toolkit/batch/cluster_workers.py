"""What a dask worker does before its first report. Imported only where dask.distributed is installed."""

from __future__ import annotations

from typing import Any

from distributed import WorkerPlugin

from csp_toolkit.batch.settling import settle_in


class SettleIn(WorkerPlugin):
    """Has every worker settle in, those too that join or start again while a batch is under way."""

    name = "csp-toolkit-settle-in"
    idempotent = True

    def setup(self, worker: Any) -> None:
        """Called by the worker, once."""
        settle_in()
