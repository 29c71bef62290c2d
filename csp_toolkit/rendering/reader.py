"""An executed notebook read into a document: outputs in order, inputs never shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from csp_toolkit.blocks.kept_drawing import KEPT_TYPE
from csp_toolkit.blocks.model import MIME_TYPE, parse_display
from csp_toolkit.errors import Problem, RenderingError
from csp_toolkit.rendering.checks import check_document
from csp_toolkit.rendering.document import Content, Document, Item, Preformatted, build_document
from csp_toolkit.rendering.frames import has_table, read_frame
from csp_toolkit.rendering.images import IMAGE_TYPES, draw_vega_lite, read_image, vega_lite_type
from csp_toolkit.rendering.markdown import read_markdown

_REPR = re.compile(r"<.*>|alt\.\w*Chart\(.*", re.DOTALL)
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def read_document(notebook: Mapping[str, Any]) -> Document:
    """The document an executed notebook makes.

    ``notebook`` is a notebook node (or the JSON of one, version 4). Raises ``RenderingError`` with every
    problem at once: cells that ended in an error, outputs that cannot be made accessible, and what
    ``check_document`` finds.
    """
    items: list[Item] = []
    problems: list[Problem] = []
    for number, cell in enumerate(notebook["cells"], start=1):
        name = _cell_name(number, cell)
        for part in _parts(cell):
            try:
                items += [Item(content, name) for content in _read(part, cell)]
            except RenderingError as error:
                problems += [Problem(f"{name} {p.message}", hint=p.hint) for p in error.problems]
    document = build_document(items)
    problems += check_document(document)
    if problems:
        raise RenderingError(problems)
    return document


def _cell_name(number: int, cell: Mapping[str, Any]) -> str:
    """ "Cell 7 (report.trend("burglary"))": its place in the notebook and its first line."""
    lines = [line.strip() for line in _text(cell.get("source", "")).splitlines() if line.strip()]
    first = lines[0] if lines else ""
    return (
        f"Cell {number} ({first[:57] + '...' if len(first) > 60 else first})" if first else f"Cell {number}"
    )


def _parts(cell: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What a cell may show: a Markdown cell itself, or the outputs of a code cell.

    The tags ``remove-cell`` and ``remove-output`` mean what they mean elsewhere, except that a failure is
    never hidden.
    """
    tags = set(cell.get("metadata", {}).get("tags", []))
    outputs = cell.get("outputs", []) if cell["cell_type"] == "code" else []
    if tags & {"remove-cell", "remove-output"}:
        outputs = [output for output in outputs if output["output_type"] == "error"]
    if cell["cell_type"] == "markdown" and "remove-cell" not in tags:
        yield {"output_type": "markdown"}
    yield from outputs


def _read(part: Mapping[str, Any], cell: Mapping[str, Any]) -> list[Content]:
    kind = part["output_type"]
    if kind == "markdown":
        return _markdown(_text(cell["source"]), cell)
    if kind == "error":
        raise RenderingError(f"ended in an error: {part.get('ename')}: {part.get('evalue')}")
    if kind == "stream":
        return _stream(part)
    return _bundle(part["data"], part.get("metadata", {}), cell)


def _markdown(source: str, cell: Mapping[str, Any]) -> list[Content]:
    attachments = cell.get("attachments", {})
    return list(read_markdown(source, caption=_words(cell, "caption"), attachments=attachments))


def _stream(part: Mapping[str, Any]) -> list[Content]:
    """What a cell printed. Warnings (stderr) are for the analyst and are not published."""
    text = _ANSI.sub("", _text(part["text"])).strip("\n")
    return [Preformatted(text)] if part["name"] == "stdout" and text.strip() else []


def _bundle(data: Mapping[str, Any], metadata: Mapping[str, Any], cell: Mapping[str, Any]) -> list[Content]:
    """The richest form of an output that can be made accessible."""
    caption = _words(cell, "caption")
    if MIME_TYPE in data:
        return _blocks(data[MIME_TYPE])
    chart = vega_lite_type(data)
    if chart is not None:
        alternative, kept = _words(cell, "alt"), data.get(KEPT_TYPE)
        return [draw_vega_lite(data[chart], alternative=alternative, caption=caption, kept=kept)]
    for media_type in IMAGE_TYPES:
        if media_type in data:
            alternative = _image_words(metadata, media_type) or _words(cell, "alt")
            return [read_image(media_type, data[media_type], alternative=alternative, caption=caption)]
    if "text/markdown" in data:
        return _markdown(_text(data["text/markdown"]), cell)
    if "text/html" in data:
        return [_frame(_text(data["text/html"]), caption)]
    return _plain(data)


def _blocks(data: Any) -> list[Content]:
    try:
        return list(parse_display(data).blocks)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise RenderingError(
            Problem(
                f"holds a block that this version cannot read ({where}: {first['msg']})",
                hint="Run the notebook again with the installed version of csp_toolkit.",
            )
        ) from error


def _frame(html: str, caption: str | None) -> Content:
    if not has_table(html):
        raise RenderingError(
            Problem(
                "shows HTML that is not a table, which cannot be made accessible",
                hint="Show a block, a DataFrame or Markdown; for a chart, first call "
                "csp_toolkit.blocks.charts.enable_theme().",
            )
        )
    return read_frame(html, caption=caption)


def _plain(data: Mapping[str, Any]) -> list[Content]:
    text = _ANSI.sub("", _text(data.get("text/plain", ""))).strip("\n")
    if set(data) - {"text/plain"} or _REPR.fullmatch(text.strip()):
        kinds = ", ".join(sorted(set(data) - {"text/plain"})) or text.strip()[:60]
        raise RenderingError(f"shows something that cannot be put into a document ({kinds})")
    return [Preformatted(text)] if text.strip() else []


def _image_words(metadata: Mapping[str, Any], media_type: str) -> str | None:
    for holder in (metadata.get(media_type, {}), metadata):
        words = holder.get("alt") if isinstance(holder, Mapping) else None
        if isinstance(words, str) and words.strip():
            return words.strip()
    return None


def _words(cell: Mapping[str, Any], name: str) -> str | None:
    words = cell.get("metadata", {}).get(name)
    return words.strip() if isinstance(words, str) and words.strip() else None


def _text(value: str | list[str]) -> str:
    """Notebook JSON holds text as one string or as its lines."""
    return value if isinstance(value, str) else "".join(value)
