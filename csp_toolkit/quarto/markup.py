"""Text as Markdown of which a PDF for everyone can be made, too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from csp_toolkit.blocks.markup_text import markdown_text, spelt
from csp_toolkit.rendering.typst_data import printable

_FOREIGN = re.compile(r"[^\x00-\x7f]+")


def printed_markdown(text: str) -> str:
    """``markdown_text`` in which a character that the typeface lacks is named in the PDF.

    A PDF for everyone may hold no character without a shape, and Typst would refuse to make it.
    """
    return _FOREIGN.sub(lambda run: "".join(_shown(run[0])), markdown_text(text))


def _shown(run: str) -> Iterator[str]:
    """Characters as they are, and those the typeface lacks for each format apart."""
    only = '{{.content-visible when-format="{}"}}'.format
    for known, part in groupby(run, key=lambda character: printable(character) == character):
        text = "".join(part)
        names = "".join(f"{spelt('[')}{printable(c)[1:-1]}{spelt(']')}" for c in text)
        yield text if known else f"[{text}]{only('html')}[{names}]{only('typst')}"
