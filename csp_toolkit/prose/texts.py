"""Prose as the lint reads it: a text, and where it stands.

Rules look at a text whose layout no longer matters: every position in it is one of the original, but line
breaks are spaces, and code, addresses and comments are blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Text:
    """One piece of prose. ``line`` is that of its first word, ``None`` in a notebook.

    ``place`` says where in the file it stands, such as ``activities[3].outcome`` or ``cell 5``. ``allowed``
    are the ids of rules that its author set aside for it, with ``lint: allow ID`` in a comment.
    """

    value: str
    file: Path | None
    line: int | None
    place: str
    allowed: frozenset[str] = frozenset()

    def line_at(self, position: int) -> int | None:
        """The line of a position in ``value``."""
        return None if self.line is None else self.line + self.value.count("\n", 0, position)


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, a cell of a table or an item of a list, with its first position in the text."""

    start: int
    text: str


class Reading:
    """A text made ready for rules: what is code or an address is blank, so that it breaks no rule."""

    def __init__(self, text: Text) -> None:
        self.source = text

    @cached_property
    def plain(self) -> str:
        """The text with code, addresses and comments blank, line breaks as spaces."""
        return re.sub(r"\s", " ", self._blanked)

    @cached_property
    def unquoted(self) -> str:
        """``plain`` with words in double quotation marks blank too: mentioned, not said."""
        return _QUOTED.sub(_blank, self.plain)

    @cached_property
    def said(self) -> tuple[Passage, ...]:
        """The sentences of ``unquoted``, in order."""
        return tuple(_split(self.unquoted, self._blanked))

    @cached_property
    def _blanked(self) -> str:
        return _NOT_PROSE.sub(_blank, self.source.value)


_NOT_PROSE = re.compile(
    r"""
    ^```.*?^```[^\n]*$        # a fenced block
    | ^[ ]{4,}[^\s|*-][^\n]*$ # an indented one
    | `[^`\n]*`               # code in a line
    | <!--.*?--> | </?[a-zA-Z][^>\n]*>
    | \bhttps?://[^\s)>\]]+ | \bwww\.[^\s)>\]]+
    | [\w.+-]+@[\w-]+\.[\w.-]+
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_QUOTED = re.compile(r'"[^"]{1,80}"|\N{LEFT DOUBLE QUOTATION MARK}[^\N{RIGHT DOUBLE QUOTATION MARK}]{1,80}.')
# A full stop ends a sentence only before white space and what can begin the next.
_END = re.compile(
    r"(?<!\be\.g)(?<!\bi\.e)(?<!\bapprox)(?<!\bNo)(?<!\bvs)(?<!\bcf)[.!?][\"')\]]*\s+(?=[\"'(\[*_{]*[A-Z{])"
    r"|\n\s*\n|\n\s*(?=[-*+#>|]\s|\d+\.\s)|\|"
)


def _blank(found: re.Match[str]) -> str:
    """As many spaces as there were characters, line breaks kept."""
    return re.sub(r"[^\n]", " ", found[0])


def _split(text: str, laid_out: str) -> Iterator[Passage]:
    start = 0
    for end in _END.finditer(laid_out):
        yield from _passage(text, start, end.end())
        start = end.end()
    yield from _passage(text, start, len(text))


def _passage(text: str, start: int, end: int) -> Iterator[Passage]:
    if text[start:end].strip():
        yield Passage(start, text[start:end])
