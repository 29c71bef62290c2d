"""The empty Word file: styles, lists and settings from XML beside the other templates, and its properties."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING

from csp_toolkit.blocks.model import Cover
from csp_toolkit.blocks.plain_text import clean_text
from csp_toolkit.constant_zip import zip_parts
from csp_toolkit.errors import Problem, RenderingError
from csp_toolkit.rendering.page import TEMPLATES
from csp_toolkit.rendering.word.text import add_field, add_text

if TYPE_CHECKING:
    from docx.document import Document as WordFile

LANGUAGE = "en-GB"
_PARTS = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "package.rels",
    "word/document.xml": "document.xml",
    "word/_rels/document.xml.rels": "document.rels",
    "word/styles.xml": "styles.xml",
    "word/numbering.xml": "numbering.xml",
    "word/settings.xml": "settings.xml",
}
_LONGEST_PROPERTY = 255
"""Characters that Word takes in a property of the document."""


def require_word() -> None:
    """Raise ``RenderingError`` where the library that writes Word documents is not installed."""
    from importlib.util import find_spec

    if find_spec("docx") is None:
        hint = 'Get it with: pip install "csp-toolkit[docx]"'
        raise RenderingError(Problem("A Word document needs python-docx, which is not installed.", hint=hint))


def open_template(cover: Cover) -> WordFile:
    """An empty file with the report's styles, running head and foot, and the cover's properties."""
    from docx import Document

    folder = TEMPLATES / "word"
    parts = zip_parts((name, (folder / file).read_bytes()) for name, file in _PARTS.items())
    word = Document(BytesIO(parts))
    _set_properties(word, cover)
    _set_running_lines(word, cover)
    return word


def marks_of(cover: Cover) -> str:
    """What every page says: the marking, the status and, for made-up data, SYNTHETIC."""
    marks = [
        cover.marking,
        cover.status.capitalize(),
        *(["SYNTHETIC: made-up data"] if cover.synthetic else []),
    ]
    return " · ".join(marks)


def full_title(cover: Cover) -> str:
    """What the document is called where it stands among others."""
    return f"{cover.title}: {cover.partnership}, {cover.period}"


def _set_properties(word: WordFile, cover: Cover) -> None:
    """All that Word keeps about a file; its day is that of the data, never that of its making."""
    properties, day = word.core_properties, datetime.combine(cover.data_as_at, time())
    properties.title = _property(full_title(cover))
    properties.author = properties.last_modified_by = _property(cover.partnership)
    properties.subject, properties.keywords = _property(cover.period), _property(marks_of(cover))
    properties.language, properties.revision = LANGUAGE, 1
    properties.created = properties.modified = day


def _property(text: str) -> str:
    return clean_text(text)[:_LONGEST_PROPERTY]


def _set_running_lines(word: WordFile, cover: Cover) -> None:
    section = word.sections[0]
    add_text(section.header.paragraphs[0], marks_of(cover))
    foot = section.footer.paragraphs[0]
    add_text(foot, f"{cover.title}, {cover.period}\tPage ")
    add_field(foot, "PAGE", "1")
    add_text(foot, " of ")
    add_field(foot, "NUMPAGES", "1")
