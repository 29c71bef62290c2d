"""The kernel that runs reports, warm or cold: ipykernel's own, with one race taken out."""

from __future__ import annotations

import signal
from contextlib import suppress
from typing import Any

from ipykernel.ipkernel import IPythonKernel


class ReportKernel(IPythonKernel):
    """ipykernel's kernel, which a shutdown never catches in the middle of an answer about itself."""

    async def kernel_info_request(self, stream: Any, ident: Any, parent: Any) -> None:
        """Answer what kernel this is, out of reach of interrupts.

        nbclient ends a run with this question and shuts down at the answer, and a shutdown begins with an
        interrupt. On a busy machine that came before the kernel had put its handler away, and it logged
        "KeyboardInterrupt caught in kernel". The handler that stood before is put back by ipykernel.
        """
        with suppress(ValueError):  # not the main thread, which interrupts do not reach
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        await super().kernel_info_request(stream, ident, parent)  # type: ignore[no-untyped-call]
