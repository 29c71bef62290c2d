"""The document as plain data for the Typst template, and its pictures as files beside it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from math import ceil
from typing import Any

from csp_toolkit.blocks.model import Callout, Chart, Cover, Finding, Findings, Heading, Paragraph, Table
from csp_toolkit.blocks.pictures import safe_svg, svg_size
from csp_toolkit.blocks.plain_text import clean_text
from csp_toolkit.fonts import FONT_FAMILY
from csp_toolkit.rendering.column_widths import text_width
from csp_toolkit.rendering.document import (
    Document,
    Item,
    Picture,
    Preformatted,
    Quotation,
    RichList,
    RichParagraph,
    RichText,
    Span,
)
from csp_toolkit.rendering.page import TEMPLATES
from csp_toolkit.rendering.table_setting import LINE_WIDTH, table_setting

Data = dict[str, Any]
_LONG = 1200
"""Characters above which what otherwise stays together may be split over pages: it would not fit on one."""
_NOTES_KEPT = 1000
"""Characters up to which notes stay on one page."""
_LEAD = 360
"""Characters up to which a paragraph that leads from a heading to a table or figure stays with both."""
_SCALE = 0.58
"""Points of a pixel of a picture: letters of 16 pixels are set at 9.3 points."""
_HALF_LINE = (LINE_WIDTH - 16) / 2
_NOTES_WIDTH = 110
"""Points that notes beside a picture want."""
_SUFFIXES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg"}
_WIDTH = re.compile(r'^(<svg\b[^>]*?) width="[^"]*"')
_WHOLE = 24
"""Letters up to which a run without a space is never broken."""
_ENDLESS = re.compile(rf"(\S{{{_WHOLE}}})(?=\S)")


def typst_data(document: Document) -> tuple[Data, dict[str, bytes]]:
    """What ``report.typ`` reads as ``document.json``, and the pictures it names, by file name."""
    pictures: dict[str, bytes] = {}
    items = _with_leads([_item(item, pictures) for item in document.items])
    annex = [_table(item.content.table, item) for item in document.items if isinstance(item.content, Chart)]
    cover = _cover(document.cover)
    return {**cover, "font": FONT_FAMILY, "items": items, "annex": annex}, pictures


def _with_leads(items: list[Data]) -> list[Data]:
    """The items, with short paragraphs marked that lead from a heading to what must not stand alone."""
    for before, item, after in zip(items, items[1:], items[2:], strict=False):
        if item["kind"] == "paragraph" and before["kind"] == "heading":
            words = sum(len(span["text"]) for span in item["spans"])
            item["lead"] = words <= _LEAD and after["kind"] in ("table", "figure", "findings")
    return items


def printable(text: str) -> str:
    """Text that the document's font can show: other characters are named, such as ``[U+05D0]``.

    A PDF for archiving may hold no character without a shape. Runs without a space may be broken
    anywhere after 24 characters, so that none leaves its line.
    """
    if text.isascii() and text.isprintable() and len(text) <= _WHOLE:
        return text
    text = unicodedata.normalize("NFC", clean_text(text)).replace("\t", " ")
    for strange in _unknown(text):
        text = text.replace(strange, f"[U+{ord(strange):04X}]")
    return _ENDLESS.sub("\\1\u200b", text)


def _unknown(text: str) -> list[str]:
    """The characters in it that the font has not, each once."""
    return [c for c in set(text) if ord(c) not in _characters() and c != "\n"]


@cache
def _characters() -> frozenset[int]:
    lines = (TEMPLATES / "fonts" / "characters.txt").read_text(encoding="ascii").split()
    ranges = [line.split("-") for line in lines]
    return frozenset(c for first, last in ranges for c in range(int(first, 16), int(last, 16) + 1))


def _cover(cover: Cover) -> Data:
    facts = [{"label": printable(f.label), "text": printable(f.text), "link": f.link} for f in cover.facts]
    date = cover.data_as_at
    return {
        "title": printable(cover.title),
        "partnership": printable(cover.partnership),
        "period": printable(cover.period),
        "running": printable(f"{cover.partnership}: {cover.title}, {cover.period.partition(' (')[0]}"),
        "marking": printable(cover.marking),
        "status": cover.status,
        "synthetic": cover.synthetic,
        "facts": facts,
        "date": [date.year, date.month, date.day],
        "as_at": f"{date.day} {date.strftime('%B %Y')}",
    }


def _item(item: Item, pictures: dict[str, bytes]) -> Data:
    content = item.content
    if isinstance(content, Heading):
        return {"kind": "heading", "text": printable(content.text), "level": content.level}
    if isinstance(content, Paragraph):
        return {"kind": "paragraph", "spans": [{"text": printable(content.text)}]}
    if isinstance(content, Findings):
        return {"kind": "findings", "entries": [_finding(finding) for finding in content.items]}
    if isinstance(content, Table):
        return _table(content, item)
    if isinstance(content, Callout):
        words = {"title": printable(content.title), "text": printable(content.text)}
        return {"kind": "callout", "tone": content.tone, "long": _is_long(*words.values()), **words}
    if isinstance(content, Chart):
        return _chart(content, item, pictures)
    if isinstance(content, Picture):
        return _picture(content, item, pictures)
    if isinstance(content, Cover):
        raise TypeError("a cover is not an item of the document")
    return _rich(content)


def _finding(finding: Finding) -> Data:
    text = printable(finding.text)
    return {"text": text, "verdict": finding.verdict, "long": _is_long(text)}


def _table(table: Table, item: Item) -> Data:
    """A table; a chart's own table is labelled after the chart and set in columns where it is narrow."""
    label = item.label or ""
    own = not isinstance(item.content, Chart)
    return {
        "kind": "table",
        "id": item.identifier if own else f"{item.identifier}-data",
        "label": label if own else f"Data for {label[0].lower()}{label[1:]}",
        "figure": None if own else item.identifier,
        "caption": printable(table.caption),
        "columns": [{"label": printable(c.label), "numeric": c.numeric} for c in table.columns],
        "rows": [_row(row) for row in table.rows],
        "long": _is_long(table.caption, *(c.label for c in table.columns)),
        **_notes(table.notes, table.source),
        **table_setting(table, annexed=not own),
    }


def _notes(notes: Sequence[str], source: str | None) -> Data:
    """What stands below a table or beside a chart, the source last; many notes in two columns."""
    words = [*notes, *([f"Source: {source}"] if source else [])]
    letters = sum(map(len, words))
    return {
        "notes": [printable(note) for note in words],
        "long_notes": letters > _NOTES_KEPT,
        "halfway": _halfway(words) if len(words) > 3 else None,
    }


def _halfway(notes: Sequence[str]) -> int:
    """How many notes stand in the first of two columns, so that both are about equally tall."""
    lines = [ceil(text_width(note) * 9 * 1.08 / _HALF_LINE) + 0.3 for note in notes]
    return min(range(1, len(notes)), key=lambda n: max(sum(lines[:n]), sum(lines[n:])))


def _row(row: Sequence[str]) -> Data:
    cells = [printable(cell) for cell in row]
    long = _is_long(*cells)
    return {"cells": cells, "long": long, "plain": not long and not any("\n" in cell for cell in cells)}


def _is_long(*texts: str | None) -> bool:
    return sum(len(text) for text in texts if text) > _LONG


def _chart(chart: Chart, item: Item, pictures: dict[str, bytes]) -> Data:
    file = f"{item.identifier}.svg"
    pictures[file] = _drawing(chart.svg, item.identifier, chart.alternative)
    return {
        "kind": "figure",
        "id": item.identifier,
        "label": item.label,
        "title": printable(chart.title),
        "subtitle": printable(chart.subtitle),
        "alternative": clean_text(chart.alternative),
        "file": file,
        **_notes(chart.notes, chart.source),
        "data": f"{item.identifier}-data",
        "long": _is_long(chart.title, chart.subtitle, *chart.notes, chart.source),
        **_beside(svg_size(chart.svg), [*chart.notes, f"Source: {chart.source or ''}"]),
    }


def _beside(size: tuple[float, float], notes: Sequence[str]) -> Data:
    """A picture's width in points, and whether its notes have room beside it."""
    width, height = (length * _SCALE for length in size)
    room = LINE_WIDTH - width - 16
    lines = sum(ceil(text_width(note) * 9 * 1.12 / max(room, 1)) for note in notes)
    # Beside its lines a note has a gap, and the link to the data has two lines of its own.
    beside = room >= _NOTES_WIDTH and lines * 10.5 + len(notes) * 2.5 + 36 <= height
    return {"width": round(min(width, LINE_WIDTH), 2), "beside": beside}


def _picture(picture: Picture, item: Item, pictures: dict[str, bytes]) -> Data:
    file = f"{item.identifier}.{_SUFFIXES[picture.media_type]}"
    content, width = picture.data, None
    if picture.media_type == "image/svg+xml":
        svg = picture.data.decode("utf-8", "replace")
        content, width = _drawing(svg, item.identifier, picture.alternative), svg_size(svg)[0]
    pictures[file] = content
    return {
        "kind": "figure",
        "id": item.identifier,
        "label": item.label,
        "title": printable(picture.caption or picture.alternative),
        "subtitle": printable(picture.subtitle) if picture.subtitle else None,
        "alternative": clean_text(picture.alternative),
        "file": file,
        **_notes((), None),
        "data": None,
        "long": _is_long(picture.caption, picture.alternative, picture.subtitle),
        "width": None if width is None else min(width * _SCALE, LINE_WIDTH),
        "beside": False,
    }


def _drawing(svg: str, identifier: str, alternative: str) -> bytes:
    """The safe picture, with only characters that the font has."""
    width, height = svg_size(svg)
    # Typst does not work out a height that is left out, and would set the picture between margins.
    size = rf'\1 width="{width:g}" height="{height:g}"'
    safe = _WIDTH.sub(size, safe_svg(svg, prefix=identifier, alternative=alternative), count=1)
    for strange in _unknown(safe):
        safe = safe.replace(strange, "\ufffd")
    return safe.encode()


def _rich(part: RichText) -> Data:
    if isinstance(part, RichParagraph):
        return {"kind": "paragraph", "spans": [_span(span) for span in part.spans]}
    if isinstance(part, RichList):
        entries = [[_rich(inner) for inner in entry] for entry in part.entries]
        return {"kind": "list", "ordered": part.ordered, "start": part.start, "entries": entries}
    if isinstance(part, Quotation):
        return {"kind": "quotation", "parts": [_rich(inner) for inner in part.parts]}
    if isinstance(part, Preformatted):
        return {"kind": "preformatted", "text": printable(part.text)}
    raise TypeError(f"{type(part).__name__} is not rich text")


def _span(span: Span) -> Data:
    flags = {"strong": span.strong, "emphasis": span.emphasis, "code": span.code, "link": span.link}
    return {"text": printable(span.text), **{name: value for name, value in flags.items() if value}}
