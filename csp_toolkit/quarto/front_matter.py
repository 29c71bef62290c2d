"""What stands above the text: title, language, and how Quarto sets each format."""

from __future__ import annotations

import base64
import json
from datetime import date
from typing import Any

from markupsafe import Markup

from csp_toolkit.blocks.markup_text import markdown_text, typst_string
from csp_toolkit.blocks.model import Cover
from csp_toolkit.blocks.plain_text import clean_text
from csp_toolkit.fonts import FONT_FAMILY
from csp_toolkit.rendering.page import TEMPLATES
from csp_toolkit.rendering.tagging import LANGUAGE
from csp_toolkit.rendering.typst_data import printable

_FACES = (("regular", 400, "normal"), ("bold", 700, "normal"), ("italic", 400, "italic"))
_BANNER = "Made-up figures. Do not use or quote."


def write_front_matter(cover: Cover) -> str:
    """The YAML between its lines, each value as JSON, which YAML takes and nobody has to quote."""
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in _settings(cover).items()]
    return "\n".join(["---", *lines, "---"])


def full_title(cover: Cover) -> str:
    """What the document is called where it stands among others."""
    return f"{cover.title}: {cover.partnership}, {cover.period}"


def _settings(cover: Cover) -> dict[str, Any]:
    return {
        "title": _line(cover.title),
        "subtitle": _line(f"{cover.partnership}, {cover.period}"),
        "pagetitle": _line(full_title(cover)),
        "lang": LANGUAGE,
        "engine": "markdown",
        "toc": True,
        "number-sections": False,
        "format": {"html": _html(cover), "typst": _typst(cover)},
    }


def _line(text: str) -> str:
    return markdown_text(printable(" ".join(text.split())))


def _html(cover: Cover) -> dict[str, Any]:
    """One file that asks for nothing, and nothing that only a script could give."""
    return {
        "embed-resources": True,
        "toc-depth": 3,
        "toc-title": "Contents",
        "html-math-method": "plain",
        "html-table-processing": "none",
        "anchor-sections": False,
        "smooth-scroll": False,
        "code-copy": False,
        "citations-hover": False,
        "footnotes-hover": False,
        "include-in-header": {"text": f"<style>\n{_style()}</style>"},
        "include-before-body": {"text": str(_before(cover))},
    }


def _style() -> str:
    faces = "".join(_face(*face) for face in _FACES)
    return faces + (TEMPLATES / "quarto" / "page.css").read_text(encoding="utf-8")


def _face(name: str, weight: int, slope: str) -> str:
    data = (TEMPLATES / "fonts" / f"csp-report-sans-{name}.woff2").read_bytes()
    source = f"url(data:font/woff2;base64,{base64.b64encode(data).decode()})"
    return (
        f'@font-face{{font-family:"CSP Report Sans";font-weight:{weight};font-style:{slope};'
        f'src:{source} format("woff2")}}\n'
    )


def _before(cover: Cover) -> Markup:
    """What every reader meets first: a way past the contents and, for made-up data, what it is."""
    skip = Markup('<a class="csp-skip" href="#quarto-document-content">Skip to main content</a>')
    if not cover.synthetic:
        return skip
    banner = Markup('<div class="csp-banner" role="region" aria-label="Status of this document">{}</div>')
    return skip + banner.format(Markup("<strong>SYNTHETIC</strong> {}").format(_BANNER))


def _typst(cover: Cover) -> dict[str, Any]:
    return {
        "papersize": "a4",
        "margin": {"x": "22mm", "y": "25mm"},
        "mainfont": FONT_FAMILY,
        "font-paths": ["fonts"],
        "fontsize": "11pt",
        "toc-depth": 2,
        "toc-title": "Contents",
        # Without it, what the marks of a heading's level mean would hang on the other headings.
        "shift-heading-level-by": -1,
        "pdf-standard": "ua-1",
        "include-in-header": {"text": _running_lines(cover)},
    }


def _running_lines(cover: Cover) -> str:
    """What every page says, and the day of the data, which stands for the day of the making."""
    words = f"{cover.partnership}: {cover.title}, {cover.period}"
    values = {
        "running": printable(clean_text(words)),
        "marking": printable(clean_text(cover.marking)),
        "author": clean_text(cover.partnership),
        "banner": f"SYNTHETIC: {_BANNER}" if cover.synthetic else "",
    }
    lines = [f"#let csp-{name} = {typst_string(value)}" for name, value in values.items()]
    lines.append(f"#let csp-day = {_typst_date(cover.data_as_at)}")
    return "\n".join(lines) + "\n" + (TEMPLATES / "quarto" / "page.typ").read_text(encoding="utf-8")


def _typst_date(day: date) -> str:
    return f"datetime(year: {day.year}, month: {day.month}, day: {day.day})"
