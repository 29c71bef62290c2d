"""Pictures in notebook outputs: Altair charts, drawn where their cell ran or else now, and images."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from typing import Any

from csp_toolkit.blocks.chart_svg import chart_svg
from csp_toolkit.blocks.kept_drawing import kept_drawing, published_spec
from csp_toolkit.errors import Problem, RenderingError
from csp_toolkit.rendering.document import Picture

IMAGE_TYPES = ("image/svg+xml", "image/png", "image/jpeg")
_VEGA_LITE = re.compile(r"application/vnd\.vegalite\.v\d+(\.\d+)*[.+]json")
_SENTENCE = re.compile(r"^.*?[.!?](?=\s|$)", re.DOTALL)


def vega_lite_type(bundle: Mapping[str, Any]) -> str | None:
    """The MIME type under which an output holds a Vega-Lite chart, or None."""
    return next((name for name in bundle if _VEGA_LITE.fullmatch(name)), None)


def decode_image(data: Any) -> bytes:
    """An image's bytes from a notebook, where PNG and JPEG stand in base64 and SVG as text."""
    text = "".join(data) if isinstance(data, list) else str(data)
    if text.lstrip().startswith("<"):
        return text.encode()
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except binascii.Error as error:
        raise RenderingError("holds an image that cannot be decoded") from error


def read_image(media_type: str, data: Any, *, alternative: str | None, caption: str | None) -> Picture:
    """An image output with its alternative text; raises ``RenderingError`` without one."""
    if not alternative:
        raise RenderingError('shows an image without alternative text; set "alt" in the metadata of the cell')
    return Picture(decode_image(data), media_type, alternative, caption)


def draw_vega_lite(
    spec: Mapping[str, Any], *, alternative: str | None, caption: str | None, kept: Any = None
) -> Picture:
    """An Altair chart as SVG, looking like the report's own charts.

    The chart's own title becomes the caption, so that it is text and not a drawing; its ``description`` is
    the alternative text unless the cell's metadata gives one. ``kept`` is the drawing
    that the output holds, if any. Raises ``RenderingError`` without a description, where the chart would
    fetch data from elsewhere, and where the drawing holds more than drawing.
    """
    description = alternative or spec.get("description")
    if not description:
        raise RenderingError(
            "shows a chart without a description; add .properties(description=...) that says what it shows"
        )
    address = next(_addresses(spec), None)
    if address is not None:
        raise RenderingError(f'shows a chart that fetches "{address[:80]}"; give it the data itself')
    title, subtitle = _title(spec.get("title"))
    words = caption or title or _first_sentence(description)
    try:
        drawing = kept_drawing(kept, spec)
        svg = chart_svg(published_spec(spec), title=words, description=description, drawing=drawing)
    except RenderingError as error:
        faults = [
            Problem(f"shows a chart that cannot be used: {p.message}", hint=p.hint) for p in error.problems
        ]
        raise RenderingError(faults) from error
    return Picture(svg.encode(), "image/svg+xml", description, words, subtitle)


def _addresses(value: Any) -> Iterator[str]:
    """Every ``url`` in a specification, except in the rows of data it carries."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key == "url" and isinstance(inner, str):
                yield inner
            elif key not in ("values", "datasets"):
                yield from _addresses(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _addresses(inner)


def _title(title: Any) -> tuple[str | None, str | None]:
    if isinstance(title, Mapping):
        return _line(title.get("text")), _line(title.get("subtitle"))
    return _line(title), None


def _line(text: Any) -> str | None:
    if isinstance(text, list):
        text = " ".join(str(part) for part in text)
    return str(text) if text else None


def _first_sentence(text: str) -> str:
    found = _SENTENCE.match(text)
    return found.group().strip() if found else text
