"""What both exporters do before they render: nbconvert's own preparation of a notebook."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from nbconvert.exporters.exporter import Exporter
from nbformat import NotebookNode


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

    def prepare(self, nb: NotebookNode, resources: Any, **kw: Any) -> tuple[NotebookNode, dict[str, Any]]:
        """The notebook after nbconvert's preprocessors (so that ``--execute`` works), and the resources."""
        prepared: tuple[NotebookNode, dict[str, Any]] = Exporter.from_notebook_node(
            self, valid_chart_types(nb), resources, **kw
        )
        return prepared
