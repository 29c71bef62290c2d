"""Text in a Word file: runs, links, bookmarks and the few fields there are.

Text from data only ever becomes the content of a run, where Word takes it as it is. What a field does is
written in this package and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from csp_toolkit.blocks.plain_text import clean_address, clean_text
from csp_toolkit.rendering.document import Span

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]")


def add_text(paragraph: Paragraph, text: str, style: str | None = None) -> None:
    """Text at the end of a paragraph; its line ends stay line ends."""
    paragraph.add_run(clean_text(text), style)


def add_spans(paragraph: Paragraph, spans: Sequence[Span]) -> None:
    """Rich text at the end of a paragraph."""
    for span in spans:
        if span.link:
            add_link(paragraph, span.text, span.link)
        else:
            run = paragraph.add_run(clean_text(span.text), "Code" if span.code else None)
            run.bold, run.italic = span.strong or None, span.emphasis or None


def add_link(paragraph: Paragraph, text: str, address: str) -> None:
    """A link that leads out of the document; what an address may not hold is written in its percent form."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    relation = paragraph.part.relate_to(clean_address(address), kind, is_external=True)
    _add_linked(paragraph, text, {"r:id": relation})


def add_inner_link(paragraph: Paragraph, text: str, place: str) -> None:
    """A link to a bookmark of the document."""
    _add_linked(paragraph, text, {"w:anchor": bookmark_name(place), "w:history": "1"})


def add_bookmark(paragraph: Paragraph, place: str) -> None:
    """Make the paragraph, as far as it is written, a place that links lead to."""
    start = element("w:bookmarkStart", {"w:name": bookmark_name(place)})
    after = 0 if paragraph._p.pPr is None else 1
    paragraph._p.insert(after, start)
    paragraph._p.append(element("w:bookmarkEnd", {}))


def number_bookmarks(body: Any) -> None:
    """Give each bookmark the number that joins its two ends; none begins within another."""
    from docx.oxml.ns import qn

    for end in ("w:bookmarkStart", "w:bookmarkEnd"):
        for number, mark in enumerate(body.iter(qn(end)), start=1):
            mark.set(qn("w:id"), str(number))


def bookmark_name(place: str) -> str:
    """A place's id as Word allows a bookmark to be called: letters, digits and low lines, 40 at the most.

    Two ids of a document that begin with the same 40 characters would meet, so a long one ends in a digest.
    """
    from hashlib import sha256

    name = _NOT_IN_NAMES.sub("_", place)
    return name if len(name) <= 40 else f"{name[:31]}_{sha256(place.encode()).hexdigest()[:8]}"


def add_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """A field that Word works out, and what it shows until then."""
    begin_field(paragraph, instruction)
    add_text(paragraph, shown)
    end_field(paragraph)


def begin_field(paragraph: Paragraph, instruction: str) -> None:
    """Begin a field whose shown text takes several paragraphs; ``end_field`` ends it."""
    _add_mark(paragraph, element("w:fldChar", {"w:fldCharType": "begin"}))
    text = element("w:instrText", {"xml:space": "preserve"})
    text.text = instruction
    _add_mark(paragraph, text)
    _add_mark(paragraph, element("w:fldChar", {"w:fldCharType": "separate"}))


def end_field(paragraph: Paragraph) -> None:
    _add_mark(paragraph, element("w:fldChar", {"w:fldCharType": "end"}))


def element(tag: str, attributes: dict[str, str]) -> Any:
    """An element of WordprocessingML with attributes by their prefixed names."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set("{http://www.w3.org/XML/1998/namespace}space" if name == "xml:space" else qn(name), value)
    return made


def _add_mark(paragraph: Paragraph, mark: Any) -> None:
    run = paragraph.add_run()
    run._r.append(mark)


def _add_linked(paragraph: Paragraph, text: str, attributes: dict[str, str]) -> None:
    link = element("w:hyperlink", attributes)
    link.append(_run(paragraph, text, "Hyperlink"))
    paragraph._p.append(link)


def _run(paragraph: Paragraph, text: str, style: str | None = None) -> Any:
    """A run as an element that can be put anywhere."""
    run = paragraph.add_run(clean_text(text), style)
    paragraph._p.remove(run._r)
    return run._r
