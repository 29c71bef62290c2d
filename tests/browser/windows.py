"""A report in a window of the browser, and what a screen reader gets of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 740}
SMALLEST = {"width": 320, "height": 568}


@contextmanager
def window(browser: Any, file: Path, **options: Any) -> Iterator[Any]:
    """The page in a fresh window."""
    context = browser.new_context(reduced_motion="reduce", **options)
    try:
        page = context.new_page()
        page.goto(file.as_uri())
        yield page
    finally:
        context.close()


def open_everything(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


@dataclass(frozen=True)
class Spoken:
    """A node of the accessibility tree: what it is, what it is called, its level, how deep it lies."""

    role: str
    name: str
    level: int | None
    inside: tuple[str, ...]
    """The roles around it, the outermost first."""


def spoken(page: Any) -> list[Spoken]:
    """Everything that Chromium tells a screen reader, in reading order."""
    session = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    root = next(node for node in nodes.values() if "parentId" not in node)
    return list(_walk(root, nodes, ()))


def _walk(node: Mapping[str, Any], nodes: Mapping[str, Any], inside: tuple[str, ...]) -> Iterator[Spoken]:
    role = str(node["role"]["value"])
    if role == "InlineTextBox":
        return
    if not node["ignored"]:
        properties = {each["name"]: each["value"].get("value") for each in node.get("properties", [])}
        name = " ".join(str(node.get("name", {}).get("value", "")).split())
        yield Spoken(role, name, properties.get("level"), inside)
        inside = (*inside, role)
    for child in node["childIds"]:
        if child in nodes:
            yield from _walk(nodes[child], nodes, inside)
