"""SVG made safe to stand inside a page: no script, nothing fetched, one picture, one title, one description.

A chart's SVG arrives as text from a notebook, so it is read as data: only drawing elements pass, every
reference stays inside the picture, and its ids are renamed so that two charts on a page never share one.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from typing import Final

from csp_toolkit.blocks.plain_text import clean_text
from csp_toolkit.errors import Problem, RenderingError

SVG_NAMESPACE: Final = "http://www.w3.org/2000/svg"
_DRAWING: Final = frozenset(
    {"svg", "g", "defs", "symbol", "use", "title", "desc", "metadata", "text", "tspan", "image"}
    | {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "marker"}
    | {"clipPath", "mask", "pattern", "linearGradient", "radialGradient", "stop"}
)
SAID: Final = "data-say"
"""The attribute of a mark that holds its value in words."""
_SMALL: Final = 500
_ENLARGED: Final = 1.25
"""Small pictures are drawn for a phone; on a page their text would be smaller than the text around them."""
_SPOKEN: Final = frozenset({"role", "tabindex", "lang", "class", "id"})
_REFERENCE: Final = re.compile(r"url\(\s*['\"]?([^'\")]*)['\"]?\s*\)")


def safe_svg(svg: str, *, prefix: str, alternative: str, title: str = "", values: bool = False) -> str:
    """The picture as one ``<svg role="img">`` element, called by its ``title`` and then its ``alternative``.

    These stand in it as ``<title>`` (none where it is empty) and ``<desc>``, before all that is drawn.
    ``prefix`` begins every id in it; ``values`` keeps what its marks say for themselves. Raises
    ``RenderingError`` where it is not well-formed, holds anything but drawing (script, style, foreign or
    embedded content) or refers outside itself.
    """
    root, faults = _read(svg)
    if root is None or faults:
        raise RenderingError([Problem(f"A chart's SVG {fault}.") for fault in faults])
    size = _size(root)
    _keep_drawing_only(root)
    for element in root.iter():
        _rewrite(element, prefix, values)
    _set_size(root, size)
    for part in root:
        part.set("aria-hidden", "true")  # else a screen reader walks through a picture's every label
    root.set("xmlns", SVG_NAMESPACE)
    root.set("role", "img")
    _name(root, prefix, {"title": title, "desc": alternative})
    root.set("focusable", "false")
    return ElementTree.tostring(root, encoding="unicode")


def _name(root: ElementTree.Element, prefix: str, words: dict[str, str]) -> None:
    """Elements with words become the first children, which the picture is called by.

    Their ids have an underscore where those of the drawing have a hyphen behind the prefix.
    """
    said = [(tag, " ".join(clean_text(text).split())) for tag, text in words.items()]
    named = [(tag, text) for tag, text in said if text]
    for place, (tag, text) in enumerate(named):
        element = ElementTree.Element(tag, {"id": f"{prefix}_{tag}"})
        element.text = text
        root.insert(place, element)
    root.set("aria-labelledby", " ".join(f"{prefix}_{tag}" for tag, _ in named))
    root.set("aria-description", "")  # else browsers tell <desc> a second time, as a description of the name


def _set_size(root: ElementTree.Element, size: tuple[float, float]) -> None:
    """A view box, so that the picture scales, and the width it is meant to have; pages narrow it."""
    width, height = size
    root.attrib.setdefault("viewBox", f"0 0 {width:g} {height:g}")
    root.attrib.pop("height", None)
    root.set("width", f"{width * (1 if width > _SMALL else _ENLARGED):g}")


def check_svg(svg: str) -> list[str]:
    """What is wrong with the picture, each as the end of a sentence about it; empty where nothing is."""
    return _read(svg)[1]


def _read(svg: str) -> tuple[ElementTree.Element | None, list[str]]:
    """The picture, unless it cannot be read, and what is wrong with it."""
    if "<!DOCTYPE" in svg or "<!ENTITY" in svg:
        return None, ["declares a document type or entities, which it has no need of"]
    try:
        root = _parse(svg)
    except ElementTree.ParseError as error:
        return None, [f"cannot be read: {error}"]
    if _local(root.tag) != "svg":
        return root, [f"begins with <{_local(root.tag)}>, not <svg>"]
    return root, sorted(set(_faults(root)))


def svg_size(svg: str) -> tuple[float, float]:
    """Width and height of the picture in its own units, from its view box or its size; (640, 360) unknown."""
    return _size(_parse(svg))


def _size(root: ElementTree.Element) -> tuple[float, float]:
    numbers = re.findall(r"-?[\d.]+", root.get("viewBox", ""))
    if len(numbers) == 4:
        return float(numbers[2]), float(numbers[3])
    sizes = [re.match(r"[\d.]+", root.get(name, "")) for name in ("width", "height")]
    if sizes[0] and sizes[1]:
        return float(sizes[0].group()), float(sizes[1].group())
    return 640.0, 360.0


def _parse(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(clean_text(svg))


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _faults(root: ElementTree.Element) -> list[str]:
    faults = []
    for element in root.iter():
        tag = _local(element.tag)
        if tag not in _DRAWING:
            faults.append(f"holds <{tag}>, which is not drawing")
        for name, value in element.attrib.items():
            outside = [target for target in _REFERENCE.findall(value) if not target.startswith("#")]
            if _local(name) == "href" and not value.startswith(_allowed(tag)):
                outside.append(value)
            faults += [f'refers to "{target[:60]}" outside itself' for target in outside]
            if _local(name).lower().startswith("on"):
                faults.append(f'holds the script attribute "{_local(name)}"')
    return faults


def _allowed(tag: str) -> tuple[str, ...]:
    """How a reference of this element begins: only an image may carry its bytes."""
    return ("data:image/png;", "data:image/jpeg;") if tag == "image" else ("#",)


def _keep_drawing_only(root: ElementTree.Element) -> None:
    """Titles and descriptions go: the picture gets one description, from the block."""
    for parent in list(root.iter()):
        for child in list(parent):
            if _local(child.tag) in ("title", "desc", "metadata"):
                parent.remove(child)


def _rewrite(element: ElementTree.Element, prefix: str, values: bool) -> None:
    element.tag = _local(element.tag)
    attributes = _presentation(element.attrib)
    identifier = attributes.get("id")
    element.attrib.clear()
    for name, value in attributes.items():
        if name.startswith("aria-") or name in _SPOKEN or (name == SAID and not values):
            continue
        value = _REFERENCE.sub(lambda found: f"url(#{prefix}-{found.group(1)[1:]})", value)
        element.set(name, f"#{prefix}-{value[1:]}" if name == "href" and value[0] == "#" else value)
    if identifier:
        element.set("id", f"{prefix}-{identifier}")


def _presentation(attributes: dict[str, str]) -> dict[str, str]:
    """Attributes by local name, with ``style`` written as attributes, which a strict page may use."""
    kept: dict[str, str] = {}
    for name, value in attributes.items():
        foreign = name.startswith("{") and not name.endswith("}href")
        if not foreign and name != "style":
            kept[_local(name)] = value
    for declaration in attributes.get("style", "").split(";"):
        name, colon, value = declaration.partition(":")
        if colon and name.strip():
            kept[name.strip()] = value.replace("!important", "").strip()
    return kept
