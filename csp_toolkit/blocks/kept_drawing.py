"""The drawing of an analyst's own chart, kept beside its specification in the notebook that shows it.

Drawing a chart takes vl-convert some 40 milliseconds, nearly all of it for measuring labels. It is drawn
where its cell runs, and whatever is then made of the notebook reads the drawing. A drawing counts only with
the digest of exactly that drawing and that specification: one that was altered, or whose chart was, is drawn
anew. No digest makes a drawing trusted: what it holds is looked through like any other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from csp_toolkit.blocks.chart_svg import plain_drawing, themed_spec
from csp_toolkit.blocks.pictures import check_svg
from csp_toolkit.errors import Problem, RenderingError

KEPT_TYPE: Final = "application/vnd.csp-toolkit.drawing+json"
"""The type under which an output holds a drawing. JupyterLab knows no such type and shows the picture."""
LARGEST: Final = 250_000
"""Characters of a drawing that a notebook keeps: a line over years takes 20,000. Others are drawn anew."""


def published_spec(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The specification of the picture in a document: without its title, which a document sets as text.

    In one order and with one way to write a number, so that it is the same after JupyterLab has saved it.
    """
    without = {key: value for key, value in spec.items() if key != "title"}
    return dict(_settled(without))


def _settled(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)  # JavaScript writes 1.0 as 1
    if isinstance(value, Mapping):
        return {key: _settled(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [_settled(item) for item in value]
    return value


def keep_drawing(spec: Mapping[str, Any]) -> dict[str, str] | None:
    """What a notebook keeps of a chart with this specification, as JSON; ``None`` where it is too large.

    Raises ``RenderingError`` where the chart cannot be drawn.
    """
    published = published_spec(spec)
    drawing = plain_drawing(published)
    return {"digest": _digest(published, drawing), "svg": drawing} if len(drawing) <= LARGEST else None


def kept_drawing(kept: Any, spec: Mapping[str, Any]) -> str | None:
    """The drawing that a notebook keeps of this chart; ``None`` where it keeps none that belongs to it.

    Raises ``RenderingError`` where it holds more than drawing.
    """
    drawing = kept.get("svg") if isinstance(kept, Mapping) else None
    if not isinstance(drawing, str) or kept.get("digest") != _digest(published_spec(spec), drawing):
        return None
    faults = check_svg(drawing)
    if faults:
        hint = "Run the cell again."
        raise RenderingError(
            [Problem(f"Its drawing in the notebook {fault}.", hint=hint) for fault in faults]
        )
    return drawing


def _digest(published: Mapping[str, Any], drawing: str) -> str:
    """Of all that is drawn and how: a theme that has changed since wants another drawing."""
    return sha256(json.dumps([themed_spec(published), drawing]).encode()).hexdigest()
