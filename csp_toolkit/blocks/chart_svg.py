"""A chart's specification drawn as SVG that can stand in any page or PDF and is described once.

Vega-Lite specifications are drawn by vl-convert, without a browser and without the network. What it gives
is then made fit to publish: one picture with a name and a description instead of a role and label on every
mark, ids that depend on the content alone, no classes that a page's style could catch, no link.
"""

from __future__ import annotations

import json
import math
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from typing import Any, Final

from csp_toolkit.blocks.chart_theme import theme_config
from csp_toolkit.blocks.chart_words import SAY
from csp_toolkit.blocks.drawing_service import ask_for_drawing
from csp_toolkit.blocks.plain_text import clean_text
from csp_toolkit.errors import Problem, RenderingError
from csp_toolkit.fonts import font_folder

NATURAL_SCALE: Final = 1.2
"""How much larger than its units a picture is shown where there is room: its text is then 19 pixels high, as
text is on the page. A page lets it shrink by ``max-width: 100%; height: auto``."""

_SVG: Final = "http://www.w3.org/2000/svg"
_HREF: Final = "{http://www.w3.org/1999/xlink}href"
_FORBIDDEN: Final = frozenset({"script", "foreignObject", "style", "iframe", "use"})
_DROPPED: Final = frozenset({"role", "class", "pointer-events", "tabindex", "cursor"})
_REFERENCE: Final = re.compile(r"url\(#([^)]+)\)")


def chart_svg(spec_or_chart: Any, *, title: str, description: str, drawing: str | None = None) -> str:
    """Draw a Vega-Lite specification, or an Altair chart, as one accessible SVG element.

    ``title`` and ``description`` become the picture's name and description. What the specification leaves
    open (typeface, sizes, palette, background) follows ``theme_config``. The same input gives the same
    bytes, and two different charts share no id. ``drawing`` is what ``plain_drawing`` gave for that
    specification earlier, where somebody kept it.

    Raises ``RenderingError`` where the specification cannot be drawn, where its data or a picture in it
    would have to be fetched, or where it draws anything that could run.
    """
    root = _drawn(drawing or _convert(themed_spec(spec_or_chart)))
    _describe(root, clean_text(title).strip(), clean_text(description).strip())
    _name_ids(root)
    return ElementTree.tostring(root, encoding="unicode")


def plain_drawing(spec_or_chart: Any) -> str:
    """The drawing of a chart before anybody has described it, for ``chart_svg`` to describe later.

    The same input gives the same bytes. Raises ``RenderingError`` as ``chart_svg`` does.
    """
    root = _drawn(_convert(themed_spec(spec_or_chart)))
    root.set("xmlns", _SVG)
    _number_ids(root)
    return ElementTree.tostring(root, encoding="unicode")


def themed_spec(spec_or_chart: Any) -> dict[str, Any]:
    """The specification that is drawn: its texts cleaned, and our theme where it leaves something open."""
    return _with_theme(_clean(_as_spec(spec_or_chart)))


def _drawn(svg: str) -> ElementTree.Element:
    root = _parse(svg)
    _unlink(root)
    _require_drawing(root)
    for element in root.iter():
        _strip(element)
    return root


def _as_spec(spec_or_chart: Any) -> Mapping[str, Any]:
    # An Altair chart is recognised by what it can do: importing Altair to ask takes 1.6 seconds.
    spec = spec_or_chart.to_dict() if hasattr(spec_or_chart, "to_dict") else spec_or_chart
    if not isinstance(spec, Mapping):
        raise RenderingError(
            f"A chart is a Vega-Lite specification or an Altair chart, not {type(spec).__name__}."
        )
    return spec


def _clean(value: Any) -> Any:
    """The same specification with every text cleaned: a control character in it would end the process."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None  # JSON knows no other word for what is no number
    if isinstance(value, Mapping):
        return {clean_text(str(key)): _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value


def _with_theme(spec: dict[str, Any]) -> dict[str, Any]:
    config = dict(spec.get("config") or {})
    for key, ours in theme_config().items():
        theirs = config.get(key)
        config[key] = (
            {**ours, **theirs} if isinstance(ours, dict) and isinstance(theirs, dict) else theirs or ours
        )
    return {**spec, "config": config}


@cache
def register_fonts() -> None:
    import vl_convert

    vl_convert.register_font_directory(str(font_folder()))


def _convert(spec: Mapping[str, Any]) -> str:
    text = json.dumps(spec)
    return ask_for_drawing(text) or draw_svg(text)


def draw_svg(spec: str) -> str:
    """What vl-convert makes of a specification's JSON. Raises ``RenderingError`` where it cannot be drawn."""
    import vl_convert

    register_fonts()
    try:
        svg: str = vl_convert.vegalite_to_svg(
            spec, allowed_base_urls=[], format_locale="en-GB", time_format_locale="en-GB"
        )
    except ValueError as error:
        raise RenderingError(Problem("A chart cannot be drawn.", hint=_first_lines(error))) from error
    return svg


def _first_lines(error: ValueError) -> str:
    lines = [line.strip() for line in str(error).splitlines() if not line.lstrip().startswith("at ")]
    return " ".join(lines)[:300]


def _parse(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(clean_text(svg))


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _unlink(root: ElementTree.Element) -> None:
    """A picture is one thing to a screen reader, so links in it lead nowhere: their marks stay."""
    for element in root.iter():
        if _local(element.tag) == "a":
            element.tag = f"{{{_SVG}}}g"
            element.attrib.clear()


def _require_drawing(root: ElementTree.Element) -> None:
    problems = []
    for element in root.iter():
        tag = _local(element.tag)
        target = element.get(_HREF) or element.get("href") or ""
        if tag in _FORBIDDEN or any(name.lower().startswith("on") for name in element.attrib):
            problems.append(Problem(f"A chart draws <{tag}>, which is not a picture."))
        if target and not target.startswith("data:image/"):
            hint = "Put the picture itself into the chart, as a data: address."
            problems.append(Problem(f'A chart fetches "{target[:80]}".', hint=hint))
    if problems:
        raise RenderingError(problems)


def _strip(element: ElementTree.Element) -> None:
    element.tag = _local(element.tag)
    for name in list(element.attrib):
        if name in _DROPPED or name.startswith("aria-"):
            words = element.attrib.pop(name)
            if name == "aria-label" and words.startswith(SAY):
                element.set("data-say", words.removeprefix(SAY))
        elif name == _HREF:
            element.set("href", element.attrib.pop(name))
    family = element.get("font-family")
    if family and "sans-serif" not in family:
        # Where a browser lacks the typeface, any plain one serves better than its serif default.
        element.set("font-family", f"{family}, sans-serif")


def _describe(root: ElementTree.Element, title: str, description: str) -> None:
    named = ElementTree.Element("title", {"id": "title"})
    named.text = title
    described = ElementTree.Element("desc", {"id": "desc"})
    described.text = description
    drawing = ElementTree.Element("g", {"aria-hidden": "true"})
    drawing.extend(list(root))
    root[:] = [named, described, drawing]
    _, _, width, height = root.get("viewBox", "0 0 480 300").split()
    root.attrib.clear()
    root.attrib.update(
        {
            "xmlns": _SVG,
            "viewBox": f"0 0 {width} {height}",
            "width": f"{NATURAL_SCALE * float(width):g}",
            "height": f"{NATURAL_SCALE * float(height):g}",
            "role": "img",
            "aria-labelledby": "title desc",
        }
    )


def _name_ids(root: ElementTree.Element) -> None:
    """Ids numbered in their order and led by a digest of everything drawn and said.

    vl-convert counts its ids on from one drawing to the next, so the same chart drawn twice differs.
    """
    names = _number_ids(root)
    digest = sha256(ElementTree.tostring(root)).hexdigest()[:12]
    _rename(root, {name: f"c{digest}-{name}" for name in names})


def _number_ids(root: ElementTree.Element) -> list[str]:
    """Ids numbered in their order, which they are renamed to."""
    identified = [element for element in root.iter() if element.get("id")]
    names = {element.get("id", ""): f"n{number}" for number, element in enumerate(identified)}
    _rename(root, names)
    return list(names.values())


def _rename(root: ElementTree.Element, names: Mapping[str, str]) -> None:
    for element in root.iter():
        for name, value in element.attrib.items():
            if name == "id":
                element.set(name, names[value])
            elif name == "aria-labelledby":
                element.set(name, " ".join(_all_named(value.split(), names)))
            elif "url(#" in value:
                element.set(name, _REFERENCE.sub(lambda found: f"url(#{names[found[1]]})", value))


def _all_named(identifiers: Iterable[str], names: Mapping[str, str]) -> list[str]:
    return [names[identifier] for identifier in identifiers]
