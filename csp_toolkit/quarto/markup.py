"""Text as Markdown and as Typst that can be nothing but text.

Quarto looks for its own markup (shortcodes, citations, references) before pandoc reads a word, so a sign that
could begin any of it is never written as it is.
"""

from __future__ import annotations

import re

from csp_toolkit.blocks.plain_text import clean_text

_SIGN = re.compile(r"[!-/:-@\[-`{-~]")
_HARMLESS = re.compile(r"[,;%/?]|(?<=[\w%)])[.:)](?=\s|$)|(?<=\w)[-.](?=\w)|(?<=\s)\((?=\w)")
"""Signs that begin nothing in pandoc's Markdown where they stand so; a backslash goes before the others."""
_NUMBERED = re.compile(r"\w+[.)]")
"""What begins a numbered list where a line begins with it."""
_SPACES = re.compile(r"[ \t\xa0]+")
_NOT_IN_STRINGS = re.compile(r"[^\w .,;:()%/?=+-]")


def markdown_text(text: str) -> str:
    """Text on one line of Markdown; its line ends become hard breaks."""
    lines = [_SPACES.sub(" ", line).strip() for line in clean_text(text).split("\n")]
    return "\\\n".join(_escape(line) for line in lines if line)


def _escape(line: str) -> str:
    numbered = _NUMBERED.match(line)
    marker = numbered.end() - 1 if numbered else -1
    harmless = {found.start() for found in _HARMLESS.finditer(line)} - {marker}
    return _SIGN.sub(lambda sign: sign[0] if sign.start() in harmless else f"\\{sign[0]}", line)


def typst_string(text: str) -> str:
    """Text as a string of Typst's code. Signs are written by their numbers."""
    inside = _NOT_IN_STRINGS.sub(lambda sign: f"\\u{{{ord(sign[0]):x}}}", text)
    return f'"{inside}"'


def raw(form: str, source: str) -> str:
    """A block that pandoc hands on as it is where the output is of this form (``html`` or ``typst``).

    Quarto takes lines of backticks for the ends of blocks and braces with angles for shortcodes, in here too.
    Both forms of source have another way to write them, which is used before this.
    """
    if "```" in source or "{{<" in source:
        raise ValueError("a raw block may hold neither a fence nor a shortcode")
    return f"```{{={form}}}\n{source}\n```"
