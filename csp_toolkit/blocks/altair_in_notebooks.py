"""An analyst's own Altair charts in a notebook: they look as the report's own do, and can be published.

Altair is not imported for that, which would take over a second in every report: IPython is told what to do
with a chart, should one be shown.
"""

from __future__ import annotations

import sys
from typing import Any

_CHART = ("altair.vegalite.v6.api", "TopLevelMixin")
"""The class that every chart of Altair is one of."""


def show_charts_of_altair() -> None:
    """Have the notebook that this runs in show Altair's charts by our theme; elsewhere nothing happens.

    A theme or a renderer that the analyst chooses by ``altair.theme.enable`` or ``altair.renderers.enable``
    stays as chosen.
    """
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None:
        shell.display_formatter.mimebundle_formatter.for_type_by_name(*_CHART, _show_chart)


def _show_chart(chart: Any, **_options: Any) -> Any:
    """A chart's outputs, the theme and the renderer being ours unless others were chosen."""
    import altair

    from csp_toolkit.blocks.chart_theme import enable_theme

    if altair.theme.active == "default" and altair.renderers.active == "default":
        enable_theme()
    return chart._repr_mimebundle_()
