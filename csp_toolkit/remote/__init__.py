"""Stores and outputs in object stores (whichever fsspec reaches), by way of folders here.

Reports are made in folders: they are put in their place by a rename, which object stores do not have. So a
store is mirrored into a folder before it is read, and outputs are sent from one after they are made.
"""

from __future__ import annotations

from csp_toolkit.remote.addresses import is_address, local_folder
from csp_toolkit.remote.outputs import send_outputs
from csp_toolkit.remote.stores import mirror_store

__all__ = ["is_address", "local_folder", "mirror_store", "send_outputs"]
