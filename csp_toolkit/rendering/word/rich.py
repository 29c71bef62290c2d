"""Paragraphs, lists, quotations and preformatted text, findings and callouts in a Word file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from csp_toolkit.blocks.model import Callout, Findings
from csp_toolkit.rendering.document import (
    Preformatted,
    Quotation,
    RichList,
    RichParagraph,
    RichText,
    Span,
)
from csp_toolkit.rendering.word.text import add_spans, add_text, element

if TYPE_CHECKING:
    from docx.document import Document as WordFile
    from docx.text.paragraph import Paragraph

BULLETS = 1
"""The list of numbering.xml that every list without numbers is part of."""
_NUMBERS = "1"
"""The pattern there that each numbered list makes a list of its own from."""
_DEEPEST, _STEP = 8, 425
"""Levels that a list may have below its first, and how far each stands in, in twentieths of a point."""


def add_rich(word: WordFile, part: RichText, style: str | None = None) -> None:
    """One piece of rich text at the end of the document."""
    for _ in _written(word, part, 0, style):
        pass


def add_findings(word: WordFile, findings: Findings) -> None:
    """The findings as a list; the verdict of each stands before it in bold."""
    for finding in findings.items:
        paragraph = _list_paragraph(word, BULLETS, 0)
        if finding.verdict:
            add_text(paragraph, f"{finding.verdict.capitalize()}: ", "Strong")
        add_text(paragraph, finding.text)


def add_callout(word: WordFile, callout: Callout) -> None:
    """A title and a text with a rule beside them; a warning says so in words."""
    style, lead = ("Warning", "Warning: ") if callout.tone == "warning" else ("Callout", "")
    add_text(word.add_paragraph(style=f"{style} Title"), lead + callout.title)
    add_text(word.add_paragraph(style=style), callout.text)


def _written(word: WordFile, part: RichText, depth: int, style: str | None) -> Iterator[Paragraph]:
    """Write a part, and give each paragraph it took."""
    if isinstance(part, RichParagraph):
        yield _paragraph(word, part.spans, style)
    elif isinstance(part, Preformatted):
        yield _paragraph(word, (Span(part.text),), "Preformatted")
    elif isinstance(part, Quotation):
        for inner in part.parts:
            yield from _written(word, inner, depth, "Quote")
    else:
        yield from _list(word, part, depth)


def _paragraph(word: WordFile, spans: Sequence[Span], style: str | None) -> Paragraph:
    paragraph = word.add_paragraph(style=style)
    add_spans(paragraph, spans)
    return paragraph


def _list(word: WordFile, part: RichList, depth: int) -> Iterator[Paragraph]:
    level = min(depth, _DEEPEST)
    number = _new_numbers(word, level, part.start) if part.ordered else BULLETS
    for entry in part.entries:
        paragraph = _list_paragraph(word, number, level)
        opening = entry[0] if entry else None
        if isinstance(opening, RichParagraph):
            add_spans(paragraph, opening.spans)
        yield paragraph
        for inner in entry[1:] if isinstance(opening, RichParagraph) else entry:
            yield from _below(word, inner, depth + 1)


def _below(word: WordFile, part: RichText, depth: int) -> Iterator[Paragraph]:
    """What follows the first paragraph of an entry stands in line with it."""
    for paragraph in _written(word, part, depth, None):
        if not isinstance(part, RichList):
            paragraph.paragraph_format.left_indent = depth * _STEP * 635
        yield paragraph


def _list_paragraph(word: WordFile, number: int, level: int) -> Paragraph:
    paragraph = word.add_paragraph(style="List Paragraph")
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = number
    return paragraph


def _new_numbers(word: WordFile, level: int, start: int) -> int:
    """A numbered list that begins at ``start``, whatever was numbered before it."""
    from docx.oxml.ns import qn

    numbering = word.part.numbering_part.element
    number = len(numbering.findall(qn("w:num"))) + 1
    made = element("w:num", {"w:numId": str(number)})
    made.append(element("w:abstractNumId", {"w:val": _NUMBERS}))
    change = element("w:lvlOverride", {"w:ilvl": str(level)})
    change.append(element("w:startOverride", {"w:val": str(max(start, 0))}))
    made.append(change)
    numbering.append(made)
    return number
