"""Blocks as Markdown, beside the HTML in a notebook's outputs, for programs that print.

Browsers and JupyterLab take the HTML. Quarto and nbconvert take Markdown for PDF and Word: prose, tables with
captions and headings, and charts, whose static pictures with alternative texts are for Typst; whatever the
format, the figures of a chart follow it as a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import singledispatch

from pydantic import BaseModel

from csp_toolkit.blocks import model
from csp_toolkit.blocks.markup_text import markdown_text, raw_block, typst_string
from csp_toolkit.blocks.pictures import safe_svg, svg_size
from csp_toolkit.blocks.plain_text import clean_text

_POINTS_A_UNIT = 0.75
_WIDEST_POINTS = 450.0
"""How large a chart's unit is printed, and the widest picture that a page holds."""


def show_as_markdown(blocks: Sequence[BaseModel]) -> str:
    """The blocks of a cell, one after the other."""
    return "\n\n".join(part for block in blocks for part in _markdown(block))


@singledispatch
def _markdown(block: object) -> Iterator[str]:
    raise TypeError(f"{type(block).__name__} is not a block")


@_markdown.register
def _cover(block: model.Cover) -> Iterator[str]:
    yield f"**{markdown_text(block.title)}**"
    yield markdown_text(f"{block.partnership}, {block.period}")
    made_up = " · **SYNTHETIC: made-up data**" if block.synthetic else ""
    yield f"**{markdown_text(block.marking)}** · {block.status.capitalize()}{made_up}"
    yield from (f"-   **{markdown_text(fact.label)}:** {_line(fact.text)}" for fact in block.facts)


@_markdown.register
def _heading(block: model.Heading) -> Iterator[str]:
    yield f"{'#' * block.level} {_line(block.text)}"


@_markdown.register
def _paragraph(block: model.Paragraph) -> Iterator[str]:
    yield markdown_text(block.text)


@_markdown.register
def _findings(block: model.Findings) -> Iterator[str]:
    for item in block.items:
        lead = f"**{item.verdict.capitalize()}:** " if item.verdict else ""
        yield f"-   {lead}{_line(item.text)}"


@_markdown.register
def _callout(block: model.Callout) -> Iterator[str]:
    lead = "Warning: " if block.tone == "warning" else ""
    yield f"> **{lead}{_line(block.title)}**\n>\n> {_line(block.text)}"


@_markdown.register
def _table(block: model.Table) -> Iterator[str]:
    rule = [_rule(block, n) for n in range(len(block.columns))]
    rows = [[column.label for column in block.columns], *block.rows]
    head, *body = ["| " + " | ".join(_line(cell) for cell in row) + " |" for row in rows]
    yield "\n".join([head, "|" + "|".join(rule) + "|", *body]) + f"\n\n: {_line(block.caption)}"
    yield from _notes(block.notes, block.source)


def _rule(block: model.Table, n: int) -> str:
    """The line below a heading: its length is the column's share of the page, its colon the side."""
    column = block.columns[n]
    word = max(len(word) for word in column.label.split())
    longest = max(len(column.label) * 0.6, word * 1.2, *(len(row[n]) for row in block.rows))
    dashes = "-" * max(3, min(round(longest ** (0.9 if column.numeric else 0.75)), 45))
    return f"{dashes}:" if column.numeric else f":{dashes}"


@_markdown.register
def _chart(block: model.Chart) -> Iterator[str]:
    yield f"**{_line(block.title)}**\\\n{_line(block.subtitle)}"
    picture = safe_svg(block.svg, prefix="chart", alternative="picture")
    words = " ".join(clean_text(block.alternative).split())
    width = min(svg_size(block.svg)[0] * _POINTS_A_UNIT, _WIDEST_POINTS)
    source = (
        f'bytes({typst_string(picture)}), format: "svg", alt: {typst_string(words)}, width: {width:.1f}pt'
    )
    yield raw_block("typst", f"#image({source})")
    yield from _notes(block.notes, block.source)
    yield from _table(block.table)


def _notes(notes: Sequence[str], source: str | None) -> Iterator[str]:
    yield from (markdown_text(note) for note in notes)
    if source:
        yield f"Source: {markdown_text(source)}"


def _line(text: str) -> str:
    return markdown_text(" ".join(text.split()))
