"""What a process does that is going to make many reports: whatever pays only from the second one on."""

from __future__ import annotations

import os


def settle_in() -> None:
    """Draw charts for this process's kernels, and have those forked with the toolkit loaded.

    The second call does nothing. A kernel keeps what was loaded only while the toolkit's files are unchanged.
    """
    from csp_toolkit.blocks.chart_svg import draw_svg
    from csp_toolkit.blocks.drawing_service import start_drawing
    from csp_toolkit.kernels import start_loading
    from csp_toolkit.kernels.preload import TOOLKIT

    os.environ[TOOLKIT] = "yes"
    start_drawing(draw_svg)
    start_loading()
