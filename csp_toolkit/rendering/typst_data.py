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

Data = dict[str, Any]
_LONG = 1200
"""Characters above which what otherwise stays together may be split over pages: it would not fit on one."""
_LINES_KEPT = 30
"""Lines up to which a table stays on one page; a longer one may not fit on one."""
_NOTES_KEPT = 400
"""Characters up to which the notes of a table stay on one page."""
LINE_WIDTH = 470
_LETTER = 6.4
"""In points: a line of the page, and a bold letter at 11 points."""
_FIGURE_WIDTHS = {" ": 2.2, ".": 2.8, ",": 2.8, "(": 3.4, ")": 3.4, "%": 9.1}
"""In points at 11 points; a digit, a sign or a letter is 5.5 wide."""
_SUFFIXES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg"}
_ENDLESS = re.compile(r"(\S{24})(?=\S)")


def typst_data(document: Document) -> tuple[Data, dict[str, bytes]]:
    """What ``report.typ`` reads as ``document.json``, and the pictures it names, by file name."""
    pictures: dict[str, bytes] = {}
    items = [_item(item, pictures) for item in document.items]
    annex = [_table(item.content.table, item) for item in document.items if isinstance(item.content, Chart)]
    cover = _cover(document.cover)
    return {**cover, "font": FONT_FAMILY, "items": items, "annex": annex}, pictures


def printable(text: str) -> str:
    """Text that the document's font can show: other characters are named, such as ``[U+05D0]``.

    A PDF for archiving may hold no character without a shape. Runs without a space may be broken
    anywhere after 24 characters, so that none leaves its line.
    """
    text = unicodedata.normalize("NFC", clean_text(text)).replace("\t", " ")
    known = _characters()
    shown = "".join(c if ord(c) in known or c == "\n" else f"[U+{ord(c):04X}]" for c in text)
    return _ENDLESS.sub("\\1\u200b", shown)


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
        return {"kind": "callout", "tone": content.tone, **words}
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
    """A table; a chart's own table is labelled after the chart."""
    label = item.label or ""
    own = not isinstance(item.content, Chart)
    return {
        "kind": "table",
        "id": item.identifier if own else f"{item.identifier}-data",
        "label": label if own else f"Data for {label[0].lower()}{label[1:]}",
        "figure": None if own else item.identifier,
        "caption": printable(table.caption),
        "columns": [{"label": printable(c.label), "numeric": c.numeric} for c in table.columns],
        "points": column_points(table),
        "rows": [_row(row) for row in table.rows],
        "notes": [printable(note) for note in table.notes],
        "source": printable(table.source) if table.source else None,
        "weights": column_weights(table),
        "long": _is_long(table.caption, *(c.label for c in table.columns)),
        "long_notes": sum(len(note) for note in table.notes) > _NOTES_KEPT,
        "narrow": len(table.columns) < 4 and _widest(table) < 60,
        "whole": _lines(table) <= _LINES_KEPT,
    }


def _lines(table: Table) -> float:
    """About how many lines of a page the table takes; a row of words may take several."""
    weights = column_weights(table)
    letters = [LINE_WIDTH / 5.5 * weight / sum(weights) for weight in weights]
    rows = (
        max(ceil(len(cell) / width) for cell, width in zip(row, letters, strict=True)) for row in table.rows
    )
    return sum(lines + 0.6 for lines in rows)


def _row(row: Sequence[str]) -> Data:
    cells = [printable(cell) for cell in row]
    return {"cells": cells, "long": _is_long(*cells)}


def _is_long(*texts: str | None) -> bool:
    return sum(len(text) for text in texts if text) > _LONG


def column_weights(table: Table) -> list[float]:
    """Widths of columns as shares: by the square root of the longest text, so that none starves."""
    longest = [
        max(len(column.label) * 0.7, *(len(row[n]) for row in table.rows))
        for n, column in enumerate(table.columns)
    ]
    return [round(max(min(length, 160), 4) ** 0.6, 2) for length in longest]


def column_points(table: Table) -> list[float | None]:
    """Widths in points for columns of figures, which are not to be broken over lines; None for the others.

    At 11 points, as the template sets a small table. Where figures would leave too little for the words, all
    columns share the width instead. A column whose share would cut a word is as wide as that word.
    """
    widths: list[float | None] = []
    for n, column in enumerate(table.columns):
        longest = max(sum(_FIGURE_WIDTHS.get(c, 5.5) for c in row[n]) for row in table.rows)
        # A heading on two lines, or on more where one of its words would not fit.
        word = max(len(column.label) * 0.55, *(len(word) for word in column.label.split()))
        widths.append(round(max(longest, word * _LETTER) + 13, 1) if column.numeric else None)
    taken = sum(width for width in widths if width is not None)
    return _room_for_words(table, widths if taken < LINE_WIDTH * 0.72 else [None] * len(widths))


def _room_for_words(table: Table, widths: list[float | None]) -> list[float | None]:
    """The widths, with one for each column of words whose share is narrower than its longest word."""
    weights, found = column_weights(table), list(widths)
    line = LINE_WIDTH * 11 / (9 if len(widths) > 7 else 10 if len(widths) > 5 else 11)
    while True:
        shared = [n for n, width in enumerate(found) if width is None]
        rest = line - sum(width for width in found if width is not None)
        whole = sum(weights[n] for n in shared)
        starved = [n for n in shared if rest * weights[n] / whole < _longest_word(table, n)]
        if not starved:
            return found
        if len(starved) == len(shared):
            # There is no room for every word, so each column gives way a little.
            return widths
        for n in starved:
            found[n] = _longest_word(table, n)


def _longest_word(table: Table, n: int) -> float:
    """The width of a column's longest word in points at 11 points, its margins included."""
    bold = max(len(word) for word in table.columns[n].label.split())
    plain = max((len(word) for row in table.rows for word in row[n].split()), default=0)
    # A run of more than 24 characters is broken anyway.
    return round(max(min(bold, 24) * _LETTER, min(plain, 24) * 5.6) + 13, 1)


def _widest(table: Table) -> int:
    """Characters of the longest row: a short row set over the whole width is hard to follow with the eye."""
    return max(sum(map(len, row)) for row in [[c.label for c in table.columns], *table.rows])


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
        "notes": [printable(note) for note in chart.notes],
        "source": printable(chart.source) if chart.source else None,
        "data": f"{item.identifier}-data",
        "long": _is_long(chart.title, chart.subtitle, *chart.notes, chart.source),
        "width": svg_size(chart.svg)[0],
    }


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
        "notes": [],
        "source": None,
        "data": None,
        "long": _is_long(picture.caption, picture.alternative, picture.subtitle),
        "width": width,
    }


def _drawing(svg: str, identifier: str, alternative: str) -> bytes:
    """The safe picture, with only characters that the font has."""
    known = _characters()
    safe = safe_svg(svg, prefix=identifier, alternative=alternative)
    return "".join(c if ord(c) in known or c == "\n" else "\ufffd" for c in safe).encode()


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
