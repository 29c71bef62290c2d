"""Workers on other machines: the executor of a dask.distributed scheduler.

Store, project and outputs lie in folders that every worker sees under the same path. A scheduler can have
any code run by its workers, so that its address is worth as much as a login (docs/batch.md).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from csp_toolkit.batch.sources import code_digest
from csp_toolkit.errors import ParameterError, Problem

PATIENCE = 15
"""Seconds in which a scheduler has to answer, and to have a worker."""


@contextmanager
def cluster_executor(address: str) -> Iterator[tuple[Executor, int]]:
    """The scheduler's executor, and how many reports it can make at once.

    Raises ParameterError where dask.distributed is not installed, no scheduler answers, or it has no workers.
    """
    if find_spec("distributed") is None:
        hint = 'Install it with: pip install "csp-toolkit[cluster]"'
        raise ParameterError(Problem("--cluster needs dask.distributed, which is not installed", hint=hint))
    from distributed import Client

    from csp_toolkit.batch.cluster_workers import SettleIn

    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is told here, once
    try:
        client: Any = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        hint = "Start one with: dask scheduler  (docs/batch.md), and write its address as tcp://host:8786."
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ParameterError(Problem(f"no scheduler answers at {address} ({said})", hint=hint)) from None
    with client:
        _require_workers(client.run(code_digest), code_digest(), address)
        client.register_plugin(SettleIn())
        yield client.get_executor(pure=False), len(client.nthreads())


def _require_workers(digests: Mapping[str, str], own: str, address: str) -> None:
    """Raise ParameterError without workers, or where one would make other documents than this process."""
    if not digests:
        hint = f"Start some with: dask worker {address} --nthreads 1"
        raise ParameterError(Problem(f"the scheduler at {address} has no workers", hint=hint))
    others = sorted(worker for worker, digest in digests.items() if digest != own)
    if others:
        found = (
            "these workers have another version of the toolkit, or of a library it needs, than this machine"
        )
        hint = "Install the same everywhere, and start the workers again."
        raise ParameterError(Problem(f"{found}: {', '.join(others)}", hint=hint))
