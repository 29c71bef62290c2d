"""How jupyter_client comes by a warm kernel: the provisioner that the kernelspec ``csp`` names."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from csp_toolkit.kernels.forked import LAUNCHER, ForkedKernel
from csp_toolkit.kernels.server import ForkedProcess, Server, server_for

POLITE_END = 1.0
"""Seconds in which a kernel that was asked to end is looked at often."""
OFTEN = 0.005


class WarmProvisioner(LocalProvisioner):
    """Forks kernels from a process with the libraries loaded, or starts them as LocalProvisioner does."""

    _server: Server | None = None  # kept, so that a server lives as long as its kernels

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel: warm where that gives the same kernel, else cold."""
        folder = os.path.abspath(kwargs.get("cwd") or os.curdir)
        process = await asyncio.to_thread(self._fork, cmd, folder, kwargs)
        if process is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = process  # type: ignore[assignment]
        self.pid = self.pgid = process.pid
        self.cwd = folder
        return self.connection_info

    def _fork(self, command: list[str], folder: str, asked: dict[str, Any]) -> ForkedProcess | None:
        streams = _open_streams(asked)
        if not streams or command[:3] != [sys.executable, "-m", LAUNCHER] or asked.get("independent"):
            return None
        environment = {**asked["env"], "JPY_PARENT_PID": str(os.getpid())}
        self._server = server_for(environment)
        if self._server is None or not os.path.isdir(folder):
            return None
        try:
            return self._server.fork(ForkedKernel(command, environment, folder), streams)
        except (OSError, EOFError):
            return None

    async def shutdown_requested(self, restart: bool = False) -> None:
        """Wait for the kernel's end, which jupyter_client would look for every tenth of a second."""
        end = time.monotonic() + POLITE_END
        while self.process is not None and self.process.poll() is None and time.monotonic() < end:
            await asyncio.sleep(OFTEN)


def _open_streams(asked: dict[str, Any]) -> list[int]:
    """Where the kernel's output and errors go, as open files; none where a pipe must be made first."""
    if asked.get("stdin") is not None:
        return []
    streams = []
    for name, own in (("stdout", 1), ("stderr", 2)):
        stream = asked.get(name)
        number = own if stream is None else stream if isinstance(stream, int) else stream.fileno()
        if number < 0:  # subprocess.PIPE and its like
            return []
        streams.append(number)
    return streams
