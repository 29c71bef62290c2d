"""Reports of many partnerships at once: by worker processes of this machine, or of a cluster.

A batch makes what is missing or was made from something else, as told by content. The documents are those
of ``csp run`` and ``csp pack``, byte for byte; what a batch knows about them lies apart, in ``.made``.
"""

from __future__ import annotations

from csp_toolkit.batch.batches import (
    Batch,
    Finished,
    cluster_pool,
    index_batch,
    plan_batch,
    resident_pool,
    run_batch,
)

__all__ = ["Batch", "Finished", "cluster_pool", "index_batch", "plan_batch", "resident_pool", "run_batch"]
