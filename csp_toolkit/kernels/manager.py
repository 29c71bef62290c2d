"""The kernels of ``csp run``, which are warm without anything having been installed for it."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from traitlets import Type

SPEC = Path(__file__).parent / "spec"
OWN = ("", "python3")
"""The kernels that notebooks of this project name: this interpreter's. Any other is somebody's choice."""
PROVISIONER = EntryPoint(
    "csp-warm", "csp_toolkit.kernels.provisioner:WarmProvisioner", KernelProvisionerFactory.GROUP_NAME
)

SILENCE = 0.02
"""Seconds without a message after which a kernel is taken to have no more to say before the first cell."""


class PromptChannel(AsyncZMQSocketChannel):
    """What a kernel shows, without waiting 0.2 seconds to learn that it shows nothing yet.

    jupyter_client waits so before the first cell, to throw away what came before it. nbclient knows what
    belongs to a cell by its parent, so that nothing is mistaken.
    """

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:  # type: ignore[override]
        """The next message. Raises ``queue.Empty`` where none comes in time."""
        return await super().get_msg(None if timeout is None else min(timeout, SILENCE))


class PromptClient(AsyncKernelClient):
    """Talks to a kernel as AsyncKernelClient does."""

    iopub_channel_class = Type(PromptChannel)


class ReportKernelManager(AsyncKernelManager):
    """Runs notebooks of this interpreter's kernel in the kernel ``csp``, and others in what they name."""

    client_factory = Type(PromptClient)

    @property
    def kernel_spec(self) -> KernelSpec | None:
        """The kernelspec ``csp`` of this package, or that of the kernel that the notebook names."""
        if self._kernel_spec is None and self.kernel_name in OWN:
            # Known to an environment only since it was last installed in it.
            KernelProvisionerFactory.instance().provisioners.setdefault(PROVISIONER.name, PROVISIONER)
            self._kernel_spec = KernelSpec.from_resource_dir(str(SPEC))
        return super().kernel_spec

    @property
    def ipykernel(self) -> bool:
        """No: whoever runs a notebook would name a place for the history, as the kernelspec does already."""
        return False
