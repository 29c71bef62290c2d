"""The gates: what keeps a document from being published."""

from __future__ import annotations

import pytest
from example_notebook import (
    block_cell,
    example_chart,
    example_cover,
    example_notebook,
    notebook_of,
    small_notebook,
)

from csp_toolkit.blocks.model import AnyBlock, Heading, Paragraph
from csp_toolkit.errors import RenderingError
from csp_toolkit.rendering import check_document, read_document
from csp_toolkit.rendering.checks import LONGEST_NAME, is_junk_alternative
from csp_toolkit.rendering.document import Item, build_document


def problems(*blocks: AnyBlock) -> list[str]:
    items = [Item(example_cover(), "Cell 1"), *(Item(block, "Cell 2") for block in blocks)]
    return [problem.message for problem in check_document(build_document(items))]


def test_the_example_has_no_problem() -> None:
    assert check_document(read_document(example_notebook())) == []


@pytest.mark.parametrize("levels", [(2, 3, 4, 2, 3), (2, 2, 3, 3), ()])
def test_headings_may_go_one_deeper_or_any_number_back(levels: tuple[int, ...]) -> None:
    assert problems(*(Heading(text="h", level=level) for level in levels)) == []


@pytest.mark.parametrize(("levels", "wrong"), [((3,), 1), ((2, 4), 1), ((2, 3, 2, 4), 1), ((3, 2, 4), 2)])
def test_a_level_left_out_is_a_problem(levels: tuple[int, ...], wrong: int) -> None:
    found = problems(*(Heading(text="h", level=level) for level in levels))
    assert len(found) == wrong
    assert "goes from heading level" in found[0]


def test_a_document_has_one_cover() -> None:
    with pytest.raises(RenderingError, match="no cover"):
        read_document(notebook_of(block_cell(Paragraph(text="x"))))
    with pytest.raises(RenderingError, match=r"Cell 2 .* another cover"):
        read_document(notebook_of(block_cell(example_cover()), block_cell(example_cover())))


@pytest.mark.parametrize(
    "text",
    ["", "  ", "image", "Chart", "a picture of the chart", "figure-1.png", "IMG_2041.JPG", "...", "Figure 3"],
)
def test_junk_is_no_alternative_text(text: str) -> None:
    assert is_junk_alternative(text)


@pytest.mark.parametrize("text", ["Burglary fell", "Line chart of burglary: 41 in March", "Map of Thurrock"])
def test_words_about_the_content_are_alternative_text(text: str) -> None:
    assert not is_junk_alternative(text)


def test_a_chart_with_junk_is_named_with_its_figure() -> None:
    (message,) = problems(example_chart(alternative="chart.svg"))
    assert message.startswith('Cell 2 shows figure 1 with the alternative text "chart.svg"')


def test_a_chart_that_could_run_something_is_named_with_its_figure() -> None:
    (message,) = problems(example_chart(svg='<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'))
    assert message == "Cell 2 shows figure 1, whose SVG holds <script>, which is not drawing."


def test_a_title_fits_at_the_head_of_a_page() -> None:
    read_document(small_notebook(cover=example_cover(title="x" * LONGEST_NAME)))
    with pytest.raises(RenderingError, match="title has 201 characters"):
        read_document(small_notebook(cover=example_cover(title="x" * (LONGEST_NAME + 1))))
    assert "heading of 201 characters" in problems(Heading(text="x" * (LONGEST_NAME + 1)))[0]
