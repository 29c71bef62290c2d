"""Rules of blocks as Markdown: nothing in a text is markup, tables have headings, pictures have words."""

from __future__ import annotations

import re
import string

import pytest
import typst
from example_notebook import example_chart, example_cover, example_notebook, example_table
from hostile_text import HOSTILE, everywhere
from hypothesis import given
from hypothesis import strategies as st

from csp_toolkit.blocks.markdown import show_as_markdown
from csp_toolkit.blocks.markup_text import markdown_text, raw_block, typst_string
from csp_toolkit.blocks.model import Callout, Display, Heading

QUARTO_S_OWN = {
    "a shortcode": "{{< include secret.txt >}}",
    "a cell": "```{python}\nprint(1)\n```",
    "a citation": "see @smith and [@a]",
    "mathematics": "$x$ \\(y\\) \\[z\\]",
    "a block": "::: {.callout-note}",
    "a heading": "# one",
    "a comment": "<!-- x -->",
    "a raw piece": "`#sys`{=typst}",
    "an emoji": ":smile:",
    "metadata": "---\ntitle: x\n---",
}


@pytest.mark.parametrize("markup", QUARTO_S_OWN)
def test_markup_of_quarto_is_only_text(markup: str) -> None:
    text = markdown_text(QUARTO_S_OWN[markup])
    assert not any(mark in text for mark in ("{{<", "```", ":::", "---", "<!--", "\\(", "\\[", "{="))


@given(st.text(alphabet=string.punctuation + "ab1 \n"))
def test_no_sign_that_begins_markup_is_left_as_it_is(text: str) -> None:
    written = re.sub(r"\\[^a-z0-9\s()\[\]]|&#\d+;|\\\n", "", markdown_text(text))
    assert not set(written) & set("`$@#<>*_~^|{}[]\"'!\\&=+")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1. January", "1\\. January"),
        ("(a) first", "&#40;a) first"),
        ("- 2018-19 (12%), 1,204.", "\\- 2018-19 (12%), 1,204."),
        ("a\n\n  b", "a\\\nb"),
    ],
)
def test_prose_stays_readable_and_begins_no_list(text: str, written: str) -> None:
    assert markdown_text(text) == written


@given(st.text())
def test_a_string_of_typst_has_one_end_and_no_fence(text: str) -> None:
    inside = typst_string(text)[1:-1]
    assert not set(inside) & set('"`\n\r')
    assert "{{" not in inside


def test_a_raw_block_that_would_end_early_is_refused() -> None:
    with pytest.raises(ValueError, match="neither a fence"):
        raw_block("html", "a\n```\nb")


def test_a_table_is_a_pipe_table_with_headings_and_a_caption() -> None:
    lines = show_as_markdown([example_table(2)]).split("\n")
    assert lines[0].startswith("| Indicator | January to March 2025 |")
    assert re.fullmatch(r"\|:-{3,}(\|-{3,}:){4}\|:-{3,}\|", lines[1])
    assert ": Theft offences, Thurrock, January to March 2025" in lines


def test_a_chart_is_a_picture_with_its_words_and_its_table() -> None:
    markdown = show_as_markdown([example_chart()])
    assert 'alt: "Line chart of recorded burglary in Thurrock by month. It ranges' in markdown
    assert "| March 2025 | 41 |" in markdown or "| Mar 2025 | 41 |" in markdown


def test_made_up_data_say_so_and_a_warning_is_one_in_words() -> None:
    shown = show_as_markdown([example_cover(), Callout(tone="warning", title="Careful", text="Read this.")])
    assert "SYNTHETIC: made-up data" in shown
    assert "> **Warning: Careful**" in shown


def test_a_notebook_holds_markdown_beside_the_html_that_is_looked_at() -> None:
    bundle = Display(blocks=(Heading(text="Theft"),))._repr_mimebundle_()
    assert bundle["text/markdown"] == "## Theft"
    assert list(bundle).index("text/html") < list(bundle).index("text/markdown")


@pytest.mark.parametrize("fault", HOSTILE)
def test_the_picture_of_a_hostile_chart_compiles_for_everyone(fault: str) -> None:
    markdown = show_as_markdown(everywhere(HOSTILE[fault][:1_000]))
    (source,) = re.findall(r"^```\{=typst\}\n(.*?)\n```$", markdown, re.MULTILINE | re.DOTALL)
    page = f'#set document(title: "T")\n{source}'.encode()
    assert typst.compile(page, pdf_standards=["ua-1"]).startswith(b"%PDF")


def test_the_example_is_shown_with_all_its_headings() -> None:
    shown = [
        output["data"].get("text/markdown", "")
        for cell in example_notebook().cells
        for output in cell.get("outputs", [])
        if output["output_type"] != "stream"
    ]
    headings = re.findall(r"^#+ .*", "\n\n".join(shown), re.MULTILINE)
    assert headings[:3] == ["## Key findings", "## Theft", "### Burglary by month"]
