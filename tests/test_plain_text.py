"""Text from data: what a reader can see stays, whatever else it holds."""

from __future__ import annotations

import re
import sys

from csp_toolkit.blocks import plain_text
from csp_toolkit.blocks.plain_text import clean_text

REMOVED_OR_CHANGED = (
    plain_text._CONTROLS,
    plain_text._DIRECTION,
    plain_text._SURROGATES,
    plain_text._LINE_ENDS,
)


def test_no_printable_character_is_one_that_is_removed() -> None:
    printable = "".join(filter(str.isprintable, map(chr, range(sys.maxunicode + 1))))
    assert [found for each in REMOVED_OR_CHANGED for found in re.findall(each, printable)] == []
    assert clean_text(printable) == printable


def test_one_that_is_not_is_removed_from_among_others() -> None:
    assert clean_text("a\u202eb\x00c\r\nd\ud800") == "abc\nd\ufffd"
