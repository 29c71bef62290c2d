"""The Word file put together: cover, contents, what the document holds, and the data behind its figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

from csp_toolkit.blocks.model import Callout, Chart, Cover, Findings, Heading, Paragraph, Table
from csp_toolkit.constant_zip import zip_again
from csp_toolkit.rendering.document import Document, Item, Picture
from csp_toolkit.rendering.reader import read_document
from csp_toolkit.rendering.word.checks import require_sound
from csp_toolkit.rendering.word.pictures import add_chart, add_picture
from csp_toolkit.rendering.word.rich import add_callout, add_findings, add_rich
from csp_toolkit.rendering.word.tables import add_table
from csp_toolkit.rendering.word.template import marks_of, open_template, require_word
from csp_toolkit.rendering.word.text import (
    add_bookmark,
    add_inner_link,
    add_link,
    add_text,
    begin_field,
    end_field,
    number_bookmarks,
)

if TYPE_CHECKING:
    from docx.document import Document as WordFile

ANNEX = Item(Heading(text="Data behind the figures"), "", "annex")
_CONTENTS = 'TOC \\o "2-3" \\h \\z'
"""Headings of the second and third level as links; Word adds page numbers when the field is updated."""


def render_notebook_docx(notebook: Mapping[str, Any]) -> bytes:
    """The Word document of an executed notebook, the same bytes every time.

    Raises ``RenderingError`` with every problem that keeps it from being accessible, and where python-docx is
    not installed.
    """
    require_word()
    return render_docx(read_document(notebook))


def render_docx(document: Document) -> bytes:
    """A checked document as a Word file, read back and checked again."""
    word = open_template(document.cover)
    _add_cover(word, document.cover)
    _add_contents(word, document)
    for item in document.items:
        _add(word, item)
    _add_annex(word, document)
    number_bookmarks(word.element.body)
    saved = BytesIO()
    word.save(saved)
    data = zip_again(saved.getvalue())
    require_sound(data, document)
    return data


def _add_cover(word: WordFile, cover: Cover) -> None:
    add_text(word.add_paragraph(style="Marks"), marks_of(cover))
    add_text(word.add_paragraph(style="Subtitle"), cover.partnership)
    add_text(word.add_paragraph(style="Heading 1"), cover.title)
    add_text(word.add_paragraph(style="Subtitle"), cover.period)
    for fact in cover.facts:
        paragraph = word.add_paragraph(style="Fact")
        add_text(paragraph, f"{fact.label}: ", "Strong")
        if fact.link:
            add_link(paragraph, fact.text, fact.link)
        else:
            add_text(paragraph, fact.text)


def _add_contents(word: WordFile, document: Document) -> None:
    """The contents as Word itself writes them, so that they are right before anybody updates them."""
    add_text(word.add_paragraph(style="TOC Heading"), "Contents")
    entries = [(item, heading) for item, heading in _headings(document) if heading.level <= 3]
    paragraph = None
    for item, heading in entries:
        style = f"toc {heading.level}"
        first, paragraph = paragraph is None, word.add_paragraph(style=style)
        if first:
            begin_field(paragraph, _CONTENTS)
        add_inner_link(paragraph, heading.text, item.identifier)
    if paragraph is not None:
        end_field(paragraph)


def _headings(document: Document) -> Iterator[tuple[Item, Heading]]:
    yield from document.headings
    if _charts(document) and isinstance(ANNEX.content, Heading):
        yield ANNEX, ANNEX.content


def _charts(document: Document) -> list[tuple[Item, Chart]]:
    return [(item, item.content) for item in document.items if isinstance(item.content, Chart)]


def _add(word: WordFile, item: Item) -> None:
    content = item.content
    if isinstance(content, Heading):
        _add_heading(word, content, item)
    elif isinstance(content, Paragraph):
        add_text(word.add_paragraph(), content.text)
    elif isinstance(content, Findings):
        add_findings(word, content)
    elif isinstance(content, Table):
        add_table(word, content, place=item.identifier, label=item.label or "Table")
    elif isinstance(content, Chart):
        add_chart(word, content, item)
    elif isinstance(content, Picture):
        add_picture(word, content, item)
    elif isinstance(content, Callout):
        add_callout(word, content)
    elif not isinstance(content, Cover):
        add_rich(word, content)


def _add_heading(word: WordFile, heading: Heading, item: Item) -> None:
    paragraph = word.add_paragraph(style=f"Heading {heading.level}")
    # A line end within a heading would stay in the contents that Word makes.
    add_text(paragraph, " ".join(heading.text.split()))
    add_bookmark(paragraph, item.identifier)


def _add_annex(word: WordFile, document: Document) -> None:
    """The tables of the charts, at the end, where each chart links to."""
    charts = _charts(document)
    if charts:
        _add(word, ANNEX)
    for item, chart in charts:
        label = f"Data for {(item.label or 'figure').lower()}"
        add_table(word, chart.table, place=f"{item.identifier}-data", label=label)
