"""Faults planted in what a notebook shows: no format is made of it, and the message names the cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from example_notebook import (
    FRAME,
    VEGA_LITE,
    block_cell,
    data_cell,
    draw_png,
    example_chart,
    example_cover,
    example_notebook,
    example_table,
    notebook_of,
)
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from csp_toolkit.blocks.model import MIME_TYPE, AnyBlock, Heading
from csp_toolkit.errors import RenderingError
from csp_toolkit.rendering import (
    render_notebook_docx,
    render_notebook_html,
    render_notebook_ods,
    render_notebook_pdf,
    render_notebook_xlsx,
)

RENDERERS: tuple[Callable[[NotebookNode], Any], ...] = (
    render_notebook_html,
    render_notebook_pdf,
    render_notebook_docx,
    render_notebook_xlsx,
    render_notebook_ods,
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'


def changed(block: AnyBlock, **fields: Any) -> NotebookNode:
    """A cell that shows the block as a file may hold it: with fields that the block itself would refuse."""
    cell = block_cell(block, source="show(block)")
    cell.outputs[0].data[MIME_TYPE]["blocks"][0].update(fields)
    return cell


def table_of(**fields: Any) -> dict[str, Any]:
    return {**example_chart().table.model_dump(mode="json"), **fields}


def drawn(inner: str) -> NotebookNode:
    return changed(example_chart(), svg=f"{SVG}{inner}</svg>")


FAULTY: dict[str, NotebookNode] = {
    "no alternative text": changed(example_chart(), alternative=""),
    "alternative text of spaces": changed(example_chart(), alternative=" \u200b "),
    "alternative text is a file's name": changed(example_chart(), alternative="chart-1.png"),
    "alternative text is what it is of": changed(example_chart(), alternative="Picture of a chart"),
    "alternative text is a stand-in": changed(example_chart(), alternative="Lorem ipsum dolor sit amet"),
    "alternative text is a program's": changed(example_chart(), alternative="alt.Chart(...)"),
    "alternative text is an address": changed(example_chart(), alternative="https://a.example/chart"),
    "a chart without a title": changed(example_chart(), title="\u200b"),
    "a chart without its table": changed(example_chart(), table=None),
    "a chart whose table has no caption": changed(example_chart(), table=table_of(caption="\u2060")),
    "a chart that fetches": drawn('<image href="https://a.example/x.png"/>'),
    "a chart with a style sheet": drawn("<style>@import 'https://a.example/x.css';</style>"),
    "a chart that paints with what is elsewhere": drawn('<rect fill="url(https://a.example/#x)"/>'),
    "a chart that runs": drawn("<script>alert(1)</script>"),
    "a chart that listens": drawn('<rect onclick="alert(1)"/>'),
    "a table without a caption": changed(example_table(), caption=""),
    "a table whose caption cannot be seen": changed(example_table(), caption="\u200b"),
    "a table without columns": changed(example_table(), columns=[]),
    "a column without a header": changed(example_table(1), columns=[{"label": " "}] * 6),
    "a column whose header cannot be seen": changed(example_table(1), columns=[{"label": "\u200b"}] * 6),
    "a row without a header": changed(example_table(1), rows=[["\u200b", "1", "2", "3", "4", "5"]]),
    "a row of another length": changed(example_table(1), rows=[["a", "1"]]),
    "a table without rows": changed(example_table(1), rows=[]),
    "a heading that skips a level": changed(Heading(text="Deep"), level=4),
    "a heading of level 1": changed(Heading(text="Other title"), level=1),
    "a heading in which nothing is to be seen": changed(Heading(text="x"), text="\u200b"),
    "a second cover": changed(example_cover()),
    "a data frame without a caption": data_cell({"text/html": FRAME}, source="show(block)"),
    "HTML that is no table": data_cell(
        {"text/html": "<iframe src='https://a.example'>"}, source="show(block)"
    ),
    "an image without alternative text": data_cell({"image/png": draw_png()}, source="show(block)"),
    "an image with junk for it": data_cell({"image/png": draw_png()}, source="show(block)", alt="image.png"),
    "an Altair chart without a description": data_cell(
        {"application/vnd.vegalite.v6+json": {k: v for k, v in VEGA_LITE.items() if k != "description"}},
        source="show(block)",
    ),
    "an Altair chart that fetches its data": data_cell(
        {"application/vnd.vegalite.v6+json": {**VEGA_LITE, "data": {"url": "https://a.example/d.csv"}}},
        source="show(block)",
    ),
    "a title in Markdown": new_markdown_cell("# Other title"),
    "a skipped level in Markdown": new_markdown_cell("#### Deep"),
    "an image of a network in Markdown": new_markdown_cell("![Map of the wards](https://a.example/x.png)"),
    "a table without a caption in Markdown": new_markdown_cell("| a | b |\n|---|---|\n| 1 | 2 |"),
    "a link that runs a script": new_markdown_cell("[here](javascript:alert(1))"),
}


def test_the_example_is_made_in_every_format() -> None:
    for render in RENDERERS:
        assert render(example_notebook())


@pytest.mark.parametrize("fault", FAULTY)
def test_a_fault_in_a_cell_keeps_every_format_from_being_made(fault: str) -> None:
    notebook = notebook_of(block_cell(example_cover()), FAULTY[fault])
    for render in RENDERERS:
        with pytest.raises(RenderingError, match=r"Cell 2\b") as caught:
            render(notebook)
        assert caught.value.exit_code == 14
