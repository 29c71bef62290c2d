"""Text as Markdown and as Typst that can be nothing but text.

Quarto looks for its own markup (shortcodes, citations, references) before pandoc reads a word, so a sign that
could begin any of it is never written as it is.
"""

from __future__ import annotations

import re
import unicodedata

from csp_toolkit.blocks.plain_text import clean_text

_SIGN = re.compile(r"[!-/:-@\[-`{-~]")
_HARMLESS = re.compile(
    r"[,;/?]|(?<=\w)%|(?<=[\w%)])[.:](?=\s|$)|(?<=[\w%.])\)(?=[\s,.;:]|$)|(?<=\w)[-.](?=\w)|(?<=\s)\((?=\w)"
)
"""Signs that begin nothing in pandoc's Markdown where they stand so; the others are written otherwise."""
_BRACKETS = "()[]"
"""After a backslash these may begin mathematics, so they are written by their numbers."""
_NUMBERED = re.compile(r"\w+[.)]")
"""What begins a numbered list where a line begins with it."""
_SPACES = re.compile(r"[ \t\xa0]+")
_NOT_IN_STRINGS = re.compile(r'[`{"\\\n\r]')
"""What ends a string or, in Quarto's eyes, the block around it."""


def markdown_text(text: str) -> str:
    """Text on one line of Markdown; its line ends become hard breaks."""
    text = unicodedata.normalize("NFC", clean_text(text))
    lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
    return "\\\n".join(_escape(line) for line in lines if line)


def _escape(line: str) -> str:
    numbered = _NUMBERED.match(line)
    marker = numbered.end() - 1 if numbered else -1
    harmless = {found.start() for found in _HARMLESS.finditer(line)} - {marker}
    return _SIGN.sub(lambda sign: sign[0] if sign.start() in harmless else spelt(sign[0]), line)


def spelt(sign: str) -> str:
    """A sign of ASCII as Markdown that means nothing but this sign."""
    return f"&#{ord(sign)};" if sign in _BRACKETS else f"\\{sign}"


def typst_string(text: str) -> str:
    """Text as a string of Typst's code."""
    return '"' + _NOT_IN_STRINGS.sub(lambda sign: f"\\u{{{ord(sign[0]):x}}}", text) + '"'


def raw_block(form: str, source: str) -> str:
    """A block that pandoc hands on as it is where the output is of this form (``html`` or ``typst``).

    Quarto takes lines of backticks for the ends of blocks and braces with angles for shortcodes, in here too.
    Both forms of source have another way to write them, which is used first; raises ``ValueError`` else.
    """
    if "```" in source or "{{<" in source:
        raise ValueError("a raw block may hold neither a fence nor a shortcode")
    return f"```{{={form}}}\n{source}\n```"
