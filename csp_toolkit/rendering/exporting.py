"""What all exporters do before they render: what nbconvert does to a notebook, where it is asked to."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from nbconvert.exporters.exporter import Exporter
from nbformat import NotebookNode
from traitlets import default


def valid_chart_types(notebook: NotebookNode) -> NotebookNode:
    """A copy of the notebook in which charts bear a MIME type that a notebook may hold.

    Altair 6 names its charts ``application/vnd.vegalite.v6.json``. The notebook format takes structured
    data only under names that end in ``+json``, and nbconvert refuses the whole notebook otherwise.
    """
    notebook = deepcopy(notebook)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            for name in [name for name in data if name.startswith("application/vnd.vega")]:
                data[name.removesuffix(".json").removesuffix("+json") + "+json"] = data.pop(name)
    return notebook


class CspExporter(Exporter):
    """An exporter whose documents depend on nothing but the notebook's content."""

    @default("optimistic_validation")
    def _optimistic_validation_default(self) -> bool:
        """Validate once after all preprocessors, not after each of them."""
        return True

    def prepare(self, nb: NotebookNode, resources: Any, **kw: Any) -> tuple[NotebookNode, dict[str, Any]]:
        """The notebook after nbconvert's preprocessors (so that ``--execute`` works), and the resources.

        Where none is enabled, as is usual, this is the notebook itself: nbconvert would copy it three times
        to no purpose.
        """
        if not any(getattr(step, "enabled", True) for step in self._preprocessors):
            return nb, self._init_resources(resources)  # type: ignore[no-untyped-call]
        prepared: tuple[NotebookNode, dict[str, Any]] = Exporter.from_notebook_node(
            self, valid_chart_types(nb), resources, **kw
        )
        return prepared
