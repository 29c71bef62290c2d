"""Charts and pictures in a Word file: as PNG, with the words of the chart as alternative text.

Word draws SVG with whatever typeface the reader's machine has, so charts are drawn here, with the report's.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from csp_toolkit.blocks.chart_svg import register_fonts
from csp_toolkit.blocks.model import Chart
from csp_toolkit.blocks.pictures import safe_svg, svg_size
from csp_toolkit.blocks.plain_text import clean_text
from csp_toolkit.errors import Problem, RenderingError
from csp_toolkit.rendering.document import Item, Picture, svg_of
from csp_toolkit.rendering.word.tables import TEXT_WIDTH, add_label, add_notes
from csp_toolkit.rendering.word.text import add_bookmark, add_inner_link, add_text

if TYPE_CHECKING:
    from docx.document import Document as WordFile
    from docx.shape import InlineShape

_POINTS_A_UNIT = 0.82
"""How large a chart's unit is printed, as in the PDF."""
_SCALE = 2.0
"""Dots for each unit of a chart: about 180 to the inch as printed."""
_EMU_A_POINT = 12700
_WIDEST = TEXT_WIDTH * _EMU_A_POINT // 20
_TALLEST = 640 * _EMU_A_POINT
"""Of a picture: what a page holds with a caption above it."""


def add_chart(word: WordFile, chart: Chart, item: Item) -> None:
    """A chart: its message, what it shows, the picture, the notes and a link to its figures."""
    _add_caption(word, chart.title, chart.subtitle, item)
    _add_drawing(word, item, chart.alternative)
    add_notes(word, chart.notes, chart.source)
    paragraph = word.add_paragraph(style="Note")
    label = _lower(item.label)
    add_inner_link(paragraph, f"The data for {label} are in a table at the end", f"{item.identifier}-data")
    add_text(paragraph, ".")


def add_picture(word: WordFile, picture: Picture, item: Item) -> None:
    """A picture of a notebook with its caption, which is the alternative text where none is given."""
    _add_caption(word, picture.caption or picture.alternative, picture.subtitle, item)
    _add_drawing(word, item, picture.alternative)


def _add_caption(word: WordFile, title: str, subtitle: str | None, item: Item) -> None:
    caption = word.add_paragraph(style="Caption")
    add_label(caption, item.label or "Figure")
    add_text(caption, f": {title}")
    add_bookmark(caption, item.identifier)
    if subtitle:
        add_text(word.add_paragraph(style="Figure Subtitle"), subtitle)


def _add_drawing(word: WordFile, item: Item, alternative: str) -> None:
    from docx.image.exceptions import (
        InvalidImageStreamError,
        UnexpectedEndOfFileError,
        UnrecognizedImageError,
    )

    run = word.add_paragraph(style="Figure").add_run()
    try:
        shape = run.add_picture(BytesIO(_image(item)))
        if not shape.width or not shape.height:
            raise InvalidImageStreamError("it has no size")
    except (InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError) as error:
        raise RenderingError(Problem(f"{item.cell} shows an image that cannot be read.")) from error
    svg = svg_of(item.content)
    _fit(shape, round(svg_size(svg)[0] * _POINTS_A_UNIT * _EMU_A_POINT) if svg is not None else shape.width)
    properties = shape._inline.docPr
    properties.set("name", item.label or "Figure")
    properties.set("descr", " ".join(clean_text(alternative).split()))


def _image(item: Item) -> bytes:
    """The picture as bytes that Word takes."""
    svg = svg_of(item.content)
    if svg is None:
        assert isinstance(item.content, Picture)
        return item.content.data
    return draw_png(safe_svg(svg, prefix=item.identifier, alternative="picture"), item.cell)


def draw_png(svg: str, cell: str) -> bytes:
    """A safe SVG as PNG. Raises ``RenderingError``, naming the cell, where it cannot be drawn."""
    import vl_convert

    register_fonts()
    try:
        png: bytes = vl_convert.svg_to_png(svg, scale=_SCALE)
    except ValueError as error:
        raise RenderingError(Problem(f"{cell} shows a picture that cannot be drawn: {error}")) from error
    return png


def _fit(shape: InlineShape, width: int) -> None:
    """Make the picture this wide, or as large as the page takes; its proportions stay."""
    from docx.shared import Emu

    ratio = shape.height / shape.width
    fitting = min(width, _WIDEST, _TALLEST / ratio)
    shape.width, shape.height = Emu(round(fitting)), Emu(round(fitting * ratio))


def _lower(label: str | None) -> str:
    return f"{label[0].lower()}{label[1:]}" if label else "figure"
