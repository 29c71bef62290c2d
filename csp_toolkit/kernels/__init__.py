"""Warm kernels: the kernel of a notebook, forked from a process that has loaded the libraries already.

``csp run`` uses them; other Jupyter tools choose them by the name ``csp`` (``papermill -k csp``, nbconvert,
nbval, JupyterLab). What they show is what an ordinary kernel shows. Where forking is not to be had, or would
not give the same, an ordinary kernel serves; CSP_TOOLKIT_KERNEL=cold asks for that.

jupyter_client finds them by the entry point ``csp-warm`` and the kernelspec in ``spec``.
"""

from __future__ import annotations


def start_loading() -> None:
    """Start to load the libraries in the background, for a kernel that will be asked for soon."""
    from csp_toolkit.kernels.server import start_server

    start_server()
