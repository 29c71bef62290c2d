"""Tables, figures, callouts and facts as Typst that stands by itself: it needs no template of ours.

What Typst tags for screen readers (header rows, alternative texts) is written out, rather than left to what
becomes of Markdown on its way through Quarto.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from csp_toolkit.blocks.markup_text import typst_string
from csp_toolkit.blocks.model import Callout, Chart, Column, Fact, Table
from csp_toolkit.blocks.pictures import safe_svg, svg_size
from csp_toolkit.blocks.plain_text import clean_text
from csp_toolkit.rendering.document import Item, Picture, Preformatted, svg_of
from csp_toolkit.rendering.typst_data import printable

_POINTS_A_UNIT = 0.75
"""How large a chart's unit is printed."""
_MANY = 5
"""Columns above which a table is set smaller."""
_LONGEST = 160
"""Characters above which a text asks for no wider column."""


def write_typst(item: Item) -> str:
    """A table, a chart, a picture, a callout or preformatted text, as one block of Typst's code."""
    content, label = item.content, item.label or ""
    if isinstance(content, Table):
        return write_table(content, label)
    if isinstance(content, Chart):
        title = (f"{label}: {content.title}", content.subtitle)
        return _code([*_figure(item, title, content.alternative), *_notes(content.notes, content.source)])
    if isinstance(content, Picture):
        title = (f"{label}: {content.caption or content.alternative}", content.subtitle or "")
        return _code(_figure(item, title, content.alternative))
    if isinstance(content, Callout):
        return _code(_callout(content))
    if isinstance(content, Preformatted):
        return _code([f"raw(block: true, {typst_string(printable(content.text))})"])
    raise TypeError(f"{type(content).__name__} is prose")


def write_facts(facts: Sequence[Fact]) -> str:
    """The facts of a cover: a line each, its label in bold."""
    lines = []
    for fact in facts:
        text = _words(fact.text)
        shown = f"link({typst_string(clean_text(fact.link))}, underline({text}))" if fact.link else text
        lines.append(f"par(strong({_words(fact.label + ': ')}) + {shown})")
    return _code(lines)


def write_table(table: Table, label: str) -> str:
    """A table with its caption, a header row that repeats, its notes and its source."""
    return _code([*_table(table, f"{label}: {table.caption}"), *_notes(table.notes, table.source)])


def _code(lines: Iterable[str]) -> str:
    inside = "\n".join(f"  {line}" for line in lines)
    return f"#{{\n{inside}\n}}"


def _words(text: str) -> str:
    """Text as content; its line ends stay line ends, and what the typeface lacks is named."""
    lines = [f"text({typst_string(line)})" for line in printable(text).split("\n")]
    return lines[0] if len(lines) == 1 else "{" + "; linebreak(); ".join(lines) + "}"


def _table(table: Table, caption: str) -> Iterator[str]:
    headings = ", ".join(f"strong({_words(column.label)})" for column in table.columns)
    yield from _placing("block(breakable: true, above: 1.6em, below: 0.8em)")
    yield f"figure(kind: table, supplement: none, numbering: none, caption: strong({_words(caption)}), {{"
    yield f"  set text(size: {'0.8em' if len(table.columns) > _MANY else '0.9em'})"
    yield "  set par(justify: false)"
    yield "  table("
    yield f"    columns: ({', '.join(f'{weight:g}fr' for weight in _weights(table))},),"
    yield f"    align: ({', '.join(_side(column) for column in table.columns)},),"
    yield "    inset: (x: 4pt, y: 5pt),"
    yield "    stroke: (x, y) => (bottom: if y == 0 { 1.2pt } else { 0.5pt + luma(65%) }),"
    yield f"    table.header({headings}),"
    yield from (f"    {', '.join(_words(cell) for cell in row)}," for row in table.rows)
    yield "  )"
    yield "})"


def _placing(block: str) -> Iterator[str]:
    yield "show figure: set align(left)"
    yield f"show figure: set {block}"
    yield "set figure.caption(position: top)"
    yield "show figure.caption: it => block(sticky: true, align(left, it.body))"


def _side(column: Column) -> str:
    return "right + bottom" if column.numeric else "left"


def _weights(table: Table) -> Iterator[float]:
    """Shares of the line by the longest text, damped so that none starves; figures are to stay whole."""
    for n, column in enumerate(table.columns):
        word = max(len(word) for word in column.label.split())
        longest = max(len(column.label) * 0.6, word * 1.2, *(len(row[n]) for row in table.rows))
        yield round(min(longest + 2, _LONGEST) ** (0.9 if column.numeric else 0.75), 1)


def _figure(item: Item, title: tuple[str, str], alternative: str) -> Iterator[str]:
    words = typst_string(" ".join(clean_text(alternative).split()))
    below = f" + linebreak() + {_words(title[1])}" if title[1] else ""
    caption = f"strong({_words(title[0])}){below}"
    picture, width = _picture(item)
    yield from _placing("block(above: 1.6em, below: 0.8em)")
    yield f"figure(kind: image, supplement: none, numbering: none, alt: {words}, caption: {caption},"
    yield f"  layout(size => image({picture}, alt: {words}, width: {width})))"


def _picture(item: Item) -> tuple[str, str]:
    """The picture within the source, SVG as its text, PNG and JPEG as their numbers; and its width."""
    svg = svg_of(item.content)
    if svg is None:
        assert isinstance(item.content, Picture)
        return f"bytes(({', '.join(map(str, item.content.data))}))", "auto"
    drawing = safe_svg(svg, prefix=item.identifier, alternative="picture")
    width = f"calc.min({svg_size(svg)[0] * _POINTS_A_UNIT:.1f}pt, size.width)"
    return f'bytes({typst_string(drawing)}), format: "svg"', width


def _callout(callout: Callout) -> Iterator[str]:
    title = ("Warning: " if callout.tone == "warning" else "") + callout.title
    yield "block(width: 100%, inset: 10pt, stroke: (left: 4pt + luma(30%)), fill: luma(96%), {"
    yield f"  block(sticky: true, strong({_words(title)}))"
    yield f"  {_words(callout.text)}"
    yield "})"


def _notes(notes: Sequence[str], source: str | None) -> Iterator[str]:
    lines = [*notes, *([f"Source: {source}"] if source else [])]
    if lines:
        yield "set text(size: 0.85em)"
    yield from (f"par(justify: false, {_words(line)})" for line in lines)
