"""Markdown cells as document content. Raw HTML in them stays text: nothing in a notebook writes markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from csp_toolkit.blocks.model import Column, Heading, Table
from csp_toolkit.errors import RenderingError
from csp_toolkit.rendering.document import (
    Content,
    Picture,
    Preformatted,
    Quotation,
    RichList,
    RichParagraph,
    RichText,
    Span,
)
from csp_toolkit.rendering.frames import is_figures

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Node = dict[str, Any]
_SAFE_LINK = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def read_markdown(source: str, *, caption: str | None, attachments: Mapping[str, Any]) -> Iterator[Content]:
    """The content of a Markdown cell, in order.

    ``caption`` is the caption of its table, from the cell's metadata; ``attachments`` holds images that
    were dropped into the cell. Raises ``RenderingError`` for a second title, a table without caption, an
    image that is not an attachment and a link that leads nowhere.
    """
    nodes: list[Node] = _parser()(source)
    tables = sum(node["type"] == "table" for node in nodes)
    if tables > 1:
        raise RenderingError("holds several tables; give each a cell of its own, with its caption")
    for node in nodes:
        yield from _contents(node, caption, attachments)


@cache
def _parser() -> Callable[[str], Any]:
    import mistune

    return mistune.create_markdown(renderer="ast", plugins=["table", "strikethrough"])


def _contents(node: Node, caption: str | None, attachments: Mapping[str, Any]) -> Iterator[Content]:
    kind = node["type"]
    if kind == "heading":
        yield _heading(node)
    elif kind == "table":
        yield _table(node, caption)
    elif kind == "paragraph" and _is_image(node):
        yield _attached(node["children"][0], caption, attachments)
    else:
        yield from _rich(node)


def _heading(node: Node) -> Heading:
    text, level = _plain(node), node["attrs"]["level"]
    if level == 1:
        raise RenderingError(
            f'has the level 1 heading "{text}"; only the cover has one, so write "## {text}"'
        )
    if level > 4:
        raise RenderingError(f'has the level {level} heading "{text}"; the deepest is level 4')
    return Heading(text=text, level=level)


def _table(node: Node, caption: str | None) -> Table:
    if not caption:
        raise RenderingError('holds a table without a caption; set "caption" in the metadata of the cell')
    head, *bodies = node["children"]
    rows = tuple(
        tuple(_plain(cell) or "[x]" for cell in row["children"])
        for body in bodies
        for row in body["children"]
    )
    labels = [_plain(cell) for cell in head["children"]]
    if not all(labels):
        raise RenderingError(f'has a column without a heading in its table "{caption}"')
    columns = tuple(
        Column(label=label, numeric=number > 0 and is_figures([row[number] for row in rows]))
        for number, label in enumerate(labels)
    )
    return Table(caption=caption, columns=columns, rows=rows)


def _is_image(node: Node) -> bool:
    return [child["type"] for child in node["children"]] == ["image"]


def _attached(node: Node, caption: str | None, attachments: Mapping[str, Any]) -> Picture:
    from csp_toolkit.rendering.images import IMAGE_TYPES, decode_image

    name = node["attrs"]["url"].removeprefix("attachment:")
    bundle = attachments.get(name, {})
    for media_type in IMAGE_TYPES:
        if media_type in bundle:
            return Picture(decode_image(bundle[media_type]), media_type, _plain(node), caption)
    raise RenderingError(
        f'shows the image "{name}", which is not attached to the cell: drop the file into it'
    )


def _rich(node: Node) -> Iterator[RichText]:
    kind = node["type"]
    if kind in ("paragraph", "block_text"):
        spans = tuple(_merge(_spans(node.get("children", []), Span(""))))
        if any(span.text.strip() for span in spans):
            yield RichParagraph(spans)
    elif kind == "list":
        entries = tuple(tuple(_parts(entry["children"])) for entry in node["children"])
        yield RichList(entries, node["attrs"]["ordered"], node["attrs"].get("start", 1))
    elif kind == "block_quote":
        yield Quotation(tuple(_parts(node["children"])))
    elif kind == "block_code":
        yield Preformatted(node["raw"].rstrip("\n"))
    elif kind == "block_html" and _COMMENT.sub("", node["raw"]).strip():
        yield RichParagraph((Span(_COMMENT.sub("", node["raw"]).strip()),))
    elif kind in ("heading", "table"):
        raise RenderingError(f"holds a {kind} inside a list or a quotation")


def _parts(nodes: Sequence[Node]) -> Iterator[RichText]:
    for node in nodes:
        yield from _rich(node)


def _spans(nodes: Sequence[Node], style: Span) -> Iterator[Span]:
    for node in nodes:
        kind, children = node["type"], node.get("children", [])
        if kind == "strong":
            yield from _spans(children, replace(style, strong=True))
        elif kind == "emphasis":
            yield from _spans(children, replace(style, emphasis=True))
        elif kind == "codespan":
            yield replace(style, text=node["raw"], code=True)
        elif kind == "link":
            yield from _spans(children, replace(style, link=_link(node)))
        elif kind == "image":
            raise RenderingError("holds an image inside a sentence; give it a paragraph of its own")
        elif kind in ("softbreak", "linebreak"):
            yield replace(style, text=" " if kind == "softbreak" else "\n")
        elif children:
            yield from _spans(children, style)
        else:
            yield replace(style, text=_COMMENT.sub("", node.get("raw", "")))


def _link(node: Node) -> str:
    address: str = node["attrs"]["url"]
    if not _SAFE_LINK.match(address):
        raise RenderingError(f'links to "{address[:80]}"; a link begins with https:// or mailto:')
    return address


def _merge(spans: Iterator[Span]) -> Iterator[Span]:
    """Neighbours set the same way become one, so that a link broken over lines stays one link."""
    last: Span | None = None
    for span in spans:
        if last is not None and replace(last, text="") == replace(span, text=""):
            last = replace(last, text=last.text + span.text)
            continue
        if last is not None and last.text:
            yield last
        last = span
    if last is not None and last.text:
        yield last


def _plain(node: Node) -> str:
    return "".join(span.text for span in _spans(node.get("children", []), Span(""))).strip()
