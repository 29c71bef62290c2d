"""What Typst keeps of documents it has set, let go where the next one will be another."""

from __future__ import annotations

import sys
from typing import Final

_OLDEST: Final = 10
"""For how many further documents Typst keeps what it needed for one."""


def forget_documents() -> None:
    """Have Typst let go of every document it has set in this process.

    It keeps what it computed for ten documents more, so that one that is set again after a small change is
    done sooner: with other reports in between, 70 megabytes of memory for each of 35 pages, for nothing. Its
    Python package has no word for forgetting. So that many empty documents, and one, are set: the time this
    takes is that of looking through what is kept, and would be taken by the reports to come. Where nothing
    was set, nothing is loaded.
    """
    if "typst" not in sys.modules:
        return
    import typst

    compiler = typst.Compiler(b"", ignore_system_fonts=True)
    for _ in range(_OLDEST + 1):
        compiler.compile(b"", format="svg")  # sparing the PDF that nobody would read
