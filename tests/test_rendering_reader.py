"""From a notebook to a document: what is shown, what is refused, and how a refusal names its cell."""

from __future__ import annotations

import json
from typing import Any

import nbformat
import pandas as pd
import pytest
from example_notebook import (
    VEGA_LITE,
    block_cell,
    code_cell,
    data_cell,
    draw_png,
    example_cover,
    example_notebook,
    notebook_of,
)
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from csp_toolkit.blocks.model import Chart, Heading, Paragraph, Table
from csp_toolkit.errors import RenderingError
from csp_toolkit.rendering import read_document
from csp_toolkit.rendering.document import (
    Content,
    Picture,
    Preformatted,
    Quotation,
    RichList,
    RichParagraph,
    Span,
)

VEGA_TYPE = "application/vnd.vegalite.v6+json"


def contents(*cells: nbformat.NotebookNode) -> list[Content]:
    document = read_document(notebook_of(block_cell(example_cover()), *cells))
    return [item.content for item in document.items]


def refusal(*cells: nbformat.NotebookNode) -> str:
    with pytest.raises(RenderingError) as caught:
        contents(*cells)
    assert caught.value.exit_code == 14
    return str(caught.value)


def frame_cell(frame: pd.DataFrame, **metadata: Any) -> nbformat.NotebookNode:
    return data_cell({"text/html": frame._repr_html_(), "text/plain": repr(frame)}, **metadata)


def read_frame(frame: pd.DataFrame, **metadata: Any) -> Table:
    (table,) = contents(frame_cell(frame, **{"caption": "Wards", **metadata}))
    assert isinstance(table, Table)
    return table


def test_figures_and_tables_are_numbered_in_their_order() -> None:
    document = read_document(example_notebook())
    labels = [item.label for item in document.items if item.label]
    assert labels == ["Table 1", "Figure 1", "Figure 2", "Table 2", "Figure 3", "Figure 4", "Table 3"]
    assert len(list(document.tables())) == 5


def test_a_notebook_as_plain_json_reads_the_same() -> None:
    notebook = example_notebook()
    assert read_document(json.loads(nbformat.writes(notebook))) == read_document(notebook)


def test_inputs_and_parameters_are_never_shown() -> None:
    parameters = new_code_cell("secret = 1", execution_count=1, metadata={"tags": ["injected-parameters"]})
    assert contents(parameters, new_code_cell("x = 2", execution_count=2)) == []


def test_a_removed_cell_shows_nothing_but_its_failure() -> None:
    kept = block_cell(Paragraph(text="x"), tags=["remove-cell"])
    failed = code_cell([new_output("error", ename="KeyError", evalue="'asb'")], tags=["remove-cell"])
    assert contents(kept) == []
    assert "KeyError" in refusal(failed)


def test_a_failed_cell_is_named_with_its_error() -> None:
    failed = code_cell([new_output("error", ename="KeyError", evalue="'asb'")], source="report.trend('asb')")
    assert "Cell 2 (report.trend('asb')) ended in an error: KeyError: 'asb'" in refusal(failed)


def test_all_problems_are_told_at_once() -> None:
    image = data_cell({"image/png": draw_png()}, source="one")
    widget = data_cell({"application/vnd.jupyter.widget-view+json": {}, "text/plain": "x"}, source="two")
    message = refusal(image, widget, block_cell(Heading(text="Too deep", level=4), source="three"))
    assert message.startswith("3 problems")
    assert all(f"Cell {n} ({word})" in message for n, word in ((2, "one"), (3, "two"), (4, "three")))


def test_a_block_of_another_version_is_refused_by_name() -> None:
    cell = data_cell({"application/vnd.csp-toolkit.block+json": {"version": 2, "blocks": []}})
    assert "Cell 2 (show()) holds a block that this version cannot read" in refusal(cell)


def test_printed_text_is_kept_and_warnings_are_not() -> None:
    streams = [
        new_output("stream", name="stdout", text="a\n  b\n"),
        new_output("stream", name="stderr", text="w"),
    ]
    assert contents(code_cell(streams)) == [Preformatted("a\n  b")]


def test_a_value_is_shown_as_text_but_the_address_of_an_object_is_not() -> None:
    assert contents(data_cell({"text/plain": "(20, 4)"})) == [Preformatted("(20, 4)")]
    assert "cannot be put into a document" in refusal(data_cell({"text/plain": "<Figure size 640x480>"}))
    assert "cannot be put into a document" in refusal(data_cell({"text/plain": "alt.Chart(...)"}))


def test_html_that_is_not_a_table_is_refused() -> None:
    assert "HTML that is not a table" in refusal(data_cell({"text/html": "<script>draw()</script>"}))


# Markdown


def test_markdown_becomes_structure() -> None:
    text = (
        "## Title\n\nSome **bold** and `code`.\n\n- one\n  - two\n\n> said\n\n```\ncode\n```\n\n<!-- note -->"
    )
    heading, paragraph, entries, quotation, code = contents(new_markdown_cell(text))
    assert heading == Heading(text="Title", level=2)
    assert paragraph == RichParagraph(
        (Span("Some "), Span("bold", strong=True), Span(" and "), Span("code", code=True), Span("."))
    )
    assert isinstance(entries, RichList)
    assert isinstance(entries.entries[0][1], RichList)
    assert isinstance(quotation, Quotation)
    assert code == Preformatted("code")


def test_only_the_cover_has_a_level_1_heading() -> None:
    assert 'write "## Aims"' in refusal(new_markdown_cell("# Aims"))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "other.html", "/etc/passwd", "data:text/html,x"])
def test_a_link_leads_to_the_web_or_to_a_mailbox(address: str) -> None:
    assert "links to" in refusal(new_markdown_cell(f"[x]({address})"))


def test_markup_in_markdown_is_text() -> None:
    (paragraph,) = contents(new_markdown_cell("<script>alert(1)</script>"))
    assert paragraph == RichParagraph((Span("<script>alert(1)</script>"),))


def test_a_markdown_table_needs_a_caption_too() -> None:
    text = "| a | b |\n|---|---|\n| x | 1 |\n| y |   |"
    assert "table without a caption" in refusal(new_markdown_cell(text))
    (table,) = contents(new_markdown_cell(text, metadata={"caption": "Aims"}))
    assert isinstance(table, Table)
    assert table.rows == (("x", "1"), ("y", "[x]"))
    assert [column.numeric for column in table.columns] == [False, True]


def test_an_attached_image_is_shown_with_its_words_and_another_is_refused() -> None:
    cell = new_markdown_cell("![Three wards on the Thames](attachment:a.png)")
    cell.attachments = {"a.png": {"image/png": draw_png()}}
    (picture,) = contents(cell)
    assert isinstance(picture, Picture)
    assert picture.alternative == "Three wards on the Thames"
    assert "not attached" in refusal(new_markdown_cell("![Words](https://elsewhere.example/a.png)"))


# Data frames


def test_the_counting_index_of_a_frame_is_left_out() -> None:
    table = read_frame(pd.DataFrame({"ward": ["Tilbury", "Grays"], "offences": [35, 41]}))
    assert [column.label for column in table.columns] == ["ward", "offences"]
    assert table.rows == (("Tilbury", "35"), ("Grays", "41"))
    assert [column.numeric for column in table.columns] == [False, True]


def test_a_named_index_heads_the_rows() -> None:
    frame = pd.DataFrame({"ward": ["Tilbury", "Grays"], "offences": [35, 41]}).set_index("ward")
    table = read_frame(frame)
    assert [column.label for column in table.columns] == ["ward", "offences"]
    assert table.rows[0] == ("Tilbury", "35")


def test_levels_of_index_and_columns_are_joined() -> None:
    index = pd.MultiIndex.from_tuples([("Essex", "Tilbury"), ("Essex", "Grays")], names=["force", "ward"])
    columns = pd.MultiIndex.from_tuples([("2024", "count"), ("2024", "rate")])
    table = read_frame(pd.DataFrame([[1, 2.5], [3, 4.5]], index=index, columns=columns))
    assert [column.label for column in table.columns] == ["force, ward", "2024, count", "2024, rate"]
    assert table.rows[1] == ("Essex, Grays", "3", "4.5")


def test_a_missing_value_is_neither_zero_nor_empty() -> None:
    table = read_frame(pd.DataFrame({"ward": ["Tilbury", None], "rate": [0.0, float("nan")]}))
    assert table.rows == (("Tilbury", "0.0"), ("[x]", "[x]"))
    assert table.notes == ("[x] = not available",)


def test_a_frame_needs_a_caption() -> None:
    message = refusal(frame_cell(pd.DataFrame({"a": [1]}), source="wards"))
    assert 'Cell 2 (wards) shows a table without a caption; set "caption"' in message


def test_a_frame_that_pandas_cut_short_is_refused() -> None:
    with pd.option_context("display.max_rows", 10):
        assert "cut short (90 rows" in refusal(frame_cell(pd.DataFrame({"a": range(90)}), caption="Many"))
    long = pd.DataFrame({"a": ["x" * 60]})
    assert "text that pandas cut short" in refusal(frame_cell(long, caption="Long"))


def test_an_empty_frame_is_refused() -> None:
    assert "without rows" in refusal(frame_cell(pd.DataFrame({"a": []}), caption="None"))


# Charts and images


@pytest.mark.parametrize("media_type", [VEGA_TYPE, "application/vnd.vegalite.v5+json"])
def test_an_altair_chart_is_drawn_with_its_description_and_title(media_type: str) -> None:
    (picture,) = contents(data_cell({media_type: VEGA_LITE, "text/plain": "alt.Chart(...)"}))
    assert isinstance(picture, Picture)
    assert picture.alternative == VEGA_LITE["description"]
    assert picture.caption == "Grays Riverside had the most burglaries"
    assert b"Source Sans Pro" in picture.data
    assert b"had the most burglaries</text>" not in picture.data


def test_an_altair_chart_without_description_is_refused_by_its_cell() -> None:
    spec = {key: value for key, value in VEGA_LITE.items() if key != "description"}
    assert "Cell 2 (chart) shows a chart without a description" in refusal(
        data_cell({VEGA_TYPE: spec}, source="chart")
    )


def test_a_chart_that_would_fetch_its_data_is_refused() -> None:
    spec = {**VEGA_LITE, "data": {"url": "https://elsewhere.example/a.csv"}}
    assert "fetches" in refusal(data_cell({VEGA_TYPE: spec}))


def test_an_image_needs_alternative_text() -> None:
    assert "Cell 2 (plot) shows an image without alternative text" in refusal(
        data_cell({"image/png": draw_png(), "text/plain": "<Figure>"}, source="plot")
    )


def test_alternative_text_may_stand_with_the_output_or_with_the_cell() -> None:
    words = "Three wards on the Thames"
    with_cell = data_cell({"image/png": draw_png()}, alt=words)
    output = new_output(
        "display_data", data={"image/png": draw_png()}, metadata={"image/png": {"alt": words}}
    )
    for cell in (with_cell, code_cell([output])):
        (picture,) = contents(cell)
        assert isinstance(picture, Picture)
        assert picture.alternative == words


def test_a_chart_block_comes_through_unchanged() -> None:
    charts = [item.content for item in read_document(example_notebook()).items]
    assert sum(isinstance(content, Chart) for content in charts) == 2
