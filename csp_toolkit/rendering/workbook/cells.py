"""A cell of a workbook: a number where the report shows a figure, and text, as it is, everywhere else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from csp_toolkit.blocks.plain_text import clean_text

_NUMBER = re.compile(
    r"(?P<sign>[+\-\u2212]?)(?P<pound>£?)(?P<whole>\d{1,3}(?:,\d{3})+|0|[1-9]\d*)(?:\.(?P<fraction>\d+))?"
    r"(?P<percent>%?)(?P<mark> \[[a-z]\])?"
)
_MOST_DIGITS = 15
"""That a spreadsheet keeps; a longer number stays text, so that none is rounded."""
_LONGEST = 32_000
"""Characters of a cell; Excel takes 32,767 and leaves a cell with more empty."""


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How a number is shown: as in the report, so that "1,204 [p]" is a number and still says provisional."""

    decimals: int = 0
    grouped: bool = False
    percent: bool = False
    plus: bool = False
    pounds: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What the report shows, and the number behind it with its format, if it is one."""

    text: str
    number: float | None = None
    format: NumberFormat | None = None


def fit_text(text: str) -> str:
    """Text as a cell can hold it; what is cut off is told in its place."""
    text = clean_text(text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} [cut: the text is longer than a cell]"


def parse_cell(text: str) -> Cell:
    """A figure as a number; anything else, such as "[x]" or a figure with words, as text.

    A percentage becomes its hundredth, as spreadsheets hold it: "12.5%" is 0.125.
    """
    found = _NUMBER.fullmatch(text)
    if found is None:
        return Cell(text)
    whole, fraction = found["whole"].replace(",", ""), found["fraction"] or ""
    if len(whole + fraction) > _MOST_DIGITS:
        return Cell(text)
    # Moved by text, since a division by 100 gives 0.5700000000000001 for 57%.
    number = float(f"{whole}.{fraction or 0}e{-2 if found['percent'] else 0}")
    shown = NumberFormat(
        decimals=len(fraction),
        grouped="," in found["whole"] or len(whole) < 4,
        percent=bool(found["percent"]),
        plus=found["sign"] == "+",
        pounds=bool(found["pound"]),
        mark=found["mark"] or "",
    )
    return Cell(text, -number if found["sign"] in ("-", "\u2212") else number, shown)
